"""One act as a phone sends it: a verb, a key of its own, and what it is about.

The page's forms and the queue of a phone that was without a network send the same fields.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.errors import HandOverRefused
from sandoq.apps.inventory.models import Asset, Kit, Store
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.selectors import (
    assets_of_code,
    hand_over_of_key,
    kept_kit,
    receiver_of_key,
    station_for,
    stores_to_give,
)
from sandoq.apps.inventory.services.handing import (
    acknowledge_hand_over,
    decline_hand_over,
    offer_hand_over,
    withdraw_hand_over,
)
from sandoq.apps.inventory.services.kits import open_kit
from sandoq.apps.inventory.services.preparing import move_assets
from sandoq.apps.inventory.services.swapping import swap_assets
from sandoq.common.errors import BadInput, NotFound

Act = Mapping[str, Any]
MOST_CODES = 500


def perform(*, by: User, act: Act) -> None:
    """Do one act; the same key again does nothing.

    Raises:
        BadInput: the verb or a field is unknown.
        DomainError: the act itself is refused.
    """
    verb = str(act.get("verb", ""))
    if verb not in _VERBS:
        raise BadInput("verb", verb[:40], "unknown-value")
    _VERBS[verb](by, act, _uuid(act.get("client_uuid"), "client_uuid"))


def _acknowledge(by: User, act: Act, key: UUID) -> None:
    offer = hand_over_of_key(by, str(act.get("hand_over", "")))
    received = [_uuid(one, "received") for one in _list(act, "received")]
    acknowledge_hand_over(by=by, hand_over=offer, received=received, client_uuid=key)


def _decline(by: User, act: Act, key: UUID) -> None:
    offer = hand_over_of_key(by, str(act.get("hand_over", "")))
    decline_hand_over(by=by, hand_over=offer, note=_text(act, "note"), client_uuid=key)


def _withdraw(by: User, act: Act, key: UUID) -> None:
    withdraw_hand_over(
        by=by, hand_over=hand_over_of_key(by, str(act.get("hand_over", ""))), client_uuid=key
    )


def _offer(by: User, act: Act, key: UUID) -> None:
    to = _text(act, "to")
    kind, _, value = to.partition(":")
    station = _text(act, "station")
    named = [one_asset(by, code) for code in _list(act, "asset")]
    kit = _kit(by, act, named)
    offer_hand_over(
        by=by,
        assets=[*named, *kit.assets.all()] if kit else named,
        to_person=receiver_of_key(by, value) if kind == "person" else None,
        to_store=store_to_return(by, value) if kind == "store" else None,
        station=station_for(by, station) if station else None,
        kit=kit,
        note=_text(act, "note"),
        client_uuid=key,
    )


def _kits(by: User, act: Act) -> list[Kit]:
    kits = [kept_kit(by, key) for key in _list(act, "kit")]
    if len(kits) > 1:
        raise HandOverRefused("one-kit-each", kits[1].label)
    return kits


def _kit(by: User, act: Act, named: Sequence[Asset]) -> Kit | None:
    """The kit that travels: the one that is named, or the one whose devices are named all."""
    if kits := _kits(by, act):
        return kits[0]
    given = {asset.pk for asset in named}
    boxes = {asset.kit_id for asset in named if asset.kit_id is not None}
    sealed = Kit.objects.filter(pk__in=boxes, state=Kit.State.SEALED).prefetch_related("assets")
    whole = [kit for kit in sealed if all(asset.pk in given for asset in kit.assets.all())]
    if len(whole) > 1:
        raise HandOverRefused("one-kit-each", whole[1].label)
    return whole[0] if whole else None


def _open_kit(by: User, act: Act, key: UUID) -> None:
    kits = _kits(by, act)
    if not kits:
        raise HandOverRefused("no-kit")
    open_kit(by=by, kit=kits[0], client_uuid=key)


def _move(to: AssetState) -> Callable[[User, Act, UUID], None]:
    def move(by: User, act: Act, key: UUID) -> None:
        assets = [one_asset(by, code) for code in _list(act, "asset")]
        if not assets:
            raise HandOverRefused("nothing-offered")
        move_assets(by=by, assets=assets, to=to, note=_text(act, "note"), client_uuid=key)

    return move


def _swap(by: User, act: Act, key: UUID) -> None:
    swap_assets(
        by=by,
        failed=one_asset(by, _text(act, "failed")),
        spare=one_asset(by, _text(act, "spare")),
        reason=_text(act, "note"),
        client_uuid=key,
    )


_VERBS: Mapping[str, Callable[[User, Act, UUID], None]] = {
    "acknowledge": _acknowledge,
    "decline": _decline,
    "withdraw": _withdraw,
    "offer": _offer,
    "open-kit": _open_kit,
    "installed": _move(AssetState.INSTALLED),
    "failed": _move(AssetState.FAILED),
    "swap": _swap,
}


def one_asset(by: User, code: str) -> Asset:
    """The one device that a scanned or typed code means.

    Raises:
        NotFound: none, or none this person may see.
        BadInput: several models have this serial; scan the label.
    """
    found = assets_of_code(by, code)
    if not found:
        raise NotFound("asset", code[:64])
    if len(found) > 1:
        raise BadInput("asset", code[:64], "ambiguous")
    return found[0]


def store_to_return(by: User, key: str) -> Store:
    """The open store with this key; the hand-over itself decides whether it may go there.

    Raises:
        NotFound: there is no such store.
    """
    store = Store.objects.filter(key=_uuid(key, "to"), closed_at=None).select_related("unit")
    found = store.first()
    if found is None or not stores_to_give(by).filter(pk=found.pk).exists():
        raise NotFound("store", key[:64])
    return found


def _uuid(value: object, field: str) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise BadInput(field, str(value)[:64], "unreadable") from None


def _list(act: Act, field: str) -> Sequence[str]:
    value = act.get(field, [])
    found = [value] if isinstance(value, str) else value
    if not isinstance(found, list) or len(found) > MOST_CODES:
        raise BadInput(field, str(value)[:64], "unreadable")
    return [str(one) for one in found if str(one).strip()]


def _text(act: Act, field: str) -> str:
    value = act.get(field, "")
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value)[:300].strip()
