"""Untrusted points from a file, made into members of the group (docs/protocols/hints.md)."""

from typing import Final

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Flags, Words
from sandoq.engines.ballots.kernel.curve.intrinsics import multiply, square, subtract
from sandoq.engines.ballots.kernel.curve.points import load_points, normalise, set_to_identity
from sandoq.engines.ballots.kernel.curve.powers import double_times
from sandoq.engines.ballots.kernel.curve.workspace import (
    BASE,
    CURVE_D,
    FE,
    FREE,
    LANES,
    ONE,
    SCRATCH,
    is_canonical,
    is_zero,
    workspace,
)
from sandoq.engines.ballots.kernel.jit import compiled, entry

_CHUNK: Final = 256
"""Groups that are brought to normal form together."""


@entry
def times_8(hints: Words, valid: Flags, points: Words) -> None:
    """points[i] := 8 · hints[i], which is always in the prime-order group.

    Where the coordinates are not canonical or not on the curve, valid[i] becomes False and the
    point the identity. `hints` is changed there too. Shapes (n, 8), (n,), (n, 8).
    """
    w = workspace(6)
    count = hints.shape[0]
    rows, room = np.zeros(LANES, np.int64), np.zeros(4, np.uint64)
    groups = np.empty(_CHUNK * 3 * FE, np.uint64)
    places = np.empty(_CHUNK * LANES, np.int64)
    used = 0
    for start in range(0, count, LANES):
        for lane in range(LANES):
            i = min(start + lane, count - 1)
            if not is_canonical(hints[i, :4]) or not is_canonical(hints[i, 4:]):
                valid[i] = False
                set_to_identity(hints[i])
            rows[lane] = 8 * i
        load_points(w, BASE, hints, rows)
        _curve_equation(w)
        for lane in range(LANES):
            i = start + lane
            places[used * LANES + lane] = i if i < count else -1
            if not is_zero(w, SCRATCH, lane, room):
                valid[min(i, count - 1)] = False
                _set_lane_to_identity(w, lane)
        double_times(w, BASE, 3)
        for i in range(3 * FE):
            groups[used * 3 * FE + i] = w[BASE + i]
        used += 1
        if used == _CHUNK or start + LANES >= count:
            normalise(w, groups, used * LANES, places, points)
            used = 0


@compiled
def _curve_equation(w: Words) -> None:
    """SCRATCH := y² - x² - 1 - d·x²·y² of BASE, which has Z = 1; 0 on the curve."""
    x2, y2 = FREE, FREE + FE
    square(w, x2, BASE)
    square(w, y2, BASE + FE)
    subtract(w, SCRATCH, y2, x2)
    subtract(w, SCRATCH, SCRATCH, ONE)
    multiply(w, x2, x2, y2)
    multiply(w, x2, x2, CURVE_D)
    subtract(w, SCRATCH, SCRATCH, x2)


@compiled
def _set_lane_to_identity(w: Words, lane: int) -> None:
    """One lane of BASE := (0, 1, 1, 0); idle lanes repeat the last point, so they change alike."""
    for i in range(lane, FE, LANES):
        w[BASE + i] = 0
        w[BASE + FE + i] = w[ONE + i]
        w[BASE + 3 * FE + i] = 0
