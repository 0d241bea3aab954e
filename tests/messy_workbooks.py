"""Writes spreadsheets of stations with every mess of `domain.md`, and tells the truth about them.

Three workbooks (.xlsx, .xls, .ods) hold 3,228 true stations of Mazandaran's 22 counties, 40 planted
duplicates, homonyms that are no duplicates, and bad cells; a .csv variant holds one county. The
same seed gives the same files.
"""

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from random import Random
from typing import Any

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from sandoq.common.calendar import format_numeric
from sandoq.common.text import to_ascii_digits, to_persian_digits
from sandoq.demo.stations import PointRow, StationRow, generate_stations

STATIONS = 3_228
DUPLICATES = 40
SEED = 1402

Place = tuple[int, str, int]
"""File (from 0), sheet and row as the spreadsheet numbers it."""

Cell = str | int | float | date | None
_HEADER_FA = {
    "serial": "ردیف",
    "county": "شهرستان",
    "district": "بخش",
    "number": "شماره شعبه",
    "code": "کد شعبه",
    "name": "نام شعبه",
    "kind": "نوع شعبه (ثابت/سیار)",
    "area": "شهری/روستایی",
    "electors": "تعداد واجدین شرایط (نفر)",
    "address": "نشانی",
    "lon": "طول جغرافیایی",
    "lat": "عرض جغرافیایی",
    "coordinates": "مختصات",
    "opens": "ساعت شروع",
    "closes": "ساعت پایان",
    "stops": "محل‌های استقرار سیار",
    "opened_on": "تاریخ تأسیس",
}
_HEADER_ODD = {
    **_HEADER_FA,
    "county": "نام شهرستان",
    "number": "شمارهٔ شعبه اخذ رأي",
    "code": "كد شعبه",
    "name": "عنوان شعبه",
    "kind": "ثابت یا سیار",
    "area": "شهر/روستا",
    "electors": "واجدين شرايط رأی",
    "address": "آدرس",
}
_HEADER_EN = {
    "serial": "No",
    "county": "County",
    "district": "District",
    "number": "Station number",
    "code": "Station code",
    "name": "Station name",
    "kind": "Kind",
    "area": "Urban/rural",
    "electors": "Electors",
    "address": "Address",
    "lon": "Longitude",
    "lat": "Latitude",
    "opens": "Opens",
    "closes": "Closes",
    "stops": "Stops",
    "opened_on": "Opened on",
}
_GROUPS = {"lon": "مختصات جغرافیایی", "lat": "مختصات جغرافیایی", "opens": "ساعت", "closes": "ساعت"}
_IN_GROUP = {"lon": "طول", "lat": "عرض", "opens": "شروع", "closes": "پایان"}
_FIELDS = ("county", "district", "number", "code", "name", "kind", "area", "electors", "address")
_TAIL = ("opens", "closes", "stops", "opened_on")


@dataclass(frozen=True)
class Dialect:
    """How one office writes: digits, letters, header, where coordinates and stops stand."""

    digits: str = "ascii"  # ascii, persian or arabic
    arabic_letters: bool = False
    tatweel: bool = False
    header: str = "fa"  # fa, odd, en or grouped (two rows)
    coordinates: str = "two"  # two, one, dms or comma
    stops: str = "cell"  # cell, lines or rows
    numbers_as_text: bool = True
    codes_as_numbers: bool = False
    dates: str = "text"  # text, serial or date
    merged_county: bool = False
    titles: int = 0
    thousands: str = ""


