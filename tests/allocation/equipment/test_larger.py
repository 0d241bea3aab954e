"""A province: a second solver, the linear bound, a stop, and what was fixed."""

from typing import Any

import numpy as np
import pytest

from benchmarks.planning.instances_equipment import Size, equipment_question
from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.equipment import Plan, read_question, solve
from sandoq.engines.allocation.equipment.network import build_network
from sandoq.engines.allocation.progress import Progress
from tests.allocation.equipment.questions import DAY, LATE, a_question, a_station, a_store

MIDDLE = Size(1, 6, 120, 90.0, 60.0)


def failed_checks(question: dict[str, Any], plan: Plan) -> list[str]:
    """Names of the checks that do not hold."""
    answer = {"sandoq_plan": 1, "kind": "equipment-plan", "input_sha256": input_sha256(question)}
    return [one.check for one in check_plan(question, answer | plan.document()) if not one.holds]


@pytest.mark.parametrize("seed", range(3))
def test_scip_finds_no_better_electors(seed: int) -> None:
    """The whole program, ways and all, given to another solver."""
    scip = pytest.importorskip("pyscipopt")
    document: dict[str, Any] = equipment_question(MIDDLE, seed, 0.8)
    document["goals"] = {"gap": 0, "loss": {"priority": 0, "electors": 0, "equity": 1}}
    for station in document["stations"]:
        station["priority"] = 0
    question = read_question(document)
    plan = solve(question)

    model = scip.Model()
    model.hideOutput()
    model.setParam("randomization/randomseedshift", seed)
    network = build_network(question, question.blocking)
    x = [model.addVar(vtype="B") for _ in question.stations.codes]
    for slot in range(len(network.slots)):
        part = next(p for p in network.parts if slot in p.slots)
        (item_model,) = part.models
        y = [model.addVar(lb=0) for _ in network.way_unit]
        for supply in range(len(network.supply_store)):
            out = np.flatnonzero(network.way_supply == supply)
            pieces = int(network.stock[supply, item_model])
            model.addCons(scip.quicksum(y[w] for w in out) <= pieces)
        for unit in range(network.units):
            into = scip.quicksum(y[w] for w in np.flatnonzero(network.way_unit == unit))
            inside = np.flatnonzero(question.stations.unit == unit)
            need = scip.quicksum(int(network.need[j, slot]) * x[j] for j in inside)
            model.addCons(need <= into)
    electors = question.stations.electors
    model.setObjective(
        scip.quicksum(int(n) * v for n, v in zip(electors, x, strict=True)), "maximize"
    )
    model.optimize()

    assert plan.electors == round(model.getObjVal())
    assert failed_checks(document, plan) == []


def test_a_stopped_search_returns_a_valid_plan_with_its_honest_gap() -> None:
    """Stopped at once, the plan still keeps every rule and says it was stopped."""
    document = equipment_question(MIDDLE, 1)
    seen: list[Progress] = []

    def stop(progress: Progress) -> bool:
        seen.append(progress)
        return False

    plan = solve(read_question(document), watch=stop)

    assert plan.status == "stopped"
    assert seen
    assert failed_checks(document, plan) == []


def test_the_watch_sees_every_goal() -> None:
    """Stages are told in the order of the goals."""
    stages: list[str] = []

    def look(progress: Progress) -> bool:
        stages.append(progress.stage)
        return True

    solve(read_question(equipment_question(MIDDLE, 1)), watch=look)

    order = ["priority-1", "electors", "equity", "transport"]
    assert list(dict.fromkeys(stages)) == order


def test_what_is_fixed_is_kept_and_costs_electors() -> None:
    """A small station forced ready and a large one held back appear so in the plan."""
    document: Any = equipment_question(MIDDLE, 2)
    free = solve(read_question(document))
    codes = free.question.stations.codes
    small = codes[int(np.flatnonzero(~free.ready)[0])]
    large = codes[int(np.argmax(np.where(free.ready, free.question.stations.electors, 0)))]
    limit = {"from": "s6", "to": "u1", "model": "ups-1", "at_least": 1}
    document["fixed"] = {"ready": [small], "not_ready": [large], "transfers": [limit]}

    plan = solve(read_question(document))

    ready = plan.document()["ready"]
    assert small in ready
    assert large not in ready
    assert plan.electors <= free.electors
    assert failed_checks(document, plan) == []


def test_an_equity_floor_is_kept_before_electors() -> None:
    """Every unit reaches the asked share, or the best attainable is told."""
    document: Any = equipment_question(MIDDLE, 3, 0.7)
    document["goals"] = {"equity_floor": 0.99}

    plan = solve(read_question(document))

    held = plan.document()["equity_floor"]
    assert held["asked"] == 0.99
    assert 0 < held["held"] < 0.99
    assert failed_checks(document, plan) == []


def test_supply_that_arrives_too_late_does_not_count() -> None:
    """The same pieces a day after the needed one leave the station short."""

    def ready(on: str) -> int:
        store = a_store("s0", "u0", {}, arrivals=[{"model": "a1", "quantity": 1, "on": on}])
        question = a_question([store], [a_station("t0", "u0", 10, {"a": 1})])
        return int(solve(read_question(question)).ready.sum())

    assert (ready(DAY), ready(LATE)) == (1, 0)


def test_a_region_locked_store_serves_only_its_units() -> None:
    """Stock behind a lock does not help a neighbour, and the reason is told."""

    store = a_store("s0", "u0", {"a1": 5}, serves=["u0"])
    question = a_question([store], [a_station("t0", "u1", 10, {"a": 1})])

    (short,) = solve(read_question(question)).short

    assert short.reason == "out-of-reach"


def test_a_model_stands_in_for_another_item() -> None:
    """`b2` serves item a where no `a1` is left."""

    store = a_store("s0", "u0", {"b2": 2})
    question = a_question([store], [a_station("t0", "u0", 10, {"a": 1, "b": 1})])

    plan = solve(read_question(question))

    assert plan.ready.all()
    assert failed_checks(question, plan) == []
