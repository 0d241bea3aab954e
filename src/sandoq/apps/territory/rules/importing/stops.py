"""Reads several stops of a mobile station from one cell: «مسجد جامع (۸ تا ۱۰)، روستای بالا»."""

import re
from dataclasses import dataclass
from datetime import time

from sandoq.apps.territory.rules.importing.words import tidy
from sandoq.common.calendar import parse_time
from sandoq.common.errors import BadInput
from sandoq.common.text import to_ascii_digits

MOST_STOPS = 30

_PART = r"(?: ?(?:صبح|ظهر|عصر|شب|بعد ?از ?ظهر|قبل ?از ?ظهر|ق\.?ظ|ب\.?ظ|am|pm))?"
_CLOCK = rf"\d{{1,2}}(?:[:.]\d{{2}})?{_PART}"
_BEFORE = r"(?:از )?(?:ساعت )?"
_BETWEEN = r" ?(?:تا|الی|لغایت|-|–|—|ـ) ?"
_RANGE = re.compile(rf"{_BEFORE}({_CLOCK}){_BETWEEN}(?:ساعت )?({_CLOCK})(?!\d)", re.IGNORECASE)
_LONE_BRACKETS = re.compile(r"[(\[]\s*[)\]]")

_STRONG = re.compile(r"\s*[\n\r؛;|]+\s*")
_WEAK = re.compile(r"\s*[،,/+]\s*|\s+[-–—ـ]\s+")
_BULLET = re.compile(r"(?:^|(?<=\s))(\d{1,2}) ?[-.)ـ–] ?(?=[^\d\s،,])")
_EDGES = " \t-–—ـ,،;؛:/|.*•"


@dataclass(frozen=True, slots=True)
class Stop:
    """One halt: its name, and when the station stands there if the cell says so."""

    name: str
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class Stops:
    """The halts of a cell in order, and the reasons why some could not be read."""

    stops: tuple[Stop, ...]
    reasons: tuple[str, ...] = ()


def read_stops(cell: str) -> Stops:
    """The halts in a cell.

    Line breaks, ; and | part stops; where there are none, commas, strokes and spaced dashes do;
    brackets and times hold their content together. A part that is only a time belongs to the stop
    before it. Reasons: `ambiguous-time`, `unreadable-time`, `time-out-of-range`,
    `closes-before-it-opens`, `stop-without-name`, `too-many-stops`.
    """
    text = to_ascii_digits(cell)
    stops: list[Stop] = []
    reasons: list[str] = []
    for part in _parts(text):
        stop, found = _stop(part)
        reasons += found
        if stop.name:
            stops.append(stop)
        elif stop.opens and stops and stops[-1].opens is None:
            stops[-1] = Stop(stops[-1].name, stop.opens, stop.closes)
        elif not found:
            reasons.append("stop-without-name")
    if len(stops) > MOST_STOPS:
        return Stops((), ("too-many-stops",))
    return Stops(tuple(stops), tuple(dict.fromkeys(reasons)))


def read_range(text: str) -> tuple[time, time] | str | None:
    """The first range of times in a text; a reason if it is none that can be; None without one."""
    match = _RANGE.search(text)
    if match is None:
        return None
    try:
        opens, closes = parse_time(match[1].strip()), parse_time(match[2].strip())
    except BadInput as error:
        return time_reason(error.reason)
    return (opens, closes) if opens < closes else "closes-before-it-opens"


def time_reason(reason: str) -> str:
    """Our reason code for a time that `parse_time` refuses."""
    return "time-out-of-range" if reason == "out-of-range" else f"{reason}-time"


def _parts(text: str) -> list[str]:
    """The cell parted into stops."""
    strong = [part for part in _STRONG.split(text) if part.strip(_EDGES)]
    if len(strong) > 1:
        return [_BULLET.sub("", part.lstrip(), count=1) for part in strong]
    text = text.strip()
    bullets = list(_BULLET.finditer(text))
    if [int(bullet[1]) for bullet in bullets] == list(range(1, len(bullets) + 1)) and bullets:
        ends = [bullet.start() for bullet in bullets[1:]] + [len(text)]
        return [text[b.end() : end] for b, end in zip(bullets, ends, strict=True)]
    return [part for part in _split_outside(text) if part.strip(_EDGES)]


def _split_outside(text: str) -> list[str]:
    """Parted at weak marks that stand neither in brackets nor in a range of times."""
    held = [match.span() for match in re.finditer(r"[(\[][^()\[\]]*[)\]]", text)]
    held += [match.span() for match in _RANGE.finditer(text)]
    parts, begin = [], 0
    for match in _WEAK.finditer(text):
        at = match.start() + len(match[0]) - len(match[0].lstrip())
        if any(start <= at < end for start, end in held):
            continue
        parts.append(text[begin : match.start()])
        begin = match.end()
    return [*parts, text[begin:]]


def _stop(part: str) -> tuple[Stop, list[str]]:
    hours = read_range(part)
    if hours is None:
        return Stop(tidy(part).strip(_EDGES)), []
    name = tidy(_LONE_BRACKETS.sub(" ", _RANGE.sub(" ", part, count=1))).strip(_EDGES)
    if isinstance(hours, str):
        return Stop(name), [hours]
    return Stop(name, *hours), []
