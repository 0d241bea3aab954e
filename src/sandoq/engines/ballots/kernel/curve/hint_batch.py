"""A batch of ballots on the curve, checked with untrusted hints (docs/protocols/hints.md).

A ballot's hint is Q = P/8 for each of its elements and then for each of its commitments, 64 bytes
each: x and y, little endian.
"""

import secrets
from collections.abc import Sequence

import numpy as np

from sandoq.engines.ballots.groups.edwards import IDENTITY, L, Point, add, same
from sandoq.engines.ballots.kernel.arrays import Flags, Words
from sandoq.engines.ballots.kernel.curve.batch import (
    CurveSetting,
    Recomputed,
    Scalars,
    add_sums,
    hashes_hold,
)
from sandoq.engines.ballots.kernel.curve.hinted import times_8
from sandoq.engines.ballots.kernel.curve.multiscalar import (
    WEIGHT_BITS,
    best_width,
    cached_rows,
    multiscalar,
)
from sandoq.engines.ballots.kernel.curve.rows import row_sums
from sandoq.engines.ballots.kernel.curve.texts import (
    codes_of_points,
    codes_of_texts,
    integers_of_words,
    words_of_integers,
)
from sandoq.engines.ballots.kernel.curve.weighing import weigh
from sandoq.engines.ballots.kernel.proofs import Flat

POINT_BYTES = 64
_GROUP = 32
"""Ballots that are tried again together when a whole batch does not balance."""


_ONE_EIGHTH = pow(8, -1, L)


def points_in_hint(setting: CurveSetting) -> int:
    """Points in one ballot's hint."""
    return setting.layout.elements + len(setting.layout.jobs)


class HintedBatch:
    """N ≥ 1 ballots with hints, each of the right length.

    `valid` are the ballots found valid; nothing is known of the others, neither that they are
    invalid. `elements` are right for the valid ones, shape (N, E, 8).
    """

    def __init__(
        self, setting: CurveSetting, flats: Sequence[Flat], hints: Sequence[bytes]
    ) -> None:
        layout, count = setting.layout, len(flats)
        self._setting = setting
        stride = points_in_hint(setting)
        words = np.frombuffer(b"".join(hints), dtype="<u8").reshape(-1, 8).astype(np.uint64)
        points = np.empty_like(words)
        on_curve = np.ones(len(words), np.bool_)
        times_8(words, on_curve, points)
        codes = codes_of_points(points).reshape(count, stride, 4)
        stated = codes_of_texts([text for flat in flats for text in flat.elements])
        agree = codes[:, : layout.elements] == stated.reshape(count, layout.elements, 4)
        wanted = on_curve.reshape(count, stride).all(axis=1) & agree.all(axis=(1, 2))
        sums = np.empty((count, 2 * len(layout.sums), 8), np.uint64)
        add_sums(setting, points, stride, sums)
        commitments = codes[:, layout.elements :].reshape(-1, 4)
        by_ballot = points.reshape(count, stride, 8)
        self.elements = by_ballot[:, : layout.elements]
        hold = hashes_hold(setting, flats, sums, commitments, wanted)
        self.valid = self._balanced(by_ballot, Scalars(setting, flats), hold)

    def _balanced(self, points: Words, scalars: Scalars, wanted: Flags) -> Flags:
        """Which of the wanted ballots satisfy the equation of their batch, or of their group."""
        if self._balance(points, scalars, wanted):
            return wanted
        found = np.zeros_like(wanted)
        for start in range(0, len(wanted), _GROUP):
            group = np.zeros_like(wanted)
            group[start : start + _GROUP] = wanted[start : start + _GROUP]
            if group.any() and self._balance(points, scalars, group):
                found |= group
        return found

    def _balance(self, points: Words, scalars: Scalars, chosen: Flags) -> bool:
        """Whether Σ w·(c·base + r·F - v·c·G - commitment) over the chosen ballots is zero."""
        layout, count = self._setting.layout, len(chosen)
        jobs = len(layout.jobs)
        weights = random_weights(count * jobs)
        coefficients = np.empty((count * layout.elements, 4), np.uint64)
        of_sides = weigh(
            chosen,
            self._setting.job_rows,
            self._setting.sum_rows,
            scalars.challenges,
            scalars.responses,
            scalars.shifts,
            weights,
            coefficients,
        )
        elements = points[:, : layout.elements][chosen].reshape(-1, 8)
        commitments = points[:, layout.elements :][chosen].reshape(-1, 8)
        terms = np.concatenate([self._setting.sides, elements, commitments])
        chosen_coefficients = coefficients.reshape(count, -1, 4)[chosen].reshape(-1, 4)
        return sum_is_zero(
            terms,
            np.concatenate([of_sides, chosen_coefficients]),
            np.ascontiguousarray(weights.reshape(count, jobs, 4)[chosen]).reshape(-1, 4),
        )


def random_weights(count: int) -> Words:
    """Unpredictable numbers below 2^128, shape (count, 4)."""
    weights = np.zeros((count, 4), np.uint64)
    data = secrets.token_bytes(WEIGHT_BITS // 8 * count)
    weights[:, :2] = np.frombuffer(data, dtype="<u8").reshape(-1, 2)
    return weights


def sum_is_zero(points: Words, scalars: Words, weights: Words) -> bool:
    """Whether Σ scalars[i]·points[i] - Σ weights[j]·points[n + j] is the identity; uses them up."""
    width = best_width(len(scalars), len(weights))
    parts = multiscalar(cached_rows(points), scalars, weights, width)
    total = IDENTITY
    for part in parts:
        total = add(total, Point(*integers_of_words(part.reshape(4, 4))))
    return same(total, IDENTITY)


def hints_of(setting: CurveSetting, flats: Sequence[Flat]) -> list[bytes]:
    """A hint for each of N ≥ 1 ballots; one that is not valid gets a useless hint, equally long."""
    found = Recomputed(setting, flats, _ONE_EIGHTH)
    elements = np.ascontiguousarray(found.elements).reshape(-1, 8)
    eighths = row_sums(elements, words_of_integers([_ONE_EIGHTH] * len(elements)), 1)
    parts = [eighths.reshape(len(flats), -1), found.commitments.reshape(len(flats), -1)]
    return [row.astype("<u8").tobytes() for row in np.concatenate(parts, axis=1)]
