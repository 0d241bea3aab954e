# ruff: noqa: PLR0917
"""Numbers in and out of a workspace of Montgomery numbers, and their powers.

Outside, a number has 32 words of 64 bits, least significant first. A workspace begins with the
modulus and the places below; each kernel lays out its own from `FREE` on.
"""

from typing import Final

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Integers, Words
from sandoq.engines.ballots.kernel.jit import compiled
from sandoq.engines.ballots.kernel.modular.montgomery import (
    LANES,
    LIMB_BITS,
    LIMBS,
    MODULUS,
    NUMBER,
    multiply,
)

OUTER_WORDS: Final = 32

P: Final = 0
R_SQUARED: Final = MODULUS
PLAIN_ONE: Final = R_SQUARED + NUMBER
ONE: Final = PLAIN_ONE + NUMBER
"""p; R² mod p, which brings numbers in; 1, which brings them out; and R mod p, the inner 1."""

ROOM: Final = ONE + NUMBER
BASE: Final = ROOM + NUMBER
TOTAL: Final = BASE + NUMBER
FACTOR: Final = TOTAL + NUMBER
"""Scratch of products, and three numbers."""

FREE: Final = FACTOR + NUMBER

_MASK: Final = np.uint64((1 << LIMB_BITS) - 1)


def modulus_words(p: int) -> Words:
    """The limbs of p, -1/p mod 2^28, and the limbs of R² mod p: what `workspace` needs."""
    radix, base = 1 << LIMB_BITS * LIMBS, 1 << LIMB_BITS
    squared = radix * radix % p
    limbs = [number >> LIMB_BITS * i & base - 1 for number in (p, squared) for i in range(LIMBS)]
    return np.array([*limbs, -pow(p, -1, base) % base], dtype=np.uint64)


@compiled
def workspace(modulus: Words, numbers: int) -> Words:
    """A workspace for this modulus, with room for so many numbers from `FREE` on."""
    w = np.zeros(FREE + numbers * NUMBER, np.uint64)
    for lane in range(LANES):
        for i in range(LIMBS):
            w[P + i * LANES + lane] = modulus[i]
            w[R_SQUARED + i * LANES + lane] = modulus[LIMBS + i]
        w[P + LIMBS * LANES + lane] = modulus[2 * LIMBS]
        w[PLAIN_ONE + lane] = 1
    product(w, ONE, R_SQUARED, PLAIN_ONE)
    return w


@compiled
def product(w: Words, d: int, x: int, y: int) -> None:
    """d := x·y/R mod p."""
    multiply(w, d, x, y, P, ROOM)


@compiled
def copy(w: Words, d: int, source: int) -> None:
    """The number d := the one at `source`."""
    for i in range(NUMBER):
        w[d + i] = w[source + i]


@compiled
def load(w: Words, d: int, numbers: Words, rows: Integers) -> None:
    """d := numbers[rows[lane]] in each lane, brought in; numbers (n, 32), below p."""
    for lane in range(LANES):
        for i in range(LIMBS):
            place = LIMB_BITS * i
            word, shift = place >> 6, np.uint64(place & 63)
            limb = np.uint64(0)
            if word < OUTER_WORDS:
                limb = numbers[rows[lane], word] >> shift
                if (place & 63) + LIMB_BITS > 64 and word + 1 < OUTER_WORDS:  # noqa: PLR2004
                    limb |= numbers[rows[lane], word + 1] << (np.uint64(64) - shift)
            w[d + i * LANES + lane] = limb & _MASK
    product(w, d, d, R_SQUARED)


@compiled
def store(w: Words, x: int, numbers: Words, rows: Integers) -> None:
    """numbers[rows[lane]] := the number x of each lane, brought out; nothing for a row below 0.

    x is spent.
    """
    product(w, x, x, PLAIN_ONE)
    for lane in range(LANES):
        row = rows[lane]
        if row < 0:
            continue
        _subtract_modulus(w, x, lane)
        for word in range(OUTER_WORDS):
            numbers[row, word] = 0
        for i in range(LIMBS):
            place = LIMB_BITS * i
            word, shift = place >> 6, np.uint64(place & 63)
            limb = w[x + i * LANES + lane]
            if word < OUTER_WORDS:
                numbers[row, word] |= limb << shift
                if (place & 63) + LIMB_BITS > 64 and word + 1 < OUTER_WORDS:  # noqa: PLR2004
                    numbers[row, word + 1] |= limb >> (np.uint64(64) - shift)


@compiled
def _subtract_modulus(w: Words, x: int, lane: int) -> None:
    """One lane's number := number - p if it is p or more; it is at most p before."""
    for i in range(LIMBS - 1, -1, -1):
        here, limit = w[x + i * LANES + lane], w[P + i * LANES + lane]
        if here < limit:
            return
        if here > limit:
            break
    borrow = np.int64(0)
    for i in range(LIMBS):
        value = np.int64(w[x + i * LANES + lane]) - np.int64(w[P + i * LANES + lane]) + borrow
        w[x + i * LANES + lane] = np.uint64(value) & _MASK
        borrow = value >> np.int64(LIMB_BITS)


@compiled
def is_one(w: Words, x: int, lane: int) -> bool:
    """Whether one lane's number, at most p, is 1."""
    for i in range(1, LIMBS):
        if w[x + i * LANES + lane] != 0:
            return False
    return bool(w[x + lane] == 1)


@compiled
def gather(w: Words, d: int, first: int, numbers: Integers) -> None:
    """d := in each lane the number at place first + numbers[lane]·NUMBER, of that lane."""
    for lane in range(LANES):
        source = first + numbers[lane] * NUMBER
        for i in range(lane, NUMBER, LANES):
            w[d + i] = w[source + i]


@compiled
def scatter(w: Words, x: int, first: int, numbers: Integers) -> None:
    """The inverse of `gather`."""
    for lane in range(LANES):
        target = first + numbers[lane] * NUMBER
        for i in range(lane, NUMBER, LANES):
            w[target + i] = w[x + i]


@compiled
def make_powers(w: Words, powers: int, count: int, bits: int) -> None:
    """The numbers from `powers` on := BASE^(2^(bits·j)) for j < count; BASE is used up."""
    for j in range(count):
        copy(w, powers + j * NUMBER, BASE)
        if j < count - 1:
            for _ in range(bits):
                product(w, BASE, BASE, BASE)


@compiled
def raise_powers(
    w: Words, powers: int, buckets: int, digits: Integers, bits: int, room: Integers
) -> None:
    """TOTAL := ∏ powers_j^digit_j for each lane, digits (count, LANES); BASE is used up.

    Source: Yao (1976), *On the evaluation of powers*.
    """
    last = (1 << bits) - 1
    for e in range(last + 1):
        copy(w, buckets + e * NUMBER, ONE)
    for j in range(digits.shape[0]):
        any_digit = False
        for lane in range(LANES):
            room[lane] = digits[j, lane]
            any_digit |= digits[j, lane] != 0
        if any_digit:
            gather(w, FACTOR, buckets, room)
            product(w, FACTOR, FACTOR, powers + j * NUMBER)
            scatter(w, FACTOR, buckets, room)
    copy(w, BASE, buckets + last * NUMBER)
    copy(w, TOTAL, BASE)
    for e in range(last - 1, 0, -1):
        product(w, BASE, BASE, buckets + e * NUMBER)
        product(w, TOTAL, TOTAL, BASE)
