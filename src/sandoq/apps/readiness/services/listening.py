"""Follows the rooms below: what they learn of links, equipment and staff is on the board at once.

Each is called inside the transaction of the room's act, which records it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sandoq.apps.readiness.models import DayRevision, Need
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.rules.sources import LINKS, Source
from sandoq.apps.readiness.selectors.days import Day, days_with_source, load_day
from sandoq.apps.readiness.selectors.rooms import rules_of
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.apps.readiness.services.day_lock import lock_day
from sandoq.apps.readiness.services.standing import restate
from sandoq.apps.readiness.services.status import judge_again
from sandoq.apps.readiness.services.supplying import keys_of, supply
from sandoq.common.clock import now


@transaction.atomic
def follow_links(point_ids: Sequence[int]) -> None:
    """Bring the link needs of these points in line with their readings and plans."""
    at = now()
    for day_id in days_with_source(LINKS):
        revision = lock_day(day_id)
        day = load_day(day_id)
        touched: set[int] = set()
        for block in blocks(point_ids):
            needs = Need.objects.filter(point__in=block, ended_at=None)
            touched |= restate(day, keys_of(needs, rules_of(day, LINKS)), Event.TELL, at)
        _judge(day, revision, touched, at)


@transaction.atomic
def follow_staff(station_ids: Sequence[int]) -> None:
    """Bring the staff needs of these stations in line with who is accepted and trained."""
    for day_id in days_with_source({Source.STAFF}):
        _follow_staff(day_id, station_ids)


@transaction.atomic
def follow_staffing_rules(day_id: int) -> None:
    """Bring the staff needs of a whole day in line with what is asked of its staff."""
    if day_id in days_with_source({Source.STAFF}):
        needs = Need.objects.filter(requirement__set__polling_day=day_id, ended_at=None)
        staff = needs.filter(requirement__source=Source.STAFF.value)
        _follow_staff(day_id, list(staff.values_list("station", flat=True).distinct()))


@transaction.atomic
def follow_equipment(station_ids: Sequence[int]) -> None:
    """Bind to the equipment needs of these stations what custody says is there."""
    at = now()
    for day_id in days_with_source({Source.EQUIPMENT}):
        revision = lock_day(day_id)
        day = load_day(day_id)
        _judge(day, revision, supply(day, station_ids, at), at)


def _follow_staff(day_id: int, station_ids: Sequence[int]) -> None:
    at = now()
    revision = lock_day(day_id)
    day = load_day(day_id)
    touched: set[int] = set()
    for block in blocks(sorted(set(station_ids))):
        needs = Need.objects.filter(station__in=block, ended_at=None)
        touched |= restate(day, keys_of(needs, rules_of(day, {Source.STAFF})), Event.TELL, at)
    _judge(day, revision, touched, at)


def _judge(day: Day, revision: DayRevision, touched: set[int], at: datetime) -> None:
    if touched:
        judge_again(day, revision, touched, at)
