"""Consumables by lot: received, moved, recalled wherever they are."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.errors import LotRefused
from sandoq.apps.inventory.models import ItemKind, Lot, LotHolding, LotMovement, Store
from sandoq.apps.inventory.rules.serials import serial_of
from sandoq.apps.inventory.services.catalogue import require_keeper
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed

MOST = 1_000_000


@transaction.atomic
def receive_lot(
    *,
    by: User,
    store: Store,
    kind: ItemKind,
    number: str,
    quantity: int,
    supplier: str = "",
    at: datetime | None = None,
) -> Lot:
    """Receive consumables of a lot into a store.

    Raises:
        LotRefused: `not-a-consumable`, `not-positive`, or `recalled`.
    """
    require_keeper(by, store.unit.path)
    number = serial_of(number)
    if kind.is_serialised:
        raise LotRefused("not-a-consumable", number)
    if not 0 < quantity <= MOST:
        raise LotRefused("not-positive", number, quantity)
    lot, _ = Lot.objects.get_or_create(
        kind=kind, number=number, defaults={"supplier": supplier[:80]}
    )
    if lot.recalled_at is not None:
        raise LotRefused("recalled", number)
    _put_in(lot, store, quantity)
    LotMovement.objects.create(
        lot=lot, to_store=store, quantity=quantity, why="received", at=at or now(), by=by
    )
    record_action(
        by=by,
        verb="inventory.receive-lot",
        target=lot,
        unit_path=store.unit.path,
        data={"lot": number, "quantity": quantity},
    )
    return lot


@transaction.atomic
def move_lot(
    *,
    by: User,
    lot: Lot,
    from_store: Store,
    to_store: Store | None,
    quantity: int,
    at: datetime | None = None,
) -> Lot:
    """Move consumables to another store, or out of use (`to_store` None).

    Raises:
        LotRefused: `not-enough`, `recalled`, `not-positive` or `same-store`.
    """
    require_keeper(by, from_store.unit.path)
    if to_store is not None and to_store.pk == from_store.pk:
        raise LotRefused("same-store", lot.number)
    take_out(lot, from_store, quantity, may_be_recalled=to_store is None)
    if to_store is not None:
        _put_in(lot, to_store, quantity)
    LotMovement.objects.create(
        lot=lot,
        from_store=from_store,
        to_store=to_store,
        quantity=quantity,
        why="moved" if to_store else "used",
        at=at or now(),
        by=by,
    )
    record_action(
        by=by,
        verb="inventory.move-lot",
        target=lot,
        unit_path=from_store.unit.path,
        data={"lot": lot.number, "quantity": quantity},
    )
    return lot


@transaction.atomic
def recall_lot(*, by: User, lot: Lot, reason: str, at: datetime | None = None) -> Lot:
    """Recall a lot for the whole country: every store and kit that holds some sees it, no kit
    with it can be sealed, and none of it moves. A second call changes nothing.

    Raises:
        NotAllowed: only the headquarters, or the head whose province holds all of it.
        LotRefused: `no-reason`.
    """
    lot = Lot.objects.select_for_update().get(pk=lot.pk)
    scope = scope_of(by, Permission.INVENTORY_EDIT)
    paths = _paths(lot)
    if not paths or not all(scope.covers(path) for path in paths):
        raise NotAllowed(Permission.INVENTORY_EDIT.value, "")
    if lot.recalled_at is not None:
        return lot
    if not reason.strip():
        raise LotRefused("no-reason", lot.number)
    lot.recalled_at, lot.recalled_by, lot.recall_reason = at or now(), by, reason.strip()[:300]
    lot.save()
    record_action(
        by=by,
        verb="inventory.recall-lot",
        target=lot,
        unit_path=_shared(paths),
        data={"lot": lot.number, "places": len(paths)},
    )
    return lot


@transaction.atomic
def answer_recall(*, by: User, holding: LotHolding, at: datetime | None = None) -> LotHolding:
    """Confirm that what this store or kit held of a recalled lot was taken out; nothing remains.

    A second call changes nothing.

    Raises:
        LotRefused: `not-recalled`.
    """
    holding = LotHolding.objects.select_for_update().get(pk=holding.pk)
    place = holding.store or holding.kit
    unit = place.unit  # type: ignore[union-attr]
    require_keeper(by, unit.path)
    if holding.lot.recalled_at is None:
        raise LotRefused("not-recalled", holding.lot.number)
    if holding.answered_at is not None:
        return holding
    taken = holding.quantity
    holding.quantity, holding.answered_at, holding.answered_by = 0, at or now(), by
    holding.save()
    LotMovement.objects.create(
        lot=holding.lot,
        from_store=holding.store,
        quantity=taken,
        why="recalled",
        at=holding.answered_at,
        by=by,
    )
    record_action(
        by=by,
        verb="inventory.answer-recall",
        target=holding.lot,
        unit_path=unit.path,
        data={"lot": holding.lot.number, "quantity": taken},
    )
    return holding


def take_out(lot: Lot, store: Store, quantity: int, *, may_be_recalled: bool = False) -> None:
    """Lower what a store holds.

    Raises:
        LotRefused: `not-positive`, `recalled` or `not-enough`.
    """
    if not 0 < quantity <= MOST:
        raise LotRefused("not-positive", lot.number, quantity)
    if Lot.objects.get(pk=lot.pk).recalled_at is not None and not may_be_recalled:
        raise LotRefused("recalled", lot.number)
    # The condition and the change are one statement: two takers cannot take the same piece.
    taken = LotHolding.objects.filter(lot=lot, store=store, quantity__gte=quantity).update(
        quantity=F("quantity") - quantity
    )
    if not taken:
        raise LotRefused("not-enough", lot.number, quantity)


def _put_in(lot: Lot, store: Store, quantity: int) -> None:
    holding, _ = LotHolding.objects.get_or_create(lot=lot, store=store, defaults={"quantity": 0})
    LotHolding.objects.filter(pk=holding.pk).update(quantity=F("quantity") + quantity)


def _paths(lot: Lot) -> list[str]:
    rows = lot.holdings.filter(quantity__gt=0).select_related("store__unit", "kit__unit")
    return [(row.store or row.kit).unit.path for row in rows]  # type: ignore[union-attr]


def _shared(paths: list[str]) -> str:
    shared = paths[0]
    while any(not path.startswith(shared) for path in paths):
        shared = shared[:-4]
    return shared
