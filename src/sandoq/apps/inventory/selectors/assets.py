"""Devices a person may see: those of the person's units, and those in the person's own keeping."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.inventory.models import (
    Asset,
    AssetEvent,
    Custody,
    DeviceModel,
    HandOver,
    HandOverLine,
    ItemKind,
    Seal,
    Store,
)
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import NotFound
from sandoq.common.text import search_key, to_ascii_digits

SORTS = {
    "serial": ("serial", "pk"),
    "-serial": ("-serial", "-pk"),
    "kind": ("model__kind__order", "model__search_name", "serial", "pk"),
    "-kind": ("-model__kind__order", "-model__search_name", "serial", "pk"),
    "state": ("state", "serial", "pk"),
    "-state": ("-state", "serial", "pk"),
    "since": ("state_since", "pk"),
    "-since": ("-state_since", "-pk"),
}

LABEL = "SANDOQ-"
"""What the QR code of a label begins with; the device's key follows."""


@dataclass(frozen=True, slots=True)
class AssetFilters:
    """What a board shows; empty means everything. `where` is "", "store", "person" or "missing"."""

    text: str = ""
    kind: str = ""
    state: str = ""
    store: str = ""
    where: str = ""
    sort: str = "kind"


def assets(
    user: User, under: Unit | None = None, filters: AssetFilters = AssetFilters()
) -> QuerySet[Asset]:
    """The devices a person may see, at and below `under`, as filtered and sorted."""
    found = Asset.objects.filter(_visible(user))
    if under is not None and under.depth > 1:
        found = found.filter(unit__path__startswith=under.path)
    if filters.kind:
        found = found.filter(model__kind__code=filters.kind)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.store:
        held = Custody.objects.filter(until=None, store__key=filters.store).values("asset")
        found = found.filter(pk__in=held)
    found = _by_place(found, filters.where)
    if filters.text.strip():
        found = found.filter(_matches(filters.text))
    return found.order_by(*SORTS.get(filters.sort, SORTS["kind"]))


def _visible(user: User) -> Q:
    visible = scope_of(user, Permission.INVENTORY_VIEW).q("unit__path")
    if user.person_id is not None:
        own = Custody.objects.filter(until=None, person=user.person_id).values("asset")
        offered = HandOverLine.objects.filter(
            is_open=True, hand_over__to_person=user.person_id
        ).values("asset")
        visible |= Q(pk__in=own) | Q(pk__in=offered)
    return visible


def _by_place(found: QuerySet[Asset], where: str) -> QuerySet[Asset]:
    match where:
        case "store":
            held = Custody.objects.filter(until=None, store__isnull=False)
        case "person":
            held = Custody.objects.filter(until=None, person__isnull=False)
        case "missing":
            return found.filter(missing_since__isnull=False)
        case _:
            return found
    return found.filter(pk__in=held.values("asset"))


def _matches(text: str) -> Q:
    code = "".join(to_ascii_digits(text).split()).upper()
    return (
        Q(serial__startswith=code)
        | Q(model__search_name__contains=search_key(text))
        | Q(pk__in=Seal.objects.filter(number=code, broken_at=None).values("asset"))
        | Q(kit__label=code)
    )


def with_places(found: QuerySet[Asset]) -> QuerySet[Asset]:
    """The same devices with model, unit, station, and the open custody in `held`."""
    return found.select_related("model__kind", "unit", "station", "kit", "region").prefetch_related(
        Prefetch(
            "custodies",
            Custody.objects.filter(until=None).select_related("person", "store__unit"),
            to_attr="held",
        ),
        Prefetch("seals", Seal.objects.filter(broken_at=None), to_attr="whole_seals"),
    )


