"""First plans of p-median: greedy, then fast interchange.

Every step knows for all pairs (out, in) what an exchange saves, and after it only the demands
whose nearest or second nearest site changed are counted anew.
Source: Whitaker (1983); Resende and Werneck (2007), "A fast swap-based local search procedure for
location problems", Annals of Operations Research 150.
"""

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Median

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


def greedy(model: Median, limits: Limits, begin: Whole | None = None) -> Whole:
    """Sites in the order chosen: always the one that saves most; at most k, limits obeyed."""
    begin = np.flatnonzero(limits.must) if begin is None else begin
    chosen = np.zeros(model.shape[0], dtype=bool)
    chosen[begin] = True
    order = begin.tolist()
    start = model.costs.max(axis=0) + 1.0
    nearest = model.costs[begin].min(axis=0) if len(begin) else start
    while (open_to := limits.addable(chosen)).any():
        saved = np.where(open_to, np.maximum(nearest - model.costs, 0.0).sum(axis=1), -1.0)
        site = int(saved.argmax())
        if saved[site] <= 0:
            break
        chosen[site] = True
        order.append(site)
        nearest = np.minimum(nearest, model.costs[site])
    return np.array(order, dtype=np.int64)


def improve(model: Median, limits: Limits, sites: Whole, steps: int = 2000) -> Whole:
    """The sites after as many improving exchanges as there are; never worse."""
    if len(sites) == 0:
        return sites
    state = _Exchange(model, sites)
    bound = limits.has_budget or bool((limits.caps < limits.k).any())
    for _ in range(steps):
        worth = state.worth()
        worth[state.sites, :] = -np.inf
        worth[:, limits.must[state.sites]] = -np.inf
        if bound:
            for position in range(len(sites)):
                worth[~limits.exchangeable(state.sites, position), position] = -np.inf
        site, position = divmod(int(worth.argmax()), worth.shape[1])
        if worth[site, position] <= 1e-7 * max(state.cost, 1.0):
            break
        state.exchange(position, site)
    return state.sites


class _Exchange:
    """What each exchange saves: add[in] - loss[out] + both[in, out]."""

    def __init__(self, model: Median, sites: Whole) -> None:
        self.model, self.sites = model, sites.copy()
        count = model.shape[0]
        self.add = np.zeros(count)
        self.loss = np.zeros(len(sites))
        self.both = np.zeros((count, len(sites)))
        self.nearest: Whole
        self.first: Floats
        self.second: Floats
        self._rank()
        self._account(np.arange(model.shape[1]), 1.0)

    @property
    def cost(self) -> float:
        return float(self.first.sum())

    def worth(self) -> Floats:
        """Saving of each exchange, shape (in, out)."""
        return self.add[:, None] - self.loss[None, :] + self.both

    def exchange(self, position: int, site: int) -> None:
        """Do one exchange; count the demands it touches anew."""
        old = self.nearest, self.first, self.second
        self.sites[position] = site
        self._rank()
        new = self.nearest, self.first, self.second
        parts = [was != now for was, now in zip(old, new, strict=True)]
        touched = np.flatnonzero(parts[0] | parts[1] | parts[2])
        self.nearest, self.first, self.second = old
        self._account(touched, -1.0)
        self.nearest, self.first, self.second = new
        self._account(touched, 1.0)

    def _rank(self) -> None:
        """Each demand's nearest open site by position, its cost and the second nearest's."""
        mine = self.model.costs[self.sites]
        every = np.arange(mine.shape[1])
        self.nearest = mine.argmin(axis=0)
        self.first = mine[self.nearest, every]
        if len(self.sites) > 1:
            self.second = np.partition(mine, 1, axis=0)[1]
        else:
            self.second = self.model.costs.max(axis=0) + 1.0

    def _account(self, demands: Whole, sign: float) -> None:
        costs = self.model.costs[:, demands]
        first, second = self.first[demands], self.second[demands]
        self.add += sign * np.maximum(first - costs, 0.0).sum(axis=1)
        lost = np.bincount(self.nearest[demands], weights=second - first, minlength=len(self.sites))
        self.loss += sign * lost
        shared = np.maximum(second - np.maximum(first, costs), 0.0)
        order = np.argsort(self.nearest[demands], kind="stable")
        owners, starts = np.unique(self.nearest[demands][order], return_index=True)
        if len(owners):
            self.both[:, owners] += sign * np.add.reduceat(shared[:, order], starts, axis=1)
