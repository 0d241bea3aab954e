"""Numbers from spreadsheet cells and coordinates from survey forms, and numbers for people."""

import math
import re
from typing import Literal

from sandoq.common.errors import BadInput
from sandoq.common.text import normalise, search_key, to_ascii_digits, to_persian_digits

_MINUTES_A_DEGREE = 60  # and seconds a minute
_LONGEST_TEXT = 80
_LARGEST_EXACT = 2**53
_DMS_PARTS = 3

_SPELLING = str.maketrans({"٬": ",", "،": ",", "’": "'", "٫": ".", "−": "-", "–": "-"})
_CELL = re.compile(r"([+-]?)([\d,' ]*\d|(?=\.\d))(\.\d+)?(\D*)", re.ASCII)
_PLAIN = re.compile(r"\d+|\d{1,3}(?:(?P<mark>[,' ])\d{3})(?:(?P=mark)\d{3})*", re.ASCII)
_UNIT = re.compile(r"[^\W\d_]*(?:[ \u200c][^\W\d_]+)*\.?")
_VALUE_WORDS = frozenset(
    {"و", "نیم", "ربع", "صد", "هزار", "هزارتا", "میلیون", "میلیارد", "تریلیون", "درصد", "جین"}
    | {"منفی", "k", "m", "hundred", "thousand", "million", "billion", "dozen", "percent"}
)
"""Words that change the number itself; dropping them as if they were units would falsify it."""

Axis = Literal["lon", "lat"]
_LIMIT: dict[Axis, float] = {"lon": 180.0, "lat": 90.0}
_SIDES: dict[str, tuple[Axis, int]] = {
    **dict.fromkeys(("n", "north", "شمالی", "شمال"), ("lat", 1)),
    **dict.fromkeys(("s", "south", "جنوبی", "جنوب"), ("lat", -1)),
    **dict.fromkeys(("e", "east", "شرقی", "شرق"), ("lon", 1)),
    **dict.fromkeys(("w", "west", "غربی", "غرب"), ("lon", -1)),
}
# Before NFKC, which would turn these into letters or combining marks.
_MARKS = str.maketrans(
    {"º": "°", "˚": "°", "´": "'", "`": "'", "′": "'", "’": "'", "‘": "'", "″": '"', "¨": '"'}
    | {"”": '"', "“": '"', "٫": ".", "−": "-", "–": "-"}
)
_WORD_MARKS = {"درجه": "°", "دقیقه": "'", "ثانیه": '"', " و ": " "}
_DEGREES = re.compile(
    r"([+-]?)(\d+(?:[.,]\d+)?)"
    r"(?: ?°?|(?: ?[°:] ?| )(\d+(?:\.\d+)?)"
    r"(?: ?'?|(?: ?[':] ?| )(\d+(?:\.\d+)?) ?(?:\"|'')?))",
    re.ASCII,
)


