"""Every reason why a bulk of stations cannot be written, found before anything is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sandoq.apps.territory.errors import StationsRefused
from sandoq.apps.territory.models import Station, StationCode, Unit, UnitLevel
from sandoq.apps.territory.rules.stations import (
    StationDraft,
    may_hold_stations,
    station_problems,
)

_SLICE = 2_000
_Problem = tuple[int, str]
T = TypeVar("T")


def refuse_bad_rows(*, unit: Unit, rows: Sequence[StationDraft], known: Mapping[UUID, int]) -> None:
    """Refuse the whole bulk if any row is wrong in itself, beside the others or in the register.

    Raises:
        StationsRefused: rows (from 0) and problems, in the order of the rows.
    """
    found = [
        *((at, code) for at, row in enumerate(rows) for code in station_problems(row)),
        *_misplaced(unit, rows),
        *_repeated(rows),
        *_of_retired(unit, rows, known),
        *_numbers_taken(rows),
        *_codes_taken(rows),
    ]
    if found:
        raise StationsRefused(tuple(sorted(set(found))))


def _misplaced(unit: Unit, rows: Sequence[StationDraft]) -> Iterator[_Problem]:
    """Rows outside the unit, in a unit that holds no stations, or under another county."""
    homes = homes_of_stations(unit)
    inside = set(Unit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    for at, row in enumerate(rows):
        if row.unit_id not in inside:
            yield at, "unit-outside"
        elif row.unit_id not in homes:
            yield at, "unit-holds-no-stations"
        elif homes[row.unit_id] != row.county_id:
            yield at, "county-mismatch"


def homes_of_stations(unit: Unit) -> dict[int, int]:
    """County of every unit at or below this one to which stations may belong."""
    units = Unit.objects.filter(path__startswith=unit.path).only("pk", "path", "level", "numchild")
    counties = dict(Unit.objects.filter(level=UnitLevel.COUNTY).values_list("path", "pk"))
    found = {}
    for home in units:
        if may_hold_stations(home.level, has_districts=home.numchild > 0):
            county_path = (
                home.path if home.level == UnitLevel.COUNTY else home.path[: -Unit.steplen]
            )
            found[home.pk] = counties[county_path]
    return found


def _repeated(rows: Sequence[StationDraft]) -> Iterator[_Problem]:
    """Rows that share a key, a number in a county, or a code with an earlier row."""
    seen: dict[tuple[object, ...], int] = {}
    for at, row in enumerate(rows):
        marks: list[tuple[str, tuple[object, ...]]] = []
        if row.key is not None:
            marks.append(("key-repeated", ("key", row.key)))
        if row.number is not None:
            marks.append(("number-repeated", ("number", row.county_id, row.number)))
        if row.code is not None and row.code[1]:
            marks.append(("code-repeated", ("code", *row.code)))
        for problem, mark in marks:
            if seen.setdefault(mark, at) != at:
                yield at, problem


def _of_retired(
    unit: Unit, rows: Sequence[StationDraft], known: Mapping[UUID, int]
) -> Iterator[_Problem]:
    """Rows of stations that are retired, or that belong to a unit outside this one."""
    ids = {known[row.key]: at for at, row in enumerate(rows) if row.key and row.key in known}
    for part in _parts(list(ids)):
        stations = Station.objects.filter(pk__in=part)
        for pk in stations.exclude(retired_at=None).values_list("pk", flat=True):
            yield ids[pk], "station-retired"
        for pk in stations.exclude(unit__path__startswith=unit.path).values_list("pk", flat=True):
            yield ids[pk], "station-outside"


def _numbers_taken(rows: Sequence[StationDraft]) -> Iterator[_Problem]:
    """Rows whose number a live station has that is not itself among the rows."""
    keys = {row.key for row in rows}
    counties = {row.county_id for row in rows if row.number is not None}
    taken = {
        (county, number)
        for part in _parts(list(counties))
        for county, number, key in Station.objects.filter(county__in=part, retired_at=None)
        .exclude(number=None)
        .order_by()
        .values_list("county_id", "number", "key")
        if key not in keys
    }
    for at, row in enumerate(rows):
        if (row.county_id, row.number) in taken:
            yield at, "number-taken"


def _codes_taken(rows: Sequence[StationDraft]) -> Iterator[_Problem]:
    """Rows whose code is in force for a station that is not itself among the rows."""
    wanted: dict[str, dict[str, int]] = defaultdict(dict)
    keys = {row.key for row in rows}
    for at, row in enumerate(rows):
        if row.code is not None and row.code[1]:
            wanted[row.code[0]][row.code[1]] = at
    for scheme, values in wanted.items():
        for part in _parts(list(values)):
            holders = StationCode.objects.filter(scheme=scheme, value__in=part, until=None)
            for value, key in holders.values_list("value", "station__key"):
                if key not in keys:
                    yield values[value], "code-taken"


def _parts(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), _SLICE):
        yield items[start : start + _SLICE]
