"""Tells the rooms above whose staff changed; they register themselves at start.

Plain lists, as in `territory.services.announcing`: whoever reads a service sees that it announces.
"""

from collections.abc import Callable, Iterable, Sequence

StationListener = Callable[[Sequence[int]], None]
DayListener = Callable[[int], None]

staffing_written: list[StationListener] = []
"""Called inside the writing transaction with the primary keys of stations at which somebody was
appointed, answered or left, or was trained. A listener that raises undoes the act."""

staffing_rules_written: list[DayListener] = []
"""Called inside the writing transaction with the primary key of a polling day whose roles,
quantities, required training or released builds changed: every station of the day may differ."""


def announce_stations(station_ids: Iterable[int | None]) -> None:
    """Tell every listener about these stations; nothing is told of nothing."""
    known = sorted({pk for pk in station_ids if pk is not None})
    if known:
        for listener in staffing_written:
            listener(known)


def announce_day(polling_day_id: int) -> None:
    """Tell every listener that what is asked of a polling day's stations changed."""
    for listener in staffing_rules_written:
        listener(polling_day_id)
