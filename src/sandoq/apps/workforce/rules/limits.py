"""How much one person may work: no two duties at once, rest between them, a daily maximum.

Duties of every election held around the day are given together, so that the limits hold across
simultaneous elections. Source of the concern: Indonesia 2019, deaths from exhaustion.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sandoq.common.clock import in_tehran, today


class Breach(StrEnum):
    """Which limit a duty would break."""

    OVERLAP = "overlap"
    REST = "rest"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class Duty:
    """Hours somebody is bound by; `label` names the duty for people."""

    starts_at: datetime
    ends_at: datetime
    label: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """Minutes a person may work in a day in Tehran, and must rest between two duties."""

    daily_minutes: int = 16 * 60
    rest_minutes: int = 60


@dataclass(frozen=True, slots=True)
class Clash:
    """Why a duty may not be added, and the duty it clashes with; minutes say by how much.

    `minutes`: of overlap, of rest that would be left, or of work on the day.
    """

    breach: Breach
    other: Duty | None
    minutes: int


def clash_with(held: Iterable[Duty], new: Duty, limits: Limits) -> Clash | None:
    """The first reason, in the order of `Breach`, why somebody holding `held` may not take `new`.

    Two duties that touch (one ends when the other starts) overlap by nothing; they need rest.
    """
    others = sorted(held, key=lambda duty: duty.starts_at)
    for other in others:
        shared = min(other.ends_at, new.ends_at) - max(other.starts_at, new.starts_at)
        if shared > timedelta():
            return Clash(Breach.OVERLAP, other, _minutes(shared))
    for other in others:
        gap = max(new.starts_at - other.ends_at, other.starts_at - new.ends_at)
        if gap < timedelta(minutes=limits.rest_minutes):
            return Clash(Breach.REST, other, _minutes(gap))
    return _too_long(others, new, limits)


def _too_long(others: list[Duty], new: Duty, limits: Limits) -> Clash | None:
    worked: dict[date, int] = defaultdict(int)
    for duty in (*others, new):
        for day, minutes in minutes_by_day(duty):
            worked[day] += minutes
    for day, _ in minutes_by_day(new):
        if worked[day] > limits.daily_minutes:
            same = [duty for duty in others if day in dict(minutes_by_day(duty))]
            return Clash(Breach.DAILY, same[-1] if same else None, worked[day])
    return None


def minutes_by_day(duty: Duty) -> Iterator[tuple[date, int]]:
    """The minutes of a duty on each day in Tehran it touches."""
    start = duty.starts_at
    while start < duty.ends_at:
        midnight = datetime.combine(
            today(start) + timedelta(days=1), time(), in_tehran(start).tzinfo
        )
        end = min(midnight, duty.ends_at)
        yield today(start), _minutes(end - start)
        start = end


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
