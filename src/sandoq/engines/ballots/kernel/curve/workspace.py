"""The workspace: constants, scratch places, and the way in and out of it, number by number.

Numbers outside are *words*: four words of 64 bits, least significant first. Numbers that leave are
canonical, below p; numbers that enter need only be below 2^255.
"""

from typing import Final

import numpy as np

from sandoq.engines.ballots.groups.edwards import D2, SQRT_MINUS_1, D
from sandoq.engines.ballots.kernel.arrays import Words
from sandoq.engines.ballots.kernel.curve.intrinsics import multiply, square
from sandoq.engines.ballots.kernel.jit import compiled
from sandoq.engines.ballots.kernel.limbs import P
from sandoq.engines.ballots.kernel.processor import CUT

LANES: Final = CUT.lanes
LIMBS: Final = CUT.count
FE: Final = LANES * LIMBS
"""Words of one element; places below are multiples of it."""

POINT: Final = 4 * FE
"""Words of a point in a workspace."""

ROW: Final = 20
"""Words of a point with four elements in a row; of 15 words in a row of three elements with …"""

AFFINE_ROW: Final = 16
"""… this stride."""

SCRATCH: Final = 0
"""Eight elements for functions that call nothing else which needs scratch."""

ONE: Final = 8 * FE
TWO_D: Final = 9 * FE
CURVE_D: Final = 10 * FE
ROOT: Final = 11 * FE
"""Constants: 1, 2d, d and √-1."""

BASE: Final = 12 * FE
TOTAL: Final = 16 * FE
ADDEND: Final = 20 * FE
SPARE: Final = 24 * FE
"""Four points."""

FREE: Final = 28 * FE
"""From here on each kernel lays out its own places."""

_CONSTANTS = np.array(
    [CUT.as_limbs(number) for number in (1, D2, D, SQRT_MINUS_1)], dtype=np.uint64
)
_MASK: Final = np.uint64((1 << 51) - 1)
_SHIFT: Final = np.uint64(51)
_NINETEEN: Final = np.uint64(19)
_PAIRS: Final = LIMBS == 10  # noqa: PLR2004
_PAIR_SHIFT: Final = np.uint64(26)
_P_WORDS = np.array([P >> 64 * i & (1 << 64) - 1 for i in range(4)], dtype=np.uint64)


@compiled
def workspace(elements: int) -> Words:
    """A workspace with its constants and room for so many elements from `FREE` on."""
    w = np.zeros(FREE + elements * FE, np.uint64)
    for constant in range(4):
        for limb in range(LIMBS):
            for lane in range(LANES):
                place = ONE + constant * FE + limb * LANES + lane
                w[place] = _CONSTANTS[constant, limb]
    return w


@compiled
def copy(w: Words, d: int, source: int, elements: int) -> None:
    """The elements from d := those from `source`."""
    for i in range(elements * FE):
        w[d + i] = w[source + i]


@compiled
def set_identity(w: Words, p: int) -> None:
    """The point p := (0, 1, 1, 0)."""
    for i in range(FE):
        w[p + i] = 0
        w[p + FE + i] = w[ONE + i]
        w[p + 2 * FE + i] = w[ONE + i]
        w[p + 3 * FE + i] = 0


@compiled
def limb_51(w: Words, p: int, lane: int, i: int) -> np.uint64:
    """The i-th limb of 51 bits of one lane's element; it may exceed them a little."""
    if _PAIRS:
        high = w[p + (2 * i + 1) * LANES + lane] << _PAIR_SHIFT
        return np.uint64(w[p + 2 * i * LANES + lane] + high)
    return np.uint64(w[p + i * LANES + lane])


