"""First plans of covering: the greedy choice, lazily.

Source: Minoux (1978), "Accelerated greedy algorithms for maximizing submodular set functions";
without a budget the value is at least 1 - 1/e of the best (Nemhauser, Wolsey and Fisher 1978).
"""

import heapq

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def greedy(model: Covering, limits: Limits, begin: Whole | None = None) -> Whole:
    """Sites in the order chosen: always the one that covers most electors more.

    Args:
        begin: sites to open first, under the limits; those that must be open by default.

    Returns:
        At most k sites, all limits obeyed; sites that cover nobody new are left closed.
    """
    begin = np.flatnonzero(limits.must) if begin is None else begin
    plans = [_greedy(model, limits, begin, np.ones(model.shape[0]))]
    if limits.has_budget:
        plans.append(_greedy(model, limits, begin, np.maximum(limits.cost, 1e-9)))
    return min(plans, key=model.cost_of)


def _greedy(model: Covering, limits: Limits, begin: Whole, price: Floats) -> Whole:
    """The lazy greedy choice by gain / price; a stale gain is an upper bound of the true one."""
    left = model.weights.copy()
    for site in begin:
        left[model.reached(int(site))] = 0.0
    gain = model.profits(left) / price
    order = [(-float(gain[site]), site) for site in np.flatnonzero(gain > 0).tolist()]
    heapq.heapify(order)
    room = limits.caps - np.bincount(limits.kind[begin], minlength=len(limits.caps))
    money = limits.budget - float(limits.cost[begin].sum())
    chosen = begin.tolist()
    inside = set(chosen)
    while order and len(chosen) < limits.k:
        _, site = heapq.heappop(order)
        kind, cost = limits.kind[site], float(limits.cost[site])
        if site in inside or room[kind] <= 0 or cost > money + 1e-9:
            continue
        fresh = float(left[model.reached(site)].sum()) / price[site]
        if fresh <= 0:
            continue
        if order and fresh < -order[0][0] - 1e-12:
            heapq.heappush(order, (-fresh, site))
            continue
        chosen.append(site)
        room[kind] -= 1
        money -= cost
        left[model.reached(site)] = 0.0
    return np.array(chosen, dtype=np.int64)
