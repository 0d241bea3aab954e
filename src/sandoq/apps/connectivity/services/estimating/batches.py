"""Imports of tower lists: preview, apply in one transaction, undo."""

from collections.abc import Sequence

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.connectivity.models import Tower, TowerBatch
from sandoq.apps.connectivity.services.estimating.assessing import TowerAssessment, assess_towers
from sandoq.apps.territory.errors import ImportStateForbids
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.services.importing.files import describe, keep, kept
from sandoq.apps.territory.services.importing.reading import NamedFile
from sandoq.common.clock import now

_BLOCK = 2_000


@transaction.atomic
def preview_towers(
    *, by: User, unit: Unit, files: Sequence[NamedFile]
) -> tuple[TowerBatch, TowerAssessment]:
    """Judge tower lists and keep them, so that exactly they can be applied; writes no tower.

    Raises:
        NotAllowed: no post of the person imports readings there.
        FileUnreadable, NoTowersInFile: as `assess_towers`.
    """
    require(by, Permission.READING_IMPORT, unit_path=unit.path)
    found = assess_towers(files, unit=unit)
    about = describe(files)
    keep(files, about)
    batch = TowerBatch.objects.create(
        unit=unit,
        files=about,
        counts=found.counts,
        reasons=found.reasons,
        previewed_by=by,
        previewed_at=now(),
    )
    return batch, found


def assess_towers_again(*, batch: TowerBatch) -> TowerAssessment:
    """The rows of a batch as they would be judged now; writes nothing.

    Raises:
        FileUnreadable: `gone`, if a file was removed or altered in the storage.
    """
    return assess_towers(kept(batch.files), unit=batch.unit)


@transaction.atomic
def apply_towers(*, by: User, batch: TowerBatch) -> TowerBatch:
    """Write the new towers of a batch, all in one act; applied again it changes nothing.

    Estimates stay as they are until somebody makes them anew.

    Raises:
        NotAllowed: no post of the person imports readings there.
        ImportStateForbids: the batch was undone.
    """
    held = TowerBatch.objects.select_for_update().get(pk=batch.pk)
    require(by, Permission.READING_IMPORT, unit_path=batch.unit.path)
    if held.state == TowerBatch.State.APPLIED:
        return held
    if held.state != TowerBatch.State.PREVIEWED:
        raise ImportStateForbids("apply", held.state)
    found = assess_towers_again(batch=held)
    towers = [
        Tower(
            batch=held,
            operator_id=one.operator_id,
            site=one.site,
            lat=one.lat,
            lon=one.lon,
            band_mhz=one.band_mhz,
            height_m=one.height_m,
            eirp_dbm=one.eirp_dbm,
        )
        for one in found.drafts
    ]
    Tower.objects.bulk_create(towers, batch_size=_BLOCK)
    held.state, held.applied_by, held.applied_at = TowerBatch.State.APPLIED, by, now()
    held.counts, held.reasons = found.counts, found.reasons
    held.save()
    record_action(
        by=by,
        verb="connectivity.apply-towers",
        target=held,
        unit_path=held.unit.path,
        data={
            "counts": held.counts,
            "towers": len(towers),
            "files": [file["sha256"] for file in held.files],
        },
    )
    return held


@transaction.atomic
def undo_towers(*, by: User, batch: TowerBatch) -> TowerBatch:
    """Remove every tower that an import brought; the file stays. Harmless to repeat.

    Raises:
        NotAllowed: no post of the person imports readings there.
        ImportStateForbids: the batch was never applied.
    """
    held = TowerBatch.objects.select_for_update().get(pk=batch.pk)
    require(by, Permission.READING_IMPORT, unit_path=batch.unit.path)
    if held.state == TowerBatch.State.UNDONE:
        return held
    if held.state != TowerBatch.State.APPLIED:
        raise ImportStateForbids("undo", held.state)
    number, _ = held.towers.all().delete()
    held.state = TowerBatch.State.UNDONE
    held.save(update_fields=["state"])
    record_action(
        by=by,
        verb="connectivity.undo-towers",
        target=held,
        unit_path=held.unit.path,
        data={"towers": number},
    )
    return held