@dataclass
class Sheet:
    """A grid of cells as it will be written; `merged` are (row, column, row, column) from 0."""

    name: str
    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class Truth:
    """What the files really hold.

    Attributes:
        stations: the true stations, by code.
        place_of: where the (first) row of a station stands.
        duplicates: place of each planted duplicate, and the code of the station it repeats.
        bad: place of each row with a bad cell, and the reason that must be given.
        warned: place of each row that is imported with a warning, and its reason.
        repeated: places of rows that repeat another row exactly.
        further_stops: places of rows that only add a stop.
        ignored: places of rows that are no stations, and why.
        homonyms: codes of stations with one name that are different stations.
    """

    stations: dict[str, StationRow] = field(default_factory=dict)
    place_of: dict[str, Place] = field(default_factory=dict)
    duplicates: dict[Place, str] = field(default_factory=dict)
    bad: dict[Place, str] = field(default_factory=dict)
    warned: dict[Place, str] = field(default_factory=dict)
    repeated: set[Place] = field(default_factory=set)
    further_stops: set[Place] = field(default_factory=set)
    ignored: dict[Place, str] = field(default_factory=dict)
    homonyms: list[tuple[str, str]] = field(default_factory=list)
    rows: int = 0


@dataclass
class Mess:
    """Files by name, in the order in which they are to be uploaded, and the truth about them."""

    files: dict[str, bytes]
    truth: Truth


Values = dict[str, Cell]
_Written = tuple[StationRow, Values]


def messy_workbooks(seed: int = SEED) -> Mess:
    """The three workbooks."""
    rng = Random(seed)
    truth = Truth()
    stations = _with_homonyms(
        _numeric_codes(generate_stations("mazandaran", stations=STATIONS, seed=seed)), truth, rng
    )
    truth.stations = {station.code: station for station in stations}
    by_county = {c: list(rows) for c, rows in groupby(stations, key=lambda row: row.county)}
    plan = _Plan(truth, rng, stations)
    counties = list(by_county)
    books = [
        (_xlsx, "شعب-یک.xlsx", _first_book(counties[:8])),
        (_xls, "شعب-دو.xls", _second_book(counties[8:15])),
        (_ods, "شعب-سه.ods", _third_book(counties[15:])),
    ]
    files = {}
    for number, (write, name, layout) in enumerate(books):
        sheets = [
            plan.sheet(number, title, dialect, [s for c in members for s in by_county[c]])
            for title, members, dialect in layout
        ]
        if number == len(books) - 1:
            sheets.append(plan.corrections_sheet(number))
        files[name] = write(sheets)
    return Mess(files, truth)


def messy_csv(
    *, encoding: str = "cp1256", delimiter: str = ";", county: str = "رامسر", seed: int = SEED
) -> Mess:
    """One county's stations as comma-separated text in an old encoding."""
    rng = Random(seed)
    truth = Truth()
    rows = list(_numeric_codes(generate_stations("mazandaran", stations=STATIONS, seed=seed)))
    stations = [station for station in rows if station.county == county]
    truth.stations = {station.code: station for station in stations}
    plan = _Plan(truth, rng, stations, with_faults=False)
    sheet = plan.sheet(0, "", Dialect(titles=1, thousands=","), stations)
    text = io.StringIO()
    for row in sheet.rows:
        cells = ["" if cell is None else str(cell).replace('"', '""') for cell in row]
        text.write(delimiter.join(f'"{c}"' if delimiter in c or "\n" in c else c for c in cells))
        text.write("\r\n")
    said = text.getvalue()
    if encoding == "cp1256":  # it has neither the Persian yeh nor Persian digits
        said = to_ascii_digits(said).replace("ی", "ي").replace("ٔ", "")
    return Mess({"شعب.csv": said.encode(encoding)}, truth)


def _first_book(counties: Sequence[str]) -> Iterator[tuple[str, list[str], Dialect]]:
    yield (
        "غرب",
        list(counties[:3]),
        Dialect(digits="persian", arabic_letters=True, titles=2, merged_county=True, tatweel=True),
    )
    yield (
        counties[3],
        [counties[3]],
        Dialect(header="grouped", titles=1, numbers_as_text=False, dates="date", stops="lines"),
    )
    yield (
        "مرکز",
        list(counties[4:]),
        Dialect(digits="arabic", coordinates="one", header="odd", thousands="٬"),
    )


