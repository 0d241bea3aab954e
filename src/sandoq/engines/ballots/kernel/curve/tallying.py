"""The weighted product of many ballots' elements, column by column."""

from collections.abc import Sequence

import numpy as np

from sandoq.engines.ballots.groups.edwards import IDENTITY, L, Point, add, double
from sandoq.engines.ballots.kernel.arrays import Words
from sandoq.engines.ballots.kernel.curve.commitments import add_up
from sandoq.engines.ballots.kernel.curve.texts import points_of_words


def weighted_sums(points: Words, weights: Sequence[int]) -> list[Point]:
    """For each column j, Σ_i weights[i] · points[i, j].

    Bit by bit of the weights: whoever has the bit is added up, and the sums are doubled together.

    Args:
        points: affine, members of the prime-order group, shape (n, columns, 8).
        weights: n integers, at least 0; taken modulo L.
    """
    reduced = [weight % L for weight in weights]
    columns = points.shape[1]
    totals = [IDENTITY] * columns
    for bit in reversed(range(max(map(int.bit_length, reduced), default=0))):
        chosen = [i for i, weight in enumerate(reduced) if weight >> bit & 1]
        totals = [double(total) for total in totals]
        if chosen:
            sums = np.empty((columns, 8), np.uint64)
            rows = np.ascontiguousarray(points[chosen]).reshape(-1, 8)
            add_up(rows, np.arange(columns, dtype=np.int64), columns, len(chosen), sums)
            parts = points_of_words(sums)
            totals = [add(total, part) for total, part in zip(totals, parts, strict=True)]
    return totals
