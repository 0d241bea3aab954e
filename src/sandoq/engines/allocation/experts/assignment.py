"""Teams given, the best assignment of needs to them: exact, by minimum cost flow."""

from typing import Any

import numpy as np
from ortools.graph.python import min_cost_flow

from sandoq.engines.allocation.errors import SolverFailed
from sandoq.engines.allocation.experts.reach import Arcs
from sandoq.engines.allocation.roads import Counts, Floats

_TENTHS = 10
_MANY_ARCS = 400_000


def assign(arcs: Arcs, gain: Floats, places: Counts, needs: int) -> Counts:
    """The arc that covers each need, -1 for none, shape (needs,).

    Maximises the sum of `gain` (by arc, above 0, kept to a tenth) with at most `places` needs in
    each bin. Exact while there are at most 400,000 arcs to bins that have places; beyond, each
    need keeps its most gainful sixteen.
    """
    kept = _worthwhile(arcs, gain, places)
    need, bins = arcs.need[kept], arcs.bin[kept]
    some = len(places)
    source = needs + some
    flow: Any = min_cost_flow.SimpleMinCostFlow()
    top = int(np.ceil(gain[kept].max(initial=1.0))) * _TENTHS
    cost = top - np.round(gain[kept] * _TENTHS).astype(np.int64)
    numbers = flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([needs + bins, np.full(some + needs, source)]).astype(np.int32),
        np.concatenate([need, needs + np.arange(some), np.arange(needs)]).astype(np.int32),
        np.concatenate([np.ones(len(kept)), places, np.ones(needs)]).astype(np.int64),
        np.concatenate([cost, np.zeros(some), np.full(needs, top)]).astype(np.int64),
    )
    supplies = np.concatenate([np.full(needs, -1), np.zeros(some), [needs]]).astype(np.int64)
    flow.set_nodes_supplies(np.arange(source + 1, dtype=np.int32), supplies)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise SolverFailed("SimpleMinCostFlow", str(status))
    used = flow.flows(numbers[: len(kept)]) > 0
    chosen = np.full(needs, -1)
    chosen[need[used]] = kept[used]
    return chosen


def _worthwhile(arcs: Arcs, gain: Floats, places: Counts) -> Counts:
    """Arcs to bins with places; of too many, the sixteen of most gain for each need."""
    kept = np.flatnonzero(places[arcs.bin] > 0)
    if len(kept) <= _MANY_ARCS:
        return kept
    order = kept[np.lexsort((-gain[kept], arcs.need[kept]))]
    need = arcs.need[order]
    start = np.searchsorted(need, need)
    return order[np.arange(len(order)) - start < 16]  # noqa: PLR2004 - told above
