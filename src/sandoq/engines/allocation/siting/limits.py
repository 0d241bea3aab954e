"""How many sites may be opened: in all, of each kind, for how much money."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.errors import NoFeasiblePlan

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Limits:
    """What every choice of sites obeys.

    Attributes:
        k: sites at most.
        kind: the number of each site's kind, shape (J,).
        caps: sites at most of each kind, shape (kinds,).
        cost: what each site costs, shape (J,); not used without a budget.
        budget: the sum of costs at most; infinite if there is none.
        must: sites that are open whatever happens, shape (J,).
    """

    k: int
    kind: Whole
    caps: Whole
    cost: Floats
    budget: float
    must: Mask

    @property
    def has_budget(self) -> bool:
        """Whether money limits the choice."""
        return bool(np.isfinite(self.budget))

    def require_possible(self) -> None:
        """Raises:
        NoFeasiblePlan: the sites that must be open break a limit by themselves.
        """
        counts = np.bincount(self.kind[self.must], minlength=len(self.caps))
        if int(self.must.sum()) > self.k:
            raise NoFeasiblePlan("more-sites-fixed-open-than-k", ("k",))
        if (counts > self.caps).any():
            raise NoFeasiblePlan("more-sites-fixed-open-than-k-by-kind", ("k_by_kind",))
        if float(self.cost[self.must].sum()) > self.budget:
            raise NoFeasiblePlan("sites-fixed-open-cost-more-than-the-budget", ("budget",))

    def among(self, sites: Whole) -> "Limits":
        """The same limits over some of the sites; those that must be open are among them."""
        return Limits(
            self.k,
            self.kind[sites],
            self.caps,
            self.cost[sites],
            self.budget,
            self.must[sites],
        )

    def addable(self, chosen: Mask) -> Mask:
        """Sites that can still be opened beside the chosen ones."""
        if int(chosen.sum()) >= self.k:
            return np.zeros(len(chosen), dtype=bool)
        room = np.bincount(self.kind[chosen], minlength=len(self.caps)) < self.caps
        money = self.budget - float(self.cost[chosen].sum())
        return ~chosen & room[self.kind] & (self.cost <= money + 1e-9)

    def allows(self, chosen: Whole) -> bool:
        """Whether a set of sites obeys everything."""
        counts = np.bincount(self.kind[chosen], minlength=len(self.caps))
        return bool(
            len(chosen) <= self.k
            and (counts <= self.caps).all()
            and float(self.cost[chosen].sum()) <= self.budget + 1e-9
            and np.isin(np.flatnonzero(self.must), chosen).all()
        )

    def exchangeable(self, chosen: Whole, leaving: int) -> Mask:
        """Sites that may come in the place of one chosen site (by its position)."""
        rest = np.zeros(len(self.kind), dtype=bool)
        rest[np.delete(chosen, leaving)] = True
        return self.addable(rest)
