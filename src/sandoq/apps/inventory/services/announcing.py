"""Tells the rooms above that devices changed; they register themselves at start.

A plain list, as in the territory room: whoever reads a service sees that it announces.
"""

from collections.abc import Callable, Sequence

Listener = Callable[[Sequence[int]], None]

assets_changed: list[Listener] = []
"""Called inside the writing transaction with the primary keys of devices that were registered,
or whose state, custody, station or firmware changed. A listener that raises undoes the act."""

stations_supplied: list[Listener] = []
"""Called inside the writing transaction with the primary keys of stations whose devices changed:
one came, left, failed or was found missing. What `installed_or_dispatched` says of them may
differ from before."""


def announce(asset_ids: Sequence[int], station_ids: Sequence[int | None] = ()) -> None:
    """Tell every listener; nothing is told of nothing."""
    if asset_ids:
        for listener in assets_changed:
            listener(asset_ids)
    if touched := sorted({pk for pk in station_ids if pk is not None}):
        for listener in stations_supplied:
            listener(touched)
