"""Best-first branch and bound whose every leaf keeps the multipliers that close it."""

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.bounding import Row, bound_of, closing
from sandoq.engines.allocation.siting.branching import question
from sandoq.engines.allocation.siting.heuristics import round_off
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering, Median
from sandoq.engines.allocation.siting.proof import Leaf
from sandoq.engines.allocation.siting.relaxing import Relaxation, Relaxed

Whole = NDArray[np.int64]

MARGIN = 0.01
"""Units of cost kept between a leaf's bound and its claim, for rounding of multipliers."""


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
        margin = MARGIN if self.model.whole else 0.0
        return lower - margin >= closing(self.target(self.cost), whole=self.model.whole)

    def consider(self, relaxed: Relaxed) -> None:
        """Round the shares to a plan; keep it if it is better."""
        found = round_off(self.model, self.limits, relaxed.share)
        cost = self.model.cost_of(found)
        if cost < self.cost:
            self.sites, self.cost = found, cost


@dataclass(slots=True)
class _Part:
    """A part of the search with its relaxation and its bound."""

    rows: tuple[Row, ...]
    relaxed: Relaxed
    lower: float


def branch_and_bound(search: Search) -> list[Leaf]:
    """Split until the bound suffices, or a limit stops; all parts, the first is everything.

    Empty if not even the first relaxation could be solved.
    """
    end = time.monotonic() + search.seconds
    leaves: list[Leaf] = []
    waiting: list[tuple[float, int, _Part]] = []

    def keep(part: _Part) -> None:
        search.consider(part.relaxed)
        leaves.append(Leaf(part.relaxed.duals, part.rows))
        heapq.heappush(waiting, (part.lower, len(leaves) - 1, part))

    first = _solved(search, (), end)
    if first is not None:
        keep(first)
    while waiting and not search.closed(waiting[0][0]):
        lower, number, part = heapq.heappop(waiting)
        if len(leaves) + 2 > search.leaves_most or not search.go_on(search.cost, lower):
            break
        halves = _halves(search, part, end)
        if halves is None:
            break
        leaves[number].halves = (len(leaves), len(leaves) + 1)
        for half in halves:
            keep(half)
    return leaves


def _solved(search: Search, rows: tuple[Row, ...], end: float) -> _Part | None:
    relaxed = search.relaxation.solve(rows, end - time.monotonic())
    if relaxed is None:
        return None
    lower = bound_of(search.model, search.limits, relaxed.duals, rows).lower
    return _Part(rows, relaxed, lower)


def _halves(search: Search, part: _Part, end: float) -> tuple[_Part, _Part] | None:
    """The two halves of the most undecided question; None if nothing is left to ask, or time."""
    shown = part.relaxed
    asked = question(search.model, shown.duals.demands, shown.share)
    if asked is None:
        return None
    fewer, more = (_solved(search, (*part.rows, row), end) for row in asked)
    return None if fewer is None or more is None else (fewer, more)
