# ruff: noqa: PLR0917
"""One sum of many multiples, and other sums over bucketed points."""

from typing import Final

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Words
from sandoq.engines.ballots.kernel.curve.digits import bits_of
from sandoq.engines.ballots.kernel.curve.intrinsics import (
    add_affine,
    cache_affine,
    read_affine_signed,
    read_point,
    write_point,
)
from sandoq.engines.ballots.kernel.curve.points import load_points
from sandoq.engines.ballots.kernel.curve.powers import (
    collapse_buckets,
    double_times,
    empty_buckets,
)
from sandoq.engines.ballots.kernel.curve.workspace import (
    ADDEND,
    AFFINE_ROW,
    BASE,
    FE,
    LANES,
    ROW,
    SPARE,
    TOTAL,
    TWO_D,
    canonical,
    limb_51,
    set_identity,
    workspace,
)
from sandoq.engines.ballots.kernel.jit import compiled, entry

SCALAR_BITS: Final = 253
WEIGHT_BITS: Final = 128


@compiled
def windows(bits: int, width: int) -> int:
    """Signed digits of `width` bits in a number of `bits` bits, with room for the last carry."""
    return (bits + 2 + width - 1) // width


def best_width(scalars: int, weights: int) -> int:
    """The width of digits that takes the fewest additions, for so many long and short terms.

    A window costs one addition for each of its terms and about 2.5 for each of its buckets, in each
    lane; wider than 13 bits the buckets would leave the processor's cache.
    """

    def cost(width: int) -> float:
        many, few = -(-SCALAR_BITS // width), -(-WEIGHT_BITS // width)
        return (many * scalars + few * weights) / LANES + 2.5 * many * (1 << (width - 1))

    return min(range(4, 14), key=cost)


@entry
def cached_rows(points: Words) -> Words:
    """The rows (y + x, y - x, 2dxy) of affine points, AFFINE_ROW words each; points (n, 8)."""
    w = workspace(0)
    count = points.shape[0]
    rows = np.zeros(LANES, np.int64)
    table = np.zeros(count * AFFINE_ROW, np.uint64)
    for start in range(0, count, LANES):
        for lane in range(LANES):
            rows[lane] = 8 * min(start + lane, count - 1)
        load_points(w, BASE, points, rows)
        cache_affine(w, ADDEND, BASE, TWO_D)
        for lane in range(min(LANES, count - start)):
            for i in range(15):
                row = (start + lane) * AFFINE_ROW
                table[row + i] = limb_51(w, ADDEND + i // 5 * FE, lane, i % 5)
    return table


@entry
def multiscalar(table: Words, scalars: Words, weights: Words, width: int) -> Words:
    """Σ scalars[i]·P_i - Σ weights[j]·Q_j, by buckets.

    Each lane takes every LANES-th term and has buckets of its own.

    Args:
        table: cached rows of the points P and, after them, Q.
        scalars: below 2^253, shape (n, 4).
        weights: below 2^128, shape (m, 4).
        width: bits of a digit, from `best_width`.

    Returns:
        Parts whose sum is the answer: X, Y, Z, T of each lane, shape (LANES, 16).

    Source: Bernstein, Doumen, Lange and Oosterwijk (2012), *Faster batch forgery identification*,
    section 4, after Pippenger.
    """
    w = workspace(0)
    many, few = windows(SCALAR_BITS, width), windows(WEIGHT_BITS, width)
    _shift(scalars, width, many)
    _shift(weights, width, few)
    buckets_each = (1 << (width - 1)) + 1
    buckets = np.empty(LANES * buckets_each * ROW + 4, np.uint64)
    rows = np.zeros(LANES, np.int64)
    set_identity(w, TOTAL)
    for window in range(many - 1, -1, -1):
        if window < many - 1:
            double_times(w, TOTAL, width)
        empty_buckets(buckets, LANES * buckets_each)
        _fill(w, table, 0, scalars, 1, window, many, width, buckets)
        if window < few:
            _fill(w, table, scalars.shape[0], weights, -1, window, few, width, buckets)
        collapse_buckets(w, buckets, buckets_each, rows)
    parts = np.empty((LANES, 16), np.uint64)
    for lane in range(LANES):
        for k in range(4):
            canonical(w, TOTAL + k * FE, lane, parts[lane, 4 * k : 4 * k + 4])
    return parts


@compiled
def _shift(numbers: Words, width: int, count: int) -> None:
    """Add 2^(width - 1) to every digit but the last, so that plain digits become signed ones."""
    for i in range(numbers.shape[0]):
        for window in range(count - 1):
            place = width * (window + 1) - 1
            word = place >> 6
            added = np.uint64(1) << np.uint64(place & 63)
            while added != 0 and word < 4:  # noqa: PLR2004
                numbers[i, word] += added
                added = np.uint64(1) if numbers[i, word] < added else np.uint64(0)
                word += 1


@compiled
def _fill(
    w: Words,
    table: Words,
    first: int,
    numbers: Words,
    sign: int,
    window: int,
    count: int,
    width: int,
    buckets: Words,
) -> None:
    """Add the point of each number to the bucket of its digit in this window."""
    total = numbers.shape[0]
    half = 1 << (width - 1) if window < count - 1 else 0
    buckets_each, place = (1 << (width - 1)) + 1, width * window
    digits = np.zeros(LANES, np.int64)
    points, rows = np.zeros(LANES, np.int64), np.zeros(LANES, np.int64)
    for start in range(0, total, LANES):
        any_digit = False
        for lane in range(LANES):
            i = min(start + lane, total - 1)
            digit = bits_of(numbers, i, place, width) - half
            if start + lane >= total:
                digit = np.int64(0)
            any_digit |= digit != 0
            digits[lane] = sign * digit
            rows[lane] = (lane * buckets_each + abs(digit)) * ROW
            points[lane] = (first + i) * AFFINE_ROW
        if any_digit:
            read_affine_signed(w, ADDEND, table, points, digits, 0)
            read_point(w, SPARE, buckets, rows)
            add_affine(w, SPARE, ADDEND)
            write_point(w, SPARE, buckets, rows)
