"""Questions about queues: read, answered, judged, and refused where they are wrong."""

import copy
import json
from typing import Any

import pytest

from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.errors import BadDocument
from sandoq.engines.allocation.progress import Progress
from sandoq.engines.allocation.queues import read_question, solve


def a_question(**changes: Any) -> dict[str, Any]:
    """Twelve stations of 100 to 2,300 electors, twenty days each."""
    return {
        "sandoq_plan": 1,
        "kind": "queues",
        "stations": [{"code": f"s{n}", "electors": 100 + 200 * n} for n in range(12)],
        "day": {"turnout": 0.7, "profile": [3, 5, 6, 5, 4, 3, 4, 5, 6, 5]},
        "service": {"check_in_cv": 0.6, "voting_cv": 0.8},
        "target": {"minutes": 10, "share": 0.9},
        "simulation": {"days": 20},
    } | changes


def answered(question: dict[str, Any], *, stop: bool = False) -> dict[str, Any]:
    """The plan's whole document."""

    def watch(progress: Progress) -> bool:
        return not stop

    plan = solve(read_question(question), watch).document()
    heading = {"sandoq_plan": 1, "kind": "queues-plan", "input_sha256": input_sha256(question)}
    return json.loads(json.dumps(heading | plan))


def failing(question: dict[str, Any], plan: dict[str, Any]) -> list[str]:
    """The checks that do not hold."""
    return [one.check for one in check_plan(question, plan) if not one.holds]


def test_every_station_meets_the_target_where_nothing_is_short() -> None:
    """And a bigger station never needs fewer desks than a much smaller one."""
    question = a_question()

    plan = answered(question)

    assert failing(question, plan) == []
    assert plan["totals"]["stations_missing_the_target"] == 0
    desks = [row["desks"] for row in plan["stations"]]
    assert desks[0] < desks[-1]


def test_a_short_supply_is_shared_and_proven() -> None:
    """Everything is used, and the certificate has no gap."""
    needed = answered(a_question())["totals"]["desks"]
    question = a_question(limits={"desks": needed - 3})

    plan = answered(question)

    assert failing(question, plan) == []
    assert plan["totals"]["desks"] == needed - 3
    assert plan["certificates"]["most-loaded-desk"]["gap"] == 0


def test_fixed_desks_are_kept_and_their_need_is_told() -> None:
    """What stands in the hall is not moved by a plan."""
    stations = [{"code": "a", "electors": 2500, "desks": 1, "booths": 9}]
    question = a_question(stations=stations)

    row = answered(question)["stations"][0]

    assert (row["desks"], row["booths"]) == (1, 9)
    assert row["desks_needed"] > 1
    assert row["meets_target"] is False
    assert row["closing_delay_minutes"] > 30


def test_formulas_alone_answer_without_a_simulation() -> None:
    """Zero days: the busiest period's steady state, for a page that must answer at once."""
    question = a_question(simulation={"days": 0})

    plan = answered(question)

    assert plan["method"] == "formulas"
    assert "check_in_mean_minutes" not in plan["stations"][0]
    assert failing(question, plan) == []


def test_a_stopped_search_still_gives_a_plan_that_holds() -> None:
    """Stop at the first moment: the formula's numbers, and a true account of the day."""
    question = a_question()

    plan = answered(question, stop=True)

    assert plan["status"] == "stopped"
    assert failing(question, plan) == []


def test_the_same_question_gets_the_same_answer() -> None:
    """Seconds apart."""
    first, second = answered(a_question()), answered(a_question())

    assert first["stations"] == second["stations"]


FORGERIES: dict[str, tuple[str, Any]] = {
    "desks-within-the-total": ("totals", {"desks": 1}),
    "desks-as-fixed": ("row", {"desks": 0}),
    "desks-peak-by-erlang": ("row", {"desks_peak_wait_minutes": 0.01}),
    "booths-peak-by-erlang": ("row", {"booths_peak_load": 0.1}),
    "booths-most-loaded-least": ("row", {"booths_needed": 40}),
    "target-met-as-told": ("row", {"meets_target": False}),
    "waits-as-another-simulation": ("row", {"check_in_mean_minutes": 30.0}),
    "every-station-once": ("row", {"code": "elsewhere"}),
}


@pytest.mark.parametrize("check", FORGERIES)
def test_a_forged_plan_is_refused(check: str) -> None:
    """Each forgery is found by the check that is there for it."""
    question = a_question()
    plan = answered(question)
    where, change = FORGERIES[check]
    (plan["totals"] if where == "totals" else plan["stations"][-1]).update(change)

    assert check in failing(question, plan)


def test_a_sharing_that_loads_one_station_more_is_refused() -> None:
    """One desk moved from the station most loaded to another that lacks one."""
    question = a_question(limits={"desks": 14})
    plan = answered(question)
    rows = sorted(plan["stations"], key=lambda row: -row["desks_peak_load"])
    giver = next(row for row in rows if row["desks"] > 1)
    taker = next(row for row in reversed(rows) if row["desks"] < row["desks_needed"])
    giver["desks"] -= 1
    taker["desks"] += 1

    assert "desks-most-loaded-least" in failing(question, plan)


BAD: list[tuple[str, dict[str, Any]]] = [
    ("/stations", {"stations": []}),
    ("/stations/1/code", {"stations": [{"code": "a", "electors": 1}] * 2}),
    ("/stations/0/electors", {"stations": [{"code": "a"}]}),
    ("/stations/0/electors", {"stations": [{"code": "a", "electors": -1}]}),
    ("/stations/0/turnout", {"stations": [{"code": "a", "electors": 1}], "day": {}}),
    ("/stations/0/turnout", {"stations": [{"code": "a", "electors": 1, "turnout": 1.5}]}),
    ("/stations/0/desks", {"stations": [{"code": "a", "electors": 1, "desks": 0}]}),
    ("/stations/0/booths", {"stations": [{"code": "a", "electors": 1, "booths": 9999}]}),
    (
        "/stations/0/arrivals_per_hour",
        {"stations": [{"code": "a", "arrivals_per_hour": [1, 2]}]},
    ),
    (
        "/stations/0/arrivals_per_hour",
        {"stations": [{"code": "a", "arrivals_per_hour": [float("nan")] * 10}]},
    ),
    ("/day/opens", {"day": {"opens": "8 in the morning"}}),
    ("/day/closes", {"day": {"opens": "08:00", "closes": "07:00"}}),
    ("/day/profile", {"day": {"turnout": 0.5, "profile": [0, 0]}}),
    ("/day/profile", {"day": {"turnout": 0.5, "profile": [1, "2"]}}),
    ("/service/check_in_seconds", {"service": {"check_in_seconds": 0}}),
    ("/service/voting_cv", {"service": {"voting_cv": -1}}),
    ("/target/share", {"target": {"share": 1.0}}),
    ("/target/minutes", {"target": {"minutes": -5}}),
    ("/limits/desks", {"limits": {"desks": 1.5}}),
    ("/simulation/days", {"simulation": {"days": 100_000}}),
    ("/kind", {"kind": "siting"}),
    ("/sandoq_plan", {"sandoq_plan": 2}),
]


@pytest.mark.parametrize(("where", "changes"), BAD)
def test_a_bad_value_is_refused_by_its_place(where: str, changes: dict[str, Any]) -> None:
    """The pointer leads to the value."""
    with pytest.raises(BadDocument) as refusal:
        read_question(copy.deepcopy(a_question(**changes)))

    assert refusal.value.where == where
