"""Imports of readings: preview, apply in one transaction, undo."""

from collections.abc import Sequence

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.connectivity.models import Reading, ReadingBatch
from sandoq.apps.connectivity.services.importing.assessing import Assessment, assess
from sandoq.apps.connectivity.services.recording import record_readings
from sandoq.apps.connectivity.services.refreshing import refresh_points
from sandoq.apps.territory.errors import ImportStateForbids
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.services.importing.files import describe, keep, kept
from sandoq.apps.territory.services.importing.reading import NamedFile
from sandoq.common.clock import now

_UNDONE = "import undone"


@transaction.atomic
def preview_readings(
    *, by: User, unit: Unit, files: Sequence[NamedFile]
) -> tuple[ReadingBatch, Assessment]:
    """Judge files and keep them, so that exactly they can be applied; no reading is written.

    Raises:
        NotAllowed: no post of the person imports readings there.
        FileUnreadable, NothingToRead: as `assess`.
    """
    require(by, Permission.READING_IMPORT, unit_path=unit.path)
    at = now()
    found = assess(files, by=by, unit=unit, at=at)
    about = describe(files)
    keep(files, about)
    batch = ReadingBatch.objects.create(
        unit=unit,
        files=about,
        counts=found.counts,
        reasons=found.reasons,
        previewed_by=by,
        previewed_at=at,
    )
    return batch, found


def assess_again(*, by: User, batch: ReadingBatch) -> Assessment:
    """The rows of a batch as they would be judged now; writes nothing.

    Raises:
        FileUnreadable: `gone`, if a file was removed or altered in the storage.
    """
    return assess(kept(batch.files), by=by, unit=batch.unit, at=now())


@transaction.atomic
def apply_readings(*, by: User, batch: ReadingBatch) -> ReadingBatch:
    """Write the new readings of a batch, all in one act; applied again it changes nothing.

    The files are judged once more, so that what became known since is not doubled.

    Raises:
        NotAllowed: no post of the person imports readings there.
        ImportStateForbids: the batch was undone.
    """
    held = ReadingBatch.objects.select_for_update().get(pk=batch.pk)
    require(by, Permission.READING_IMPORT, unit_path=batch.unit.path)
    if held.state == ReadingBatch.State.APPLIED:
        return held
    if held.state != ReadingBatch.State.PREVIEWED:
        raise ImportStateForbids("apply", held.state)
    found = assess_again(by=by, batch=held)
    record_readings(
        by=by,
        drafts=found.drafts,
        source="xlsform" if found.is_form else "spreadsheet",
        permission=Permission.READING_IMPORT,
        batch=held,
    )
    held.state, held.applied_by, held.applied_at = ReadingBatch.State.APPLIED, by, now()
    held.counts, held.reasons = found.counts, found.reasons
    held.save()
    record_action(
        by=by,
        verb="connectivity.apply-import",
        target=held,
        unit_path=held.unit.path,
        data={"counts": held.counts, "files": [file["sha256"] for file in held.files]},
    )
    return held


@transaction.atomic
def undo_readings(*, by: User, batch: ReadingBatch) -> ReadingBatch:
    """Withdraw every reading that an import brought; they stay to be seen. Harmless to repeat.

    Raises:
        NotAllowed: no post of the person imports readings there.
        ImportStateForbids: the batch was never applied.
    """
    held = ReadingBatch.objects.select_for_update().get(pk=batch.pk)
    require(by, Permission.READING_IMPORT, unit_path=batch.unit.path)
    if held.state == ReadingBatch.State.UNDONE:
        return held
    if held.state != ReadingBatch.State.APPLIED:
        raise ImportStateForbids("undo", held.state)
    at = now()
    standing = Reading.objects.filter(batch=held, withdrawn_at=None)
    points = set(standing.values_list("point_id", flat=True))
    number = standing.update(withdrawn_at=at, withdrawn_by=by, withdrawn_reason=_UNDONE)
    refresh_points(points, at=at)
    held.state = ReadingBatch.State.UNDONE
    held.save(update_fields=["state"])
    record_action(
        by=by,
        verb="connectivity.undo-import",
        target=held,
        unit_path=held.unit.path,
        data={"readings": number},
    )
    return held
