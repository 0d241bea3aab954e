"""What breaks, and re-planning with a price on change."""

from typing import Any

import pytest

from benchmarks.planning.instances_equipment import Size, equipment_question
from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.equipment import Plan, read_question, solve
from sandoq.engines.allocation.equipment.shocks import (
    arrivals_late,
    model_recalled,
    replanned,
    road_closed,
    store_lost,
)
from tests.allocation.equipment.questions import DAY, LATE, a_question, a_station, a_store

MIDDLE = Size(1, 6, 200, 90.0, 60.0)


@pytest.fixture(scope="module")
def question() -> dict[str, Any]:
    """A province with one hub."""
    return equipment_question(MIDDLE, 5, 0.9)


@pytest.fixture(scope="module")
def approved(question: dict[str, Any]) -> dict[str, Any]:
    """The plan people work by."""
    return solve(read_question(question)).document()


def is_valid(question: dict[str, Any], plan: Plan) -> bool:
    """Whether the independent validator has no objection."""
    kind = {"sandoq_plan": 1, "kind": "equipment-plan", "input_sha256": input_sha256(question)}
    return all(one.holds for one in check_plan(question, kind | plan.document()))


def test_shocks_change_only_what_they_say(question: dict[str, Any]) -> None:
    """The question itself is left as it was."""
    before = input_sha256(question)
    pieces = question["stores"][0]["stock"]["ups-1"]

    assert store_lost(question, "s0")["stores"][0]["stock"] == {}
    assert store_lost(question, "s0")["stores"][1] == question["stores"][1]
    recalled = model_recalled(question, "ups-1", 0.5)["stores"][0]["stock"]
    assert recalled["ups-1"] == pieces // 2
    assert model_recalled(question, "ups-1")["stores"][0]["stock"]["ups-1"] == 0
    assert road_closed(question, "s0", "u1")["roads"]["closed"] == [{"from": "s0", "to": "u1"}]
    assert input_sha256(question) == before


def test_late_arrivals_are_taken_out() -> None:
    """What comes after the day allowed does not come."""
    arrivals = [{"model": "a1", "quantity": 1, "on": day} for day in (DAY, LATE)]
    store = a_store("s0", "u0", {}, arrivals=arrivals)
    question = a_question([store], [a_station("t0", "u0", 1, {"a": 1})], needed_by=None)

    assert arrivals_late(question, DAY)["stores"][0]["arrivals"] == arrivals[:1]


@pytest.mark.parametrize("shock", ["store", "model", "road"])
def test_a_price_on_change_spares_moves_and_no_electors(
    shock: str, question: dict[str, Any], approved: dict[str, Any]
) -> None:
    """Fewer pieces go where none went before; electors differ by the allowed loss at most."""
    broken = {
        "store": store_lost(question, "s2"),
        "model": model_recalled(question, "ups-1", 0.2),
        "road": road_closed(question, "s6", "u1"),
    }[shock]
    free = solve(read_question(replanned(broken, approved, change_price=0)))
    asked = replanned(broken, approved, change_price=200)
    priced = solve(read_question(asked))

    assert priced.changes()["units_added"] <= free.changes()["units_added"]
    assert priced.electors >= free.electors * (1 - 1e-4)
    assert is_valid(asked, priced)


def test_nothing_broken_nothing_changed(question: dict[str, Any], approved: dict[str, Any]) -> None:
    """Re-planning without a shock leaves every piece and every station where it was."""
    plan = solve(read_question(replanned(question, approved, change_price=200)))

    changes = plan.changes()
    assert (changes["ready_gained"], changes["ready_lost"]) == ([], [])
    assert changes["units_changed"] == 0
