"""Time passes: readings grow too old, and what they verified is verified no longer."""

from datetime import datetime

from django.db import transaction

from sandoq.apps.accounts.services import record_action
from sandoq.apps.connectivity.models import PointLinks
from sandoq.apps.connectivity.services.refreshing import refresh_points
from sandoq.common.clock import now

_BLOCK = 2_000


def age_links(*, at: datetime | None = None) -> int:
    """Compute again every point that age alone may have changed by `at`; how many changed.

    Harmless to repeat; only points that are due are read.
    """
    moment = at or now()
    changed = 0
    while due := _due(moment):
        changed += _age(due, moment)
    return changed


def _due(at: datetime) -> list[int]:
    found = PointLinks.objects.filter(next_change__lt=at).order_by("next_change")
    return list(found.values_list("pk", flat=True)[:_BLOCK])


@transaction.atomic
def _age(point_ids: list[int], at: datetime) -> int:
    changed = len(refresh_points(point_ids, at=at))
    if changed:
        record_action(by=None, verb="connectivity.age-links", data={"points": changed})
    return changed
