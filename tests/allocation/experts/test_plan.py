"""Questions about experts: based, judged, re-planned, and refused where they are wrong."""

import copy
import json
from itertools import product
from typing import Any

import numpy as np
import pyscipopt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.errors import BadDocument
from sandoq.engines.allocation.experts import read_question, solve
from sandoq.engines.allocation.experts.basing import Basings
from sandoq.engines.allocation.experts.reach import arcs_of, capacities
from sandoq.engines.allocation.experts.relaxation import Prices, bound_of
from sandoq.engines.allocation.progress import Progress


def a_question(count: int = 120, towns: int = 12, seed: int = 1, **changes: Any) -> dict[str, Any]:
    """Stations about random bases, teams for nine tenths of them."""
    seeded = np.random.default_rng(seed)
    at = seeded.uniform((36.0, 52.0), (37.0, 53.2), (towns, 2))
    near = at[seeded.integers(0, towns, count)] + seeded.normal(0, 0.12, (count, 2))
    return {
        "sandoq_plan": 1,
        "kind": "experts",
        "reach_minutes": 40,
        "kinds": [{"code": "it", "count": round(count * 0.9 / 5), "capacity": 5}],
        "bases": [{"code": f"b{n}", "lat": p[0], "lon": p[1]} for n, p in enumerate(at.tolist())],
        "stations": [
            {"code": f"s{n}", "lat": p[0], "lon": p[1], "weight": 1 + n % 3}
            for n, p in enumerate(near.tolist())
        ],
    } | changes


def answered(question: dict[str, Any], *, stop: bool = False) -> dict[str, Any]:
    """The plan's whole document."""

    def watch(progress: Progress) -> bool:
        return not stop

    plan = solve(read_question(question), watch).document()
    heading = {"sandoq_plan": 1, "kind": "experts-plan", "input_sha256": input_sha256(question)}
    return json.loads(json.dumps(heading | plan))


def failing(question: dict[str, Any], plan: dict[str, Any]) -> list[str]:
    """The checks that do not hold."""
    return [one.check for one in check_plan(question, plan) if not one.holds]


def after(question: dict[str, Any], plan: dict[str, Any], absent: int, price: float) -> Any:
    """The question when some teams are absent and changes have a price."""
    teams = [row | {"teams": 1} for row in plan["teams"][:absent]]
    kinds = [question["kinds"][0] | {"count": question["kinds"][0]["count"] - absent}]
    return question | {
        "kinds": kinds,
        "previous": {name: plan[name] for name in ("teams", "duties", "people")},
        "absent": teams,
        "change": {"duty_price": price, "team_price": 10 * price},
    }


def test_a_plan_holds_and_its_gap_is_small() -> None:
    """120 stations, 22 teams: judged valid, within 2 % of the bound."""
    plan = answered(a_question())

    assert failing(a_question(), plan) == []
    assert plan["certificate"]["gap"] < 0.02
    assert plan["totals"]["teams"] == 22


def best_by_every_basing(question: dict[str, Any]) -> float:
    """Points of the best teams, every basing tried."""
    asked = read_question(question)
    basings = Basings(asked, arcs_of(asked, asked.stations, asked.needs))
    count = asked.kinds[0].count
    ways = product(range(count + 1), repeat=len(asked.bases))
    return max(basings.with_teams(np.array(w)).points for w in ways if sum(w) == count)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 1000), teams=st.integers(1, 4))
def test_no_basing_passes_the_bound_and_the_plan_is_near_the_best(seed: int, teams: int) -> None:
    """Small instances, every basing tried."""
    kinds = [{"code": "it", "count": teams, "capacity": 3}]
    question = a_question(count=12, towns=4, seed=seed, kinds=kinds)

    plan = answered(question)

    best = best_by_every_basing(question)
    assert plan["certificate"]["value"] <= best + 0.1
    assert best <= plan["certificate"]["bound"] + 0.1
    assert plan["certificate"]["value"] >= 0.9 * best
    assert failing(question, plan) == []


