"""Multiples of points: many scalars for one base, and tables for the bases of a whole election.

Multiples here are sums in the group's additive notation; the protocol writes them as powers.
"""

from typing import Final

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Integers, Words
from sandoq.engines.ballots.kernel.curve.digits import (
    DIGITS_16,
    FIXED_BITS,
    FIXED_DIGITS,
)
from sandoq.engines.ballots.kernel.curve.intrinsics import (
    add_affine,
    add_cached,
    cache,
    cache_affine,
    copy_signed,
    double,
    double_without_t,
    read_affine_signed,
    read_point,
    subtract,
    write_point,
)
from sandoq.engines.ballots.kernel.curve.points import load_points, normalise
from sandoq.engines.ballots.kernel.curve.workspace import (
    ADDEND,
    AFFINE_ROW,
    BASE,
    FE,
    LANES,
    POINT,
    ROW,
    SCRATCH,
    SPARE,
    TOTAL,
    TWO_D,
    is_zero,
    limb_51,
    set_identity,
    workspace,
)
from sandoq.engines.ballots.kernel.jit import compiled, entry

POWERS_ELEMENTS: Final = 4 * DIGITS_16
"""Free elements that `make_powers` takes."""

BUCKETS: Final = 9
"""Digits from 0 to 8."""

FIXED_ROWS: Final = (1 << (FIXED_BITS - 1)) + 1
"""Rows for each digit of a table: multiples from 0 to 2^(FIXED_BITS - 1)."""

FIXED_WORDS: Final = FIXED_DIGITS * FIXED_ROWS * AFFINE_ROW
"""Words of the table of one base."""


@compiled
def double_times(w: Words, p: int, times: int) -> None:
    """p := 2^times · p, times ≥ 1."""
    for _ in range(times - 1):
        double_without_t(w, p)
    double(w, p)


@compiled
def make_powers(w: Words, powers: int) -> None:
    """The cached points from `powers` on := 16^j · BASE for j = 0 … 63; BASE is used up."""
    for j in range(DIGITS_16):
        cache(w, powers + j * POINT, BASE, TWO_D)
        if j < DIGITS_16 - 1:
            double_times(w, BASE, 4)


@compiled
def bucket_rows() -> Words:
    """Nine buckets for each lane, as rows."""
    return np.zeros(LANES * BUCKETS * ROW + 4, np.uint64)


@compiled
def empty_buckets(buckets: Words, count: int) -> None:
    """The first rows := the identity."""
    for row in range(0, count * ROW, ROW):
        for i in range(ROW):
            buckets[row + i] = 0
        buckets[row + 5] = 1
        buckets[row + 10] = 1


@compiled
def multiply_powers(
    w: Words, powers: int, digits: Integers, buckets: Words, rows: Integers
) -> None:
    """TOTAL := Σ digit_j · 16^j · base for each lane, digits of 4 bits; BASE is used up.

    All powers with the same digit are added first, then each sum is taken as often as its digit
    says. Source: Yao (1976), *On the evaluation of powers*.
    """
    empty_buckets(buckets, LANES * BUCKETS)
    for j in range(DIGITS_16):
        any_digit = False
        for lane in range(LANES):
            digit = digits[j * LANES + lane]
            any_digit |= digit != 0
            rows[lane] = (lane * BUCKETS + abs(digit)) * ROW
        if any_digit:
            copy_signed(w, ADDEND, powers + j * POINT, digits, j * LANES)
            read_point(w, SPARE, buckets, rows)
            add_cached(w, SPARE, ADDEND)
            write_point(w, SPARE, buckets, rows)
    set_identity(w, TOTAL)
    collapse_buckets(w, buckets, BUCKETS, rows)