def _second_book(counties: Sequence[str]) -> Iterator[tuple[str, list[str], Dialect]]:
    yield (
        "شعب",
        list(counties[:4]),
        Dialect(numbers_as_text=False, codes_as_numbers=True, dates="serial", coordinates="dms"),
    )
    yield (
        "ادامه",
        list(counties[4:]),
        Dialect(
            titles=3, numbers_as_text=False, codes_as_numbers=True, stops="rows", merged_county=True
        ),
    )


def _third_book(counties: Sequence[str]) -> Iterator[tuple[str, list[str], Dialect]]:
    yield (
        "شرق",
        list(counties[:4]),
        Dialect(
            digits="persian", coordinates="comma", merged_county=True, titles=1, arabic_letters=True
        ),
    )
    yield "English", list(counties[4:]), Dialect(header="en", numbers_as_text=False, dates="date")


def _numeric_codes(rows: Iterator[StationRow]) -> Iterator[StationRow]:
    """Codes of ten digits that begin with a zero, as the ministry's do: '0202090037'."""
    for row in rows:
        _, province, county, number = row.code.split("-")
        yield replace(row, code=f"{province}{county}{number}"[-10:])


def _with_homonyms(rows: Iterator[StationRow], truth: Truth, rng: Random) -> list[StationRow]:
    """Stations that share a name, and some their electors too, without being one station."""
    stations = list(rows)
    by_county = {
        c: [s for s in stations if s.kind == "fixed" and s.county == c]
        for c in dict.fromkeys(s.county for s in stations)
    }
    changed: dict[str, StationRow] = {}
    counties = list(by_county)
    for number in range(18):
        first = rng.choice(by_county[counties[number]])
        other = rng.choice(by_county[counties[number + 1]])
        if number >= 12:  # in one county, kilometres apart
            other = max(by_county[first.county], key=lambda s: _far(s, first))
        if {first.code, other.code} & set(changed):
            continue
        name = f"دبستان شهدای یکم {to_persian_digits(str(1300 + number))}".replace("یکم ", "")
        changed[first.code] = _renamed(first, name, electors=first.electors)
        point = other.points[0]
        if number < 4:  # two counties' schools on both sides of the border
            point = replace(point, lon=first.points[0].lon + 0.0004, lat=first.points[0].lat)
        twin = replace(other, points=(point,))
        changed[other.code] = _renamed(twin, name, electors=first.electors)
        truth.homonyms.append((first.code, other.code))
    for number in range(6):  # girls' and boys' school behind one door, first and second station
        pair = rng.sample(by_county[counties[number + 14]], 2)
        if {s.code for s in pair} & set(changed):
            continue
        ends = ("پسرانه", "دخترانه") if number % 2 else ("۱", "۲")
        for station, end in zip(pair, ends, strict=True):
            there = replace(pair[0].points[0], name=station.name)
            changed[station.code] = _renamed(
                replace(station, points=(there,), district=pair[0].district),
                f"دبیرستان نمونه فردوسی {end}",
                electors=pair[0].electors,
            )
        truth.homonyms.append((pair[0].code, pair[1].code))
    return [changed.get(station.code, station) for station in stations]


def _renamed(station: StationRow, name: str, *, electors: int) -> StationRow:
    points = tuple(replace(point, name=name) for point in station.points)
    return replace(station, name=name, points=points, electors=electors)


def _far(first: StationRow, second: StationRow) -> float:
    a, b = first.points[0], second.points[0]
    return abs(a.lon - b.lon) + abs(a.lat - b.lat)


