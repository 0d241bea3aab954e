"""What a board says of an area: figures, gaps by requirement, and the areas just below."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Sum
from django.db.models.functions import Left

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.errors import RequirementName
from sandoq.apps.readiness.models import AreaGap, AreaStatus, DayRevision, Requirement
from sandoq.apps.readiness.rules.status import NO_POINT, NO_REQUIREMENT, Tally
from sandoq.apps.readiness.selectors.paths import below
from sandoq.apps.readiness.selectors.scope import require_view
from sandoq.apps.territory.models import Unit

EPOCH = datetime.min.replace(tzinfo=UTC)
TALLY_COLUMNS = (
    *("stations_ready", "stations_on_fallback", "stations_not_ready"),
    *("electors_ready", "electors_on_fallback", "electors_not_ready"),
)


@dataclass(frozen=True, slots=True)
class GapCount:
    """How many stations lack a requirement uncovered, and the electors who vote there."""

    requirement: RequirementName
    stations: int
    electors: int


@dataclass(frozen=True, slots=True)
class ChildArea:
    """A unit just below, or the unit itself where stations belong to it directly."""

    unit: Unit
    tally: Tally


@dataclass(frozen=True, slots=True)
class AreaSummary:
    """The figures of an area.

    Attributes:
        gaps: the requirement that most stations lack first.
        as_of: when the figures were last brought up to date; None if nothing was ever computed.
        revision: grows with every change of the day's figures.
        requirements: the names of those in force, by code.
    """

    unit: Unit
    election: Election
    tally: Tally
    gaps: tuple[GapCount, ...]
    as_of: datetime | None
    revision: int
    requirements: Mapping[str, RequirementName]


def area_summary(user: User, election: Election, unit: Unit) -> AreaSummary:
    """Figures and gaps of an area, in four queries however many stations it has.

    Raises:
        NotFound: the person may not see the unit's readiness.
    """
    require_view(user, election, unit)
    return summarise(election, unit)


def summarise(election: Election, unit: Unit) -> AreaSummary:
    """The figures of an area, for whoever asks."""
    rows = AreaStatus.objects.filter(below("unit_path", unit.path), election=election)
    sums = rows.aggregate(**{column: Sum(column, default=0) for column in TALLY_COLUMNS})
    names = requirement_names(election)
    revision = DayRevision.objects.filter(polling_day=election.polling_day_id).first()
    as_of = max(revision.changed_at, revision.checked_at or EPOCH) if revision else None
    return AreaSummary(
        unit=unit,
        election=election,
        tally=Tally(*(sums[column] for column in TALLY_COLUMNS)),
        gaps=_gaps(election, unit, names),
        as_of=as_of,
        revision=revision.number if revision else 0,
        requirements=names,
    )


def child_areas(user: User, election: Election, unit: Unit) -> list[ChildArea]:
    """The areas just below, most electors at not-ready stations first, in two queries.

    Raises:
        NotFound: the person may not see the unit's readiness.
    """
    require_view(user, election, unit)
    return areas_below(election, unit)


def areas_below(election: Election, unit: Unit) -> list[ChildArea]:
    """The areas just below a unit, for whoever asks."""
    rows = (
        AreaStatus.objects.filter(below("unit_path", unit.path), election=election)
        .annotate(child=Left("unit_path", len(unit.path) + Unit.steplen))
        .order_by()
        .values("child")
        .annotate(**{f"sum_{column}": Sum(column) for column in TALLY_COLUMNS})
    )
    tallies = {
        child: Tally(*sums)
        for child, *sums in rows.values_list("child", *(f"sum_{name}" for name in TALLY_COLUMNS))
    }
    units = Unit.objects.filter(path__in=tallies)
    areas = [ChildArea(child, tallies[child.path]) for child in units]
    areas = [area for area in areas if area.tally.stations]
    return sorted(areas, key=lambda area: (-area.tally.electors_not_ready, area.unit.path))


def requirement_names(election: Election) -> Mapping[str, RequirementName]:
    """The names of all requirements in force on the election's day, by code."""
    rows = Requirement.objects.filter(
        set__polling_day=election.polling_day_id, set__state="published"
    ).order_by("set__unit__path", "order", "pk")
    named = {
        code: RequirementName(code, name_fa, name_en)
        for code, name_fa, name_en in rows.values_list("code", "name_fa", "name_en")
    }
    return {NO_REQUIREMENT: NOTHING_ASKED, NO_POINT: NOWHERE} | named


NOTHING_ASKED = RequirementName(NO_REQUIREMENT, "الزامی ابلاغ نشده", "no requirement in force")
NOWHERE = RequirementName(NO_POINT, "محل استقرار ثبت نشده", "no point recorded")


def name_of(names: Mapping[str, RequirementName], code: str) -> RequirementName:
    """The requirement's name, or its bare code."""
    return names.get(code) or RequirementName(code, code, code)


def _gaps(
    election: Election, unit: Unit, names: Mapping[str, RequirementName]
) -> tuple[GapCount, ...]:
    rows = (
        AreaGap.objects.filter(below("unit_path", unit.path), election=election)
        .order_by()
        .values_list("code")
        .annotate(lacking=Sum("stations"), affected=Sum("electors"))
    )
    gaps = [GapCount(name_of(names, code), n, e) for code, n, e in rows if n]
    return tuple(sorted(gaps, key=lambda gap: (-gap.stations, gap.requirement.code)))
