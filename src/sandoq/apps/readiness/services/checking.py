"""Recomputes all that is kept and names what differs; writes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sandoq.apps.readiness.models import Need, StationStatus
from sandoq.apps.readiness.rules.sources import Source
from sandoq.apps.readiness.selectors.days import Day, days_with_rules, load_day
from sandoq.apps.readiness.selectors.judging import Judge
from sandoq.apps.readiness.selectors.rooms import rules_of, supply_of
from sandoq.apps.readiness.selectors.sites import blocks, live_station_ids
from sandoq.apps.readiness.services.area_rows import area_differences
from sandoq.apps.readiness.services.standing import NeedRecord, records_of
from sandoq.apps.readiness.services.status_rows import point_differences, station_differences


@dataclass(frozen=True, slots=True)
class Difference:
    """A kept row that is not what it should be.

    Attributes:
        what: need, serials, station, point, area or gap.
        key: the row's subject: the need's or station's key, the point's, or the unit's path.
        kept: what is written, "" for a missing row.
        due: what should be, "" for a row too many.
    """

    what: str
    key: str
    kept: str
    due: str


def differences(at: datetime) -> Iterator[Difference]:
    """Every difference at this moment, day by day: needs, stations, points, areas."""
    for day_id in days_with_rules():
        day = load_day(day_id)
        yield from _needs(day, at)
        yield from _supplies(day)
        yield from _statuses(day, at)
        yield from _areas(day_id)


def _needs(day: Day, at: datetime) -> Iterator[Difference]:
    """Needs whose state does not follow from their evidence."""
    live = Need.objects.filter(requirement__in=day.rules, ended_at=None).order_by("pk")
    for block in blocks(live.iterator(chunk_size=2000)):
        records = records_of(day, block, at)
        for need in block:
            record = records.get(need.pk, NeedRecord())
            due = record.standing(need, day.rules[need.requirement_id], at)
            if (need.state, need.verified_until) != (due.state.value, due.verified_until):
                yield Difference("need", str(need.pk), need.state, due.state.value)


def _supplies(day: Day) -> Iterator[Difference]:
    """Equipment needs at which something else is bound than custody has there."""
    if not rules_of(day, {Source.EQUIPMENT}):
        return
    for block in blocks(live_station_ids()):
        found = supply_of(day, block)
        for need in found.differing:
            kept, due = (",".join(sorted(side[need])) for side in (found.bound, found.due))
            yield Difference("serials", str(need), kept, due)


def _statuses(day: Day, at: datetime) -> Iterator[Difference]:
    known = StationStatus.objects.filter(election__polling_day=day.id)
    stations = {*live_station_ids(), *known.values_list("station_id", flat=True)}
    judge = Judge(day, at)
    for block in blocks(sorted(stations)):
        for judged in judge.judge(block):
            for old, new in station_differences(day.id, block, judged):
                row = old or new
                yield Difference("station", str(row and row.station_id), _said(old), _said(new))
            wanted, gone = point_differences(day.id, block, judged)
            for point in wanted:
                yield Difference("point", str(point.point_id), "?", point.state)
            for pk in gone:
                yield Difference("point", f"row {pk}", "kept", "")


def _said(row: StationStatus | None) -> str:
    if row is None:
        return ""
    gaps = ",".join(f"{code}@{seq}" if seq else code for code, seq in row.gaps)
    return f"{row.state} {row.electors} {gaps}".strip()


def _areas(day_id: int) -> Iterator[Difference]:
    """Counts that are not the sums of the stations' rows."""
    tallies, gaps, paths = area_differences(day_id)
    for (election, unit), tally in tallies.items():
        yield Difference("area", f"{election}/{paths[unit]}", "?", str(tally.parts))
    for (election, unit, code), count in gaps.items():
        yield Difference("gap", f"{election}/{paths[unit]}/{code}", "?", str(count))
