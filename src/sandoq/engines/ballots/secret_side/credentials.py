"""Voters' codes and the keys derived from them (docs § 7)."""

import hashlib

from sandoq.engines.ballots.errors import BadCode
from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.secret_side import RandomBytes, Scalar, SecretArithmetic
from sandoq.engines.ballots.secret_side.scalars import uniform

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

_LONG = 22
_LONG_PARTS = (5, 6, 5, 6)
_SHORT = 15
_CHECK_MODULUS = 53
_ITERATIONS = 1000


def new_code(random_bytes: RandomBytes) -> str:
    """A fresh 22-character code, written 5-6-5-6 with dashes: 128 bits of randomness."""
    characters = "".join(BASE58[uniform(len(BASE58), random_bytes)] for _ in range(_LONG))
    return dashed(characters)


def dashed(characters: str) -> str:
    """22 characters with their dashes."""
    parts, start = [], 0
    for size in _LONG_PARTS:
        parts.append(characters[start : start + size])
        start += size
    return "-".join(parts)


def normal_code(typed: str) -> str:
    """The written form of a code as typed, with or without dashes and spaces.

    Raises:
        BadCode: reason `characters`, `length`, or `checksum` (15-character codes only).
    """
    bare = "".join(typed.replace("-", " ").split())
    if any(character not in BASE58 for character in bare):
        raise BadCode("characters")
    if len(bare) == _LONG:
        return dashed(bare)
    if len(bare) != _SHORT:
        raise BadCode("length")
    if short_checksum(bare[:-1]) != bare[-1]:
        raise BadCode("checksum")
    return "-".join(bare[place : place + 3] for place in range(0, _SHORT, 3))


def short_checksum(characters: str) -> str:
    """The 15th character of a belenios 2.0 code: 53 - (value of the first 14 mod 53)."""
    value = 0
    for character in characters:
        value = value * len(BASE58) + BASE58.index(character)
    return BASE58[_CHECK_MODULUS - value % _CHECK_MODULUS]


def secret_of(arithmetic: SecretArithmetic, uuid: str, code: str) -> Scalar:
    """The secret s of a code in one election; the code's length tells the derivation.

    Raises:
        BadCode: see `normal_code`.
    """
    written = normal_code(code)
    is_long = len(written.replace("-", "")) == _LONG
    derive = _derive_long if is_long else _derive_short
    return arithmetic.scalar(derive(uuid, written))


def _derive_long(uuid: str, written: str) -> int:
    """512 bits: hex(SHA-256("derive_credential|uuid|0|code")) and the same with 1, joined."""
    halves = (
        hashlib.sha256(f"derive_credential|{uuid}|{part}|{written}".encode()).hexdigest()
        for part in (0, 1)
    )
    return int("".join(halves), 16)


def _derive_short(uuid: str, written: str) -> int:
    """PBKDF2-HMAC-SHA256 of belenios ≤ 2.2: the code with dashes, salt uuid, 1000 rounds."""
    key = hashlib.pbkdf2_hmac("sha256", written.encode(), uuid.encode(), _ITERATIONS)
    return int.from_bytes(key, "big")


def public_of(arithmetic: SecretArithmetic, uuid: str, code: str) -> str:
    """S = g^s, the text that goes into the public list."""
    return arithmetic.text(arithmetic.generator_power(secret_of(arithmetic, uuid, code)))


def sorted_publics(group: Group, publics: list[str]) -> list[str]:
    """In the group's order, so that the list's order tells nothing of the voters' order."""
    return sorted(publics, key=group.sort_key)
