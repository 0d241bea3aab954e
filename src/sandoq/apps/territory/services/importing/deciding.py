"""What a person does to a preview: decide pairs, correct cells, name the order."""

from collections.abc import Mapping
from typing import Literal

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.models import ImportBatch, ImportRow, Unit
from sandoq.apps.territory.rules.importing.fields import Field
from sandoq.apps.territory.rules.importing.problems import DUPLICATES
from sandoq.apps.territory.services.importing import storing
from sandoq.apps.territory.services.importing.previewing import reassess, require_previewed
from sandoq.common.errors import BadInput

DecisionWord = Literal["same", "different", ""]

_LONGEST_CELL = 2_000
_LONGEST_ORDER = 64


@transaction.atomic
def decide(*, by: User, row: ImportRow, decision: DecisionWord) -> ImportRow:
    """Say whether a row is the same station as its twin, or take that back with "".

    Raises:
        BadInput: the row is no proposed pair.
        ImportStateForbids: the batch is no preview any more.
    """
    batch = _locked(by, row)
    row = batch.rows.select_related("duplicate_of").get(pk=row.pk)
    if not is_pair(row):
        raise BadInput("row", str(row.row), "no-pair")
    if row.decision == decision:
        return row
    row.decision = decision
    row.save(update_fields=["decision"])
    county = Unit.objects.get(pk=row.values["county"])
    storing.update(batch, reassess(batch, county=county), is_whole=False)
    _record(by, "territory.decide-import-row", batch, row, {"decision": decision})
    row.refresh_from_db()
    return row


@transaction.atomic
def correct_row(
    *, by: User, row: ImportRow, values: Mapping[str, str], everywhere: bool = False
) -> ImportRow:
    """Put other contents in a row's cells and judge the import again; "" empties a cell.

    What was read is kept beside it, and the audit trail has both.

    Args:
        values: new contents by field, read as any cell is.
        everywhere: also in every other held row that has the same content in the same field.

    Raises:
        BadInput: a field no row has, or a text too long for a cell.
        ImportStateForbids: the batch is no preview any more.
    """
    batch = _locked(by, row)
    row = batch.rows.get(pk=row.pk)
    known = {field.value for field in Field} - {Field.IGNORED.value}
    for name, value in values.items():
        if name not in known or len(value) > _LONGEST_CELL:
            raise BadInput(name, value[:40], "unknown-field" if name not in known else "too-long")
    fresh = {name: value for name, value in values.items() if value != shown(row, name)}
    if not fresh:
        return row
    touched = [row, *(_alike(batch, row, fresh) if everywhere else ())]
    before = {name: shown(row, name) for name in fresh}
    for one in touched:
        one.corrections = {**one.corrections, **fresh}
    ImportRow.objects.bulk_update(touched, ["corrections"], batch_size=500)
    storing.update(batch, reassess(batch))
    _record(
        by,
        "territory.correct-import-row",
        batch,
        row,
        {"before": before, "after": fresh, "rows": len(touched)},
    )
    row.refresh_from_db()
    return row


@transaction.atomic
def set_order(*, by: User, batch: ImportBatch, order_number: str) -> ImportBatch:
    """Name the order by which electors of stations may fall; "" takes it back.

    Raises:
        BadInput: too long.
        ImportStateForbids: the batch is no preview any more.
    """
    require(by, Permission.STATION_IMPORT, unit_path=batch.unit.path)
    batch = ImportBatch.objects.select_for_update().select_related("unit").get(pk=batch.pk)
    require_previewed(batch, "change")
    order_number = order_number.strip()
    if len(order_number) > _LONGEST_ORDER:
        raise BadInput("order_number", order_number[:40], "too-long")
    if order_number == batch.order_number:
        return batch
    batch.order_number = order_number
    batch.save(update_fields=["order_number"])
    storing.update(batch, reassess(batch))
    record_action(
        by=by,
        verb="territory.order-import",
        target=batch,
        unit_path=batch.unit.path,
        data={"order_number": order_number},
    )
    return batch


def is_pair(row: ImportRow) -> bool:
    """Whether the row was proposed as a pair, decided or not."""
    reasons = {problem["reason"] for problem in row.problems}
    return bool(row.decision or reasons & DUPLICATES)


def shown(row: ImportRow, name: str) -> str:
    """What a cell holds now: the correction, else what was read."""
    cells = {**row.cells, **row.corrections}
    return str(cells.get(name, ""))


def _alike(batch: ImportBatch, row: ImportRow, fresh: Mapping[str, str]) -> list[ImportRow]:
    """Held rows with the same content in all the corrected fields."""
    held = batch.rows.filter(outcome=ImportRow.Outcome.QUARANTINED).exclude(pk=row.pk)
    return [one for one in held if all(shown(one, name) == shown(row, name) for name in fresh)]


def _locked(by: User, row: ImportRow) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().select_related("unit").get(pk=row.batch_id)
    require(by, Permission.STATION_IMPORT, unit_path=batch.unit.path)
    require_previewed(batch, "change")
    return batch


def _record(
    by: User, verb: str, batch: ImportBatch, row: ImportRow, data: Mapping[str, object]
) -> None:
    record_action(
        by=by,
        verb=verb,
        target=batch,
        unit_path=batch.unit.path,
        data={"file": row.file, "sheet": row.sheet, "row": row.row, **data},
    )
