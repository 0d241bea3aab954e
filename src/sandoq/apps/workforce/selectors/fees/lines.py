"""Lines of fees a person may see, and those that wait for the person's step."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import PATH_STEP, Scope, scope_of
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import Attendance, FeeDay, FeeLine
from sandoq.apps.workforce.rules.fees.steps import BEGINS, DECISIONS, Step, barred_by
from sandoq.common.errors import NotFound
from sandoq.common.text import search_key

PERMISSIONS = {
    Step.CONFIRM: Permission.FEES_CONFIRM,
    Step.CHECK: Permission.FEES_CHECK,
    Step.APPROVE: Permission.FEES_APPROVE,
    Step.BATCH: Permission.FEES_BATCH,
    Step.CORRECT: Permission.FEES_CONFIRM,
}
TAKERS = {
    Step.CONFIRM: "confirmed_by",
    Step.CHECK: "checked_by",
    Step.APPROVE: "approved_by",
    Step.CORRECT: "corrected_by",
}
"""The column of a line that names who took the step."""

_COUNTY_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines, and how much together, in rials."""

    lines: int
    rial: int


@dataclass(frozen=True, slots=True)
class LineFilter:
    """What a list of lines shows; empty fields do not narrow it.

    `search` is a part of a name. `state` is a line's state, "unpaid" or "held".
    """

    polling_day: PollingDay | None = None
    unit: Unit | None = None
    state: str = ""
    search: str = ""

    @property
    def is_set(self) -> bool:
        return bool(self.state or self.search)


def find_lines(user: User, wanted: LineFilter = LineFilter()) -> QuerySet[FeeLine]:
    """Lines the person may see, by county and name; no identifiers."""
    found = FeeLine.objects.filter(scope_of(user, Permission.FEES_VIEW).q("unit__path"))
    if wanted.polling_day is not None:
        found = found.filter(polling_day=wanted.polling_day)
    if wanted.unit is not None:
        found = found.filter(unit__path__startswith=wanted.unit.path)
    if wanted.state == "unpaid":
        found = found.exclude(state=FeeLine.State.PAID)
    elif wanted.state == "held":
        found = found.exclude(held="")
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.search:
        found = found.filter(person__search_name__contains=search_key(wanted.search))
    return (
        found.select_related("person", "unit", "polling_day")
        .defer("person__national_id", "person__mobile", "person__sheba")
        .order_by("unit__path", "person__name_fa", "pk")
    )


def line_seen(user: User, key: UUID | str) -> FeeLine:
    """The line with this key.

    Raises:
        NotFound: there is none, or it lies outside the scope.
    """
    try:
        found = find_lines(user).filter(key=key).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise NotFound("fee-line", str(key)[:40])
    return found


def confirmable(scope: Scope) -> Q:
    """Lines the scope may confirm: a county its own people; whoever stands above a county only
    the people of the unit itself, never those of a county below."""
    found = Q(pk__in=[])
    for grant in scope.grants:
        if len(grant.path) >= _COUNTY_DEPTH * PATH_STEP:
            found |= Q(unit__path__startswith=grant.path)
        elif grant.path:
            found |= Q(unit__path=grant.path)
    return found


def waiting_for(user: User, step: Step, wanted: LineFilter) -> QuerySet[FeeLine]:
    """Lines that stand where the step begins and lie within the person's reach for it."""
    scope = scope_of(user, PERMISSIONS[step])
    reach = confirmable(scope) if step is Step.CONFIRM else scope.q("unit__path")
    found = FeeLine.objects.filter(reach, state__in=[state.value for state in BEGINS[step]])
    if wanted.polling_day is not None:
        found = found.filter(polling_day=wanted.polling_day)
    if wanted.unit is not None:
        found = found.filter(unit__path__startswith=wanted.unit.path)
    if wanted.search:
        found = found.filter(person__search_name__contains=search_key(wanted.search))
    return found


def barred(user: User, step: Step) -> Q:
    """Lines whose four eyes shut the person out: another step taken, or the own fee."""
    shut = Q(pk__in=[])
    if step in {*DECISIONS, Step.CORRECT} and user.person_id is not None:
        shut |= Q(person=user.person_id)
    for earlier in barred_by(step):
        shut |= Q(**{TAKERS[earlier]: user.pk})
    return shut


def stale() -> Exists:
    """Lines with a day whose attendance is no longer verified."""
    days = FeeDay.objects.filter(line=OuterRef("pk"))
    return Exists(days.exclude(attendance__state=Attendance.State.VERIFIED))


def takeable(user: User, step: Step, wanted: LineFilter) -> QuerySet[FeeLine]:
    """The lines a person would take with "all of them": what a queue shows and sums."""
    found = waiting_for(user, step, wanted).exclude(barred(user, step))
    return found.exclude(stale()) if step in DECISIONS else found


def tally_of(lines: QuerySet[FeeLine]) -> Tally:
    """Number and sum."""
    told: dict[str, Any] = lines.aggregate(lines=Count("pk"), rial=Sum("amount_rial"))
    return Tally(told["lines"], told["rial"] or 0)


def polling_days_with_fees(user: User) -> QuerySet[PollingDay]:
    """Polling days of which the person may see fees, the newest first."""
    lines = FeeLine.objects.filter(scope_of(user, Permission.FEES_VIEW).q("unit__path"))
    return PollingDay.objects.filter(pk__in=lines.values("polling_day")).order_by("-date")
