"""Questions about spares: pooled, judged, and refused where they are wrong."""

import copy
import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.errors import BadDocument
from sandoq.engines.allocation.progress import Progress
from sandoq.engines.allocation.spares import read_question, solve
from sandoq.engines.allocation.spares.failures import failures, quantile


def a_question(**changes: Any) -> dict[str, Any]:
    """Three stores on a line, 0.5° apart; a store reaches its neighbours' stations too."""
    return {
        "sandoq_plan": 1,
        "kind": "spares",
        "confidence": 0.99,
        "reach_minutes": 60,
        "models": [{"code": "a", "failure_rate": 0.02}, {"code": "b", "failure_rate": 0.04}],
        "spares": [{"code": "x", "serves": ["a", "b"]}, {"code": "y", "serves": ["b"]}],
        "stores": [{"code": f"j{n}", "lat": 36.0, "lon": 52.0 + n / 2} for n in range(3)],
        "stations": [
            {
                "code": f"s{n}",
                "county": f"c{n // 3}",
                "lat": 36.0,
                "lon": 51.8 + n / 8,
                "devices": {"a": 10 + n, "b": n % 3},
            }
            for n in range(12)
        ],
    } | changes


def answered(question: dict[str, Any], *, stop: bool = False) -> dict[str, Any]:
    """The plan's whole document."""

    def watch(progress: Progress) -> bool:
        return not stop

    plan = solve(read_question(question), watch).document()
    heading = {"sandoq_plan": 1, "kind": "spares-plan", "input_sha256": input_sha256(question)}
    return json.loads(json.dumps(heading | plan))


def failing(question: dict[str, Any], plan: dict[str, Any]) -> list[str]:
    """The checks that do not hold."""
    return [one.check for one in check_plan(question, plan) if not one.holds]


def pooled(counties: list[int], reach: float) -> dict[str, Any]:
    """One station and one store in each county, all at one place or 1° apart."""
    return a_question(
        models=[{"code": "a", "failure_rate": 0.02}],
        spares=[],
        reach_minutes=reach,
        stores=[{"code": f"j{n}", "lat": 30.0 + n, "lon": 52.0} for n in range(len(counties))],
        stations=[
            {"code": f"s{n}", "county": f"c{n}", "lat": 30.0 + n, "lon": 52.0, "devices": {"a": k}}
            for n, k in enumerate(counties)
        ],
    )


def test_a_pool_all_can_reach_holds_84_where_22_counties_apart_hold_154() -> None:
    """3,228 devices: proven least when pooled; the plan tells what separation costs."""
    counties = [147] * 16 + [146] * 6

    together = answered(pooled(counties, 10_000))
    apart = answered(pooled(counties, 60))

    assert together["totals"]["spares"] == 84
    assert together["totals"]["spares_if_each_county_alone"] == 154
    assert apart["totals"]["spares"] == 154
    assert together["status"] == "optimal"
    assert failing(pooled(counties, 10_000), together) == []


def test_a_plan_holds_and_saves_against_counties_alone() -> None:
    """Every device is served, with fewer spares."""
    plan = answered(a_question())

    assert failing(a_question(), plan) == []
    assert plan["totals"]["spares"] < plan["totals"]["spares_if_each_county_alone"]
    assert plan["unserved"] == []


def best_by_every_way(question: dict[str, Any]) -> int:
    """Least spares over every way to serve each station from a store in reach."""
    asked = read_question(question)
    station, store, _ = asked.roads.within(asked.stations, asked.stores, asked.reach_minutes)
    near = [
        [int(j) for s, j in zip(station, store, strict=True) if s == one]
        for one in range(len(asked.stations))
    ]
    best = 10**9
    for way in product(*near):
        pools: dict[int, int] = {}
        for (_, _, count), pool in zip(asked.devices, way, strict=True):
            pools[pool] = pools.get(pool, 0) + count
        used = sum(quantile(failures({0.05: n}), 0.99) for n in pools.values())
        best = min(best, used)
    return best