class _Plan:
    """Chooses the stations that carry faults, and writes sheets around them."""

    def __init__(
        self, truth: Truth, rng: Random, stations: Sequence[StationRow], *, with_faults: bool = True
    ) -> None:
        self.truth = truth
        self.rng = rng
        special = {code for pair in truth.homonyms for code in pair}
        plain = [s for s in stations if s.kind == "fixed" and s.code not in special]
        self._free_numbers = {s.county: 9000 for s in stations}
        self._doubled = self._choose_doubled(plain) if with_faults else {}
        rest = [s for s in plain if s.code not in self._doubled]
        rng.shuffle(rest)
        mobile = [s for s in stations if s.kind == "mobile" and s.code not in special]
        rng.shuffle(mobile)
        faults = [f for f in _FAULTS if f.kind == "fixed"] if with_faults else []
        self._faults = {s.code: f for s, f in zip(rest, faults, strict=False)}
        faults = [f for f in _FAULTS if f.kind == "mobile"] if with_faults else []
        self._faults |= {s.code: f for s, f in zip(mobile, faults, strict=False)}
        self._repeats = {s.code for s in rest[100:106]} if with_faults else set()
        self._late: list[tuple[StationRow, str]] = []

    def _choose_doubled(self, plain: Sequence[StationRow]) -> dict[str, "_Variant"]:
        chosen: dict[str, _Variant] = {}
        pool = list(plain)
        self.rng.shuffle(pool)
        for number in range(DUPLICATES):
            variant = _VARIANTS[number % len(_VARIANTS)]
            station = next(s for s in pool if variant.fits(s) and s.code not in chosen)
            chosen[station.code] = variant
        return chosen

    def sheet(
        self, file: int, name: str, dialect: Dialect, stations: Sequence[StationRow]
    ) -> Sheet:
        """A sheet of whole counties with titles, totals, gaps, and a header in the middle."""
        paper = _Paper(Sheet(name), dialect, self.truth, file)
        paper.begin(f"فهرست شعب اخذ رأی - {name}")
        for county, members in groupby(stations, key=lambda s: s.county):
            begin = len(paper.sheet.rows)
            for at, station in enumerate(members):
                self._write(paper, station)
                if at == 40:
                    paper.repeat_header()
                if at == 60:
                    paper.blank()
            paper.end_county(county, begin)
        paper.total(sum(s.electors for s in stations))
        self.truth.rows += len(paper.sheet.rows)
        return paper.sheet

    def corrections_sheet(self, file: int) -> Sheet:
        """A sheet of late changes: half the duplicates, and stations of another province."""
        paper = _Paper(Sheet("اصلاحیه"), Dialect(digits="persian", titles=1), self.truth, file)
        paper.begin("فهرست شعب اصلاح شده")
        for station, of in self._late:
            place = paper.write(station, code=None)
            self.truth.duplicates[place] = of
        for county in ("رشت", "لاهیجان", "گرگان"):
            stranger = next(iter(self.truth.stations.values()))
            place = paper.write(stranger, code=None, county=county, number=None, district="مرکزی")
            self.truth.bad[place] = "outside-scope"
        self.truth.rows += len(paper.sheet.rows)
        return paper.sheet

    def _write(self, paper: "_Paper", station: StationRow) -> None:
        fault = self._faults.get(station.code)
        values = fault.values(station, self.rng) if fault else {}
        place = paper.write(station, **values)
        self.truth.place_of[station.code] = place
        if fault:
            (self.truth.warned if fault.is_warning else self.truth.bad)[place] = fault.reason
        if station.code in self._repeats:
            self.truth.repeated.add(paper.write(station))
        if variant := self._doubled.get(station.code):
            self._free_numbers[station.county] += 1
            number = self._free_numbers[station.county] if self.rng.random() < 0.5 else None
            double = replace(variant.change(station, self.rng), number=number)
            if self.rng.random() < 0.5:
                self._late.append((double, station.code))
            else:
                self.truth.duplicates[paper.write(double, code=None)] = station.code