def asset_of_key(user: User, key: UUID | str) -> Asset:
    """The device with this key, with model, kind and unit.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    try:
        return (
            Asset.objects.filter(_visible(user))
            .select_related("model__kind", "unit", "station", "kit", "region")
            .get(key=key)
        )
    except (Asset.DoesNotExist, ValidationError, ValueError):
        raise NotFound("asset", str(key)) from None


def assets_of_keys(user: User, keys: list[UUID]) -> list[Asset]:
    """The devices with these keys, in the order of the keys.

    Raises:
        NotFound: one of them is unknown, or not for this person.
    """
    found = {
        asset.key: asset
        for asset in Asset.objects.filter(_visible(user), key__in=keys).select_related(
            "model__kind", "unit"
        )
    }
    for key in keys:
        if key not in found:
            raise NotFound("asset", str(key))
    return [found[key] for key in dict.fromkeys(keys)]


def assets_of_code(user: User, code: str) -> list[Asset]:
    """The devices a scanned or typed code means: a serial, a seal or a device's key.

    Serial numbers are unique within a model only, so there may be several.
    """
    text = "".join(to_ascii_digits(code).split())
    text = text.upper().removeprefix(LABEL)
    found = Asset.objects.filter(_visible(user)).select_related("model__kind", "unit")
    try:
        return list(found.filter(key=UUID(text)))
    except ValueError:
        return list(
            found.filter(
                Q(serial=text.upper())
                | Q(pk__in=Seal.objects.filter(number=text.upper()).values("asset"))
            )[:20]
        )


def custody_of(asset: Asset) -> Custody:
    """The device's open custody: every device has one."""
    return Custody.objects.select_related("person", "store__unit").get(asset=asset, until=None)


def custodies_of(asset: Asset) -> QuerySet[Custody]:
    """Who kept the device, the present keeper first."""
    return Custody.objects.filter(asset=asset).select_related("person", "store__unit", "hand_over")


def history_of(asset: Asset) -> QuerySet[AssetEvent]:
    """What happened to a device the caller was given, the last first."""
    return AssetEvent.objects.filter(asset=asset).select_related("by__person")


def open_offer_of(asset: Asset) -> HandOver | None:
    """The hand-over that waits for an answer about this device."""
    line = (
        HandOverLine.objects.filter(asset=asset, is_open=True)
        .select_related("hand_over__to_person", "hand_over__to_store")
        .first()
    )
    return line.hand_over if line else None


def counts_by_state(found: QuerySet[Asset]) -> Mapping[str, int]:
    """Devices by state; every state is named."""
    counts = dict.fromkeys((state.value for state in AssetState), 0)
    counts.update(found.order_by().values_list("state").annotate(n=Count("pk")))
    return counts


def item_kinds(*, serialised: bool | None = None) -> QuerySet[ItemKind]:
    """The catalogue's kinds; the same for everybody."""
    found = ItemKind.objects.all()
    return found if serialised is None else found.filter(is_serialised=serialised)


def device_models() -> QuerySet[DeviceModel]:
    """The catalogue's models with their kind; the same for everybody."""
    return DeviceModel.objects.select_related("kind").prefetch_related("compatible")


def models_like(*, text: str = "", kind: str = "", state: str = "") -> QuerySet[DeviceModel]:
    """The models whose maker or name holds `text`, of a kind's code and a state; proposed first."""
    found = device_models().order_by("-state", "kind__order", "maker", "name")
    if text.strip():
        found = found.filter(search_name__contains=search_key(text))
    if kind:
        found = found.filter(kind__code=kind)
    return found.filter(state=state) if state else found


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """A store and what lies in it: devices, those fit to be sent, and missing ones."""

    store: Store
    devices: int
    fit: int
    missing: int


def stores(
    user: User, under: Unit | None = None, *, permission: Permission = Permission.INVENTORY_VIEW
) -> QuerySet[Store]:
    """The open stores of the person's units."""
    found = Store.objects.filter(scope_of(user, permission).q("unit__path"), closed_at=None)
    if under is not None and under.depth > 1:
        found = found.filter(unit__path__startswith=under.path)
    return found.select_related("unit")


def store_of_key(
    user: User, key: UUID | str, *, permission: Permission = Permission.INVENTORY_VIEW
) -> Store:
    """The store with this key.

    Raises:
        NotFound: there is none, or it is outside the person's scope.
    """
    try:
        return stores(user, permission=permission).get(key=key)
    except (Store.DoesNotExist, ValidationError, ValueError):
        raise NotFound("store", str(key)) from None


def store_counts(user: User, under: Unit | None = None) -> list[StoreCounts]:
    """The stores of a place with what lies in each, in a fixed number of queries."""
    fit = Q(custodies__asset__state__in=["tested", "sealed"])
    inside = Q(custodies__until=None)
    found = stores(user, under).annotate(
        devices=Count("custodies", filter=inside),
        fit=Count("custodies", filter=inside & fit),
        missing=Count(
            "custodies", filter=inside & Q(custodies__asset__missing_since__isnull=False)
        ),
    )
    return [StoreCounts(store, store.devices, store.fit, store.missing) for store in found]
