"""A small integer program over the sites the relaxation likes: it finds plans, it proves nothing.

Source: Angelelli, Mansini and Speranza (2010), "Kernel search", Computers & OR 37.
"""

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.highs import INFINITY, Program
from sandoq.engines.allocation.matrices import sparse
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering
from sandoq.engines.allocation.siting.reduction import aggregate
from sandoq.engines.allocation.siting.relaxing import SideRows

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_ZERO = 1e-9


def kernel(share: Floats, profits: Floats, sites: Whole, k: int) -> Whole:
    """Sites worth looking at: fractional or open ones, and the most profitable."""
    profitable = np.argsort(-profits, kind="stable")[: int(1.6 * k) + 20]
    return np.unique(np.concatenate([np.flatnonzero(share > _ZERO), sites, profitable]))


def best_among(
    model: Covering, limits: Limits, core: Whole, sites: Whole, *, gap: float, seconds: float
) -> Whole:
    """The best plan found among the core's sites; at least as good as `sites`, which are in it."""
    if seconds <= 0:
        return sites
    reduced = aggregate(model, core)
    demands = reduced.model.shape[1]
    bounds = limits.among(core)
    side = SideRows(bounds, 0.0)
    whole = np.concatenate([np.ones(len(core), dtype=bool), np.zeros(demands, dtype=bool)])
    program = Program(
        sparse.bmat([[reduced.model.by_demand, sparse.identity(demands)], [side.matrix, None]]),
        np.concatenate([np.zeros(len(core)), reduced.model.weights]),
        lower=np.concatenate([bounds.must * 1.0, np.zeros(demands)]),
        row_lower=np.concatenate([np.ones(demands), np.full(len(side.upper), -INFINITY)]),
        row_upper=np.concatenate([np.full(demands, INFINITY), side.upper]),
        whole=whole,
        seconds=seconds,
        options={"mip_rel_gap": gap, "mip_heuristic_effort": 0.2},
    )
    begin = np.isin(core, sites) * 1.0
    left = (reduced.model.counts(np.flatnonzero(begin)) == 0) * 1.0
    program.start_from(np.concatenate([begin, left]))
    program.run()
    found = core[np.flatnonzero(program.values[: len(core)] > 0.5)]  # noqa: PLR2004 - 0 or 1
    better = limits.allows(found) and model.cost_of(found) < model.cost_of(sites)
    return found if better else sites
