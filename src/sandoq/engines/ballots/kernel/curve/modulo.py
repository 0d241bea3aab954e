# ruff: noqa: PLR0917
"""Sums of products modulo L, on limbs of 32 bits held in words of 64."""

from typing import Final

import numpy as np

from sandoq.engines.ballots.groups.edwards import L
from sandoq.engines.ballots.kernel.arrays import Integers, Words
from sandoq.engines.ballots.kernel.jit import compiled

LIMBS: Final = 13
"""Limbs of an accumulator: room for 2^35 products of 128 by 253 bits."""

_SCALAR_LIMBS: Final = 8
_LOW: Final = np.uint64((1 << 32) - 1)
_HALF: Final = np.uint64(32)
_TOP_BITS: Final = np.uint64(28)
_TOP: Final = np.uint64((1 << 28) - 1)
_ZERO: Final = np.uint64(0)
_ONE: Final = np.uint64(1)


def _limbs(number: int, count: int) -> list[int]:
    return [number >> 32 * i & (1 << 32) - 1 for i in range(count)]


_DELTA = np.array(_limbs(L - 2**252, 4), dtype=np.uint64)
"""δ = L - 2^252, so that 2^252 = -δ modulo L."""

_ORDER = np.array(_limbs(L, _SCALAR_LIMBS), dtype=np.uint64)


@compiled
def add_product(totals: Words, row: int, weights: Words, of: int, scalars: Words, by: int) -> None:
    """totals[row] := totals[row] + weights[of] · scalars[by]; LIMBS limbs, two and four words.

    Takes whole arrays: views of rows would cost more than the work.
    """
    for i in range(4):
        word = weights[of, i >> 1]
        a = word >> _HALF if i & 1 else word & _LOW
        carry = _ZERO
        for j in range(_SCALAR_LIMBS):
            word = scalars[by, j >> 1]
            b = word >> _HALF if j & 1 else word & _LOW
            # At most (2^32 - 1)² + 2 (2^32 - 1), which is 2^64 - 1.
            value = totals[row, i + j] + a * b + carry
            totals[row, i + j] = value & _LOW
            carry = value >> _HALF
        k = i + _SCALAR_LIMBS
        while carry != _ZERO:
            value = totals[row, k] + carry
            totals[row, k] = value & _LOW
            carry = value >> _HALF
            k += 1


@compiled
def add_to(total: Words, other: Words) -> None:
    """total := total + other; LIMBS limbs each."""
    carry = _ZERO
    for i in range(LIMBS):
        value = total[i] + other[i] + carry
        total[i] = value & _LOW
        carry = value >> _HALF


@compiled
def reduce(total: Words, scalar: Words) -> None:
    """scalar[0 … 3] := total mod L, in [0, L).

    With total = a·2^252 + b and a·δ = c·2^252 + d: total = b - d + c·δ modulo L, where b and d are
    below 2^252 and c·δ below 2^163.
    """
    high = _above_252(total, LIMBS)
    product = _times_delta(high)
    again = _times_delta(_above_252(product, product.size))
    carry = np.int64(0)
    value = np.empty(_SCALAR_LIMBS, np.int64)
    for i in range(_SCALAR_LIMBS):
        mask = _LOW if i < _SCALAR_LIMBS - 1 else _TOP
        carry += np.int64(total[i] & mask) - np.int64(product[i] & mask) + np.int64(again[i])
        value[i] = carry & np.int64(_LOW)
        carry >>= np.int64(32)
    # The number lies in (-2^252, 2^252 + 2^163); `carry` is -1 if it is negative, else 0.
    if carry < 0:
        _add_order(value, 1)
    elif _is_order_or_more(value):
        _add_order(value, -1)
    for i in range(4):
        scalar[i] = np.uint64(value[2 * i]) | np.uint64(value[2 * i + 1]) << _HALF


@compiled
def negate(scalar: Words) -> None:
    """scalar[0 … 3] := -scalar mod L, for a scalar in [0, L)."""
    if (scalar[0] | scalar[1] | scalar[2] | scalar[3]) == _ZERO:
        return
    borrow = np.int64(0)
    for i in range(4):
        low = np.int64(_ORDER[2 * i]) - np.int64(scalar[i] & _LOW) + borrow
        high = np.int64(_ORDER[2 * i + 1]) - np.int64(scalar[i] >> _HALF) + (low >> np.int64(32))
        borrow = high >> np.int64(32)
        scalar[i] = (np.uint64(low) & _LOW) | (np.uint64(high) & _LOW) << _HALF


@compiled
def _above_252(number: Words, count: int) -> Words:
    """Bits 252 … of a number, as limbs."""
    high = np.zeros(count - 7, np.uint64)
    for i in range(count - 7):
        high[i] = number[7 + i] >> _TOP_BITS
        if 8 + i < count:
            high[i] |= (number[8 + i] << np.uint64(4)) & _LOW
    return high


@compiled
def _times_delta(number: Words) -> Words:
    """number · δ, with at least LIMBS limbs."""
    product = np.zeros(max(number.size + 4, LIMBS), np.uint64)
    for i in range(number.size):
        carry = _ZERO
        for j in range(4):
            value = product[i + j] + number[i] * _DELTA[j] + carry
            product[i + j] = value & _LOW
            carry = value >> _HALF
        product[i + 4] += carry
    return product


@compiled
def _add_order(value: Integers, sign: int) -> None:
    """value := value + sign · L, for limbs of 32 bits with a sign."""
    carry = np.int64(0)
    for i in range(_SCALAR_LIMBS):
        carry += value[i] + sign * np.int64(_ORDER[i])
        value[i] = carry & np.int64(_LOW)
        carry >>= np.int64(32)


@compiled
def _is_order_or_more(value: Integers) -> bool:
    for i in range(_SCALAR_LIMBS - 1, -1, -1):
        if value[i] != np.int64(_ORDER[i]):
            return bool(value[i] > np.int64(_ORDER[i]))
    return True
