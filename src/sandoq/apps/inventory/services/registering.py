"""Devices enter the register, one or thousands at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.errors import SerialTaken
from sandoq.apps.inventory.models import Asset, AssetEvent, Custody, DeviceModel, Store
from sandoq.apps.inventory.rules.serials import serial_of
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.services.announcing import announce
from sandoq.apps.inventory.services.catalogue import require_keeper
from sandoq.apps.inventory.services.once import begin, finish
from sandoq.apps.inventory.services.writing import BLOCK, Journal, locked
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.common.hashing import canonical_json, sha256_hex


@dataclass(frozen=True, slots=True)
class NewAsset:
    """A device to register."""

    model: DeviceModel
    serial: str
    firmware: str = ""
    region: Unit | None = None


@transaction.atomic
def register_assets(
    *,
    by: User,
    store: Store,
    rows: Sequence[NewAsset],
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> list[Asset]:
    """Register devices in a store, in the order of the rows; all or none, one audit entry.

    Raises:
        NotAllowed: the person does not keep the store.
        BadSerial: a serial cannot be read.
        SerialTaken: a device of the model has the serial, or two rows have.
    """
    require_keeper(by, store.unit.path)
    at = at or now()
    drafts = [_draft(row, store, at) for row in rows]
    content = {"store": store.key, "serials": [f"{a.model_id}/{a.serial}" for a in drafts]}
    act, is_new = begin(client_uuid, "register", by=by, at=at, content=content)
    if not is_new or not drafts:
        return _present(drafts)
    _refuse_taken(drafts)
    try:
        with transaction.atomic():
            Asset.objects.bulk_create(drafts, batch_size=BLOCK)
    except IntegrityError:
        _refuse_taken(drafts)
        raise
    made = _present(drafts)
    Custody.objects.bulk_create(
        [Custody(asset=asset, store=store, since=at) for asset in made], batch_size=BLOCK
    )
    AssetEvent.objects.bulk_create(
        [
            AssetEvent(asset=asset, kind="registered", state_after=asset.state, at=at, by=by)
            for asset in made
        ],
        batch_size=BLOCK,
    )
    announce([asset.pk for asset in made])
    record_action(
        by=by,
        verb="inventory.register",
        target=store,
        unit_path=store.unit.path,
        data={"devices": len(made), "sha256": sha256_hex(canonical_json(content["serials"]))},
    )
    finish(act, store.key)
    return made


def _draft(row: NewAsset, store: Store, at: datetime) -> Asset:
    return Asset(
        model=row.model,
        serial=serial_of(row.serial, digits=row.model.serial_digits),
        firmware=row.firmware,
        region=row.region,
        unit=store.unit,
        state=AssetState.STOCK.value,
        state_since=at,
        registered_at=at,
    )


def _refuse_taken(drafts: Sequence[Asset]) -> None:
    seen: set[tuple[int, str]] = set()
    for draft in drafts:
        if (draft.model_id, draft.serial) in seen:
            raise SerialTaken(draft.serial, str(draft.model))
        seen.add((draft.model_id, draft.serial))
    names = {draft.model_id: str(draft.model) for draft in drafts}
    for model_id, serial in _known(drafts):
        if (model_id, serial) in seen:
            raise SerialTaken(serial, names[model_id])


def _known(drafts: Sequence[Asset]) -> dict[tuple[int, str], Asset]:
    found: dict[tuple[int, str], Asset] = {}
    serials = sorted({draft.serial for draft in drafts})
    for start in range(0, len(serials), BLOCK):
        rows = Asset.objects.filter(serial__in=serials[start : start + BLOCK])
        found |= {(row.model_id, row.serial): row for row in rows.select_related("model__kind")}
    return found


def _present(drafts: Sequence[Asset]) -> list[Asset]:
    known = _known(drafts)
    return [known[(draft.model_id, draft.serial)] for draft in drafts]


@transaction.atomic
def correct_asset(
    *, by: User, asset: Asset, firmware: str, region: Unit | None, at: datetime | None = None
) -> Asset:
    """Correct what the register says a device runs and where it works; the same again does
    nothing.

    Raises:
        NotAllowed: the person does not keep the unit's devices.
    """
    (asset,) = locked([asset])
    require_keeper(by, asset.unit.path)
    region_id = region.pk if region else None
    if (asset.firmware, asset.region_id) == (firmware, region_id):
        return asset
    journal = Journal(by=by, at=at or now())
    journal.see(asset)
    details = {"firmware": [asset.firmware, firmware], "region": [asset.region_id, region_id]}
    asset.firmware, asset.region = firmware, region
    journal.note(asset, "corrected", details=details)
    journal.write()
    record_action(
        by=by,
        verb="inventory.correct",
        target=asset,
        unit_path=asset.unit.path,
        data={"serial": asset.serial, **details},
    )
    return asset
