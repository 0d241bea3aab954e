"""Devices, hand-overs and spares for programs: the same selectors and services as the pages."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.inventory.api.shapes import (
    AnswerGiven,
    AssetsAsked,
    AssetShown,
    HandOverShown,
    OfferGiven,
    SpareShown,
    StoreShown,
    SwapGiven,
    SwapShown,
)
from sandoq.apps.inventory.models import Asset, HandOver, Store
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.selectors import (
    SORTS,
    AssetFilters,
    Spare,
    asset_of_key,
    assets,
    assets_of_keys,
    hand_over_of_key,
    hand_overs,
    receiver_of_key,
    spares_within_reach,
    station_for,
    stores,
    with_places,
)
from sandoq.apps.inventory.services import (
    acknowledge_hand_over,
    decline_hand_over,
    offer_hand_over,
    swap_assets,
    withdraw_hand_over,
)
from sandoq.apps.inventory.services.phone import store_to_return
from sandoq.apps.inventory.templatetags.inventory import keeper, side
from sandoq.apps.territory.selectors import station_of_key, unit_of_key
from sandoq.ui.api import Asked, Page, answers, one_of, page_of, page_of_list
from sandoq.ui.http import Request

router = Router(tags=["inventory"])


@router.get("/assets", response=answers(Page[AssetShown]), summary="Devices")
@asks(Permission.INVENTORY_VIEW)
def list_assets(
    request: Request, window: Asked, asked: Annotated[AssetsAsked, Query()]
) -> dict[str, Any]:
    """The devices of the person's scope, filtered and sorted as on the board."""
    filters = AssetFilters(
        text=asked.text,
        kind=asked.kind,
        state=one_of("state", asked.state, [state.value for state in AssetState]),
        where=one_of("where", asked.where, ["store", "person", "missing"]),
        store=str(asked.store) if asked.store else "",
        sort=one_of("sort", asked.sort, list(SORTS)) or "kind",
    )
    top = unit_of_key(request.user, asked.under) if asked.under else None
    return page_of(with_places(assets(request.user, top, filters)), window, _asset_row)


@router.get("/assets/{uuid:key}", response=answers(AssetShown), summary="One device")
@asks(Permission.INVENTORY_VIEW)
def show_asset(request: Request, key: UUID) -> dict[str, Any]:
    """The device and who keeps it."""
    asset = asset_of_key(request.user, key)
    return _asset_row(with_places(Asset.objects.filter(pk=asset.pk)).get())


@router.get("/stores", response=answers(Page[StoreShown]), summary="Stores")
@asks(Permission.INVENTORY_VIEW)
def list_stores(request: Request, window: Asked) -> dict[str, Any]:
    """The open stores of the person's scope."""
    return page_of(stores(request.user), window, _store_row)


@router.get("/hand-overs", response=answers(Page[HandOverShown]), summary="Hand-overs")
@asks(Permission.INVENTORY_VIEW)
def list_hand_overs(request: Request, window: Asked) -> dict[str, Any]:
    """Hand-overs that concern the person or the person's units, the last first."""
    return page_of(hand_overs(request.user), window, _hand_over_row)


@router.post("/hand-overs", response=answers(HandOverShown), summary="Offer a hand-over")
@asks(Permission.CUSTODY_HAND)
def offer(request: Request, given: OfferGiven) -> dict[str, Any]:
    """Offer devices to one side; nothing moves before the other acknowledges."""
    user = request.user
    made = offer_hand_over(
        by=user,
        assets=assets_of_keys(user, given.assets),
        to_person=receiver_of_key(user, given.to_person) if given.to_person else None,
        to_store=store_to_return(user, str(given.to_store)) if given.to_store else None,
        station=station_for(user, given.station) if given.station else None,
        note=given.note,
        client_uuid=given.client_uuid,
    )
    return _hand_over_row(hand_over_of_key(user, made.key))


