"""A presolved covering model, and the way back to the question's own sites and demands."""

from dataclasses import replace

from sandoq.engines.allocation.siting.bounding import Duals, Row
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering
from sandoq.engines.allocation.siting.proof import Leaf
from sandoq.engines.allocation.siting.reduction import Reduction


class Stage:
    """A reduced model with its limits, and the way back to the question's."""

    def __init__(self, model: Covering, limits: Limits, reduction: Reduction) -> None:
        self.full, self.all_limits, self.reduction = model, limits, reduction
        self.smaller = reduction.model
        self.limits = limits.among(reduction.sites)

    def lift(self, duals: Duals) -> Duals:
        """The multipliers of the question's demands."""
        return replace(duals, demands=self.reduction.lift(duals.demands))

    def lift_leaf(self, leaf: Leaf) -> Leaf:
        """The leaf in the question's own sites and demands."""
        sites = self.reduction.sites
        rows = tuple(Row(sites[row.sites], row.count, row.least) for row in leaf.rows)
        return Leaf(self.lift(leaf.duals), rows, leaf.halves)
