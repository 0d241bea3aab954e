"""On the day: a spare takes the place of a failed device, in one act."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.errors import SwapRefused
from sandoq.apps.inventory.models import Asset, Custody, DeviceModel, HandOver, HandOverLine, Swap
from sandoq.apps.inventory.rules.reach import is_compatible, is_unlocked_for
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.services.once import begin, finish
from sandoq.apps.inventory.services.writing import (
    Journal,
    break_seals,
    locked,
    open_custodies,
)
from sandoq.common.clock import now

_REPLACEABLE = frozenset({AssetState.DISPATCHED, AssetState.INSTALLED, AssetState.FAILED})
_FIT = frozenset({AssetState.SEALED, AssetState.DISPATCHED})


@transaction.atomic
def swap_assets(
    *,
    by: User,
    failed: Asset,
    spare: Asset,
    reason: str = "",
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> Swap:
    """Put a spare in a failed device's place at its station; both custodies move in one act.

    The keeper of the failed device gets the spare, installed; whoever kept the spare gets the
    failed device, swapped, and gives it back. If one person keeps both, both stay with that
    person. Open offers of either device are withdrawn: the day does not wait.

    Raises:
        SwapRefused: `not-yours` (neither is in the person's keeping), `not-at-a-station`,
            `failed-not-in-use`, `spare-not-ready`, `not-compatible`, `region-locked`, `missing`,
            `same-device`, or `in-store` (the failed device is not with anybody).
    """
    at = at or now()
    if failed.pk == spare.pk:
        raise SwapRefused("same-device", failed.serial, spare.serial)
    content = {"failed": str(failed.key), "spare": str(spare.key)}
    act, is_new = begin(client_uuid, "swap", by=by, at=at, content=content)
    if act is not None and not is_new:
        return Swap.objects.get(key=act.target)
    # Offers before devices, as whoever answers one locks them.
    waiting = HandOver.objects.filter(
        lines__asset__in=[failed.pk, spare.pk], lines__is_open=True
    ).values("pk")
    list(HandOver.objects.select_for_update().filter(pk__in=waiting).order_by("pk"))
    fresh = {asset.pk: asset for asset in locked([failed, spare])}
    failed, spare = fresh[failed.pk], fresh[spare.pk]
    held = open_custodies([failed, spare])
    _require_fit(by, failed, spare, held)
    station = failed.station
    if station is None:
        raise SwapRefused("not-at-a-station", failed.serial, spare.serial)
    _withdraw_offers(by, failed, spare, at)
    swap = Swap.objects.create(
        failed=failed, spare=spare, station=station, reason=reason[:300], at=at, by=by
    )
    journal = Journal(by=by, at=at)
    journal.see(failed)
    journal.see(spare)
    if AssetState(failed.state) is not AssetState.FAILED:
        journal.note(failed, "failed", state=AssetState.FAILED, note=reason)
    spare.station, spare.unit, spare.kit = station, station.unit, failed.kit
    failed.station, failed.kit = None, None
    details = {"swap": str(swap.key)}
    journal.note(failed, "swapped", state=AssetState.SWAPPED, details=details)
    if AssetState(spare.state) is AssetState.SEALED:
        journal.note(spare, "dispatched", state=AssetState.DISPATCHED, details=details)
    journal.note(spare, "installed", state=AssetState.INSTALLED, details=details)
    giver, taker = held[failed.pk], held[spare.pk]
    journal.move(spare, person=giver.person, swap=swap)
    journal.move(failed, person=taker.person, store=taker.store, swap=swap)
    break_seals([spare], by=by, at=at)
    journal.write()
    record_action(
        by=by,
        verb="inventory.swap",
        target=swap,
        unit_path=station.unit.path,
        data={"failed": failed.serial, "spare": spare.serial, "station": str(station.key)},
    )
    finish(act, swap.key)
    return swap


def _require_fit(by: User, failed: Asset, spare: Asset, held: dict[int, Custody]) -> None:
    def refuse(reason: str) -> SwapRefused:
        return SwapRefused(reason, failed.serial, spare.serial)

    if not _is_party(by, held[failed.pk], held[spare.pk]):
        raise refuse("not-yours")
    if held[failed.pk].person_id is None:
        raise refuse("in-store")
    if failed.station is None:
        raise refuse("not-at-a-station")
    if AssetState(failed.state) not in _REPLACEABLE:
        raise refuse("failed-not-in-use")
    if AssetState(spare.state) not in _FIT or spare.station_id not in {None, failed.station_id}:
        raise refuse("spare-not-ready")
    if spare.missing_since is not None:
        raise refuse("missing")
    known = DeviceModel.objects.filter(compatible=failed.model_id).values_list("pk", flat=True)
    same_kind = spare.model.kind_id == failed.model.kind_id
    if not same_kind or not is_compatible(spare.model_id, {failed.model_id}, set(known)):
        raise refuse("not-compatible")
    region = spare.region.path if spare.region else ""
    if not is_unlocked_for(region, failed.station.unit.path):
        raise refuse("region-locked")


def _is_party(by: User, of_failed: Custody, of_spare: Custody) -> bool:
    """One of the two keepers; a store is spoken for by whoever keeps it."""
    if by.person_id is None or not may(by, Permission.CUSTODY_HAND):
        return False
    scope = scope_of(by, Permission.INVENTORY_EDIT)
    of_store = of_spare.store is not None and scope.covers(of_spare.store.unit.path)
    if of_spare.store is not None:
        return of_store
    return by.person_id in {of_failed.person_id, of_spare.person_id}


def _withdraw_offers(by: User, failed: Asset, spare: Asset, at: datetime) -> None:
    """Take both devices out of open offers; an offer left empty is withdrawn."""
    lines = HandOverLine.objects.filter(asset__in=[failed.pk, spare.pk], is_open=True)
    offers = set(lines.values_list("hand_over_id", flat=True))
    lines.update(is_open=False, is_received=False)
    for offer in HandOver.objects.filter(pk__in=offers, state=HandOver.State.OFFERED):
        if not offer.lines.filter(is_open=True).exists():
            offer.state, offer.answered_at, offer.answered_by = HandOver.State.WITHDRAWN, at, by
            offer.save(update_fields=["state", "answered_at", "answered_by"])
