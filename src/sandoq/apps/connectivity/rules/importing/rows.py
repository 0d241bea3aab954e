"""One row as a reading, or every reason why it is none."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from sandoq.apps.connectivity.rules.importing.columns import Cell, Field
from sandoq.apps.connectivity.rules.operators import Technology
from sandoq.common.calendar import parse_date, parse_time
from sandoq.common.clock import TEHRAN
from sandoq.common.errors import BadInput
from sandoq.common.hashing import canonical_json
from sandoq.common.quantities import parse_decimal, parse_integer
from sandoq.common.text import compact_key, normalise, to_ascii_digits

_T = TypeVar("_T")
_SHOWN = 60
_TECHNOLOGIES = {
    Technology.GSM: ("2g", "gsm", "edge", "gprs", "نسل ۲", "نسل دو", "نسل دوم"),
    Technology.UMTS: ("3g", "umts", "hspa", "wcdma", "نسل ۳", "نسل سه", "نسل سوم"),
    Technology.LTE: ("4g", "lte", "lte-a", "4.5g", "نسل ۴", "نسل چهار", "نسل چهارم", "۴ جی"),
    Technology.NR: ("5g", "nr", "نسل ۵", "نسل پنج", "نسل پنجم"),
    Technology.FIBRE: ("fibre", "fiber", "فیبر", "فیبر نوری"),
    Technology.ADSL: ("adsl", "vdsl", "dsl"),
    Technology.SATELLITE: ("satellite", "vsat", "ماهواره", "ماهواره‌ای"),
}
_TECHNOLOGY = {compact_key(word): one for one, words in _TECHNOLOGIES.items() for word in words}
_YES = {
    compact_key(word)
    for word in ("yes", "true", "1", "بله", "بلی", "داخل", "indoor", "داخل ساختمان")
}
_NO = {
    compact_key(word)
    for word in ("no", "false", "0", "خیر", "نه", "بیرون", "outdoor", "خارج", "فضای باز")
}
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}:\d{2}(?::\d{2})?)")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is held back: which field, what stood there, a stable reason."""

    field: str
    value: str
    reason: str

    def to_json(self) -> dict[str, str]:
        """As it stands in a report."""
        return {"field": self.field, "value": self.value, "reason": self.reason}


@dataclass(slots=True)
class ReadRow:
    """What a row says, as far as it can be read; with problems it is no reading.

    `place` are the cells that tell which point is meant.
    """

    key: UUID | None = None
    place: dict[Field, str] = field(default_factory=dict)
    operator: str = ""
    technology: str = ""
    rsrp_dbm: int | None = None
    sinr_db: float | None = None
    is_indoor: bool = True
    attempts: int | None = None
    successes: int | None = None
    p95_ms: int | None = None
    taken_at: datetime | None = None
    note: str = ""
    problems: list[Problem] = field(default_factory=list)

    def content_key(self, point: str) -> UUID:
        """A key made of the content, so that the same row read again is the same reading."""
        content = [
            *(point, self.operator, self.technology, self.rsrp_dbm, self.attempts),
            *(self.successes, self.p95_ms, self.is_indoor),
            self.taken_at.isoformat() if self.taken_at else "",
        ]
        return uuid5(NAMESPACE_URL, "sandoq/reading/" + canonical_json(content).decode())


def read_row(cells: Mapping[Field, Cell], *, today: date) -> ReadRow:
    """The row, with every problem of its cells."""
    row = ReadRow()
    reader = _Reader(cells, row.problems)
    row.key = reader.key()
    row.place = {
        name: text
        for name in (
            Field.POINT,
            Field.CODE,
            Field.COUNTY,
            Field.NUMBER,
            Field.SEQ,
            Field.POINT_NAME,
        )
        if (text := reader.text(name))
    }
    row.operator = reader.required(Field.OPERATOR)
    row.technology = reader.technology()
    row.rsrp_dbm = reader.integer(Field.RSRP)
    row.sinr_db = reader.read(Field.SINR, parse_decimal)
    row.is_indoor = reader.truth(Field.INDOOR)
    row.attempts = reader.integer(Field.ATTEMPTS, needed=True)
    row.successes = reader.integer(Field.SUCCESSES, needed=True)
    row.p95_ms = reader.integer(Field.P95)
    row.taken_at = reader.moment(today)
    row.note = reader.text(Field.NOTE)[:200]
    return row