@router.post(
    "/hand-overs/{uuid:key}/answer", response=answers(HandOverShown), summary="Answer a hand-over"
)
@asks(Permission.CUSTODY_HAND)
def answer(request: Request, key: UUID, given: AnswerGiven) -> dict[str, Any]:
    """Acknowledge or decline as the receiver, or withdraw as the giver."""
    found = hand_over_of_key(request.user, key)
    user, uuid = request.user, given.client_uuid
    match given.verdict:
        case "acknowledged":
            acknowledge_hand_over(
                by=user, hand_over=found, received=given.received, client_uuid=uuid
            )
        case "declined":
            decline_hand_over(by=user, hand_over=found, note=given.note, client_uuid=uuid)
        case "withdrawn":
            withdraw_hand_over(by=user, hand_over=found, client_uuid=uuid)
    return _hand_over_row(hand_over_of_key(user, key))


@router.post("/swaps", response=answers(SwapShown), summary="Swap on the day")
@asks(Permission.CUSTODY_HAND)
def swap(request: Request, given: SwapGiven) -> dict[str, Any]:
    """A spare takes a failed device's place; both custodies move in one act."""
    failed, spare = (asset_of_key(request.user, key) for key in (given.failed, given.spare))
    made = swap_assets(
        by=request.user,
        failed=failed,
        spare=spare,
        reason=given.reason,
        client_uuid=given.client_uuid,
    )
    return {
        "key": made.key,
        "failed": failed.key,
        "spare": spare.key,
        "station": made.station.key,
        "at": made.at,
    }


@router.get(
    "/stations/{uuid:key}/spares", response=answers(Page[SpareShown]), summary="Spares within reach"
)
@asks(Permission.INVENTORY_VIEW)
def list_spares(
    request: Request,
    key: UUID,
    window: Asked,
    item: Annotated[str, Query(pattern=r"^[a-z0-9-]{0,40}$")] = "",
    minutes: Annotated[float, Query(gt=0, le=1440)] = 60,
) -> dict[str, Any]:
    """Compatible, unlocked spares of a kind, nearest first; of stores the person may see."""
    station = station_of_key(request.user, key)
    found = spares_within_reach(request.user, station, item, minutes)
    return page_of_list([_spare_row(spare) for spare in found], window)


def _asset_row(asset: Asset) -> dict[str, Any]:
    custody = asset.held[0]  # type: ignore[attr-defined]
    return {
        "key": asset.key,
        "kind": asset.model.kind.code,
        "model": str(asset.model),
        "serial": asset.serial,
        "state": asset.state,
        "state_since": asset.state_since,
        "firmware": asset.firmware,
        "unit": asset.unit.key,
        "station": asset.station.key if asset.station else None,
        "kit": asset.kit.label if asset.kit else None,
        "is_missing": asset.missing_since is not None,
        "keeper": {
            "person": custody.person.key if custody.person else None,
            "store": custody.store.key if custody.store else None,
            "name": keeper(custody),
            "since": custody.since,
        },
    }


def _store_row(store: Store) -> dict[str, Any]:
    return {"key": store.key, "unit": store.unit.key, "name": store.name}


def _hand_over_row(found: HandOver) -> dict[str, Any]:
    return {
        "key": found.key,
        "state": found.state,
        "giver": side(found.from_person, found.from_store),
        "receiver": side(found.to_person, found.to_store),
        "station": found.station.key if found.station else None,
        "offered_at": found.offered_at,
        "answered_at": found.answered_at,
        "statement_sha256": found.statement_sha256,
        "lines": [
            {
                "asset": line.asset.key,
                "serial": line.asset.serial,
                "seal": line.seal,
                "is_received": line.is_received,
            }
            for line in found.lines.all()
        ],
    }


def _spare_row(spare: Spare) -> dict[str, Any]:
    return {
        "asset": spare.asset.key,
        "serial": spare.asset.serial,
        "model": str(spare.asset.model),
        "store": f"{spare.store.name}، {spare.store.unit.name_fa}",
        "minutes": round(spare.minutes, 1),
    }
