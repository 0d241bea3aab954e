"""Better plans for very large coverings: each group of sites is rearranged by itself, exactly.

A plan gives each group some sites. Within a group, that many sites among those the relaxation
likes are chosen anew by the method for smaller questions; groups share no demands worth a site, so
their gains add up.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.effort import Effort, Found
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_CORE = 250
"""Sites of a group looked at, besides those open or fractional."""
_LEAVES = 40
_GAP = 1e-4

Solve = Callable[[Covering, Limits, Effort], Found]


def rearrange(
    model: Covering,
    limits: Limits,
    sites: Whole,
    groups: list[Whole],
    *,
    liking: Floats,
    solve: Solve,
    effort: Effort,
) -> Whole:
    """The plan after rearranging each group; never worse.

    Args:
        liking: of each site; the higher, the sooner it is looked at.
        solve: the method for smaller questions.
    """
    best = sites
    for group in sorted(groups, key=len):
        mine = np.intersect1d(best, group)
        if len(mine) < 2 or not effort.go_on(model.cost_of(best)):  # noqa: PLR2004 - one is exact
            continue
        order = group[np.argsort(-liking[group], kind="stable")]
        core = np.union1d(order[:_CORE], mine)
        found = _solved(model, limits, core, len(mine), solve, effort)
        changed = np.sort(np.concatenate([np.setdiff1d(best, mine), found]))
        if limits.allows(changed) and model.cost_of(changed) < model.cost_of(best):
            best = changed
    return best


def _solved(  # noqa: PLR0917 - a step of `rearrange`
    model: Covering, limits: Limits, core: Whole, k: int, solve: Solve, effort: Effort
) -> Whole:
    """The best k sites of the core."""
    covers = model.covers[core]
    demands = np.unique(covers.indices)
    small = Covering(covers[:, demands], model.weights[demands])
    mine = limits.among(core)
    bounds = Limits(k, mine.kind, mine.caps, mine.cost, mine.budget, mine.must)
    part = Effort(small, _GAP, lambda _: effort.go_on(), effort.left, leaves_most=_LEAVES)
    return core[solve(small, bounds, part).sites]
