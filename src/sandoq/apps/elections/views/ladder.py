"""The stage ladder as a page draws it, S4 on top."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandoq.apps.elections.selectors import StageCount


@dataclass(frozen=True, slots=True)
class Rung:
    """One stage: how many stations and electors, of how many."""

    stage: str
    stations: int
    electors: int
    all_stations: int


def ladder_rows(counts: Sequence[StageCount]) -> list[Rung]:
    """The rungs from S4 down to S0."""
    total = sum(count.stations for count in counts)
    return [Rung(count.stage, count.stations, count.electors, total) for count in reversed(counts)]
