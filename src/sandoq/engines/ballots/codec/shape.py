"""Readers of parts of a JSON value; each refuses what is not exactly of its form.

`where` is the path of the value, for the refusal. Keys must come in the order the protocol gives.
"""

import re
from collections.abc import Sequence
from functools import cache

from sandoq.engines.ballots.codec.json_text import Json
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.model import Ciphertext, Proof

_HASH = re.compile(r"[0-9a-f]{64}")
_SCALAR = r"(?:0|[1-9][0-9]{0,616})"


def fields(value: Json, where: str, form: str) -> dict[str, Json]:
    """An object with the keys of `form`, in that order; a key with `?` may be left out."""
    if not isinstance(value, dict):
        raise Malformed(where, "not-an-object")
    keys = iter(value)
    key = next(keys, None)
    for wanted in form.split():
        if key == wanted.removesuffix("?"):
            key = next(keys, None)
        elif not wanted.endswith("?"):
            reason = "wrong-order" if wanted in value else "missing-key"
            raise Malformed(f"{where}.{wanted}", reason)
    if key is not None:
        raise Malformed(where, "unknown-key")
    return value


def items(value: Json, where: str, length: int | None = None) -> list[Json]:
    """A list, of `length` items where given."""
    if not isinstance(value, list):
        raise Malformed(where, "not-a-list")
    if length is not None and len(value) != length:
        raise Malformed(where, "wrong-length")
    return value


def text(value: Json, where: str) -> str:
    """A string."""
    if not isinstance(value, str):
        raise Malformed(where, "not-a-string")
    return value


def whole(value: Json, where: str, least: int = 0) -> int:
    """An integer of at least `least`; true and false are none."""
    if type(value) is not int or value < least:
        raise Malformed(where, "not-a-whole-number")
    return value


def flag(value: Json, where: str) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise Malformed(where, "not-a-truth-value")
    return value


def digest(value: Json, where: str) -> str:
    """64 lowercase hexadecimal digits."""
    if not _HASH.fullmatch(text(value, where)):
        raise Malformed(where, "not-a-hash")
    return text(value, where)


def texts(values: Sequence[Json], where: str) -> list[str]:
    """A list of strings."""
    found = [value for value in values if isinstance(value, str)]
    if len(found) != len(values):
        raise Malformed(where, "not-a-string")
    return found


@cache
def _joined(pattern: str) -> re.Pattern[str]:
    return re.compile(f"(?:{pattern},)*+")


def all_match(values: Sequence[str], pattern: str) -> bool:
    """Whether every text matches, with one search over their join (commas match no pattern)."""
    joined = ",".join(values) + "," if values else ""
    return _joined(pattern).fullmatch(joined) is not None


def elements(values: Sequence[Json], where: str, group: Group) -> list[str]:
    """Texts with the shape of an element of the group; membership is not checked here."""
    found = texts(values, where)
    if not all_match(found, group.text_pattern):
        raise Malformed(where, "not-an-element")
    return found


def element(value: Json, where: str, group: Group) -> str:
    """One text with the shape of an element."""
    return elements([value], where, group)[0]


def scalars(values: Sequence[Json], where: str, group: Group) -> list[int]:
    """Decimal strings without leading zeros, each below q."""
    return scalars_of(texts(values, where), where, group)


def scalars_of(found: Sequence[str], where: str, group: Group) -> list[int]:
    """Like `scalars`, of texts."""
    if not all_match(found, _SCALAR):
        raise Malformed(where, "not-a-scalar")
    numbers = [int(digits) for digits in found]
    if max(numbers, default=0) >= group.order:
        raise Malformed(where, "not-a-scalar")
    return numbers


def proof(value: Json, where: str, group: Group) -> Proof:
    """{"challenge": …, "response": …}."""
    return proofs([value], where, group)[0]


def proofs(values: Sequence[Json], where: str, group: Group) -> list[Proof]:
    """A list of proofs."""
    flat: list[Json] = []
    for value in values:
        flat += fields(value, where, "challenge response").values()
    numbers = scalars(flat, where, group)
    return [Proof(c, r) for c, r in zip(numbers[::2], numbers[1::2], strict=True)]


def ciphertexts(values: Sequence[Json], where: str, group: Group) -> list[Ciphertext]:
    """A list of {"alpha": …, "beta": …}."""
    flat: list[Json] = []
    for value in values:
        flat += fields(value, where, "alpha beta").values()
    found = elements(flat, where, group)
    return [Ciphertext(a, b) for a, b in zip(found[::2], found[1::2], strict=True)]
