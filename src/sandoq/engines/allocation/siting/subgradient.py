"""Multipliers of p-median by subgradient steps: a bound good enough to rule most sites out.

Source: Beasley (1985), "A note on solving large p-median problems", EJOR 21; Fisher (1981).
"""

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.bounding import Duals, best_choice, priced, rent
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Median

Floats = NDArray[np.float64]

_PATIENCE = 15


def climb(model: Median, limits: Limits, begin: Floats, best: float, steps: int) -> Duals:
    """Better multipliers, step by step.

    Args:
        begin: first multipliers, shape (I,); the cost of the second nearest open site is good.
        best: cost of the best plan known.
        steps: at most so many; each reads the whole cost matrix once.
    """
    duals, found, bound = begin, begin, -np.inf
    scale, stale, price = 1.5, 0, 0.0
    everywhere = np.ones(model.shape[0], dtype=bool)
    move = np.zeros_like(begin)
    for _ in range(steps):
        worth = priced(model.profits(duals), limits, Duals(duals, price), ())
        chosen = best_choice(worth, limits, everywhere)
        paid = rent(limits, Duals(duals, price), ())
        value = float(duals.sum()) - float(worth[chosen].sum()) - paid
        if value > bound + 1e-7 * abs(best):
            found, bound, stale = duals, value, 0
        else:
            stale += 1
        if stale >= _PATIENCE:
            scale, stale, duals = scale * 0.5, 0, found
        slope = 1.0 - (model.costs[chosen] < duals).sum(axis=0)
        move = slope + 0.3 * move
        size = float(move @ move)
        if size == 0 or best - bound < 1e-6 * abs(best) or scale < 1e-3:  # noqa: PLR2004
            break
        duals = np.maximum(duals + scale * (1.0005 * best - value) / size * move, 0.0)
    return Duals(found, price)
