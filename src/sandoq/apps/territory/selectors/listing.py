"""Stations as plain rows, tens of thousands at a time, for files."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from sandoq.apps.territory.models import Point, Station, StationCode

_CHUNK = 2_000


class ListedPoint(NamedTuple):
    """A point in force of a listed station."""

    name: str
    lon: float | None
    lat: float | None
    opens: time | None
    closes: time | None


class ListedStation(NamedTuple):
    """A station with all that a file shows of it; names of units in both languages."""

    id: int
    key: UUID
    number: int | None
    name: str
    kind: str
    area: str
    electors: int
    county__name_fa: str
    county__name_en: str
    unit__name_fa: str
    unit__name_en: str
    address: str
    opened_at: datetime
    retired_at: datetime | None
    retired_by_order: str
    points: Sequence[ListedPoint] = ()
    codes: Sequence[tuple[str, str]] = ()


_COLUMNS = ListedStation._fields[:-2]


def listed(found: QuerySet[Station]) -> Iterator[ListedStation]:
    """The stations of a query in its order, with points and codes in force; streamed."""
    rows = found.values_list(*_COLUMNS).iterator(chunk_size=_CHUNK)
    while chunk := list(islice(rows, _CHUNK)):
        ids = [row[0] for row in chunk]
        points: dict[int, list[ListedPoint]] = defaultdict(list)
        places = Point.objects.filter(station__in=ids).order_by("station_id", "seq")
        for station_id, *place in places.values_list("station_id", *ListedPoint._fields):
            points[station_id].append(ListedPoint(*place))
        codes: dict[int, list[tuple[str, str]]] = defaultdict(list)
        held = StationCode.objects.filter(station__in=ids, until=None).order_by("scheme")
        for station_id, scheme, value in held.values_list("station_id", "scheme", "value"):
            codes[station_id].append((scheme, value))
        for row in chunk:
            yield ListedStation._make((*row, points[row[0]], codes[row[0]]))
