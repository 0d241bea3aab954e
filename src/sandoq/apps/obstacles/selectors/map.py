"""Stations that open obstacles touch, as columns for the map; kept until something changes."""

import gzip
import json
from collections import OrderedDict
from dataclasses import astuple, dataclass
from itertools import pairwise

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.obstacles.models import Obstacle, ObstacleRevision, ObstacleStation
from sandoq.apps.obstacles.rules.weight import FACTOR, Severity
from sandoq.apps.obstacles.selectors.board import Filters, listed
from sandoq.apps.obstacles.selectors.scope import visible
from sandoq.apps.readiness.selectors.paths import below
from sandoq.apps.territory.models import Point, Station, Unit
from sandoq.common import clock
from sandoq.common.errors import NotFound
from sandoq.common.hashing import sha256_hex

SEVERITIES = (Severity.MINOR.value, Severity.IMPORTANT.value, Severity.BLOCKING.value)
"""A station's letter in the `states` text is the position here of its worst obstacle."""

_DEGREE = 100_000  # coordinates are sent in units of 0.00001 degrees, about a metre
_KEPT = 16


@dataclass(frozen=True, slots=True)
class MapColumns:
    """Gzipped JSON as `readiness.selectors.map` documents it; `points` are stations' keys."""

    tag: str
    body: bytes


def map_columns(user: User, election: Election, unit: Unit, filters: Filters) -> MapColumns:
    """The stations that open obstacles of these filters touch, as far as the person sees."""
    scope = scope_of(user, Permission.OBSTACLE_VIEW)
    seen = sorted(grant.path for grant in scope.grants) or [f"user {user.pk}"]
    revision = ObstacleRevision.objects.filter(election=election).first()
    number = revision.number if revision else 0
    day = clock.today(clock.now()).isoformat() if filters.late else ""
    mine = user.pk if filters.mine else 0
    asked = [election.pk, unit.path, seen, astuple(filters), day, mine]
    tag = f"{number}-{sha256_hex(json.dumps(asked))[:24]}"
    if tag not in kept_maps:
        kept_maps[tag] = _build(user, election, unit, filters, number)
        while len(kept_maps) > _KEPT:
            kept_maps.popitem(last=False)
    return MapColumns(tag, kept_maps[tag])


kept_maps: OrderedDict[str, bytes] = OrderedDict()
"""The last few maps of this process by their tags: a revision's map never changes."""


def station_card(user: User, election: Election, station_id: int) -> tuple[Station, list[Obstacle]]:
    """A station on the map and the open obstacles that touch it, the heaviest first.

    Raises:
        NotFound: none that the person sees touches it.
    """
    live = ObstacleStation.objects.filter(election=election, station=station_id, is_live=True)
    found = list(visible(user).filter(pk__in=live.values("obstacle")).order_by("-weight", "pk"))
    station = Station.objects.select_related("county", "unit").filter(pk=station_id).first()
    if not found or station is None:
        raise NotFound("station", str(station_id))
    return station, found


def _build(user: User, election: Election, unit: Unit, filters: Filters, number: int) -> bytes:
    live = ObstacleStation.objects.filter(
        below("unit_path", unit.path), election=election, is_live=True
    )
    if filters.are_set or not scope_of(user, Permission.OBSTACLE_VIEW).is_national:
        live = live.filter(
            obstacle__in=listed(user, election, unit, filters).order_by().values("pk")
        )
    worst: dict[int, int] = {}
    factors = {severity.value: factor for severity, factor in FACTOR.items()}
    for station, severity in live.values_list("station_id", "obstacle__severity").iterator(5_000):
        worst[station] = max(worst.get(station, 0), factors[severity])
    places = Point.objects.filter(lon__isnull=False, station__retired_at=None)
    if len(unit.path) > Unit.steplen:
        places = places.filter(below("station__unit__path", unit.path))
    rows: dict[int, tuple[float, float]] = {}
    points = places.order_by("station_id", "seq").values_list("station_id", "lon", "lat")
    for station, lon, lat in points.iterator(5_000):
        if station in worst and station not in rows:
            rows[station] = (lon or 0.0, lat or 0.0)
    columns = {
        "revision": number,
        "lon": _differences([round(lon * _DEGREE) for lon, _ in rows.values()]),
        "lat": _differences([round(lat * _DEGREE) for _, lat in rows.values()]),
        "states": "".join(str(worst[station] - 1) for station in rows),
        "points": _differences(list(rows)),
    }
    return gzip.compress(json.dumps(columns, separators=(",", ":")).encode("ascii"), 5, mtime=0)


def _differences(values: list[int]) -> list[int]:
    if not values:
        return []
    return [values[0], *(later - earlier for earlier, later in pairwise(values))]
