"""Dates, levels, weights and likeness, without a database."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.apps.obstacles.rules.deciding import (
    Span,
    claim_by,
    decide_by,
    levels_due,
    obstacle_decide_by,
)
from sandoq.apps.obstacles.rules.likeness import Profile, alike, text_key
from sandoq.apps.obstacles.rules.states import MOVES, OPEN, Act, State, after, may_close
from sandoq.apps.obstacles.rules.weight import Severity, severity_of, weight

TODAY = date(2024, 1, 21)
ELECTION = TODAY + timedelta(days=40)


def test_the_tower_fix_must_be_decided_by_the_seventh_day() -> None:
    by = decide_by(ELECTION, lead_days=25, verification_days=5, slack_days=3)

    assert (by - TODAY).days == 7
    assert (claim_by(ELECTION, verification_days=5, slack_days=3) - TODAY).days == 32


def test_the_first_option_to_be_lost_sets_the_day() -> None:
    """Waiting past it would take a choice away, even where a quicker one remains."""
    options = [Span(25, 5, TODAY), Span(2, 1, TODAY)]

    assert (obstacle_decide_by(ELECTION, options, 3) - TODAY).days == 7


def test_an_option_that_came_too_late_moves_nothing() -> None:
    options = [Span(90, 5, TODAY), Span(25, 5, TODAY)]

    assert (obstacle_decide_by(ELECTION, options, 3) - TODAY).days == 7


def test_without_options_the_common_lead_is_taken() -> None:
    assert (obstacle_decide_by(ELECTION, [], 3) - TODAY).days == 40 - 14 - 5 - 3


@pytest.mark.parametrize(
    ("day", "told"),
    [(7, ()), (8, (3,)), (9, (3,)), (10, (3, 2)), (12, (3, 2, 1)), (30, (3, 2, 1))],
)
def test_each_level_above_a_district_is_told_two_days_after_the_one_below(
    day: int, told: tuple[int, ...]
) -> None:
    by = TODAY + timedelta(days=7)

    assert levels_due(by, TODAY + timedelta(days=day), depth=4) == told


def test_nobody_is_above_the_country() -> None:
    assert levels_due(TODAY, TODAY + timedelta(days=99), depth=1) == ()


@given(st.integers(-50, 200), st.integers(1, 4), st.integers(1, 9))
@settings(deadline=None, max_examples=200)
def test_levels_are_told_one_by_one_and_never_taken_back(day: int, depth: int, wait: int) -> None:
    now = levels_due(TODAY, TODAY + timedelta(days=day), depth=depth, answer_days=wait)
    later = levels_due(TODAY, TODAY + timedelta(days=day + 1), depth=depth, answer_days=wait)

    assert later[: len(now)] == now
    assert len(later) - len(now) in {0, 1}
    assert list(now) == sorted(now, reverse=True)
    assert all(1 <= level < depth for level in now)


def test_nothing_closes_without_a_verified_need() -> None:
    assert not may_close(0, 0)
    assert not may_close(3, 2)
    assert may_close(3, 3)
    assert {act for act in Act if State.CLOSED in MOVES[act].values()} == {Act.CLOSE}
    assert set(MOVES[Act.CLOSE]) == {State.VERIFIED}
    assert {act for act in Act if State.VERIFIED in MOVES[act].values()} == {Act.PROVE}


def test_a_claim_leaves_the_obstacle_open() -> None:
    assert after("doing", Act.CLAIM) in OPEN


def test_severity_follows_the_worst_linked_need() -> None:
    assert severity_of("minor", ["useful", "blocking"]) is Severity.BLOCKING
    assert severity_of("blocking", ["useful"]) is Severity.MINOR
    assert severity_of("important", []) is Severity.IMPORTANT
    assert weight("blocking", 800) == 2400


def a_profile(pk: int, text: str, **fields: object) -> Profile:
    values = {"kind": "link", "hangs_on": frozenset(), "stations": frozenset()} | fields
    return Profile(pk, text=text_key(text, ""), **values)  # type: ignore[arg-type]


def test_spellings_of_one_text_are_found_alike() -> None:
    """Arabic letters, other digits and a half space are the same words."""
    one = a_profile(1, "دکل روستای کریم‌آباد خاموش است ۲")

    found = alike(
        one, [a_profile(2, "دكل روستاي كريم آباد خاموش است 2"), a_profile(3, "کمبود برق")]
    )

    assert [like.id for like in found] == [2]


def test_one_tower_is_one_cause() -> None:
    tower = frozenset({("tower", "BBL-12")})
    one = a_profile(1, "آنتن ندارد", hangs_on=tower)
    other = a_profile(2, "اینترنت شعبه قطع است", hangs_on=tower)
    power = a_profile(3, "برق", kind="power", hangs_on=tower)

    found = alike(one, [other, power])

    assert [(like.id, like.shared) for like in found] == [(2, (("tower", "BBL-12"),))]
