"""A reading that no measurement could have given is refused by the name of what is wrong."""

from datetime import timedelta
from uuid import uuid4

import pytest

from sandoq.apps.connectivity.errors import (
    BadReading,
    ReadingFromTheFuture,
    RsrpOutOfRange,
    SinrOutOfRange,
    SuccessesExceedAttempts,
    TechnologyMismatch,
)
from sandoq.apps.connectivity.rules.operators import OperatorKind
from sandoq.apps.connectivity.rules.readings import ReadingDraft, check_reading, corrected
from tests.connectivity.scene import at_utc

NOW = at_utc(2024, 2, 20, 6)


def check(kind: OperatorKind = OperatorKind.MOBILE, **fields: object) -> None:
    values: dict[str, object] = {
        "client_uuid": uuid4(),
        "point_id": 1,
        "operator_id": 1,
        "technology": "4g",
        "attempts": 10,
        "successes": 9,
        "taken_at": NOW,
    }
    draft = ReadingDraft(**(values | fields))  # type: ignore[arg-type]
    check_reading(draft, operator="mci", operator_kind=kind, now=NOW)


@pytest.mark.parametrize(("technology", "low", "high"), [("2g", -110, -40), ("4g", -140, -44)])
def test_the_ends_of_what_a_phone_reports_are_accepted(
    technology: str, low: int, high: int
) -> None:
    check(technology=technology, rsrp_dbm=low)
    check(technology=technology, rsrp_dbm=high)
    for level in (low - 1, high + 1, 90, 0):
        with pytest.raises(RsrpOutOfRange) as refusal:
            check(technology=technology, rsrp_dbm=level)
        assert refusal.value.code == "rsrp-out-of-range"
        assert (refusal.value.lowest, refusal.value.highest) == (low, high)


def test_more_successes_than_attempts_are_refused_by_name() -> None:
    with pytest.raises(SuccessesExceedAttempts) as refusal:
        check(attempts=10, successes=11)

    assert refusal.value.code == "successes-exceed-attempts"


@pytest.mark.parametrize(
    ("fields", "kind", "field"),
    [
        ({"sinr_db": 41}, SinrOutOfRange, "sinr_db"),
        ({"taken_at": NOW + timedelta(minutes=6)}, ReadingFromTheFuture, "taken_at"),
        ({"technology": "fibre"}, TechnologyMismatch, "technology"),
        ({"technology": "6g"}, BadReading, "technology"),
        ({"attempts": -1, "successes": -1}, BadReading, "attempts"),
        ({"attempts": 1001}, BadReading, "attempts"),
        ({"successes": -1}, BadReading, "successes"),
        ({"p95_ms": -1}, BadReading, "p95_ms"),
        ({"attempts": 0, "successes": 0}, BadReading, "attempts"),
    ],
)
def test_each_other_impossibility_names_its_field(
    fields: dict[str, object], kind: type[BadReading], field: str
) -> None:
    with pytest.raises(kind) as refusal:
        check(**fields)

    assert refusal.value.field == field


def test_a_signal_alone_may_be_recorded() -> None:
    check(attempts=0, successes=0, rsrp_dbm=-100)


def test_a_clock_a_day_ahead_is_put_right() -> None:
    """The phone measured an hour before it sent; its clock runs a day ahead."""
    phone = NOW + timedelta(days=1)

    taken_at, skew = corrected(phone - timedelta(hours=1), device_now=phone, now=NOW)

    assert taken_at == NOW - timedelta(hours=1)
    assert skew == 86_400


def test_a_difference_the_network_may_cause_changes_nothing() -> None:
    told = NOW - timedelta(hours=1)

    assert corrected(told, device_now=NOW - timedelta(seconds=40), now=NOW) == (told, -40)
