"""Scenarios that a person may see, make or approve."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.states import WITH_PLAN, State
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import NotFound

_RELATED = ("unit", "election__polling_day", "made_by__person", "previous")


@dataclass(frozen=True, slots=True)
class Part:
    """An approved plan and one county that it concerns."""

    scenario: Scenario
    unit: Unit


def scenarios(user: User, election: Election, place: Unit | None = None) -> QuerySet[Scenario]:
    """Scenarios of this election that the person may see, the newest first.

    With a place only those of units at or below it, and of the units it lies in. Documents are
    not loaded.
    """
    seen = scope_of(user, Permission.PLAN_VIEW).q("unit__path", "election")
    found = Scenario.objects.filter(seen, election=election)
    if place is not None:
        ends = range(Unit.steplen, len(place.path), Unit.steplen)
        above = [place.path[:end] for end in ends]
        found = found.filter(Q(unit__path__startswith=place.path) | Q(unit__path__in=above))
    return found.select_related(*_RELATED).defer("question_packed", "plan_packed")


def solved_scenarios(user: User, election: Election, keys: Sequence[str]) -> list[Scenario]:
    """Those of these scenarios that have a plan, in the order in which they were asked for."""
    try:
        rows = scenarios(user, election).filter(
            key__in=[UUID(key) for key in keys], state__in=[state.value for state in WITH_PLAN]
        )
    except ValueError:
        return []
    known = {str(row.key): row for row in rows}
    return [known[key] for key in dict.fromkeys(keys) if key in known]


def scenario_of_key(user: User, key: UUID | str) -> Scenario:
    """A scenario that the person may see.

    Raises:
        NotFound: there is none with this key, or not for this person.
    """
    return _of_key(user, key, Permission.PLAN_VIEW)


def scenario_to_edit(user: User, key: UUID | str) -> Scenario:
    """A scenario that the person may change, as `scenario_of_key`."""
    return _of_key(user, key, Permission.PLAN_EDIT)


def _of_key(user: User, key: UUID | str, permission: Permission) -> Scenario:
    seen = scope_of(user, permission).q("unit__path", "election")
    try:
        found = Scenario.objects.filter(seen, key=key).select_related(*_RELATED).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise NotFound("scenario", str(key))
    return found


def parts_for(user: User, election: Election) -> list[Part]:
    """Approved plans of units above the person's own, with the own county."""
    found: list[Part] = []
    approved = (
        Scenario.objects.filter(election=election, state=State.APPROVED.value)
        .select_related(*_RELATED)
        .defer("question_packed", "plan_packed")
    )
    scope = scope_of(user, Permission.PLAN_VIEW)
    paths = [one.path for one in scope.grants if one.election_id in {None, election.pk}]
    units = list(Unit.objects.filter(path__in=paths, level="county"))
    for scenario in approved:
        found += [
            Part(scenario, unit)
            for unit in units
            if unit.path.startswith(scenario.unit.path) and unit.pk != scenario.unit_id
        ]
    return found


def part_of(user: User, scenario_key: UUID | str, unit: Unit) -> Part:
    """The part of an approved plan that concerns a county of the person.

    Raises:
        NotFound: there is no such approved plan of a unit above, or the county is not theirs.
    """
    try:
        scenario = (
            Scenario.objects.filter(key=scenario_key, state=State.APPROVED.value)
            .select_related(*_RELATED)
            .first()
        )
    except (ValidationError, ValueError):
        scenario = None
    if scenario is None or not unit.path.startswith(scenario.unit.path):
        raise NotFound("scenario", str(scenario_key))
    if not scope_of(user, Permission.PLAN_VIEW).covers(unit.path, scenario.election_id):
        raise NotFound("scenario", str(scenario_key))
    return Part(scenario, unit)


def plans_to_answer(user: User) -> QuerySet[Scenario]:
    """Proposed plans that wait for this person: of their units, proposed by somebody else."""
    seen = scope_of(user, Permission.PLAN_EDIT).q("unit__path", "election")
    waiting = Scenario.objects.filter(seen, state=State.PROPOSED.value)
    mine = waiting.filter(approvals__answer="", approvals__proposed_by=user.pk)
    found = waiting.exclude(pk__in=mine.values("pk"))
    return found.select_related(*_RELATED).defer("question_packed", "plan_packed")


def plans_computed(user: User) -> QuerySet[Scenario]:
    """Plans that the person began and that nobody proposed or withdrew yet, the newest first."""
    seen = scope_of(user, Permission.PLAN_EDIT).q("unit__path", "election")
    found = Scenario.objects.filter(seen, state=State.SOLVED.value, made_by=user.pk)
    return (
        found.select_related(*_RELATED)
        .defer("question_packed", "plan_packed")
        .order_by("-solved_at", "-pk")
    )


def find_scenarios(user: User, text: str) -> QuerySet[Scenario]:
    """Scenarios by their name, the newest first."""
    seen = scope_of(user, Permission.PLAN_VIEW).q("unit__path", "election")
    found = Scenario.objects.filter(seen, title__icontains=text)
    return found.select_related(*_RELATED).defer("question_packed", "plan_packed")


def may_make(user: User, unit: Unit, election: Election) -> bool:
    """Whether the person may make scenarios of the unit."""
    return scope_of(user, Permission.PLAN_EDIT).covers(unit.path, election.pk)


def may_approve(user: User, scenario: Scenario) -> bool:
    """Whether the person is the second one who may answer a proposed plan now."""
    if scenario.state != State.PROPOSED.value:
        return False
    if not may_make(user, scenario.unit, scenario.election):
        return False
    waiting = scenario.approvals.filter(answer="").first()
    return waiting is not None and waiting.proposed_by_id != user.pk
