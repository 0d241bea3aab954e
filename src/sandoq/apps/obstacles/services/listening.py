"""Follows needs and stations: what they become is seen on the obstacles at once."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from sandoq.apps.obstacles.models import Obstacle, ObstacleNeed, ObstacleStation
from sandoq.apps.obstacles.rules.states import State
from sandoq.apps.obstacles.services.settling import settle_all
from sandoq.apps.readiness.models import Need
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.common.clock import now


@transaction.atomic
def follow_needs(need_ids: Sequence[int]) -> None:
    """Settle the obstacles tied to these needs; called inside the act that changed them."""
    found: set[int] = set()
    for block in blocks(need_ids):
        tied = ObstacleNeed.objects.filter(need__in=block)
        found |= set(tied.values_list("obstacle_id", flat=True))
    settle_all(found, now())


@transaction.atomic
def follow_stations(station_ids: Sequence[int]) -> None:
    """Settle the obstacles at these stations: electors, units or retirement changed."""
    found: set[int] = set()
    for block in blocks(station_ids):
        at_them = ObstacleStation.objects.filter(station__in=block)
        found |= set(at_them.values_list("obstacle_id", flat=True))
    settle_all(found, now())


@transaction.atomic
def settle_aged(*, at: datetime | None = None) -> int:
    """Settle obstacles whose needs time alone has changed; how many changed state."""
    at = at or now()
    lapsed = Need.objects.filter(state=Need.State.VERIFIED, verified_until__lte=at)
    tied = ObstacleNeed.objects.filter(obstacle=OuterRef("pk"), need__in=lapsed)
    closed = Obstacle.objects.filter(Exists(tied), state=State.CLOSED)
    return settle_all(closed.values_list("pk", flat=True), at)
