"""A batch of ballots on the curve, checked exactly: every commitment is recomputed."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from sandoq.engines.ballots.groups.edwards import L
from sandoq.engines.ballots.kernel.arrays import Flags, Integers, Words
from sandoq.engines.ballots.kernel.curve.commitments import add_up, decode, recompute
from sandoq.engines.ballots.kernel.curve.powers import fixed_table
from sandoq.engines.ballots.kernel.curve.texts import (
    TEXT_BYTES,
    affine_words,
    codes_of_points,
    codes_of_texts,
    joined_texts,
    words_of_integers,
)
from sandoq.engines.ballots.kernel.curve.weighing import shifts
from sandoq.engines.ballots.kernel.layout import Layout
from sandoq.engines.ballots.kernel.processor import CUT
from sandoq.engines.ballots.kernel.proofs import Flat, HashCheck, texts_of_fixed_width
from sandoq.engines.ballots.kernel.schedule import schedule
from sandoq.engines.ballots.model import ElectionContext


class CurveSetting:
    """What all batches of an election share."""

    def __init__(self, context: ElectionContext) -> None:
        self.context = context
        self.layout = Layout(context)
        self.hashes = HashCheck(context, self.layout)
        group = context.group
        self.sides = affine_words([group.generator, group.decode(context.public_key)])
        """G and Y."""

    @cached_property
    def tables(self) -> Words:
        """The fixed tables of G and Y."""
        return np.concatenate([fixed_table(self.sides[side : side + 1]) for side in range(2)])

    @cached_property
    def job_rows(self) -> Integers:
        """For each job in the order of hashing: base, disjunct, side, whether v ≠ 0."""
        jobs = self.layout.jobs
        rows = [(job.base, job.disjunct, job.side, job.value != 0) for job in jobs]
        return np.array(rows, dtype=np.int64)

    @cached_property
    def values(self) -> Words:
        """v of each disjunct, shape (D, 4)."""
        return words_of_integers(self.layout.values)

    @cached_property
    def sum_rows(self) -> Integers:
        """For each sum: base, first element, number of pairs."""
        rows = [(s.base, s.first, s.count) for s in self.layout.sums]
        return np.array(rows, dtype=np.int64).reshape(-1, 3)


class Scalars:
    """c, r and -v·c of every disjunct of a batch, each times `factor`, each of shape (N·D, 4)."""

    def __init__(self, setting: CurveSetting, flats: Sequence[Flat], factor: int = 1) -> None:
        flat = [scalar for flat in flats for scalar in flat.scalars]
        if factor != 1:
            flat = [scalar * factor % L for scalar in flat]
        pairs = words_of_integers(flat).reshape(-1, 2, 4)
        self.challenges = np.ascontiguousarray(pairs[:, 0])
        self.responses = np.ascontiguousarray(pairs[:, 1])
        self.shifts = np.empty_like(self.challenges)
        shifts(self.challenges, setting.values, self.shifts)


class Recomputed:
    """The points of N ≥ 1 ballots, by exact computation.

    elements: decoded, the identity where a text is no point, shape (N, E, 8).
    sums: of elements, shape (N, 2·sums, 8).
    members: whether all elements of a ballot are in the prime-order group, shape (N,).
    commitments: times `factor`, shape (N·J, 8).
    """

    def __init__(self, setting: CurveSetting, flats: Sequence[Flat], factor: int = 1) -> None:
        layout, count = setting.layout, len(flats)
        codes = codes_of_texts([text for flat in flats for text in flat.elements])
        decoded = np.empty((len(codes), 8), np.uint64)
        on_curve = np.empty(len(codes), np.bool_)
        decode(codes, decoded, on_curve)
        bases = np.empty((count, layout.bases, 8), np.uint64)
        self.elements, self.sums = bases[:, : layout.elements], bases[:, layout.elements :]
        self.elements[:] = decoded.reshape(count, layout.elements, 8)
        rows = bases.reshape(-1, 8)
        add_sums(setting, rows, layout.bases, self.sums)
        members = np.ones((count, layout.bases), np.bool_)
        members[:, : layout.elements] = on_curve.reshape(count, layout.elements)
        scalars = Scalars(setting, flats, factor)
        self.commitments = np.empty((count * len(layout.jobs), 8), np.uint64)
        plan = schedule(layout, count, CUT.lanes)
        recompute(
            rows,
            members.reshape(-1),
            (plan.bases, plan.checks, plan.starts, plan.tasks),
            (scalars.challenges, scalars.responses, scalars.shifts),
            setting.tables,
            self.commitments,
        )
        self.members: Flags = np.logical_and.reduce(members, axis=1)


def check_exactly(setting: CurveSetting, flats: Sequence[Flat]) -> tuple[Flags, Words]:
    """Which of N ≥ 1 ballots are valid, shape (N,), and their elements, shape (N, E, 8)."""
    found = Recomputed(setting, flats)
    commitments = codes_of_points(found.commitments)
    valid = hashes_hold(setting, flats, found.sums, commitments, found.members)
    return valid, found.elements


def add_sums(setting: CurveSetting, points: Words, stride: int, out: Words) -> None:
    """For each ballot the layout's sums of elements.

    Args:
        points: each ballot's elements at its first rows of `stride` rows, shape (N·stride, 8).
        out: shape (N, 2·sums, 8).
    """
    count = len(points) // stride
    starts = np.arange(count, dtype=np.int64) * stride
    for number, total in enumerate(setting.layout.sums):
        firsts = np.concatenate([starts + total.first, starts + total.first + 1])
        sums = np.empty((2 * count, 8), np.uint64)
        add_up(points, firsts, 2, total.count, sums)
        out[:, 2 * number] = sums[:count]
        out[:, 2 * number + 1] = sums[count:]


def hashes_hold(
    setting: CurveSetting, flats: Sequence[Flat], sums: Words, commitments: Words, wanted: Flags
) -> Flags:
    """Which of the wanted ballots have challenges that are the hashes of these commitments.

    Args:
        sums: points, shape (N, 2·sums, 8).
        commitments: codes, ballot by ballot, shape (N·J, 4).
    """
    elements = ",".join([text for flat in flats for text in flat.elements]).encode()
    sum_texts = joined_texts(codes_of_points(sums.reshape(-1, 8)))
    texts = joined_texts(commitments)
    counts = (setting.layout.elements, sums.shape[1], len(setting.layout.jobs))
    hold = np.zeros(len(flats), np.bool_)
    for number in map(int, np.flatnonzero(wanted)):
        own = [
            texts_of_fixed_width(joined, TEXT_BYTES, number * count)
            for joined, count in zip((elements, sum_texts, texts), counts, strict=True)
        ]
        hold[number] = setting.hashes.holds(flats[number], *own)
    return hold