@compiled
def collapse_buckets(w: Words, buckets: Words, count: int, rows: Integers) -> None:
    """TOTAL := TOTAL + Σ e · bucket_e over e = 1 … count - 1; BASE is used up."""
    for e in range(count - 1, 0, -1):
        for lane in range(LANES):
            rows[lane] = (lane * count + e) * ROW
        if e == count - 1:
            read_point(w, BASE, buckets, rows)
        else:
            read_point(w, SPARE, buckets, rows)
            cache(w, ADDEND, SPARE, TWO_D)
            add_cached(w, BASE, ADDEND)
        cache(w, ADDEND, BASE, TWO_D)
        add_cached(w, TOTAL, ADDEND)


@compiled
def is_identity(w: Words, p: int, lane: int, room: Words) -> bool:
    """Whether one lane's point is the identity: X = 0 and Y = Z. Scratch: one element."""
    subtract(w, SCRATCH, p + FE, p + 2 * FE)
    return is_zero(w, p, lane, room) and is_zero(w, SCRATCH, lane, room)


@compiled
def add_fixed(w: Words, table: Words, starts: Integers, digits: Integers, rows: Integers) -> None:
    """TOTAL := TOTAL + Σ digit_j · 2^(FIXED_BITS·j) · base, base by the table at starts[lane]."""
    for j in range(FIXED_DIGITS):
        any_digit = False
        for lane in range(LANES):
            digit = digits[j * LANES + lane]
            any_digit |= digit != 0
            rows[lane] = starts[lane] + (j * FIXED_ROWS + abs(digit)) * AFFINE_ROW
        if any_digit:
            read_affine_signed(w, ADDEND, table, rows, digits, j * LANES)
            add_affine(w, TOTAL, ADDEND)


@entry
def fixed_table(point: Words) -> Words:
    """The table of one base: row (j, e) is e · 2^(FIXED_BITS·j) · base, cached, affine.

    Args:
        point: an affine point, shape (1, 8).

    Returns:
        Shape (FIXED_WORDS,).
    """
    w = workspace(8)
    places = np.zeros(LANES, np.int64)
    load_points(w, BASE, point, places)
    groups = _multiples(w)
    count = groups.size // (3 * FE) * LANES
    rows = np.arange(count)
    points = np.empty((count, 8), np.uint64)
    normalise(w, groups, count, rows, points)
    table = np.zeros(FIXED_WORDS, np.uint64)
    for start in range(0, count, LANES):
        for lane in range(LANES):
            places[lane] = 8 * (start + lane)
        load_points(w, BASE, points, places)
        cache_affine(w, ADDEND, BASE, TWO_D)
        for lane in range(LANES):
            # Groups go through positions LANES at a time, and through e within.
            group, e = divmod(start // LANES, FIXED_ROWS)
            j = group * LANES + lane
            if j < FIXED_DIGITS:
                row = (j * FIXED_ROWS + e) * AFFINE_ROW
                for i in range(15):
                    table[row + i] = limb_51(w, ADDEND + i // 5 * FE, lane, i % 5)
    return table


@compiled
def _multiples(w: Words) -> Words:
    """Projective groups of e · 2^(FIXED_BITS·j) · BASE: lane by j, then e, then next lanes' j."""
    steps = (FIXED_DIGITS + LANES - 1) // LANES
    groups = np.empty(steps * FIXED_ROWS * 3 * FE, np.uint64)
    for step in range(steps):
        _spread(w)
        cache(w, ADDEND, SPARE, TWO_D)
        set_identity(w, TOTAL)
        for e in range(FIXED_ROWS):
            start = (step * FIXED_ROWS + e) * 3 * FE
            for i in range(3 * FE):
                groups[start + i] = w[TOTAL + i]
            add_cached(w, TOTAL, ADDEND)
    return groups


@compiled
def _spread(w: Words) -> None:
    """SPARE := 2^(FIXED_BITS·lane) · BASE in each lane; BASE := 2^(FIXED_BITS·LANES) · BASE."""
    for lane in range(LANES):
        for i in range(lane, POINT, LANES):
            w[SPARE + i] = w[BASE + i]
        double_times(w, BASE, FIXED_BITS)
