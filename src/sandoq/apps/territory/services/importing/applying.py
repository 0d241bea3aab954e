"""Writes an approved preview into the register, all of it or nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.errors import ImportOutdated, NothingToImport, StationsRefused
from sandoq.apps.territory.models import ImportBatch, ImportRow, Station, Unit
from sandoq.apps.territory.rules.importing.drafts import (
    Wanted,
    wanted_station,
    with_further_stops,
)
from sandoq.apps.territory.rules.importing.register import Register
from sandoq.apps.territory.rules.importing.values import StationValues
from sandoq.apps.territory.services.fast_rows import update_rows
from sandoq.apps.territory.services.importing.collector import without_cycle_collection
from sandoq.apps.territory.services.importing.previewing import refresh, require_previewed
from sandoq.apps.territory.services.importing.registers import register_of
from sandoq.apps.territory.services.importing.snapshots import digest, snapshots
from sandoq.apps.territory.services.stations_bulk import write_stations
from sandoq.common.clock import TEHRAN, now

_Outcome = ImportRow.Outcome


@dataclass(frozen=True, slots=True)
class Order:
    """What one row asks the register for."""

    row: int
    outcome: str
    station: int | None
    wanted: Wanted


@without_cycle_collection()
def apply_batch(*, by: User, batch: ImportBatch) -> ImportBatch:
    """Write what the preview promised; one transaction, and a second call does nothing.

    Raises:
        NotAllowed: without the permission to import stations into the batch's unit.
        ImportStateForbids: the batch was undone or discarded.
        ImportOutdated: the register changed since the preview, which is therefore made anew.
        NothingToImport: no row would create or update anything.
    """
    require(by, Permission.STATION_IMPORT, unit_path=batch.unit.path)
    try:
        with transaction.atomic():
            applied = _apply(by, batch)
    except (StationsRefused, IntegrityError):
        applied = None
    if applied is None:
        refresh(by=by, batch=batch)
        raise ImportOutdated(str(batch.key))
    return applied


def _apply(by: User, batch: ImportBatch) -> ImportBatch | None:
    """The applied batch; None if the register is not the one of the preview."""
    unit = Unit.objects.select_for_update().get(pk=batch.unit_id)
    batch = ImportBatch.objects.select_for_update().select_related("unit").get(pk=batch.pk)
    if batch.state == ImportBatch.State.APPLIED:
        return batch
    require_previewed(batch, "apply")
    register = register_of(unit)
    if register.digest != batch.register_sha256:
        return None
    orders = orders_of(batch, register)
    if not orders:
        raise NothingToImport(batch.counts.get("quarantined", 0))
    at = now()
    before = snapshots([o.station for o in orders if o.station is not None])
    written = write_stations(
        by=by,
        unit=unit,
        rows=[order.wanted.draft for order in orders],
        at=at,
        order_number=batch.order_number,
    )
    _date_openings(orders, written.station_ids)
    _remember(batch, orders, written.station_ids, before)
    batch.state = ImportBatch.State.APPLIED
    batch.applied_by, batch.applied_at = by, at
    batch.save(update_fields=["state", "applied_by", "applied_at"])
    record_action(
        by=by,
        verb="territory.apply-import",
        target=batch,
        unit_path=unit.path,
        data={
            "counts": batch.counts,
            "sha256": written.sha256,
            "order_number": batch.order_number,
            "election": batch.election,
        },
    )
    return batch


def orders_of(
    batch: ImportBatch,
    register: Register,
    *,
    outcomes: Sequence[str] = (_Outcome.CREATED, _Outcome.UPDATED),
) -> list[Order]:
    """What the rows that are to be created or updated ask for, in order of the rows."""
    further: dict[int, list[StationValues]] = defaultdict(list)
    stops = batch.rows.filter(outcome=_Outcome.MERGED, reasons__contains=" further-stop ")
    for twin, values in stops.order_by("position").values_list("duplicate_of_id", "values"):
        further[twin].append(StationValues.from_json(values))
    found = []
    rows = batch.rows.filter(outcome__in=outcomes).order_by("position")
    columns = ("pk", "outcome", "station_id", "values")
    for pk, outcome, station, said in rows.values_list(*columns):
        values = with_further_stops(StationValues.from_json(said), further.get(pk, ()))
        is_update = outcome == _Outcome.UPDATED
        known = register.stations[station] if is_update else None
        wanted = wanted_station(values, known)
        found.append(Order(pk, outcome, station if is_update else None, wanted))
    return found


def opening(wanted: Wanted) -> datetime | None:
    """The first moment, in Tehran, of the day on which the row says the station was opened."""
    if wanted.opened_on is None:
        return None
    return datetime.combine(wanted.opened_on, time(), tzinfo=TEHRAN)


def _date_openings(orders: Sequence[Order], station_ids: Sequence[int]) -> None:
    """Stations whose rows say since when they exist."""
    dated = [
        (at, station)
        for order, station in zip(orders, station_ids, strict=True)
        if (at := opening(order.wanted)) is not None
    ]
    update_rows(Station, ["opened_at"], dated)


def _remember(
    batch: ImportBatch,
    orders: Sequence[Order],
    station_ids: Sequence[int],
    before: dict[int, dict[str, Any]],
) -> None:
    """Write into each row which station it became, and how an updated one was and is."""
    after = snapshots(list(before))
    update_rows(
        ImportRow,
        ["station_id"],
        [(station, o.row) for o, station in zip(orders, station_ids, strict=True)],
    )
    update_rows(
        ImportRow,
        ["before"],
        [
            ({**before[order.station], "after": digest(after[order.station])}, order.row)
            for order in orders
            if order.station is not None
        ],
    )
    became = {o.row: station for o, station in zip(orders, station_ids, strict=True)}
    merged = batch.rows.filter(outcome=_Outcome.MERGED, station=None, duplicate_of__isnull=False)
    roots = dict(batch.rows.exclude(duplicate_of=None).values_list("pk", "duplicate_of_id"))
    linked = []
    for pk in merged.values_list("pk", flat=True):
        root = roots[pk]
        while root in roots and root not in became:
            root = roots[root]
        if root in became:
            linked.append((became[root], pk))
    update_rows(ImportRow, ["station_id"], linked)