class _Paper:
    """Writes rows of one sheet in one dialect and notes where they stand."""

    def __init__(self, sheet: Sheet, dialect: Dialect, truth: Truth, file: int) -> None:
        self.sheet, self.dialect, self.truth, self.file = sheet, dialect, truth, file
        at = ("coordinates",) if dialect.coordinates in {"one", "dms"} else ("lon", "lat")
        self.columns = ("serial", *_FIELDS, *at, *_TAIL)
        self.serial = 0

    def begin(self, title: str) -> None:
        for number in range(self.dialect.titles):
            self._ignored([title if number == 0 else f"سطر عنوان {number}"], "title")
            row = len(self.sheet.rows) - 1
            self.sheet.merged.append((row, 0, row, len(self.columns) - 1))
        if self.dialect.header == "grouped":
            self._grouped_header()
            return
        self._ignored([self._header(name) for name in self.columns], "header")

    def repeat_header(self) -> None:
        row = [self._header(name) for name in self.columns]
        if self.dialect.header == "grouped":
            row = [_HEADER_FA.get(name, name) for name in self.columns]
        self._ignored(row, "repeated-header")

    def blank(self) -> None:
        self._ignored([], "blank")

    def total(self, electors: int) -> None:
        row: list[Cell] = [None] * len(self.columns)
        row[1] = "جمـع کل"
        row[self.columns.index("electors")] = electors
        self._ignored(row, "total")
        at = len(self.sheet.rows) - 1
        self.sheet.merged.append((at, 1, at, 5))

    def end_county(self, county: str, begin: int) -> None:
        if self.dialect.merged_county:
            gaps = [at for at in range(begin, len(self.sheet.rows)) if not self._is_data(at)]
            edges = [begin, *[gap + 1 for gap in gaps]]
            for first, last in zip(edges, [*gaps, len(self.sheet.rows)], strict=True):
                if last - first > 1 and not self._has_fault(first, last):
                    self.sheet.merged.append((first, 1, last - 1, 1))

    def _is_data(self, at: int) -> bool:
        return (self.file, self.sheet.name, at + 1) not in self.truth.ignored

    def _has_fault(self, first: int, last: int) -> bool:
        """Merging writes one county over the rows; not over one whose county is the fault."""
        counties = {self.sheet.rows[at][1] for at in range(first, last)}
        return len(counties) > 1

    def write(self, station: StationRow, **values: Cell) -> Place:
        """Write a station; returns where its first row stands."""
        said: Values = {
            "county": station.county,
            "district": station.district,
            "number": station.number,
            "code": station.code,
            "name": station.name,
            "kind": "سیار" if station.kind == "mobile" else "ثابت",
            "area": "شهری" if station.area == "urban" else "روستایی",
            "electors": station.electors,
            "address": station.address,
            **self._places(station),
            "opened_on": date(2024, 1, 1 + station.electors % 28),
        }
        if self.dialect.stops == "rows" and station.kind == "mobile" and "stops" not in values:
            return self._write_stops(station, said, values)
        return self._row({**said, **values})

    def _write_stops(self, station: StationRow, said: Values, values: Values) -> Place:
        first = len(self.sheet.rows)
        places = []
        for point in station.points:
            stop = {"stops": point.name, "lon": point.lon, "lat": point.lat}
            hours = {"opens": point.opens, "closes": point.closes}
            places.append(self._row({**said, **stop, **hours, **values}))
        self.truth.further_stops.update(places[1:])
        for column in range(2, 10):
            self.sheet.merged.append((first, column, len(self.sheet.rows) - 1, column))
        return places[0]

    def _places(self, station: StationRow) -> Values:
        point = station.points[0]
        if station.kind == "fixed":
            return {
                **self._location(point),
                "opens": point.opens,
                "closes": point.closes,
                "stops": None,
            }
        glue = "\n" if self.dialect.stops == "lines" else "، "
        stops = glue.join(f"{p.name} ({p.opens} تا {p.closes})" for p in station.points)
        return {
            "lon": None,
            "lat": None,
            "coordinates": None,
            "opens": None,
            "closes": None,
            "stops": stops,
        }

    def _location(self, point: PointRow) -> Values:
        one: Cell = f"{point.lat}, {point.lon}"
        if self.dialect.coordinates == "dms":
            one = f"{_dms(point.lat)}N {_dms(point.lon)}E"
        if self.dialect.coordinates == "comma":
            return {
                "lon": str(point.lon).replace(".", "٫"),
                "lat": str(point.lat).replace(".", "/"),
            }
        return {"lon": point.lon, "lat": point.lat, "coordinates": one}

    def _row(self, values: Values) -> Place:
        self.serial += 1
        cells = [self._cell(name, values.get(name)) for name in self.columns]
        self.sheet.rows.append(cells)
        return self._here()

    def _cell(self, name: str, value: Cell) -> Cell:
        if name == "serial":
            return self.serial
        if isinstance(value, date):
            return self._date(value)
        if name == "code" and self.dialect.codes_as_numbers and str(value or "").isdecimal():
            return float(str(value))
        if name == "electors" and isinstance(value, int) and self.dialect.thousands:
            return self._digits(f"{value:,}".replace(",", self.dialect.thousands))
        if isinstance(value, int | float) and not self.dialect.numbers_as_text:
            return value
        if value is None:
            return None
        return self._digits(self._letters(str(value), name))

    def _letters(self, text: str, name: str) -> str:
        if self.dialect.arabic_letters:
            text = text.replace("ی", "ي").replace("ک", "ك")
        if self.dialect.tatweel and name == "name" and len(text) % 7 == 0:
            text = text.replace("مس", "مـس").replace("دب", "دبـ")
        return text

    def _digits(self, text: str) -> str:
        if self.dialect.digits == "persian":
            return to_persian_digits(text)
        if self.dialect.digits == "arabic":
            return text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
        return text

    def _date(self, value: date) -> Cell:
        if self.dialect.dates == "date":
            return value
        if self.dialect.dates == "serial":
            return (value - date(1899, 12, 30)).days
        return self._digits(format_numeric(value, language="fa"))

    def _header(self, name: str) -> str:
        words = {"odd": _HEADER_ODD, "en": _HEADER_EN}.get(self.dialect.header, _HEADER_FA)
        return words[name]

    def _grouped_header(self) -> None:
        upper = [_GROUPS.get(name, _HEADER_FA[name]) for name in self.columns]
        lower = [_IN_GROUP.get(name) for name in self.columns]
        at = len(self.sheet.rows)
        shown = [
            None if above == before else above
            for above, before in zip(upper, [None, *upper[:-1]], strict=True)
        ]
        self._ignored(list(shown), "header")
        self._ignored(list(lower), "header")
        for column, name in enumerate(self.columns):
            if name not in _GROUPS:
                self.sheet.merged.append((at, column, at + 1, column))
        for group in dict.fromkeys(_GROUPS.values()):
            inside = [c for c, name in enumerate(self.columns) if _GROUPS.get(name) == group]
            self.sheet.merged.append((at, inside[0], at, inside[-1]))

    def _ignored(self, cells: list[Cell], reason: str) -> None:
        self.sheet.rows.append(cells)
        self.truth.ignored[self._here()] = reason

    def _here(self) -> Place:
        return self.file, self.sheet.name, len(self.sheet.rows)


