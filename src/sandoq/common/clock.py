"""The one place that reads the clock. Everything else is given the moment as an argument.

Moments are stored in UTC; a *day* is a day in Tehran, where elections are held.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

TEHRAN = ZoneInfo("Asia/Tehran")
"""Iran's civil time: UTC+03:30, without summer time since 1402 (2023)."""


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def in_tehran(at: datetime) -> datetime:
    """The same moment on a clock in Tehran.

    Raises:
        ValueError: `at` has no time zone, so it is not a moment.
    """
    if at.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(TEHRAN)


def today(at: datetime) -> date:
    """The day in Tehran at the moment `at`.

    Raises:
        ValueError: `at` has no time zone, so it is not a moment.
    """
    return in_tehran(at).date()
