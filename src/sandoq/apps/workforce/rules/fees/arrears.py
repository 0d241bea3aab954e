"""How old an unpaid fee is: counted from the polling day it was earned for."""

from datetime import date

BUCKETS = ("0-30", "31-60", "61-90", "91-180", "over-180")
"""Days since the polling day; both ends belong to a bucket."""

_LAST_DAYS = (30, 60, 90, 180)


def age_days(polling_day: date, today: date) -> int:
    """Whole days since the polling day; 0 on the day itself and before it."""
    return max(0, (today - polling_day).days)


def bucket_of(days: int) -> str:
    """The bucket of an age in days."""
    for name, last in zip(BUCKETS, _LAST_DAYS, strict=False):
        if days <= last:
            return name
    return BUCKETS[-1]
