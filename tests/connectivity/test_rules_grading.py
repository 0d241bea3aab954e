"""A grade says exactly what is missing, and until when it holds."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.connectivity.errors import BadGradingRule
from sandoq.apps.connectivity.rules.grading import (
    DEFAULT_RULE,
    Grade,
    GradeState,
    GradingRule,
    Sample,
    band_of,
    check_rule,
    grade,
)
from tests.connectivity.scene import at_utc

AT = at_utc(2024, 2, 20, 6)
MORNING = at_utc(2024, 2, 1, 5)
MIDDAY = at_utc(2024, 2, 2, 9)


def codes(found: Grade) -> list[str]:
    return [reason.code for reason in found.reasons]


def graded(*samples: Sample, at: datetime = AT, rule: GradingRule = DEFAULT_RULE) -> Grade:
    return grade(samples, rule, at)


def test_ten_transactions_in_two_parts_of_the_day_verify() -> None:
    found = graded(Sample(MORNING, 5, 5), Sample(MIDDAY, 5, 5))

    assert found.state == GradeState.VERIFIED
    assert found.reasons == ()
    assert found.until == MORNING + timedelta(days=45)


def test_nothing_measured_is_named_so() -> None:
    found = graded()

    assert found.state == GradeState.UNMEASURED
    assert codes(found) == ["no-readings"]


def test_nine_transactions_are_too_few_by_name() -> None:
    found = graded(Sample(MORNING, 5, 5), Sample(MIDDAY, 4, 4))

    assert found.state == GradeState.UNPROVEN
    assert codes(found) == ["too-few-transactions"]
    assert (found.reasons[0].have, found.reasons[0].need) == (9, 10)


def test_one_part_of_the_day_is_not_enough_however_many_transactions() -> None:
    found = graded(Sample(MORNING, 500, 500), Sample(MORNING + timedelta(hours=1), 500, 500))

    assert found.state == GradeState.UNPROVEN
    assert codes(found) == ["too-few-bands"]
    assert (found.reasons[0].have, found.reasons[0].need) == (1, 2)


def test_a_signal_without_transactions_proves_no_part_of_the_day() -> None:
    """Bars on a phone say nothing about a transaction."""
    found = graded(Sample(MORNING, 10, 10), Sample(MIDDAY, 0, 0, rsrp_dbm=-70))

    assert codes(found) == ["too-few-bands"]


def test_enough_transactions_that_fail_are_a_failure_and_not_a_lack_of_proof() -> None:
    found = graded(Sample(MORNING, 10, 8), Sample(MIDDAY, 10, 9))

    assert found.state == GradeState.FAILING
    assert [(one.code, one.have, one.need) for one in found.reasons] == [
        ("success-too-low", 85, 90)
    ]


def test_the_share_is_compared_exactly_and_shown_rounded_down() -> None:
    """899 of 1000 is 89.9 %: neither 90 % nor shown as 90 %."""
    below = graded(Sample(MORNING, 500, 450), Sample(MIDDAY, 500, 449))
    exact = graded(Sample(MORNING, 500, 450), Sample(MIDDAY, 500, 450))

    assert (below.state, below.percent) == (GradeState.FAILING, 89)
    assert exact.state == GradeState.VERIFIED


def test_a_strong_signal_does_not_save_failing_transactions() -> None:
    found = graded(Sample(MORNING, 10, 5, -60), Sample(MIDDAY, 10, 5, -60))

    assert (found.state, found.signal) == (GradeState.FAILING, "strong")


def test_a_weak_signal_does_not_spoil_working_transactions() -> None:
    found = graded(Sample(MORNING, 10, 10, -125), Sample(MIDDAY, 10, 10, -125))

    assert (found.state, found.signal) == (GradeState.VERIFIED, "weak")


def test_the_forty_fifth_day_counts_and_the_forty_sixth_does_not() -> None:
    samples = (Sample(MORNING, 10, 10), Sample(MORNING + timedelta(hours=4), 10, 10))
    last = MORNING + timedelta(days=45)

    assert graded(*samples, at=last).state == GradeState.VERIFIED
    gone = graded(*samples, at=last + timedelta(days=1))

    assert gone.state == GradeState.UNPROVEN
    assert codes(gone) == ["readings-too-old", "too-few-transactions", "too-few-bands"]
    assert (gone.reasons[0].have, gone.reasons[0].need) == (45, 45)
    assert gone.reasons[0].at == samples[1].taken_at


def test_a_newer_reading_moves_the_end_only_as_far_as_the_rest_suffices() -> None:
    """Five old and ten new transactions: when the old leave, ten in two parts remain."""
    fresh = MIDDAY + timedelta(days=10)
    found = graded(
        Sample(MORNING, 5, 5), Sample(fresh, 5, 5), Sample(fresh + timedelta(hours=4), 5, 5)
    )

    assert found.until == fresh + timedelta(days=45)


def test_a_failure_ends_when_its_bad_readings_leave() -> None:
    bad = Sample(MORNING, 10, 0)
    good = [Sample(MIDDAY, 10, 10), Sample(MIDDAY + timedelta(hours=4), 10, 10)]
    found = graded(bad, *good)

    assert found.state == GradeState.FAILING
    assert found.next_change == MORNING + timedelta(days=45)
    later = MORNING + timedelta(days=45, seconds=1)
    assert graded(bad, *good, at=later).state == GradeState.VERIFIED


def test_what_is_measured_later_is_not_known_yet() -> None:
    assert graded(Sample(AT + timedelta(minutes=1), 100, 100)).state == GradeState.UNMEASURED


def test_parts_of_the_day_are_read_on_the_clock_of_tehran() -> None:
    starts = DEFAULT_RULE.band_starts

    assert band_of(at_utc(2024, 2, 1, 2, 29), starts) == 3  # 05:59 belongs to the night before
    assert band_of(at_utc(2024, 2, 1, 2, 30), starts) == 0  # 06:00
    assert band_of(at_utc(2024, 2, 1, 15, 30), starts) == 3  # 19:00


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("min_transactions", 0),
        ("min_bands", 0),
        ("min_bands", 5),
        ("max_age_days", 0),
        ("min_success_percent", 101),
        ("band_starts", ()),
        ("band_starts", (11, 6)),
        ("band_starts", (6, 24)),
    ],
)
def test_a_rule_nothing_could_satisfy_is_refused_by_name(field: str, value: object) -> None:
    with pytest.raises(BadGradingRule) as refusal:
        check_rule(GradingRule(**{field: value}))  # type: ignore[arg-type]

    assert refusal.value.field == field


some_samples = st.lists(
    st.builds(
        lambda minutes, attempts, share: Sample(
            MORNING + timedelta(minutes=minutes), attempts, attempts * share // 100
        ),
        st.integers(0, 60 * 24 * 80),
        st.integers(0, 12),
        st.sampled_from([0, 80, 100]),
    ),
    max_size=8,
)


@given(samples=some_samples, hours=st.integers(0, 24 * 130))
def test_until_is_the_last_moment_and_nothing_changes_before_next_change(
    samples: list[Sample], hours: int
) -> None:
    """Whoever looks again at `next_change` misses nothing, if no reading is added."""
    at = MORNING + timedelta(hours=hours)
    known = [one for one in samples if one.taken_at <= at]
    found = grade(known, DEFAULT_RULE, at)

    if found.until is not None:
        assert grade(known, DEFAULT_RULE, found.until).is_verified
        assert not grade(known, DEFAULT_RULE, found.until + timedelta(seconds=1)).is_verified
    if found.next_change is not None:
        still = grade(known, DEFAULT_RULE, found.next_change)
        assert (still.state, still.attempts) == (found.state, found.attempts)
