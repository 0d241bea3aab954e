"""Separate items: a linear program agrees, and prices prove each flow."""

from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linprog

from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.checking.equipment_facts import gather
from sandoq.engines.allocation.checking.equipment_separately import Separate
from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.equipment import read_question, share_separately
from tests.allocation.equipment.questions import a_question, a_station, a_store, questions


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The plan as a document of its own."""
    made = share_separately(read_question(question)).document()
    kind = {"sandoq_plan": 1, "kind": "equipment-plan", "input_sha256": input_sha256(question)}
    return kind | made


def least_metres(question: dict[str, Any], item: str) -> float:
    """The cheapest flow of an item by a linear program, out of the checker's metres."""
    judge = Separate(gather(question), {})
    models = [m for m, serves in judge.facts.serves.items() if serves[0] == item]
    supplies = [(store, model) for store in judge.stores for model in models]
    stations, lacking = judge.codes, judge.lacking()
    costs, limits = [], []
    need = [judge.facts.need[code].get(item, 0) for code in stations]
    for at, code in enumerate(stations):
        for store, model in supplies:
            metres = judge.metres[at, judge.stores.index(store)]
            fits = np.isfinite(metres) and model in judge.facts.slot(code, item)[1]
            costs.append(metres if fits else 0.0)
            limits.append((0, None if fits else 0))
    count = len(supplies)
    if not count:
        return float(lacking @ need)
    by_station = np.kron(np.eye(len(stations)), np.ones(count))
    by_supply = np.kron(np.ones(len(stations)), np.eye(count))
    full = np.hstack([by_station, np.eye(len(stations))])
    stock = [judge.facts.stock.get(supply, 0) for supply in supplies]
    found = linprog(
        [*costs, *lacking],
        A_eq=full,
        b_eq=need,
        A_ub=np.hstack([by_supply, np.zeros((count, len(stations)))]),
        b_ub=stock,
        bounds=[*limits, *[(0, None)] * len(stations)],
    )
    return float(found.fun)


@settings(max_examples=40, deadline=None)
@given(questions())
def test_every_flow_is_cheapest_and_proven(question: dict[str, Any]) -> None:
    """Value, bound and a linear program are one number; the validator agrees."""
    plan = answer(question)

    for row in plan["items"]:
        certificate = row["certificate"]
        assert certificate["value"] == certificate["bound"]
        assert certificate["value"] == pytest.approx(least_metres(question, row["item"]), abs=1)
    assert [one for one in check_plan(question, plan) if not one.holds] == []


def test_priority_is_served_first() -> None:
    """With one piece for two stations the one of priority 2 gets it, though it is farther."""
    near = a_station("t0", "u0", 10, {"a": 1})
    far = a_station("t1", "u1", 10, {"a": 1}, priority=2)
    plan = answer(a_question([a_store("s0", "u0", {"a1": 1})], [near, far]))

    assert [row["station"] for row in plan["allotments"]] == ["t1"]


def test_forged_separate_plans_are_refused() -> None:
    """More than in store, a closed way, and prices that prove less than is claimed."""
    stations = [a_station(f"t{at}", "u0", 10, {"a": 1}) for at in range(3)]
    question = a_question([a_store("s0", "u0", {"a1": 2})], stations)
    honest = answer(question)

    def failed(forge: Any) -> set[str]:
        forged = deepcopy(honest)
        forge(forged)
        return {one.check for one in check_plan(question, forged) if not one.holds}

    def more(plan: dict[str, Any]) -> None:
        plan["allotments"][0]["quantity"] = 3

    def other_model(plan: dict[str, Any]) -> None:
        plan["allotments"][0]["model"] = "c1"

    def no_prices(plan: dict[str, Any]) -> None:
        plan["items"][0]["proof"]["prices"] = {}
        plan["items"][0]["certificate"]["bound"] += 10**6

    assert {"stores-send-what-they-have", "nobody-gets-more-than-needed"} <= failed(more)
    assert "pieces-go-allowed-ways" in failed(other_model)
    assert "bounds-proven" in failed(no_prices)


def test_a_stop_leaves_the_items_done_so_far() -> None:
    """Items come one after the other; the first is always whole."""
    question = a_question([a_store("s0", "u0", {"a1": 1})], [a_station("t0", "u0", 10, {"a": 1})])

    plan = share_separately(read_question(question), watch=lambda progress: False)

    assert plan.status == "stopped"
    assert len(plan.flows) == 1
