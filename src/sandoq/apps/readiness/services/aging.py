"""Time passes: proofs grow too old and waivers end."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from sandoq.apps.accounts.services import record_action
from sandoq.apps.readiness.models import Need
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.selectors.days import days_with_rules, load_day
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.apps.readiness.services.day_lock import lock_day
from sandoq.apps.readiness.services.standing import overdue, restate
from sandoq.apps.readiness.services.status import recompute
from sandoq.common.clock import now


@dataclass(frozen=True, slots=True)
class Aged:
    """How many needs lost a verification, a pending proof or a waiver, and statuses changed."""

    verifications: int = 0
    proofs: int = 0
    waivers: int = 0
    statuses: int = 0


def expire_evidence(*, at: datetime | None = None) -> list[Aged]:
    """Mark what has become too old by `at`, for every day with rules; harmless to repeat."""
    return [_expire(day_id, at or now()) for day_id in days_with_rules()]


@transaction.atomic
def _expire(day_id: int, at: datetime) -> Aged:
    revision = lock_day(day_id)
    day = load_day(day_id)
    due = overdue(day, Need.objects.filter(requirement__in=day.rules), at)
    verified = Need.objects.filter(state=Need.State.VERIFIED)
    gone = sum(verified.filter(pk__in=some).count() for some in blocks(due[Event.AGE]))
    touched: set[int] = set()
    for event, needs in due.items():
        touched |= restate(day, needs, event, at)  # of a told need the room is asked again
    statuses = recompute(touched, day_id=day_id, at=at)
    revision.refresh_from_db()
    revision.checked_at = at
    revision.save(update_fields=["checked_at"])
    aged = Aged(gone, len(due[Event.AGE]) - gone, len(due[Event.UNWAIVE]), statuses)
    if any(due.values()):
        data = {"verifications": aged.verifications, "proofs": aged.proofs, "waivers": aged.waivers}
        record_action(by=None, verb="readiness.expire-evidence", data=data | {"day": day_id})
    return aged
