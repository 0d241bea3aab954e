"""Tells the rooms above that an election changed somewhere; they register themselves at start."""

from collections.abc import Callable

from django.db.models import QuerySet

from sandoq.apps.elections.models import Election
from sandoq.apps.territory.models import Station

Listener = Callable[[Election, QuerySet[Station]], None]

election_changed: list[Listener] = []
"""Called inside the writing transaction with the election and the live stations at which its
contests or their stages changed. A listener that raises undoes the act."""


def announce(election: Election, stations: QuerySet[Station]) -> None:
    """Tell every listener."""
    for listener in election_changed:
        listener(election, stations)
