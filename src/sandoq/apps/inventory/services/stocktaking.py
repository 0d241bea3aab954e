"""Counting a store: open, count, and another person books the differences."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.errors import BadSerial, StocktakeRefused
from sandoq.apps.inventory.models import (
    Asset,
    HandOverLine,
    Lot,
    LotHolding,
    LotMovement,
    Seal,
    Stocktake,
    StocktakeLine,
    Store,
)
from sandoq.apps.inventory.rules.serials import bare, serial_of
from sandoq.apps.inventory.rules.states import OUT, AssetState
from sandoq.apps.inventory.rules.stocktaking import Counted, Difference, differences
from sandoq.apps.inventory.selectors.things import expected_in, lots_in
from sandoq.apps.inventory.services.catalogue import require_keeper
from sandoq.apps.inventory.services.writing import BLOCK, Journal, locked
from sandoq.common.clock import now


@transaction.atomic
def open_stocktake(*, by: User, store: Store, at: datetime | None = None) -> Stocktake:
    """Begin to count a store; while a count is under way, the answer is that one."""
    require_keeper(by, store.unit.path)
    under_way = Stocktake.objects.filter(store=store, state__in=["counting", "counted"])
    if found := under_way.first():
        return found
    try:
        with transaction.atomic():
            stocktake = Stocktake.objects.create(store=store, opened_at=at or now(), opened_by=by)
    except IntegrityError:
        return under_way.get()
    record_action(
        by=by, verb="inventory.open-stocktake", target=stocktake, unit_path=store.unit.path
    )
    return stocktake


@transaction.atomic
def finish_count(
    *,
    by: User,
    stocktake: Stocktake,
    codes: Sequence[str],
    lots: Mapping[Lot, int],
    at: datetime | None = None,
) -> Stocktake:
    """Hand in what was found; the differences to the register are written, nothing is booked.

    A count handed in again replaces the one before, until it is booked.

    Args:
        codes: serial numbers, seals or keys of devices, as scanned or typed, in any order.
        lots: quantities found; a lot of the store that is left out was not found.

    Raises:
        StocktakeRefused: `not-open`.
    """
    stocktake = _locked(stocktake)
    require_keeper(by, stocktake.store.unit.path)
    if stocktake.state not in {Stocktake.State.COUNTING, Stocktake.State.COUNTED}:
        raise StocktakeRefused("not-open", stocktake.store.name)
    expected = list(expected_in(stocktake.store).values_list("pk", flat=True))
    found, unknown = _read_codes(stocktake.store, codes, set(expected))
    held = {holding.lot_id: holding.quantity for holding in lots_in(stocktake.store)}
    lines = differences(
        expected=expected,
        found=found,
        unknown=unknown,
        lots_expected=held,
        lots_found={lot.pk: quantity for lot, quantity in lots.items()},
    )
    stocktake.lines.all().delete()
    StocktakeLine.objects.bulk_create([_line(stocktake, line) for line in lines], batch_size=BLOCK)
    stocktake.state, stocktake.counted_at, stocktake.counted_by = (
        Stocktake.State.COUNTED,
        at or now(),
        by,
    )
    stocktake.expected, stocktake.found = len(expected), len(found)
    stocktake.save()
    record_action(
        by=by,
        verb="inventory.count",
        target=stocktake,
        unit_path=stocktake.store.unit.path,
        data={"expected": len(expected), "found": len(found), "differences": len(lines)},
    )
    return stocktake


@transaction.atomic
def book_stocktake(*, by: User, stocktake: Stocktake, at: datetime | None = None) -> Stocktake:
    """Make the register say what was counted; another person than the counter does it.

    Missing devices are marked missing and serve nowhere; devices found here come into this
    store's keeping; lots get the quantity found. Unknown serials remain to be registered. A
    second call changes nothing.

    Raises:
        StocktakeRefused: `not-counted`, `counter-books`, or `register-changed` since the count.
    """
    stocktake = _locked(stocktake)
    store = stocktake.store
    require_keeper(by, store.unit.path)
    if stocktake.state == Stocktake.State.BOOKED:
        return stocktake
    if stocktake.state != Stocktake.State.COUNTED:
        raise StocktakeRefused("not-counted", store.name)
    if by.pk == stocktake.counted_by_id:
        raise StocktakeRefused("counter-books", store.name)
    at = at or now()
    lines = list(stocktake.lines.select_related("asset", "lot"))
    fresh = {a.pk: a for a in locked([line.asset for line in lines if line.asset])}
    present = set(expected_in(store).values_list("pk", flat=True))
    journal = Journal(by=by, at=at)
    for line in lines:
        if line.asset_id is not None:
            is_here = line.asset_id in present
            if is_here != (line.difference == Difference.MISSING):
                raise StocktakeRefused("register-changed", store.name)
            _book_asset(line, fresh[line.asset_id], store, journal)
        elif line.lot is not None:
            _book_lot(line, line.lot, store, by, at)
    _clear_found(store, fresh, journal)
    journal.write()
    stocktake.state, stocktake.booked_at, stocktake.booked_by = Stocktake.State.BOOKED, at, by
    stocktake.save()
    record_action(
        by=by,
        verb="inventory.book-stocktake",
        target=stocktake,
        unit_path=store.unit.path,
        data={"differences": len(lines)},
    )
    return stocktake


@transaction.atomic
def discard_stocktake(*, by: User, stocktake: Stocktake) -> Stocktake:
    """Give up a count that was not booked; a second call changes nothing.

    Raises:
        StocktakeRefused: `not-open`: it was booked.
    """
    stocktake = _locked(stocktake)
    require_keeper(by, stocktake.store.unit.path)
    if stocktake.state == Stocktake.State.BOOKED:
        raise StocktakeRefused("not-open", stocktake.store.name)
    if stocktake.state != Stocktake.State.DISCARDED:
        stocktake.state = Stocktake.State.DISCARDED
        stocktake.save(update_fields=["state"])
        record_action(
            by=by,
            verb="inventory.discard-stocktake",
            target=stocktake,
            unit_path=stocktake.store.unit.path,
        )
    return stocktake


def _locked(stocktake: Stocktake) -> Stocktake:
    return (
        Stocktake.objects.select_for_update(of=("self",))
        .select_related("store__unit")
        .get(pk=stocktake.pk)
    )


def _read_codes(
    store: Store, codes: Sequence[str], expected: set[int]
) -> tuple[list[int], list[str]]:
    """Devices that the codes mean, and codes that mean none; this store's own come first."""
    wanted, unknown = _spelt(codes)
    by_code = _meanings(store, wanted)
    found: list[int] = []
    for code in wanted:
        meant = by_code.get(bare(code), [])
        own = [pk for pk in meant if pk in expected] or meant
        if len(own) == 1:
            found.append(own[0])
        else:
            unknown.append(code)
    return list(dict.fromkeys(found)), list(dict.fromkeys(unknown))


