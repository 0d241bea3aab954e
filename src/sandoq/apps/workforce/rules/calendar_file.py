"""An iCalendar file of training sessions.

Source: RFC 5545, *Internet Calendaring and Scheduling Core Object Specification*.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

_LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class Event:
    """One entry; `uid` stays the same when the entry changes."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str = ""
    description: str = ""
    is_cancelled: bool = False


def calendar_file(name: str, events: Iterable[Event], *, at: datetime) -> bytes:
    """The file: lines end in CRLF and are folded at 75 octets, moments are in UTC.

    Args:
        name: what a calendar program calls it.
        at: when the file was made.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Sandoq//Workforce//FA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "X-WR-TIMEZONE:Asia/Tehran",
    ]
    for event in events:
        lines += _event(event, at)
    lines.append("END:VCALENDAR")
    return b"".join(b"\r\n ".join(_folded(line)) + b"\r\n" for line in lines)


def _event(event: Event, at: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_moment(at)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at)}",
        f"SUMMARY:{_text(event.summary)}",
    ]
    if event.location:
        lines.append(f"LOCATION:{_text(event.location)}")
    if event.description:
        lines.append(f"DESCRIPTION:{_text(event.description)}")
    lines.append(f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}")
    return [*lines, "END:VEVENT"]


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, "\\" + mark)
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """The line in pieces of at most 75 octets, the space of continuation included."""
    piece, room = b"", _LINE_OCTETS
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > room:
            yield piece
            piece, room = b"", _LINE_OCTETS - 1
        piece += octets
    yield piece
