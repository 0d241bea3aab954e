# ruff: noqa: PLR0917
"""The kernels of exact checking: decode, add up, and recompute every commitment of a batch."""

from typing import Final, NamedTuple

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Flags, Integers, Words
from sandoq.engines.ballots.kernel.curve.digits import (
    DIGITS_16,
    FIXED_BITS,
    FIXED_DIGITS,
    digits_of,
)
from sandoq.engines.ballots.kernel.curve.intrinsics import add_affine, cache_affine
from sandoq.engines.ballots.kernel.curve.membership import order_digits
from sandoq.engines.ballots.kernel.curve.points import decompress, load_points, normalise
from sandoq.engines.ballots.kernel.curve.powers import (
    FIXED_WORDS,
    POWERS_ELEMENTS,
    add_fixed,
    bucket_rows,
    is_identity,
    make_powers,
    multiply_powers,
)
from sandoq.engines.ballots.kernel.curve.workspace import (
    ADDEND,
    BASE,
    FE,
    FREE,
    LANES,
    TOTAL,
    TWO_D,
    set_identity,
    workspace,
)
from sandoq.engines.ballots.kernel.jit import compiled, entry
from sandoq.engines.ballots.kernel.schedule import IDLE, PLACE, SCALAR, SHIFTED, SIDE

_POWERS_AT: Final = 6
"""Free elements before the powers: what `normalise` takes."""

_CHUNK: Final = 256
"""Groups that are brought to normal form together."""


@entry
def decode(codes: Words, points: Words, valid: Flags) -> None:
    """Decompress codes: shapes (n, 4), (n, 8), (n,); see `points.decompress`."""
    decompress(workspace(6), codes, points, valid)


@entry
def add_up(points: Words, firsts: Integers, step: int, count: int, out: Words) -> None:
    """out[i] := Σ points[firsts[i] + k·step] over k < count; shapes (n, 8), (m,), (m, 8)."""
    w = workspace(6)
    total = firsts.shape[0]
    groups = np.empty(((total + LANES - 1) // LANES) * 3 * FE, np.uint64)
    rows = np.zeros(LANES, np.int64)
    for start in range(0, total, LANES):
        set_identity(w, TOTAL)
        for k in range(count):
            for lane in range(LANES):
                rows[lane] = 8 * (firsts[min(start + lane, total - 1)] + k * step)
            load_points(w, BASE, points, rows)
            cache_affine(w, ADDEND, BASE, TWO_D)
            add_affine(w, TOTAL, ADDEND)
        _keep(w, groups, start // LANES)
    normalise(w, groups, total, np.arange(total), out)


@compiled
def _keep(w: Words, groups: Words, group: int) -> None:
    """The group := X, Y, Z of TOTAL."""
    for i in range(3 * FE):
        groups[group * 3 * FE + i] = w[TOTAL + i]


class _Digits(NamedTuple):
    """The digits of one task's scalars for all lanes, and where each lane's tables begin."""

    challenge: Integers
    response: Integers
    shift: Integers
    sides: Integers
    zeros: Integers


@entry
def recompute(
    points: Words,
    members: Flags,
    plan: tuple[Integers, Integers, Integers, Integers],
    scalars: tuple[Words, Words, Words],
    tables: Words,
    out: Words,
) -> None:
    """Recompute the commitments c·base + r·F - v·c·G of a schedule, and check membership.

    Args:
        points: the bases, shape (n, 8).
        members: set to False where a checked base is outside the prime-order group, shape (n,).
        plan: bases, checks, starts and tasks of a `Schedule` for LANES lanes.
        scalars: c, r and -v·c mod L, each of shape (m, 4).
        tables: fixed tables of G and Y, shape (2·FIXED_WORDS,).
        out: the commitments as points.
    """
    bases, checks, starts, tasks = plan
    w = workspace(_POWERS_AT + POWERS_ELEMENTS)
    powers = FREE + _POWERS_AT * FE
    buckets, rows = bucket_rows(), np.zeros(LANES, np.int64)
    order, room = order_digits(), np.zeros(4, np.uint64)
    digits = _Digits(
        np.zeros(DIGITS_16 * LANES, np.int64),
        np.zeros(FIXED_DIGITS * LANES, np.int64),
        np.zeros(FIXED_DIGITS * LANES, np.int64),
        np.zeros(LANES, np.int64),
        np.zeros(LANES, np.int64),
    )
    groups = np.empty(_CHUNK * 3 * FE, np.uint64)
    places = np.empty(_CHUNK * LANES, np.int64)
    used = 0
    for group in range(bases.shape[0]):
        for lane in range(LANES):
            rows[lane] = 8 * bases[group, lane]
        load_points(w, BASE, points, rows)
        make_powers(w, powers)
        if np.max(checks[group]) != IDLE:
            multiply_powers(w, powers, order, buckets, rows)
            for lane in range(LANES):
                if checks[group, lane] != IDLE and not is_identity(w, TOTAL, lane, room):
                    members[checks[group, lane]] = False
        for task in range(starts[group], starts[group + 1]):
            for lane in range(LANES):
                places[used * LANES + lane] = tasks[task, lane, PLACE]
                _prepare(tasks, task, lane, scalars, digits)
            multiply_powers(w, powers, digits.challenge, buckets, rows)
            add_fixed(w, tables, digits.sides, digits.response, rows)
            add_fixed(w, tables, digits.zeros, digits.shift, rows)
            _keep(w, groups, used)
            used += 1
            if used == _CHUNK:
                normalise(w, groups, used * LANES, places, out)
                used = 0
    if used:
        normalise(w, groups, used * LANES, places, out)


@compiled
def _prepare(
    tasks: Integers, task: int, lane: int, scalars: tuple[Words, Words, Words], digits: _Digits
) -> None:
    """Write one lane's digits: all zero for an idle lane."""
    for i in range(lane, digits.challenge.size, LANES):
        digits.challenge[i] = 0
    for i in range(lane, digits.response.size, LANES):
        digits.response[i] = 0
        digits.shift[i] = 0
    if tasks[task, lane, PLACE] == IDLE:
        return
    challenges, responses, shifts = scalars
    row = tasks[task, lane, SCALAR]
    digits_of(challenges, row, 4, digits.challenge, lane)
    digits_of(responses, row, FIXED_BITS, digits.response, lane)
    if tasks[task, lane, SHIFTED] != 0:
        digits_of(shifts, row, FIXED_BITS, digits.shift, lane)
    digits.sides[lane] = tasks[task, lane, SIDE] * FIXED_WORDS
