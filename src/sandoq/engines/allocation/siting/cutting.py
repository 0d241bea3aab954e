"""The linear relaxation of p-median by Benders cuts, with its exact multipliers.

    min Σ θ_i   with  θ_i + Σ_j (D - c_ij)⁺ y_j >= D   for levels D among the costs of demand i

A violated level is found in closed form from the sorted costs. The cuts' duals π sum to at most 1
for a demand, and Σ π D (the rest at its least cost) is a multiplier whose Lagrangian bound is at
least the relaxation's value.
Source: Magnanti and Wong (1981); Duran-Mateluna, Ales and Elloumi (2023), "An efficient Benders
decomposition for the p-median problem", EJOR 308.
"""

import time

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.matrices import sparse
from sandoq.engines.allocation.siting.bounding import Duals, Row
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Median
from sandoq.engines.allocation.siting.program import INFINITY, Program
from sandoq.engines.allocation.siting.relaxing import Relaxed, SideRows

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_ROUNDS = 200
_VIOLATED = 1e-6


class MedianRelaxation:
    """The relaxation of one p-median model.

    Args:
        first: multipliers, shape (I,), near which the first cuts are laid.
    """

    def __init__(self, model: Median, limits: Limits, first: Floats) -> None:
        self._costs = model.costs
        self._sites, self._demands = model.shape
        self._order = np.argsort(model.costs, axis=0, kind="stable")
        self._sorted = np.take_along_axis(model.costs, self._order, axis=0)
        self._least = self._sorted[0]
        self._side = SideRows(limits, 2.0 * float(self._sorted[-1].sum()) + 1.0)
        self._owner = np.zeros(0, dtype=np.int64)
        self._level = np.zeros(0)
        self._number = np.zeros(0, dtype=np.int64)
        side = self._side.matrix
        self._program = Program(
            sparse.hstack([side, sparse.csr_matrix((side.shape[0], self._demands))]),
            np.concatenate([np.zeros(self._sites), np.ones(self._demands)]),
            lower=np.concatenate([limits.must * 1.0, self._least]),
            upper=np.concatenate([np.ones(self._sites), np.full(self._demands, INFINITY)]),
            row_lower=np.full(side.shape[0], -INFINITY),
            row_upper=self._side.upper,
        )
        place = (self._sorted < first).sum(axis=0)
        for shift in (-1, 0, 1):
            at = np.clip(place + shift, 1, self._sites - 1) if self._sites > 1 else place * 0
            self._cut(np.arange(self._demands), self._sorted[at, np.arange(self._demands)])

    def solve(self, rows: tuple[Row, ...], seconds: float) -> Relaxed | None:
        """See `Relaxation`; cuts stay for the next time, for they hold under any rows."""
        self._side.wake(self._program, rows)
        end = time.monotonic() + seconds
        for _ in range(_ROUNDS):
            if not self._program.run_within(end - time.monotonic()):
                return None
            values = self._program.values
            share, theta = values[: self._sites], values[self._sites : self._sites + self._demands]
            level, need = self._separate(share)
            wrong = np.flatnonzero(need > theta + _VIOLATED * np.maximum(1.0, np.abs(need)))
            if len(wrong) == 0:
                break
            self._cut(wrong, level[wrong])
        return Relaxed(share, self._multipliers(rows))

    def _multipliers(self, rows: tuple[Row, ...]) -> Duals:
        found = self._program.duals
        weight = np.maximum(found[self._number], 0.0)
        total = np.bincount(self._owner, weights=weight, minlength=self._demands)
        scale = np.maximum(total, 1.0)
        level = np.bincount(self._owner, weights=weight * self._level, minlength=self._demands)
        duals = level / scale + np.maximum(1.0 - total, 0.0) * self._least
        budget, paid = self._side.prices(found, 0, rows)
        return Duals(np.maximum(duals, 0.0), budget, tuple(paid))

    def _separate(self, share: Floats) -> tuple[Floats, Floats]:
        """For each demand the level whose cut asks most, and what it asks of θ."""
        taken = np.clip(share, 0.0, 1.0)[self._order]
        before = np.cumsum(taken, axis=0) - taken
        served = np.clip(1.0 - before, 0.0, taken)
        last = np.minimum((before + taken < 1.0 - 1e-9).sum(axis=0), self._sites - 1)
        level = self._sorted[last, np.arange(self._demands)]
        short = np.maximum(1.0 - served.sum(axis=0), 0.0)
        return level, (served * self._sorted).sum(axis=0) + short * level

    def _cut(self, demands: Whole, level: Floats) -> None:
        """Add a cut for each of the demands at its level."""
        saved = sparse.csr_matrix(np.maximum(level[None, :] - self._costs[:, demands], 0.0).T)
        ones = sparse.csr_matrix(
            (np.ones(len(demands)), (np.arange(len(demands)), demands)),
            shape=(len(demands), self._demands),
        )
        first = self._program.add_rows(sparse.hstack([saved, ones]).tocsr(), level)
        self._owner = np.concatenate([self._owner, demands])
        self._level = np.concatenate([self._level, level])
        self._number = np.concatenate([self._number, first + np.arange(len(demands))])