@dataclass(frozen=True)
class _Fault:
    """One bad cell and the reason that must be given for it."""

    reason: str
    values: Callable[[StationRow, Random], dict[str, Any]]
    kind: str = "fixed"
    is_warning: bool = False


@dataclass(frozen=True)
class _Variant:
    """One way in which an office writes a station a second time."""

    change: Callable[[StationRow, Random], StationRow]
    fits: Callable[[StationRow], bool] = lambda station: True


def _fault(reason: str, **values: Any) -> _Fault:
    return _Fault(reason, lambda station, rng: values)


def _warning(reason: str, values: Callable[[StationRow, Random], dict[str, Any]]) -> _Fault:
    return _Fault(reason, values, is_warning=True)


_FAULTS = (
    _fault("unknown-county", county="مازنداران شهر"),
    _fault("unknown-county", county="؟؟"),
    _fault("unknown-district", district="بخش گمشده"),
    _fault("not-a-number", electors="حدود هزار و اندی"),
    _fault("ambiguous-number", electors="12/5"),
    _fault("out-of-range", electors=-5),
    _fault("not-whole", electors="812.5"),
    _fault("missing", electors=None),
    _fault("missing", name=None),
    _fault("missing", kind=None),
    _fault("missing", area=None),
    _fault("unknown-kind", kind="پرنده"),
    _fault("unknown-area", area="دریایی"),
    _fault("too-long", name="دبستان " + "بسیار " * 40),
    _fault("ambiguous-date", opened_on="11/12/02"),
    _fault("no-such-day", opened_on="1404/12/30"),
    _fault("unreadable-date", opened_on="پس از عید"),
    _fault("date-out-of-range", opened_on="0912/01/01"),
    _fault("unreadable-time", opens="صبح زود"),
    _fault("time-out-of-range", closes="25:00"),
    _fault("closes-before-it-opens", opens="18:00", closes="08:00"),
    _fault("fixed-with-several-stops", stops="مسجد جامع؛ دبستان سعدی"),
    _fault("error-value", electors="#REF!"),
    _Fault("times-overlap", lambda s, r: {"stops": "الف (8 تا 11)؛ ب (10 تا 12)"}, kind="mobile"),
    _Fault("closes-before-it-opens", lambda s, r: {"stops": "الف (14 تا 9)؛ ب"}, kind="mobile"),
    _Fault("stop-without-name", lambda s, r: {"stops": "(8 تا 9)؛ ب (10 تا 11)"}, kind="mobile"),
    _warning("outside-iran", lambda s, r: _both("12.5", "41.9")),
    _warning("bad-coordinate", lambda s, r: _both("ندانم", "ندانم")),
    _warning(
        "coordinates-swapped",
        lambda s, r: {
            "lon": s.points[0].lat,
            "lat": s.points[0].lon,
            "coordinates": "۴۱°۰۰'N ۵۳°۰۰'E" if False else f"{s.points[0].lat}, {s.points[0].lon}",
        },
    ),
)


