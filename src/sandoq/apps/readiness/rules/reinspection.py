"""Which verified needs are looked at again: a sample that anybody can draw once more.

Nothing but SHA-256 and sorting, so that a stranger repeats it with any tool, as told in
docs/en/reinspection.md:

    ticket(i) = SHA-256(commitment LF seed LF i)

`commitment` is the published hash of the ordered candidates as 64 hexadecimal digits, `seed` the
announced text, `i` the candidate's place from 0 in decimal digits; all ASCII. In every county the
candidates with the smallest tickets are drawn until it has its least number, then the smallest
tickets of all that are left, until the sample has its size. Tickets are compared, never reduced
modulo anything, so no candidate is favoured: within a county every set of a size is equally likely.

Source: Rivest (2018), *Consistent Sampling with Replacement*, arXiv:1808.10016 (tickets); Lindeman
and Stark (2012), *A Gentle Introduction to Risk-Limiting Audits* (public dice).
"""

import json
import math
import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sandoq.common.hashing import canonical_json, sha256_hex
from sandoq.common.text import normalise, to_ascii_digits

FORMAT = "sandoq-reinspection/1"
COLUMNS = ("county", "station", "need", "requirement", "point", "evidence", "sha256")
"""What a candidate is written as: the list that is hashed holds one such row for each."""

LEAST_SEED = 10
_Z = 1.959963984540054  # the normal distribution's 97.5 % point
_SEED = re.compile(r"[0-9A-Za-z][0-9A-Za-z .,:/+-]*")


def normal_seed(text: str) -> str:
    """The seed's one spelling: ASCII digits, single spaces; "" if it is none.

    Only what can be read out in a hall: Latin letters, digits and . , : / + - between them, and at
    least ten letters or digits, so that the county cannot try all seeds beforehand.
    """
    seed = " ".join(to_ascii_digits(normalise(text)).split())
    if not _SEED.fullmatch(seed) or sum(map(str.isalnum, seed)) < LEAST_SEED:
        return ""
    return seed


def ticket(commitment: str, seed: str, index: int) -> str:
    """The candidate's ticket, 64 hexadecimal digits; smaller is drawn earlier."""
    return sha256_hex(f"{commitment}\n{seed}\n{index}")


def least_size(counties: Sequence[Hashable], per_county: int) -> int:
    """The smallest sample that gives every county its least number, or all that it has."""
    return sum(min(per_county, many) for many in Counter(counties).values())


def draw(
    counties: Sequence[Hashable], *, commitment: str, seed: str, size: int, per_county: int
) -> list[tuple[str, int]]:
    """The sample as (ticket, place among the candidates), the smallest ticket first.

    Args:
        counties: the county of each candidate, in the frozen order.
        commitment: hash of the commitment.
        seed: in its one spelling.
        size: how many are wanted; all candidates if there are fewer.
        per_county: how many each county has at least, or all that it has.

    Raises:
        ValueError: the size is below `least_size`.
    """
    if size < least_size(counties, per_county):
        raise ValueError("the size does not give every county its least number")
    tickets = sorted((ticket(commitment, seed, index), index) for index in range(len(counties)))
    drawn: Counter[Hashable] = Counter()
    sample, rest = [], []
    for one in tickets:
        county = counties[one[1]]
        if drawn[county] < per_county:
            drawn[county] += 1
            sample.append(one)
        else:
            rest.append(one)
    return sorted(sample + rest[: max(0, size - len(sample))])


def wilson(refuted: int, inspected: int) -> tuple[float, float]:
    """The 95 % interval of a rate (Wilson score, without continuity correction), each in 0..1.

    One refuted of one inspected says little: from 0.21 to 1. Nothing inspected says nothing.

    Raises:
        ValueError: more are refuted than inspected, or a number is negative.

    Source: Wilson (1927), *Journal of the American Statistical Association* 22, 209-212.
    """
    if not 0 <= refuted <= inspected:
        raise ValueError("refuted must lie between 0 and inspected")
    if not inspected:
        return 0.0, 1.0
    rate, square = refuted / inspected, _Z * _Z
    centre = rate + square / (2 * inspected)
    half = _Z * math.sqrt(rate * (1 - rate) / inspected + square / (4 * inspected**2))
    whole = 1 + square / inspected
    low = 0.0 if not refuted else max(0.0, (centre - half) / whole)
    high = 1.0 if refuted == inspected else min(1.0, (centre + half) / whole)
    return low, high


@dataclass(frozen=True, slots=True)
class Finding:
    """One check of a draw's file: what was asked, whether it holds, and what was found."""

    check: str
    holds: bool
    told: str = ""


def check_draw(content: bytes) -> list[Finding] | None:
    """Every check of an exported draw, from the file alone; None if it is no such file."""
    told = _read(content)
    if told is None:
        return None
    try:
        return list(_checks(told))
    except (KeyError, TypeError, ValueError, IndexError):
        return None


def _read(content: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(content)
        is_one = told["commitment"]["format"] == FORMAT and isinstance(told["sha256"], str)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return told if is_one else None


def _checks(told: Mapping[str, Any]) -> Iterator[Finding]:
    body, said = told["commitment"], told["sha256"]
    computed = sha256_hex(canonical_json(body))
    yield Finding(
        "commitment", computed == said, computed if computed == said else f"is {computed}"
    )
    rows = [tuple(row) for row in body["candidates"]]
    ordered = [_place(row) for row in rows]
    is_ordered = all(first < second for first, second in pairwise(ordered))
    yield Finding("candidates in order, each once", is_ordered, f"{len(rows)} candidates")
    seed = told["seed"]
    if seed is None:
        yield Finding("seed", holds=False, told="none is entered yet, so nothing is drawn")
        return
    yield Finding("seed in its one spelling", normal_seed(seed["seed"]) == seed["seed"])
    moments = (body["committed_at"], body["seed_due_at"], seed["entered_at"])
    first, due, entered = (datetime.fromisoformat(at) for at in moments)
    yield Finding("seed after the commitment", first < due <= entered, " < ".join(moments))
    sample = draw(
        [row[0] for row in rows],
        commitment=said,
        seed=seed["seed"],
        size=body["size"],
        per_county=body["per_county"],
    )
    kept = [(item["ticket"], item["index"]) for item in told["sample"]]
    yield Finding("sample", sample == kept, f"{len(sample)} drawn again")


def _place(row: Sequence[Any]) -> tuple[str, str, str, int, int]:
    """What candidates are ordered by: county, station, requirement, point, need."""
    return str(row[0]), str(row[1]), str(row[3]), int(row[4] or 0), int(row[2])


def in_order(rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Candidates in the order that is frozen."""
    return sorted(rows, key=_place)
