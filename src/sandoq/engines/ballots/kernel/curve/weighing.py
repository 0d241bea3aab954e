# ruff: noqa: PLR0917
"""The coefficients of the one equation that checks a batch with hints (docs/protocols/hints.md)."""

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Flags, Integers, Words
from sandoq.engines.ballots.kernel.curve.modulo import LIMBS, add_product, add_to, negate, reduce
from sandoq.engines.ballots.kernel.jit import compiled, entry


@entry
def weigh(
    chosen: Flags,
    jobs: Integers,
    sums: Integers,
    challenges: Words,
    responses: Words,
    shifts: Words,
    weights: Words,
    coefficients: Words,
) -> Words:
    """Collect Σ w·(c·base + r·F - v·c·G) over all jobs of the chosen ballots by base, G and Y.

    Args:
        chosen: which ballots take part, shape (N,); the others get zeros.
        jobs: for each job base, disjunct, side, and whether v ≠ 0; shape (J, 4).
        sums: for each sum of elements its base, first element and count; shape (s, 3).
        challenges, responses, shifts: as in `commitments.recompute`, each (N·D, 4).
        weights: a random w below 2^128 for each commitment, shape (N·J, 4); set to 0 for ballots
            that take no part.
        coefficients: out, of each ballot's elements, shape (N·E, 4).

    Returns:
        The coefficients of G and Y, shape (2, 4).
    """
    count = chosen.shape[0]
    elements, disjuncts = coefficients.shape[0] // count, challenges.shape[0] // count
    total = jobs.shape[0]
    bases = elements + 2 * sums.shape[0]
    of_bases = np.zeros((bases, LIMBS), np.uint64)
    of_sides = np.zeros((2, LIMBS), np.uint64)
    for ballot in range(count):
        if not chosen[ballot]:
            _clear(weights, ballot * total, total)
            _clear(coefficients, ballot * elements, elements)
            continue
        _clear(of_bases, 0, bases)
        for number in range(total):
            weight, disjunct = ballot * total + number, ballot * disjuncts + jobs[number, 1]
            add_product(of_bases, jobs[number, 0], weights, weight, challenges, disjunct)
            add_product(of_sides, jobs[number, 2], weights, weight, responses, disjunct)
            if jobs[number, 3] != 0:
                add_product(of_sides, 0, weights, weight, shifts, disjunct)
        _share_out(of_bases, sums)
        for element in range(elements):
            reduce(of_bases[element], coefficients[ballot * elements + element])
    sides = np.zeros((2, 4), np.uint64)
    for side in range(2):
        reduce(of_sides[side], sides[side])
    return sides


@entry
def shifts(challenges: Words, values: Words, products: Words) -> None:
    """products[i] := -values[i mod D] · challenges[i] mod L; shapes (N·D, 4), (D, 4), (N·D, 4).

    Values are below 2^128.
    """
    count = values.shape[0]
    room = np.zeros((1, LIMBS), np.uint64)
    for i in range(challenges.shape[0]):
        _clear(room, 0, 1)
        add_product(room, 0, values, i % count, challenges, i)
        reduce(room[0], products[i])
        negate(products[i])


@compiled
def _share_out(of_bases: Words, sums: Integers) -> None:
    """What belongs to a sum of elements belongs to each of them."""
    for i in range(sums.shape[0]):
        for k in range(sums[i, 2]):
            for side in range(2):
                add_to(of_bases[sums[i, 1] + 2 * k + side], of_bases[sums[i, 0] + side])


@compiled
def _clear(rows: Words, first: int, count: int) -> None:
    for i in range(first, first + count):
        for k in range(rows.shape[1]):
            rows[i, k] = 0
