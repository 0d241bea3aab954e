# ruff: noqa: PLR0917
"""The kernels of the field groups: powers, tables of powers, and all commitments of a batch."""

from typing import Final, NamedTuple

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Flags, Integers, Words
from sandoq.engines.ballots.kernel.jit import compiled, entry
from sandoq.engines.ballots.kernel.modular.montgomery import LANES, LIMBS, NUMBER
from sandoq.engines.ballots.kernel.modular.numbers import (
    BASE,
    FACTOR,
    FREE,
    ONE,
    OUTER_WORDS,
    PLAIN_ONE,
    TOTAL,
    copy,
    is_one,
    load,
    make_powers,
    product,
    raise_powers,
    store,
    workspace,
)
from sandoq.engines.ballots.kernel.schedule import IDLE, PLACE, SCALAR, SHIFTED, SIDE

LONG_EXPONENT_BITS: Final = 1024
"""Exponents from here on are cut into digits of 5 bits, shorter ones into digits of 4."""

_TABLE_BITS = {False: 8, True: 5}


def digit_bits(exponent_bits: int) -> int:
    """Bits of a digit for one power."""
    return 5 if exponent_bits >= LONG_EXPONENT_BITS else 4


def table_bits(exponent_bits: int) -> int:
    """Bits of a digit where the base has a table: 5 MB for 256 bits, 8 MB for 2047."""
    return _TABLE_BITS[exponent_bits >= LONG_EXPONENT_BITS]


@compiled
def digits_of(exponents: Words, row: int, bits: int, digits: Integers, lane: int) -> None:
    """digits[j, lane] := bits bits·j … of exponents[row]; bits ≤ 32."""
    words = exponents.shape[1]
    for j in range(digits.shape[0]):
        word, shift = bits * j >> 6, np.uint64(bits * j & 63)
        value = np.uint64(0)
        if word < words:
            value = exponents[row, word] >> shift
            if (bits * j & 63) + bits > 64 and word + 1 < words:  # noqa: PLR2004
                value |= exponents[row, word + 1] << (np.uint64(64) - shift)
        digits[j, lane] = np.int64(value & np.uint64((1 << bits) - 1))


@entry
def powers(modulus: Words, bases: Words, exponents: Words, bits: int, count: int) -> Words:
    """bases[i]^exponents[i] mod p.

    Args:
        modulus: from `numbers.modulus_words`.
        bases: below p, shape (n, 32).
        exponents: `count` digits of `bits` bits, shape (n, words).
    """
    w = workspace(modulus, count + (1 << bits))
    table, buckets = FREE, FREE + count * NUMBER
    total = bases.shape[0]
    found = np.empty((total, OUTER_WORDS), np.uint64)
    digits, room = np.zeros((count, LANES), np.int64), np.zeros(LANES, np.int64)
    for start in range(0, total, LANES):
        for lane in range(LANES):
            room[lane] = min(start + lane, total - 1)
            digits_of(exponents, room[lane], bits, digits, lane)
        load(w, BASE, bases, room)
        make_powers(w, table, count, bits)
        raise_powers(w, table, buckets, digits, bits, room)
        for lane in range(LANES):
            room[lane] = start + lane if start + lane < total else -1
        store(w, TOTAL, found, room)
    return found


@entry
def fixed_table(modulus: Words, base: Words, bits: int, count: int) -> Words:
    """Row (j·2^bits + e) := base^(e·2^(bits·j)) as limbs, for j < count; base (1, 32).

    Returns:
        Shape (count·2^bits, LIMBS).
    """
    w = workspace(modulus, 1)
    rows = np.zeros(LANES, np.int64)
    table = np.empty((count << bits, LIMBS), np.uint64)
    load(w, BASE, base, rows)
    for start in range(0, count, LANES):
        for lane in range(LANES):
            for i in range(lane, NUMBER, LANES):
                w[FREE + i] = w[BASE + i]
            for _ in range(bits):
                product(w, BASE, BASE, BASE)
        copy(w, TOTAL, ONE)
        for e in range(1 << bits):
            for lane in range(min(LANES, count - start)):
                row = ((start + lane) << bits) + e
                for i in range(LIMBS):
                    table[row, i] = w[TOTAL + i * LANES + lane]
            product(w, TOTAL, TOTAL, FREE)
    return table


