"""Stations as they stand in the register, as plain rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import NamedTuple
from uuid import UUID

from sandoq.apps.territory.models import Point, Station, StationCode
from sandoq.apps.territory.rules.stations import PointDraft, StationDraft

STATION = ("unit_id", "county_id", "number", "name", "kind", "area", "electors", "address")
"""Columns of a station that a draft may change."""

PLACE = ("name", "address", "lon", "lat", "opens", "closes")
"""Columns of a point that a draft may change."""


class StationRow(NamedTuple):
    """A station in the register, with the columns a draft may change."""

    id: int
    key: UUID
    unit_id: int
    county_id: int
    number: int | None
    name: str
    kind: str
    area: str
    electors: int
    address: str


class PointRow(NamedTuple):
    """A point that a station has, or had until `retired_at`."""

    id: int
    station_id: int
    seq: int
    retired_at: datetime | None
    key: UUID
    name: str
    address: str
    lon: float | None
    lat: float | None
    opens: time | None
    closes: time | None


class CodeRow(NamedTuple):
    """A code in force."""

    id: int
    station_id: int
    scheme: str
    value: str


@dataclass(slots=True)
class Present:
    """A station as it is: its row, every point it ever had (those in force first), its codes."""

    row: StationRow
    places: list[PointRow] = field(default_factory=list)
    codes: dict[str, CodeRow] = field(default_factory=dict)


def load_present(ids: Sequence[int]) -> dict[int, Present]:
    """Stations as they are, locked, by primary key."""
    if not ids:
        return {}
    stations = Station.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    found = {row[0]: Present(StationRow(*row)) for row in stations.values_list(*StationRow._fields)}
    places = Point.ever.filter(station__in=ids).order_by("station_id", "seq", "pk")
    rows = [PointRow(*row) for row in places.values_list(*PointRow._fields)]
    for place in sorted(rows, key=lambda place: place.retired_at is not None):
        found[place.station_id].places.append(place)
    codes = StationCode.objects.filter(station__in=ids, until=None)
    for code in (CodeRow(*row) for row in codes.values_list(*CodeRow._fields)):
        found[code.station_id].codes[code.scheme] = code
    return found


def draft_of(present: Present) -> StationDraft:
    """The station as a draft that changes nothing; its points are named by key."""
    row = present.row
    return StationDraft(
        **{name: getattr(row, name) for name in STATION},
        key=row.key,
        points=tuple(
            PointDraft(**{name: getattr(place, name) for name in PLACE}, key=place.key)
            for place in present.places
            if place.retired_at is None
        ),
    )
