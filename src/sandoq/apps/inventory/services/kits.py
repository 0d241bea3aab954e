"""Packing kits: devices and consumables of one store, for one station, under one seal."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.errors import HandOverRefused, KitRefused
from sandoq.apps.inventory.models import (
    Asset,
    HandOver,
    HandOverLine,
    Kit,
    KitTemplate,
    Lot,
    LotHolding,
    LotMovement,
    Seal,
    Store,
)
from sandoq.apps.inventory.rules.kits import has_room
from sandoq.apps.inventory.rules.serials import seal_number, serial_of
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.selectors.things import contents_of
from sandoq.apps.inventory.services.catalogue import require_keeper
from sandoq.apps.inventory.services.lots import take_out
from sandoq.apps.inventory.services.once import begin, finish
from sandoq.apps.inventory.services.preparing import put_seals
from sandoq.apps.inventory.services.writing import Journal, locked, open_custodies
from sandoq.apps.territory.models import Station, Unit
from sandoq.common.clock import now

_PACKABLE = frozenset({AssetState.TESTED, AssetState.SEALED})


@transaction.atomic
def make_kit(
    *,
    by: User,
    template: KitTemplate,
    unit: Unit,
    label: str,
    station: Station | None = None,
    at: datetime | None = None,
) -> Kit:
    """Begin a kit; the same label, template and unit again answer with the first.

    Raises:
        KitRefused: `label-taken`, or `station-elsewhere`.
        BadSerial: the label cannot be read.
    """
    require_keeper(by, unit.path)
    label = serial_of(label)[:40]
    if station is not None and not station.unit.path.startswith(unit.path):
        raise KitRefused("station-elsewhere", label)
    try:
        with transaction.atomic():
            kit, is_new = Kit.objects.get_or_create(
                label=label,
                defaults={
                    "template": template,
                    "unit": unit,
                    "station": station,
                    "made_at": at or now(),
                },
            )
    except IntegrityError:
        raise KitRefused("label-taken", label) from None
    if not is_new:
        if (kit.template_id, kit.unit_id) != (template.pk, unit.pk):
            raise KitRefused("label-taken", label)
        return kit
    record_action(
        by=by, verb="inventory.make-kit", target=kit, unit_path=unit.path, data={"label": label}
    )
    return kit


@transaction.atomic
def pack_assets(*, by: User, kit: Kit, assets: Sequence[Asset], at: datetime | None = None) -> Kit:
    """Put tested or sealed devices of a store into a kit; those in it already stay.

    Raises:
        KitRefused: `not-packing`, `in-another-kit`, `not-packable`, `not-in-a-store`,
            `not-in-template` or `full`; `item` names the device.
    """
    kit = _locked(kit)
    require_keeper(by, kit.unit.path)
    if kit.state != Kit.State.PACKING:
        raise KitRefused("not-packing", kit.label)
    fresh = [asset for asset in locked(assets) if asset.kit_id != kit.pk]
    held = open_custodies(fresh)
    inside = {line.kind.code: line.held for line in contents_of(kit).lines}  # type: ignore[attr-defined]
    wanted = {line.kind.code: line.quantity for line in kit.template.lines.select_related("kind")}
    journal = Journal(by=by, at=at or now())
    for asset in fresh:
        code = asset.model.kind.code
        if asset.kit_id is not None:
            raise KitRefused("in-another-kit", kit.label, asset.serial)
        if AssetState(asset.state) not in _PACKABLE or asset.missing_since is not None:
            raise KitRefused("not-packable", kit.label, asset.serial)
        store = held[asset.pk].store
        if store is None or not store.unit.path.startswith(kit.unit.path):
            raise KitRefused("not-in-a-store", kit.label, asset.serial)
        if code not in wanted:
            raise KitRefused("not-in-template", kit.label, asset.serial)
        if not has_room(wanted, inside, code):
            raise KitRefused("full", kit.label, asset.serial)
        inside[code] = inside.get(code, 0) + 1
        journal.see(asset)
        asset.kit = kit
        journal.note(asset, "packed", details={"kit": kit.label})
    journal.write()
    if fresh:
        serials = [asset.serial for asset in fresh]
        record_action(
            by=by,
            verb="inventory.pack",
            target=kit,
            unit_path=kit.unit.path,
            data={"serials": serials},
        )
    return kit


@transaction.atomic
def pack_lot(
    *, by: User, kit: Kit, lot: Lot, store: Store, quantity: int, at: datetime | None = None
) -> Kit:
    """Put consumables of a lot from a store into a kit.

    Raises:
        KitRefused: `not-packing`, `not-in-template` or `full`.
        LotRefused: the lot is recalled, or the store holds too little.
    """
    kit = _locked(kit)
    require_keeper(by, kit.unit.path)
    require_keeper(by, store.unit.path)
    if kit.state != Kit.State.PACKING:
        raise KitRefused("not-packing", kit.label)
    lines = {line.kind.code: line for line in contents_of(kit).lines}  # type: ignore[attr-defined]
    line = lines.get(lot.kind.code)
    if line is None:
        raise KitRefused("not-in-template", kit.label, lot.number)
    if line.held + quantity > line.wanted:
        raise KitRefused("full", kit.label, lot.number)
    at = at or now()
    take_out(lot, store, quantity)
    holding, _ = LotHolding.objects.get_or_create(lot=lot, kit=kit, defaults={"quantity": 0})
    LotHolding.objects.filter(pk=holding.pk).update(quantity=F("quantity") + quantity)
    LotMovement.objects.create(
        lot=lot, from_store=store, to_kit=kit, quantity=quantity, why="packed", at=at, by=by
    )
    record_action(
        by=by,
        verb="inventory.pack-lot",
        target=kit,
        unit_path=kit.unit.path,
        data={"lot": lot.number, "quantity": quantity},
    )
    return kit


@transaction.atomic
def seal_kit(*, by: User, kit: Kit, number: str, at: datetime | None = None) -> Kit:
    """Seal a complete kit; the same number again changes nothing.

    Raises:
        KitRefused: `not-packing`, `incomplete` (`item` names what is lacking), `not-sealed`
            (a device in it is not), or `recalled`.
        SealUsed: the number was used before.
    """
    kit = _locked(kit)
    require_keeper(by, kit.unit.path)
    number = seal_number(number)
    if kit.state == Kit.State.SEALED and kit.seals.filter(number=number, broken_at=None).exists():
        return kit
    if kit.state != Kit.State.PACKING:
        raise KitRefused("not-packing", kit.label)
    contents = contents_of(kit)
    for holding in contents.lots:
        if holding.lot.recalled_at is not None:
            raise KitRefused("recalled", kit.label, holding.lot.number)
    if contents.lacking:
        lacking = ", ".join(f"{item} × {n}" for item, n in contents.lacking.items())
        raise KitRefused("incomplete", kit.label, lacking)
    for asset in contents.assets:
        if asset.state != AssetState.SEALED.value:
            raise KitRefused("not-sealed", kit.label, asset.serial)
    at = at or now()
    put_seals([Seal(number=number, kit=kit, applied_at=at, applied_by=by)])
    kit.state = Kit.State.SEALED
    kit.save(update_fields=["state"])
    record_action(
        by=by,
        verb="inventory.seal-kit",
        target=kit,
        unit_path=kit.unit.path,
        data={"label": kit.label, "seal": number},
    )
    return kit


@transaction.atomic
def open_kit(
    *, by: User, kit: Kit, at: datetime | None = None, client_uuid: UUID | None = None
) -> Kit:
    """Break a kit's seal: at the station, or in the store to pack it anew.

    In a store it is packed again; outside it is opened. Whoever keeps its devices may open it.
    """
    kit = _locked(kit)
    assets = locked(list(kit.assets.all()))
    held = open_custodies(assets)
    keepers = {custody.person_id for custody in held.values()}
    if by.person_id not in keepers or None in keepers:
        require_keeper(by, kit.unit.path)
    at = at or now()
    act, is_new = begin(client_uuid, "open-kit", by=by, at=at, content={"kit": kit.key})
    if not is_new or kit.state != Kit.State.SEALED:
        finish(act, kit.key)
        return kit
    kit.seals.filter(broken_at=None).update(broken_at=at, broken_by=by)
    is_outside = any(custody.person_id is not None for custody in held.values())
    kit.state = Kit.State.OPENED if is_outside else Kit.State.PACKING
    kit.save(update_fields=["state"])
    record_action(
        by=by,
        verb="inventory.open-kit",
        target=kit,
        unit_path=kit.unit.path,
        data={"label": kit.label},
    )
    finish(act, kit.key)
    return kit


@transaction.atomic
def unpack_assets(
    *, by: User, kit: Kit, assets: Sequence[Asset], at: datetime | None = None
) -> Kit:
    """Take devices out of a kit that is not sealed.

    Raises:
        KitRefused: `sealed`: break the seal first.
    """
    kit = _locked(kit)
    require_keeper(by, kit.unit.path)
    if kit.state == Kit.State.SEALED:
        raise KitRefused("sealed", kit.label)
    fresh = [asset for asset in locked(assets) if asset.kit_id == kit.pk]
    journal = Journal(by=by, at=at or now())
    for asset in fresh:
        journal.see(asset)
        asset.kit = None
        journal.note(asset, "unpacked", details={"kit": kit.label})
    journal.write()
    if fresh:
        record_action(
            by=by,
            verb="inventory.unpack",
            target=kit,
            unit_path=kit.unit.path,
            data={"serials": [asset.serial for asset in fresh]},
        )
    return kit


def _locked(kit: Kit) -> Kit:
    found = Kit.objects.select_for_update(of=("self",)).select_related(
        "unit", "template", "station"
    )
    kit = found.get(pk=kit.pk)
    waiting = HandOverLine.objects.filter(
        is_open=True, hand_over__kit=kit, hand_over__state=HandOver.State.OFFERED
    )
    if waiting.exists():
        raise HandOverRefused("already-offered", kit.label)
    return kit
