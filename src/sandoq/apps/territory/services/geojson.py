"""Positions of known points from a GeoJSON file: looked at first, then written in one act."""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from os.path import commonprefix
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.models import Point, StationChange, Unit
from sandoq.apps.territory.rules.geojson import (
    BadFeature,
    PlacedFeature,
    Warning_,
    doubt_about,
    read_features,
)
from sandoq.apps.territory.rules.itinerary import metres_between_positions
from sandoq.apps.territory.services.announcing import announce
from sandoq.apps.territory.services.fast_rows import update_rows
from sandoq.common.errors import NotAllowed

T = TypeVar("T")
_SLICE = 2_000
_SAME_METRES = 0.05


@dataclass(frozen=True, slots=True)
class PlacedPoint:
    """What becomes of one point; `metres` is None where its place was not known before."""

    index: int
    point_id: int
    name: str
    station_name: str
    unit_name: str
    lon: float
    lat: float
    metres: float | None
    doubt: Warning_


@dataclass(frozen=True, slots=True)
class PlacedFile:
    """What a file says, and whether it was written.

    Attributes:
        features: how many had a position; they are the sum of the four that follow.
        moved: points that get another place, the doubtful first, then the farthest.
        unchanged: how many stand there already, to five centimetres.
        bad: features that cannot be used, each with a stable reason.
        repeated: how many name a point that a later feature names again; the last one counts.
        sha256: of the file.
    """

    features: int
    moved: Sequence[PlacedPoint]
    unchanged: int
    bad: Sequence[BadFeature]
    repeated: int
    sha256: str
    is_written: bool = False


@transaction.atomic
def import_points_geojson(
    *, by: User, data: bytes, at: datetime, apply: bool = False
) -> PlacedFile:
    """Give known points the positions of a GeoJSON file; without `apply` nothing is written.

    A point is found by its key, or by its station's key or code and its place in the itinerary.
    Features that cannot be used are listed and change nothing; applying twice changes nothing.

    Raises:
        NotAllowed: the person may edit no station anywhere.
        NotGeojson: the file is no GeoJSON collection in WGS 84.
    """
    scope = scope_of(by, Permission.STATION_EDIT)
    if not scope:
        raise NotAllowed(Permission.STATION_EDIT.value, "")
    features = read_features(data)
    placed = [feature for feature in features if isinstance(feature, PlacedFeature)]
    bad = [feature for feature in features if isinstance(feature, BadFeature)]
    points = _Points(by, placed)

    moves: dict[int, PlacedPoint] = {}
    stand: set[int] = set()
    repeated = 0
    for feature in placed:
        point = points.named_by(feature)
        if point is None:
            bad.append(BadFeature(feature.index, "unknown-point"))
            continue
        repeated += (moves.pop(point.pk, None) is not None) + (point.pk in stand)
        stand.discard(point.pk)
        move = _move(feature, point)
        if move.metres is not None and move.metres <= _SAME_METRES:
            stand.add(point.pk)
        else:
            moves[point.pk] = move
    report = PlacedFile(
        features=len(features),
        moved=sorted(moves.values(), key=_most_doubtful),
        unchanged=len(stand),
        bad=sorted(bad, key=lambda feature: feature.index),
        repeated=repeated,
        sha256=hashlib.sha256(data).hexdigest(),
        is_written=apply,
    )
    if apply and moves:
        _write(report, points, by=by, at=at)
    return report


