"""Votes become seats exactly as the law says, and a tie is never broken silently."""

from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.elections.errors import BadSeatRule, BadVotes
from sandoq.apps.elections.rules.seats import RunOff, SeatOutcome, SeatRuleData, Tie, fill_seats
from sandoq.apps.elections.services.seat_rules import read_seat_rules

RULES = {entry["slug"]: SeatRuleData.from_json(entry["rule"]) for entry in read_seat_rules()}
MAJLES, PRESIDENT = RULES["majles-first-round"], RULES["president-first-round"]
EXPERTS = RULES["experts"]


def test_majles_elects_who_has_exactly_a_fifth() -> None:
    """The law says at least a fifth; 20 of 100 is a fifth, 19 is not."""
    outcome = fill_seats(MAJLES, 2, 100, {"الف": 20, "ب": 19, "پ": 18, "ت": 17})

    assert outcome == SeatOutcome(("الف",), ("ب", "پ"), 1)


def test_a_fifth_is_exact_where_floats_would_round() -> None:
    """A fifth of 6 * 10**17 + 1 is no whole number; the vote below it does not suffice."""
    valid = 6 * 10**17 + 1

    assert fill_seats(MAJLES, 1, valid, {"الف": valid // 5}).elected == ()
    assert fill_seats(MAJLES, 1, valid, {"الف": valid // 5 + 1}).elected == ("الف",)


def test_two_open_seats_send_four_into_the_run_off() -> None:
    """Twice the open seats, most votes first; the fifth stays out."""
    votes = {"الف": 15, "ب": 14, "پ": 13, "ت": 12, "ث": 11}

    assert fill_seats(MAJLES, 2, 100, votes).runoff == ("الف", "ب", "پ", "ت")


def test_more_than_enough_for_a_seat_is_not_enough_if_seats_are_gone() -> None:
    """Electors of a constituency with two seats name two: three may pass a fifth."""
    outcome = fill_seats(MAJLES, 2, 100, {"الف": 60, "ب": 50, "پ": 40})

    assert outcome == SeatOutcome(("الف", "ب"), (), 0)


def test_a_president_needs_more_than_half() -> None:
    """Half is not a majority: 50 of 100 goes into a run-off, 51 does not."""
    assert fill_seats(PRESIDENT, 1, 100, {"الف": 50, "ب": 30, "پ": 20}).runoff == ("الف", "ب")
    assert fill_seats(PRESIDENT, 1, 100, {"الف": 51, "ب": 49}).elected == ("الف",)


def test_experts_are_elected_by_relative_majority_without_a_run_off() -> None:
    """However few the votes, the first four have the four seats."""
    outcome = fill_seats(EXPERTS, 4, 1000, {"الف": 9, "ب": 8, "پ": 7, "ت": 6, "ث": 5})

    assert outcome == SeatOutcome(("الف", "ب", "پ", "ت"), (), 0)


def test_a_tie_for_the_last_seat_is_named() -> None:
    """Two equals and one seat: neither is elected before the lot."""
    outcome = fill_seats(EXPERTS, 2, 100, {"الف": 9, "ب": 8, "پ": 8})

    assert outcome == SeatOutcome(("الف",), (), 0, (Tie("elected", ("ب", "پ"), 1),))


def test_a_tie_for_the_last_place_in_the_run_off_is_named() -> None:
    """The run-off keeps the sure ones; the lot fills the rest."""
    outcome = fill_seats(PRESIDENT, 1, 100, {"الف": 40, "ب": 30, "پ": 30})

    assert outcome == SeatOutcome((), ("الف",), 1, (Tie("runoff", ("ب", "پ"), 1),))


def test_nobody_is_elected_without_a_vote() -> None:
    """A seat without a candidate who was voted for stays open."""
    assert fill_seats(EXPERTS, 1, 0, {"الف": 0}) == SeatOutcome((), (), 1)


@pytest.mark.parametrize(
    ("seats", "valid", "votes"),
    [(0, 10, {}), (1, -1, {}), (1, 10, {"الف": 11}), (1, 10, {"الف": -1})],
)
def test_impossible_counts_are_refused(seats: int, valid: int, votes: dict[str, int]) -> None:
    """A candidate cannot have more votes than there are valid ballots."""
    with pytest.raises(BadVotes):
        fill_seats(MAJLES, seats, valid, votes)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"winners": "most"}, "winners"),
        ({"runoff": "three"}, "runoff"),
        ({"threshold": None}, "threshold"),
        ({"threshold": {"numerator": 1, "denominator": 0}}, "threshold"),
        ({"threshold": {"numerator": 0.2, "denominator": 1}}, "numerator"),
        ({"threshold": {"numerator": True, "denominator": 5}}, "numerator"),
        ({"winners": "majority"}, "threshold"),
        ({"quorum": 1}, "quorum"),
    ],
)
def test_a_rule_is_read_strictly(change: dict[str, Any], field: str) -> None:
    """A rule that means nothing exact must not be guessed at; the key at fault is named."""
    with pytest.raises(BadSeatRule) as refusal:
        SeatRuleData.from_json({**MAJLES.to_json(), **change})

    assert refusal.value.field == field


