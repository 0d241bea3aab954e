"""Rows of an operator's tower list: headers in Persian and English, cells as people type them.

A list says at least operator, place and band of each cell; heights and powers are often missing and
stay unknown. A row that cannot be used names every reason.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sandoq.common.errors import BadInput
from sandoq.common.quantities import parse_coordinate, parse_decimal
from sandoq.common.text import compact_key, normalise, to_ascii_digits

Cell = str | int | float | bool | None


class Column(StrEnum):
    """What a column of the list may hold."""

    SITE = "site"
    OPERATOR = "operator"
    LAT = "lat"
    LON = "lon"
    BAND = "band_mhz"
    HEIGHT = "height_m"
    EIRP = "eirp_dbm"


_NAMES: Mapping[Column, tuple[str, ...]] = {
    Column.SITE: (
        *("site", "site id", "site name", "site code", "cell", "cell id", "bts", "enodeb"),
        *("سایت", "کد سایت", "نام سایت", "شناسه سایت", "دکل", "کد دکل", "نام دکل"),
    ),
    Column.OPERATOR: ("operator", "اپراتور", "نام اپراتور", "شبکه", "مالک"),
    Column.LAT: ("lat", "latitude", "عرض", "عرض جغرافیایی", "y"),
    Column.LON: ("lon", "long", "longitude", "طول", "طول جغرافیایی", "x"),
    Column.BAND: (
        *("band", "band mhz", "frequency", "frequency mhz", "freq", "earfcn band", "technology"),
        *("باند", "باند فرکانسی", "فرکانس", "فرکانس مگاهرتز", "فناوری"),
    ),
    Column.HEIGHT: (
        *("height", "height m", "antenna height", "tower height"),
        *("ارتفاع", "ارتفاع آنتن", "ارتفاع دکل", "ارتفاع متر"),
    ),
    Column.EIRP: (
        *("eirp", "eirp dbm", "power", "power dbm", "erp"),
        *("توان", "توان تشعشعی", "توان dbm", "توان موثر", "eirp توان"),
    ),
}
_BY_NAME = {compact_key(name): column for column, names in _NAMES.items() for name in names}
_BRACKETS = re.compile(r"[(\[（].*?[)\]）]")
_TOTAL = {compact_key(word) for word in ("جمع", "جمع کل", "مجموع", "total", "sum", "grand total")}
REQUIRED = (Column.OPERATOR, Column.LAT, Column.LON, Column.BAND)
_SEARCHED = 20
_SHOWN = 60

_LTE_BANDS = {1: 2100, 3: 1800, 5: 850, 7: 2600, 8: 900, 20: 800, 28: 700, 40: 2300, 42: 3500}
_BAND_NAME = re.compile(r"(?<![a-z0-9])b(?:and)?\s*(\d{1,2})(?!\d)", re.IGNORECASE)
_MHZ = re.compile(r"(?<!\d)(\d{3,4})(?!\d)")
_LOWEST_MHZ, _HIGHEST_MHZ = 150, 6000
_LIMITS = {Column.HEIGHT: (1.0, 500.0), Column.EIRP: (10.0, 90.0)}


@dataclass(frozen=True, slots=True)
class TowerProblem:
    """Why a row is held back: which column, what stood there, a stable reason."""

    column: Column
    value: str
    reason: str


@dataclass(slots=True)
class TowerRow:
    """What a row says; with problems it is no tower. One cell for each of `bands_mhz`."""

    site: str = ""
    operator: str = ""
    lat: float = 0.0
    lon: float = 0.0
    bands_mhz: tuple[int, ...] = ()
    height_m: float | None = None
    eirp_dbm: float | None = None
    problems: list[TowerProblem] = field(default_factory=list)


def columns_of(cells: Sequence[Cell]) -> dict[int, Column]:
    """The columns of a header row by position; of two for the same thing the first."""
    found: dict[int, Column] = {}
    for index, cell in enumerate(cells):
        column = _column(cell)
        if column is not None and column not in found.values():
            found[index] = column
    return found


def find_header(rows: Sequence[tuple[int, Sequence[Cell]]]) -> tuple[int, dict[int, Column]]:
    """Number of the row among the first 20 that names most columns, and its columns."""
    best: tuple[int, dict[int, Column]] = (0, {})
    for number, cells in rows[:_SEARCHED]:
        columns = columns_of(cells)
        if len(columns) > len(best[1]):
            best = (number, columns)
    return best


def missing_columns(columns: Mapping[int, Column]) -> list[str]:
    """The columns without which no row can be a tower."""
    return [one.value for one in REQUIRED if one not in columns.values()]


def is_total(cells: Sequence[Cell]) -> bool:
    """Whether a row sums those above."""
    return any(isinstance(cell, str) and compact_key(cell) in _TOTAL for cell in cells)


def read_tower(cells: Mapping[Column, Cell]) -> TowerRow:
    """The row, with every problem of its cells."""
    row = TowerRow()
    reader = _Reader(cells, row.problems)
    row.site = reader.text(Column.SITE)[:80]
    row.operator = reader.needed(Column.OPERATOR)
    lat = reader.read(Column.LAT, lambda cell: parse_coordinate(cell, axis="lat"), needed=True)
    lon = reader.read(Column.LON, lambda cell: parse_coordinate(cell, axis="lon"), needed=True)
    row.lat, row.lon = lat or 0.0, lon or 0.0
    if lat == 0.0 and lon == 0.0:
        reader.add(Column.LAT, "nowhere")
    row.bands_mhz = reader.bands()
    row.height_m = reader.within(Column.HEIGHT)
    row.eirp_dbm = reader.within(Column.EIRP)
    return row


def bands_of(text: str) -> tuple[int, ...]:
    """Megahertz of the bands that a text names, ascending: `L900/1800`, `B3`, `۲۶۰۰`."""
    text = to_ascii_digits(normalise(text))
    named = {_LTE_BANDS[int(n)] for n in _BAND_NAME.findall(text) if int(n) in _LTE_BANDS}
    told = {int(n) for n in _MHZ.findall(text) if _LOWEST_MHZ <= int(n) <= _HIGHEST_MHZ}
    return tuple(sorted(named | told))


def _column(cell: Cell) -> Column | None:
    if not isinstance(cell, str):
        return None
    for text in (cell, _BRACKETS.sub(" ", cell)):
        if found := _BY_NAME.get(compact_key(text)):
            return found
    return None


class _Reader:
    """The cells of one row; what cannot be read becomes a problem."""

    def __init__(self, cells: Mapping[Column, Cell], problems: list[TowerProblem]) -> None:
        self._cells = cells
        self._problems = problems

    def text(self, column: Column) -> str:
        """The cell in one spelling, "" if empty."""
        cell = self._cells.get(column)
        return "" if cell is None else normalise(to_ascii_digits(str(cell)))

    def add(self, column: Column, reason: str) -> None:
        cell = self._cells.get(column)
        shown = "" if cell is None else str(cell)[:_SHOWN]
        self._problems.append(TowerProblem(column, shown, reason))

    def needed(self, column: Column) -> str:
        text = self.text(column)
        if not text:
            self.add(column, "empty")
        return text[:_SHOWN]

    def read(
        self, column: Column, parse: Callable[[str | int | float], float], *, needed: bool = False
    ) -> float | None:
        """The cell as `parse` reads it; None if it is empty or unreadable."""
        cell = self._cells.get(column)
        if cell is None or not self.text(column):
            if needed:
                self.add(column, "empty")
            return None
        try:
            return parse(cell)
        except BadInput as error:
            self.add(column, error.reason)
            return None

    def within(self, column: Column) -> float | None:
        value = self.read(column, parse_decimal)
        low, high = _LIMITS[column]
        if value is not None and not low <= value <= high:
            self.add(column, "out-of-range")
            return None
        return value

    def bands(self) -> tuple[int, ...]:
        text = self.needed(Column.BAND)
        found = bands_of(text.removesuffix(".0"))
        if text and not found:
            self.add(Column.BAND, "unknown")
        return found
