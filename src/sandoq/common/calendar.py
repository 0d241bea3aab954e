"""Days: Jalali and Gregorian, read from whatever a spreadsheet holds, shown as people write them.

A day is stored as a Gregorian `date`. What could be two days is refused, never guessed. Times of
day are in `times`; `parse_time` is offered here too.
"""

import math
import re
from datetime import date, datetime, timedelta

from persiantools.jdatetime import JalaliDate

from sandoq.common import clock
from sandoq.common.daynames import (
    GREGORIAN_YEARS,
    JALALI_YEARS,
    MONTHS_EN,
    MONTHS_FA,
    WEEKDAYS_FA,
    month_named,
    take_weekdays,
)
from sandoq.common.errors import BadInput
from sandoq.common.text import normalise, search_key, to_ascii_digits
from sandoq.common.text import to_persian_digits as _persian
from sandoq.common.times import TimeError, parse_time

__all__ = [
    "EXCEL_SERIALS",
    "GREGORIAN_YEARS",
    "JALALI_YEARS",
    "MONTHS_EN",
    "MONTHS_FA",
    "WEEKDAYS_FA",
    "DateError",
    "NoSuchDay",
    "TimeError",
    "format_date",
    "format_numeric",
    "from_jalali",
    "jalali",
    "parse_date",
    "parse_time",
]

EXCEL_SERIALS = range(20_000, 80_001)
"""Days since 1899-12-30, from 1954 to 2119; the 1904 date system of old Macs is not supported."""

_EXCEL_DAY_ZERO = date(1899, 12, 30)
_LONGEST_TEXT = 80
_FILLERS = frozenset(
    {"ماه", "سال", "روز", "مورخ", "مورخه", "تاریخ", "هجری", "شمسی", "خورشیدی", "میلادی"}
    | {"ه", "ش", "م", "ام", "of", "st", "nd", "rd", "th"}
)
_RELATIVE = {"دیروز": -1, "امروز": 0, "فردا": 1}

_WORD = re.compile(r"\d+|[^\W\d_]+")
_BETWEEN = re.compile(r"[ /\-.,،\\]*")
_DASHES = str.maketrans("‐‑‒–—−⁄∕", "------//")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)? ?(Z|[+-]\d\d:?\d\d)")
_TIME_PART = re.compile(r"(?<=\d)[Tt ,،\-]+\d{1,2}:\d\d(:\d\d(\.\d+)?)?$")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")


class DateError(BadInput):
    """No single day can be read; `reason` is `no-such-day`, `ambiguous`, `unreadable` or
    `out-of-range`."""

    code = "bad-date"


class NoSuchDay(DateError, ValueError):
    """The calendar has no such day, as 30 Esfand of a common year."""


def jalali(d: date) -> tuple[int, int, int]:
    """Year, month and day in the Solar Hijri calendar. Exact for 1300-1500 (1921-2122).

    Raises:
        ValueError: before year 1 of the calendar.
    """
    day = JalaliDate(date(d.year, d.month, d.day))  # type: ignore[no-untyped-call]
    return day.year, day.month, day.day


def from_jalali(y: int, m: int, d: int) -> date:
    """The day with this Solar Hijri date. Exact for 1300-1500.

    Raises:
        NoSuchDay: the calendar has no such day; also a ValueError.
    """
    try:
        day: date = JalaliDate(y, m, d).to_gregorian()  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        raise NoSuchDay("date", f"{y:04}/{m:02}/{d:02}", "no-such-day") from None
    return day


def format_date(d: date, *, language: str) -> str:
    """'۱۱ اسفند ۱۴۰۲' if the language is Persian ('fa', 'fa-ir'), else '1 March 2024'."""
    if not _is_persian(language):
        return f"{d.day} {MONTHS_EN[d.month - 1]} {d.year}"
    year, month, day = jalali(d)
    return _persian(f"{day} {MONTHS_FA[month - 1]} {year}")


def format_numeric(d: date, *, language: str) -> str:
    """'۱۴۰۲/۱۲/۱۱' if the language is Persian, else '2024-03-01'. Wrap it in <bdi>."""
    if not _is_persian(language):
        return f"{d:%Y-%m-%d}"
    year, month, day = jalali(d)
    return _persian(f"{year:04}/{month:02}/{day:02}")


def parse_date(value: str | int | float | date | datetime, *, today: date) -> date:
    """The one day a cell means.

    Read are, in digits of any script: Jalali years 1300-1500 and Gregorian 1900-2100 as y/m/d,
    y-m-d, y.m.d, yyyymmdd, or d/m/y where only one order is possible; month names in Persian and
    English; Excel serials 20000-80000; ISO moments (with an offset: the day in Tehran); 'امروز',
    'دیروز' and 'فردا', counted from `today`. A clock time after a date is ignored. A weekday must
    fit. A `date` in year 1300-1500 is Jalali: LibreOffice stores a typed 1402/12/11 so.

    Raises:
        DateError: `no-such-day` (also a `NoSuchDay`); `ambiguous`: a two-digit or missing year,
            day and month exchangeable, or the wrong weekday; `out-of-range`: another year or
            serial; `unreadable`: anything else.
    """
    shown = str(value)[:_LONGEST_TEXT]
    if isinstance(value, datetime):
        value = clock.today(value) if value.tzinfo else value.date()
    if isinstance(value, date):
        return _day(value.year, value.month, value.day, shown)
    if isinstance(value, str) and len(value) <= _LONGEST_TEXT:
        return _from_text(value, shown, today)
    if isinstance(value, float) and math.isfinite(value):
        return _from_digits(f"{value:.15g}", shown)
    if isinstance(value, int) and not isinstance(value, bool):
        return _from_digits(shown, shown)
    raise DateError("date", shown, "unreadable")


