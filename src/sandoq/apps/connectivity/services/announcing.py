"""Tells the rooms above that the links of points changed; they register themselves at start."""

from collections.abc import Callable, Sequence

Listener = Callable[[Sequence[int]], None]

links_changed: list[Listener] = []
"""Called inside the writing transaction with the primary keys of points whose verdict may have
changed: state, what is verified, until when, or why not. A listener asks `link_verdicts` what holds
now; one that raises undoes the act."""


def announce(point_ids: Sequence[int]) -> None:
    """Tell every listener about these points; nothing is told of nothing."""
    if point_ids:
        for listener in links_changed:
            listener(point_ids)
