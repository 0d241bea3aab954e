"""A station's own rules: its points, their times, and which acts need an order."""

from datetime import time
from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.territory.rules.itinerary import match_places
from sandoq.apps.territory.rules.stations import (
    PointDraft,
    StationDraft,
    in_order,
    itinerary_problems,
    may_hold_stations,
    move_needs_order,
    needs_order,
    overlap,
    station_problems,
)

SCHOOL = PointDraft("دبستان", lon=52.6, lat=36.5, opens=time(8), closes=time(18))
minutes = st.integers(0, 24 * 60 - 1)


def a_stay(begins: int, ends: int) -> PointDraft:
    return PointDraft("مسجد", opens=time(*divmod(begins, 60)), closes=time(*divmod(ends, 60)))


def a_draft(**fields: object) -> StationDraft:
    values: dict[str, object] = {
        "unit_id": 1,
        "county_id": 1,
        "number": 1,
        "name": "دبستان",
        "kind": "fixed",
        "area": "urban",
        "electors": 10,
        "points": (SCHOOL,),
    }
    return StationDraft(**(values | fields))  # type: ignore[arg-type]


def test_a_whole_station_has_no_problem() -> None:
    assert station_problems(a_draft()) == []


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"name": " "}, "name-missing"),
        ({"name": "ن" * 161}, "text-too-long"),
        ({"kind": "floating"}, "unknown-kind"),
        ({"area": "lunar"}, "unknown-area"),
        ({"electors": -1}, "electors-out-of-range"),
        ({"number": 0}, "number-out-of-range"),
        ({"code": ("interior", "x" * 41)}, "code-malformed"),
        ({"points": ()}, "no-point"),
        ({"points": (SCHOOL, PointDraft("مسجد"))}, "fixed-needs-one-point"),
        ({"points": (PointDraft(""),)}, "point-name-missing"),
        ({"points": (PointDraft("مسجد", lon=52.0),)}, "half-a-coordinate"),
        ({"points": (PointDraft("مسجد", lon=190.0, lat=3.0),)}, "point-off-earth"),
        ({"points": (PointDraft("مسجد", lon=float("nan"), lat=3.0),)}, "point-off-earth"),
        ({"points": (a_stay(600, 540),)}, "closes-before-it-opens"),
        (
            {"kind": "mobile", "points": (a_stay(480, 600), a_stay(590, 700))},
            "times-overlap",
        ),
    ],
)
def test_each_fault_of_a_station_has_its_own_code(fields: dict[str, object], problem: str) -> None:
    assert station_problems(a_draft(**fields)) == [problem]


@given(st.lists(minutes, min_size=2, max_size=12, unique=True))
def test_an_itinerary_of_stays_one_after_another_is_sound(moments: list[int]) -> None:
    """A stay may end at the very minute the next begins."""
    stays = [a_stay(begins, ends) for begins, ends in pairwise(sorted(moments))]
    assert itinerary_problems("mobile", stays) == []


@given(minutes, minutes, minutes, minutes)
def test_overlap_is_exactly_a_shared_minute(a: int, b: int, c: int, d: int) -> None:
    """Against brute force: some minute belongs to both half-open stays."""
    first, second = sorted((a, b)), sorted((c, d))
    shared = set(range(*first)) & set(range(*second))
    assert overlap(a_stay(*first), a_stay(*second)) == bool(shared)


def test_an_unknown_time_contradicts_nothing_and_a_half_known_one_only_its_moment() -> None:
    day = a_stay(480, 1080)
    assert not overlap(PointDraft("مسجد"), day)
    assert overlap(PointDraft("مسجد", opens=time(9)), day)
    assert overlap(day, PointDraft("مسجد", closes=time(18)))
    assert not overlap(PointDraft("مسجد", opens=time(18)), day)
    assert not overlap(PointDraft("مسجد", closes=time(8)), day)


def test_points_stand_in_the_order_of_their_times() -> None:
    late, early = a_stay(600, 700), a_stay(480, 590)
    assert in_order([late, early]) == (early, late)
    assert in_order([late, PointDraft("نامعلوم"), early])[0] == late


def test_electors_leave_by_order_and_join_without() -> None:
    assert needs_order(100, 99)
    assert not needs_order(100, 100)
    assert not needs_order(100, 101)


def test_a_station_leaves_its_county_by_order() -> None:
    assert move_needs_order(1, 2)
    assert not move_needs_order(1, 1)


def test_stations_belong_to_districts_or_to_counties_without_them() -> None:
    assert may_hold_stations("district", has_districts=False)
    assert may_hold_stations("county", has_districts=False)
    assert not may_hold_stations("county", has_districts=True)
    assert not may_hold_stations("province", has_districts=False)


def test_a_corrected_spelling_or_position_is_the_same_place() -> None:
    """Evidence recorded there must not be lost by a correction."""
    known = PointDraft("مسجد جامع", lon=52.6, lat=36.5, key=uuid4())
    spelled = PointDraft("مسجد جامع (شبستان)", lon=52.6005, lat=36.5)
    placed = PointDraft("مسجد  جامع", lon=52.9, lat=36.9)
    assert match_places([known], [spelled]) == [0]  # type: ignore[list-item]
    assert match_places([known], [placed]) == [0]  # type: ignore[list-item]


def test_another_school_is_another_place() -> None:
    """A move must not inherit the evidence of the place before."""
    known = PointDraft("دبستان الف", lon=52.6, lat=36.5, key=uuid4())
    assert match_places([known], [PointDraft("دبستان ب", lon=52.7, lat=36.5)]) == [None]  # type: ignore[list-item]
    assert match_places([known], [PointDraft("دبستان ب")]) == [None]  # type: ignore[list-item]


@given(st.lists(st.sampled_from("ابجد"), max_size=6), st.lists(st.sampled_from("ابجد"), max_size=6))
def test_no_place_is_matched_twice(known: list[str], drafts: list[str]) -> None:
    places = [PointDraft(name, key=uuid4()) for name in known]
    matches = match_places(places, [PointDraft(name) for name in drafts])  # type: ignore[arg-type]
    used = [match for match in matches if match is not None]
    assert len(used) == len(set(used))
    assert all(known[match] == drafts[at] for at, match in enumerate(matches) if match is not None)
