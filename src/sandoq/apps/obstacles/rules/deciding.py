"""Until when an obstacle must be decided, and who is told when it is not.

All days are days in Tehran.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

LEAD_DAYS = 14
VERIFICATION_DAYS = 5
SLACK_DAYS = 3
"""Taken where nobody has proposed an option yet."""

ANSWER_DAYS = 2
"""So long each level has before the next one above is told."""

HIGHEST = 1
"""Depth of the country in the tree; a province is 2, a county 3, a district 4."""


@dataclass(frozen=True, slots=True)
class Span:
    """What an option takes, in whole days."""

    lead_days: int
    verification_days: int
    proposed_on: date


def decide_by(
    election_day: date, *, lead_days: int, verification_days: int, slack_days: int
) -> date:
    """The last day on which deciding still leaves time: election day − lead − verification − slack.

    In 40 days with a lead of 25, verification of 5 and slack of 3, it is the seventh day from now.
    """
    return election_day - timedelta(days=lead_days + verification_days + slack_days)


def claim_by(election_day: date, *, verification_days: int, slack_days: int) -> date:
    """The last day on which the work may be done, so that it can still be verified."""
    return election_day - timedelta(days=verification_days + slack_days)


def obstacle_decide_by(election_day: date, options: Iterable[Span], slack_days: int) -> date:
    """The day by which an obstacle must be decided: before the first of its options is lost.

    An option that was too late when it was proposed moves nothing. Without any option that was in
    time, the common lead and verification are taken.
    """
    days = [
        by
        for span in options
        if (
            by := decide_by(
                election_day,
                lead_days=span.lead_days,
                verification_days=span.verification_days,
                slack_days=slack_days,
            )
        )
        >= span.proposed_on
    ]
    common = decide_by(
        election_day,
        lead_days=LEAD_DAYS,
        verification_days=VERIFICATION_DAYS,
        slack_days=slack_days,
    )
    return min(days, default=common)


def levels_due(
    decide_by: date, today: date, *, depth: int, answer_days: int = ANSWER_DAYS
) -> tuple[int, ...]:
    """The depths of the units that must have been told by `today`, the nearest first.

    The level above the obstacle's own is told on the first day after `decide_by`, each further
    one `answer_days` later. Nothing is above the country.

    Args:
        depth: of the obstacle's own unit; 4 for a district.
    """
    late = (today - decide_by).days
    if late <= 0:
        return ()
    steps = 1 + (late - 1) // answer_days
    return tuple(range(depth - 1, max(HIGHEST, depth - steps) - 1, -1))
