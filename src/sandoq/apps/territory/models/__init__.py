"""Where elections happen: units, stations, points, and the files they came from."""

from sandoq.apps.territory.models.imports import ColumnMapping, ImportBatch, ImportRow
from sandoq.apps.territory.models.stations import (
    Area,
    Point,
    Station,
    StationChange,
    StationCode,
    StationKind,
)
from sandoq.apps.territory.models.units import Unit, UnitCode, UnitLevel, UnitName

__all__ = [
    "Area",
    "ColumnMapping",
    "ImportBatch",
    "ImportRow",
    "Point",
    "Station",
    "StationChange",
    "StationCode",
    "StationKind",
    "Unit",
    "UnitCode",
    "UnitLevel",
    "UnitName",
]
