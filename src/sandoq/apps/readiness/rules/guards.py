"""What makes cheating visible or impossible: second pairs of eyes, serial numbers, photos."""

import re
from collections.abc import Hashable, Iterable, Mapping
from enum import StrEnum

from sandoq.common.errors import BadInput
from sandoq.common.text import normalise, to_ascii_digits

SERIAL_LENGTH = 64
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—−_./\\:#]+")
_BETWEEN_SERIALS = re.compile(r"[\n\r,;،؛]+")
_SERIAL = re.compile(r"[0-9A-Z]+")


class Objection(StrEnum):
    """Why a person may not judge a proof."""

    IS_AUTHOR = "verifier-is-author"
    SAME_UNIT = "verifier-from-same-unit"


def may_verify(
    author: Hashable,
    author_unit: Hashable,
    verifier: Hashable,
    verifier_unit: Hashable,
    blocking: bool,  # noqa: FBT001 - the table of the domain in the domain's order
) -> Objection | None:
    """Whether a person may judge another's proof: None, or the objection.

    Nobody judges their own proof. For a blocking need, or one whose policy says so, the verifier
    acts for another unit than the author did. Persons and units are compared by identity.
    """
    if author == verifier:
        return Objection.IS_AUTHOR
    if blocking and author_unit == verifier_unit:
        return Objection.SAME_UNIT
    return None


def normal_serial(text: str) -> str:
    """The one spelling of a serial number: ASCII capitals and digits, no separators.

    'sn-۱۲ ۳a' and 'SN123A' are the same thing twice. Letters are not guessed: O is not 0.

    Raises:
        BadInput: reason `empty`, `too-long` or `not-a-serial` (other letters or signs).
    """
    serial = _SEPARATORS.sub("", to_ascii_digits(normalise(text)).upper())
    if not serial:
        raise BadInput("serial", text[:SERIAL_LENGTH], "empty")
    if len(serial) > SERIAL_LENGTH:
        raise BadInput("serial", text[:SERIAL_LENGTH], "too-long")
    if not _SERIAL.fullmatch(serial):
        raise BadInput("serial", text, "not-a-serial")
    return serial


def read_serials(text: str) -> tuple[str, ...]:
    """The serial numbers of a form field: one a line or between commas; a repeat counts once.

    Raises:
        BadInput: as `normal_serial`, for the first that cannot be read.
    """
    parts = (part for part in _BETWEEN_SERIALS.split(text) if part.strip())
    return tuple(dict.fromkeys(normal_serial(part) for part in parts))


def clashes(
    wanted: Iterable[tuple[str, Hashable]], held: Mapping[str, Hashable]
) -> list[tuple[str, Hashable]]:
    """The serial numbers that already serve another need of the day, and that need.

    All needs of a polling day overlap in time: a thing counted at one cannot be counted at
    another. The same need asked for by two elections of the day is one need, so it never clashes.

    Args:
        wanted: (serial number, need) pairs; two of them may clash with each other.
        held: which need each serial number serves already.
    """
    holders = dict(held)
    found = []
    for serial, need in wanted:
        holder = holders.setdefault(serial, need)
        if holder != need:
            found.append((serial, holder))
    return found
