# ruff: noqa: PLR0917
"""Points in and out: decompression, normal form, membership.

A *code* is the compressed form, four words with the sign of x on top. A *point* outside a workspace
is affine and canonical: eight words, x then y.
"""

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Flags, Integers, Words
from sandoq.engines.ballots.kernel.curve.intrinsics import (
    add,
    load_affine,
    multiply,
    square,
    subtract,
)
from sandoq.engines.ballots.kernel.curve.workspace import (
    CURVE_D,
    FE,
    FREE,
    LANES,
    ONE,
    ROOT,
    SCRATCH,
    canonical,
    copy,
    invert,
    is_canonical,
    is_zero,
    negate,
    power_of_root,
)
from sandoq.engines.ballots.kernel.jit import compiled

_SIGN = np.uint64(63)
_ONE_BIT = np.uint64(1)
_WITHOUT_SIGN = np.uint64((1 << 63) - 1)


@compiled
def decompress(w: Words, codes: Words, points: Words, valid: Flags) -> None:
    """points[i] := the point of codes[i]; valid[i] := whether there is one.

    Invalid for y ≥ p, a y that no point has, or the sign on x = 0, as `edwards.decompress`; such
    a point becomes the identity, so that nothing off the curve enters a formula. Shapes (n, 4),
    (n, 8), (n,). Takes 6 free elements.
    """
    y, u, v, x = FREE, FREE + FE, FREE + 2 * FE, FREE + 3 * FE
    t, flipped = FREE + 4 * FE, FREE + 5 * FE
    rows, room = np.zeros(LANES, np.int64), np.zeros(4, np.uint64)
    count = codes.shape[0]
    _split_codes(codes, points, valid)
    for start in range(0, count, LANES):
        for lane in range(LANES):
            rows[lane] = 8 * min(start + lane, count - 1)
        load_affine(w, x, points, rows)
        copy(w, y, t, 1)
        _solve(w, y, u, v, x, t)
        multiply(w, flipped, x, ROOT)
        for lane in range(min(LANES, count - start)):
            i = start + lane
            direct = is_zero(w, SCRATCH, lane, room)
            exists = direct or is_zero(w, SCRATCH + FE, lane, room)
            canonical(w, x if direct else flipped, lane, points[i, :4])
            valid[i] &= _give_sign(points[i], codes[i, 3] >> _SIGN) and exists
            if not valid[i]:
                set_to_identity(points[i])


@compiled
def _split_codes(codes: Words, points: Words, valid: Flags) -> None:
    """points[i] := (0, y) of codes[i]; valid[i] := whether y < p."""
    for i in range(codes.shape[0]):
        for k in range(4):
            points[i, k] = 0
            points[i, 4 + k] = codes[i, k]
        points[i, 7] &= _WITHOUT_SIGN
        valid[i] = is_canonical(points[i, 4:])


@compiled
def _give_sign(point: Words, sign: np.uint64) -> bool:
    """Negate x if its lowest bit is not the sign; False for x = 0, which has no negative."""
    if point[0] & _ONE_BIT == sign:
        return True
    if (point[0] | point[1] | point[2] | point[3]) == 0:
        return False
    negate(point)
    return True


@compiled
def set_to_identity(point: Words) -> None:
    """point := (0, 1)."""
    for k in range(8):
        point[k] = 0
    point[4] = 1


@compiled
def _solve(w: Words, y: int, u: int, v: int, x: int, t: int) -> None:
    """x := a candidate with v·x² = ±u for u = y² - 1, v = d·y² + 1.

    SCRATCH := v·x² - u and SCRATCH + 1 := v·x² + u. Source: RFC 8032, section 5.1.3.
    """
    square(w, u, y)
    multiply(w, v, u, CURVE_D)
    subtract(w, u, u, ONE)
    add(w, v, v, ONE)
    square(w, t, v)
    multiply(w, t, t, v)
    square(w, x, t)
    multiply(w, x, x, v)
    multiply(w, x, x, u)
    power_of_root(w, x, x)
    multiply(w, x, x, t)
    multiply(w, x, x, u)
    square(w, t, x)
    multiply(w, t, t, v)
    subtract(w, SCRATCH, t, u)
    add(w, SCRATCH + FE, t, u)


@compiled
def load_points(w: Words, p: int, points: Words, rows: Integers) -> None:
    """The point p := each lane's affine point; rows are indices of words."""
    load_affine(w, p, points, rows)
    copy(w, p + 2 * FE, ONE, 1)
    multiply(w, p + 3 * FE, p, p + FE)


@compiled
def normalise(w: Words, groups: Words, count: int, rows: Integers, points: Words) -> None:
    """points[rows[i]] := the affine form of the i-th projective point; nothing where rows[i] < 0.

    `groups` holds ceil(count / LANES) groups of LANES points, three elements X, Y, Z each, as in a
    workspace. One inversion for all of a lane. Takes 6 free elements.
    """
    running, z, x, y = FREE, FREE + FE, FREE + 2 * FE, FREE + 3 * FE
    inverse = FREE + 4 * FE
    total = (count + LANES - 1) // LANES
    prefixes = np.empty((total, FE), np.uint64)
    copy(w, running, ONE, 1)
    for g in range(total):
        for i in range(FE):
            prefixes[g, i] = w[running + i]
            w[z + i] = groups[(3 * g + 2) * FE + i]
        multiply(w, running, running, z)
    invert(w, inverse, running)
    for g in range(total - 1, -1, -1):
        for i in range(FE):
            w[running + i] = prefixes[g, i]
            w[x + i] = groups[3 * g * FE + i]
            w[y + i] = groups[(3 * g + 1) * FE + i]
            w[z + i] = groups[(3 * g + 2) * FE + i]
        multiply(w, running, running, inverse)
        multiply(w, inverse, inverse, z)
        multiply(w, x, x, running)
        multiply(w, y, y, running)
        for lane in range(min(LANES, count - g * LANES)):
            row = rows[g * LANES + lane]
            if row >= 0:
                canonical(w, x, lane, points[row, :4])
                canonical(w, y, lane, points[row, 4:])
