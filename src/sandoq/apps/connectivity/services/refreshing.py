"""Keeps grades, verdicts and areas' figures in line with readings, plans and the register.

One changed reading touches one point, its station's sums and one area's row.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from sandoq.apps.connectivity.models import AreaLinks, PointGrade, PointLinks, StationLinks
from sandoq.apps.connectivity.rules.grading import GradeState, GradingRule
from sandoq.apps.connectivity.selectors import PointJudged, judge_points, rule_in_force
from sandoq.apps.connectivity.services.announcing import announce
from sandoq.apps.territory.models import Point, Station
from sandoq.apps.territory.services.fast_rows import insert_rows
from sandoq.common.clock import now

_BLOCK = 2_000
_SUMS = tuple(field.name for field in AreaLinks._meta.fields if field.name != "unit")
_POINT_COLUMNS = (
    *("point_id", "station_id", "unit_id", "unit_path", "electors", "state", "is_planned"),
    *("has_link", "has_fallback", "until", "next_change"),
)
_GRADE_COLUMNS = (
    *("point_id", "operator_id", "state", "attempts", "successes"),
    *("rsrp_dbm", "latest", "until"),
)


@dataclass(frozen=True, slots=True)
class _Home:
    """What a point takes from its station."""

    station_id: int
    unit_id: int
    unit_path: str
    electors: int


@transaction.atomic
def follow_stations(station_ids: Sequence[int]) -> None:
    """Bring the rows of stations that were just written in line; called by the territory.

    Recorded by the territory's own act.
    """
    refresh_stations(station_ids, at=now())


@transaction.atomic
def forget_stations(station_ids: Sequence[int]) -> None:
    """Remove what was computed about stations that an undone import is about to remove."""
    for first in range(0, len(station_ids), _BLOCK):
        block = sorted(station_ids)[first : first + _BLOCK]
        before = _sums_by_unit(block)
        PointGrade.objects.filter(point__station__in=block).delete()
        PointLinks.objects.filter(station__in=block).delete()
        StationLinks.objects.filter(station__in=block).delete()
        _shift_areas(before, {})


@transaction.atomic
def refresh_points(point_ids: Collection[int], *, at: datetime) -> list[int]:
    """Compute these points again; the keys of those whose verdict changed."""
    points = Point.objects.filter(pk__in=point_ids).values_list("pk", "station_id")
    stations = sorted({station for _, station in points})
    return _refresh(stations, at, only=set(point_ids))


@transaction.atomic
def refresh_stations(
    station_ids: Collection[int], *, at: datetime, rule: GradingRule | None = None
) -> list[int]:
    """Compute all points of these stations again; the keys of those whose verdict changed."""
    changed: list[int] = []
    ordered = sorted(station_ids)
    rule = rule or rule_in_force()
    for first in range(0, len(ordered), _BLOCK):
        changed += _refresh(ordered[first : first + _BLOCK], at, rule=rule)
    return changed


def _refresh(
    station_ids: Sequence[int],
    at: datetime,
    *,
    only: set[int] | None = None,
    rule: GradingRule | None = None,
) -> list[int]:
    _lock(station_ids)
    before = _sums_by_unit(station_ids)
    homes = _homes(station_ids)
    points = dict(Point.objects.filter(station__in=homes).values_list("pk", "station_id"))
    wanted = sorted(points if only is None else points.keys() & only)
    judged = judge_points(wanted, at, rule=rule)
    stale = PointLinks.objects.filter(station__in=station_ids)
    if only is not None:
        stale = stale.filter(point__in=only)
    known = {row[0]: row for row in stale.values_list(*_POINT_COLUMNS)}
    rows = {point: _point_row(point, homes[points[point]], judged[point]) for point in wanted}
    changed = sorted(
        point for point in rows.keys() | known.keys() if rows.get(point) != known.get(point)
    )
    PointLinks.objects.filter(point__in=changed).delete()
    insert_rows(PointLinks, _POINT_COLUMNS, [rows[point] for point in changed if point in rows])
    regraded = _write_grades({*wanted, *known}, judged)
    _write_stations(station_ids, homes)
    _shift_areas(before, _sums_by_unit(station_ids))
    # A plan may change its ground and nothing else; asked for by point, each is told of.
    announce(sorted({*changed, *regraded, *(wanted if only is not None else ())}))
    return changed


def _lock(station_ids: Sequence[int]) -> None:
    """Hold the stations' sums, so that two writers do not count one change twice."""
    held = StationLinks.objects.filter(station__in=station_ids)
    missing = set(station_ids) - set(held.values_list("pk", flat=True))
    StationLinks.objects.bulk_create(
        [StationLinks(station_id=pk) for pk in sorted(missing)], ignore_conflicts=True
    )
    list(held.select_for_update().order_by("pk").values_list("pk", flat=True))