class _Points:
    """The points in force that a file may name and the person may edit."""

    def __init__(self, by: User, features: Sequence[PlacedFeature]) -> None:
        self._visible = Point.objects.filter(
            scope_of(by, Permission.STATION_EDIT).q("station__unit__path"),
            station__retired_at=None,
        ).select_related("station__unit")
        self.by_id: dict[int, Point] = {}
        self._by_key: dict[UUID, Point] = {}
        self._by_station: dict[tuple[UUID, int], Point] = {}
        self._by_code: dict[tuple[str, str, int], dict[int, Point]] = {}
        self._load_keys([key for f in features if (key := _uuid(f.point))])
        self._load_stations([key for f in features if (key := _uuid(f.station))])
        self._load_codes([f.code for f in features if f.code and not f.point and not f.station])

    def named_by(self, feature: PlacedFeature) -> Point | None:
        if feature.point:
            key = _uuid(feature.point)
            return self._by_key.get(key) if key else None
        if feature.station:
            station = _uuid(feature.station)
            return self._by_station.get((station, feature.seq)) if station else None
        found = self._by_code.get((feature.scheme, feature.code, feature.seq), {})
        return next(iter(found.values())) if len(found) == 1 else None

    def _load_keys(self, keys: Sequence[UUID]) -> None:
        for part in _parts(keys):
            for point in self._visible.filter(key__in=part):
                self._by_key[point.key] = self.by_id[point.pk] = point

    def _load_stations(self, keys: Sequence[UUID]) -> None:
        for part in _parts(keys):
            for point in self._visible.filter(station__key__in=part):
                self._by_station[point.station.key, point.seq] = self.by_id[point.pk] = point

    def _load_codes(self, codes: Sequence[str]) -> None:
        for part in _parts(codes):
            rows = self._visible.filter(
                station__codes__value__in=part, station__codes__until=None
            ).values_list("pk", "seq", "station__codes__scheme", "station__codes__value")
            held = list(rows)
            found = {p.pk: p for p in self._visible.filter(pk__in={row[0] for row in held})}
            self.by_id.update(found)
            for pk, seq, scheme, value in held:
                for name in (scheme, ""):
                    self._by_code.setdefault((name, value, seq), {})[pk] = found[pk]


def _move(feature: PlacedFeature, point: Point) -> PlacedPoint:
    unit = point.station.unit
    known = (point.lon, point.lat)
    near = known if None not in known else (unit.seat_lon, unit.seat_lat)
    metres = metres_between_positions(known, (feature.lon, feature.lat))
    return PlacedPoint(
        index=feature.index,
        point_id=point.pk,
        name=point.name,
        station_name=point.station.name,
        unit_name=unit.name_fa,
        lon=feature.lon,
        lat=feature.lat,
        metres=None if math.isinf(metres) else metres,
        doubt=doubt_about(
            _finite(metres_between_positions(near, (feature.lon, feature.lat))),
            _finite(metres_between_positions(near, (feature.lat, feature.lon))),
        ),
    )


def _write(report: PlacedFile, points: _Points, *, by: User, at: datetime) -> None:
    rows = [(point.lon, point.lat, point.point_id) for point in report.moved]
    update_rows(Point, ["lon", "lat"], rows)
    changed: dict[int, list[tuple[object, ...]]] = {}
    for move in report.moved:
        before = points.by_id[move.point_id]
        places = (before.name, (before.lon, before.lat), (move.lon, move.lat))
        changed.setdefault(before.station_id, []).append(places)
    units = {point.station_id: point.station.unit for point in points.by_id.values()}
    StationChange.objects.bulk_create(
        StationChange(
            station_id=station_id,
            unit=units[station_id],
            kind=StationChange.Kind.POINTS,
            at=at,
            by=by,
            details={"placed": places},
        )
        for station_id, places in changed.items()
    )
    record_action(
        by=by,
        verb="territory.place-points",
        unit_path=_common_path([units[station_id] for station_id in changed]),
        data={
            "features": report.features,
            "moved": len(report.moved),
            "bad": len(report.bad),
            "sha256": report.sha256,
        },
    )
    announce(list(changed))


def _common_path(units: Sequence[Unit]) -> str:
    """Path of the lowest unit that holds them all."""
    shared = commonprefix([unit.path for unit in units])  # noqa: RUF071 - characters are meant
    return shared[: len(shared) - len(shared) % Unit.steplen]


def _most_doubtful(move: PlacedPoint) -> tuple[bool, float, int]:
    return not move.doubt, -(move.metres or 0.0), move.index


def _finite(metres: float) -> float | None:
    return None if math.isinf(metres) else metres


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _parts(items: Sequence[T]) -> list[Sequence[T]]:
    return [items[start : start + _SLICE] for start in range(0, len(items), _SLICE)]
