"""Writes the difference between the statuses that are kept and those that should be."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sandoq.apps.readiness.models import PointStatus, StationGap, StationStatus, StatusChange
from sandoq.apps.readiness.rules.status import SEVERITY, StationVerdict
from sandoq.apps.readiness.selectors.judging import Judged
from sandoq.apps.readiness.selectors.sites import Ground
from sandoq.apps.readiness.services.area_rows import AreaLedger

COLUMNS = (
    *("unit_id", "unit_path", "kind", "area", "electors"),
    *("state", "gaps", "gap_count", "severity"),
)
Pair = tuple[StationStatus | None, StationStatus | None]
"""A station's row before and after; None where there is none."""


def station_values(ground: Ground, verdict: StationVerdict) -> tuple[object, ...]:
    """What a verdict asks of a station's row, in the order of `COLUMNS`."""
    return (
        ground.unit,
        ground.site.unit_path,
        ground.site.kind,
        ground.area,
        ground.site.electors,
        verdict.state.value,
        [list(gap) for gap in verdict.gaps],
        len(verdict.gaps),
        SEVERITY[verdict.state],
    )


def station_differences(
    day_id: int, stations: Sequence[int], judged: Iterable[Judged]
) -> Iterator[Pair]:
    """Rows that are not as they should be; those of stations that left pair with None.

    Compares plain tuples: only rows that differ become models.
    """
    rows = StationStatus.objects.filter(station__in=stations, election__polling_day=day_id)
    names = ("pk", "changed_at", "election_id", "station_id", *COLUMNS)
    kept = {(row[2], row[3]): row for row in rows.values_list(*names)}
    for one in judged:
        for election, verdict in one.verdicts.items():
            key = (election, one.ground.site.id)
            old = kept.pop(key, None)
            wanted = station_values(one.ground, verdict)
            if old is None or old[4:] != wanted:
                new = StationStatus(**dict(zip(names[2:], (*key, *wanted), strict=True)))
                yield _model(names, old), new
    for old in kept.values():
        yield _model(names, old), None


def _model(names: Sequence[str], values: Sequence[object] | None) -> StationStatus | None:
    return StationStatus(**dict(zip(names, values, strict=True))) if values else None


def point_differences(
    day_id: int, stations: Sequence[int], judged: Iterable[Judged]
) -> tuple[list[PointStatus], list[int]]:
    """Rows of points that should be written, and keys of rows that should not be there."""
    rows = PointStatus.objects.filter(station__in=stations, election__polling_day=day_id)
    columns = rows.values_list("election_id", "point_id", "state", "gaps", "pk")
    kept = {row[:2]: row[2:] for row in columns}
    wanted = []
    for one in judged:
        for election, verdict in one.verdicts.items():
            for seq, point in verdict.points.items():
                key = (election, one.ground.seqs[seq])
                old = kept.pop(key, None)
                if old is None or old[:2] != (point.state.value, list(point.gaps)):
                    wanted.append(
                        PointStatus(
                            election_id=election,
                            point_id=key[1],
                            station_id=one.ground.site.id,
                            state=point.state.value,
                            gaps=list(point.gaps),
                        )
                    )
    return wanted, [row[2] for row in kept.values()]


def write_block(
    day_id: int, stations: Sequence[int], judged: list[Judged], ledger: AreaLedger, at: datetime
) -> int:
    """Bring the rows of a block of stations up to date; how many were not.

    Args:
        stations: all stations of the block; those that are not judged have left.
        ledger: is told what the areas gain and lose.
    """
    pairs = list(station_differences(day_id, stations, judged))
    _write_stations(pairs, at)
    StatusChange.objects.bulk_create(
        [change for old, new in pairs for change in _changes(old, new, at)], batch_size=1000
    )
    for old, new in pairs:
        ledger.move(old, new)
    points, gone = point_differences(day_id, stations, judged)
    if gone:
        PointStatus.objects.filter(pk__in=gone).delete()
    if points:
        PointStatus.objects.bulk_create(
            points,
            update_conflicts=True,
            unique_fields=["election", "point"],
            update_fields=["station", "state", "gaps"],
        )
    return len(pairs) + len(points) + len(gone)


def _write_stations(pairs: Sequence[Pair], at: datetime) -> None:
    made, kept = [], []
    for old, new in pairs:
        if new is None:
            continue
        new.changed_at = at if old is None or old.state != new.state else old.changed_at
        if old is None:
            made.append(new)
        else:
            new.pk = old.pk
            kept.append(new)
    gone = [old.pk for old, new in pairs if old and new is None]
    if gone:
        StationStatus.objects.filter(pk__in=gone).delete()
    if kept:
        StationStatus.objects.bulk_create(
            kept,
            update_conflicts=True,
            unique_fields=["election", "station"],
            update_fields=[*(name.removesuffix("_id") for name in COLUMNS), "changed_at"],
        )
        StationGap.objects.filter(status__in=kept).delete()
    if made:
        StationStatus.objects.bulk_create(made)
    gaps = [
        StationGap(
            election_id=row.election_id,
            status_id=row.pk,
            code=code,
            unit_path=row.unit_path,
            electors=row.electors,
        )
        for row in [*made, *kept]
        for code in sorted(row.codes)
    ]
    if gaps:
        StationGap.objects.bulk_create(gaps)


def _changes(
    old: StationStatus | None, new: StationStatus | None, at: datetime
) -> Iterator[StatusChange]:
    """What the bridge shows; a move leaves one area and enters another."""
    if old and new and old.unit_path != new.unit_path:
        yield from _changes(old, None, at)
        yield from _changes(None, new, at)
        return
    if old and new and (old.state, old.electors) == (new.state, new.electors):
        return
    row = new or old
    if row is not None:
        yield StatusChange(
            election_id=row.election_id,
            station_id=row.station_id,
            unit_path=row.unit_path,
            before=old.state if old else "",
            after=new.state if new else "",
            electors_before=old.electors if old else 0,
            electors_after=new.electors if new else 0,
            at=at,
        )
