"""Takes an applied import back: the register is as it was before, row for row."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError, QuerySet, RestrictedError

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.errors import ImportStateForbids, UndoRefused
from sandoq.apps.territory.models import (
    ImportBatch,
    ImportRow,
    Point,
    Station,
    StationChange,
    Unit,
)
from sandoq.apps.territory.rules.importing.drafts import changes
from sandoq.apps.territory.rules.importing.register import KnownStation, Register
from sandoq.apps.territory.services.announcing import announce, announce_leaving
from sandoq.apps.territory.services.importing.applying import Order, orders_of
from sandoq.apps.territory.services.importing.registers import chunks, register_of
from sandoq.apps.territory.services.importing.snapshots import (
    digest,
    free_what_is_unique,
    restore,
    snapshots,
)
from sandoq.common.clock import now

_NAMED = 10
_REFERRING = ("protected_objects", "restricted_objects")
_NO_KEY = UUID(int=0)


@transaction.atomic
def undo_batch(*, by: User, batch: ImportBatch) -> ImportBatch:
    """Remove the stations an import opened and restore those it changed; twice is harmless.

    Raises:
        NotAllowed: without the permission to import stations into the batch's unit.
        ImportStateForbids: the batch was never applied.
        UndoRefused: stations of the import were changed since, or something a person recorded
            refers to them; nothing is undone.
    """
    require(by, Permission.STATION_IMPORT, unit_path=batch.unit.path)
    unit = Unit.objects.select_for_update().get(pk=batch.unit_id)
    batch = ImportBatch.objects.select_for_update().select_related("unit").get(pk=batch.pk)
    if batch.state == ImportBatch.State.UNDONE:
        return batch
    if batch.state != ImportBatch.State.APPLIED:
        raise ImportStateForbids("undo", batch.state)

    opened = _stations(batch, ImportRow.Outcome.CREATED)
    updated = _stations(batch, ImportRow.Outcome.UPDATED)
    _require_untouched(batch, unit, opened, updated)
    _restore(batch, updated)
    _remove(batch, opened)
    batch.rows.filter(station__isnull=False).exclude(outcome=ImportRow.Outcome.IGNORED).update(
        station=None
    )
    batch.state = ImportBatch.State.UNDONE
    batch.undone_by, batch.undone_at = by, now()
    batch.save(update_fields=["state", "undone_by", "undone_at"])
    record_action(
        by=by,
        verb="territory.undo-import",
        target=batch,
        unit_path=unit.path,
        data={"removed": len(opened), "restored": len(updated)},
    )
    announce(updated)
    return batch


def _stations(batch: ImportBatch, outcome: ImportRow.Outcome) -> list[int]:
    rows = batch.rows.filter(outcome=outcome, station__isnull=False)
    return list(rows.values_list("station_id", flat=True))


def _require_untouched(
    batch: ImportBatch, unit: Unit, opened: Sequence[int], updated: Sequence[int]
) -> None:
    """Refuse, naming the stations, if any is not as the import left it."""
    touched = {
        *_changed_since(batch, [*opened, *updated]),
        *_not_as_opened(batch, unit, opened),
        *_not_as_updated(batch, updated),
    }
    if touched:
        _refuse(touched)


def _changed_since(batch: ImportBatch, stations: Sequence[int]) -> Iterable[int]:
    """Stations with a later line in their history."""
    for part in chunks(stations):
        later = StationChange.objects.filter(station__in=part, at__gt=batch.applied_at)
        yield from later.values_list("station_id", flat=True)


def _not_as_opened(batch: ImportBatch, unit: Unit, opened: Sequence[int]) -> Iterable[int]:
    """Stations that differ from what their rows asked for, or are gone from the register."""
    present = register_of(unit)
    orders = orders_of(batch, Register({}), outcomes=[ImportRow.Outcome.CREATED])
    by_row = dict(batch.rows.values_list("pk", "station_id"))
    asked = {by_row[order.row]: order for order in orders if order.station is None}
    for station in opened:
        known = present.stations.get(station)
        if known is None or not _is_as_asked(known, asked[station]):
            yield station


def _is_as_asked(known: KnownStation, order: Order) -> bool:
    points = tuple(replace(point, key=_NO_KEY) for point in known.points)
    found = changes(replace(known, points=points), order.wanted)
    return not set(found) - {"opened_on"} and (order.wanted.opened_on in {None, known.opened_on})


def _not_as_updated(batch: ImportBatch, updated: Sequence[int]) -> Iterable[int]:
    left = {
        station: (before or {}).get("after")
        for station, before in batch.rows.filter(
            outcome=ImportRow.Outcome.UPDATED, station__isnull=False
        ).values_list("station_id", "before")
    }
    present = snapshots(updated)
    for station in updated:
        if station not in present or digest(present[station]) != left[station]:
            yield station


def _restore(batch: ImportBatch, updated: Sequence[int]) -> None:
    if not updated:
        return
    free_what_is_unique(updated)
    rows = batch.rows.filter(outcome=ImportRow.Outcome.UPDATED, station__in=updated)
    for station, before in rows.values_list("station_id", "before"):
        restore(station, before or {})
    _lines_of(batch, updated).delete()


def _lines_of(batch: ImportBatch, stations: Sequence[int]) -> QuerySet[StationChange]:
    """The lines of the register's history that the import wrote."""
    assert batch.applied_at is not None  # noqa: S101
    return StationChange.objects.filter(station__in=stations, at=batch.applied_at)


def _remove(batch: ImportBatch, opened: Sequence[int]) -> None:
    """Delete the opened stations with their points, codes and history."""
    for part in chunks(opened):
        announce_leaving(part)
        batch.rows.filter(station__in=part).update(station=None)
        try:
            _lines_of(batch, part).delete()
            Point.ever.filter(station__in=part).delete()
            Station.objects.filter(pk__in=part).delete()
        except (ProtectedError, RestrictedError) as refusal:
            _refuse(_stations_of(refusal, part))


def _stations_of(refusal: ProtectedError | RestrictedError, part: Sequence[int]) -> set[int]:
    """The stations that protected rows refer to, directly or through a point."""
    objects = [one for name in _REFERRING for one in vars(refusal).get(name, ())]
    found = {one.station_id for one in objects if hasattr(one, "station_id")} & set(part)
    return found or set(part)


def _refuse(stations: Iterable[int]) -> None:
    ids = sorted(set(stations))
    names = Station.objects.filter(pk__in=ids[:_NAMED]).values_list("name", flat=True)
    raise UndoRefused(tuple(names), len(ids))
