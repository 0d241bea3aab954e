"""Reads where a station stands from whatever the cells hold, and says what was wrong."""

import re
from dataclasses import dataclass
from math import cos, hypot, radians

from sandoq.common.errors import BadInput
from sandoq.common.quantities import Axis, parse_coordinate
from sandoq.common.text import normalise, to_ascii_digits

LonLat = tuple[float, float]

IRAN_LON = (44.0, 63.5)
IRAN_LAT = (24.5, 40.0)
"""A box around Iran with its islands, in degrees. The two ranges have no number in common, so
exchanged axes are always seen."""

_SLASH_POINT = re.compile(r"(\d{1,2})/(\d+)")
_NUMBER = re.compile(r"[+-]?\d{1,2}(?:[.٫]\d+)?")
_AFTER_SIDE = re.compile(r"(?<=[NSEWnsew])\s*[,،؛;/|]?\s*(?=[\d+-])")
_BREAKS = tuple(
    re.compile(mark) for mark in (r"\s*[؛;|]\s*", r"\s*[,،]\s+", r"\s+[-–/]\s+", r"\s*[,،]\s*")
)
_LABELS = re.compile(
    r"(?:طول|عرض)(?: جغرافیایی)?\s*[:=]?"
    r"|\b(?:lat(?:itude)?|lon(?:gitude)?|lng|x|y)\b\s*[:=]?",
    re.IGNORECASE,
)
_METRES_PER_DEGREE = 111_195.0
_DECIMALS = 7  # a centimetre


@dataclass(frozen=True, slots=True)
class Located:
    """A place, or None with the reason why it could not be read; `notice` where it could."""

    place: LonLat | None
    reason: str = ""


def locate(lon: object, lat: object) -> Located:
    """The place two cells mean: decimal degrees, or degrees, minutes and seconds, any digits.

    Exchanged axes are put right (`coordinates-swapped`). Without a place the reason is
    `half-a-coordinate`, `bad-coordinate` or `outside-iran`.
    """
    if type(lon) is float and type(lat) is float and is_in_iran(lon, lat):
        return Located((round(lon, _DECIMALS), round(lat, _DECIMALS)))
    if lon is None or lat is None:
        return Located(None, "half-a-coordinate")
    first, second = _degrees(lon, "lon"), _degrees(lat, "lat")
    if first is None or second is None:
        swapped = _degrees(lon, "lat"), _degrees(lat, "lon")
        if swapped[0] is not None and swapped[1] is not None:
            return _in_iran(swapped[1], swapped[0], "coordinates-swapped")
        return Located(None, "bad-coordinate")
    return _in_iran(first, second)


def locate_in_one(cell: str) -> Located:
    """The place one cell means: two coordinates in either order, as maps and phones write them."""
    text = to_ascii_digits(normalise(cell.replace("\n", ";")))
    text = _LABELS.sub(" ", text).strip(" ()[]؛;,،")
    for halves in _splits(text):
        found = locate(*reversed(halves))
        if found.place:
            swapped_is_usual = found.reason == "coordinates-swapped"
            return Located(found.place, "" if swapped_is_usual else found.reason)
    first = next(iter(_splits(text)), None)
    return locate(*reversed(first)) if first else Located(None, "bad-coordinate")


def _splits(text: str) -> list[tuple[str, str]]:
    """Ways to part a text into two halves, the surest first."""
    ways = [_AFTER_SIDE.split(text)] + [pattern.split(text) for pattern in _BREAKS]
    words = text.split()
    if len(words) % 2 == 0 and words:
        half = len(words) // 2
        ways.append([" ".join(words[:half]), " ".join(words[half:])])
    if text.count("/") == 1:
        ways.append(text.split("/"))
    return [(way[0], way[1]) for way in ways if len(way) == 2 and all(way)]  # noqa: PLR2004


def _degrees(cell: object, axis: Axis) -> float | None:
    """Degrees, or None. «۳۶/۵۶» with one stroke is how Persian keyboards write 36.56."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | str):
        return None
    if isinstance(cell, str):
        text = to_ascii_digits(cell.strip())
        if _NUMBER.fullmatch(text):
            return float(text.replace("٫", "."))
        cell = f"{match[1]}.{match[2]}" if (match := _SLASH_POINT.fullmatch(text)) else cell
    try:
        return parse_coordinate(cell, axis=axis)
    except BadInput:
        return None


def _in_iran(lon: float, lat: float, reason: str = "") -> Located:
    place = (round(lon, _DECIMALS), round(lat, _DECIMALS))
    if is_in_iran(*place):
        return Located(place, reason)
    if is_in_iran(lat, lon):
        return Located((place[1], place[0]), "coordinates-swapped")
    return Located(None, "outside-iran")


def is_in_iran(lon: float, lat: float) -> bool:
    """Whether the place is in the box around Iran."""
    return IRAN_LON[0] <= lon <= IRAN_LON[1] and IRAN_LAT[0] <= lat <= IRAN_LAT[1]


def metres(first: LonLat, second: LonLat) -> float:
    """Distance on a sphere, good to 0.5 % within a province."""
    east = (first[0] - second[0]) * cos(radians((first[1] + second[1]) / 2))
    return hypot(east, first[1] - second[1]) * _METRES_PER_DEGREE
