"""The validator refuses plans that break a rule or claim more than their proofs give."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.equipment import read_question, solve

EXAMPLE = Path("docs/examples/planning/equipment.json")
Plan = dict[str, Any]


@pytest.fixture(scope="module")
def question() -> dict[str, Any]:
    """The documentation's example, with a limit on one way."""
    limit = {"from": "store-amol", "to": "amol", "model": "laptop", "at_least": 1, "at_most": 5}
    return json.loads(EXAMPLE.read_bytes()) | {"fixed": {"transfers": [limit], "ready": ["2003"]}}


@pytest.fixture(scope="module")
def plan(question: dict[str, Any]) -> Plan:
    """Its honest plan."""
    made = solve(read_question(question)).document()
    return {
        "sandoq_plan": 1,
        "kind": "equipment-plan",
        "input_sha256": input_sha256(question),
        **made,
    }


def transfer(plan: Plan, model: str) -> dict[str, Any]:
    """The first transfer of a model."""
    return next(row for row in plan["transfers"] if row["model"] == model)


def goal(plan: Plan, name: str) -> dict[str, Any]:
    """A goal by name."""
    return next(row for row in plan["goals"] if row["goal"] == name)


def one_more_ready(plan: Plan) -> None:
    """A short station is called ready without a bundle."""
    plan["short"] = [row for row in plan["short"] if row["station"] != "1003"]
    plan["ready"].append("1003")


def lower_price(plan: Plan) -> None:
    """The electors' proof loses its price, and the bound stays."""
    goal(plan, "electors")["proof"]["prices"] = {}


def negative_price(plan: Plan) -> None:
    """A price below zero proves nothing."""
    goal(plan, "electors")["proof"]["prices"]["babol"]["ups"] = -1.0


def put(path: Callable[[Plan], dict[str, Any]], name: str, value: object) -> Callable[[Plan], None]:
    """A forgery that sets one value."""

    def forge(plan: Plan) -> None:
        path(plan)[name] = value

    return forge


FORGERIES: dict[str, tuple[str, Callable[[Plan], None]]] = {
    "other input": ("plan-answers-this-input", put(lambda p: p, "input_sha256", "0" * 64)),
    "half a piece": ("plan-can-be-read", put(lambda p: p["transfers"][0], "quantity", 0.5)),
    "no such station": ("plan-can-be-read", lambda p: p["ready"].append("9")),
    "a closed road": (
        "transfers-go-allowed-ways",
        put(lambda p: p["transfers"][-1], "to", "amol"),
    ),
    "shorter roads": ("transfers-go-allowed-ways", put(lambda p: p["transfers"][0], "km", 0.1)),
    "more than in store": (
        "stores-send-what-they-have",
        put(lambda p: transfer(p, "ups-1000"), "quantity", 3),
    ),
    "more allotted than came": (
        "allotted-pieces-arrived",
        put(lambda p: p["allotments"][0], "quantity", 9),
    ),
    "a model that does not serve": (
        "models-serve-their-items",
        put(lambda p: p["allotments"][0], "model", "ups-600"),
    ),
    "more than needed": (
        "nobody-gets-more-than-needed",
        put(lambda p: p["allotments"][0], "quantity", 9),
    ),
    "ready without bundle": ("ready-stations-have-whole-bundles", one_more_ready),
    "a piece missing": ("ready-stations-have-whole-bundles", lambda p: p["allotments"].pop(0)),
    "a station forgotten": ("every-other-station-is-short", lambda p: p["short"].clear()),
    "a fixed station dropped": ("fixed-stations-kept", lambda p: p["ready"].remove("2003")),
    "county figures": ("counties-add-up", put(lambda p: p["counties"][0], "ready_electors", 1)),
    "goals in another order": ("goals-in-the-asked-order", lambda p: p["goals"].reverse()),
    "a better value": (
        "values-recomputed",
        put(lambda p: goal(p, "electors")["certificate"], "value", 8000.0),
    ),
    "a floor above the value": ("floors-kept", put(lambda p: goal(p, "electors"), "floor", 9999.0)),
    "a tighter bound": ("bounds-proven", lower_price),
    "a negative price": ("bounds-proven", negative_price),
    "carriage bounded too high": (
        "bounds-proven",
        put(lambda p: goal(p, "transport")["certificate"], "bound", 9999.0),
    ),
}


def test_the_honest_plan_is_valid(question: dict[str, Any], plan: Plan) -> None:
    """Every check holds before anything is forged."""
    assert [one for one in check_plan(question, plan) if not one.holds] == []


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_plan_is_refused(name: str, question: dict[str, Any], plan: Plan) -> None:
    """The check that speaks of the forgery fails."""
    check, forge = FORGERIES[name]
    forged = deepcopy(plan)
    forge(forged)

    failed = {one.check for one in check_plan(question, forged) if not one.holds}

    assert check in failed


def test_a_passed_limit_is_refused(question: dict[str, Any], plan: Plan) -> None:
    """A fixed transfer below its least is named."""
    forged = deepcopy(plan)
    for row in forged["transfers"]:
        if row["from"] == "store-amol" and row["model"] == "laptop":
            row["quantity"] = 0

    failed = {one.check for one in check_plan(question, forged) if not one.holds}

    assert "fixed-transfers-kept" in failed
