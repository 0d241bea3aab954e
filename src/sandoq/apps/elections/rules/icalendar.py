"""An iCalendar file of dated steps, as every calendar program reads it.

Source: RFC 5545, *Internet Calendaring and Scheduling Core Object Specification*, sections 3.1
(folding), 3.3.11 (escaping), 3.4 and 3.6.1.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LONGEST_LINE = 75  # octets, without the line break
_BREAK = "\r\n"
_PRODUCT = "-//Sandoq//Elections//FA"


@dataclass(frozen=True, slots=True)
class Event:
    """A step of a calendar; whole days with `date`s, a span of time with aware `datetime`s.

    Attributes:
        uid: the same in every edition of the file, so that a program updates and never doubles.
        ends: the last day, included; or the moment it ends.
    """

    uid: str
    summary: str
    begins: date | datetime
    ends: date | datetime
    description: str = ""


def calendar_text(name: str, events: Iterable[Event], *, stamp: datetime) -> str:
    """The whole file, lines ended by CRLF; written as UTF-8 no line has more than 75 octets.

    Args:
        stamp: when the file was made; aware.
    """
    return "".join(f"{line}{_BREAK}" for raw in _lines(name, events, stamp) for line in _fold(raw))


def escape(text: str) -> str:
    """A text value: backslash, semicolon, comma and line breaks escaped."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def _lines(name: str, events: Iterable[Event], stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{_PRODUCT}"
    yield "CALSCALE:GREGORIAN"
    yield f"X-WR-CALNAME:{escape(name)}"
    for event in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{escape(event.uid)}"
        yield f"DTSTAMP:{_moment(stamp)}"
        yield f"DTSTART{_value(event.begins)}"
        yield f"DTEND{_value(_after(event.ends))}"
        yield f"SUMMARY:{escape(event.summary)}"
        if event.description:
            yield f"DESCRIPTION:{escape(event.description)}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _after(ends: date | datetime) -> date | datetime:
    """DTEND is exclusive: the day after the last one."""
    return ends if isinstance(ends, datetime) else ends + timedelta(days=1)


def _value(at: date | datetime) -> str:
    return f":{_moment(at)}" if isinstance(at, datetime) else f";VALUE=DATE:{at:%Y%m%d}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _fold(line: str) -> Iterator[str]:
    """The line in parts of at most 75 octets, never inside a character; later ones begin blank."""
    part, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _LONGEST_LINE:
            yield part
            part, size = " ", 1
        part += char
        size += octets
    yield part
