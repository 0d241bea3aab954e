"""The cells of one row, read one by one; what is wrong with each is noted, not raised."""

import re
from collections.abc import Container, Mapping
from typing import Any

from sandoq.apps.territory.rules.importing.fields import Field
from sandoq.apps.territory.rules.importing.locations import LonLat, locate, locate_in_one
from sandoq.apps.territory.rules.importing.problems import Problem
from sandoq.apps.territory.rules.importing.stops import Stop, read_stops
from sandoq.apps.territory.rules.importing.words import compact, key, tidy
from sandoq.apps.territory.rules.stations import MAX_CODE, MAX_ELECTORS, MAX_NAME
from sandoq.common.errors import BadInput
from sandoq.common.quantities import parse_integer

Cell = str | int | float | bool
Cells = Mapping[str, Cell]

MOST_LOST_ZEROS = 3

_SHOWN = 200
_KINDS = {"ثابت": "fixed", "fixed": "fixed", "سیار": "mobile", "mobile": "mobile"}
_KINDS |= {"ث": "fixed", "س": "mobile", "itinerant": "mobile", "متحرک": "mobile"}
_AREAS = {"شهری": "urban", "شهر": "urban", "urban": "urban", "city": "urban"}
_AREAS |= {"روستایی": "rural", "روستا": "rural", "rural": "rural", "village": "rural"}
_AREAS |= {"عشایری": "rural", "عشایر": "rural"}
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)", re.IGNORECASE)
_CODE = re.compile(r"[0-9A-Za-z\u0600-\u06ff]+(?:[-/._][0-9A-Za-z\u0600-\u06ff]+)*")
_CODE_GAPS = re.compile(r"[\s\u200c]+")
_DASHES = str.maketrans("‐‑‒–—−ـ", "-------")
_SEVERAL = re.compile(r"\s*[\n\r؛;|]+\s*")
_EMPTY_MARKS = frozenset({"", "-", "--", "---", "ـ", "–", "—", "n/a", "null", "none"})
_EMPTY_MARKS |= {"ندارد", "نامشخص"}
_LONGEST_MARK = 8


