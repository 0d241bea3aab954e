"""The bound every proof rests on, and the sites it rules out.

Relaxing "a demand is served only by an open site" with multipliers λ leaves: each site j is worth a
profit r_j(λ), and whoever opens sites under the limits gains at most the best sum of profits. So
no plan costs less than  Σλ - best(r), whatever λ is (Beasley 1985 for p-median; Galvão and
ReVelle 1996 for covering). Without a budget the limits are a laminar matroid and the best sum is
found by taking profits in falling order; a budget and branching rows enter with prices ≥ 0.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.limits import Limits

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

_NEAR = 1e-9


class Model(Protocol):
    """Sites that serve demands at a cost to be minimised."""

    whole: bool
    """Whether the cost of every plan is a whole number."""
    base: float
    """What every plan costs besides its demands."""

    @property
    def shape(self) -> tuple[int, int]:
        """Sites, demands."""

    def cost_of(self, sites: Whole) -> float:
        """What a plan with these sites open costs."""

    def accept(self, duals: Floats) -> Floats:
        """The multipliers, brought into their range."""

    def profits(self, duals: Floats) -> Floats:
        """Each site's profit at these multipliers, shape (J,)."""


@dataclass(frozen=True, slots=True)
class Row:
    """Of `sites`, at most `count` are open; or, if `least`, at least so many."""

    sites: Whole
    count: int
    least: bool = False


@dataclass(frozen=True, slots=True)
class Duals:
    """Multipliers of the demands, of the budget and of the branching rows, in their order."""

    demands: Floats
    budget: float = 0.0
    rows: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """A lower bound of the cost, with what it says about each site.

    `forced_in[j]` bounds the cost of every plan that opens j.
    """

    lower: float
    forced_in: Floats = field(repr=False)


def priced(profits: Floats, limits: Limits, duals: Duals, rows: tuple[Row, ...]) -> Floats:
    """Profits after paying for the budget and the branching rows."""
    worth = profits.copy()
    if limits.has_budget:
        worth -= duals.budget * limits.cost
    for row, price in zip(rows, duals.rows, strict=True):
        worth[row.sites] += price if row.least else -price
    return worth


def rent(limits: Limits, duals: Duals, rows: tuple[Row, ...]) -> float:
    """What the prices themselves add to the best sum: price times right-hand side."""
    paid = duals.budget * limits.budget if limits.has_budget else 0.0
    for row, price in zip(rows, duals.rows, strict=True):
        paid += -price * row.count if row.least else price * row.count
    return paid


def best_choice(worth: Floats, limits: Limits, live: Mask) -> Mask:
    """Sites whose worth sums to the most under k and the kinds' limits.

    Exact: both limits together form a laminar matroid, where falling order is right.
    """
    counts = np.bincount(limits.kind[limits.must], minlength=len(limits.caps))
    free = live & ~limits.must & (worth > 0)
    kept = []
    for kind, cap in enumerate(limits.caps):
        mine = np.flatnonzero(free & (limits.kind == kind))
        kept.append(_largest(mine, worth, int(cap - counts[kind])))
    found = _largest(np.concatenate(kept), worth, limits.k - int(counts.sum()))
    chosen = limits.must.copy()
    chosen[found] = True
    return chosen


def bound_of(
    model: Model, limits: Limits, duals: Duals, rows: tuple[Row, ...] = (), live: Mask | None = None
) -> Bound:
    """The bound these multipliers prove when only `live` sites may open; see the module."""
    live = np.ones(model.shape[0], dtype=bool) if live is None else live
    worth = priced(model.profits(duals.demands), limits, duals, rows)
    chosen = best_choice(worth, limits, live)
    most = float(worth[chosen].sum()) + rent(limits, duals, rows)
    lower = model.base + float(duals.demands.sum()) - most
    return Bound(lower, lower + _room(worth, chosen, limits) - np.where(chosen, 0.0, worth))


def closing(bound: float, *, whole: bool) -> float:
    """A part of the search is done once its lower bound reaches this, `bound` being claimed.

    If every plan costs a whole number, whatever exceeds `bound - 1` costs `bound` at least.
    """
    return bound - 1 + 1e-6 if whole else bound - _NEAR * max(abs(bound), 1.0)


def _room(worth: Floats, chosen: Mask, limits: Limits) -> Floats:
    """What must be given up so that another site of the same kind can open, shape (J,)."""
    free = chosen & ~limits.must
    full = int(chosen.sum()) >= limits.k
    counts = np.bincount(limits.kind[chosen], minlength=len(limits.caps))
    least = np.full(len(limits.caps), _least(worth, free) if full else 0.0)
    for kind in np.flatnonzero(counts >= limits.caps):
        least[kind] = _least(worth, free & (limits.kind == kind))
    return np.where(chosen, 0.0, least[limits.kind])


def _least(worth: Floats, mask: Mask) -> float:
    """The least worth under the mask; infinite if there is none: nothing can be given up."""
    return float(worth[mask].min()) if mask.any() else np.inf


def _largest(sites: Whole, worth: Floats, count: int) -> Whole:
    if count <= 0:
        return sites[:0]
    if len(sites) <= count:
        return sites
    return sites[np.argpartition(-worth[sites], count - 1)[:count]]
