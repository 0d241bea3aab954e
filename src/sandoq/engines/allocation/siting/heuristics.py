"""One door to the heuristics of both objectives."""

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting import greedy as covering_greedy
from sandoq.engines.allocation.siting import interchange, swaps
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering, Median

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def first_plan(model: Covering | Median, limits: Limits, begin: Whole | None = None) -> Whole:
    """A greedy plan after local search; `begin` are sites to open first."""
    if isinstance(model, Covering):
        return swaps.improve(model, limits, covering_greedy.greedy(model, limits, begin))
    return interchange.improve(model, limits, interchange.greedy(model, limits, begin))


def round_off(model: Covering | Median, limits: Limits, share: Floats) -> Whole:
    """Open sites in the order of their fractional shares as limits allow, then `first_plan`."""
    chosen = limits.must.copy()
    for site in np.argsort(-share, kind="stable"):
        if share[site] < 1e-6 or int(chosen.sum()) >= limits.k:  # noqa: PLR2004 - a solver's zero
            break
        if limits.addable(chosen)[site]:
            chosen[site] = True
    return first_plan(model, limits, np.flatnonzero(chosen))


def shaken(model: Covering | Median, limits: Limits, sites: Whole, rounds: int, seed: int) -> Whole:
    """The best of some restarts, each from the best plan without a tenth of its sites."""
    draw = np.random.default_rng(seed)
    free = np.flatnonzero(~limits.must[sites])
    best, cost = sites, model.cost_of(sites)
    for _ in range(rounds if len(free) > 1 else 0):
        leaving = draw.choice(np.flatnonzero(~limits.must[best]), max(2, len(free) // 10))
        found = first_plan(model, limits, np.delete(best, leaving))
        if (reached := model.cost_of(found)) < cost:
            best, cost = found, reached
    return best
