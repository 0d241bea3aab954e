"""Duties that a person may see: those of agencies that work in their area, or of their own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.obstacles.models import Agency, Duty
from sandoq.apps.obstacles.rules.duties import OWED, DutyState
from sandoq.apps.obstacles.selectors.scope import agencies_of
from sandoq.common import clock
from sandoq.common.errors import NotFound


@dataclass(frozen=True, slots=True)
class DutyFilters:
    """What a list of duties is narrowed to; `state` is "" for what is not confirmed yet."""

    state: str = ""
    agency: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> "DutyFilters":
        """From an address's query; unknown values are ignored."""
        known = {"late", "all", *(state.value for state in DutyState)}
        state, agency = str(query.get("state", "")), str(query.get("agency", ""))
        try:
            agency = str(UUID(agency)) if agency else ""
        except ValueError:
            agency = ""
        return cls(state if state in known else "", agency)


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty, whether it is overdue, and whether this person answers for it."""

    duty: Duty
    is_late: bool
    is_mine: bool


def duties(user: User, election: Election, filters: DutyFilters) -> QuerySet[Duty]:
    """The duties of an election that the person sees, the next one due first."""
    found = _visible(user).filter(election=election)
    if filters.state == "late":
        found = found.filter(state__in=sorted(OWED), due_on__lt=clock.today(clock.now()))
    elif not filters.state:
        found = found.exclude(state=DutyState.CONFIRMED.value)
    elif filters.state != "all":
        found = found.filter(state=filters.state)
    if filters.agency:
        found = found.filter(agency__key=filters.agency)
    return found.select_related("agency__unit").order_by("due_on", "pk")


def duty_rows(user: User, found: list[Duty]) -> list[DutyRow]:
    """The duties of a page with what the person sees at a glance."""
    today: date = clock.today(clock.now())
    mine = set(agencies_of(user).values_list("pk", flat=True))
    return [
        DutyRow(one, one.state in OWED and one.due_on < today, one.agency_id in mine)
        for one in found
    ]


def duty_of_key(user: User, key: UUID | str) -> Duty:
    """The duty with this key.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    found = (
        _visible(user)
        .filter(key=key)
        .select_related("agency__unit", "election__polling_day")
        .first()
    )
    if found is None:
        raise NotFound("duty", str(key))
    return found


def open_agencies(user: User, permission: Permission) -> QuerySet[Agency]:
    """The agencies where the person may use a permission."""
    scope = scope_of(user, permission)
    found = Agency.objects.filter(scope.q("unit__path"), closed_at=None)
    return found.select_related("unit").prefetch_related("seats__post__unit")


def _visible(user: User) -> QuerySet[Duty]:
    scope = scope_of(user, Permission.OBSTACLE_VIEW)
    wanted = scope.q("unit_path", "election") | Q(agency__in=agencies_of(user))
    return Duty.objects.filter(wanted)