def parse_integer(value: str | int | float) -> int:
    """The whole number in a cell; may be negative.

    Digits of any script, thousands separated by ٬ ، , ' or a space, whole floats such as 12.0, a
    trailing unit ('۱۲ نفر') dropped. Field `number` of the refusal.

    Raises:
        BadInput: reason `empty`, `not-a-number`, `not-whole`, `too-large` (a float above 2**53 no
            longer holds every whole number) or `ambiguous` ('12/5', '1,23', '۳ هزار').
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and math.isfinite(value):
        if not value.is_integer():
            raise _refusal(value, "not-whole")
        if abs(value) > _LARGEST_EXACT:
            raise _refusal(value, "too-large")
        return int(value)
    whole, fraction = _number_parts(value)
    if fraction.strip(".0"):
        raise _refusal(value, "not-whole")
    return int(whole)


def parse_decimal(value: str | int | float) -> float:
    """The number in a cell, read as in `parse_integer`, with . or ٫ before the fraction.

    Raises:
        BadInput: reason `empty`, `not-a-number`, `ambiguous` ('12,5', '12/5', '۳ هزار') or
            `too-large`.
    """
    try:
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return float(value)
        return float("".join(_number_parts(value)))
    except OverflowError:
        raise _refusal(value, "too-large") from None


def parse_coordinate(value: str | int | float, *, axis: Axis) -> float:
    """Degrees of longitude (-180 to 180, east positive) or latitude (-90 to 90, north positive).

    Decimal degrees ('۳۶٫۵۶', '36,56'), or degrees, minutes and seconds (36°33'45"N), with a side in
    English or Persian before or after. Field `lon` or `lat` of the refusal.

    Raises:
        BadInput: reason `empty`, `not-a-coordinate`, `wrong-axis` (N for a longitude) or
            `out-of-range`.
    """
    number = isinstance(value, int | float) and not isinstance(value, bool)
    degrees = float(value) if number else _from_degrees(value, axis)
    if math.isnan(degrees):
        raise _refusal(value, "not-a-coordinate", axis)
    if abs(degrees) > _LIMIT[axis]:
        raise _refusal(value, "out-of-range", axis)
    return degrees


def group_digits(n: int, *, language: str) -> str:
    """'۲٬۴۸۷٬۲۴۴' if the language is Persian ('fa', 'fa-ir'), else '2,487,244'."""
    grouped = f"{n:,}"
    if language.replace("_", "-").split("-")[0].lower() != "fa":
        return grouped
    return to_persian_digits(grouped.replace(",", "٬"))


def _number_parts(value: object) -> tuple[str, str]:
    """Sign and whole digits, and the fraction with its point ('' if none)."""
    text = _cell_text(value)
    if re.search(r"\d[/\\]\d", text):
        raise _refusal(value, "ambiguous")
    match = _CELL.fullmatch(text)
    if not match:
        raise _refusal(value, "not-a-number" if text else "empty")
    sign, whole, fraction, unit = match.groups()
    _require_unit(unit.strip(), value)
    if whole and not _PLAIN.fullmatch(whole):
        raise _refusal(value, "ambiguous")
    return sign + (re.sub(r"[,' ]", "", whole) or "0"), fraction or ""


def _cell_text(value: object) -> str:
    if value is None:
        raise _refusal("", "empty")
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise _refusal(value, "not-a-number")
    return to_ascii_digits(normalise(value)).translate(_SPELLING).removeprefix("'")


def _require_unit(unit: str, value: object) -> None:
    if not _UNIT.fullmatch(unit):
        raise _refusal(value, "not-a-number")
    if _VALUE_WORDS & set(search_key(unit).split()):
        raise _refusal(value, "ambiguous")


def _from_degrees(value: object, axis: Axis) -> float:
    if not isinstance(value, str | None) or len(value or "") > _LONGEST_TEXT:
        raise _refusal(value, "not-a-coordinate", axis)
    text, turn = _without_side(value or "", axis)
    match = _DEGREES.fullmatch(text)
    if not match or (turn and match[1]):
        raise _refusal(value or "", "not-a-coordinate" if text else "empty", axis)
    sign, *parts = match.groups()
    _require_sexagesimal(parts, value, axis)
    degrees, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts)
    size = degrees + minutes / 60 + seconds / 3600
    return -size if sign == "-" or turn < 0 else size


def _without_side(text: str, axis: Axis) -> tuple[str, int]:
    """The text without its side of the earth; 1 or -1 for the side, 0 if none is named."""
    text = to_ascii_digits(normalise(text.translate(_MARKS)))
    for word, mark in _WORD_MARKS.items():
        text = text.replace(word, mark)
    words = re.findall(r"[^\W\d_]+", text)
    if not words:
        return text, 0
    side = _SIDES.get(words[0].lower())
    at_end = text.startswith(words[0]) or text.endswith(words[0])
    if len(words) > 1 or side is None or not at_end:
        raise _refusal(text, "not-a-coordinate", axis)
    if side[0] != axis:
        raise _refusal(text, "wrong-axis", axis)
    return text.replace(words[0], " ").strip(), side[1]


def _require_sexagesimal(parts: list[str | None], value: object, axis: Axis) -> None:
    """Minutes and seconds stay below 60, and only the last part given has a fraction."""
    given = [part for part in parts if part is not None]
    if any(not part.isdecimal() for part in given[:-1]):
        raise _refusal(value, "not-a-coordinate", axis)
    if any(float(part) >= _MINUTES_A_DEGREE for part in given[1:]):
        raise _refusal(value, "out-of-range", axis)


def _refusal(value: object, reason: str, field: str = "number") -> BadInput:
    return BadInput(field, str(value)[:_LONGEST_TEXT], reason)
