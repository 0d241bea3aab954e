"""Middle-sized questions against SCIP, and the linear relaxation as a bound."""

from itertools import product

import numpy as np
import pytest
from pyscipopt import Model, quicksum

from sandoq.engines.allocation.siting import Question, pricing, read_question, solve
from sandoq.engines.allocation.siting import covering as covering_module
from sandoq.engines.allocation.siting.bounding import bound_of
from sandoq.engines.allocation.siting.effort import Effort
from sandoq.engines.allocation.siting.heuristics import first_plan
from tests.allocation.siting.scenes import a_question, answer_of, failing, solved


def by_scip(question: Question) -> float:
    """The least cost: assignment of each demand to an open site, as the textbook writes it."""
    limits, model = question.limits, Model()
    model.hideOutput()
    sites, demands = question.model.shape
    opened = [model.addVar(vtype="B", lb=float(must)) for must in limits.must]
    model.addCons(quicksum(opened) <= limits.k)
    if question.objective == "covering":
        covers, weights = question.model.by_demand, question.electors
        left = [model.addVar(ub=1.0) for _ in range(demands)]
        for one in range(demands):
            mine = covers.indices[covers.indptr[one] : covers.indptr[one + 1]]
            model.addCons(left[one] + quicksum(opened[site] for site in mine) >= 1)
        model.setObjective(quicksum(w * x for w, x in zip(weights.tolist(), left, strict=True)))
    else:
        costs = question.model.costs
        served = {pair: model.addVar() for pair in product(range(sites), range(demands))}
        for one in range(demands):
            model.addCons(quicksum(served[site, one] for site in range(sites)) == 1)
        for (site, _), part in served.items():
            model.addCons(part <= opened[site])
        model.setObjective(quicksum(float(costs[pair]) * x for pair, x in served.items()))
    model.setParam("limits/gap", 0.0)
    model.optimize()
    assert model.getStatus() == "optimal"
    return float(model.getObjVal())


@pytest.mark.parametrize(("seed", "k"), [(1, 6), (2, 12), (3, 25)])
def test_covering_agrees_with_scip(seed: int, k: int) -> None:
    """150 stations, 120 candidates of two radii."""
    question = a_question(seed=seed, demands=150, candidates=120, k=k, radius_km=8)
    for site in question["candidates"][::3]:
        site["radius_km"] = 12
    plan = solved(question)

    best = by_scip(plan.question)
    assert plan.question.model.cost_of(plan.sites) == pytest.approx(best, abs=1e-3)
    assert plan.certificate.gap == 0


@pytest.mark.parametrize(("seed", "k"), [(1, 3), (2, 8)])
def test_p_median_agrees_with_scip(seed: int, k: int) -> None:
    """60 stations, 40 candidates."""
    question = a_question(seed=seed, demands=60, candidates=40, k=k, objective="p-median")
    plan = solved(question)

    assert plan.certificate.value == pytest.approx(by_scip(plan.question), rel=1e-6)
    assert plan.status == "optimal"


def a_graph(vertices: int, edges: int, p: int, seed: int) -> dict[str, object]:
    """A ring with chords of length 1 to 100, the form of OR-Library's p-median files."""
    draw = np.random.default_rng(seed)
    ring = [[n, n % vertices + 1, int(draw.integers(1, 101))] for n in range(1, vertices + 1)]
    ends = draw.integers(1, vertices + 1, (edges - vertices, 2))
    chords = [[int(a), int(b), int(draw.integers(1, 101))] for a, b in ends]
    network = {"vertices": vertices, "edges": ring + chords}
    return {"sandoq_plan": 1, "kind": "siting", "objective": "p-median", "k": p, "network": network}


@pytest.mark.parametrize(("vertices", "p"), [(100, 5), (100, 33), (200, 20), (400, 40)])
def test_graphs_like_or_librarys_are_proven_optimal(vertices: int, p: int) -> None:
    """The gap is 0 and the validator, with Floyd's algorithm and no solver, agrees."""
    plan = solved(a_graph(vertices, vertices * vertices // 50, p, seed=p))

    assert plan.certificate.gap == 0
    assert plan.status == "optimal"


def test_sites_are_ruled_out_only_as_far_as_the_proof_says() -> None:
    """900 vertices, 90 open: the plan once claimed less than its proof held, sites being lost."""
    plan = solve(read_question(a_graph(900, 16200, 90, seed=990)))

    assert plan.certificate.gap == 0


def test_parts_prove_as_much_as_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The way of very large questions on a small one: a valid plan, a bound near the best."""
    monkeypatch.setattr(covering_module, "_LARGE", 0)
    question = a_question(seed=5, demands=300, candidates=300, k=20, radius_km=4, gap=0.01)
    plan = solved(question)
    monkeypatch.undo()
    exact = solved({**question, "gap": 0})

    assert plan.certificate.value <= exact.certificate.value <= plan.certificate.bound
    assert plan.certificate.gap <= 0.01


def test_the_price_asks_for_about_k_sites() -> None:
    """The bound of the priced relaxation is within 1 % of the whole one's."""
    question = read_question(a_question(seed=6, demands=300, candidates=300, k=25, radius_km=4))
    model, limits = question.model, question.limits
    effort = Effort(model, 0.0, lambda _: True, 60.0)
    relaxed, _ = pricing.price_out(model, limits, first_plan(model, limits), effort)
    lower = bound_of(model, limits, relaxed.duals).lower
    best = model.cost_of(solve(question).sites)

    assert lower <= best
    assert model.total - lower <= 1.01 * (model.total - best)


@pytest.mark.parametrize("objective", ["covering", "p-median"])
@pytest.mark.parametrize("looks", [0, 1, 2, 3, 5])
def test_stopped_early_the_plan_is_still_honest(objective: str, looks: int) -> None:
    """After any look of the watch: a valid plan with a gap its proof holds."""
    question = a_question(
        seed=8, demands=120, candidates=100, k=12, objective=objective, radius_km=9
    )
    seen: list[object] = []
    plan = solve(
        read_question(question), watch=lambda one: (seen.append(one), len(seen) <= looks)[1]
    )

    assert failing(question, answer_of(plan, question)) == []
    assert plan.status in {"stopped", "optimal"}
    assert len(plan.sites) == 12
