"""All points of an area as columns, small enough to send 90,000 of them to a browser at once."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.models import Operator, PointGrade
from sandoq.apps.connectivity.rules.grading import GradeState
from sandoq.apps.connectivity.rules.links import PointState
from sandoq.apps.connectivity.selectors.listing import Filters, point_links
from sandoq.apps.connectivity.selectors.points import point_of_key
from sandoq.apps.territory.models import Point, Unit
from sandoq.common.errors import NotFound
from sandoq.common.hashing import sha256_hex

LINK_STATES = tuple(state.value for state in PointState)
GRADE_STATES = tuple(state.value for state in GradeState)

_DEGREE = 100_000  # coordinates are sent in units of 0.00001 degrees, about a metre


@dataclass(frozen=True, slots=True)
class MapColumns:
    """The points of a map, gzipped JSON: {"lon", "lat", "states", "points"}.

    `lon` and `lat` are in units of 0.00001 degrees, each but the first as the difference to the
    one before, and so are `points`, the points' keys; a letter of `states` is a position in
    `LINK_STATES`, or in `GRADE_STATES` for one operator.
    """

    tag: str
    body: bytes


def map_columns(
    user: User, unit: Unit, filters: Filters, operator: Operator | None = None
) -> MapColumns:
    """The placed points of an area by the state of their links, or of one operator there.

    Raises:
        NotFound: the person may not see the unit's links.
    """
    found = point_links(user, unit, filters).filter(point__lon__isnull=False).order_by("pk")
    rows = list(found.values_list("pk", "point__lon", "point__lat", "state"))
    if operator is None:
        letters = {state: str(i) for i, state in enumerate(LINK_STATES)}
        states = [letters[row[3]] for row in rows]
    else:
        letters = {state: str(i) for i, state in enumerate(GRADE_STATES)}
        graded = dict(PointGrade.objects.filter(operator=operator).values_list("point_id", "state"))
        unmeasured = GradeState.UNMEASURED.value
        states = [letters[graded.get(row[0], unmeasured)] for row in rows]
    return packed([row[:3] for row in rows], states)


def packed(
    rows: Sequence[tuple[int, float | None, float | None]], states: Sequence[str]
) -> MapColumns:
    """Points as (key, longitude, latitude) with a letter of each, as a map takes them."""
    columns = {
        "lon": _differences([round((row[1] or 0.0) * _DEGREE) for row in rows]),
        "lat": _differences([round((row[2] or 0.0) * _DEGREE) for row in rows]),
        "states": "".join(states),
        "points": _differences([row[0] for row in rows]),
    }
    plain = json.dumps(columns, separators=(",", ":")).encode("ascii")
    return MapColumns(sha256_hex(plain)[:24], gzip.compress(plain, 5, mtime=0))


def point_of_id(user: User, pk: int) -> Point:
    """The point with this primary key, as the map names it.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    key = Point.objects.filter(pk=pk).values_list("key", flat=True).first()
    if key is None:
        raise NotFound("point", str(pk))
    return point_of_key(user, key)


def point_names(user: User, unit: Unit, points: Sequence[int]) -> dict[int, str]:
    """Names of those of the given points that the person may see in the unit."""
    found = point_links(user, unit).filter(pk__in=points)
    rows = found.values_list("pk", "station__name", "point__name")
    return {
        key: station if station == name else f"{station}: {name}" for key, station, name in rows
    }


def _differences(values: list[int]) -> list[int]:
    if not values:
        return []
    return [values[0], *(later - earlier for earlier, later in pairwise(values))]
