"""Reads files and keeps what would become of every row; the register stays as it is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.models import EquipmentImport, EquipmentImportRow, Store
from sandoq.apps.inventory.rules.importing import KnownModel, Outcome, ReadRow, Verdict
from sandoq.apps.inventory.services.catalogue import require_keeper
from sandoq.apps.inventory.services.importing.assessing import assess, read_files
from sandoq.apps.territory.services.importing.reading import NamedFile
from sandoq.common.clock import now
from sandoq.common.hashing import sha256_hex

_BATCH = 1_000


@transaction.atomic
def preview_import(
    *, by: User, store: Store, files: Sequence[NamedFile], at: datetime | None = None
) -> EquipmentImport:
    """Judge every row of the files for this store and keep the judgement for approval.

    Raises:
        NotAllowed: the person does not keep the store.
        FileUnreadable, ImportRefused: nothing can be read.
    """
    require_keeper(by, store.unit.path)
    rows = read_files(files)
    verdicts, proposed = assess(rows, store)
    batch = EquipmentImport.objects.create(
        unit=store.unit,
        store=store,
        files=[{"name": f.name[-120:], "sha256": sha256_hex(f.data)} for f in files],
        counts=counts_of(verdicts),
        proposed=[asdict(model) for model in proposed],
        previewed_at=at or now(),
        previewed_by=by,
    )
    EquipmentImportRow.objects.bulk_create(
        [_row(batch, position, verdict) for position, verdict in enumerate(verdicts)],
        batch_size=_BATCH,
    )
    record_action(
        by=by,
        verb="inventory.preview-import",
        target=batch,
        unit_path=store.unit.path,
        data={"rows": len(rows), **batch.counts},
    )
    return batch


def counts_of(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Rows by outcome; every outcome is named, and the sum is the rows."""
    counts = Counter(verdict.outcome.value for verdict in verdicts)
    return {outcome.value: counts[outcome.value] for outcome in Outcome}


def row_json(verdict: Verdict) -> dict[str, object]:
    """What a report says of a row."""
    row, model = verdict.row, verdict.model
    return {
        "file": row.file,
        "sheet": row.sheet,
        "row": row.number,
        "outcome": verdict.outcome.value,
        "reason": verdict.reason,
        "notices": list(verdict.notices),
        "serial": verdict.serial,
        "model": f"{model.maker} {model.name}".strip() if model else "",
        "kind": model.kind if model else "",
        "firmware": verdict.firmware,
    }


def _row(batch: EquipmentImport, position: int, verdict: Verdict) -> EquipmentImportRow:
    told = row_json(verdict)
    return EquipmentImportRow(
        batch=batch,
        position=position,
        place={name: told[name] for name in ("file", "sheet", "row")},
        outcome=verdict.outcome.value,
        reason=verdict.reason,
        cells={name: _kept(cell) for name, cell in verdict.row.cells.items()},
        values={name: told[name] for name in ("serial", "model", "kind", "firmware")},
        notices=list(verdict.notices),
        asset_id=verdict.asset,
    )


def _kept(cell: object) -> object:
    return cell if isinstance(cell, str | int | float | bool | None) else str(cell)


def rows_of(batch: EquipmentImport) -> list[ReadRow]:
    """The rows as they were read, to be judged again."""
    return [
        ReadRow(row.place["file"], row.place["sheet"], row.place["row"], row.cells)
        for row in batch.rows.all()
    ]


def proposed_model(model: KnownModel) -> str:
    """What a proposed model is called."""
    return f"{model.maker} {model.name}".strip()
