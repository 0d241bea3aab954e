"""Best-first branch and bound whose every leaf keeps the multipliers that close it."""

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.bounding import Row, bound_of, closing
from sandoq.engines.allocation.siting.branching import split
from sandoq.engines.allocation.siting.heuristics import round_off
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering, Median
from sandoq.engines.allocation.siting.proof import Leaf
from sandoq.engines.allocation.siting.relaxing import Relaxation, Relaxed

Whole = NDArray[np.int64]

_MARGIN = 0.01
"""Share of a whole unit kept between a leaf's bound and its claim, for rounding of multipliers."""


@dataclass(slots=True)
class Search:
    """What branch and bound starts from and leaves behind; sites are the model's own."""

    model: Covering | Median
    limits: Limits
    relaxation: Relaxation
    sites: Whole
    cost: float
    target: Callable[[float], float]
    """The bound that suffices for a plan of this cost."""
    go_on: Callable[[float, float], bool]
    """Told the best cost and the bound; False stops."""
    leaves_most: int
    seconds: float

    def closed(self, lower: float) -> bool:
        """Whether a part with this bound needs no further look."""
        margin = _MARGIN if self.model.whole else 0.0
        return lower - margin >= closing(self.target(self.cost), whole=self.model.whole)

    def consider(self, relaxed: Relaxed) -> None:
        """Round the shares to a plan; keep it if it is better."""
        found = round_off(self.model, self.limits, relaxed.share)
        cost = self.model.cost_of(found)
        if cost < self.cost:
            self.sites, self.cost = found, cost


def branch_and_bound(search: Search) -> list[Leaf]:
    """Split until the bound suffices, or a limit stops; all parts, the first is everything.

    Empty if not even the first relaxation could be solved.
    """
    end = time.monotonic() + search.seconds
    leaves: list[Leaf] = []
    open_parts: list[tuple[float, int, Relaxed]] = []

    def add(rows: tuple[Row, ...]) -> float | None:
        relaxed = search.relaxation.solve(rows, end - time.monotonic())
        if relaxed is None:
            return None
        search.consider(relaxed)
        leaves.append(Leaf(relaxed.duals, rows))
        lower = bound_of(search.model, search.limits, relaxed.duals, rows).lower
        heapq.heappush(open_parts, (lower, len(leaves) - 1, relaxed))
        return lower

    add(())
    while open_parts and not search.closed(open_parts[0][0]):
        lower, number, relaxed = heapq.heappop(open_parts)
        if len(leaves) + 2 > search.leaves_most or not search.go_on(search.cost, lower):
            break
        rows = split(search.model, relaxed.duals.demands, relaxed.share)
        if rows is None:
            break
        before = leaves[number].rows
        if any(add((*before, row)) is None for row in rows):
            break
        leaves[number].halves = (len(leaves) - 2, len(leaves) - 1)
    return _joined(leaves)


def _joined(leaves: list[Leaf]) -> list[Leaf]:
    """Without a half whose other half was never solved."""
    used = {half for leaf in leaves if leaf.halves for half in leaf.halves}
    while leaves and len(leaves) - 1 > 0 and len(leaves) - 1 not in used:
        leaves.pop()
    return leaves
