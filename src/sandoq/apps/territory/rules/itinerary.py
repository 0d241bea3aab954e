"""Which points of a new itinerary are places the station already had.

Evidence belongs to a point, so a corrected spelling must stay the same point, and a move to
another school must not inherit the first school's evidence.
"""

import math
from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from sandoq.apps.territory.rules.stations import PointDraft
from sandoq.common.text import search_key

SAME_PLACE_METRES = 100.0
_METRES_PER_DEGREE = 111_195.0

Position = tuple[float | None, float | None]


class Place(Protocol):
    """A point in the register, as far as it is compared."""

    @property
    def key(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...


def match_places(places: Sequence[Place], drafts: Sequence[PointDraft]) -> list[int | None]:
    """For each draft the index of the place it is, or None for a new place.

    By key first, then by name, then the nearest within `SAME_PLACE_METRES`; earlier places win,
    so list the points in force before those that left. No place is used twice.
    """
    found: list[int | None] = [None] * len(drafts)
    free = dict(enumerate(places))
    for same in (_same_key, _same_name):
        for at, draft in enumerate(drafts):
            if found[at] is None:
                found[at] = next((i for i, place in free.items() if same(place, draft)), None)
                free.pop(found[at], None)  # type: ignore[arg-type]
    for at, draft in enumerate(drafts):
        if found[at] is None and draft.key is None:
            near = [(_metres_between(place, draft), i) for i, place in free.items()]
            distance, i = min(near, default=(math.inf, -1))
            if distance <= SAME_PLACE_METRES:
                found[at] = i
                del free[i]
    return found


def metres_between_positions(one: Position, other: Position) -> float:
    """Distance between (longitude, latitude) in WGS 84 degrees, on a sphere, good to 0.5 % within a
    few degrees; infinite where either is unknown."""
    if one[0] is None or one[1] is None or other[0] is None or other[1] is None:
        return math.inf
    east = (one[0] - other[0]) * math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot(east, one[1] - other[1]) * _METRES_PER_DEGREE


def _metres_between(place: Place, draft: PointDraft) -> float:
    return metres_between_positions((place.lon, place.lat), (draft.lon, draft.lat))


def _same_key(place: Place, draft: PointDraft) -> bool:
    return draft.key is not None and place.key == draft.key


def _same_name(place: Place, draft: PointDraft) -> bool:
    return draft.key is None and search_key(place.name) == search_key(draft.name)