@settings(deadline=None, max_examples=40)
@given(
    stations=st.lists(st.tuples(st.floats(52.0, 53.0), st.integers(1, 60)), min_size=1, max_size=6),
    stores=st.lists(st.floats(52.0, 53.0), min_size=1, max_size=3),
)
def test_the_bound_is_below_every_way_and_the_plan_near_the_best(
    stations: list[tuple[float, int]], stores: list[float]
) -> None:
    """Small instances, every assignment tried."""
    question = a_question(
        models=[{"code": "a", "failure_rate": 0.05}],
        spares=[],
        reach_minutes=200,
        stores=[{"code": f"j{n}", "lat": 36.0, "lon": lon} for n, lon in enumerate(stores)],
        stations=[
            {"code": f"s{n}", "lat": 36.0, "lon": lon, "devices": {"a": count}}
            for n, (lon, count) in enumerate(stations)
        ],
    )

    plan = answered(question)

    best = best_by_every_way(question)
    assert plan["certificate"]["bound"] <= best <= plan["totals"]["spares"]
    assert plan["totals"]["spares"] <= best + 1
    assert failing(question, plan) == []


def test_spares_locked_to_another_region_do_not_count() -> None:
    """Kenya 2022: they were there, and nobody was allowed to use them."""
    lock = {"store": "j1", "spare": "x", "count": 50}

    locked = answered(a_question(stock=[lock | {"only_in": ["elsewhere"]}]))
    free = answered(a_question(stock=[lock]))

    there = next(row for row in free["pools"] if row["store"] == "j1" and row["spare"] == "x")
    shut = next(row for row in locked["pools"] if row["store"] == "j1" and row["spare"] == "x")
    assert (there["missing"], there["stock_free"]) == (0, 50)
    assert (shut["missing"], shut["stock_locked"]) == (shut["spares"], 0)


def test_spares_locked_to_a_served_county_count_for_it_alone() -> None:
    """They lower what is missing, by less than their number."""
    lock = {"store": "j1", "spare": "x", "count": 3, "only_in": ["c1"]}
    question = a_question(stock=[lock])

    plan = answered(question)

    row = next(row for row in plan["pools"] if row["store"] == "j1" and row["spare"] == "x")
    assert row["spares"] - 3 < row["missing"] < row["spares"]
    assert failing(question, plan) == []


def test_devices_nobody_can_help_are_told_with_the_reason() -> None:
    """Out of reach, or without a spare that fits; never silently dropped."""
    question = a_question(spares=[{"code": "y", "serves": ["b"]}])
    question["stations"][0]["lat"] = 20.0

    plan = answered(question)

    reasons = {(row["station"], row["model"]): row["reason"] for row in plan["unserved"]}
    assert reasons["s0", "a"] == "no-spare-fits"
    assert reasons["s1", "a"] == "no-spare-fits"
    question["spares"][0]["serves"] = ["a", "b"]
    plan = answered(question)
    assert [row["reason"] for row in plan["unserved"]] == ["no-store-in-reach"]
    assert failing(question, plan) == []


def test_a_store_serves_only_the_counties_it_may() -> None:
    """A region's own store stays the region's own."""
    question = a_question()
    question["stores"][1]["only_in"] = ["c0"]

    plan = answered(question)

    served = {row["station"] for row in plan["stations"] if row["store"] == "j1"}
    assert served <= {"s0", "s1", "s2"}
    assert failing(question, plan) == []


def test_a_stopped_search_gives_a_plan_that_holds() -> None:
    """The greedy pools, with their honest gap."""
    plan = answered(a_question(), stop=True)

    assert plan["status"] == "stopped"
    assert failing(a_question(), plan) == []