def best_by_scip(question: dict[str, Any]) -> float:
    """The same model as a whole-number program."""
    asked = read_question(question)
    arcs = arcs_of(asked, asked.stations, asked.needs)
    model = pyscipopt.Model()
    model.hideOutput()
    cover = [model.addVar(vtype="C", lb=0, ub=1) for _ in arcs.need]
    bins = int(np.prod(asked.bins))
    teams = [model.addVar(vtype="I", lb=0) for _ in range(bins)]
    for need in range(len(asked.needs)):
        own = [cover[a] for a in np.flatnonzero(arcs.need == need)]
        if own:
            model.addCons(pyscipopt.quicksum(own) <= 1)
    for place, capacity in enumerate(capacities(asked).tolist()):
        own = [cover[a] for a in np.flatnonzero(arcs.bin == place)]
        model.addCons(pyscipopt.quicksum(own) <= capacity * teams[place])
    model.addCons(pyscipopt.quicksum(teams) <= asked.kinds[0].count)
    worth = asked.needs.weight[arcs.need] * 1000 - arcs.minutes
    total = pyscipopt.quicksum(w * x for w, x in zip(worth.tolist(), cover, strict=True))
    model.setObjective(total, "maximize")
    model.setParam("limits/gap", 1e-4)
    model.optimize()
    return float(model.getObjVal())