def _both(lon: str, lat: str) -> dict[str, Any]:
    return {"lon": lon, "lat": lat, "coordinates": f"{lat}, {lon}"}


def _named(station: StationRow, name: str) -> StationRow:
    return replace(station, name=name)


def _moved(station: StationRow, rng: Random, metres: float) -> StationRow:
    point = station.points[0]
    north = rng.uniform(-0.7, 0.7) * metres / 111_195
    east = (1 if rng.random() < 0.5 else -1) * metres * 0.6 / 89_000
    there = replace(point, lon=round(point.lon + east, 6), lat=round(point.lat + north, 6))
    return replace(station, points=(there,))


def _swapped_words(station: StationRow, rng: Random) -> StationRow:
    first, *rest = station.name.split()
    return _named(_moved(station, rng, 20), " ".join([*rest, first]))


def _misspelt(station: StationRow, rng: Random) -> StationRow:
    at = len(station.name) - 2
    return _named(
        _moved(station, rng, 30), station.name[:at] + station.name[at] * 2 + station.name[at + 1 :]
    )


def _spelt_otherwise(station: StationRow, rng: Random) -> StationRow:
    name = station.name.replace("ی", "ي").replace("ک", "ك").replace("\u200c", " ")
    return _named(station, name.replace("ا", "آ", 1) if "آ" in name else f"{name} ")


def _has(*words: str) -> Callable[[StationRow], bool]:
    return lambda station: any(word in station.name for word in words)