class RowCells:
    """One row's cells, and the problems found so far."""

    def __init__(self, cells: Cells, problems: list[Problem]) -> None:
        self.problems = problems
        self.cells: dict[str, Cell] = {}
        for name, cell in cells.items():
            if type(cell) is str and not cell.isprintable() and not tidy(cell):
                continue
            if type(cell) is str and len(cell) <= _LONGEST_MARK:
                if cell.strip().lower() in _EMPTY_MARKS:
                    continue
                if _ERROR.match(cell):
                    problems.append(Problem(name, "error-value", value=cell))
                    continue
            self.cells[name] = cell

    def problem(self, field: Field, reason: str, hint: str = "") -> Problem:
        """A reason about the cell of a field."""
        value = self.cells.get(field, "")
        return Problem(field.value, reason, value=str(value)[:_SHOWN], hint=hint)

    def add(self, field: Field, reason: str, hint: str = "") -> None:
        """Note a reason about the cell of a field."""
        self.problems.append(self.problem(field, reason, hint))

    def text(self, field: Field) -> str:
        """The cell as text, "" if it is empty."""
        cell = self.cells.get(field)
        if cell is None:
            return ""
        return cell if type(cell) is str else str(cell)

    def long_text(self, field: Field, most: int) -> str | None:
        """A name or an address as it is stored; None if there is none of at most `most` letters."""
        text = tidy(self.text(field))
        if len(text) > most:
            self.add(field, "too-long")
            return None
        return text or None

    def integer(self, field: Field, *, least: int) -> int | None:
        """A whole number from `least` on."""
        cell = self.cells.get(field)
        if cell is None:
            return None
        if type(cell) is int:
            number = cell
        else:
            try:
                number = parse_integer(cell)
            except BadInput as error:
                self.add(field, _number_reason(error.reason))
                return None
        if not least <= number <= MAX_ELECTORS:
            self.add(field, "out-of-range")
            return None
        return number

    def code(self, width: int, known: Container[str]) -> str | None:
        """The station's code with the zeros that a spreadsheet took from its left."""
        cell = self.cells.get(Field.CODE)
        if cell is None:
            return None
        if isinstance(cell, float):
            self.add(Field.CODE, "not-whole")
            return None
        text = _CODE_GAPS.sub("", tidy(str(cell)).translate(_DASHES)).removeprefix("'")
        if len(text) > MAX_CODE or not _CODE.fullmatch(text):
            self.add(Field.CODE, "too-long" if len(text) > MAX_CODE else "not-a-number")
            return None
        lost = width - len(text)
        if 0 < lost <= MOST_LOST_ZEROS and text.isdecimal() and text not in known:
            self.add(Field.CODE, "zeros-restored", hint=text.zfill(width))
            return text.zfill(width)
        return text

    def kind_and_area(self) -> tuple[str | None, str | None]:
        """Either column may say both: «ثابت شهری»."""
        kind, area = self.text(Field.KIND), self.text(Field.AREA)
        if kind in _KINDS and area in _AREAS:
            return _KINDS[kind], _AREAS[area]
        words = [*_words(kind), *_words(area)]
        kinds = {_KINDS[word] for word in words if word in _KINDS}
        areas = {_AREAS[word] for word in words if word in _AREAS}
        if kind and len(kinds) != 1:
            self.add(Field.KIND, "unknown-kind")
        if area and len(areas) != 1:
            self.add(Field.AREA, "unknown-area")
        return _only(kinds), _only(areas)

    def stops(self) -> tuple[Stop, ...]:
        """The stops that the cell names."""
        text = self.text(Field.STOPS)
        if not text:
            return ()
        found = read_stops(text)
        for reason in found.reasons:
            self.add(Field.STOPS, reason)
        if any(len(stop.name) > MAX_NAME for stop in found.stops):
            self.add(Field.STOPS, "too-long")
            return ()
        return found.stops

    def locations(self, stops: int) -> list[LonLat | None]:
        """One location, or one for each of several stops."""
        lon, lat = self.cells.get(Field.LON), self.cells.get(Field.LAT)
        if lon is None and lat is None:
            field = Field.COORDINATES
            found = [locate_in_one(part) for part in _parts(self.text(field), stops)]
        else:
            field = Field.LON if lon is not None else Field.LAT
            found = [locate(*pair) for pair in _pairs(lon, lat, stops)]
        for reason in dict.fromkeys(one.reason for one in found if one.reason):
            is_lat = reason == "half-a-coordinate" and lon is not None
            self.add(Field.LAT if is_lat else field, reason)
        if len(found) == 1 and stops > 1 and found[0].place:
            self.add(field, "one-location-for-many-stops")
        return [one.place for one in found]


def _parts(text: str, stops: int) -> list[str]:
    """The coordinates in one cell: one pair, or as many as there are stops."""
    parts = [part for part in _SEVERAL.split(text) if part.strip()]
    if stops > 1 and len(parts) == stops:
        return parts
    if stops > 1 and len(parts) == 2 * stops:
        return [f"{first};{second}" for first, second in zip(parts[::2], parts[1::2], strict=True)]
    return [text] if text else []


def _pairs(lon: Cell | None, lat: Cell | None, stops: int) -> list[tuple[Any, Any]]:
    """Longitudes and latitudes side by side; several in a cell only beside as many stops."""
    if stops > 1 and isinstance(lon, str) and isinstance(lat, str):
        lons = [part for part in _SEVERAL.split(lon) if part.strip()]
        lats = [part for part in _SEVERAL.split(lat) if part.strip()]
        if len(lons) == len(lats) == stops:
            return list(zip(lons, lats, strict=True))
    return [(lon, lat)]


def _words(text: str) -> list[str]:
    if (word := compact(text)) in _KINDS or word in _AREAS:
        return [word]
    return re.findall(r"[^\W\d_]+", key(text))


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None


def _number_reason(reason: str) -> str:
    return {"ambiguous": "ambiguous-number", "too-large": "out-of-range"}.get(reason, reason)
