"""The validator refuses plans that claim what they cannot show."""

from collections.abc import Callable
from copy import deepcopy

import pytest

from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.errors import BadDocument
from tests.allocation.siting.scenes import Document, a_question, answer_of, failing, solved


def honest(**more: object) -> tuple[Document, Document]:
    """A question with a split proof and dominated sites, and its plan."""
    question = a_question(seed=4, demands=40, candidates=30, k=5, **more)
    return question, answer_of(solved(question), question)


def _other_site(plan: Document) -> None:
    plan["open"][0] = next(f"s{n}" for n in range(30) if f"s{n}" not in plan["open"])


def _one_more(plan: Document) -> None:
    plan["open"].append(next(f"s{n}" for n in range(30) if f"s{n}" not in plan["open"]))


def _more_electors(plan: Document) -> None:
    plan["certificate"]["value"] += 5
    plan["totals"]["electors_covered"] += 5


def _tighter_bound(plan: Document) -> None:
    plan["certificate"]["bound"] -= 5


def _no_proof(plan: Document) -> None:
    plan["proof"]["parts"] = []


def _half_a_proof(plan: Document) -> None:
    plan["proof"]["parts"] = [{"split": {"sites": ["s0"], "at_most": 0}, "fewer": 1, "more": 1}]


def _circle(plan: Document) -> None:
    plan["proof"]["parts"] = [{"split": {"sites": ["s0"], "at_most": 0}, "fewer": 0, "more": 0}]


def _other_gap(plan: Document) -> None:
    plan["certificate"]["gap"] = 0.5


def _unknown_site(plan: Document) -> None:
    plan["open"][0] = "nowhere"


def _other_row(plan: Document) -> None:
    plan["sites"][0]["electors"] += 1


def _other_input(plan: Document) -> None:
    plan["input_sha256"] = "0" * 64


@pytest.mark.parametrize(
    ("forge", "caught"),
    [
        (_other_site, "sites-recomputed"),
        (_one_more, "at-most-k-open"),
        (_more_electors, "value-recomputed"),
        (_tighter_bound, "bound-proven"),
        (_no_proof, "bound-proven"),
        (_circle, "bound-proven"),
        (_other_gap, "status-follows-gap"),
        (_unknown_site, "open-sites-known-once"),
        (_other_row, "sites-recomputed"),
        (_other_input, "plan-answers-this-input"),
    ],
)
def test_a_forged_plan_is_refused(forge: Callable[[Document], None], caught: str) -> None:
    """The finding names what was forged."""
    question, plan = honest()
    forge(plan)

    assert caught in failing(question, plan)


@pytest.mark.parametrize("wrong", [-1.0, 1e9, "much", True, float("nan")])
def test_multipliers_out_of_range_are_no_proof(wrong: object) -> None:
    """A multiplier above a demand's electors would prove any bound."""
    question, plan = honest()
    for part in plan["proof"]["parts"]:
        if "duals" in part:
            part["duals"][0] = wrong

    with pytest.raises(BadDocument, match="proof/parts"):
        check_plan(question, plan)


def test_a_proof_that_leaves_a_part_out_is_no_proof() -> None:
    """Both halves of a split need a part of their own or a bound that holds without the split."""
    question, plan = honest()
    _half_a_proof(plan)

    with pytest.raises(BadDocument):
        plan["proof"]["parts"].append({})
        check_plan(question, plan)


def test_a_site_is_left_out_only_for_one_that_serves_as_much() -> None:
    """Leaving out good sites would lower the bound at will."""
    question, plan = honest()
    forged = deepcopy(plan)
    forged["proof"]["dominated"] = [[plan["open"][0], plan["open"][1]]]

    with pytest.raises(BadDocument) as refusal:
        check_plan(question, forged)

    assert refusal.value.reason == "not-dominated"


def test_too_small_a_distance_is_refused() -> None:
    """p-median: the sum is recomputed, and the bound from the multipliers."""
    question, plan = honest(objective="p-median")
    plan["certificate"]["value"] *= 0.99
    plan["certificate"]["bound"] *= 1.01

    assert {"value-recomputed", "bound-proven"} <= set(failing(question, plan))


def test_kinds_money_and_fixed_sites_are_looked_at() -> None:
    """A plan without the site that must be open, with too many of a kind and too dear."""
    question = a_question(seed=2, candidates=6, k=2)
    for site in question["candidates"]:
        site["kind"], site["cost"] = "mobile", 4
    plan = answer_of(solved(question), question)
    question["candidates"][[f"s{n}" in plan["open"] for n in range(6)].index(False)]["fixed"] = (
        "open"
    )
    question["k_by_kind"] = {"mobile": 1}
    question["budget"] = 7

    wrong = failing(question, plan)

    assert {"at-most-k-by-kind-open", "within-budget", "fixed-sites-open"} <= set(wrong)


@pytest.mark.parametrize("edge", [[1, 9, 3], [1, 2, -3], [1, 2, "far"], [0, 2, 3], [1, 2]])
def test_the_validator_refuses_a_question_it_cannot_read(edge: list[object]) -> None:
    """It reads the question by itself and does not trust that anybody read it before."""
    network = {"vertices": 3, "edges": [[1, 2, 1], [2, 3, 1]]}
    head = {"sandoq_plan": 1, "kind": "siting", "objective": "p-median", "k": 1}
    question = {**head, "network": network}
    plan = answer_of(solved(question), question)
    network["edges"] = [*network["edges"], edge]

    with pytest.raises(BadDocument, match="network/edges"):
        check_plan(question, plan)
