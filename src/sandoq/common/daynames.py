"""The names of months and weekdays, and how to find them in a text."""

import re

from sandoq.common.text import compact_key

MONTHS_FA = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)
MONTHS_EN = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS_FA = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنج‌شنبه", "جمعه", "شنبه", "یکشنبه")
"""In the order of `date.weekday()`: Monday first, so Friday (جمعه) is 4."""

JALALI_YEARS = range(1300, 1501)
GREGORIAN_YEARS = range(1900, 2101)

_MONTHS_FA_GREGORIAN = (
    *("ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن"),
    *("ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
)
_MONTH_SETS = (
    (JALALI_YEARS, MONTHS_FA),
    (GREGORIAN_YEARS, _MONTHS_FA_GREGORIAN),
    (GREGORIAN_YEARS, MONTHS_EN),
    (GREGORIAN_YEARS, tuple(name[:3] for name in MONTHS_EN)),
)
_MONTH = {
    compact_key(name): (years, month)
    for years, names in _MONTH_SETS
    for month, name in enumerate(names, start=1)
} | {
    "امرداد": (JALALI_YEARS, 5),
    "می": (GREGORIAN_YEARS, 5),
    "جولای": (GREGORIAN_YEARS, 7),
    "اگوست": (GREGORIAN_YEARS, 8),
    "sept": (GREGORIAN_YEARS, 9),
}

_WEEKDAYS_EN = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = {
    compact_key(name): day
    for names in (WEEKDAYS_FA, _WEEKDAYS_EN)
    for day, name in enumerate(names)
} | {"ادینه": WEEKDAYS_FA.index("جمعه")}
_WEEKDAY_WORDS = re.compile(
    r"(?<![^\W\d_])(?:(?:(?:یک|دو|سه|چهار|پنج) ?)?شنبه|جمعه|ادینه"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)(?![^\W\d_])"
)


def month_named(word: str) -> tuple[range, int] | None:
    """The years of the calendar and the number of the month a search key names, else None."""
    return _MONTH.get(word) or _MONTH.get(word.removesuffix("ماه"))


def take_weekdays(key: str) -> tuple[str, set[int]]:
    """A search key without its weekday names, and those days as `date.weekday()` numbers."""
    names = [compact_key(words) for words in _WEEKDAY_WORDS.findall(key)]
    days = {_WEEKDAY[name if name in _WEEKDAY else name[:3]] for name in names}
    return _WEEKDAY_WORDS.sub(" ", key), days
