"""One careful door to HiGHS: one thread, statuses checked, duals returned.

HiGHS keeps its threads for the whole process, and after a change of `threads` a run can fail while
reporting objective 0; so the number is always 1 here and every status is looked at.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from sandoq.engines.allocation.errors import SolverFailed

Floats: TypeAlias = NDArray[np.float64]


class Infeasible(SolverFailed):
    """Nothing satisfies the rows; the caller knows what that means to a person."""

    def __init__(self) -> None:
        super().__init__("HiGHS", "infeasible")


@dataclass(frozen=True, slots=True)
class Solved:
    """An answer: columns, duals of rows (change of the objective per unit of the row's limit).

    For a whole-number program the duals are empty, `proven` tells that the asked gap was reached,
    and `bound` is HiGHS's own word.
    """

    x: Floats
    row_dual: Floats
    value: float
    bound: float
    proven: bool


class Program:
    """A linear program that is changed and solved again, warm; columns may be whole numbers."""

    def __init__(
        self,
        cost: Floats,
        lower: Floats,
        upper: Floats,
        *,
        maximize: bool,
        whole: NDArray[np.bool_] | None = None,
    ) -> None:
        self._highs: Any = highspy.Highs()
        for option, value in {"output_flag": False, "threads": 1, "random_seed": 0}.items():
            self._highs.setOptionValue(option, value)
        program: Any = highspy.HighsLp()
        program.num_col_ = len(cost)
        program.num_row_ = 0
        program.col_cost_ = np.asarray(cost, float)
        program.col_lower_ = np.asarray(lower, float)
        program.col_upper_ = np.asarray(upper, float)
        program.a_matrix_.start_ = np.zeros(len(cost) + 1, np.int32)
        if whole is not None:
            kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
            program.integrality_ = [kinds[int(one)] for one in whole]
        program.sense_ = self._sense(maximize)
        self._whole = whole is not None
        self._checked(self._highs.passModel(program), "passModel")

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self._highs.getNumRow())

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return int(self._highs.getNumCol())

    def add_rows(self, lower: Floats, upper: Floats, matrix: csr_matrix) -> None:
        """More rows lower ≤ matrix · x ≤ upper."""
        rows = csr_matrix(matrix)
        status = self._highs.addRows(
            rows.shape[0],
            np.asarray(lower, float),
            np.asarray(upper, float),
            rows.nnz,
            rows.indptr[:-1].astype(np.int32),
            rows.indices.astype(np.int32),
            rows.data.astype(float),
        )
        self._checked(status, "addRows")

    def add_columns(self, cost: Floats, upper: Floats, by_column: csr_matrix) -> None:
        """More columns in [0, upper]; `by_column` has one row per new column."""
        columns = csr_matrix(by_column)
        status = self._highs.addCols(
            columns.shape[0],
            np.asarray(cost, float),
            np.zeros(columns.shape[0]),
            np.asarray(upper, float),
            columns.nnz,
            columns.indptr[:-1].astype(np.int32),
            columns.indices.astype(np.int32),
            columns.data.astype(float),
        )
        self._checked(status, "addCols")

    def aim(self, cost: Floats, *, maximize: bool) -> None:
        """Another objective; the basis is kept."""
        every = np.arange(self.columns, dtype=np.int32)
        self._checked(
            self._highs.changeColsCost(len(every), every, np.asarray(cost, float)), "cost"
        )
        self._checked(self._highs.changeObjectiveSense(self._sense(maximize)), "sense")

    def limit_columns(self, lower: Floats, upper: Floats) -> None:
        """Other limits for every column."""
        every = np.arange(self.columns, dtype=np.int32)
        status = self._highs.changeColsBounds(
            len(every), every, np.asarray(lower, float), np.asarray(upper, float)
        )
        self._checked(status, "bounds")

    def limit_row(self, row: int, lower: float, upper: float) -> None:
        """Other limits for one row."""
        self._checked(self._highs.changeRowBounds(row, lower, upper), "row")

    def set(self, **options: object) -> None:
        """HiGHS options by name."""
        for name, value in options.items():
            self._checked(self._highs.setOptionValue(name, value), name)

    def solve(self, *, start: Floats | None = None) -> Solved:
        """The best answer found.

        Raises:
            Infeasible: nothing satisfies the rows.
            SolverFailed: no answer that can be used.
        """
        if start is not None:
            guess = highspy.HighsSolution()
            guess.col_value = list(start)
            self._highs.setSolution(guess)
        status = self._highs.run()
        model = self._highs.getModelStatus()
        word = highspy.HighsModelStatus
        if model == word.kInfeasible:
            raise Infeasible
        info = self._highs.getInfo()
        optimal = model == word.kOptimal
        found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if status == highspy.HighsStatus.kError or not (optimal or (self._whole and found)):
            raise SolverFailed("HiGHS", str(model).rsplit(".", 1)[-1])
        solution = self._highs.getSolution()
        return Solved(
            x=np.array(solution.col_value),
            row_dual=np.array(solution.row_dual) if not self._whole else np.zeros(0),
            value=float(info.objective_function_value),
            bound=float(info.mip_dual_bound if self._whole else info.objective_function_value),
            proven=bool(optimal),
        )

    @staticmethod
    def _sense(maximize: bool) -> object:  # noqa: FBT001 - one meaning
        return highspy.ObjSense.kMaximize if maximize else highspy.ObjSense.kMinimize

    @staticmethod
    def _checked(status: object, what: str) -> None:
        if status == highspy.HighsStatus.kError:
            raise SolverFailed("HiGHS", f"{what}-refused")
