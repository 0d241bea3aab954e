"""One side offers, the other acknowledges; only then does custody move."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.errors import HandOverRefused
from sandoq.apps.inventory.models import (
    Asset,
    Custody,
    HandOver,
    HandOverLine,
    Kit,
    Seal,
    Store,
)
from sandoq.apps.inventory.rules.states import (
    AssetState,
    require_move,
    state_after_hand_over,
)
from sandoq.apps.inventory.selectors.custody import receivers, stores_to_give
from sandoq.apps.inventory.services.once import begin, finish
from sandoq.apps.inventory.services.writing import (
    BLOCK,
    Journal,
    facts_of,
    locked,
    open_custodies,
)
from sandoq.apps.territory.models import Station, Unit
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed, NotFound
from sandoq.common.hashing import canonical_json, sha256_hex


@transaction.atomic
def offer_hand_over(
    *,
    by: User,
    assets: Sequence[Asset],
    to_person: Person | None = None,
    to_store: Store | None = None,
    station: Station | None = None,
    kit: Kit | None = None,
    note: str = "",
    at: datetime | None = None,
    client_uuid: UUID | None = None,
    is_ordered: bool = False,
) -> HandOver:
    """Offer devices that one person or one store keeps to one person or one store.

    Nothing moves yet. A repeat with the same key answers with the first offer.

    Args:
        station: where the devices are to serve, if they are sent out.
        kit: the kit they travel in; then `assets` are all of its devices.
        is_ordered: an approved plan names the receiving store: it may be any open one.

    Raises:
        NotAllowed: the person neither keeps the devices nor the store they lie in.
        NotFound: the receiver may not be known to this person.
        HandOverRefused: `nothing-offered`, `several-keepers`, `not-keeper`, `already-offered`,
            `receiver-is-keeper`, `one-side-only`, `store-closed` or `kit-not-whole`.
        AssetRefused: a device is not sealed, missing, or locked to another region.
    """
    at = at or now()
    if (to_person is None) == (to_store is None):
        raise HandOverRefused("one-side-only")
    content = {
        "assets": sorted(str(asset.key) for asset in assets),
        "to": str((to_person or to_store).key),  # type: ignore[union-attr]
        "station": str(station.key) if station else "",
    }
    act, is_new = begin(client_uuid, "offer", by=by, at=at, content=content)
    if act is not None and not is_new:
        return HandOver.objects.get(key=act.target)
    fresh = locked(assets)
    if not fresh:
        raise HandOverRefused("nothing-offered")
    source = _one_keeper(fresh)
    _require_giver(by, source)
    _require_receiver(by, source, to_person, to_store, is_ordered=is_ordered)
    _require_whole_kits(fresh, kit)
    _require_not_offered(fresh)
    for asset in fresh:
        _require_sendable(asset, source, to_store, station)
    unit = _unit_of(source, to_store, station, fresh)
    offer = HandOver.objects.create(
        unit=unit,
        from_person=source.person,
        from_store=source.store,
        to_person=to_person,
        to_store=to_store,
        station=station,
        kit=kit,
        note=note[:300],
        offered_at=at,
        offered_by=by,
    )
    _write_lines(offer, fresh)
    record_action(
        by=by,
        verb="inventory.offer",
        target=offer,
        unit_path=unit.path,
        data={"devices": len(fresh), "serials": [asset.serial for asset in fresh[:50]]},
    )
    finish(act, offer.key)
    return offer


@transaction.atomic
def acknowledge_hand_over(
    *,
    by: User,
    hand_over: HandOver,
    received: Collection[UUID] | None = None,
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> HandOver:
    """Confirm what was received: from here on the receiver answers for it.

    A second call by the same person changes nothing.

    Args:
        received: keys of the devices that came; None means all. What did not come stays with
            the giver.

    Raises:
        HandOverRefused: `not-yours` to answer, `not-open` any more, or `nothing-received`.
        AssetRefused: a device became something in between that may not be handed over.
    """
    at = at or now()
    hand_over = _locked_offer(hand_over)
    _require_answerer(by, hand_over)
    content = {
        "hand_over": str(hand_over.key),
        "received": sorted(map(str, received)) if received is not None else "all",
    }
    act, is_new = begin(client_uuid, "acknowledge", by=by, at=at, content=content)
    if not is_new or (
        hand_over.state == HandOver.State.ACCEPTED and hand_over.answered_by_id == by.pk
    ):
        return hand_over
    _require_open(hand_over)
    lines = list(hand_over.lines.filter(is_open=True))
    fresh = {asset.pk: asset for asset in locked([line.asset for line in lines])}
    coming = [pk for pk in fresh if received is None or fresh[pk].key in received]
    if not coming:
        raise HandOverRefused("nothing-received")
    journal = Journal(by=by, at=at)
    for pk in coming:
        _receive(fresh[pk], hand_over, journal)
    for line in lines:
        line.is_open, line.is_received = False, line.asset_id in coming
    HandOverLine.objects.bulk_update(lines, ["is_open", "is_received"], batch_size=BLOCK)
    journal.write()
    _move_kit(hand_over, is_whole=len(coming) == len(fresh), by=by, at=at)
    _close(hand_over, HandOver.State.ACCEPTED, by=by, at=at)
    hand_over.statement_sha256 = sha256_hex(statement(hand_over))
    hand_over.save()
    record_action(
        by=by,
        verb="inventory.acknowledge",
        target=hand_over,
        unit_path=hand_over.unit.path,
        data={
            "devices": len(coming),
            "not_received": len(fresh) - len(coming),
            "statement_sha256": hand_over.statement_sha256,
        },
    )
    finish(act, hand_over.key)
    return hand_over


@transaction.atomic
def decline_hand_over(
    *,
    by: User,
    hand_over: HandOver,
    note: str = "",
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> HandOver:
    """Say that nothing of it was received; everything stays with the giver.

    Raises:
        HandOverRefused: `not-yours` to answer, or `not-open` any more.
    """
    at = at or now()
    hand_over = _locked_offer(hand_over)
    _require_answerer(by, hand_over)
    return _end(
        hand_over, HandOver.State.DECLINED, by=by, at=at, note=note, client_uuid=client_uuid
    )


@transaction.atomic
def withdraw_hand_over(
    *,
    by: User,
    hand_over: HandOver,
    at: datetime | None = None,
    client_uuid: UUID | None = None,
) -> HandOver:
    """Take an offer back before it is answered.

    Raises:
        HandOverRefused: `not-yours`, or `not-open` any more.
    """
    at = at or now()
    hand_over = _locked_offer(hand_over)
    if hand_over.offered_by_id != by.pk:
        store = hand_over.from_store
        if store is None:
            raise HandOverRefused("not-yours")
        require(by, Permission.INVENTORY_EDIT, unit_path=store.unit.path)
    return _end(hand_over, HandOver.State.WITHDRAWN, by=by, at=at, client_uuid=client_uuid)


def statement(hand_over: HandOver) -> bytes:
    """The canonical statement of an answered hand-over: its SHA-256 is on the receipt."""
    lines = [
        {"serial": serial, "model": f"{maker} {name}".strip(), "seal": seal, "received": came}
        for serial, maker, name, seal, came in HandOverLine.objects.filter(hand_over=hand_over)
        .order_by("asset__serial", "asset_id")
        .values_list(
            "asset__serial", "asset__model__maker", "asset__model__name", "seal", "is_received"
        )
    ]
    return canonical_json(
        {
            "hand_over": hand_over.key,
            "from": _side(hand_over.from_person, hand_over.from_store),
            "to": _side(hand_over.to_person, hand_over.to_store),
            "station": hand_over.station.key if hand_over.station else "",
            "offered_at": hand_over.offered_at,
            "answered_at": hand_over.answered_at,
            "lines": lines,
        }
    )


def _side(person: Person | None, store: Store | None) -> dict[str, str]:
    if person is not None:
        return {"person": str(person.key)}
    return {"store": str(store.key) if store else ""}


def _locked_offer(hand_over: HandOver) -> HandOver:
    return (
        HandOver.objects.select_for_update(of=("self",))
        .select_related(
            "unit",
            "from_store__unit",
            "to_store__unit",
            "from_person",
            "to_person",
            "station__unit",
            "kit",
        )
        .get(pk=hand_over.pk)
    )


def _require_open(hand_over: HandOver) -> None:
    if hand_over.state != HandOver.State.OFFERED:
        raise HandOverRefused("not-open")


def _require_answerer(by: User, hand_over: HandOver) -> None:
    if hand_over.to_person_id is not None:
        if by.person_id != hand_over.to_person_id:
            raise HandOverRefused("not-yours")
        return
    store = hand_over.to_store
    if store is None or hand_over.offered_by_id == by.pk:
        raise HandOverRefused("not-yours")
    require(by, Permission.INVENTORY_EDIT, unit_path=store.unit.path)


def _end(
    hand_over: HandOver,
    state: HandOver.State,
    *,
    by: User,
    at: datetime,
    note: str = "",
    client_uuid: UUID | None,
) -> HandOver:
    content = {"hand_over": str(hand_over.key)}
    act, is_new = begin(client_uuid, state.value, by=by, at=at, content=content)
    if not is_new or (hand_over.state == state and hand_over.answered_by_id == by.pk):
        return hand_over
    _require_open(hand_over)
    hand_over.lines.filter(is_open=True).update(is_open=False, is_received=False)
    if note:
        hand_over.note = note[:300]
    _close(hand_over, state, by=by, at=at)
    hand_over.save()
    record_action(
        by=by,
        verb=f"inventory.{'decline' if state == HandOver.State.DECLINED else 'withdraw'}",
        target=hand_over,
        unit_path=hand_over.unit.path,
        data={},
    )
    finish(act, hand_over.key)
    return hand_over


def _close(hand_over: HandOver, state: HandOver.State, *, by: User, at: datetime) -> None:
    hand_over.state, hand_over.answered_at, hand_over.answered_by = state, at, by


def _one_keeper(assets: Sequence[Asset]) -> Custody:
    held = open_custodies(assets)
    first = held[assets[0].pk]
    for asset in assets:
        custody = held[asset.pk]
        if (custody.person_id, custody.store_id) != (first.person_id, first.store_id):
            raise HandOverRefused("several-keepers", asset.serial)
    return first


def _require_giver(by: User, source: Custody) -> None:
    if source.store is not None:
        require(by, Permission.INVENTORY_EDIT, unit_path=source.store.unit.path)
    elif by.person_id is None or source.person_id != by.person_id:
        raise HandOverRefused("not-keeper", "")
    elif not may(by, Permission.CUSTODY_HAND):
        raise NotAllowed(Permission.CUSTODY_HAND.value, "")


def _require_receiver(
    by: User,
    source: Custody,
    to_person: Person | None,
    to_store: Store | None,
    *,
    is_ordered: bool,
) -> None:
    if to_person is not None:
        if to_person.pk in {source.person_id, by.person_id}:
            raise HandOverRefused("receiver-is-keeper")
        if all(one.person.pk != to_person.pk for one in receivers(by)):
            raise NotFound("receiver", str(to_person.key))
    if to_store is not None:
        if to_store.closed_at is not None:
            raise HandOverRefused("store-closed")
        if to_store.pk == source.store_id:
            raise HandOverRefused("receiver-is-keeper")
        if not is_ordered and not stores_to_give(by).filter(pk=to_store.pk).exists():
            raise NotFound("store", str(to_store.key))


def _require_whole_kits(assets: Sequence[Asset], kit: Kit | None) -> None:
    """A sealed kit travels whole, and only as the kit."""
    given = {asset.pk for asset in assets}
    kits = {asset.kit_id for asset in assets if asset.kit_id is not None}
    sealed = Kit.objects.filter(pk__in=kits, state=Kit.State.SEALED).prefetch_related("assets")
    for one in sealed:
        if kit is None or one.pk != kit.pk or any(a.pk not in given for a in one.assets.all()):
            raise HandOverRefused("kit-not-whole", one.label)


def _require_not_offered(assets: Sequence[Asset]) -> None:
    pks = [asset.pk for asset in assets]
    for start in range(0, len(pks), BLOCK):
        waiting = HandOverLine.objects.filter(asset__in=pks[start : start + BLOCK], is_open=True)
        if line := waiting.select_related("asset").first():
            raise HandOverRefused("already-offered", line.asset.serial)


def _require_sendable(
    asset: Asset, source: Custody, to_store: Store | None, station: Station | None
) -> None:
    wanted = state_after_hand_over(
        AssetState(asset.state),
        leaves_store=source.store_id is not None,
        enters_store=to_store is not None,
    )
    path = station.unit.path if station else None
    facts = facts_of(asset)
    if wanted.value != asset.state:
        require_move(facts, wanted, station_path=path)
    elif path is not None and not path.startswith(facts.region):
        # Changes hands between people, towards a station: the lock holds there as well.
        require_move(facts, AssetState.INSTALLED, station_path=path)


def _unit_of(
    source: Custody, to_store: Store | None, station: Station | None, assets: Sequence[Asset]
) -> Unit:
    if station is not None:
        return station.unit
    if to_store is not None:
        return to_store.unit
    return source.store.unit if source.store else assets[0].unit


def _write_lines(offer: HandOver, assets: Sequence[Asset]) -> None:
    seals = dict(
        Seal.objects.filter(asset__in=[asset.pk for asset in assets], broken_at=None).values_list(
            "asset_id", "number"
        )
    )
    try:
        with transaction.atomic():
            HandOverLine.objects.bulk_create(
                [
                    HandOverLine(hand_over=offer, asset=asset, seal=seals.get(asset.pk, ""))
                    for asset in assets
                ],
                batch_size=BLOCK,
            )
    except IntegrityError:
        # Another offer came between; the constraint is what holds.
        raise HandOverRefused("already-offered") from None


def _receive(asset: Asset, hand_over: HandOver, journal: Journal) -> None:
    """Custody moves, and the state with it."""
    state = AssetState(asset.state)
    after = state_after_hand_over(
        state,
        leaves_store=hand_over.from_store_id is not None,
        enters_store=hand_over.to_store_id is not None,
    )
    station = hand_over.station
    if after is not state:
        require_move(facts_of(asset), after, station_path=station.unit.path if station else None)
    journal.see(asset)
    if hand_over.to_store is not None:
        asset.station, asset.unit = None, hand_over.to_store.unit
    elif station is not None:
        asset.station, asset.unit = station, station.unit
    journal.note(asset, "handed-over", state=after, details={"hand_over": str(hand_over.key)})
    journal.move(asset, person=hand_over.to_person, store=hand_over.to_store, hand_over=hand_over)


def _move_kit(hand_over: HandOver, *, is_whole: bool, by: User, at: datetime) -> None:
    """The kit is where its devices are; once it goes out, its station is theirs.

    A sealed kit of which something did not come is not what was sealed: it counts as opened, or
    neither side could hand its part on.
    """
    kit = hand_over.kit
    if kit is None:
        return
    if hand_over.to_store is not None:
        kit.unit, kit.station = hand_over.to_store.unit, None
    elif hand_over.station is not None:
        kit.unit, kit.station = hand_over.station.unit, hand_over.station
    if kit.state == Kit.State.SEALED and not is_whole:
        kit.seals.filter(broken_at=None).update(broken_at=at, broken_by=by)
        kit.state = Kit.State.OPENED
        record_action(
            by=by,
            verb="inventory.open-kit",
            target=kit,
            unit_path=kit.unit.path,
            data={"label": kit.label, "hand_over": str(hand_over.key), "because": "not-whole"},
        )
    kit.save(update_fields=["unit", "station", "state"])
