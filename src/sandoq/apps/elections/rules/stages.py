"""The stage ladder: which stage holds at a station, and how far an election may go.

S0 paper · S1 electronic check-in · S2 electronic count of paper and transmission · S3 electronic
ballot with paper record · S4 electronic ballot, verifiable tally and transmission.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

LADDER = ("S0", "S1", "S2", "S3", "S4")
PAPER = LADDER[0]
PATH_STEP = 4
"""Characters that a level of the tree adds to a unit's path."""

_Assigned = TypeVar("_Assigned")


@dataclass(frozen=True, slots=True)
class StageHere:
    """The stage of a contest at a station and the stage it falls back to."""

    stage: str = PAPER
    fallback: str = PAPER


def rung(stage: str) -> int:
    """0 for S0 to 4 for S4.

    Raises:
        ValueError: there is no such stage.
    """
    return LADDER.index(stage)


def may_advance(previous: str, following: str) -> bool:
    """At most one step further than at the previous election; any step back."""
    return rung(following) <= rung(previous) + 1


def is_step_back(previous: str, following: str) -> bool:
    """Going back is allowed, but asks for a reason."""
    return rung(following) < rung(previous)


def furthest(previous: str) -> str:
    """The furthest stage after `previous`."""
    return LADDER[min(rung(previous) + 1, len(LADDER) - 1)]


def falls_back(stage: str, fallback: str) -> bool:
    """A fallback is a lower stage; paper falls back to paper."""
    return rung(fallback) < rung(stage) or stage == fallback == PAPER


def upwards(path: str) -> Iterator[str]:
    """The unit's own path, then those of the units above it, nearest first."""
    for end in range(len(path), 0, -PATH_STEP):
        yield path[:end]


def nearest(by_path: Mapping[str, _Assigned], path: str) -> _Assigned | None:
    """What is assigned to the unit itself, else to the nearest unit above it."""
    return next((by_path[above] for above in upwards(path) if above in by_path), None)


def is_under(path: str, areas: Iterable[str]) -> bool:
    """Whether one of the areas is the unit or lies above it."""
    wanted = areas if isinstance(areas, set | frozenset) else set(areas)
    return any(above in wanted for above in upwards(path))


def overlap(drawn: Mapping[str, str], paths: Iterable[str]) -> tuple[str, str] | None:
    """The first of `paths` that shares ground with a drawn area, and that area's holder.

    Two units share ground if they are one, or one lies above the other. The paths themselves are
    checked too: their holder is "".

    Args:
        drawn: holder by path of each unit already drawn.
    """
    held = dict(drawn)
    above_held = {above: holder for path, holder in held.items() for above in upwards(path)}
    for path in paths:
        for above in upwards(path):
            if above in held:
                return path, held[above]
        if path in above_held:
            return path, above_held[path]
        held[path] = ""
        above_held.update(dict.fromkeys(upwards(path), ""))
    return None
