"""Scalars in signed digits, and arithmetic modulo L on words.

A scalar is four words of 64 bits, least significant first, below L unless said otherwise.
"""

from typing import Final

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Integers, Words
from sandoq.engines.ballots.kernel.curve.workspace import LANES
from sandoq.engines.ballots.kernel.jit import compiled

_SCALAR_BITS = 253
_WORD_BITS: Final = 64

DIGITS_16: Final = 64
"""Digits of 4 bits in a scalar."""

FIXED_BITS: Final = 8
"""Bits of a digit where the base has a table."""

FIXED_DIGITS: Final = _SCALAR_BITS // FIXED_BITS + 1
"""Digits of FIXED_BITS bits; one more than its bits need, for the last carry."""


@compiled
def digits_of(scalars: Words, row: int, bits: int, digits: Integers, lane: int) -> None:
    """digits[j·LANES + lane] := d_j with Σ d_j·2^(bits·j) = scalars[row], |d_j| ≤ 2^(bits - 1).

    `bits` is at most 32; there are as many digits as fit, and the scalar needs fewer bits.
    """
    half, full = 1 << (bits - 1), 1 << bits
    carry = 0
    for j in range(digits.size // LANES):
        digit = bits_of(scalars, row, bits * j, bits) + carry
        carry = 1 if digit > half else 0
        digits[j * LANES + lane] = digit - full * carry


@compiled
def bits_of(scalars: Words, row: int, start: int, bits: int) -> np.int64:
    """Bits start … start + bits - 1 of scalars[row], bits ≤ 32.

    Takes the whole array: a view of one row would cost more than the work.
    """
    word, shift = start >> 6, np.uint64(start & 63)
    if word >= scalars.shape[1]:
        return np.int64(0)
    value = scalars[row, word] >> shift
    if (start & 63) + bits > _WORD_BITS and word + 1 < scalars.shape[1]:
        value |= scalars[row, word + 1] << (np.uint64(_WORD_BITS) - shift)
    return np.int64(value & np.uint64((1 << bits) - 1))
