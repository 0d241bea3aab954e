"""The two objectives as one: sites that serve demands at a cost to be minimised.

Covering: a demand costs its electors unless an open site covers it. p-median: a demand costs its
electors times the distance to the nearest open site.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


class Covering:
    """Maximal covering, told as the electors left uncovered.

    Attributes:
        covers: sites × demands, scipy CSR of ones.
        weights: electors of each demand, shape (I,).
        base: electors nobody can cover, besides the demands.
    """

    def __init__(self, covers: Any, weights: Floats, base: float = 0.0) -> None:
        self.covers = covers
        self.weights = weights
        self.base = base
        self.whole = bool((weights == np.round(weights)).all())
        self._by_demand: Any = None

    @property
    def shape(self) -> tuple[int, int]:
        """Sites, demands."""
        sites, demands = self.covers.shape
        return sites, demands

    @property
    def total(self) -> float:
        """All electors."""
        return self.base + float(self.weights.sum())

    @property
    def by_demand(self) -> Any:
        """Demands × sites, CSR."""
        if self._by_demand is None:
            self._by_demand = self.covers.T.tocsr()
        return self._by_demand

    def counts(self, sites: Whole) -> Whole:
        """How many of the sites cover each demand, shape (I,)."""
        parts = [self.reached(int(site)) for site in sites]
        return np.bincount(np.concatenate([*parts, np.zeros(0, int)]), minlength=self.shape[1])

    def reached(self, site: int) -> Whole:
        """The demands one site covers."""
        found: Whole = self.covers.indices[self.covers.indptr[site] : self.covers.indptr[site + 1]]
        return found

    def cost_of(self, sites: Whole) -> float:
        """Electors that none of the sites covers."""
        return self.base + float(self.weights[self.counts(sites) == 0].sum())

    def accept(self, duals: Floats) -> Floats:
        """Multipliers brought into [0, weight]."""
        return np.clip(duals, 0.0, self.weights)

    def profits(self, duals: Floats) -> Floats:
        """What each site's demands are worth."""
        return np.asarray(self.covers @ duals)

    def among(self, sites: Whole) -> "Covering":
        """The same demands with some of the sites."""
        return Covering(self.covers[sites], self.weights, self.base)


@dataclass(slots=True)
class Median:
    """p-median.

    Attributes:
        costs: electors × distance, dense, shape (J, I).
        whole: whether all costs are whole numbers.
    """

    costs: Floats
    whole: bool = field(init=False)
    base: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.whole = bool((self.costs == np.round(self.costs)).all())

    @property
    def shape(self) -> tuple[int, int]:
        """Sites, demands."""
        sites, demands = self.costs.shape
        return sites, demands

    def cost_of(self, sites: Whole) -> float:
        """The sum over demands of the cost to the nearest of the sites."""
        if len(sites) == 0:
            return float("inf")
        return float(self.costs[sites].min(axis=0).sum())

    def accept(self, duals: Floats) -> Floats:
        """Multipliers of at least 0."""
        return np.maximum(duals, 0.0)

    def profits(self, duals: Floats) -> Floats:
        """What each site saves against paying every demand's multiplier."""
        return np.asarray(np.maximum(duals - self.costs, 0.0).sum(axis=1))

    def among(self, sites: Whole) -> "Median":
        """The same demands with some of the sites."""
        return Median(self.costs[sites])
