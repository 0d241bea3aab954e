"""Which days of duty are paid: one fee a day, at most so many days for a polling day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Day:
    """A verified day of duty of one person.

    Attributes:
        attendance: its primary key.
        unit: primary key of the unit that vouches for it.
        rial: what the rule pays for it; None where the rule names no rate for the class.
    """

    attendance: int
    on: date
    unit: int
    rate_class: str
    rial: int | None


@dataclass(frozen=True, slots=True)
class Counted:
    """What becomes of a person's days; every verified day is in exactly one of the groups."""

    paid: tuple[Day, ...]
    doubled: tuple[Day, ...] = ()
    over_cap: tuple[Day, ...] = ()
    unrated: tuple[Day, ...] = ()


def count_days(
    days: Iterable[Day], *, max_days: int, settled: int = 0, taken: Collection[date] = ()
) -> Counted:
    """Choose the days that are paid.

    Several appointments on one day pay once, at the best rate. Of more days than the cap, the
    best paid count; among equals the earlier. The choice does not depend on the order given.

    Args:
        days: verified days of one person for one polling day.
        max_days: the rule's cap.
        settled: days of this polling day whose lines are beyond recomputation.
        taken: dates already paid to the person, whatever the election.
    """
    best: dict[date, tuple[int, Day]] = {}
    doubled: list[Day] = []
    unrated: list[Day] = []
    for day in sorted(days, key=lambda one: one.attendance):
        if day.rial is None:
            unrated.append(day)
        elif day.on in taken:
            doubled.append(day)
        elif day.on not in best:
            best[day.on] = (day.rial, day)
        elif best[day.on][0] < day.rial:
            doubled.append(best[day.on][1])
            best[day.on] = (day.rial, day)
        else:
            doubled.append(day)
    ranked = [day for _, day in sorted(best.values(), key=lambda one: (-one[0], one[1].on))]
    room = max(0, max_days - settled)
    paid = sorted(ranked[:room], key=lambda day: day.on)
    return Counted(tuple(paid), tuple(doubled), tuple(ranked[room:]), tuple(unrated))
