"""Whether two obstacles may be one: figures a person can check, never a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from sandoq.common.text import search_key

SIMILAR = 80.0
"""Percent of likeness from which two texts are shown as perhaps the same."""

_HANGING = frozenset({"link", "power"})
"""Kinds of obstacle that a common tower, backhaul or feeder may cause."""


@dataclass(frozen=True, slots=True)
class Profile:
    """An obstacle as far as likeness is judged.

    Attributes:
        text: `text_key` of its title and description.
        hangs_on: towers, backhauls and feeders of its stations' links, as (kind, name).
        stations: their keys.
    """

    id: int
    kind: str
    text: str
    hangs_on: frozenset[tuple[str, str]]
    stations: frozenset[int]


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two may be one: percent of their texts, what both hang on, stations in common."""

    id: int
    percent: int
    shared: tuple[tuple[str, str], ...]
    stations: int


def text_key(title: str, description: str) -> str:
    """The text under which spellings of the same words meet."""
    return search_key(f"{title} {description}")


def alike(one: Profile, others: Sequence[Profile], *, most: int = 5) -> list[Likeness]:
    """Those of the others that may be the same obstacle, the likeliest first.

    Proposed are: texts alike; or the same kind, of link or power, on the same tower, backhaul or
    feeder; or the same kind at the same station.
    """
    found = []
    for other in others:
        if other.id == one.id:
            continue
        percent = round(fuzz.token_set_ratio(one.text, other.text))
        shared = tuple(sorted(one.hangs_on & other.hangs_on)) if one.kind in _HANGING else ()
        same = len(one.stations & other.stations)
        if percent >= SIMILAR or (one.kind == other.kind and (shared or same)):
            found.append(Likeness(other.id, percent, shared, same))
    found.sort(key=lambda like: (-len(like.shared), -like.stations, -like.percent, like.id))
    return found[:most]