def _homes(station_ids: Sequence[int]) -> dict[int, _Home]:
    """Live stations."""
    live = Station.objects.filter(pk__in=station_ids, retired_at=None)
    rows = live.values_list("pk", "unit_id", "unit__path", "electors")
    return {row[0]: _Home(*row) for row in rows}


def _point_row(point: int, home: _Home, judged: PointJudged) -> tuple[object, ...]:
    verdict = judged.verdict
    return (
        point,
        home.station_id,
        home.unit_id,
        home.unit_path,
        home.electors,
        verdict.state.value,
        verdict.is_planned,
        verdict.has_verified_link,
        verdict.fallback_verified,
        verdict.until,
        min(
            (found.next_change for found in judged.grades.values() if found.next_change),
            default=None,
        ),
    )


def _write_grades(point_ids: Collection[int], judged: dict[int, PointJudged]) -> set[int]:
    """Write the grades of these points; the points at which a grade has another state."""
    kept = PointGrade.objects.filter(point__in=point_ids)
    before = set(kept.values_list("point_id", "operator_id", "state"))
    kept.delete()
    rows = [
        (
            *(point, operator, found.state.value, found.attempts, found.successes),
            *(found.rsrp_dbm, found.latest, found.until),
        )
        for point, one in judged.items()
        for operator, found in one.grades.items()
        if found.state != GradeState.UNMEASURED
    ]
    insert_rows(PointGrade, _GRADE_COLUMNS, rows)
    return {point for point, *_ in before ^ {row[:3] for row in rows}}


def _write_stations(station_ids: Sequence[int], homes: dict[int, _Home]) -> None:
    counts: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    rows = PointLinks.objects.filter(station__in=station_ids)
    for station, has_link, has_fallback in rows.values_list(
        "station_id", "has_link", "has_fallback"
    ):
        count = counts[station]
        count[0] += 1
        count[1] += not has_link
        count[2] += not has_fallback
    written = [
        StationLinks(
            station_id=station,
            unit_id=homes[station].unit_id if station in homes else None,
            electors=homes[station].electors if station in homes else 0,
            points=counts[station][0],
            without_link=counts[station][1],
            without_fallback=counts[station][2],
        )
        for station in station_ids
    ]
    StationLinks.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["station"],
        update_fields=["unit", "electors", "points", "without_link", "without_fallback"],
    )


def _sums_by_unit(station_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """What these stations add to the figures of their units, in the order of `_SUMS`."""
    found: dict[int, list[int]] = defaultdict(lambda: [0] * len(_SUMS))
    rows = StationLinks.objects.filter(station__in=station_ids, unit__isnull=False)
    columns = ("unit_id", "electors", "points", "without_link", "without_fallback")
    for unit, electors, points, no_link, no_fallback in rows.values_list(*columns):
        sums = found[unit]
        added = {
            "stations": 1,
            "points": points,
            "electors": electors,
            "points_without_link": no_link,
            "points_without_fallback": no_fallback,
            "stations_without_link": int(no_link > 0),
            "stations_without_fallback": int(no_fallback > 0),
            "electors_without_link": electors if no_link else 0,
            "electors_without_fallback": electors if no_fallback else 0,
        }
        for position, name in enumerate(_SUMS):
            sums[position] += added[name]
    return {unit: tuple(sums) for unit, sums in found.items()}


def _shift_areas(before: dict[int, tuple[int, ...]], after: dict[int, tuple[int, ...]]) -> None:
    nothing = (0,) * len(_SUMS)
    moved = {}
    for unit in sorted(before.keys() | after.keys()):
        pairs = zip(before.get(unit, nothing), after.get(unit, nothing), strict=True)
        shift = [new - old for old, new in pairs]
        if any(shift):
            moved[unit] = shift
    if not moved:
        return
    AreaLinks.objects.bulk_create(
        [AreaLinks(unit_id=unit) for unit in moved], ignore_conflicts=True
    )
    for unit, shift in moved.items():
        changes = {name: F(name) + by for name, by in zip(_SUMS, shift, strict=True) if by}
        AreaLinks.objects.filter(unit=unit).update(**changes)
