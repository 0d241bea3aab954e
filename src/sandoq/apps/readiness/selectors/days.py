"""A polling day as requirements see it: its elections and the rules in force."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.errors import RequirementName
from sandoq.apps.readiness.models import Requirement, RequirementSet
from sandoq.apps.readiness.rules.placement import Rule
from sandoq.apps.readiness.rules.requirements import read_formula, read_policy

_PUBLISHED = RequirementSet.State.PUBLISHED


@dataclass(frozen=True, slots=True)
class Day:
    """The elections of a polling day and its published rules, the widest unit's first."""

    id: int
    elections: tuple[int, ...]
    rules: Mapping[int, Rule]


def load_day(day_id: int) -> Day:
    """The day with every published rule, in three queries."""
    elections = tuple(
        Election.objects.filter(polling_day=day_id).order_by("pk").values_list("pk", flat=True)
    )
    published = Requirement.objects.filter(set__polling_day=day_id, set__state=_PUBLISHED)
    rules = {rule.id: rule for rule in read_rules(published)}
    return Day(day_id, elections, rules)


def read_rules(requirements: QuerySet[Requirement]) -> Iterator[Rule]:
    """Requirements as rules, in the order in which gaps are named."""
    rows = (
        requirements.select_related("set__unit")
        .prefetch_related("fallbacks")
        .order_by("set__unit__path", "order", "pk")
    )
    for row in rows:
        yield rule_of(row, (fallback.code for fallback in row.fallbacks.all()))


def rule_of(row: Requirement, fallbacks: Iterable[str]) -> Rule:
    """One requirement, read.

    Raises:
        BadRequirement: its JSON was written past the services.
    """
    return Rule(
        id=row.pk,
        code=row.code,
        unit_path=row.set.unit.path,
        at_points=row.place == Requirement.Place.POINT,
        blocking=row.criticality == Requirement.Criticality.BLOCKING,
        election=row.election_id,
        stages=frozenset(row.stages),
        kinds=frozenset(row.station_kinds),
        quantity=read_formula(row.quantity),
        policy=read_policy(row.evidence_policy),
        fallbacks=frozenset(fallbacks),
        source=row.source,
        item=row.item,
        name_fa=row.name_fa,
        name_en=row.name_en,
    )


def name_of_row(row: Requirement) -> RequirementName:
    """What a requirement is called, for a refusal."""
    return RequirementName(row.code, row.name_fa, row.name_en)


def days_with_source(sources: Iterable[str]) -> list[int]:
    """Polling days of which a published requirement is answered by one of these sources."""
    return list(
        Requirement.objects.filter(set__state=_PUBLISHED, source__in=sorted(sources))
        .order_by("-set__polling_day__date")
        .values_list("set__polling_day", flat=True)
        .distinct()
    )


def days_with_rules() -> list[int]:
    """Polling days with a published set, the latest first."""
    return list(
        RequirementSet.objects.filter(state=_PUBLISHED)
        .order_by("-polling_day__date")
        .values_list("polling_day", flat=True)
        .distinct()
    )
