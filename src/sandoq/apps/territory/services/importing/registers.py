"""Loads what rows are compared with: units, the register, and what earlier imports settled."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db.models import Q

from sandoq.apps.territory.models import (
    ImportBatch,
    ImportRow,
    Point,
    Station,
    StationCode,
    Unit,
    UnitName,
)
from sandoq.apps.territory.rules.importing.drafts import CODE_SCHEME
from sandoq.apps.territory.rules.importing.places import Gazetteer, UnitInfo
from sandoq.apps.territory.rules.importing.register import KnownPoint, KnownStation, Register
from sandoq.apps.territory.rules.importing.rows import Memory
from sandoq.common import clock

_CHUNK = 5_000
_STATION = (
    *("pk", "key", "county_id", "unit_id", "number"),
    *("name", "search_name", "kind", "area", "electors", "address"),
)
T = TypeVar("T")


def gazetteer_for(unit: Unit) -> Gazetteer:
    """The names of every unit in force, seen from the unit that imports."""
    names: dict[int, set[str]] = defaultdict(set)
    for unit_id, name_fa, name_en in UnitName.objects.values_list("unit", "name_fa", "name_en"):
        names[unit_id] |= {name_fa, name_en}
    infos = [
        UnitInfo(
            id=one.pk,
            level=one.level,
            path=one.path,
            names=(one.name_fa, one.name_en, *sorted(names[one.pk])),
            seat=(one.seat_lon, one.seat_lat)
            if one.seat_lon is not None and one.seat_lat is not None
            else None,
        )
        for one in Unit.objects.filter(closed_on=None)
    ]
    scope = next(info for info in infos if info.id == unit.pk)
    return Gazetteer(infos, scope=scope)


def register_of(unit: Unit) -> Register:
    """The live stations of a unit with the points and codes in force."""
    inside = Q(unit__path__startswith=unit.path, retired_at=None)
    points = _points(unit)
    codes = dict(
        StationCode.objects.filter(
            scheme=CODE_SCHEME, until=None, station__unit__path__startswith=unit.path
        ).values_list("station_id", "value")
    )
    stations = Station.objects.filter(inside).order_by("pk").values_list(*_STATION, "opened_at")
    return Register.of(
        KnownStation(
            pk,
            key,
            county,
            unit_id,
            number,
            codes.get(pk),
            *said,  # type: ignore[call-arg]
            clock.today(opened_at),
            tuple(points.get(pk, ())),
        )
        for pk, key, county, unit_id, number, *said, opened_at in stations
    )


def _points(unit: Unit) -> dict[int, list[KnownPoint]]:
    found: dict[int, list[KnownPoint]] = defaultdict(list)
    columns = ("station_id", "key", "name", "address", "lon", "lat", "opens", "closes")
    rows = Point.objects.filter(
        station__unit__path__startswith=unit.path, station__retired_at=None
    ).order_by("station_id", "seq")
    for station_id, *values in rows.values_list(*columns):
        found[station_id].append(KnownPoint(*values))
    return found


def with_taken_codes(register: Register, unit: Unit, codes: Iterable[str]) -> Register:
    """The register knowing which of these codes are in force for stations elsewhere or retired."""
    asked = [code for code in dict.fromkeys(codes) if code not in register.by_code]
    taken: dict[str, str] = {}
    retired: set[str] = set()
    if not StationCode.objects.exists():
        return register
    for part in chunks(asked):
        held = StationCode.objects.filter(scheme=CODE_SCHEME, until=None, value__in=part)
        for value, name, path, retired_at in held.values_list(
            "value", "station__name", "station__unit__path", "station__retired_at"
        ):
            taken[value] = name if path.startswith(unit.path) else ""
            if retired_at and path.startswith(unit.path):
                retired.add(value)
    return Register(register.stations, taken_codes=taken, retired=frozenset(retired))


def memories(unit: Unit, contents: Iterable[str]) -> dict[str, Memory]:
    """What became of rows that said the same in imports that are in force, by their content.

    Rows that only added a stop say nothing by themselves and are not remembered.
    """
    applied = ImportBatch.objects.filter(
        state=ImportBatch.State.APPLIED, unit__path__startswith=unit.path[: 2 * Unit.steplen]
    )
    found: dict[str, Memory] = {}
    if not applied.exists():
        return found
    for part in chunks(list(dict.fromkeys(contents))):
        rows = ImportRow.objects.filter(
            batch__in=applied, content__in=part, station__isnull=False
        ).exclude(reasons__contains=" further-stop ")
        for content, station, decision in rows.order_by("pk").values_list(
            "content", "station_id", "decision"
        ):
            was_merged = decision == "same"
            earlier = found.get(content)
            if earlier is None or earlier.was_merged or not was_merged:
                found[content] = Memory(station, was_merged)
    return found


def chunks(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """Parts small enough for one query."""
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