def test_the_same_question_gets_the_same_answer() -> None:
    """Seconds apart."""
    first, second = answered(a_question()), answered(a_question())

    assert first["pools"] == second["pools"]
    assert first["stations"] == second["stations"]


def forged(plan: dict[str, Any], check: str) -> None:
    """Spoil what a check looks at."""
    changes: dict[str, Any] = {
        "every-device-once": plan["stations"].pop,
        "served-by-a-fitting-spare-in-reach": lambda: plan["stations"][0].update(store="j2"),
        "spares-are-the-quantile": lambda: plan["pools"][0].update(
            spares=plan["pools"][0]["spares"] - 1
        ),
        "stock-and-missing-meet-the-confidence": lambda: plan["pools"][0].update(missing=0),
        "totals-add-up": lambda: plan["totals"].update(spares=1),
        "bound-proven-by-rates": lambda: plan["certificate"]["rates"][0].update(rate=1.0),
    }
    changes[check]()


@pytest.mark.parametrize(
    "check",
    [
        "every-device-once",
        "served-by-a-fitting-spare-in-reach",
        "spares-are-the-quantile",
        "stock-and-missing-meet-the-confidence",
        "totals-add-up",
        "bound-proven-by-rates",
    ],
)
def test_a_forged_plan_is_refused(check: str) -> None:
    """Each forgery is found by the check that is there for it."""
    plan = answered(a_question())
    forged(plan, check)

    assert check in failing(a_question(), plan)


def test_devices_hidden_as_unserved_are_found() -> None:
    """A device with a store in reach may not be left out."""
    plan = answered(a_question())
    row = plan["stations"].pop(0)
    hidden = {key: row[key] for key in ("station", "model", "devices")}
    plan["unserved"].append(hidden | {"reason": "no-store-in-reach"})

    assert "unserved-only-without-choice" in failing(a_question(), plan)


POINT = {"code": "p", "lat": 36.0, "lon": 52.0}
BAD: list[tuple[str, dict[str, Any]]] = [
    ("/models", {"models": []}),
    ("/models/0/failure_rate", {"models": [{"code": "a", "failure_rate": 1.2}]}),
    ("/models/1/code", {"models": [{"code": "a", "failure_rate": 0.1}] * 2}),
    ("/spares/0/serves", {"spares": [{"code": "x", "serves": ["unknown"]}]}),
    ("/spares/0/serves", {"spares": [{"code": "x", "serves": []}]}),
    ("/spares/0/cost", {"spares": [{"code": "x", "serves": ["a"], "cost": 0}]}),
    ("/stores", {"stores": []}),
    ("/stores/1/code", {"stores": [POINT, POINT]}),
    ("/stores/0/lat", {"stores": [POINT | {"lat": 95}]}),
    ("/stations", {"stations": []}),
    ("/stations/0/lon", {"stations": [{"code": "s", "lat": 36}]}),
    ("/stations/0/devices/zz", {"stations": [POINT | {"devices": {"zz": 1}}]}),
    ("/stations/0/devices/a", {"stations": [POINT | {"devices": {"a": -1}}]}),
    ("/stock/0/store", {"stock": [{"store": "?", "spare": "x", "count": 1}]}),
    ("/stock/0/spare", {"stock": [{"store": "j0", "spare": "?", "count": 1}]}),
    ("/stock/0/count", {"stock": [{"store": "j0", "spare": "x", "count": 1.5}]}),
    ("/confidence", {"confidence": 1.0}),
    ("/reach_minutes", {"reach_minutes": float("nan")}),
    ("/roads/speed_kmh", {"roads": {"speed_kmh": 0}}),
]


@pytest.mark.parametrize(("where", "changes"), BAD)
def test_a_bad_value_is_refused_by_its_place(where: str, changes: dict[str, Any]) -> None:
    """The pointer leads to the value."""
    with pytest.raises(BadDocument) as refusal:
        read_question(copy.deepcopy(a_question(**changes)))

    assert refusal.value.where == where
