"""Identifiers of people: national ID, mobile number, Sheba (IBAN).

All three are personal data. A refusal shows at most the last two digits, never the value itself.
"""

import re

from sandoq.common.errors import BadInput
from sandoq.common.text import normalise, to_ascii_digits

_SHOWN_DIGITS = 2
_MASK_LIMIT = 32
_SEPARATORS = re.compile(r"[\s\-‐‑–—−_()]")

_POINT_ZERO = re.compile(r"(?<=\d)\.0+$", re.ASCII)

_NATIONAL_ID = re.compile(r"\d{8,10}", re.ASCII)
_MOBILE = re.compile(r"(?:\+?(?:00)?980?|0)?(9\d{9})", re.ASCII)
_BEFORE_NINE = re.compile(r"^(?:(?:00)?98)?0?")
_SHEBA = re.compile(r"(?:IR)?(\d{2})(\d{22})", re.ASCII)
_MOD_97_CHECKS = range(2, 99)


def national_id(s: str | int | float) -> str:
    """The ten ASCII digits of an Iranian national ID (کد ملی).

    Digits of any script, separators allowed; zeros a spreadsheet stripped from the left are
    restored for 8 or 9 digits. A correct check digit does not prove that the person exists.

    Raises:
        BadInput: reason `empty`, `not-digits`, `wrong-length`, `all-equal` or `checksum`.

    Source: National Organization for Civil Registration; weights 10 to 2, modulus 11.
    """
    text = _bare(s)
    if not _NATIONAL_ID.fullmatch(text):
        raise _refusal("national_id", text, _shape_reason(text))
    digits = text.zfill(10)
    if len(set(digits)) == 1:
        raise _refusal("national_id", text, "all-equal")
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    check = rest if rest in {0, 1} else 11 - rest
    if int(digits[9]) != check:
        raise _refusal("national_id", text, "checksum")
    return digits


def mobile(s: str | int | float) -> str:
    """An Iranian mobile number in E.164, '+989' and nine digits.

    Read from 09…, 9…, 989…, 00989… and +989…, also with the zero kept after 98. Operator prefixes
    are not checked: they change, and numbers are ported.

    Raises:
        BadInput: reason `empty`, `not-digits`, `wrong-length` or `not-a-mobile`.
    """
    text = _bare(s)
    if match := _MOBILE.fullmatch(text):
        return f"+98{match[1]}"
    digits = text.removeprefix("+")
    reason = _shape_reason(digits)
    if reason == "wrong-length" and not _BEFORE_NINE.sub("", digits).startswith("9"):
        reason = "not-a-mobile"
    raise _refusal("mobile", text, reason)


def sheba(s: str) -> str:
    """A Sheba, Iran's IBAN: 'IR' and 24 ASCII digits without spaces.

    Spaces, dashes and small letters are allowed, and 'IR' may be missing, as forms often print it.
    Bank codes are not checked. Every changed digit and every swap of neighbours is detected.

    Raises:
        BadInput: reason `empty`, `not-digits`, `wrong-length` or `checksum`.

    Source: ISO 13616-1 with ISO/IEC 7064 MOD 97-10; check digits run from 02 to 98.
    """
    text = _bare(s).upper()
    match = _SHEBA.fullmatch(text)
    if not match:
        raise _refusal("sheba", text, _shape_reason(text.removeprefix("IR")))
    check, account = match.groups()
    # 'IR' reads 1827. Without the range, 00, 01 and 99 would pass as 97, 98 and 02.
    if int(check) not in _MOD_97_CHECKS or int(f"{account}1827{check}") % 97 != 1:
        raise _refusal("sheba", text, "checksum")
    return f"IR{check}{account}"


def mask(s: str) -> str:
    """Stars for all but the last two digits; stars only where that would show too much."""
    digits = re.findall(r"\d", to_ascii_digits(s))
    if len(digits) <= 2 * _SHOWN_DIGITS:
        return "*" * min(len(s), _MASK_LIMIT)
    stars = "*" * min(len(digits) - _SHOWN_DIGITS, _MASK_LIMIT)
    return stars + "".join(digits[-_SHOWN_DIGITS:])


def _bare(s: str | int | float) -> str:
    """ASCII digits without separators; a number cell such as 12345678.0 loses its fraction."""
    if isinstance(s, float) and s.is_integer():
        s = int(s)
    text = to_ascii_digits(normalise(str(s))).removeprefix("'")
    return _SEPARATORS.sub("", _POINT_ZERO.sub("", text))


def _shape_reason(text: str) -> str:
    if not text:
        return "empty"
    return "wrong-length" if re.fullmatch(r"\d+", text, re.ASCII) else "not-digits"


def _refusal(field: str, value: str, reason: str) -> BadInput:
    return BadInput(field, mask(value), reason)
