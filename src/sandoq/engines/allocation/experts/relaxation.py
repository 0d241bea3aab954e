"""A linear program over cells of stations: prices that bound every plan, and teams to round.

The program is small because stations near each other are one cell; its prices need not be exact,
since any prices of at least 0 give a bound that holds for the stations themselves.
"""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import csc_matrix

from sandoq.engines.allocation.errors import SolverFailed
from sandoq.engines.allocation.experts.question import Needs, Question
from sandoq.engines.allocation.experts.reach import (
    WORTH,
    Arcs,
    arcs_of,
    base_of_bin,
    capacities,
    kind_of_bin,
)
from sandoq.engines.allocation.roads import Counts, Floats, Places

_CELLS = 6000
_ARCS = 8
_FINEST_DEGREES = 0.002


@dataclass(frozen=True, slots=True)
class Prices:
    """Points for a place in each bin's teams, and for a team at each base; at least 0."""

    bins: Floats
    bases: Floats


def relax(question: Question, seconds: float) -> tuple[Floats, Prices]:
    """Fractions of teams by bin, and prices.

    Raises:
        SolverFailed: HiGHS ended without an optimum.
    """
    places, needs, many = _cells(question)
    arcs = _nearest(arcs_of(question, places, needs))
    limited = np.flatnonzero(question.most < sum(kind.count for kind in question.kinds))
    rows, bins = len(needs), int(np.prod(question.bins))
    kinds, bases = kind_of_bin(question), base_of_bin(question)
    a, b = len(arcs.need), np.arange(bins)
    within = np.flatnonzero(np.isin(bases, limited))
    columns = [np.arange(a), np.arange(a), a + b, a + b, a + within]
    lines = [
        arcs.need,
        rows + arcs.bin,
        rows + b,
        rows + bins + kinds,
        rows + bins + len(question.kinds) + np.searchsorted(limited, bases[within]),
    ]
    values = [
        np.ones(a),
        np.ones(a),
        -capacities(question).astype(float),
        np.ones(bins),
        np.ones(len(within)),
    ]
    upper = [
        many.astype(float),
        np.zeros(bins),
        np.array([float(kind.count) for kind in question.kinds]),
        question.most[limited].astype(float),
    ]
    matrix: Any = csc_matrix(
        (np.concatenate(values), (np.concatenate(lines), np.concatenate(columns))),
        shape=(sum(map(len, upper)), a + bins),
    )
    gain = np.concatenate([needs.weight[arcs.need] * WORTH - arcs.minutes, np.zeros(bins)])
    x, duals = _solved(matrix, gain, np.concatenate(upper), seconds)
    on_bases = np.zeros(len(question.bases))
    on_bases[limited] = duals[rows + bins + len(question.kinds) :]
    prices = Prices(_written(duals[rows : rows + bins]), _written(on_bases))
    return x[a:], prices


def bound_of(question: Question, arcs: Arcs, prices: Prices) -> float:
    """Points that no plan can pass, by weak duality.

    Each need earns at most its best arc less the bin's price; each kind's teams at most the
    dearest capacity; each base's limit its price.
    """
    worth = question.needs.weight[arcs.need] * WORTH - arcs.minutes - prices.bins[arcs.bin]
    best = np.zeros(len(question.needs))
    np.maximum.at(best, arcs.need, worth)
    team = capacities(question) * prices.bins - prices.bases[base_of_bin(question)]
    kinds = kind_of_bin(question)
    rent = sum(
        kind.count * max(float(team[kinds == number].max(initial=0.0)), 0.0)
        for number, kind in enumerate(question.kinds)
    )
    priced = prices.bases > 0
    return float(best.sum() + rent + (prices.bases[priced] * question.most[priced]).sum())


def _cells(question: Question) -> tuple[Places, Needs, Counts]:
    """Needs alike and near each other as one: places, needs, and how many each one is."""
    needs, size = question.needs, _FINEST_DEGREES
    lat, lon = question.stations.lat[needs.station], question.stations.lon[needs.station]
    while True:
        grid = np.floor(np.column_stack([lat, lon]) / size).astype(np.int64)
        alike = np.column_stack([grid, needs.skill, needs.shift, needs.weight])
        _, first, cell = np.unique(alike, axis=0, return_index=True, return_inverse=True)
        if len(first) <= _CELLS:
            break
        size *= 1.3
    cell = cell.ravel()
    many = np.bincount(cell)
    middle = (np.bincount(cell, axis) / many for axis in (lat, lon))
    codes = tuple(map(str, range(len(first))))
    return (
        Places(codes, *middle),
        Needs(np.arange(len(first)), needs.skill[first], needs.shift[first], needs.weight[first]),
        many,
    )


def _nearest(arcs: Arcs) -> Arcs:
    """A need's nearest arcs, which are enough for prices."""
    kept = np.arange(len(arcs.need)) - np.searchsorted(arcs.need, arcs.need) < _ARCS
    return Arcs(arcs.need[kept], arcs.bin[kept], arcs.minutes[kept])


def _solved(matrix: Any, gain: Floats, upper: Floats, seconds: float) -> tuple[Floats, Floats]:
    """Columns and row duals of max gain · x, matrix · x <= upper, x >= 0."""
    program: Any = highspy.HighsLp()
    program.num_row_, program.num_col_ = matrix.shape
    program.sense_ = highspy.ObjSense.kMaximize
    program.col_cost_ = gain
    program.col_lower_, program.col_upper_ = np.zeros(len(gain)), np.full(len(gain), np.inf)
    program.row_lower_, program.row_upper_ = np.full(len(upper), -np.inf), upper
    program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    program.a_matrix_.start_ = matrix.indptr
    program.a_matrix_.index_ = matrix.indices
    program.a_matrix_.value_ = matrix.data
    highs = highspy.Highs()
    options = {"output_flag": False, "threads": 1, "random_seed": 0, "time_limit": seconds}
    for name, value in options.items():
        highs.setOptionValue(name, value)
    highs.passModel(program)
    ended, status = highs.run(), highs.getModelStatus()
    if ended != highspy.HighsStatus.kOk or status != highspy.HighsModelStatus.kOptimal:
        raise SolverFailed("HiGHS", status.name)
    solution = highs.getSolution()
    return np.array(solution.col_value), np.abs(np.array(solution.row_dual))


def _written(prices: Floats) -> Floats:
    """As they stand in the plan's document, so that a stranger gets the same bound."""
    written: Floats = np.round(np.maximum(prices, 0.0), 3).astype(np.float64)
    return written
