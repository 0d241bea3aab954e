"""From a question to a plan with a proof."""

from dataclasses import replace

import numpy as np

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.errors import NoFeasiblePlan
from sandoq.engines.allocation.progress import Watch, unwatched
from sandoq.engines.allocation.siting.bounding import Duals
from sandoq.engines.allocation.siting.covering import solve_covering
from sandoq.engines.allocation.siting.effort import Effort, Found
from sandoq.engines.allocation.siting.median import solve_median
from sandoq.engines.allocation.siting.models import Covering
from sandoq.engines.allocation.siting.plan import DECIMALS, Plan, Status
from sandoq.engines.allocation.siting.proof import Proof, proven
from sandoq.engines.allocation.siting.question import Question

_PROVEN = 1e-6
"""The gap at which a plan whose cost is no whole number counts as optimal."""


def solve(question: Question, *, watch: Watch = unwatched, seconds: float = 300.0) -> Plan:
    """The best plan found, with a bound no plan can pass.

    Exact if the certificate's gap is 0. Deterministic unless time or the watch ends the search.

    Args:
        watch: called now and then; False ends the search with the best plan so far.
        seconds: after so many the search ends by itself.

    Raises:
        NoFeasiblePlan: nothing may be opened, though p-median needs one site.
        SolverFailed: HiGHS ended without an answer that can be trusted.
    """
    effort = Effort(question.model, question.gap, watch, seconds)
    if isinstance(question.model, Covering):
        found = solve_covering(question.model, question.limits, effort)
    elif question.limits.k == 0:
        raise NoFeasiblePlan("p-median-needs-a-site", ("k",))
    else:
        found = solve_median(question.model, question.limits, effort)
    found.proof = _rounded(question, found.proof)
    certificate = _certificate(question, found)
    enough = certificate.gap <= max(question.gap, 0.0 if question.model.whole else _PROVEN)
    status: Status = "optimal" if enough else "stopped" if effort.stopped else "feasible"
    seconds = effort.seconds - effort.left
    return Plan(question, np.sort(found.sites), status, certificate, found.proof, seconds)


def _certificate(question: Question, found: Found) -> Certificate:
    """Value and bound, recomputed from the sites and the proof as the plan shows them."""
    model = question.model
    cost = model.cost_of(found.sites)
    lower = min(proven(model, question.limits, found.proof, found.hoped), cost)
    split = any(leaf.halves for leaf in found.proof.leaves)
    how = "lagrangian-tree" if split else "lagrangian-dual"
    if isinstance(model, Covering):
        return Certificate("max", model.total - cost, model.total - lower, how)
    return Certificate("min", cost, lower, how)


def _rounded(question: Question, proof: Proof) -> Proof:
    """Multipliers with as many decimals as the document shows; any multipliers prove a bound."""

    def rounded(duals: Duals) -> Duals:
        demands = question.model.accept(np.round(duals.demands, DECIMALS))
        rows = tuple(round(price, DECIMALS) for price in duals.rows)
        return Duals(demands, round(duals.budget, 12), rows)

    leaves = [replace(leaf, duals=rounded(leaf.duals)) for leaf in proof.leaves]
    ruling = None if proof.ruling is None else rounded(proof.ruling)
    return Proof(proof.dominators, ruling, leaves)