@pytest.mark.parametrize("key", ["winners", "threshold", "runoff"])
def test_a_rule_without_a_key_is_refused(key: str) -> None:
    """Nothing has a silent default."""
    raw = {name: value for name, value in MAJLES.to_json().items() if name != key}

    with pytest.raises(BadSeatRule) as refusal:
        SeatRuleData.from_json(raw)

    assert (refusal.value.field, refusal.value.reason) == (key, "missing")


counts = st.integers(0, 12).flatmap(
    lambda valid: st.tuples(
        st.just(valid),
        st.dictionaries(st.sampled_from("abcdef"), st.integers(0, valid), max_size=6),
    )
)


@given(st.sampled_from(sorted(RULES)), st.integers(1, 3), counts)
def test_seats_are_filled_as_by_brute_force(
    slug: str, seats: int, count: tuple[int, dict[str, int]]
) -> None:
    """Of all sets of winners only those stand in which nobody left out had more votes."""
    valid, votes = count
    rule = RULES[slug]
    outcome = fill_seats(rule, seats, valid, votes)

    able = {n for n, v in votes.items() if v > 0 and _passes(rule, v, valid)}
    possible = _best_sets(votes, able, min(seats, len(able)))
    assert set(outcome.elected) == set.intersection(*possible)
    if len(possible) == 1:
        assert not [tie for tie in outcome.ties if tie.boundary == "elected"]
        _check_run_off(rule, seats, votes, outcome)
    else:
        (tie,) = outcome.ties
        assert tie.boundary == "elected"
        assert set(tie.among) == set.union(*possible) - set(outcome.elected)
        assert tie.places == seats - len(outcome.elected)
        assert (outcome.runoff, outcome.open_seats) == ((), 0)


def _check_run_off(
    rule: SeatRuleData, seats: int, votes: dict[str, int], outcome: SeatOutcome
) -> None:
    open_seats = seats - len(outcome.elected)
    assert outcome.open_seats == open_seats
    size = {RunOff.TWICE_OPEN_SEATS: 2 * open_seats, RunOff.FIRST_TWO: 2, RunOff.NONE: 0}
    places = size[rule.runoff] if open_seats else 0
    others = set(votes) - set(outcome.elected)
    possible = _best_sets(votes, others, min(places, len(others)))
    assert set(outcome.runoff) == set.intersection(*possible)
    assert bool(outcome.ties) == (len(possible) > 1)


def _passes(rule: SeatRuleData, votes: int, valid: int) -> bool:
    share = Fraction(votes, valid)
    return share > rule.threshold if rule.winners == "majority" else share >= rule.threshold


def _best_sets(votes: dict[str, int], able: set[str], size: int) -> list[set[str]]:
    """Every set of this size in which nobody left out had more votes than somebody in it."""
    return [
        set(chosen)
        for chosen in combinations(sorted(able), size)
        if all(votes[out] <= votes[winner] for winner in chosen for out in able - set(chosen))
    ]
