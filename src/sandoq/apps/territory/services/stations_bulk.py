"""Tens of thousands of stations in one act: for the import of files and for the demo."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.territory.rules.stations import PointDraft, StationDraft
from sandoq.apps.territory.services.announcing import announce
from sandoq.apps.territory.services.bulk_checks import refuse_bad_rows
from sandoq.apps.territory.services.station_rows import load_present
from sandoq.apps.territory.services.station_writing import Act, Pending, add_new, add_update

T = TypeVar("T")
SLICE = 2_000
"""Rows prepared and written at one time."""

_station_values = attrgetter(*(f.name for f in fields(StationDraft) if f.name != "points"))
_point_values = attrgetter(*(f.name for f in fields(PointDraft)))


@dataclass(frozen=True, slots=True)
class WrittenStations:
    """What a bulk did.

    Attributes:
        station_ids: primary keys of the stations, in the order of the rows.
        created, updated, unchanged: rows by what became of them; they sum to the rows.
        sha256: of the rows as written, see `rows_hash`.
    """

    station_ids: tuple[int, ...]
    created: int
    updated: int
    unchanged: int
    sha256: str


@transaction.atomic
def write_stations(
    *,
    by: User,
    unit: Unit,
    rows: Sequence[StationDraft],
    at: datetime,
    order_number: str = "",
) -> WrittenStations:
    """Make the register hold these stations; all rows or none, one audit entry.

    A row whose key is in the register updates that station, points and code included; every other
    row opens a station. Rows that are already so write nothing, so a second call changes nothing.

    Args:
        unit: all rows lie in it.
        order_number: kept with every change of electors, where there is one.

    Raises:
        NotAllowed: without the permission to import stations into `unit`.
        StationsRefused: every row that cannot be written, with a stable problem code each.
    """
    require(by, Permission.STATION_IMPORT, unit_path=unit.path)
    Unit.objects.select_for_update().get(pk=unit.pk)
    known = _known_ids(rows)
    refuse_bad_rows(unit=unit, rows=rows, known=known)

    act = Act(by_id=by.pk, at=at, order_number=order_number)
    ids: list[int] = []
    touched: list[int] = []
    for part in _slices(rows):
        written, changed = _write_slice(part, known, act)
        ids += written
        touched += changed
    created = sum(row.key not in known for row in rows)
    counts = {
        "created": created,
        "updated": len(touched) - created,
        "unchanged": len(rows) - len(touched),
    }
    sha256 = rows_hash(rows)
    if touched:
        record_action(
            by=by,
            verb="territory.write-stations",
            target=unit,
            unit_path=unit.path,
            data={"rows": len(rows), **counts, "sha256": sha256},
        )
        announce(touched)
    return WrittenStations(station_ids=tuple(ids), sha256=sha256, **counts)


def rows_hash(rows: Sequence[StationDraft]) -> str:
    """SHA-256 over one JSON array a row: its fields, then its points' fields, UTF-8, then LF."""
    digest = hashlib.sha256()
    encode = json.JSONEncoder(default=str, ensure_ascii=False, separators=(",", ":")).encode
    for row in rows:
        values = [*_station_values(row), [_point_values(point) for point in row.points]]
        digest.update(encode(values).encode() + b"\n")
    return digest.hexdigest()


def _write_slice(
    part: Sequence[StationDraft], known: dict[UUID, int], act: Act
) -> tuple[list[int], list[int]]:
    """Primary keys of all rows, and of those that changed."""
    pending = Pending(act)
    present = load_present([known[row.key] for row in part if row.key in known])
    keys: list[tuple[UUID, bool]] = []
    for draft in part:
        if draft.key is None or draft.key not in known:
            keys.append((add_new(pending, draft), True))
        else:
            keys.append((draft.key, add_update(pending, present[known[draft.key]], draft)))
    pending.write()
    ids = pending.ids
    return [ids[key] for key, _ in keys], [ids[key] for key, changed in keys if changed]


def _known_ids(rows: Sequence[StationDraft]) -> dict[UUID, int]:
    """Primary keys of the rows' stations that are in the register, by key."""
    keys = [row.key for row in rows if row.key is not None]
    known: dict[UUID, int] = {}
    for start in range(0, len(keys), SLICE):
        part = keys[start : start + SLICE]
        known.update(Station.objects.filter(key__in=part).values_list("key", "pk"))
    return known


def _slices(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), SLICE):
        yield rows[start : start + SLICE]
