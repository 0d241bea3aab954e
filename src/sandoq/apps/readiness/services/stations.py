"""Follows the register and the stages: stations get and lose needs, and leave the board."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.selectors.days import days_with_rules, load_day
from sandoq.apps.readiness.services.day_lock import lock_day, mark_changed
from sandoq.apps.readiness.services.placing import place_needs
from sandoq.apps.readiness.services.status import recompute
from sandoq.apps.territory.models import Station
from sandoq.common.clock import now


@transaction.atomic
def follow_stations(station_ids: Sequence[int]) -> None:
    """Bring needs and statuses in line with stations that were just written.

    Called by the territory inside its own transaction and recorded by its own act.
    """
    at = now()
    for day_id in days_with_rules():
        _follow(day_id, station_ids, at)


@transaction.atomic
def follow_election(election: Election, stations: QuerySet[Station]) -> None:
    """Bring needs and statuses in line with contests or stages that just changed there.

    Called by the elections room inside its own transaction and recorded by its own act.
    """
    if election.polling_day_id in days_with_rules():
        _follow(election.polling_day_id, list(stations.values_list("pk", flat=True)), now())


def _follow(day_id: int, station_ids: Sequence[int], at: datetime) -> None:
    revision = lock_day(day_id)
    day = load_day(day_id)
    place_needs(day, station_ids, at)  # of a retired station nothing is asked: its needs end
    if not recompute(station_ids, day_id=day_id, at=at):
        # Names and places are shown too, and are part of what is cached.
        mark_changed(revision, at)
