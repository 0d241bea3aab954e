"""A registered station as it is, column by column, and how it becomes so again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from sandoq.apps.territory.models import Point, Station, StationCode
from sandoq.common.hashing import canonical_json, sha256_hex

Snapshot = dict[str, Any]
"""{"station": columns, "points": [columns], "codes": [columns]}, in JSON types."""

_STATION = (
    *("unit_id", "county_id", "number", "name", "search_name", "kind", "area", "electors"),
    *("address", "opened_at", "retired_at", "retired_by_order"),
)
_POINT = (*("id", "key", "seq", "name", "address", "lon", "lat", "opens", "closes", "retired_at"),)
_CODE = ("id", "scheme", "value", "since", "until")
_MOMENTS = frozenset({"opened_at", "retired_at"})
_TIMES = frozenset({"opens", "closes"})
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS = frozenset({"since", "until"})


def snapshots(station_ids: Sequence[int]) -> dict[int, Snapshot]:
    """Stations as they are, with every point and code they ever had."""
    points: dict[int, list[dict[str, Any]]] = defaultdict(list)
    codes: dict[int, list[dict[str, Any]]] = defaultdict(list)
    places = Point.ever.filter(station__in=station_ids).order_by("pk")
    for row in places.values("station_id", *_POINT):
        points[row.pop("station_id")].append(_to_json(row))
    for row in (
        StationCode.objects.filter(station__in=station_ids)
        .order_by("pk")
        .values("station_id", *_CODE)
    ):
        codes[row.pop("station_id")].append(_to_json(row))
    found = {}
    for row in Station.objects.filter(pk__in=station_ids).values("pk", *_STATION):
        pk = row.pop("pk")
        found[pk] = {"station": _to_json(row), "points": points[pk], "codes": codes[pk]}
    return found


def digest(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of a snapshot."""
    return sha256_hex(canonical_json(snapshot))


def free_what_is_unique(station_ids: Sequence[int]) -> None:
    """Let go of numbers, places in line and codes, so that stations may exchange them."""
    Station.objects.filter(pk__in=station_ids).update(number=None)
    Point.ever.filter(station__in=station_ids, retired_at=None).update(retired_at=_LONG_AGO)
    codes = StationCode.objects.filter(station__in=station_ids, until=None)
    codes.update(until=_LONG_AGO.date())


def restore(station_id: int, snapshot: Mapping[str, Any]) -> None:
    """Make a station exactly as it was. What is unique must be free already."""
    points = [_from_json(row) for row in snapshot["points"]]
    codes = [_from_json(row) for row in snapshot["codes"]]
    Point.ever.filter(station=station_id).exclude(pk__in=[p["id"] for p in points]).delete()
    StationCode.objects.filter(station=station_id).exclude(pk__in=[c["id"] for c in codes]).delete()
    for row in points:
        Point.ever.filter(pk=row.pop("id")).update(**row)
    for row in codes:
        StationCode.objects.filter(pk=row.pop("id")).update(**row)
    Station.objects.filter(pk=station_id).update(**_from_json(snapshot["station"]))


def _to_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _from_json(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _typed(name, value) for name, value in row.items()}


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _MOMENTS:
        return datetime.fromisoformat(value)
    if name in _TIMES:
        return time.fromisoformat(value)
    if name in _DAYS:
        return date.fromisoformat(value)
    return UUID(value) if name == "key" else value