def _from_text(value: str, shown: str, today: date) -> date:
    text = to_ascii_digits(normalise(value)).translate(_DASHES)
    if _MOMENT.fullmatch(text):
        return _from_moment(text, shown)
    key = search_key(_TIME_PART.sub("", text))
    if key in _RELATIVE:
        return today + timedelta(days=_RELATIVE[key])
    if _SERIAL.fullmatch(key) or key.isdecimal():
        return _from_digits(key, shown)
    key, weekdays = take_weekdays(key)
    found = _from_words(key, shown)
    if weekdays - {found.weekday()}:
        raise DateError("date", shown, "ambiguous")
    return found


def _from_moment(text: str, shown: str) -> date:
    """An ISO 8601 moment with its offset; the day is the day in Tehran."""
    try:
        at = datetime.fromisoformat(text.replace(" ", "T", 1).replace(" ", ""))
        day = clock.today(at)
    except OverflowError:
        raise DateError("date", shown, "out-of-range") from None
    except ValueError:
        raise NoSuchDay("date", shown, "no-such-day") from None
    if day.year not in GREGORIAN_YEARS:
        raise DateError("date", shown, "out-of-range")
    return day


def _from_words(key: str, shown: str) -> date:
    if not _BETWEEN.fullmatch(_WORD.sub("", key)):
        raise DateError("date", shown, "unreadable")
    words = [word for word in _WORD.findall(key) if word not in _FILLERS]
    numbers = [word for word in words if word.isdecimal()]
    names = [word for word in words if not word.isdecimal()]
    if not names:
        return _from_numbers(numbers, shown)
    named = month_named(names[0])
    if len(names) > 1 or named is None:
        raise DateError("date", shown, "unreadable")
    years, month = named
    lengths = sorted(map(len, numbers))
    if lengths in ([1, 4], [2, 4]):
        day, year = sorted(map(int, numbers))
        return _day(year, month, day, shown, years)
    short = lengths in ([1], [2], [1, 1], [1, 2], [2, 2])  # no year, or one of two digits
    raise DateError("date", shown, "ambiguous" if short else "unreadable")


def _from_numbers(numbers: list[str], shown: str) -> date:
    """Three numbers: the year is the one of four digits, at one of the ends."""
    match [len(number) for number in numbers]:
        case [4, 1 | 2, 1 | 2]:
            year, month, day = map(int, numbers)
            return _day(year, month, day, shown)
        case [1 | 2, 1 | 2, 4]:
            first, second, year = map(int, numbers)
            return _either_order(year, first, second, shown)
        case [1 | 2 | 3, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 3]:
            raise DateError("date", shown, "ambiguous")
        case _:
            raise DateError("date", shown, "unreadable")


def _either_order(year: int, first: int, second: int, shown: str) -> date:
    found = set[date]()
    refusal: DateError | None = None
    for month, day in ((second, first), (first, second)):
        try:
            found.add(_day(year, month, day, shown))
        except DateError as error:
            refusal = refusal or error
    if len(found) == 1:
        return found.pop()
    raise refusal or DateError("date", shown, "ambiguous")


def _from_digits(text: str, shown: str) -> date:
    """A number cell, or a text of digits only: Excel serial or yyyymmdd."""
    if serial := _SERIAL.fullmatch(text):
        days = int(serial[1])
        if days in EXCEL_SERIALS:
            return _EXCEL_DAY_ZERO + timedelta(days=days)
        raise DateError("date", shown, "out-of-range")
    if re.fullmatch(r"\d{8}", text):
        return _day(int(text[:4]), int(text[4:6]), int(text[6:]), shown)
    raise DateError("date", shown, "ambiguous" if re.fullmatch(r"\d{6}", text) else "unreadable")


def _day(year: int, month: int, day: int, shown: str, years: range | None = None) -> date:
    """The day in the calendar its year belongs to, which must be `years` if given."""
    calendars = (JALALI_YEARS, GREGORIAN_YEARS) if years is None else (years,)
    if not any(year in known for known in calendars):
        raise DateError("date", shown, "out-of-range")
    try:
        return from_jalali(year, month, day) if year in JALALI_YEARS else date(year, month, day)
    except ValueError:
        raise NoSuchDay("date", shown, "no-such-day") from None


def _is_persian(language: str) -> bool:
    return language.replace("_", "-").split("-")[0].lower() == "fa"
