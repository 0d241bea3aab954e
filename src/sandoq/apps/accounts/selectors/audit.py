"""The audit trail as an auditor may read it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors.access import PATH_STEP, scope_of
from sandoq.common.clock import TEHRAN


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What a board of the audit trail shows; empty fields do not narrow it.

    `since` and `until` are days in Tehran, both included. `username` is whole.
    """

    verb: str = ""
    username: str = ""
    unit: Any = None
    since: date | None = None
    until: date | None = None
    target: str = ""


def audit_entries(user: User, wanted: AuditFilter = AuditFilter()) -> QuerySet[AuditEntry]:
    """Entries of the units in which the person may read the trail, newest first.

    Acts of the platform itself stand at no unit; whoever reads a whole country's trail sees them.
    """
    scope = scope_of(user, Permission.AUDIT_VIEW)
    within = scope.q("unit_path")
    if any(len(grant.path) <= PATH_STEP for grant in scope.grants):
        within |= Q(unit_path="")
    found = AuditEntry.objects.filter(within)
    if wanted.verb:
        found = found.filter(verb=wanted.verb)
    if wanted.username:
        found = found.filter(user__username=wanted.username.lower())
    if wanted.unit is not None:
        found = found.filter(unit_path__startswith=wanted.unit.path)
    if wanted.since:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.target:
        found = found.filter(target_key=wanted.target)
    return found.select_related("user__person", "tenure__post__unit").order_by("-seq")


def known_verbs(user: User) -> list[str]:
    """The acts that occur in what the person may read, for the filter."""
    verbs = audit_entries(user).order_by("verb").values_list("verb", flat=True).distinct()
    return list(verbs)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TEHRAN)
