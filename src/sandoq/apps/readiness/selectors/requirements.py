"""Requirement sets as people read them, and what publishing one would change."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.elections.selectors import StageLadder
from sandoq.apps.readiness.models import Need, Requirement, RequirementSet
from sandoq.apps.readiness.rules.placement import needs_at
from sandoq.apps.readiness.selectors.days import load_day, read_rules
from sandoq.apps.readiness.selectors.sites import blocks, live_station_ids, load_grounds
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import NotFound


def requirement_sets(user: User, election: Election, unit: Unit) -> QuerySet[RequirementSet]:
    """Sets that hold in a unit: its own, those above, and those of units below it.

    Drafts are shown to whoever may edit them.
    """
    editable = scope_of(user, Permission.REQUIREMENT_EDIT).q("unit__path")
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path), Unit.steplen)]
    return (
        RequirementSet.objects.filter(
            Q(unit__path__in=above) | Q(unit__path__startswith=unit.path),
            ~Q(state=RequirementSet.State.DRAFT) | editable,
            polling_day=election.polling_day_id,
        )
        .select_related("unit", "polling_day")
        .annotate(size=Count("requirements"))
        .order_by("unit__path", "-version")
    )


def set_of_id(user: User, pk: int) -> RequirementSet:
    """A set the person may read: every published one, and drafts they may edit.

    Raises:
        NotFound: there is none, or it is somebody else's draft.
    """
    found = RequirementSet.objects.select_related("unit", "polling_day").filter(pk=pk).first()
    if found is None or (found.state == RequirementSet.State.DRAFT and not may_edit(user, found)):
        raise NotFound("requirement-set", str(pk))
    return found


def may_edit(user: User, requirement_set: RequirementSet) -> bool:
    """Whether the person issues requirements for the set's unit."""
    return scope_of(user, Permission.REQUIREMENT_EDIT).covers(requirement_set.unit.path)


def requirements_of(requirement_set: RequirementSet) -> Sequence[Requirement]:
    """The set's requirements in order, with their fallbacks and elections."""
    rows = requirement_set.requirements.select_related("election").prefetch_related("fallbacks")
    return list(rows)


@dataclass(frozen=True, slots=True)
class Effect:
    """What publishing does to one requirement's needs: how many there are, and would be."""

    code: str
    name_fa: str
    name_en: str
    needs_now: int
    needs_then: int

    @property
    def change(self) -> int:
        return self.needs_then - self.needs_now


@dataclass(frozen=True, slots=True)
class Publication:
    """What publishing a draft would do, requirement by requirement; writes nothing."""

    stations: int
    effects: tuple[Effect, ...]

    @property
    def needs_now(self) -> int:
        return sum(effect.needs_now for effect in self.effects)

    @property
    def needs_then(self) -> int:
        return sum(effect.needs_then for effect in self.effects)


def publication_of(draft: RequirementSet) -> Publication:
    """Count the needs a draft asks for at every station below its unit. Exact."""
    then = Counter[str]()
    asked = set[int]()
    rules = list(read_rules(Requirement.objects.filter(set=draft)))
    ladder = StageLadder.of_elections(load_day(draft.polling_day_id).elections)
    codes = {rule.id: rule.code for rule in rules}
    for block in blocks(live_station_ids(draft.unit.path)):
        for ground in load_grounds(ladder, block):
            for place, _ in needs_at(rules, ground.site):
                then[codes[place.rule]] += 1
                asked.add(place.station)
    live = Need.objects.filter(
        requirement__set__polling_day=draft.polling_day_id,
        requirement__set__unit=draft.unit_id,
        requirement__set__state=RequirementSet.State.PUBLISHED,
        ended_at=None,
    )
    now = dict(live.order_by().values_list("requirement__code").annotate(Count("pk")))
    return Publication(len(asked), tuple(_effects(draft, now, then)))


def _effects(draft: RequirementSet, now: dict[str, int], then: Counter[str]) -> list[Effect]:
    in_force = Requirement.objects.filter(
        set__polling_day=draft.polling_day_id,
        set__unit=draft.unit_id,
        set__state=RequirementSet.State.PUBLISHED,
    )
    rows = {row.code: row for row in [*in_force, *draft.requirements.all()]}
    return [
        Effect(code, row.name_fa, row.name_en, now.get(code, 0), then[code])
        for code, row in rows.items()
    ]
