"""Maximal covering: presolve, greedy and swaps, relaxation, rounding, proof."""

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.siting.bounding import Bound, Duals, bound_of, closing
from sandoq.engines.allocation.siting.effort import Effort, Found
from sandoq.engines.allocation.siting.heuristics import first_plan, round_off, shaken
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering
from sandoq.engines.allocation.siting.pricing import price_out
from sandoq.engines.allocation.siting.proof import Leaf, Proof
from sandoq.engines.allocation.siting.reduction import aggregate, dominators
from sandoq.engines.allocation.siting.regrouping import rearrange
from sandoq.engines.allocation.siting.relaxing import CoveringRelaxation, Relaxed
from sandoq.engines.allocation.siting.stage import Stage
from sandoq.engines.allocation.siting.swaps import improve
from sandoq.engines.allocation.siting.tree import MARGIN, Search, branch_and_bound

Whole = NDArray[np.int64]

_LARGE = 2_000_000
"""Above so many pairs of site and demand, the relaxation is solved in parts."""

_SHAKES = 10
_NUMBERS_MOST = 3_000_000
"""Multipliers a proof may show: leaves times demands."""


def solve_covering(model: Covering, limits: Limits, effort: Effort) -> Found:
    """The best sites with a proof; see `solving.solve`."""
    effort.enter("presolve")
    everywhere = np.arange(model.shape[0])
    dominated = dominators(model, limits, everywhere)
    kept = np.setdiff1d(everywhere, np.fromiter(dominated, np.int64, len(dominated)))
    stage = Stage(model, limits, aggregate(model, kept))
    sites = kept[first_plan(stage.smaller, stage.limits)]
    cost = model.cost_of(sites)
    proof = Proof(dominated, None, [Leaf(Duals(_nothing(model)))])
    if not effort.enter("relaxation", cost) or effort.target(cost) <= 0:
        return Found(sites, proof, effort.target(cost))
    if stage.smaller.covers.nnz > _LARGE:
        return _in_parts(stage, np.searchsorted(kept, sites), proof, effort)
    relaxed = CoveringRelaxation(stage.smaller, stage.limits).solve((), effort.left)
    if relaxed is None:
        return Found(sites, proof, effort.target(cost))
    proof.leaves = [Leaf(stage.lift(relaxed.duals))]
    bound = bound_of(stage.smaller, stage.limits, relaxed.duals)
    inside = _improved(stage, np.searchsorted(kept, sites), relaxed, bound, effort)
    sites, cost = kept[inside], stage.smaller.cost_of(inside)
    hoped = effort.target(cost)
    if bound.lower >= closing(hoped, whole=model.whole) or not effort.enter("proof", cost):
        return Found(sites, proof, hoped)
    return _branched(stage, inside, relaxed=relaxed, bound=bound, proof=proof, effort=effort)


def _in_parts(stage: Stage, sites: Whole, proof: Proof, effort: Effort) -> Found:
    """Very large questions: priced relaxation, rounding, each group rearranged; no branching."""
    model, limits = stage.smaller, stage.limits
    relaxed, groups = price_out(model, limits, sites, effort)
    if relaxed is not None:
        proof.leaves = [Leaf(stage.lift(relaxed.duals))]
        bound = bound_of(model, limits, relaxed.duals)
        sites = _improved(stage, sites, relaxed, bound, effort)
        enough = closing(effort.target(model.cost_of(sites)), whole=model.whole)
        if bound.lower < enough and effort.enter("rearranging", model.cost_of(sites), bound.lower):
            liking = relaxed.share + 1e-3 * model.profits(relaxed.duals.demands) / model.total
            sites = rearrange(
                model, limits, sites, groups, liking=liking, solve=solve_covering, effort=effort
            )
            sites = improve(model, limits, sites)
    return Found(stage.reduction.sites[sites], proof, effort.target(model.cost_of(sites)))


def _nothing(model: Covering) -> NDArray[np.float64]:
    """Multipliers that prove only what no site reaches."""
    return np.where(
        np.bincount(model.covers.indices, minlength=model.shape[1]) > 0, 0.0, model.weights
    )


def _improved(stage: Stage, sites: Whole, relaxed: Relaxed, bound: Bound, effort: Effort) -> Whole:
    """Better sites, as long as the bound does not yet suffice."""
    model, limits = stage.smaller, stage.limits
    lower = bound.lower

    def suffices() -> bool:
        target = effort.target(model.cost_of(sites))
        return lower >= closing(target, whole=model.whole) or not effort.go_on(
            model.cost_of(sites), lower
        )

    if not suffices():
        sites = min(sites, round_off(model, limits, relaxed.share), key=model.cost_of)
    if not suffices():
        sites = shaken(model, limits, sites, _SHAKES, seed=0)
    return sites


def _branched(
    stage: Stage, sites: Whole, *, relaxed: Relaxed, bound: Bound, proof: Proof, effort: Effort
) -> Found:
    """Rule sites out by the first bound, then branch and bound over the rest."""
    cost = stage.smaller.cost_of(sites)
    hoped = effort.target(cost)
    limit = closing(hoped, whole=stage.full.whole)
    live = (bound.forced_in < limit + MARGIN) | stage.limits.must
    live[sites] = True
    kept = stage.reduction.sites
    rest = Stage(stage.full, stage.all_limits, aggregate(stage.full, kept[live]))
    search = Search(
        rest.smaller,
        rest.limits,
        CoveringRelaxation(rest.smaller, rest.limits),
        np.searchsorted(rest.reduction.sites, kept[sites]),
        cost,
        effort.target,
        effort.go_on,
        min(max(_NUMBERS_MOST // stage.full.shape[1], 3), effort.leaves_most),
        effort.left,
    )
    leaves = branch_and_bound(search)
    if leaves:
        proof.ruling = stage.lift(relaxed.duals)
        proof.leaves = [rest.lift_leaf(leaf) for leaf in leaves]
    return Found(rest.reduction.sites[search.sites], proof, min(hoped, effort.target(search.cost)))