def test_scip_finds_nothing_much_better() -> None:
    """A middle instance: the plan is within 1 % of SCIP's optimum, which is below the bound."""
    question = a_question(count=80, towns=8)

    proof = answered(question)["certificate"]

    best = best_by_scip(question)
    assert proof["value"] <= best * (1 + 2e-4)
    assert best <= proof["bound"] + 0.1
    assert proof["value"] >= 0.99 * best


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 1000), scale=st.floats(0, 500))
def test_any_prices_give_a_bound(seed: int, scale: float) -> None:
    """Weak duality: even random prices never bound below a plan."""
    asked = read_question(a_question(count=40, towns=6, seed=seed))
    seeded = np.random.default_rng(seed)
    arcs = arcs_of(asked, asked.stations, asked.needs)
    basing = Basings(asked, arcs).with_teams(np.full(6, asked.kinds[0].count // 6))

    prices = Prices(seeded.uniform(0, scale, 6), np.zeros(6))

    assert basing.points <= bound_of(asked, arcs, prices) + 1e-6


def test_skills_shifts_and_limits_of_bases_hold() -> None:
    """Two kinds, two shifts, at most three teams at a base."""
    question = a_question(
        shifts=["morning", "evening"],
        kinds=[
            {"code": "all", "skills": ["net", "dev"], "count": 8, "capacity": 4},
            {"code": "dev", "skills": ["dev"], "count": 20, "capacity": 6},
        ],
    )
    for number, station in enumerate(question["stations"]):
        station["needs"] = ["net", "dev"] if number % 5 == 0 else ["dev"]
    for base in question["bases"]:
        base["max_teams"] = 3

    plan = answered(question)

    assert failing(question, plan) == []
    assert {row["kind"] for row in plan["duties"] if row["skill"] == "net"} == {"all"}
    assert plan["totals"]["covered"] > 100


def test_a_station_out_of_reach_is_told_so() -> None:
    """Not the same as too few teams."""
    question = a_question()
    question["stations"][7]["lat"] = 30.0

    plan = answered(question)

    reasons = {row["station"]: row["reason"] for row in plan["uncovered"]}
    assert reasons["s7"] == "no-base-in-reach"
    assert set(reasons.values()) == {"no-base-in-reach", "too-few-teams"}
    assert failing(question, plan) == []


def test_people_go_to_teams_of_their_kind_near_their_homes() -> None:
    """As many as there are teams in reach; nobody beyond the minutes they may travel."""
    people = [
        {"code": f"p{n}", "kind": "it", "lat": 36.0 + n / 40, "lon": 52.5, "travel_minutes": 60}
        for n in range(20)
    ]
    question = a_question(people=people, kinds=[{"code": "it", "capacity": 6}])

    plan = answered(question)

    assert failing(question, plan) == []
    assert plan["totals"]["teams"] == 20
    assert plan["totals"]["people_sent"] > 5


def test_absent_teams_are_replaced_with_few_changes_at_a_price() -> None:
    """The price keeps most duties as they are, at hardly fewer covered stations."""
    before = answered(a_question())
    free, priced = (
        answered(after(a_question(), before, absent=2, price=price)) for price in (0.0, 25.0)
    )

    assert failing(after(a_question(), before, absent=2, price=25.0), priced) == []
    assert priced["totals"]["duties_changed"] <= free["totals"]["duties_changed"]
    assert priced["totals"]["weight_covered"] >= 0.98 * free["totals"]["weight_covered"]


def test_nothing_changes_when_nothing_happened() -> None:
    """The plan in force, asked again with a price on change, stays."""
    before = answered(a_question())

    again = answered(after(a_question(), before, absent=0, price=25.0))

    assert again["totals"]["duties_changed"] == 0
    assert again["teams"] == before["teams"]


def test_a_stopped_search_gives_a_plan_that_holds() -> None:
    """The rounded teams, with their honest gap."""
    plan = answered(a_question(), stop=True)

    assert plan["status"] == "stopped"
    assert failing(a_question(), plan) == []


def test_the_same_question_gets_the_same_answer() -> None:
    """Seconds apart."""
    first, second = answered(a_question()), answered(a_question())

    assert first["duties"] == second["duties"]
    assert first["teams"] == second["teams"]


def forge(plan: dict[str, Any], check: str) -> None:
    """Spoil what a check looks at."""
    person = {"person": "nobody"} | {k: plan["teams"][0][k] for k in ("base", "kind", "shift")}
    changes: dict[str, Any] = {
        "every-need-once": plan["duties"].pop,
        "places-exist": lambda: plan["teams"][0].update(base="nowhere"),
        "teams-fit-and-reach": lambda: plan["duties"][0].update(minutes=0.5),
        "teams-not-overloaded": lambda: plan["teams"][0].update(teams=0),
        "teams-there-are": lambda: plan["teams"][0].update(teams=99),
        "reasons-are-true": lambda: plan["uncovered"][0].update(reason="no-base-in-reach"),
        "people-fit-their-teams": lambda: plan["people"].append(person),
        "totals-add-up": lambda: plan["totals"].update(covered=1),
        "bound-proven-by-prices": lambda: plan["certificate"].update(
            bound=plan["certificate"]["value"]
        ),
    }
    changes[check]()


@pytest.mark.parametrize(
    "check",
    [
        "every-need-once",
        "places-exist",
        "teams-fit-and-reach",
        "teams-not-overloaded",
        "teams-there-are",
        "reasons-are-true",
        "people-fit-their-teams",
        "totals-add-up",
        "bound-proven-by-prices",
    ],
)
def test_a_forged_plan_is_refused(check: str) -> None:
    """Each forgery is found by the check that is there for it."""
    plan = answered(a_question())
    forge(plan, check)

    assert check in failing(a_question(), plan)


POINT = {"code": "p", "lat": 36.0, "lon": 52.0}
PLACE = {"base": "b0", "kind": "it", "shift": "day"}
BAD: list[tuple[str, dict[str, Any]]] = [
    ("/stations", {"stations": []}),
    ("/bases", {"bases": []}),
    ("/kinds", {"kinds": []}),
    ("/kinds/0/count", {"kinds": [{"code": "it", "capacity": 1}]}),
    ("/kinds/0/capacity", {"kinds": [{"code": "it", "count": 1, "capacity": 0}]}),
    ("/kinds/1/code", {"kinds": [{"code": "it", "count": 1, "capacity": 1}] * 2}),
    ("/kinds/0/skills", {"kinds": [{"code": "it", "count": 1, "capacity": 1, "skills": [3]}]}),
    ("/stations/1/code", {"stations": [POINT, POINT]}),
    ("/stations/0/lat", {"stations": [POINT | {"lat": -91}]}),
    ("/stations/0/weight", {"stations": [POINT | {"weight": 0}]}),
    ("/stations/0/needs", {"stations": [POINT | {"needs": ["unknown"]}]}),
    ("/stations/0/needs", {"stations": [POINT | {"needs": ["expert", "expert"]}]}),
    ("/stations/0/shifts", {"stations": [POINT | {"shifts": ["night"]}]}),
    ("/bases/0/max_teams", {"bases": [POINT | {"max_teams": -1}]}),
    ("/people/0/kind", {"people": [POINT | {"kind": "cook"}]}),
    ("/people/0/lon", {"people": [{"code": "p", "kind": "it", "lat": 36.0}]}),
    ("/reach_minutes", {"reach_minutes": -1}),
    ("/previous/teams/0/base", {"previous": {"teams": [PLACE | {"base": "?", "teams": 1}]}}),
    ("/absent/0/teams", {"previous": {}, "absent": [PLACE | {"teams": 1}]}),
    ("/change/duty_price", {"change": {"duty_price": -1}}),
]


@pytest.mark.parametrize(("where", "changes"), BAD)
def test_a_bad_value_is_refused_by_its_place(where: str, changes: dict[str, Any]) -> None:
    """The pointer leads to the value."""
    with pytest.raises(BadDocument) as refusal:
        read_question(copy.deepcopy(a_question(**changes)))

    assert refusal.value.where == where