@compiled
def canonical(w: Words, p: int, lane: int, out: Words) -> None:
    """out[0 … 3] := one lane's element, in [0, p)."""
    a0, a1, a2 = limb_51(w, p, lane, 0), limb_51(w, p, lane, 1), limb_51(w, p, lane, 2)
    a3, a4 = limb_51(w, p, lane, 3), limb_51(w, p, lane, 4)
    for _ in range(2):
        a1 += a0 >> _SHIFT
        a2 += a1 >> _SHIFT
        a3 += a2 >> _SHIFT
        a4 += a3 >> _SHIFT
        a0 = (a0 & _MASK) + _NINETEEN * (a4 >> _SHIFT)
        a1, a2, a3, a4 = a1 & _MASK, a2 & _MASK, a3 & _MASK, a4 & _MASK
    # The number is now below 2^255 + 2^13; q tells whether p must be taken off once more.
    q = (a0 + _NINETEEN) >> _SHIFT
    q = (a1 + q) >> _SHIFT
    q = (a2 + q) >> _SHIFT
    q = (a3 + q) >> _SHIFT
    q = (a4 + q) >> _SHIFT
    a0 += _NINETEEN * q
    a1 += a0 >> _SHIFT
    a2 += a1 >> _SHIFT
    a3 += a2 >> _SHIFT
    a4 += a3 >> _SHIFT
    a0, a1, a2, a3, a4 = a0 & _MASK, a1 & _MASK, a2 & _MASK, a3 & _MASK, a4 & _MASK
    out[0] = a0 | a1 << _SHIFT
    out[1] = a1 >> np.uint64(13) | a2 << np.uint64(38)
    out[2] = a2 >> np.uint64(26) | a3 << np.uint64(25)
    out[3] = a3 >> np.uint64(39) | a4 << np.uint64(12)


@compiled
def is_zero(w: Words, p: int, lane: int, room: Words) -> bool:
    """Whether one lane's element is 0 modulo p; `room` are four words of scratch."""
    canonical(w, p, lane, room)
    return bool((room[0] | room[1] | room[2] | room[3]) == 0)


@compiled
def is_canonical(number: Words) -> bool:
    """Whether four words are a number below p."""
    for i in range(3, -1, -1):
        if number[i] != _P_WORDS[i]:
            return bool(number[i] < _P_WORDS[i])
    return False


@compiled
def negate(number: Words) -> None:
    """number := p - number, for a number in (0, p)."""
    borrow = np.uint64(0)
    for i in range(4):
        minuend, taken = _P_WORDS[i], number[i]
        number[i] = minuend - taken - borrow
        lacks = minuend < taken or (minuend == taken and borrow == 1)
        borrow = np.uint64(1) if lacks else np.uint64(0)


@compiled
def square_times(w: Words, d: int, x: int, times: int) -> None:
    """d := x^(2^times)."""
    square(w, d, x)
    for _ in range(times - 1):
        square(w, d, d)


@compiled
def _power_250(w: Words, x: int) -> None:
    """SCRATCH + 1 := x^(2^250 - 1) and SCRATCH := x^11; scratch to SCRATCH + 3.

    Source: the chain of the ref10 implementation of Ed25519 (SUPERCOP).
    """
    t0, t1, t2, t3 = SCRATCH, SCRATCH + FE, SCRATCH + 2 * FE, SCRATCH + 3 * FE
    square(w, t0, x)
    square_times(w, t1, t0, 2)
    multiply(w, t1, x, t1)
    multiply(w, t0, t0, t1)
    square(w, t2, t0)
    multiply(w, t1, t1, t2)
    square_times(w, t2, t1, 5)
    multiply(w, t1, t2, t1)
    square_times(w, t2, t1, 10)
    multiply(w, t2, t2, t1)
    square_times(w, t3, t2, 20)
    multiply(w, t2, t3, t2)
    square_times(w, t2, t2, 10)
    multiply(w, t1, t2, t1)
    square_times(w, t2, t1, 50)
    multiply(w, t2, t2, t1)
    square_times(w, t3, t2, 100)
    multiply(w, t2, t3, t2)
    square_times(w, t2, t2, 50)
    multiply(w, t1, t2, t1)


@compiled
def invert(w: Words, d: int, x: int) -> None:
    """d := 1/x, and 0 for 0. Scratch: four elements."""
    _power_250(w, x)
    square_times(w, SCRATCH + FE, SCRATCH + FE, 5)
    multiply(w, d, SCRATCH + FE, SCRATCH)


@compiled
def power_of_root(w: Words, d: int, x: int) -> None:
    """d := x^((p - 5)/8), the power that square roots need. Scratch: four elements."""
    _power_250(w, x)
    square_times(w, SCRATCH + FE, SCRATCH + FE, 2)
    multiply(w, d, SCRATCH + FE, x)
