"""The relaxation of very large covering questions, part by part.

A price μ for each open site takes the place of "k sites at most". The relaxation then falls apart
into groups of sites that share demands, each small enough for HiGHS; μ is moved until about k
sites are asked for. Sites whose electors are together worth less than μ are left out of the
groups, yet not of the bound: it is computed over all sites from the multipliers found.
Source: Dantzig and Wolfe (1960) for the prices; Galvão and ReVelle (1996) for the bound.
"""

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.matrices import csgraph, sparse
from sandoq.engines.allocation.siting.bounding import Duals, bound_of
from sandoq.engines.allocation.siting.effort import Effort
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering
from sandoq.engines.allocation.siting.program import INFINITY, Program
from sandoq.engines.allocation.siting.reduction import Reduction, aggregate
from sandoq.engines.allocation.siting.relaxing import Relaxed

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_SAFETY = 0.75
"""Share of the first price below which a site is left out of the groups."""
_ROUNDS = 4
_NEAR = 0.02
"""Share of k by which the sites asked for may miss k."""


class Group:
    """Sites that share demands, and their relaxation at a price."""

    def __init__(self, model: Covering, sites: Whole, demands: Whole, price: float) -> None:
        self.sites, self.demands = sites, demands
        inside = Covering(model.covers[sites][:, demands], model.weights[demands])
        self.reduction: Reduction = aggregate(inside, np.arange(len(sites)))
        smaller = self.reduction.model
        count = smaller.shape[1]
        self._price = price
        self._program = Program(
            sparse.hstack([smaller.by_demand, sparse.identity(count)]),
            np.concatenate([np.full(len(sites), price), smaller.weights]),
            row_lower=np.ones(count),
            row_upper=np.full(count, INFINITY),
        )

    def solve(self, price: float, seconds: float) -> tuple[Floats, Floats] | None:
        """Shares of the sites and multipliers of the demands; None without time."""
        if price != self._price:
            self._price = price
            where = np.arange(len(self.sites), dtype=np.int32)
            self._program.price_columns(where, np.full(len(self.sites), price))
        if not self._program.run_within(seconds):
            return None
        duals = self.reduction.model.accept(self._program.duals)
        return self._program.values[: len(self.sites)], self.reduction.lift(duals)


def price_out(
    model: Covering, limits: Limits, sites: Whole, effort: Effort
) -> tuple[Relaxed | None, list[Whole]]:
    """Shares and multipliers whose bound is near the relaxation's, and the sites of each group.

    None instead of shares if time ran out first.

    Args:
        sites: a good plan; what its weaker sites add is the first price.
    """
    price = _first_price(model, sites)
    groups = _groups(model, _SAFETY * price, price)
    cost, low, high = model.cost_of(sites), _SAFETY * price, np.inf
    best: Relaxed | None = None
    bound = -np.inf
    for _ in range(_ROUNDS):
        found = _at(model, groups, price, effort)
        if found is None:
            break
        lower = bound_of(model, limits, found.duals).lower
        if lower > bound:
            bound, best = lower, found
        asked = float(found.share.sum())
        if abs(asked - limits.k) <= max(_NEAR * limits.k, 0.5) or not effort.go_on(cost, bound):
            break
        low, high = (price, high) if asked > limits.k else (low, price)
        price = _next(price, asked / limits.k, low, high)
        if high - low < 1e-3 * price:
            break
    return best, [group.sites for group in groups]


def _first_price(model: Covering, sites: Whole) -> float:
    """What the weakest sites of a plan cover alone, near the margin: a low quantile."""
    times = model.counts(sites)
    reached = [model.reached(int(site)) for site in sites]
    alone = [float(model.weights[mine[times[mine] == 1]].sum()) for mine in reached]
    return max(float(np.quantile(alone, 0.02)), 1e-6)


def _next(price: float, ratio: float, low: float, high: float) -> float:
    """A price nearer to k sites: demand falls roughly with the cube of the price."""
    moved: float = price * ratio ** (1 / 3)
    if low < moved < high:
        return moved
    return (low + high) / 2 if np.isfinite(high) else moved


def _groups(model: Covering, least: float, price: float) -> list[Group]:
    """Connected parts of the sites worth at least `least` and the demands they reach."""
    live = np.flatnonzero(model.profits(model.weights) >= least)
    covers = model.covers[live]
    graph = sparse.bmat([[None, covers], [covers.T, None]]).tocsr()
    _, label = csgraph.connected_components(graph, directed=False)
    mine, theirs = label[: len(live)], label[len(live) :]
    found = []
    by_label = np.argsort(theirs, kind="stable")
    starts = np.searchsorted(theirs[by_label], np.arange(label.max() + 2))
    for one in np.unique(mine):
        demands = by_label[starts[one] : starts[one + 1]]
        found.append(Group(model, live[mine == one], demands, price))
    return found


def _at(model: Covering, groups: list[Group], price: float, effort: Effort) -> Relaxed | None:
    share, duals = np.zeros(model.shape[0]), model.weights.copy()
    for group in groups:
        found = group.solve(price, effort.left)
        if found is None:
            return None
        share[group.sites], duals[group.demands] = found
    return Relaxed(share, Duals(duals))
