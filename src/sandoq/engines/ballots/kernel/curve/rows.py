"""Small sums of multiples, one for each row of a matrix of points."""

from typing import Final

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Integers, Words
from sandoq.engines.ballots.kernel.curve.digits import DIGITS_16, digits_of
from sandoq.engines.ballots.kernel.curve.intrinsics import (
    add_cached,
    cache,
    copy_signed,
    read_point,
    write_point,
)
from sandoq.engines.ballots.kernel.curve.points import load_points, normalise
from sandoq.engines.ballots.kernel.curve.powers import BUCKETS, double_times
from sandoq.engines.ballots.kernel.curve.workspace import (
    ADDEND,
    BASE,
    FE,
    LANES,
    ROW,
    SPARE,
    TOTAL,
    TWO_D,
    set_identity,
    workspace,
)
from sandoq.engines.ballots.kernel.jit import compiled, entry

_MULTIPLES: Final = BUCKETS
"""Multiples from 0 to 8 of each point."""


@entry
def row_sums(points: Words, scalars: Words, columns: int) -> Words:
    """For each row i, Σ_j scalars[i·columns + j] · points[i·columns + j].

    All terms of a row share the doublings. Source: Straus (1964), *Addition chains of vectors*.

    Args:
        points: shape (n·columns, 8), affine.
        scalars: shape (n·columns, 4), below 2^253.

    Returns:
        Affine points, shape (n, 8).
    """
    w = workspace(6)
    count = points.shape[0] // columns
    table = np.zeros(LANES * columns * _MULTIPLES * ROW + 4, np.uint64)
    digits = np.zeros((columns, DIGITS_16 * LANES), np.int64)
    rows = np.zeros(LANES, np.int64)
    groups = np.empty(((count + LANES - 1) // LANES) * 3 * FE, np.uint64)
    for start in range(0, count, LANES):
        for column in range(columns):
            for lane in range(LANES):
                i = min(start + lane, count - 1) * columns + column
                rows[lane] = 8 * i
                digits_of(scalars, i, 4, digits[column], lane)
            load_points(w, BASE, points, rows)
            _tabulate(w, table, column, columns, rows)
        _sum(w, table, digits, columns, rows)
        for i in range(3 * FE):
            groups[start // LANES * 3 * FE + i] = w[TOTAL + i]
    sums = np.empty((count, 8), np.uint64)
    normalise(w, groups, count, np.arange(count), sums)
    return sums


@compiled
def _tabulate(w: Words, table: Words, column: int, columns: int, rows: Integers) -> None:
    """Row (lane, column, e) of the table := e · BASE, cached, for e = 0 … 8."""
    set_identity(w, TOTAL)
    cache(w, SPARE, BASE, TWO_D)
    for e in range(_MULTIPLES):
        for lane in range(LANES):
            rows[lane] = ((lane * columns + column) * _MULTIPLES + e) * ROW
        cache(w, ADDEND, TOTAL, TWO_D)
        write_point(w, ADDEND, table, rows)
        add_cached(w, TOTAL, SPARE)


@compiled
def _sum(w: Words, table: Words, digits: Integers, columns: int, rows: Integers) -> None:
    """TOTAL := Σ over columns and digits."""
    set_identity(w, TOTAL)
    for j in range(DIGITS_16 - 1, -1, -1):
        if j < DIGITS_16 - 1:
            double_times(w, TOTAL, 4)
        for column in range(columns):
            for lane in range(LANES):
                e = abs(digits[column, j * LANES + lane])
                rows[lane] = ((lane * columns + column) * _MULTIPLES + e) * ROW
            read_point(w, SPARE, table, rows)
            copy_signed(w, ADDEND, SPARE, digits[column], j * LANES)
            add_cached(w, TOTAL, ADDEND)