def _is_long(station: StationRow) -> bool:
    return len(station.name.replace(" ", "")) >= 16 and station.name[-1].isalpha()


_VARIANTS = (
    _Variant(_spelt_otherwise),
    _Variant(_swapped_words, lambda s: len(s.name.split()) >= 3),
    _Variant(lambda s, r: replace(_moved(s, r, 60), electors=s.electors + 11)),
    _Variant(
        lambda s, r: _named(_moved(s, r, 40), s.name.replace("دبستان", "مدرسه")), _has("دبستان")
    ),
    _Variant(_misspelt, _is_long),
    _Variant(lambda s, r: _named(_moved(s, r, 600), s.name)),
    _Variant(lambda s, r: _named(_moved(s, r, 10), to_persian_digits(s.name)), _has(*"0123456789")),
    _Variant(lambda s, r: _named(_moved(s, r, 50), s.name.replace("شهید ", "")), _has("شهید ")),
)


def _dms(degrees: float) -> str:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    seconds = round((degrees - whole - minutes / 60) * 3600, 3)
    return f"{whole}°{minutes:02}'{seconds:06.3f}\""


def _xlsx(sheets: Sequence[Sheet]) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        a_day = book.add_format({"num_format": "yyyy-mm-dd"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.right_to_left()
            for at, row in enumerate(sheet.rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(at, column, cell, a_day)
                    elif cell == "#REF!":
                        page.write_formula(at, column, "=#REF!", None, "#REF!")
                    elif isinstance(cell, str):
                        page.write_string(at, column, cell)
                    elif cell is not None:
                        page.write(at, column, cell)
            for first, left, last, right in sheet.merged:
                kept = sheet.rows[first][left] if left < len(sheet.rows[first]) else None
                page.merge_range(first, left, last, right, kept if kept is not None else "")
    return target.getvalue()


def _xls(sheets: Sequence[Sheet]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for sheet in sheets:
        page = book.add_sheet(sheet.name)
        covered = _covered(sheet)
        for first, left, last, right in sheet.merged:
            page.write_merge(first, last, left, right, sheet.rows[first][left])
        for at, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                if cell is not None and (at, column) not in covered:
                    page.write(at, column, cell)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ods(sheets: Sequence[Sheet]) -> bytes:
    book = OpenDocumentSpreadsheet()
    for sheet in sheets:
        table = Table(name=sheet.name)
        covered = _covered(sheet)
        spans = {
            (first, left): (last - first + 1, right - left + 1)
            for first, left, last, right in sheet.merged
        }
        width = max(map(len, sheet.rows))
        for at, cells in enumerate(sheet.rows):
            row = TableRow()
            for column in range(width):
                value = cells[column] if column < len(cells) else None
                is_hidden = (at, column) in covered and (at, column) not in spans
                row.addElement(
                    CoveredTableCell() if is_hidden else _ods_cell(value, spans.get((at, column)))
                )
            table.addElement(row)
        book.spreadsheet.addElement(table)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _ods_cell(value: Cell, span: tuple[int, int] | None) -> TableCell:
    about: dict[str, Any] = {}
    if span:
        about = {"numberrowsspanned": span[0], "numbercolumnsspanned": span[1]}
    if value is None:
        return TableCell(**about)
    if isinstance(value, date):
        cell = TableCell(valuetype="date", datevalue=value.isoformat(), **about)
    elif isinstance(value, int | float):
        cell = TableCell(valuetype="float", value=repr(value), **about)
    else:
        cell = TableCell(valuetype="string", **about)
    for line in str(value).split("\n"):
        cell.addElement(P(text=line))
    return cell


def _covered(sheet: Sheet) -> set[tuple[int, int]]:
    return {
        (row, column)
        for first, left, last, right in sheet.merged
        for row in range(first, last + 1)
        for column in range(left, right + 1)
    }
