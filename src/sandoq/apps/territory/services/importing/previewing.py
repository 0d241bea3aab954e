"""From uploaded files to a preview: nothing of the register is written."""

from collections.abc import Sequence

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.errors import ImportStateForbids
from sandoq.apps.territory.models import ImportBatch, Unit
from sandoq.apps.territory.services.importing import files as stored
from sandoq.apps.territory.services.importing import storing
from sandoq.apps.territory.services.importing.assessing import Assessment, assess
from sandoq.apps.territory.services.importing.collector import without_cycle_collection
from sandoq.apps.territory.services.importing.gathering import (
    Choice,
    Choices,
    fields_of,
    gather,
    table_json,
)
from sandoq.apps.territory.services.importing.reading import NamedFile
from sandoq.common.clock import now
from sandoq.common.errors import BadInput

MOST_FILES = 30


@without_cycle_collection()
def preview(
    *,
    by: User,
    unit: Unit,
    files: Sequence[NamedFile],
    choices: Choices | None = None,
    election: str = "",
) -> ImportBatch:
    """Read files and say what would become of every row; writes only the batch and its rows.

    The same files for the same unit give the same batch as long as it is only previewed.

    Args:
        choices: columns chosen by a person; without, they are recognised or remembered.
        election: slug of the election for which the files came, if they came for one.

    Raises:
        NotAllowed: without the permission to import stations into `unit`.
        FileUnreadable: a file cannot be read.
        BadInput: no file, or more than `MOST_FILES`.
    """
    require(by, Permission.STATION_IMPORT, unit_path=unit.path)
    if not 0 < len(files) <= MOST_FILES:
        raise BadInput("files", str(len(files)), "no-file" if not files else "too-many-files")
    about = stored.describe(files)
    batch = _previewed(unit, [file["sha256"] for file in about])
    if batch is not None and choices is None:
        return refresh(by=by, batch=batch)
    gathered = gather(files, unit=unit, choices=choices or {})
    tables = [table_json(table) for table in gathered.tables]
    assessment = assess(
        unit=unit,
        sources=gathered.sources,
        tables=tables,
        decisions={},
        has_order=bool(batch and batch.order_number),
    )
    stored.keep(files, about)
    with transaction.atomic():
        batch = _locked(batch) if batch else ImportBatch(unit=unit, election=election)
        batch.files, batch.mappings = about, tables
        batch.previewed_by, batch.previewed_at = by, now()
        batch.save()
        storing.insert(batch, assessment)
        _record(by, "territory.preview-import", batch)
    return batch


def remap(*, by: User, batch: ImportBatch, choices: Choices) -> ImportBatch:
    """Read the files of a batch again with the columns a person chose.

    Raises:
        ImportStateForbids: the batch is no preview any more.
    """
    require(by, Permission.STATION_IMPORT, unit_path=batch.unit.path)
    require_previewed(batch, "change")
    files = stored.kept(batch.files)
    return preview(
        by=by,
        unit=batch.unit,
        files=files,
        choices={**choices_of(batch), **choices},
        election=batch.election,
    )


@without_cycle_collection()
def refresh(*, by: User, batch: ImportBatch) -> ImportBatch:
    """Judge the rows of a preview again, beside the register as it is now."""
    require(by, Permission.STATION_IMPORT, unit_path=batch.unit.path)
    with transaction.atomic():
        batch = _locked(batch)
        storing.update(batch, reassess(batch))
    return batch


def reassess(batch: ImportBatch, *, county: Unit | None = None) -> Assessment:
    """The assessment of a stored batch at this moment, or of its rows of one county only."""
    return assess(
        unit=batch.unit,
        county=county,
        sources=storing.sources_of(batch, county),
        tables=batch.mappings,
        decisions=storing.decisions_of(batch),
        has_order=bool(batch.order_number),
    )


@transaction.atomic
def discard(*, by: User, batch: ImportBatch) -> ImportBatch:
    """Give a preview up; its rows go, the batch stays as a record. A second call does nothing.

    Raises:
        ImportStateForbids: the import was applied; undo it instead.
    """
    require(by, Permission.STATION_IMPORT, unit_path=batch.unit.path)
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == ImportBatch.State.DISCARDED:
        return batch
    require_previewed(batch, "discard")
    storing.clear(batch)
    batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    _record(by, "territory.discard-import", batch)
    return batch


def choices_of(batch: ImportBatch) -> dict[tuple[int, str], Choice]:
    """What was chosen for the sheets of a batch so far."""
    return {
        (table["file"], table["sheet"]): Choice(
            fields_of(table["columns"]) if table["source"] == "chosen" else {},
            is_skipped=table["is_skipped"],
        )
        for table in batch.mappings
        if table["source"] == "chosen" or table["is_skipped"]
    }


def require_previewed(batch: ImportBatch, act: str) -> None:
    """Refuse unless the batch is still a preview."""
    if batch.state != ImportBatch.State.PREVIEWED:
        raise ImportStateForbids(act, batch.state)


def _previewed(unit: Unit, hashes: list[str]) -> ImportBatch | None:
    """The unit's preview of these very files, in any order."""
    waiting = ImportBatch.objects.filter(unit=unit, state=ImportBatch.State.PREVIEWED)
    wanted = sorted(hashes)
    for batch in waiting:
        if sorted(file["sha256"] for file in batch.files) == wanted:
            return batch
    return None


def _locked(batch: ImportBatch) -> ImportBatch:
    batch = ImportBatch.objects.select_for_update().select_related("unit").get(pk=batch.pk)
    require_previewed(batch, "change")
    return batch


def _record(by: User, verb: str, batch: ImportBatch) -> None:
    record_action(
        by=by,
        verb=verb,
        target=batch,
        unit_path=batch.unit.path,
        data={
            "files": [{"name": f["name"], "sha256": f["sha256"]} for f in batch.files],
            "counts": batch.counts,
            "election": batch.election,
        },
    )
