"""Writes what a preview showed; all of it or nothing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.errors import ImportRefused
from sandoq.apps.inventory.models import Asset, DeviceModel, EquipmentImport, ItemKind
from sandoq.apps.inventory.rules.importing import KnownModel, Outcome, Verdict
from sandoq.apps.inventory.services.catalogue import model_search_name, require_keeper
from sandoq.apps.inventory.services.importing.assessing import assess
from sandoq.apps.inventory.services.importing.previewing import counts_of, rows_of
from sandoq.apps.inventory.services.registering import NewAsset, correct_asset, register_assets
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now


@transaction.atomic
def apply_import(
    *, by: User, batch: EquipmentImport, at: datetime | None = None
) -> EquipmentImport:
    """Register and correct what the preview showed, in one transaction; a second call does
    nothing.

    Models the catalogue lacks are entered as proposed: their devices wait in stock until the
    headquarters approves the model.

    Raises:
        ImportRefused: `discarded`, or `register-changed` since the preview: preview again.
    """
    batch = (
        EquipmentImport.objects.select_for_update(of=("self",))
        .select_related("store__unit")
        .get(pk=batch.pk)
    )
    require_keeper(by, batch.store.unit.path)
    if batch.state == EquipmentImport.State.APPLIED:
        return batch
    if batch.state != EquipmentImport.State.PREVIEWED:
        raise ImportRefused("discarded")
    at = at or now()
    verdicts, proposed = assess(rows_of(batch), batch.store)
    if counts_of(verdicts) != batch.counts:
        raise ImportRefused("register-changed")
    models = _models(verdicts, proposed, by)
    _create(verdicts, models, batch, by=by, at=at)
    _update(verdicts, by=by, at=at)
    batch.state, batch.applied_at, batch.applied_by = EquipmentImport.State.APPLIED, at, by
    batch.save()
    record_action(
        by=by,
        verb="inventory.apply-import",
        target=batch,
        unit_path=batch.store.unit.path,
        data={**batch.counts, "proposed_models": len(proposed)},
    )
    return batch


@transaction.atomic
def discard_import(*, by: User, batch: EquipmentImport) -> EquipmentImport:
    """Give up a preview; a second call does nothing.

    Raises:
        ImportRefused: `applied`.
    """
    batch = (
        EquipmentImport.objects.select_for_update(of=("self",))
        .select_related("store__unit")
        .get(pk=batch.pk)
    )
    require_keeper(by, batch.store.unit.path)
    if batch.state == EquipmentImport.State.APPLIED:
        raise ImportRefused("applied")
    if batch.state != EquipmentImport.State.DISCARDED:
        batch.state = EquipmentImport.State.DISCARDED
        batch.save(update_fields=["state"])
        record_action(
            by=by,
            verb="inventory.discard-import",
            target=batch,
            unit_path=batch.store.unit.path,
        )
    return batch


def _models(
    verdicts: Sequence[Verdict], proposed: Sequence[KnownModel], by: User
) -> dict[str, DeviceModel]:
    kinds = {kind.code: kind for kind in ItemKind.objects.all()}
    for model in proposed:
        DeviceModel.objects.get_or_create(
            search_name=model_search_name(model.maker, model.name),
            defaults={
                "kind": kinds[model.kind],
                "maker": model.maker[:60],
                "name": model.name,
                "state": DeviceModel.State.PROPOSED,
                "proposed_by": by,
            },
        )
    wanted = {
        model_search_name(verdict.model.maker, verdict.model.name)
        for verdict in verdicts
        if verdict.model
    }
    found = DeviceModel.objects.filter(search_name__in=wanted).select_related("kind")
    return {model.search_name: model for model in found}


def _create(
    verdicts: Sequence[Verdict],
    models: dict[str, DeviceModel],
    batch: EquipmentImport,
    *,
    by: User,
    at: datetime,
) -> None:
    regions = {
        unit.pk: unit
        for unit in Unit.objects.filter(pk__in={v.region for v in verdicts if v.region})
    }
    rows = [
        NewAsset(
            model=models[model_search_name(verdict.model.maker, verdict.model.name)],
            serial=verdict.serial,
            firmware=verdict.firmware,
            region=regions[verdict.region] if verdict.region else None,
        )
        for verdict in verdicts
        if verdict.outcome is Outcome.CREATED and verdict.model is not None
    ]
    if rows:
        register_assets(by=by, store=batch.store, rows=rows, at=at)


def _update(verdicts: Sequence[Verdict], *, by: User, at: datetime) -> None:
    changed = {verdict.asset: verdict for verdict in verdicts if verdict.outcome is Outcome.UPDATED}
    for asset in Asset.objects.filter(pk__in=list(changed)):
        verdict = changed[asset.pk]
        region = Unit.objects.filter(pk=verdict.region).first() if verdict.region else None
        correct_asset(by=by, asset=asset, firmware=verdict.firmware, region=region, at=at)