@compiled
def multiply_fixed(w: Words, table: Words, firsts: Integers, digits: Integers, bits: int) -> None:
    """TOTAL := TOTAL · ∏_j row(j, digit) of each lane's table, which begins at row firsts[lane]."""
    for j in range(digits.shape[0]):
        any_digit = False
        for lane in range(LANES):
            row = firsts[lane] + (j << bits) + digits[j, lane]
            any_digit |= digits[j, lane] != 0
            for i in range(LIMBS):
                w[FACTOR + i * LANES + lane] = table[row, i]
        if any_digit:
            product(w, TOTAL, TOTAL, FACTOR)


class _Digits(NamedTuple):
    """The digits of one task's exponents for all lanes, and where each lane's tables begin."""

    challenge: Integers
    response: Integers
    shift: Integers
    sides: Integers
    zeros: Integers


@entry
def recompute(
    modulus: Words,
    bases: Words,
    members: Flags,
    plan: tuple[Integers, Integers, Integers, Integers],
    exponents: tuple[Words, Words, Words, Words],
    tables: Words,
    cuts: tuple[int, int, int, int],
    out: Words,
) -> None:
    """Recompute the commitments base^c · F^r · g^(-v·c) of a schedule, and check membership.

    Args:
        modulus: from `numbers.modulus_words`.
        bases: below p, shape (n, 32).
        members: set to False where a checked base has another order than q, shape (n,).
        plan: bases, checks, starts and tasks of a `Schedule` for LANES lanes.
        exponents: c, r and -v·c mod q, each of shape (m, words), and q, shape (1, words).
        tables: the tables of g and y, one after the other, shape (2·rows, LIMBS).
        cuts: bits and number of digits of c and q; bits and number of digits in the tables.
        out: the commitments, shape (…, 32).
    """
    rows, checks, starts, tasks = plan
    bits, count, table_bits_, table_count = cuts
    w = workspace(modulus, count + (1 << bits))
    powers_, buckets = FREE, FREE + count * NUMBER
    order, room = np.zeros((count, LANES), np.int64), np.zeros(LANES, np.int64)
    for lane in range(LANES):
        digits_of(exponents[3], 0, bits, order, lane)
    digits = _Digits(
        np.zeros((count, LANES), np.int64),
        np.zeros((table_count, LANES), np.int64),
        np.zeros((table_count, LANES), np.int64),
        np.zeros(LANES, np.int64),
        np.zeros(LANES, np.int64),
    )
    for group in range(rows.shape[0]):
        load(w, BASE, bases, rows[group])
        make_powers(w, powers_, count, bits)
        if np.max(checks[group]) != IDLE:
            raise_powers(w, powers_, buckets, order, bits, room)
            product(w, TOTAL, TOTAL, PLAIN_ONE)
            for lane in range(LANES):
                if checks[group, lane] != IDLE and not is_one(w, TOTAL, lane):
                    members[checks[group, lane]] = False
        for task in range(starts[group], starts[group + 1]):
            for lane in range(LANES):
                _prepare(tasks, task, lane, exponents, bits, table_bits_, digits)
            raise_powers(w, powers_, buckets, digits.challenge, bits, room)
            multiply_fixed(w, tables, digits.sides, digits.response, table_bits_)
            multiply_fixed(w, tables, digits.zeros, digits.shift, table_bits_)
            store(w, TOTAL, out, tasks[task, :, PLACE])


@compiled
def _prepare(
    tasks: Integers,
    task: int,
    lane: int,
    exponents: tuple[Words, Words, Words, Words],
    bits: int,
    table_bits_: int,
    digits: _Digits,
) -> None:
    """Write one lane's digits: all zero for an idle lane."""
    for j in range(digits.challenge.shape[0]):
        digits.challenge[j, lane] = 0
    for j in range(digits.response.shape[0]):
        digits.response[j, lane] = 0
        digits.shift[j, lane] = 0
    if tasks[task, lane, PLACE] == IDLE:
        return
    challenges, responses, shifts, _ = exponents
    row = tasks[task, lane, SCALAR]
    digits_of(challenges, row, bits, digits.challenge, lane)
    digits_of(responses, row, table_bits_, digits.response, lane)
    if tasks[task, lane, SHIFTED] != 0:
        digits_of(shifts, row, table_bits_, digits.shift, lane)
    digits.sides[lane] = tasks[task, lane, SIDE] * (digits.response.shape[0] << table_bits_)
