"""Local search of covering: the best exchange of one site for another, until none helps.

One sparse product gives the overlap of every open site's own demands with every other site, so a
step weighs all k × J exchanges at once. Source: Teitz and Bart (1968), vertex substitution.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.matrices import sparse
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_STEPS = 2000
_LEAST = 1e-7


def improve(model: Covering, limits: Limits, sites: Whole, steps: int = _STEPS) -> Whole:
    """The sites after as many improving exchanges as there are; never worse."""
    if len(sites) == 0:
        return sites
    chosen = sites.copy()
    times = model.counts(chosen)
    add = model.profits(model.weights * (times == 0))
    for _ in range(steps):
        found = _best_exchange(model, limits, chosen, times, add)
        if found is None:
            break
        position, site = found
        before = times == 0
        times[model.reached(int(chosen[position]))] -= 1
        times[model.reached(site)] += 1
        chosen[position] = site
        changed = np.flatnonzero(before != (times == 0))
        sign = np.where(times[changed] == 0, 1.0, -1.0)
        add += model.by_demand[changed].T @ (sign * model.weights[changed])
    return chosen


def _best_exchange(
    model: Covering, limits: Limits, chosen: Whole, times: Whole, add: Floats
) -> tuple[int, int] | None:
    """Which open site (by position) to leave for which; None if no exchange helps."""
    own = _owned(model, chosen, times)
    loss = np.asarray(own.sum(axis=1)).ravel()
    loss[limits.must[chosen]] = np.inf
    overlap = (own @ model.by_demand).tocoo()
    gain = add.copy()
    gain[chosen] = -np.inf
    if limits.has_budget or (limits.caps < limits.k).any():
        worth = gain[None, :] - loss[:, None] + overlap.toarray()
        for position in range(len(chosen)):
            worth[position, ~limits.exchangeable(chosen, position)] = -np.inf
        best = divmod(int(worth.argmax()), worth.shape[1])
        return best if worth[best] > _LEAST else None
    position, site = int(loss.argmin()), int(gain.argmax())
    value = gain[site] - loss[position]
    if overlap.nnz:
        worths = gain[overlap.col] - loss[overlap.row] + overlap.data
        top = int(worths.argmax())
        if worths[top] > value:
            position, site, value = int(overlap.row[top]), int(overlap.col[top]), worths[top]
    return (position, site) if value > _LEAST else None


def _owned(model: Covering, chosen: Whole, times: Whole) -> Any:
    """Electors only one open site covers, open sites × demands, CSR."""
    parts = [model.reached(int(site)) for site in chosen]
    mine = [part[times[part] == 1] for part in parts]
    starts = np.concatenate([[0], np.cumsum([len(part) for part in mine])])
    where = np.concatenate(mine)
    shape = (len(chosen), model.shape[1])
    return sparse.csr_matrix((model.weights[where], where, starts), shape=shape)
