"""Keeps the statuses of points, stations and areas equal to what the needs say."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import DayRevision, StationStatus
from sandoq.apps.readiness.selectors.days import Day, days_with_rules, load_day
from sandoq.apps.readiness.selectors.judging import Judge
from sandoq.apps.readiness.selectors.sites import blocks, live_station_ids
from sandoq.apps.readiness.services.area_rows import AreaLedger, settle
from sandoq.apps.readiness.services.day_lock import lock_day, mark_changed
from sandoq.apps.readiness.services.status_rows import write_block
from sandoq.apps.readiness.services.supplying import ask_rooms
from sandoq.common.clock import now


@transaction.atomic
def recompute(
    station_ids: Iterable[int], *, day_id: int | None = None, at: datetime | None = None
) -> int:
    """Recompute these stations and their areas; how many station statuses changed.

    Args:
        station_ids: live or retired; a retired one loses its statuses.
        day_id: the polling day; every day with published requirements without one.
        at: the moment at which evidence is still fresh or not; now without one.
    """
    wanted = sorted(set(station_ids))
    days = [day_id] if day_id is not None else days_with_rules()
    if not wanted:
        return 0
    locked = [(lock_day(day), load_day(day)) for day in days]
    return sum(judge_again(day, revision, wanted, at or now()) for revision, day in locked)


def judge_again(day: Day, revision: DayRevision, station_ids: Iterable[int], at: datetime) -> int:
    """The same for a day that is read and locked already."""
    judge = Judge(day, at)
    ledger = AreaLedger()
    changed = 0
    for block in blocks(sorted(set(station_ids))):
        for judged in judge.judge(block):
            changed += write_block(day.id, block, judged, ledger, at)
    ledger.post()
    _mark(revision, at, changed)
    return changed


@transaction.atomic
def recompute_all(election: Election, *, at: datetime | None = None) -> int:
    """Recompute every station of the election's day, and every area from nothing.

    The rooms below are asked again about every need that they answer for.

    Streams in blocks of stations, so memory does not grow with their number.
    """
    at = at or now()
    day_id = election.polling_day_id
    revision = lock_day(day_id)
    day = load_day(day_id)
    judge = Judge(day, at)
    unposted = AreaLedger()
    gone = StationStatus.objects.filter(election__polling_day=day_id)
    known = gone.values_list("station_id", flat=True).distinct()
    changed = 0
    for block in blocks(sorted({*live_station_ids(), *known})):
        ask_rooms(day, block, at)
        for judged in judge.judge(block):
            changed += write_block(day_id, block, judged, unposted, at)
    changed += settle(day_id)
    _mark(revision, at, changed)
    return changed


def _mark(revision: DayRevision, at: datetime, changed: int) -> None:
    if changed:
        mark_changed(revision, at)
