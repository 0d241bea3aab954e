"""What an estimate of a unit rests on, read from the tables as arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from sandoq.apps.connectivity.models import Operator, Reading, TerrainTile, Tower
from sandoq.apps.connectivity.services.estimating.terrain import kept_terrain
from sandoq.apps.territory.models import Area, Point, Unit
from sandoq.common.hashing import canonical_json, sha256_hex
from sandoq.engines.coverage.estimate import METHOD, Readings
from sandoq.engines.coverage.geometry import Flags, Ints
from sandoq.engines.coverage.propagation import Surroundings
from sandoq.engines.coverage.server import Places, Towers
from sandoq.engines.coverage.terrain import Terrain

_TOWERS_AROUND, _READINGS_AROUND = 0.5, 0.2  # degrees beyond the unit's points
_LEVELS_OF = (Reading.Technology.LTE, Reading.Technology.NR)
_UNKNOWN = float("nan")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Points of the unit, and points around it that were measured.

    `points` are primary keys in the order of `places`; `is_own` says which are the unit's own,
    `point_query` finds those again.
    """

    points: Sequence[int]
    places: Places
    electors: Ints
    is_own: Flags
    point_query: QuerySet[Any, Any]
    operators: Sequence[Operator]
    towers: dict[int, Towers]
    readings: dict[int, Readings]
    terrain: Terrain
    sha256: str

    def towers_of(self, operator: Operator) -> Towers:
        return self.towers.get(operator.pk, _towers([]))

    def readings_of(self, operator: Operator) -> Readings:
        return self.readings.get(operator.pk, _readings([], {}))

    def measured(self, operator: Operator) -> int:
        """How many points of the place and around it were measured."""
        return len(np.unique(self.readings_of(operator).point))


def inputs_of(unit: Unit, *, since: datetime) -> Inputs:
    """All that is known of and around the placed points in force at and below a unit."""
    placed = Point.objects.filter(station__retired_at=None, lat__isnull=False, lon__isnull=False)
    own = placed.filter(station__unit__path__startswith=unit.path)
    rows = _point_rows(own)
    operators = list(Operator.objects.filter(kind=Operator.Kind.MOBILE))
    if not rows:
        nothing = _places([])
        return Inputs(
            [], nothing, *_electors([], 0), own.values("pk"), operators, {}, {}, Terrain(), ""
        )
    box = _Box.of(rows)
    levels = Reading.objects.filter(
        box.around(_READINGS_AROUND, "point__"),
        operator__kind=Operator.Kind.MOBILE,
        technology__in=_LEVELS_OF,
        rsrp_dbm__isnull=False,
        withdrawn_at=None,
        taken_at__gte=since,
        point__station__retired_at=None,
        point__retired_at=None,
    )
    known = {row[0] for row in rows}
    foreign = levels.exclude(point__in=own.values("pk")).values("point")
    around = [row for row in _point_rows(placed.filter(pk__in=foreign)) if row[0] not in known]
    everywhere = rows + around
    level_rows = list(
        levels.order_by("pk").values_list("operator_id", "point_id", "rsrp_dbm", "is_indoor")
    )
    tower_rows = list(
        Tower.objects.filter(box.around(_TOWERS_AROUND))
        .order_by("operator", "lat", "lon", "band_mhz")
        .values_list("operator_id", "lat", "lon", "band_mhz", "height_m", "eirp_dbm")
    )
    tiles = [tile for tile in TerrainTile.objects.all() if box.touches(tile.name)]
    index = {row[0]: position for position, row in enumerate(everywhere)}
    content = [METHOD, everywhere, len(rows), level_rows, tower_rows, [t.sha256 for t in tiles]]
    return Inputs(
        [row[0] for row in everywhere],
        _places(everywhere),
        *_electors(everywhere, len(rows)),
        own.values("pk"),
        operators,
        {pk: _towers(part) for pk, part in _by_operator(tower_rows).items()},
        {pk: _readings(part, index) for pk, part in _by_operator(level_rows).items()},
        kept_terrain(tiles),
        sha256_hex(canonical_json(content)),
    )


@dataclass(frozen=True, slots=True)
class _Box:
    """The extent of points, in degrees."""

    south: float
    north: float
    west: float
    east: float

    @classmethod
    def of(cls, rows: Sequence[Any]) -> "_Box":
        lat, lon = [row[1] for row in rows], [row[2] for row in rows]
        return cls(min(lat), max(lat), min(lon), max(lon))

    def around(self, margin: float, prefix: str = "") -> Q:
        return Q(
            **{
                f"{prefix}lat__range": (self.south - margin, self.north + margin),
                f"{prefix}lon__range": (self.west - margin, self.east + margin),
            }
        )

    def touches(self, tile: str) -> bool:
        """Whether a tile lies within reach of the points and their towers."""
        lat = int(tile[1:3]) * (1 if tile[0] == "N" else -1)
        lon = int(tile[4:7]) * (1 if tile[3] == "E" else -1)
        reach = _TOWERS_AROUND
        return (
            self.south - reach - 1 <= lat <= self.north + reach
            and self.west - reach - 1 <= lon <= self.east + reach
        )


def _point_rows(found: QuerySet[Point]) -> list[Any]:
    rows = found.order_by("pk")
    return list(rows.values_list("pk", "lat", "lon", "station__area", "station__electors"))


def _places(rows: Sequence[Any]) -> Places:
    urban = np.array([row[3] == Area.URBAN for row in rows], dtype=np.bool_)
    return Places(
        np.array([row[1] for row in rows], dtype=np.float64),
        np.array([row[2] for row in rows], dtype=np.float64),
        np.where(urban, int(Surroundings.URBAN), int(Surroundings.RURAL)),
    )


def _electors(rows: Sequence[Any], own: int) -> tuple[Ints, Flags]:
    electors = np.array([row[4] or 0 for row in rows], dtype=np.int64)
    return electors, np.arange(len(rows)) < own


def _by_operator(rows: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for operator, *rest in rows:
        found.setdefault(operator, []).append(rest)
    return found


def _towers(rows: Sequence[Any]) -> Towers:
    table = np.array(
        [[_UNKNOWN if cell is None else cell for cell in row] for row in rows], dtype=np.float64
    ).reshape(-1, 5)
    return Towers(*table.T)


def _readings(rows: Sequence[Any], index: dict[int, int]) -> Readings:
    known = [row for row in rows if row[0] in index]
    return Readings(
        np.array([index[row[0]] for row in known], dtype=np.int64),
        np.array([row[1] for row in known], dtype=np.float64),
        np.array([not row[2] for row in known], dtype=np.bool_),
    )
