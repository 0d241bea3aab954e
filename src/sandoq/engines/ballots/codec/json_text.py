"""The one JSON text of a value, and a reader that refuses all others (docs § 2)."""

import json
from typing import NoReturn, TypeAlias

from sandoq.engines.ballots.errors import Malformed

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | bool | None"

_DELETE = "\x7f"
_MOST_DIGITS = 19
"""Plain JSON numbers are counts, bounds and heights; large integers are strings."""


def canonical(value: Json) -> bytes:
    """The bytes of a value: no spaces, keys in the order given, as few escapes as JSON allows.

    Escapes are `\\"`, `\\\\`, `\\b`, `\\f`, `\\n`, `\\r`, `\\t` and `\\u00xx` for other control
    characters and for 0x7F, as the OCaml tools write them.

    Raises:
        UnicodeEncodeError: a text with a lone surrogate.
    """
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.replace(_DELETE, "\\u007f").encode()


def parse(data: bytes) -> Json:
    """The value of a JSON text without duplicate keys, floats, or numbers above 19 digits.

    Raises:
        Malformed: not such a text.
    """
    try:
        value: Json = json.loads(
            data.decode(),
            object_pairs_hook=_object,
            parse_float=_refuse,
            parse_constant=_refuse,
            parse_int=_small,
        )
    except (ValueError, RecursionError) as error:
        raise Malformed("", "not-json") from error
    return value


def parse_canonical(data: bytes) -> Json:
    """The value of a text that is its own canonical form.

    Raises:
        Malformed: reason `not-json` or `not-canonical`.
    """
    value = parse(data)
    try:
        same = canonical(value) == data
    except UnicodeEncodeError:
        same = False
    if not same:
        raise Malformed("", "not-canonical")
    return value


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("duplicate key")
    return value


def _small(digits: str) -> int:
    if len(digits.removeprefix("-")) > _MOST_DIGITS:
        raise ValueError("number too long")
    return int(digits)


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)
