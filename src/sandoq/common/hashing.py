"""Bytes that mean one value, and the hash chain over them.

An auditor needs only this page and SHA-256 to recompute the audit chain.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from uuid import UUID

GENESIS = "0" * 64
"""The hash before the first entry of a chain."""

CHAIN_DOMAIN = b"sandoq/audit-chain/v1\n"
_HASH = re.compile(r"[0-9a-f]{64}")


def canonical_json(value: object) -> bytes:
    """The one UTF-8 JSON text of a value: keys sorted by code point, no spaces, no escapes needed.

    Moments become ISO 8601 in UTC with six decimals of a second, days and times ISO 8601, Decimal
    and UUID strings, an Enum its value, a tuple a list. So a date and its ISO string have the same
    bytes, while Decimal 1.0 and 1.00 differ. Floats are written in Python's shortest exact form;
    prefer integers and Decimal.

    Raises:
        TypeError: a type without one obvious text (set, bytes, object), or a key that is no string.
        ValueError: NaN or infinity, a moment without time zone, or text that is not Unicode.
    """
    text = json.dumps(
        _plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def sha256_hex(data: bytes | str) -> str:
    """SHA-256 as 64 lowercase hexadecimal digits; text is hashed as UTF-8."""
    return hashlib.sha256(data.encode("utf-8") if isinstance(data, str) else data).hexdigest()


def chain_hash(previous: str, body: bytes) -> str:
    """The hash of one entry of an append-only chain.

        hash_n = SHA-256("sandoq/audit-chain/v1" LF ‖ hash_(n-1) as 32 bytes ‖ body_n)

    The domain line keeps these hashes apart from every other use of SHA-256; the middle part has a
    fixed length, so no two (previous, body) pairs give the same input. `body` is normally
    `canonical_json` of the entry. Changing, dropping or reordering an entry changes every later
    hash; dropping the *last* entries does not, so the head is published or countersigned.

    Args:
        previous: hash of the entry before, 64 lowercase hexadecimal digits; first `GENESIS`.
        body: the entry's bytes.

    Raises:
        ValueError: `previous` is not such a hash.
    """
    if not _HASH.fullmatch(previous):
        raise ValueError("the previous hash must be 64 lowercase hexadecimal digits")
    return sha256_hex(CHAIN_DOMAIN + bytes.fromhex(previous) + body)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {_key(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return _scalar_text(value)


def _key(key: object) -> str:
    if isinstance(key, Enum):
        key = key.value
    if not isinstance(key, str):
        # json.dumps would write 1 and "1" as the same key.
        raise TypeError(f"a key must be a string, not {type(key).__name__}")
    return key


def _scalar_text(value: object) -> str:
    if isinstance(value, datetime):
        if value.utcoffset() is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        if not math.isfinite(value):
            raise ValueError("a number must be finite")
        return str(value)
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical text")
