"""Too few desks for all: share them so that the most loaded station is least loaded."""

import heapq

import numpy as np

from sandoq.engines.allocation.errors import NoFeasiblePlan
from sandoq.engines.allocation.queues.formulas import Counts, Floats


def share_servers(work: Floats, need: Counts, fixed: Counts, total: int) -> Counts:
    """Share `total` servers among stations, none beyond its need.

    Exact: each next server goes where work per server is highest. Among stations left below
    their need the highest work per server is then as low as it can be, and the next highest
    likewise.

    Args:
        work: Erlang each station is offered in its peak hour, shape (n,).
        need: servers each station needs for the target, at least 1, shape (n,).
        fixed: servers a station has whatever is decided, 0 if it is free; these count in `total`.

    Raises:
        NoFeasiblePlan: fewer than one for each station beside what is fixed.

    Source: Ibaraki and Katoh (1988), *Resource Allocation Problems*, minimax case.
    """
    got = np.where(fixed > 0, fixed, 1)
    left = total - int(got.sum())
    if left < 0:
        raise NoFeasiblePlan("fewer-than-one-for-each-station", (str(total), str(int(got.sum()))))
    free = np.flatnonzero((fixed == 0) & (need > 1))
    # All stations jump at once to just below the level that would use everything; a heap ends it.
    level = _level(work[free], need[free], left + len(free))
    got[free] = np.clip(np.ceil(work[free] / level).astype(np.int64) - 1, 1, need[free])
    left = total - int(got.sum())
    heap = [(-work[i] / got[i], int(i)) for i in free if got[i] < need[i]]
    heapq.heapify(heap)
    while left and heap:
        _, i = heapq.heappop(heap)
        got[i] += 1
        left -= 1
        if got[i] < need[i]:
            heapq.heappush(heap, (-work[i] / got[i], i))
    return got


def least_highest(work: Floats, need: Counts, got: Counts, fixed: Counts, total: int) -> float:
    """A bound on the highest work per server among stations below their need, 0 if none is.

    Counting argument: with every free station strictly below the level L it needs
    min(need, floor(work / L) + 1) servers; if these exceed the total, no sharing is below L.
    """
    short = (fixed == 0) & (got < need)
    if not short.any():
        return 0.0
    level = float((work[short] / got[short]).max())
    if level == 0:
        return 0.0
    with np.errstate(over="ignore"):  # an infinite number is cut to the need
        below = np.floor(work / level * (1 + 1e-12)) + 1
    wanted = np.where(fixed > 0, fixed, np.minimum(need, below))
    return level if wanted.sum() > total else 0.0


def _level(work: Floats, need: Counts, total: int) -> float:
    """A work per server at which the stations together use at most `total`, by bisection."""
    low, high = 0.0, float(work.max(initial=1.0)) + 1.0
    for _ in range(60):
        middle = (low + high) / 2
        used = np.clip(np.ceil(work / middle), 1, need).sum()
        low, high = (low, middle) if used <= total else (middle, high)
    return high