class _Reader:
    """The cells of one row; what cannot be read becomes a problem."""

    def __init__(self, cells: Mapping[Field, Cell], problems: list[Problem]) -> None:
        self._cells = cells
        self._problems = problems

    def text(self, name: Field) -> str:
        """The cell as text in one spelling, "" if empty."""
        cell = self._cells.get(name)
        return "" if cell is None else normalise(to_ascii_digits(str(cell)))

    def add(self, name: Field, reason: str) -> None:
        """Note why the cell cannot be used."""
        cell = self._cells.get(name)
        shown = "" if cell is None else str(cell)[:_SHOWN]
        self._problems.append(Problem(name.value, shown, reason))

    def required(self, name: Field) -> str:
        text = self.text(name)
        if not text:
            self.add(name, "empty")
        return text

    def read(self, name: Field, parse: Callable[[str | int | float], _T]) -> _T | None:
        """The cell as `parse` reads it; None if it is empty or unreadable."""
        cell = self._cells.get(name)
        if cell is None or not self.text(name):
            return None
        try:
            return parse(cell)
        except BadInput as error:
            self.add(name, error.reason)
            return None

    def integer(self, name: Field, *, needed: bool = False) -> int | None:
        if needed and not self.text(name):
            self.add(name, "empty")
        number = self.read(name, parse_integer)
        if number is not None and abs(number) > 10**6:
            self.add(name, "out-of-range")
            return None
        return number

    def key(self) -> UUID | None:
        text = self.text(Field.KEY).removeprefix("uuid:")
        if not text:
            return None
        try:
            return UUID(text)
        except ValueError:
            self.add(Field.KEY, "not-a-uuid")
            return None

    def technology(self) -> str:
        """The technology's code; 4G where nothing is said, for nearly every reading is."""
        text = self.text(Field.TECHNOLOGY)
        if not text:
            return ""
        found = _TECHNOLOGY.get(compact_key(text))
        if found is None:
            self.add(Field.TECHNOLOGY, "unknown")
            return ""
        return found.value

    def truth(self, name: Field) -> bool:
        text = compact_key(self.text(name))
        if text and text not in _YES | _NO:
            self.add(name, "unreadable")
        return text not in _NO

    def moment(self, today: date) -> datetime | None:
        """When it was measured: one cell with day and time, or two."""
        name = Field.TAKEN_AT if self.text(Field.TAKEN_AT) else Field.DATE
        text = self.text(name)
        if not text:
            self.add(Field.DATE, "empty")
            return None
        if (exact := _exact(text)) is not None:
            return exact
        day = self.read(name, lambda cell: parse_date(cell, today=today))
        clock = self._clock(name)
        if day is None or clock is None:
            return None
        return datetime.combine(day, clock, TEHRAN)

    def _clock(self, name: Field) -> time | None:
        """The time of its own cell, else the one beside the day; without it no part of the day is
        known."""
        if self.text(Field.TIME):
            return self.read(Field.TIME, parse_time)
        cell = self._cells.get(name)
        if isinstance(cell, float) and cell % 1:
            return parse_time(cell)
        found = _CLOCK.search(self.text(name)) or re.search(r"T(\d\d:\d\d)", self.text(name))
        if found is None:
            self.add(Field.TIME, "empty")
            return None
        try:
            return parse_time(found[1])
        except BadInput as error:
            self.add(Field.TIME, error.reason)
            return None


def _exact(text: str) -> datetime | None:
    """A moment with its offset, as survey tools write it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
