"""A proof that no plan costs less, in a form a stranger can recompute.

1. Dominated sites are left out, each with the site that replaces it.
2. One vector of multipliers rules further sites out: any plan with such a site costs more.
3. A tree of questions "at most q of these sites, or more?"; each leaf has multipliers whose bound
   holds for all plans that answer the questions on its way as it does.

The least bound of all leaves bounds every plan.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.bounding import Duals, Model, Row, bound_of, closing
from sandoq.engines.allocation.siting.limits import Limits

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(slots=True)
class Leaf:
    """One part of the search: its multipliers, and its two halves if it was split."""

    duals: Duals
    rows: tuple[Row, ...] = ()
    halves: tuple[int, int] | None = None


@dataclass(slots=True)
class Proof:
    """The whole argument; sites and demands are those of the question's model."""

    dominators: dict[int, int] = field(default_factory=dict)
    ruling: Duals | None = None
    leaves: list[Leaf] = field(default_factory=list)


def proven(model: Model, limits: Limits, proof: Proof, hoped: float) -> float:
    """The bound the proof holds, recomputed from the multipliers alone.

    At most `hoped` if sites are ruled out, for plans with those are only known to cost so much.
    """
    live = np.ones(model.shape[0], dtype=bool)
    live[list(proof.dominators)] = False
    if proof.ruling is not None:
        found = bound_of(model, limits, proof.ruling, live=live)
        live &= (found.forced_in < closing(hoped, whole=model.whole)) | limits.must
    least = np.inf if proof.ruling is None else hoped
    for leaf in proof.leaves:
        if leaf.halves is None:
            lower = bound_of(model, limits, leaf.duals, leaf.rows, live).lower
            least = min(least, rounded_up(lower, whole=model.whole))
    return float(least)


def rounded_up(lower: float, *, whole: bool) -> float:
    """The least cost a plan can have above a lower bound."""
    return float(math.ceil(lower - 1e-6)) if whole else lower
