"""Programs given whole as a matrix, solved by HiGHS within a time limit."""

from typing import Any

import highspy as _highspy
import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.errors import SolverFailed

Floats = NDArray[np.float64]
highspy: Any = _highspy  # its stubs refuse arrays
INFINITY: float = highspy.kHighsInf
_STOPPED = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kSolutionLimit,
)


class Program:
    """A linear or mixed-integer program, minimised; rows may be added and changed later.

    `matrix` is any scipy sparse matrix of shape (rows, columns). `threads` stays 1 for the whole
    process: changing it between calls makes HiGHS 1.14 answer nonsense.
    """

    def __init__(
        self,
        matrix: Any,
        cost: Floats,
        *,
        row_lower: Floats,
        row_upper: Floats,
        upper: Floats | float = 1.0,
        lower: Floats | float = 0.0,
        whole: NDArray[np.bool_] | None = None,
        seconds: float = INFINITY,
        options: dict[str, object] | None = None,
    ) -> None:
        columns = matrix.tocsc()
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = columns.shape
        model.col_cost_ = cost
        model.col_lower_ = np.broadcast_to(lower, cost.shape).astype(float)
        model.col_upper_ = np.broadcast_to(upper, cost.shape).astype(float)
        model.row_lower_, model.row_upper_ = row_lower, row_upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = columns.indptr
        model.a_matrix_.index_ = columns.indices
        model.a_matrix_.value_ = columns.data.astype(float)
        if whole is not None:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            model.integrality_ = [kinds[int(one)] for one in whole]
        self.solver: Any = highspy.Highs()
        settings = {"output_flag": False, "threads": 1, "random_seed": 0, "time_limit": seconds}
        for name, value in {**settings, **(options or {})}.items():
            self.solver.setOptionValue(name, value)
        if self.solver.passModel(model) == highspy.HighsStatus.kError:
            raise SolverFailed("HiGHS", "passModel")

    def start_from(self, values: Floats) -> None:
        """Give a feasible point to begin with."""
        solution = highspy.HighsSolution()
        solution.col_value = values.tolist()
        self.solver.setSolution(solution)

    def run(self) -> bool:
        """Solve; True if to the end, False if a limit stopped it.

        Raises:
            SolverFailed: any other ending.
        """
        ended = self.solver.run()
        status = self.solver.getModelStatus()
        if status in _STOPPED:
            return False
        if ended == highspy.HighsStatus.kError or status != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed("HiGHS", status.name)
        return True

    def run_within(self, seconds: float) -> bool:
        """`run` with so many seconds from now; False also if the rows leave nothing."""
        if seconds <= 0:
            return False
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + seconds)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status in (*_STOPPED, highspy.HighsModelStatus.kInfeasible):
            return False
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverFailed("HiGHS", status.name)
        return True

    @property
    def values(self) -> Floats:
        """The columns' values; empty if there is no point at all."""
        return np.array(self.solver.getSolution().col_value)

    @property
    def duals(self) -> Floats:
        """The rows' duals."""
        return np.array(self.solver.getSolution().row_dual)

    def add_row(self, columns: NDArray[np.int32], values: Floats, low: float, high: float) -> int:
        """Add low ≤ values · columns ≤ high; its number."""
        self.solver.addRow(low, high, len(columns), columns.astype(np.int32), values.astype(float))
        return int(self.solver.getNumRow()) - 1

    def add_column(self, cost: float, row: int, value: float) -> None:
        """Add a column ≥ 0 that stands in one row; it comes after all others."""
        where, values = np.array([row], dtype=np.int32), np.array([value])
        self.solver.addCol(cost, 0.0, INFINITY, 1, where, values)

    def add_rows(self, matrix: Any, low: Floats) -> int:
        """Add matrix · columns ≥ low for the rows of a CSR matrix; the first one's number."""
        first = int(self.solver.getNumRow())
        count = len(low)
        self.solver.addRows(
            count,
            low.astype(float),
            np.full(count, INFINITY),
            int(matrix.nnz),
            matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data.astype(float),
        )
        return first

    def bound_row(self, row: int, low: float, high: float) -> None:
        """Change a row's bounds; infinite ones put it to sleep."""
        self.solver.changeRowBounds(row, low, high)

    def price_columns(self, columns: NDArray[np.int32], cost: Floats) -> None:
        """Change the costs of columns."""
        self.solver.changeColsCost(len(columns), columns.astype(np.int32), cost)
