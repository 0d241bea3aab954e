"""Finds the point and the operator that a row means, without a query for each."""

from collections import defaultdict
from dataclasses import dataclass

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.connectivity.models import Operator
from sandoq.apps.connectivity.rules.importing.columns import Field
from sandoq.apps.connectivity.rules.importing.rows import Problem, ReadRow
from sandoq.apps.connectivity.rules.operators import TECHNOLOGIES, OperatorKind
from sandoq.apps.territory.models import Point, StationCode, Unit
from sandoq.common.text import compact_key

_ALIASES = {
    "mci": ("همراه اول", "همراه", "mci", "ir-mci", "ir-tci", "43211", "432-11"),
    "irancell": ("ایرانسل", "irancell", "mtn", "mtn irancell", "43235", "432-35"),
    "rightel": ("رایتل", "rightel", "43220", "432-20"),
    "tci": ("مخابرات", "مخابرات ایران", "tci"),
    "satellite": ("ماهواره", "ماهواره‌ای", "satellite", "vsat"),
}
_WORD = compact_key("شهرستان")


@dataclass(frozen=True, slots=True)
class KnownPoint:
    """A point in force."""

    pk: int
    key: str
    station_id: int
    seq: int
    name_key: str
    station_key: str


def operators_by_name() -> dict[str, Operator]:
    """The operators under every name that people write, as compact keys."""
    return {
        compact_key(name): operator
        for operator in Operator.objects.all()
        for name in (
            *(operator.slug, operator.name_fa, operator.name_en),
            *_ALIASES.get(operator.slug, ()),
        )
    }


class Gazetteer:
    """The points of a unit into which a person may import, and the operators."""

    def __init__(self, user: User, unit: Unit) -> None:
        self._by_key: dict[str, KnownPoint] = {}
        self._by_station: dict[int, list[KnownPoint]] = defaultdict(list)
        self._by_number: dict[int, list[tuple[str, int]]] = defaultdict(list)
        self._load_points(user, unit)
        codes = StationCode.objects.filter(until=None, station__in=self._by_station)
        if len(self._by_station) > _MOST_IN_A_QUERY:
            codes = StationCode.objects.filter(
                until=None, station__unit__path__startswith=unit.path
            )
        self._by_code: dict[str, list[int]] = defaultdict(list)
        for value, station in codes.values_list("value", "station_id"):
            self._by_code[value.lstrip("0")].append(station)
        self._by_name = operators_by_name()

    def _load_points(self, user: User, unit: Unit) -> None:
        scope = scope_of(user, Permission.READING_IMPORT)
        found = Point.objects.filter(
            scope.q("station__unit__path"),
            station__unit__path__startswith=unit.path,
            station__retired_at=None,
        ).order_by("station", "seq")
        columns = (
            *("pk", "key", "station_id", "seq", "name", "station__name", "station__number"),
            "station__county__name_fa",
        )
        for pk, key, station, seq, name, station_name, number, county in found.values_list(
            *columns
        ):
            point = KnownPoint(
                pk, str(key), station, seq, compact_key(name), compact_key(station_name)
            )
            self._by_key[point.key] = point
            if number is not None and station not in self._by_station:
                self._by_number[number].append((compact_key(county), station))
            self._by_station[station].append(point)

    def point(self, row: ReadRow) -> KnownPoint | None:
        """The one point a row means; with a problem added where there is none or more."""
        place = row.place
        if Field.POINT in place:
            found = self._by_key.get(place[Field.POINT].lower())
            if found is None:
                self._add(row, Field.POINT, "unknown-point")
            return found
        stations = self._stations(row)
        if not stations:
            return None
        points = [point for station in stations for point in self._by_station[station]]
        return self._stop(row, points)

    def operator(self, row: ReadRow) -> Operator | None:
        """The operator a row names; also settles its technology where it left it open."""
        if not row.operator:
            return None
        found = self._by_name.get(compact_key(row.operator))
        if found is None:
            row.problems.append(
                Problem(Field.OPERATOR.value, row.operator[:60], "unknown-operator")
            )
            return None
        if not row.technology:
            offered = TECHNOLOGIES[OperatorKind(found.kind)]
            if len(offered) == 1:
                row.technology = offered[0].value
            else:
                row.problems.append(Problem(Field.TECHNOLOGY.value, "", "empty"))
        return found

    def _stations(self, row: ReadRow) -> list[int]:
        place = row.place
        if Field.CODE in place:
            found = self._by_code.get(place[Field.CODE].lstrip("0"), [])
            return self._single(row, Field.CODE, found)
        if Field.NUMBER not in place:
            self._add(row, Field.NUMBER, "empty")
            return []
        if not place[Field.NUMBER].isdecimal():
            self._add(row, Field.NUMBER, "not-a-number")
            return []
        named = self._by_number.get(int(place[Field.NUMBER]), [])
        county = compact_key(place.get(Field.COUNTY, "")).removeprefix(_WORD)
        if county:
            named = [(name, station) for name, station in named if name == county]
        return self._single(row, Field.NUMBER, [station for _, station in named])

    def _single(self, row: ReadRow, field: Field, found: list[int]) -> list[int]:
        if len(found) != 1:
            self._add(row, field, "several-stations" if found else "unknown-station")
            return []
        return found

    def _stop(self, row: ReadRow, points: list[KnownPoint]) -> KnownPoint | None:
        """Of a station's points the one the row means: by number, by name, or the only one."""
        place = row.place
        if Field.SEQ in place:
            points = [point for point in points if str(point.seq) == place[Field.SEQ]]
            field = Field.SEQ
        elif Field.POINT_NAME in place:
            wanted = compact_key(place[Field.POINT_NAME])
            only = len(points) == 1 and wanted == points[0].station_key
            points = points if only else [one for one in points if one.name_key == wanted]
            field = Field.POINT_NAME
        else:
            field = Field.SEQ
        if len(points) != 1:
            self._add(row, field, "several-points" if points else "unknown-point")
            return None
        return points[0]

    @staticmethod
    def _add(row: ReadRow, field: Field, reason: str) -> None:
        row.problems.append(Problem(field.value, row.place.get(field, "")[:60], reason))


_MOST_IN_A_QUERY = 5_000
