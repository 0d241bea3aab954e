"""Whether points lie in the group of prime order: one by one, or all at once."""

from typing import Final

import numpy as np

from sandoq.engines.ballots.groups.edwards import L
from sandoq.engines.ballots.kernel.arrays import Bytes, Flags, Integers, Words
from sandoq.engines.ballots.kernel.curve.digits import DIGITS_16, digits_of
from sandoq.engines.ballots.kernel.curve.intrinsics import (
    add_affine,
    add_cached,
    cache,
    read_affine_signed,
    read_point,
    write_point,
)
from sandoq.engines.ballots.kernel.curve.points import load_points, normalise
from sandoq.engines.ballots.kernel.curve.powers import (
    POWERS_ELEMENTS,
    bucket_rows,
    empty_buckets,
    is_identity,
    make_powers,
    multiply_powers,
)
from sandoq.engines.ballots.kernel.curve.workspace import (
    ADDEND,
    AFFINE_ROW,
    BASE,
    FE,
    FREE,
    LANES,
    ROW,
    SPARE,
    TOTAL,
    TWO_D,
    set_identity,
    workspace,
)
from sandoq.engines.ballots.kernel.jit import compiled, entry

PASS_BITS: Final = 8
_SUBSETS: Final = 1 << PASS_BITS

_L_WORDS = np.array([[L >> 64 * i & (1 << 64) - 1 for i in range(4)]], dtype=np.uint64)


@compiled
def order_digits() -> Integers:
    """The digits of L, the same in all lanes."""
    digits = np.zeros(DIGITS_16 * LANES, np.int64)
    for lane in range(LANES):
        digits_of(_L_WORDS, 0, 4, digits, lane)
    return digits


@entry
def check_members(points: Words, members: Flags) -> None:
    """members[i] := members[i] and L · points[i] is the identity. Exact; shapes (n, 8), (n,)."""
    w = workspace(POWERS_ELEMENTS)
    count = points.shape[0]
    order, buckets = order_digits(), bucket_rows()
    rows, room = np.zeros(LANES, np.int64), np.zeros(4, np.uint64)
    for start in range(0, count, LANES):
        for lane in range(LANES):
            rows[lane] = 8 * min(start + lane, count - 1)
        load_points(w, BASE, points, rows)
        make_powers(w, FREE)
        multiply_powers(w, FREE, order, buckets, rows)
        for lane in range(min(LANES, count - start)):
            members[start + lane] &= is_identity(w, TOTAL, lane, room)


@entry
def subset_sums(table: Words, choices: Bytes) -> Words:
    """For each pass and bit, the sum of the points chosen by that bit, apart for each lane.

    If any point has a part outside the prime-order group, then so has each of these sums with
    probability at least 1/2, independently: leaving out or taking in that point changes the part.

    Args:
        table: cached rows of n points.
        choices: random bytes for each pass and point, shape (passes, n), dtype uint8.

    Returns:
        Affine points, shape (passes · PASS_BITS · LANES, 8); the lanes of one sum are neighbours.
    """
    w = workspace(6)
    passes, count = choices.shape
    buckets = np.empty(LANES * _SUBSETS * ROW + 4, np.uint64)
    rows, points = np.zeros(LANES, np.int64), np.zeros(LANES, np.int64)
    positive = np.zeros(LANES, np.int64)
    groups = np.empty(passes * PASS_BITS * 3 * FE, np.uint64)
    for number in range(passes):
        empty_buckets(buckets, LANES * _SUBSETS)
        for start in range(0, count, LANES):
            for lane in range(LANES):
                i = start + lane
                # An idle lane adds some point to bucket 0, which belongs to no sum.
                chosen = np.int64(choices[number, i]) if i < count else 0
                rows[lane] = (lane * _SUBSETS + chosen) * ROW
                points[lane] = min(i, count - 1) * AFFINE_ROW
            read_affine_signed(w, ADDEND, table, points, positive, 0)
            read_point(w, SPARE, buckets, rows)
            add_affine(w, SPARE, ADDEND)
            write_point(w, SPARE, buckets, rows)
        for bit in range(PASS_BITS - 1, -1, -1):
            _fold(w, buckets, bit, rows)
            group = number * PASS_BITS + bit
            for i in range(3 * FE):
                groups[group * 3 * FE + i] = w[TOTAL + i]
    total = passes * PASS_BITS * LANES
    sums = np.empty((total, 8), np.uint64)
    normalise(w, groups, total, np.arange(total), sums)
    return sums


@compiled
def _fold(w: Words, buckets: Words, bit: int, rows: Integers) -> None:
    """TOTAL := Σ of the buckets with this bit; then they are added to those without it.

    Bits above are folded away already.
    """
    set_identity(w, TOTAL)
    half = 1 << bit
    for e in range(half):
        for lane in range(LANES):
            rows[lane] = (lane * _SUBSETS + half + e) * ROW
        read_point(w, SPARE, buckets, rows)
        cache(w, ADDEND, SPARE, TWO_D)
        add_cached(w, TOTAL, ADDEND)
        for lane in range(LANES):
            rows[lane] = (lane * _SUBSETS + e) * ROW
        read_point(w, SPARE, buckets, rows)
        add_cached(w, SPARE, ADDEND)
        write_point(w, SPARE, buckets, rows)
