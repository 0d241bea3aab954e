"""Presolve of covering, exact: demands that the same sites cover become one, useless sites go.

A site is dominated if another of its kind, no dearer, covers all it covers: some best plan does
without it. The plan names each dominator, so that a reader can repeat the argument.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_PRODUCT_LIMIT = 400_000_000
_BLOCK = 512


@dataclass(frozen=True, slots=True)
class Reduction:
    """A smaller model and the way back.

    Attributes:
        model: the reduced model.
        sites: original site of each kept one.
        group: reduced demand of each original one, -1 where no kept site reaches it.
        weights: electors of the original demands.
    """

    model: Covering
    sites: Whole
    group: Whole
    weights: Floats

    def lift(self, duals: Floats) -> Floats:
        """Multipliers of the original demands: in proportion to their electors within a group.

        Who cannot be reached costs his electors in any plan.
        """
        share = duals / self.model.weights  # aggregated demands have electors
        share = np.append(share, 1.0)  # of group -1
        return np.asarray(share[self.group] * self.weights)


def aggregate(model: Covering, sites: Whole) -> Reduction:
    """Keep these sites; merge demands that the same of them cover, drop those none covers."""
    covers = model.covers[sites]
    columns = covers.tocsc()
    degree = np.diff(columns.indptr)
    marks = np.random.default_rng(1).integers(1, 2**62, (2, len(sites)), dtype=np.int64)
    keys = np.column_stack([_sums(mark[columns.indices], columns.indptr) for mark in marks])
    used = np.flatnonzero((degree > 0) & (model.weights > 0))
    both = keys[used].view(np.dtype((np.void, keys.itemsize * 2))).ravel()
    _, first, group = np.unique(both, return_index=True, return_inverse=True)
    merged = np.bincount(group, weights=model.weights[used], minlength=len(first)).astype(float)
    back = np.full(len(model.weights), -1)
    back[used] = group
    base = model.base + float(model.weights[back < 0].sum())
    smaller = Covering(columns[:, used[first]].tocsr(), merged, base)
    return Reduction(smaller, sites, back, model.weights)


def dominators(model: Covering, limits: Limits, live: Whole) -> dict[int, int]:
    """For each dominated site among `live`, one that dominates it and stays.

    Exact, but left undone (empty) where it would cost more than it saves.
    """
    covers = model.covers[live].astype(np.float32)
    size = np.diff(covers.indptr)
    by_demand = covers.T.tocsr()
    if float(np.diff(by_demand.indptr).astype(float) @ np.diff(by_demand.indptr)) > _PRODUCT_LIMIT:
        return {}
    cost = limits.cost[live] if limits.has_budget else np.zeros(len(live))
    kind, must = limits.kind[live], limits.must[live]
    found: dict[int, int] = {}
    for start in range(0, len(live), _BLOCK):
        shared = (covers[start : start + _BLOCK] @ by_demand).tocoo()
        row, other = shared.row + start, shared.col
        inside = (shared.data == size[row]) & (row != other) & (kind[row] == kind[other])
        inside &= ~must[row] & (cost[other] <= cost[row])
        row, other = row[inside], other[inside]
        same = (size[row] == size[other]) & (cost[row] == cost[other])
        first = np.where(must[row] == must[other], other < row, must[other])
        keep = ~same | first
        found.update(zip(row[keep].tolist(), other[keep].tolist(), strict=True))
    return {int(live[one]): int(live[_last(found, one)]) for one in found}


def _last(found: dict[int, int], one: int) -> int:
    """Follow dominators to one that stays; there is no circle, ties go to the earlier site."""
    while one in found:
        one = found[one]
    return one


def _sums(values: Whole, starts: Any) -> Whole:
    """Sums of the segments, wrapping around; empty segments give 0."""
    with np.errstate(over="ignore"):
        total = np.concatenate([[0], np.cumsum(values)])
        return np.asarray(total[starts[1:]] - total[starts[:-1]])
