"""Day tours of roaming experts: against every order, judged leg by leg, refused where wrong."""

import json
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.allocation.checking.tours import check_tours
from sandoq.engines.allocation.documents import Node
from sandoq.engines.allocation.errors import BadDocument
from sandoq.engines.allocation.experts.touring import (
    read_roamers,
    read_visits,
    road_seconds,
    told,
    tour,
)
from sandoq.engines.allocation.roads import Roads


def a_day(visits: int, roamers: int, seed: int = 1) -> dict[str, Any]:
    """Visits of 40 to 90 minutes; every second one only before ten."""
    seeded = np.random.default_rng(seed)

    def point() -> dict[str, float]:
        return {"lat": 36 + seeded.uniform(0, 0.6), "lon": 52 + seeded.uniform(0, 0.8)}

    return {
        "visits": [
            point()
            | {
                "code": f"v{n}",
                "service_minutes": int(seeded.integers(40, 90)),
                "closes": "10:00" if n % 2 else "15:00",
                "weight": 1 + n % 3,
            }
            for n in range(visits)
        ],
        "roamers": [point() | {"code": f"r{n}", "day_minutes": 420} for n in range(roamers)],
    }


def toured(day: dict[str, Any], iterations: int = 200) -> dict[str, Any]:
    """What a plan tells of the day."""
    root = Node(day)
    roamers, visits = read_roamers(root), read_visits(root)
    tours = tour(Roads(), roamers, visits, iterations=iterations)
    return json.loads(json.dumps(told(tours, roamers, visits)))


def failing(day: dict[str, Any], plan: dict[str, Any]) -> list[str]:
    """The checks that do not hold."""
    return [one.check for one in check_tours(Node(day), Node(plan)) if not one.holds]


def points(day: dict[str, Any], plan: dict[str, Any]) -> float:
    """1000 minutes for each weight visited, less the road."""
    missed = sum(one["weight"] for one in day["visits"] if one["code"] in plan["unvisited"])
    weight = sum(one["weight"] for one in day["visits"]) - missed
    return 1000 * weight - sum(one["road_minutes"] for one in plan["tours"])


def best_of_every_order(day: dict[str, Any]) -> float:
    """One roamer: all orders of all subsets, the day started as late as it may."""
    root = Node(day)
    roamers, visits = read_roamers(root), read_visits(root)
    seconds = road_seconds(Roads(), roamers, visits)
    starts, ends, longest = (60 * int(x) for x in roamers.rows[0])
    best = 0.0
    for size in range(1, len(visits.places) + 1):
        for order in permutations(range(len(visits.places)), size):
            legs = [0, *(1 + v for v in order), 0]
            road = sum(int(seconds[a, b]) for a, b in pairwise(legs))
            for leaves in range(starts, ends, 300):
                now, good = leaves, True
                for a, v in zip(legs, order, strict=False):
                    service, opens, closes, _ = visits.rows[v].tolist()
                    now = max(now + int(seconds[a, 1 + v]), opens * 60)
                    good &= now <= closes * 60
                    now += service * 60
                now += int(seconds[legs[-2], 0])
                if good and now <= ends and now - leaves <= longest:
                    best = max(best, 1000 * int(visits.rows[list(order), 3].sum()) - road / 60)
                    break
    return best


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 1000), visits=st.integers(1, 5))
def test_no_order_visits_more(seed: int, visits: int) -> None:
    """One roamer, at most five visits: as good as the best of every order."""
    day = a_day(visits, 1, seed)

    plan = toured(day)

    assert failing(day, plan) == []
    assert points(day, plan) >= best_of_every_order(day) - 0.2


def test_a_day_of_many_holds() -> None:
    """Forty visits, four roamers: every leg can be driven."""
    day = a_day(40, 4)

    plan = toured(day)

    assert failing(day, plan) == []
    assert len(plan["unvisited"]) < 25


def test_the_same_day_gets_the_same_tours() -> None:
    """The seed and the number of iterations decide, not the clock."""
    assert toured(a_day(20, 2)) == toured(a_day(20, 2))


def test_nobody_roams_without_visits_or_roamers() -> None:
    """Empty lists are no error."""
    assert toured(a_day(0, 2)) == {"tours": [], "unvisited": []}
    assert toured(a_day(2, 0)) == {"tours": [], "unvisited": ["v0", "v1"]}


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda plan: plan["tours"][0]["visits"].pop(), "every-visit-once"),
        (lambda plan: plan["tours"][0].update(roamer="nobody"), "every-visit-once"),
        (lambda plan: plan["tours"][0]["visits"].reverse(), "tours-can-be-driven"),
        (lambda plan: plan["tours"][0].update(leaves_seconds=0), "tours-can-be-driven"),
        (lambda plan: plan["tours"][0].update(returns_seconds=40_000), "tours-can-be-driven"),
        (lambda plan: plan["tours"][0].update(road_minutes=1.0), "tours-can-be-driven"),
    ],
)
def test_a_forged_tour_is_refused(change: Any, check: str) -> None:
    """Each forgery is found by the check that is there for it."""
    day = a_day(12, 2)
    plan = toured(day)
    change(plan)

    assert check in failing(day, plan)


@pytest.mark.parametrize(
    ("where", "name", "change"),
    [
        ("/visits/0/opens", "visits", {"opens": "early"}),
        ("/visits/0/closes", "visits", {"opens": "12:00", "closes": "11:00"}),
        ("/visits/0/weight", "visits", {"weight": 0}),
        ("/visits/0/service_minutes", "visits", {"service_minutes": -1}),
        ("/visits/0/lat", "visits", {"lat": 91}),
        ("/roamers/0/ends", "roamers", {"starts": "09:00", "ends": "08:00"}),
        ("/roamers/0/day_minutes", "roamers", {"day_minutes": 1.5}),
    ],
)
def test_a_bad_value_is_refused_by_its_place(where: str, name: str, change: dict[str, Any]) -> None:
    """The pointer leads to the value."""
    day = a_day(2, 1)
    day[name][0] |= change

    with pytest.raises(BadDocument) as refusal:
        read_visits(Node(day))
        read_roamers(Node(day))

    assert refusal.value.where == where
