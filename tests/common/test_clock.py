"""The clock is read in one place; a day is a day in Tehran."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from sandoq.common import clock


@time_machine.travel("2024-03-01T04:30:00Z", tick=False)
def test_now_is_aware_and_in_utc() -> None:
    assert clock.now() == datetime(2024, 3, 1, 4, 30, tzinfo=UTC)
    assert clock.now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2024, 3, 1, 20, 29, 59, tzinfo=UTC), date(2024, 3, 1)),
        (datetime(2024, 3, 1, 20, 30, tzinfo=UTC), date(2024, 3, 2)),
        # Iran keeps no summer time since 1402: in June, too, midnight is 20:30 UTC.
        (datetime(2024, 6, 28, 20, 29, 59, tzinfo=UTC), date(2024, 6, 28)),
        (datetime(2024, 6, 28, 20, 30, tzinfo=UTC), date(2024, 6, 29)),
        # It did in 1401: midnight was 19:30 UTC.
        (datetime(2022, 6, 28, 19, 30, tzinfo=UTC), date(2022, 6, 29)),
    ],
)
def test_today_changes_at_midnight_in_tehran(at: datetime, day: date) -> None:
    assert clock.today(at) == day


def test_a_moment_without_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.today(datetime(2024, 3, 1))


def test_common_reads_the_clock_nowhere_else() -> None:
    folder = Path(clock.__file__).parent
    readers = {
        path.name
        for path in folder.glob("*.py")
        if any(call in path.read_text("utf-8") for call in (".now(", ".utcnow(", "date.today()"))
    }

    assert readers == {"clock.py"}
