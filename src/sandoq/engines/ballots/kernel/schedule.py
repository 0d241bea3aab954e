"""Which lane does what when: the jobs of a batch of ballots, dealt out to lanes in step."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Integers
from sandoq.engines.ballots.kernel.layout import Layout

SCALAR, SIDE, PLACE, SHIFTED = range(4)
"""Columns of a task: row of c, r and the shift; 0 for G, 1 for Y; row of the result, or `IDLE`;
whether the shift is not zero."""

IDLE: Final = -1


@dataclass(frozen=True, slots=True)
class Schedule:
    """The groups of lanes one after the other, and for each group its tasks.

    bases: for each group and lane the row of its base, shape (groups, lanes).
    checks: the same row where membership is to be checked, else `IDLE`.
    starts: group g has the tasks starts[g] … starts[g + 1] - 1, shape (groups + 1,).
    tasks: shape (tasks, lanes, 4).
    """

    bases: Integers
    checks: Integers
    starts: Integers
    tasks: Integers


def schedule(layout: Layout, ballots: int, lanes: int) -> Schedule:
    """The schedule of N ≥ 1 ballots; rows go ballot by ballot: B bases, D scalars, J results each.

    Equal bases of all ballots stand next to each other, so lanes seldom wait for one another.
    """
    plan, jobs = layout.plan, layout.job_rows
    visits = len(plan) * ballots
    padded = -(-visits // lanes) * lanes
    real = np.arange(padded) < visits
    number = np.minimum(np.arange(padded), visits - 1)
    ballot, row = number % ballots, plan[number // ballots]
    bases = ballot * layout.bases + row[:, 0]
    checks = np.where(real & (row[:, 1] != 0), bases, IDLE)
    counts = np.where(real, row[:, 3], 0)
    steps = counts.reshape(-1, lanes).max(axis=1)
    starts = np.concatenate([[0], np.cumsum(steps)])
    group = np.repeat(np.arange(len(steps)), steps)
    step = np.arange(starts[-1]) - starts[group]
    visit = group[:, None] * lanes + np.arange(lanes)
    active = step[:, None] < counts[visit]
    job = jobs[np.where(active, row[visit, 2] + step[:, None], 0)]
    tasks = np.empty((len(group), lanes, 4), np.int64)
    tasks[:, :, SCALAR] = ballot[visit] * layout.disjuncts + job[:, :, 0]
    tasks[:, :, SIDE] = job[:, :, 1]
    tasks[:, :, PLACE] = np.where(active, ballot[visit] * len(layout.jobs) + job[:, :, 2], IDLE)
    tasks[:, :, SHIFTED] = job[:, :, 3] * active
    return Schedule(bases.reshape(-1, lanes), checks.reshape(-1, lanes), starts, tasks)
