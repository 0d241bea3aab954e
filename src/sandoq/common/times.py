"""Times of day, read from whatever a spreadsheet or a person writes."""

import math
import re
from datetime import datetime, time, timedelta

from sandoq.common.errors import BadInput
from sandoq.common.text import search_key

_DAY_SECONDS = 86_400
_HOURS = range(24)
_MINUTES = range(60)
_EXCEL_SERIALS = range(20_000, 80_001)
_LONGEST_TEXT = 80

_MORNING = {hour: hour for hour in range(12)}
_AFTERNOON = {hour: hour % 12 + 12 for hour in range(1, 24)}
_NIGHT = {
    12: 0,
    **{h: h for h in range(5)},
    **{h: h % 12 + 12 for h in (*range(6, 12), *range(18, 24))},
}
_DAY_PARTS: tuple[tuple[str, dict[int, int]], ...] = (
    ("نیمه ?شب", {12: 0, 0: 0, 1: 1, 2: 2}),
    (r"(?:قبل|پیش) ?از ?ظهر|ق\.? ?ظ\.?|صبح|بامداد|سحر", _MORNING),
    (r"بعد ?از ?ظهر|ب\.? ?ظ\.?|عصر|غروب|p\.?m\.?", _AFTERNOON),
    (r"a\.?m\.?", {**_MORNING, 12: 0}),
    ("ظهر", {11: 11, 12: 12, 13: 13, 14: 14, 1: 13, 2: 14}),
    ("شب", _NIGHT),
)
_FILLERS = re.compile(r"(?<!\w)(?:ساعت|راس|در|حدود)(?!\w)")
_HALVES = {"نیم": 30, "ربع": 15}

_CLOCK = re.compile(r"(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.\d+)?)?")
_WORDS = re.compile(r"(\d{1,2}) ?و ?(\d{1,2}|نیم|ربع)(?: ?دقیقه)?")
_WHOLE = re.compile(r"\d{1,2}")
_FOUR_DIGITS = re.compile(r"(\d\d)(\d\d)")
_POINT = re.compile(r"(\d{1,2})[./٫](\d+)")


class TimeError(BadInput):
    """No single time of day can be read; `reason` is `ambiguous`, `unreadable` or
    `out-of-range`."""

    code = "bad-time"


def parse_time(value: str | int | float | time | datetime | timedelta) -> time:
    """The one time of day a cell means, to the second, without time zone.

    Read are, in digits of any script: 8:30, 08:30:00, 0830, 8 (08:00), 8.5 (half past eight), 8.30,
    'ساعت ۸ صبح', '۲ بعدازظهر', '۸ و نیم', '۸ و ۲۰ دقیقه', 8 pm; as numbers: hours 0-23, Excel day
    fractions below 1, the fraction of an Excel serial; a duration below one day.

    Raises:
        TimeError: `ambiguous`: 8.25 (a quarter past, or 8:25) or an hour that does not fit its part
            of the day ('۱۴ صبح'); `out-of-range`: no such time, as 24:00; `unreadable`: else.
    """
    shown = str(value)[:_LONGEST_TEXT]
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.replace(microsecond=0, tzinfo=None, fold=0)
    if isinstance(value, timedelta):
        return _from_seconds(value.total_seconds(), shown)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _from_number(value, shown)
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise TimeError("time", shown, "unreadable")
    return _from_text(value, shown)


def _from_number(value: float, shown: str) -> time:
    if isinstance(value, float) and not math.isfinite(value):
        raise TimeError("time", shown, "unreadable")
    whole = int(value)
    if 0 <= value < 1 or whole in _EXCEL_SERIALS:
        return _from_seconds(value % 1 * _DAY_SECONDS, shown)
    if value == whole:
        return _time(whole, 0, 0, shown)
    return _from_text(f"{value:.15g}", shown)


def _from_text(value: str, shown: str) -> time:
    key = search_key(value)
    hours = None
    for words, meaning in _DAY_PARTS:
        rest = re.sub(rf"(?<![^\W\d])(?:{words})(?!\w)", " ", key)
        if rest != key:
            key, hours = rest, meaning
            break
    found = _from_clock(" ".join(_FILLERS.sub(" ", key).split()), shown)
    if hours is None:
        return found
    if found.hour not in hours:
        raise TimeError("time", shown, "ambiguous")
    return found.replace(hour=hours[found.hour])


def _from_clock(text: str, shown: str) -> time:
    if match := _CLOCK.fullmatch(text):
        return _time(int(match[1]), int(match[2]), int(match[3] or 0), shown)
    if match := _FOUR_DIGITS.fullmatch(text):
        return _time(int(match[1]), int(match[2]), 0, shown)
    if match := _WORDS.fullmatch(text):
        minute = _HALVES[match[2]] if match[2] in _HALVES else int(match[2])
        return _time(int(match[1]), minute, 0, shown)
    if match := _POINT.fullmatch(text):
        return _from_point(match[1], match[2], shown)
    if _WHOLE.fullmatch(text):
        return _time(int(text), 0, 0, shown)
    raise TimeError("time", shown, "unreadable")


def _from_point(hour: str, decimals: str, shown: str) -> time:
    """A point may part hours from minutes (8.30) or be a decimal point (8.5, or Excel's 0.354)."""
    if decimals in {"0", "00", "5", "75"} and int(hour) > 0:
        return _time(int(hour), int(float(f"0.{decimals}") * 60), 0, shown)
    as_minutes = len(decimals) == len("30")
    if int(hour) == 0 and not as_minutes:
        return _from_seconds(float(f"0.{decimals}") * _DAY_SECONDS, shown)
    if as_minutes and int(hour) > 0 and decimals not in {"25", "50"}:
        return _time(int(hour), int(decimals), 0, shown)
    raise TimeError("time", shown, "ambiguous")


def _from_seconds(seconds: float, shown: str) -> time:
    whole = round(seconds)
    return _time(whole // 3600, whole % 3600 // 60, whole % 60, shown)


def _time(hour: int, minute: int, second: int, shown: str) -> time:
    if hour not in _HOURS or minute not in _MINUTES or second not in _MINUTES:
        raise TimeError("time", shown, "out-of-range")
    return time(hour, minute, second)
