"""Plans against every possible set of sites, on instances small enough to try them all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.allocation.siting import read_question
from tests.allocation.siting.scenes import a_question, best_cost, solved

FEW = settings(deadline=None, max_examples=60, derandomize=True)
SEEDS = st.integers(0, 10**6)


def cost_of(plan) -> float:
    question = plan.question
    return question.model.cost_of(plan.sites)


@FEW
@given(seed=SEEDS, k=st.integers(0, 5), sites=st.integers(1, 8), plane=st.booleans())
def test_covering_is_exact(seed: int, k: int, sites: int, plane: bool) -> None:
    """No set of sites covers more, and the certificate says so with a gap of 0."""
    question = a_question(seed=seed, k=k, candidates=sites, plane=plane)
    plan = solved(question)

    assert cost_of(plan) == best_cost(read_question(question))
    assert plan.certificate.gap == 0
    assert plan.status == "optimal"


@FEW
@given(seed=SEEDS, k=st.integers(1, 5), sites=st.integers(1, 8), plane=st.booleans())
def test_p_median_is_exact(seed: int, k: int, sites: int, plane: bool) -> None:
    """No set of sites is nearer to the electors."""
    question = a_question(seed=seed, k=k, candidates=sites, plane=plane, objective="p-median")
    plan = solved(question)

    assert cost_of(plan) == pytest.approx(best_cost(read_question(question)), rel=1e-9)
    assert plan.status == "optimal"
    assert plan.certificate.gap <= 1e-6


@FEW
@given(seed=SEEDS, objective=st.sampled_from(["covering", "p-median"]))
def test_kinds_money_and_fixed_sites_are_obeyed(seed: int, objective: str) -> None:
    """The best plan among those every limit allows, not the best of all repaired afterwards."""
    question = a_question(seed=seed, k=4, candidates=8, objective=objective, whole=False)
    draw = np.random.default_rng(seed)
    for number, site in enumerate(question["candidates"]):
        site["kind"] = "satellite" if number % 3 == 0 else "mobile"
        site["cost"] = int(draw.integers(1, 9))
    question["candidates"][1]["fixed"] = "open"
    question["candidates"][2]["fixed"] = "closed"
    question["k_by_kind"] = {"satellite": 1, "mobile": 3}
    question["budget"] = 18
    plan = solved(question)

    assert cost_of(plan) == pytest.approx(best_cost(read_question(question)), rel=1e-6)
    assert plan.status == "optimal"
    assert "s1" in plan.codes
    assert "s2" not in plan.codes


@FEW
@given(seed=SEEDS, k=st.integers(1, 4))
def test_covers_given_as_lists_are_exact(seed: int, k: int) -> None:
    """Dense overlaps, equal rows and empty ones: where presolve merges and drops most."""
    draw = np.random.default_rng(seed)
    question = a_question(seed=seed, k=k, demands=14, candidates=9)
    for site in question["candidates"]:
        share = draw.choice([0.0, 0.2, 0.5])
        site["covers"] = [f"d{one}" for one in np.flatnonzero(draw.random(14) < share)]
    question["candidates"][8]["covers"] = list(question["candidates"][7]["covers"])
    plan = solved(question)

    assert cost_of(plan) == best_cost(read_question(question))
    assert plan.certificate.gap == 0


@settings(deadline=None, max_examples=25, derandomize=True)
@given(seed=SEEDS, p=st.integers(1, 4))
def test_networks_are_exact(seed: int, p: int) -> None:
    """Vertices of a graph with repeated edges, loops and lengths of 0."""
    draw = np.random.default_rng(seed)
    ring = [[one, one % 9 + 1, int(draw.integers(0, 30))] for one in range(1, 10)]
    chords = [[*map(int, draw.integers(1, 10, 2)), int(draw.integers(0, 30))] for _ in range(8)]
    network = {"vertices": 9, "edges": ring + chords}
    head = {"sandoq_plan": 1, "kind": "siting", "objective": "p-median", "k": p}
    question = {**head, "network": network}
    plan = solved(question)

    assert cost_of(plan) == best_cost(read_question(question))
    assert plan.certificate.gap == 0
