"""The linear relaxation of covering, by HiGHS; only its shares and multipliers are used.

min Σ w_i u_i   with  u_i + Σ_{j covers i} y_j >= 1,  Σ y <= k,  kinds, budget, branching rows
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.matrices import sparse
from sandoq.engines.allocation.siting.bounding import Duals, Row
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering
from sandoq.engines.allocation.siting.program import INFINITY, Program

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Fractional shares of the sites, shape (J,), and multipliers that prove a bound."""

    share: Floats
    duals: Duals


class Relaxation(Protocol):
    """A linear relaxation that branching rows can be put on."""

    def solve(self, rows: tuple[Row, ...], seconds: float) -> Relaxed | None:
        """The relaxation under these rows; None if the time or the rows allow no answer."""


class SideRows:
    """The rows besides the demands': k, kinds, budget, and branching rows that sleep and wake."""

    def __init__(self, limits: Limits, excess: float) -> None:
        """`excess` is the cost of one site too many or too few under a branching row: above any
        plan's cost, so that rows that contradict each other show as an immense bound.
        """
        self._excess = excess
        counts = np.bincount(limits.kind, minlength=len(limits.caps))
        tight = np.flatnonzero(limits.caps < np.minimum(counts, limits.k))
        parts = [np.ones((1, len(limits.kind))), (limits.kind[None, :] == tight[:, None]) * 1.0]
        upper = [np.array([float(limits.k)]), limits.caps[tight].astype(float)]
        if limits.has_budget:
            parts.append(limits.cost[None, :])
            upper.append(np.array([limits.budget]))
        self.matrix = sparse.csr_matrix(np.concatenate(parts))
        self.upper = np.concatenate(upper)
        self._budget = len(self.upper) - 1 if limits.has_budget else None
        self._numbers: dict[int, int] = {}
        self._rows: list[Row] = []
        self._awake: set[int] = set()

    def wake(self, program: Program, rows: tuple[Row, ...]) -> None:
        """Let exactly these branching rows hold."""
        wanted = set()
        for row in rows:
            if id(row) not in self._numbers:
                ones = np.ones(len(row.sites))
                number = program.add_row(row.sites.astype(np.int32), ones, -INFINITY, INFINITY)
                program.add_column(self._excess, number, 1.0 if row.least else -1.0)
                self._numbers[id(row)] = number
                self._rows.append(row)  # kept, so that its id stays its own
            number = self._numbers[id(row)]
            wanted.add(number)
            if number not in self._awake:
                low, high = (row.count, INFINITY) if row.least else (-INFINITY, row.count)
                program.bound_row(number, low, high)
        for number in self._awake - wanted:
            program.bound_row(number, -INFINITY, INFINITY)
        self._awake = wanted

    def prices(self, found: Floats, first: int, rows: tuple[Row, ...]) -> tuple[float, list[float]]:
        """Price of the budget and of each branching row, at least 0."""
        budget = 0.0 if self._budget is None else max(-found[first + self._budget], 0.0)
        paid = [
            max(found[self._numbers[id(row)]] * (1.0 if row.least else -1.0), 0.0) for row in rows
        ]
        return float(budget), [float(price) for price in paid]


class CoveringRelaxation:
    """The relaxation of one covering model."""

    def __init__(self, model: Covering, limits: Limits) -> None:
        sites, demands = model.shape
        self._model, self._sites, self._demands = model, sites, demands
        self._side = SideRows(limits, 2.0 * model.total + 1.0)
        matrix = sparse.bmat(
            [[model.by_demand, sparse.identity(demands)], [self._side.matrix, None]]
        )
        self._program = Program(
            matrix,
            np.concatenate([np.zeros(sites), model.weights]),
            lower=np.concatenate([limits.must * 1.0, np.zeros(demands)]),
            row_lower=np.concatenate([np.ones(demands), np.full(len(self._side.upper), -INFINITY)]),
            row_upper=np.concatenate([np.full(demands, INFINITY), self._side.upper]),
        )

    def solve(self, rows: tuple[Row, ...], seconds: float) -> Relaxed | None:
        """See `Relaxation`."""
        self._side.wake(self._program, rows)
        if not self._program.run_within(seconds):
            return None
        found = self._program.duals
        budget, paid = self._side.prices(found, self._demands, rows)
        demands = self._model.accept(found[: self._demands])
        return Relaxed(self._program.values[: self._sites], Duals(demands, budget, tuple(paid)))
