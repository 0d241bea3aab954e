"""Points and seats as GeoJSON features, as far as a person may see them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.territory.models import Point, StationCode, Unit, UnitCode
from sandoq.apps.territory.rules.geojson import feature_of_point
from sandoq.apps.territory.selectors.units import units

_CHUNK = 2_000
_COLUMNS = (
    *("key", "seq", "name", "address", "lon", "lat", "opens", "closes", "station_id"),
    *("station__key", "station__name", "station__number", "station__kind", "station__area"),
    *("station__electors", "station__unit__key", "station__unit__name_fa"),
)


def point_features(user: User, under: Unit | None = None) -> Iterator[dict[str, object]]:
    """The points in force of live stations, in the order of stations; streamed from the database.

    Properties: key of point and station, its codes in force by scheme, names, `kind`, `area`,
    `electors` of the whole station, and the times between which it stands there.
    """
    scope = scope_of(user, Permission.TERRITORY_VIEW)
    points = Point.objects.filter(scope.q("station__unit__path"), station__retired_at=None)
    if under is not None and under.depth > 1:  # everything lies in the country
        points = points.filter(station__unit__path__startswith=under.path)
    rows = points.order_by("station_id", "seq").values(*_COLUMNS).iterator(chunk_size=_CHUNK)
    while chunk := list(islice(rows, _CHUNK)):
        codes = _codes_of([row["station_id"] for row in chunk])
        for row in chunk:
            yield _feature(row, codes[row["station_id"]])


def seat_features(user: User, under: Unit | None = None) -> Iterator[dict[str, object]]:
    """The seats of open units; a unit without a known seat is unlocated."""
    found = units(user, under).filter(closed_on=None).order_by("path")
    codes: dict[int, dict[str, str]] = defaultdict(dict)
    current = UnitCode.objects.filter(until=None).values_list("unit_id", "scheme", "value")
    for unit_id, scheme, value in current:
        codes[unit_id][scheme] = value
    for unit in found.iterator(chunk_size=_CHUNK):
        properties = {
            "unit": str(unit.key),
            "level": unit.level,
            "name_fa": unit.name_fa,
            "name_en": unit.name_en,
            "codes": codes[unit.pk],
        }
        yield feature_of_point(str(unit.key), unit.seat_lon, unit.seat_lat, properties)


def _feature(row: dict[str, Any], codes: dict[str, str]) -> dict[str, object]:
    properties = {
        "point": str(row["key"]),
        "station": str(row["station__key"]),
        "seq": row["seq"],
        "name": row["name"],
        "address": row["address"],
        "station_name": row["station__name"],
        "number": row["station__number"],
        "codes": codes,
        "kind": row["station__kind"],
        "area": row["station__area"],
        "electors": row["station__electors"],
        "opens": _clock_time(row["opens"]),
        "closes": _clock_time(row["closes"]),
        "unit": str(row["station__unit__key"]),
        "unit_name": row["station__unit__name_fa"],
    }
    return feature_of_point(properties["point"], row["lon"], row["lat"], properties)


def _clock_time(value: Any) -> str | None:
    return f"{value:%H:%M}" if value is not None else None


def _codes_of(station_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    current = StationCode.objects.filter(station__in=set(station_ids), until=None)
    for station_id, scheme, value in current.values_list("station_id", "scheme", "value"):
        found[station_id][scheme] = value
    return found
