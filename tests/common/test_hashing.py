"""Canonical bytes and the chain over them can be recomputed from the documentation alone."""

import hashlib
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum
from time import tzset
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.common.hashing import GENESIS, canonical_json, chain_hash, sha256_hex

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False, width=32),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
).filter(lambda value: "inf" not in repr(value))
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)


class Kind(Enum):
    FIXED = "fixed"


@given(JSON)
def test_canonical_json_reads_back_as_the_same_value(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.text(), st.integers()))
def test_the_order_of_keys_does_not_matter(value: dict[str, int]) -> None:
    assert canonical_json(value) == canonical_json(dict(reversed(value.items())))


def test_canonical_json_is_compact_sorted_utf8() -> None:
    value = {
        "نام": "ساری",
        "b": (1, True, None),
        "a": Decimal("1.50"),
        "day": date(2024, 3, 1),
        "time": time(8, 30),
        "kind": Kind.FIXED,
        Kind.FIXED: UUID(int=1),
    }

    assert canonical_json(value).decode() == (
        '{"a":"1.50","b":[1,true,null],"day":"2024-03-01",'
        '"fixed":"00000000-0000-0000-0000-000000000001","kind":"fixed","time":"08:30:00",'
        '"نام":"ساری"}'
    )


def test_one_moment_has_one_text_in_every_time_zone() -> None:
    """Otherwise a database that returns another offset would break the chain."""
    at = datetime(2024, 3, 1, 4, 30, tzinfo=UTC)
    tehran = at.astimezone(timezone(timedelta(hours=3, minutes=30)))

    assert canonical_json(at) == canonical_json(tehran) == b'"2024-03-01T04:30:00.000000+00:00"'


def test_the_machine_s_time_zone_does_not_change_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """An auditor abroad recomputes the same chain."""
    at = datetime(2024, 3, 1, 4, 30, tzinfo=UTC)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Tehran")
        tzset()
        text = canonical_json(at)
    tzset()

    assert text == canonical_json(at) == b'"2024-03-01T04:30:00.000000+00:00"'


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        [float("inf")],
        Decimal("NaN"),
        datetime(2024, 3, 1),
        "\ud800",
    ],
)
def test_values_without_a_single_meaning_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical_json(value)


@pytest.mark.parametrize("value", [{1: "a"}, {None: 1}, {1, 2}, b"bytes", object()])
def test_types_without_an_obvious_text_are_refused(value: object) -> None:
    """json.dumps would give {1: …} and {"1": …} the same bytes."""
    with pytest.raises(TypeError):
        canonical_json(value)


def test_sha256_of_text_is_that_of_its_utf8() -> None:
    assert sha256_hex("abc") == sha256_hex(b"abc")
    # FIPS 180-4 example.
    assert sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@given(HASHES, st.binary())
def test_the_chain_hash_follows_its_documented_formula(previous: str, body: bytes) -> None:
    text = b"sandoq/audit-chain/v1" + b"\n" + bytes.fromhex(previous) + body

    assert chain_hash(previous, body) == hashlib.sha256(text).hexdigest()


@given(st.lists(st.binary(max_size=8), min_size=2, max_size=8), st.data())
def test_any_change_to_the_history_changes_the_head(
    bodies: list[bytes], data: st.DataObject
) -> None:
    """Changed, dropped, repeated or swapped: the last hash tells."""
    place = data.draw(st.integers(0, len(bodies) - 2))
    forged = [
        [*bodies[:place], bodies[place] + b"x", *bodies[place + 1 :]],
        [*bodies[:place], *bodies[place + 1 :]],
        [*bodies[: place + 1], *bodies[place:]],
    ]
    if bodies[place] != bodies[place + 1]:
        swapped = bodies.copy()
        swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]
        forged.append(swapped)

    assert all(head(history) != head(bodies) for history in forged)


@pytest.mark.parametrize("previous", ["", "0" * 63, "0" * 65, "A" * 64, "g" * 64, "0" * 64 + "\n"])
def test_a_malformed_previous_hash_is_refused(previous: str) -> None:
    with pytest.raises(ValueError, match="64 lowercase"):
        chain_hash(previous, b"")


def test_a_chain_entry_is_not_the_plain_hash_of_its_bytes() -> None:
    """Domain separation: a file's hash can never pass as a chain hash."""
    assert chain_hash(GENESIS, b"x") not in {
        sha256_hex(b"x"),
        sha256_hex(GENESIS + "x"),
        sha256_hex(bytes(32) + b"x"),
    }


def head(bodies: list[bytes]) -> str:
    previous = GENESIS
    for body in bodies:
        previous = chain_hash(previous, body)
    return previous
