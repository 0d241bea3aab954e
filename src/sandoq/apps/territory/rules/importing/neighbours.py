"""Which stations need comparing at all: near ones, and those with equal electors."""

from collections import defaultdict
from collections.abc import Iterator
from math import floor

from sandoq.apps.territory.rules.importing.likeness import (
    NEAR_METRES,
    Likeness,
    Profile,
    likeness,
)

_CELL_LAT_DEGREES = NEAR_METRES / 110_000.0
_CELL_LON_DEGREES = NEAR_METRES / 84_000.0  # a degree of longitude at 40° north, Iran's edge


class Neighbourhood:
    """Stations added one after another, each compared only with those it could be.

    `RULES` of likeness reach `NEAR_METRES`, so a square of that size and its eight neighbours hold
    every candidate; farther or without a location only stations with equal electors are compared.
    So the cost grows with the stations, not with their square.
    """

    def __init__(self) -> None:
        self._profiles: dict[int, Profile] = {}
        self._order: dict[int, int] = {}
        self._by_cell: dict[tuple[int, int, int], list[int]] = defaultdict(list)
        self._by_electors: dict[tuple[int, int], list[int]] = defaultdict(list)

    def add(self, key: int, profile: Profile) -> None:
        """Make a station a candidate for those that come later."""
        self._profiles[key] = profile
        self._order[key] = len(self._order)
        if profile.location:
            self._by_cell[(profile.area, *_cell(*profile.location))].append(key)
        if profile.electors is not None:
            self._by_electors[(profile.area, profile.electors)].append(key)

    def nearest_like(self, profile: Profile) -> tuple[int, Likeness] | None:
        """The most alike of the stations added so far that is probably this one.

        The likelier name wins, then the nearer, then the one added first.
        """
        alike = [
            (-found.name, _metres(found), self._order[key], key, found)
            for key in set(self._candidates(profile))
            if (found := likeness(self._profiles[key], profile))
        ]
        if not alike:
            return None
        *_, key, figures = min(alike, key=lambda one: one[:3])
        return key, figures

    def _candidates(self, profile: Profile) -> Iterator[int]:
        if profile.location:
            east, north = _cell(*profile.location)
            for x in (east - 1, east, east + 1):
                for y in (north - 1, north, north + 1):
                    yield from self._by_cell.get((profile.area, x, y), ())
        if profile.electors is not None:
            yield from self._by_electors.get((profile.area, profile.electors), ())


def _metres(figures: Likeness) -> int:
    """The distance; one that is not known counts as the edge of what is near."""
    return int(NEAR_METRES) if figures.metres is None else figures.metres


def _cell(lon: float, lat: float) -> tuple[int, int]:
    return floor(lon / _CELL_LON_DEGREES), floor(lat / _CELL_LAT_DEGREES)
