"""From the shelf to the seal: hardening, tests, seals."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.errors import HandOverRefused, SealUsed
from sandoq.apps.inventory.models import Asset, HardeningCheck, Seal
from sandoq.apps.inventory.rules.hardening import CHECKLISTS, DeviceClass, missing_steps
from sandoq.apps.inventory.rules.serials import seal_number
from sandoq.apps.inventory.rules.states import AssetState, require_move
from sandoq.apps.inventory.services.once import begin, finish
from sandoq.apps.inventory.services.writing import (
    BLOCK,
    Journal,
    break_seals,
    facts_of,
    hardening_of,
    latest_checks,
    locked,
    open_custodies,
)
from sandoq.common.clock import now
from sandoq.common.errors import BadInput


@transaction.atomic
def harden_assets(
    *,
    by: User,
    assets: Sequence[Asset],
    done: Collection[str],
    firmware: str,
    configuration_sha256: str = "",
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> list[Asset]:
    """Record a checklist worked through on devices of one class, and what they run.

    A checklist with steps missing is recorded too; it lets nothing be sealed.

    Raises:
        BadInput: the devices are of several classes, the class needs no hardening, a step is
            unknown, or the hash is no SHA-256.
    """
    at = at or now()
    fresh = locked(assets)
    _require_hand(by, fresh)
    device_class = _one_class(fresh)
    unknown = set(done) - set(CHECKLISTS[device_class])
    if unknown:
        raise BadInput("done", min(unknown), "unknown-step")
    configuration_sha256 = configuration_sha256.strip().lower()
    if configuration_sha256 and (
        len(configuration_sha256) != len("0" * 64) or configuration_sha256.strip("0123456789abcdef")
    ):
        raise BadInput("configuration_sha256", configuration_sha256[:70], "not-a-sha256")
    content = {
        "assets": [asset.key for asset in fresh],
        "done": sorted(done),
        "firmware": firmware,
        "configuration": configuration_sha256,
    }
    act, is_new = begin(client_uuid, "harden", by=by, at=at, content=content)
    if not is_new:
        return fresh
    missing = missing_steps(device_class, done)
    HardeningCheck.objects.bulk_create(
        [
            HardeningCheck(
                asset=asset,
                device_class=device_class.value,
                done=sorted(done),
                missing=list(missing),
                firmware=firmware,
                configuration_sha256=configuration_sha256,
                at=at,
                by=by,
            )
            for asset in fresh
        ],
        batch_size=BLOCK,
    )
    journal = Journal(by=by, at=at)
    for asset in fresh:
        journal.see(asset)
        asset.firmware, asset.configuration_sha256 = firmware, configuration_sha256
        asset.hardened_at = None if missing else at
        journal.note(asset, "hardened", details={"missing": list(missing), "firmware": firmware})
    journal.write()
    _record(by, "inventory.harden", fresh, {"missing": list(missing), "firmware": firmware})
    finish(act, fresh[0].key if fresh else "")
    return fresh


@transaction.atomic
def move_assets(
    *,
    by: User,
    assets: Sequence[Asset],
    to: AssetState,
    note: str = "",
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> list[Asset]:
    """Record that devices were tested, failed, were installed, reconciled or put back in stock.

    Devices that are so already stay; the others must all be allowed. Sealing, dispatch, swap and
    return have acts of their own.

    Raises:
        AssetRefused: one of them may not become that; none does.
        BadInput: this state has an act of its own.
    """
    if to not in _BY_HAND:
        raise BadInput("to", to.value, "has-its-own-act")
    at = at or now()
    fresh = locked(assets)
    _require_hand(by, fresh)
    content = {"assets": [asset.key for asset in fresh], "to": to.value, "note": note}
    act, is_new = begin(client_uuid, "move", by=by, at=at, content=content)
    if not is_new:
        return fresh
    moving = [asset for asset in fresh if asset.state != to.value]
    journal = Journal(by=by, at=at)
    for asset in moving:
        path = asset.station.unit.path if asset.station else None
        require_move(facts_of(asset), to, station_path=path)
        if to is AssetState.INSTALLED and asset.station is None:
            raise HandOverRefused("no-station", asset.serial)
        journal.see(asset)
        if to in {AssetState.STOCK, AssetState.RECONCILED}:
            asset.hardened_at = None  # what was outside, or opened, is hardened anew
        journal.note(asset, to.value, state=to, note=note)
    if to in {AssetState.TESTED, AssetState.INSTALLED, AssetState.STOCK}:
        break_seals(moving, by=by, at=at)
    journal.write()
    if moving:
        _record(by, f"inventory.{to.value}", moving, {"note": bool(note)})
    finish(act, fresh[0].key if fresh else "")
    return fresh


_BY_HAND = frozenset(
    {
        AssetState.TESTED,
        AssetState.FAILED,
        AssetState.INSTALLED,
        AssetState.RECONCILED,
        AssetState.STOCK,
    }
)


@transaction.atomic
def seal_assets(
    *,
    by: User,
    seals: Mapping[Asset, str],
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> list[Asset]:
    """Seal tested devices, each with a number of its own.

    Raises:
        AssetRefused: one is not tested, or not hardened as its model asks; none is sealed.
        SealUsed: a number is, or was, on another device.
        BadSerial: a seal's number cannot be read.
    """
    at = at or now()
    numbers = {asset.pk: seal_number(number) for asset, number in seals.items()}
    fresh = locked(seals)
    _require_hand(by, fresh)
    content = {"seals": {str(asset.key): numbers[asset.pk] for asset in fresh}}
    act, is_new = begin(client_uuid, "seal", by=by, at=at, content=content)
    if not is_new:
        return fresh
    checks = latest_checks(fresh)
    journal = Journal(by=by, at=at)
    for asset in fresh:
        facts = facts_of(asset, hardening_of(asset, checks.get(asset.pk)))
        require_move(facts, AssetState.SEALED)
        journal.see(asset)
        journal.note(asset, "sealed", state=AssetState.SEALED, details={"seal": numbers[asset.pk]})
    if len(set(numbers.values())) < len(numbers):
        raise SealUsed(_repeated(list(numbers.values())))
    put_seals([Seal(number=numbers[a.pk], asset=a, applied_at=at, applied_by=by) for a in fresh])
    journal.write()
    _record(by, "inventory.seal", fresh, {"seals": sorted(numbers.values())[:50]})
    finish(act, fresh[0].key if fresh else "")
    return fresh


def put_seals(seals: Sequence[Seal]) -> None:
    """Write new seals.

    Raises:
        SealUsed: a number was used before.
    """
    numbers = [seal.number for seal in seals]
    for start in range(0, len(numbers), BLOCK):
        used = Seal.objects.filter(number__in=numbers[start : start + BLOCK]).first()
        if used is not None:
            raise SealUsed(used.number)
    try:
        with transaction.atomic():
            Seal.objects.bulk_create(seals, batch_size=BLOCK)
    except IntegrityError:
        raise SealUsed(numbers[0]) from None


def _repeated(numbers: list[str]) -> str:
    return next(number for number in numbers if numbers.count(number) > 1)


def _one_class(assets: Sequence[Asset]) -> DeviceClass:
    classes = {DeviceClass(asset.model.kind.device_class) for asset in assets}
    if len(classes) != 1:
        raise BadInput("assets", str(len(classes)), "several-classes")
    (found,) = classes
    if found not in CHECKLISTS:
        raise BadInput("assets", found.value, "no-checklist")
    return found


def _require_hand(by: User, assets: Sequence[Asset]) -> None:
    """Whoever keeps the device, or its unit's stores, may act on it."""
    held = open_custodies(assets)
    for asset in assets:
        custody = held[asset.pk]
        if by.person_id is not None and custody.person_id == by.person_id:
            continue
        place = custody.store.unit.path if custody.store else asset.unit.path
        require(by, Permission.INVENTORY_EDIT, unit_path=place)


def _record(by: User, verb: str, assets: Sequence[Asset], data: Mapping[str, object]) -> None:
    """One audit entry for the act, at the unit that holds all of the devices."""
    if not assets:
        return
    paths = [asset.unit.path for asset in assets]
    shared = paths[0]
    while any(not path.startswith(shared) for path in paths):
        shared = shared[:-4]
    shown = [asset.serial for asset in assets[:50]]
    record_action(
        by=by,
        verb=verb,
        target=assets[0] if len(assets) == 1 else None,
        unit_path=shared,
        data={"devices": len(assets), "serials": shown, **data},
    )
