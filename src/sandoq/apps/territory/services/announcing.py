"""Tells the rooms above that stations were written; they register themselves at start.

A plain list instead of signals: whoever reads a service sees that it announces, and whoever
reads `AppConfig.ready` of an app above sees what follows.
"""

from collections.abc import Callable, Sequence

Listener = Callable[[Sequence[int]], None]

station_written: list[Listener] = []
"""Called inside the writing transaction with the primary keys of stations that were opened,
retired, restored, moved or revised, or whose electors or points changed. A listener that raises
undoes the act."""

station_leaving: list[Listener] = []
"""Called inside the transaction that undoes an import, before stations it opened are removed. A
listener removes what it had computed about them by itself; what a person recorded stays, and its
foreign key forbids the undo."""


def announce(station_ids: Sequence[int]) -> None:
    """Tell every listener about these stations; nothing is told of nothing."""
    if station_ids:
        for listener in station_written:
            listener(station_ids)


def announce_leaving(station_ids: Sequence[int]) -> None:
    """Tell every listener that these stations are about to be removed by an undo."""
    if station_ids:
        for listener in station_leaving:
            listener(station_ids)
