"""A row on its way through an import, and what was decided about it."""

from dataclasses import dataclass, field
from enum import StrEnum

from sandoq.apps.territory.rules.importing.likeness import Likeness, Profile
from sandoq.apps.territory.rules.importing.problems import Problem
from sandoq.apps.territory.rules.importing.values import StationValues
from sandoq.apps.territory.rules.importing.words import key


class Outcome(StrEnum):
    """What becomes of a row; every row has exactly one."""

    CREATED = "created"
    UPDATED = "updated"
    MERGED = "merged"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person said about a proposed pair: `is_same`, about that very row or station."""

    is_same: bool
    twin: int | None = None
    station: int | None = None


@dataclass(slots=True)
class Row:
    """One row of the files, in the order of the files.

    Attributes:
        reason: why it is none of a station (`problems.IGNORED`), or why it cannot be read.
        remembered: what became of a row that said the same in an earlier import that is in force.
    """

    index: int
    file: int
    sheet: str
    number: int
    reason: str = ""
    values: StationValues | None = None
    problems: tuple[Problem, ...] = ()
    decision: Decision | None = None
    remembered: "Memory | None" = None

    @property
    def is_held(self) -> bool:
        return self.values is None or any(problem.is_blocking for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Memory:
    """The station that an equal row was imported as, and whether it was merged into it."""

    station: int
    was_merged: bool


@dataclass(slots=True)
class Verdict:
    """What becomes of one row.

    Attributes:
        problems: all that is wrong with the row, beside the others too.
        station: the register's station it means, if any.
        twin: index of the row of the same batch that it repeats or probably repeats.
        differs: a person said that it is another station than its twin.
    """

    outcome: Outcome
    problems: list[Problem] = field(default_factory=list)
    station: int | None = None
    twin: int | None = None
    likeness: Likeness | None = None
    differs: bool = False


def profile_of(values: StationValues) -> Profile:
    """A row as likeness is judged."""
    stops: tuple[str, ...] = ()
    if values.kind == "mobile":
        stops = tuple(key(place.name) for place in values.places if place.name)
    return Profile(
        area=values.county,
        name=key(values.name or ""),
        location=values.location,
        electors=values.electors,
        kind=values.kind,
        unit=values.unit,
        code=values.code,
        stops=stops,
    )
