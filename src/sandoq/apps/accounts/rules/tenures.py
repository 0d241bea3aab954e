"""Who follows whom in a post: tenures of one post never overlap.

A tenure holds from `since` on and no longer at `until`, so a successor may begin at the very
moment at which the predecessor ends.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

FARTHEST = timedelta(days=366)
"""How far ahead a tenure may be ordered."""


@dataclass(frozen=True, slots=True)
class Term:
    """The time of one tenure; `until` is None while it is open."""

    since: datetime
    until: datetime | None = None


def earliest_start(terms: Iterable[Term]) -> datetime | None:
    """The first moment at which a successor may begin; None if anything is early enough.

    An open tenure is ended by its successor, which must begin after it began: no tenure is
    shorter than a microsecond. Ended tenures stay as they are.
    """
    bounds = [
        term.since + timedelta(microseconds=1) if term.until is None else term.until
        for term in terms
    ]
    return max(bounds, default=None)


def is_holding(term: Term, at: datetime) -> bool:
    """Whether the tenure gives its post's rights at this moment."""
    return term.since <= at and (term.until is None or at < term.until)


def latest_start(now: datetime) -> datetime:
    """The last moment for which a tenure may be ordered now."""
    return now + FARTHEST
