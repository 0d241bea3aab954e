"""One spelling of a serial number, however a spreadsheet or a person wrote it."""

import re

from sandoq.apps.inventory.errors import BadSerial
from sandoq.common.text import normalise, to_ascii_digits

LONGEST = 64
_EXPONENT = re.compile(r"\d+(?:\.\d+)?E\+\d+")
_POINT_ZERO = re.compile(r"(?<=\d)\.0+$")
_ALLOWED = re.compile(r"[0-9A-Z][0-9A-Z\-/_.:#]*")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−ـ", "-"))
_LARGEST_EXACT = 2**53


def serial_of(value: str | int | float, *, digits: int | None = None) -> str:
    """The serial number in ASCII capitals and digits, without spaces.

    Persian and Arabic digits become 0-9, a number cell loses its '.0', and zeros that a
    spreadsheet stripped from the left are restored where the model's serials have a known length.

    Args:
        digits: length of the model's serials if they are all of digits.

    Raises:
        BadSerial: `empty`, `too-long`, `rounded` (a spreadsheet lost digits) or `not-a-serial`.
    """
    if isinstance(value, bool):
        raise BadSerial("serial", str(value), "not-a-serial")
    if isinstance(value, float):
        if not value.is_integer() or abs(value) >= _LARGEST_EXACT:
            raise BadSerial("serial", str(value)[:LONGEST], "rounded")
        value = int(value)
    text = to_ascii_digits(normalise(str(value).translate(_DASHES))).removeprefix("'")
    text = "".join(text.split()).upper()
    text = _POINT_ZERO.sub("", text) if _POINT_ZERO.search(text) and text.count(".") == 1 else text
    if not text:
        raise BadSerial("serial", "", "empty")
    if len(text) > LONGEST:
        raise BadSerial("serial", text[:LONGEST], "too-long")
    if _EXPONENT.fullmatch(text):
        raise BadSerial("serial", text, "rounded")
    if not _ALLOWED.fullmatch(text):
        raise BadSerial("serial", text, "not-a-serial")
    return text.zfill(digits) if digits and text.isdecimal() else text


def bare(serial: str) -> str:
    """The key under which a serial and the same with its zeros stripped are equal."""
    return serial.lstrip("0") if serial.isdecimal() else serial


def seal_number(value: str) -> str:
    """The number of a seal, in the spelling of serial numbers.

    Raises:
        BadSerial: as for a serial number; the field is `seal`.
    """
    try:
        return serial_of(value)
    except BadSerial as error:
        raise BadSerial("seal", error.value, error.reason) from None
