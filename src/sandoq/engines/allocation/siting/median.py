"""p-median: fast interchange, subgradient, Benders relaxation, proof."""

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.bounding import Row, bound_of, closing
from sandoq.engines.allocation.siting.cutting import MedianRelaxation
from sandoq.engines.allocation.siting.effort import Effort, Found
from sandoq.engines.allocation.siting.heuristics import first_plan, shaken
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Median
from sandoq.engines.allocation.siting.proof import Leaf, Proof
from sandoq.engines.allocation.siting.subgradient import climb
from sandoq.engines.allocation.siting.tree import MARGIN, Search, branch_and_bound

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_SHAKES = 5
_STEPS = 400
_READ_MOST = 1_000_000_000
"""Costs the subgradient steps may read in all."""
_NUMBERS_MOST = 3_000_000


def solve_median(model: Median, limits: Limits, effort: Effort) -> Found:
    """The best sites with a proof; see `solving.solve`."""
    effort.enter("interchange")
    sites = shaken(model, limits, first_plan(model, limits), _SHAKES, seed=0)
    cost = model.cost_of(sites)
    effort.enter("subgradient", cost)
    steps = int(np.clip(_READ_MOST // model.costs.size, 40, _STEPS))
    duals = climb(model, limits, _second(model, sites), cost, steps)
    proof = Proof(leaves=[Leaf(duals)])
    bound = bound_of(model, limits, duals)
    hoped = effort.target(cost)
    limit = closing(hoped, whole=model.whole)
    if bound.lower >= limit or not effort.enter("proof", cost, bound.lower):
        return Found(sites, proof, hoped)
    live = (bound.forced_in < limit + MARGIN) | limits.must
    live[sites] = True
    kept = np.flatnonzero(live)
    rest, bounds = model.among(kept), limits.among(kept)
    search = Search(
        rest,
        bounds,
        MedianRelaxation(rest, bounds, duals.demands),
        np.searchsorted(kept, np.sort(sites)),
        cost,
        effort.target,
        effort.go_on,
        max(_NUMBERS_MOST // model.shape[1], 3),
        effort.left,
    )
    leaves = branch_and_bound(search)
    if leaves:
        proof.ruling = duals
        proof.leaves = [_lifted(leaf, kept) for leaf in leaves]
    return Found(kept[search.sites], proof, min(hoped, effort.target(search.cost)))


def _lifted(leaf: Leaf, kept: Whole) -> Leaf:
    rows = tuple(Row(kept[row.sites], row.count, row.least) for row in leaf.rows)
    return Leaf(leaf.duals, rows, leaf.halves)


def _second(model: Median, sites: Whole) -> Floats:
    """The cost of each demand's second nearest open site: good first multipliers."""
    if len(sites) == 1:
        return np.asarray(model.costs.max(axis=0))
    return np.asarray(np.partition(model.costs[sites], 1, axis=0)[1])