def _spelt(codes: Sequence[str]) -> tuple[list[str], list[str]]:
    """The codes in their one spelling, and those that have none."""
    wanted: list[str] = []
    unknown: list[str] = []
    for code in codes:
        try:
            wanted.append(serial_of(code))
        except BadSerial as error:
            if error.reason != "empty":
                unknown.append(error.value)
    return wanted, unknown


def _meanings(store: Store, wanted: Sequence[str]) -> dict[str, list[int]]:
    """Devices by bare code: those of the store, and those of the province that were named."""
    by_code: dict[str, list[int]] = {}
    here = Asset.objects.filter(custodies__store=store, custodies__until=None)
    for pk, serial in here.values_list("pk", "serial"):
        by_code.setdefault(bare(serial), []).append(pk)
    near = store.unit.path[:8]  # the same province: what lies further away is not named here
    for start in range(0, len(wanted), BLOCK):
        block = wanted[start : start + BLOCK]
        rows = Asset.objects.filter(unit__path__startswith=near)
        for pk, serial in rows.filter(serial__in=block).values_list("pk", "serial"):
            if pk not in by_code.setdefault(bare(serial), []):
                by_code[bare(serial)].append(pk)
        seals = Seal.objects.filter(number__in=block, broken_at=None, asset__isnull=False)
        for pk, number in seals.values_list("asset_id", "number"):
            by_code.setdefault(bare(number), []).append(pk)
    return by_code


def _line(stocktake: Stocktake, line: Counted) -> StocktakeLine:
    return StocktakeLine(
        stocktake=stocktake,
        difference=line.difference.value,
        asset_id=line.asset,
        serial=line.serial,
        lot_id=line.lot,
        expected=line.expected,
        found=line.found,
    )


def _book_asset(line: StocktakeLine, asset: Asset, store: Store, journal: Journal) -> None:
    journal.see(asset)
    if line.difference == Difference.MISSING:
        asset.missing_since = asset.missing_since or journal.at
        journal.note(asset, "missing", details={"store": store.name})
        return
    HandOverLine.objects.filter(asset=asset, is_open=True).update(is_open=False, is_received=False)
    asset.missing_since, asset.station, asset.unit = None, None, store.unit
    state = AssetState.RETURNED if AssetState(asset.state) in OUT else None
    journal.note(asset, "found", state=state, details={"store": store.name})
    journal.move(asset, store=store)


def _clear_found(store: Store, booked: Mapping[int, Asset], journal: Journal) -> None:
    """What was marked missing here before, and was found this time, is missing no more."""
    back = expected_in(store).filter(missing_since__isnull=False).exclude(pk__in=list(booked))
    for asset in locked(list(back)):
        journal.see(asset)
        asset.missing_since = None
        journal.note(asset, "found", details={"store": store.name})


def _book_lot(line: StocktakeLine, lot: Lot, store: Store, by: User, at: datetime) -> None:
    holding, _ = LotHolding.objects.select_for_update().get_or_create(
        lot=lot, store=store, defaults={"quantity": 0}
    )
    if holding.quantity != line.expected:
        raise StocktakeRefused("register-changed", store.name)
    holding.quantity = line.found
    holding.save(update_fields=["quantity"])
    LotMovement.objects.create(
        lot=lot,
        to_store=store,
        quantity=line.found - line.expected,
        why="counted",
        at=at,
        by=by,
    )
