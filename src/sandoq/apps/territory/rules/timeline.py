"""Stays of a day as bars on one axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

_FIRST_HOUR = 6
_LAST_HOUR = 22


@dataclass(frozen=True, slots=True)
class Bar:
    """A stay between 0 and 100, left to right as time runs, whatever the page's direction."""

    start: float
    width: float


def bars(stays: Sequence[tuple[time | None, time | None]]) -> list[Bar | None]:
    """A bar for each stay whose two times are known.

    The axis runs from six to twenty-two, and further where a stay does.
    """
    hours = [_hours(moment) for stay in stays for moment in stay if moment is not None]
    first = min([_FIRST_HOUR, *hours])
    last = max([_LAST_HOUR, *hours])

    def bar(opens: time | None, closes: time | None) -> Bar | None:
        if opens is None or closes is None:
            return None
        start = 100 * (_hours(opens) - first) / (last - first)
        return Bar(
            round(start, 2), round(100 * (_hours(closes) - first) / (last - first) - start, 2)
        )

    return [bar(*stay) for stay in stays]


def _hours(moment: time) -> float:
    return moment.hour + moment.minute / 60
