"""Verdicts on rows, and the small questions from which they are made."""

from sandoq.apps.territory.rules.importing.drafts import Wanted
from sandoq.apps.territory.rules.importing.fields import NEEDED_TO_OPEN
from sandoq.apps.territory.rules.importing.likeness import Likeness
from sandoq.apps.territory.rules.importing.problems import Problem
from sandoq.apps.territory.rules.importing.register import KnownStation
from sandoq.apps.territory.rules.importing.rows import Outcome, Row, Verdict
from sandoq.apps.territory.rules.importing.values import StationValues
from sandoq.apps.territory.rules.stations import needs_order, station_problems

_DRAFT_PROBLEMS = {
    "fixed-needs-one-point": ("stops", "fixed-with-several-stops"),
    "times-overlap": ("stops", "times-overlap"),
    "closes-before-it-opens": ("closes", "closes-before-it-opens"),
    "text-too-long": ("name", "too-long"),
    "name-missing": ("name", "missing"),
    "point-name-missing": ("stops", "stop-without-name"),
}


def values_of(row: Row) -> StationValues:
    """The values of a row that has them."""
    if row.values is None:
        raise AssertionError("a row without values is settled before")
    return row.values


def held(row: Row, *problems: Problem, station: int | None = None) -> Verdict:
    """Quarantined for these problems besides those of its cells."""
    return Verdict(Outcome.QUARANTINED, [*row.problems, *problems], station=station)


def unchanged(row: Row, station: KnownStation) -> Verdict:
    """The register already says all that the row says."""
    problems = [*row.problems, Problem("", "unchanged")]
    return Verdict(Outcome.IGNORED, problems, station=station.id)


def merged(row: Row, reason: str, *, twin: int, station: int | None = None) -> Verdict:
    """Part of another row's station."""
    problems = [*row.problems, Problem("", reason)]
    return Verdict(Outcome.MERGED, problems, twin=twin, station=station)


def proposed(
    row: Row,
    problem: Problem,
    *,
    figures: Likeness | None,
    twin: int | None = None,
    station: int | None = None,
    may_differ: bool,
) -> Verdict:
    """A pair for a person to decide, or what follows from the decision about this very pair.

    Args:
        may_differ: saying 'different' opens a station; else the row must be corrected as well.
    """
    verdict = Verdict(
        Outcome.QUARANTINED, list(row.problems), station=station, twin=twin, likeness=figures
    )
    decision = row.decision
    if decision and (decision.twin, decision.station) == (twin, station):
        verdict.differs = not decision.is_same
        if decision.is_same:
            verdict.outcome = Outcome.MERGED
            problem = Problem("", "decided-same")
        elif may_differ:
            verdict.outcome = Outcome.CREATED
            return verdict
    verdict.problems.append(problem)
    return verdict


def missing(values: StationValues) -> list[Problem]:
    """What a row lacks to open a station."""
    found = [
        Problem(name.value, "missing") for name in NEEDED_TO_OPEN if getattr(values, name) is None
    ]
    if values.unit is None:
        found.append(Problem("district", "district-needed"))
    return found


def problems_of(wanted: Wanted, known: KnownStation | None, *, has_order: bool) -> list[Problem]:
    """What forbids to write a station, beyond what its cells already say."""
    found = [
        Problem(*_DRAFT_PROBLEMS.get(code, ("", "out-of-range")))
        for code in station_problems(wanted.draft)
    ]
    if known and not has_order and needs_order(known.electors, wanted.draft.electors):
        fall = f"{known.electors} → {wanted.draft.electors}"
        found.append(Problem("electors", "electors-fall", value=fall))
    return found


def is_further_stop(first: StationValues, later: StationValues) -> bool:
    """Whether a later row only adds stops to a mobile station that an earlier row describes."""
    if "mobile" not in {first.kind, later.kind} or not later.places or not first.places:
        return False
    names = {place.name for place in first.places}
    if any(not place.name or place.name in names for place in later.places):
        return False
    bare = later._replace(places=())
    return all(
        (said := getattr(bare, name)) in {None, ()} or said == getattr(first, name)
        for name in StationValues._fields
    )
