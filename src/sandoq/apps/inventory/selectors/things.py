"""Kits, lots, stocktakes and imports a person may see."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.inventory.models import (
    Asset,
    Custody,
    EquipmentImport,
    Kit,
    KitTemplate,
    Lot,
    LotHolding,
    ReachRule,
    Stocktake,
    StocktakeLine,
    Store,
)
from sandoq.apps.inventory.rules.kits import lacking
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import NotFound


def kits(user: User, under: Unit | None = None) -> QuerySet[Kit]:
    """The kits of the person's units."""
    found = Kit.objects.filter(scope_of(user, Permission.INVENTORY_VIEW).q("unit__path"))
    if under is not None and under.depth > 1:
        found = found.filter(unit__path__startswith=under.path)
    return (
        found.select_related("template", "unit", "station")
        .annotate(devices=Count("assets"))
        .order_by("label")
    )


def kit_of_key(user: User, key: UUID | str) -> Kit:
    """The kit with this key.

    Raises:
        NotFound: there is none, or it is outside the person's scope.
    """
    try:
        return kits(user).get(key=key)
    except (Kit.DoesNotExist, ValidationError, ValueError):
        raise NotFound("kit", str(key)) from None


def kit_templates() -> QuerySet[KitTemplate]:
    """What kits there are; the same for everybody."""
    return KitTemplate.objects.prefetch_related("lines__kind")


@dataclass(frozen=True, slots=True)
class KitLine:
    """One kind of a kit: how many it should hold, how many it holds."""

    kind: object
    wanted: int
    held: int


@dataclass(frozen=True, slots=True)
class KitContents:
    """What is in a kit and what it lacks."""

    lines: Sequence[KitLine]
    assets: Sequence[Asset]
    lots: Sequence[LotHolding]
    lacking: Mapping[str, int]


def contents_of(kit: Kit) -> KitContents:
    """A kit's devices and consumables against its template; recalled lots do not count."""
    assets = list(
        Asset.objects.filter(kit=kit)
        .select_related("model__kind")
        .prefetch_related(
            Prefetch(
                "custodies",
                Custody.objects.filter(until=None).select_related("person", "store"),
                to_attr="held",
            )
        )
    )
    lots = list(LotHolding.objects.filter(kit=kit, quantity__gt=0).select_related("lot__kind"))
    held = Counter(asset.model.kind.code for asset in assets)
    for holding in lots:
        if holding.lot.recalled_at is None:
            held[holding.lot.kind.code] += holding.quantity
    wanted = {line.kind.code: line.quantity for line in kit.template.lines.select_related("kind")}
    lines = [
        KitLine(line.kind, line.quantity, held[line.kind.code])
        for line in kit.template.lines.select_related("kind")
    ]
    return KitContents(lines, assets, lots, lacking(wanted, held))


def lots(user: User) -> QuerySet[Lot]:
    """Lots of which some lies in the person's units, and recalled ones; with `total` there."""
    inside = scope_of(user, Permission.INVENTORY_VIEW)
    here = Q(pk__in=LotHolding.objects.filter(_held_in(user)).values("pk"))
    totals = LotHolding.objects.filter(here).values("lot").annotate(n=Sum("quantity"))
    if not inside:
        return Lot.objects.none()
    return Lot.objects.filter(pk__in=totals.values("lot")).select_related("kind")


def _held_in(user: User) -> Q:
    scope = scope_of(user, Permission.INVENTORY_VIEW)
    return scope.q("store__unit__path") | scope.q("kit__unit__path")


def lot_of_key(user: User, key: UUID | str) -> Lot:
    """The lot with this key.

    Raises:
        NotFound: there is none, or none of it lies in the person's units.
    """
    try:
        return lots(user).get(key=key)
    except (Lot.DoesNotExist, ValidationError, ValueError):
        raise NotFound("lot", str(key)) from None


def holdings_of(user: User, lot: Lot) -> QuerySet[LotHolding]:
    """Where the lot lies, as far as the person may see: stores and kits."""
    return (
        LotHolding.objects.filter(_held_in(user), lot=lot)
        .select_related("store__unit", "kit__unit", "kit__station", "answered_by__person")
        .order_by("store__unit__path", "kit__label")
    )


def recalls(user: User) -> QuerySet[LotHolding]:
    """Holdings of recalled lots that nobody has taken out yet."""
    return LotHolding.objects.filter(
        _held_in(user), lot__recalled_at__isnull=False, answered_at=None, quantity__gt=0
    ).select_related("lot__kind", "store__unit", "kit__unit")


def stocktakes(user: User, under: Unit | None = None) -> QuerySet[Stocktake]:
    """Counts of the stores of the person's units."""
    found = Stocktake.objects.filter(
        scope_of(user, Permission.INVENTORY_VIEW).q("store__unit__path")
    )
    if under is not None and under.depth > 1:
        found = found.filter(store__unit__path__startswith=under.path)
    return found.select_related(
        "store__unit", "opened_by__person", "counted_by__person", "booked_by__person"
    )


def stocktake_of_key(user: User, key: UUID | str) -> Stocktake:
    """The stocktake with this key.

    Raises:
        NotFound: there is none, or its store is outside the person's scope.
    """
    try:
        return stocktakes(user).get(key=key)
    except (Stocktake.DoesNotExist, ValidationError, ValueError):
        raise NotFound("stocktake", str(key)) from None


def expected_in(store: Store) -> QuerySet[Asset]:
    """The devices that the register has in the store: what a count sheet lists."""
    held = Custody.objects.filter(store=store, until=None).values("asset")
    return (
        Asset.objects.filter(pk__in=held)
        .select_related("model__kind")
        .order_by("model__kind__order", "model__search_name", "serial")
    )


def lots_in(store: Store) -> QuerySet[LotHolding]:
    """Consumables in the store."""
    return LotHolding.objects.filter(store=store, quantity__gt=0).select_related("lot__kind")


def differences_of(stocktake: Stocktake) -> QuerySet[StocktakeLine]:
    """Lines of a count that was finished."""
    return StocktakeLine.objects.filter(stocktake=stocktake).select_related(
        "asset__model__kind", "asset__unit", "lot__kind"
    )


def imports(user: User) -> QuerySet[EquipmentImport]:
    """Imports into the person's stores, the last first."""
    return EquipmentImport.objects.filter(
        scope_of(user, Permission.INVENTORY_EDIT).q("unit__path")
    ).select_related("unit", "store", "previewed_by__person", "applied_by__person")


def import_of_key(user: User, key: UUID | str) -> EquipmentImport:
    """The import with this key.

    Raises:
        NotFound: there is none, or it is outside the person's scope.
    """
    try:
        return imports(user).get(key=key)
    except (EquipmentImport.DoesNotExist, ValidationError, ValueError):
        raise NotFound("import", str(key)) from None


def reach_rules(user: User) -> QuerySet[ReachRule]:
    """The rules that hold in the person's units: those of the units, and of the units above."""
    inside = scope_of(user, Permission.INVENTORY_VIEW)
    above = Q(pk__in=[])
    for grant in inside.grants:
        ends = range(Unit.steplen, len(grant.path), Unit.steplen)
        above |= Q(unit__path__in=[grant.path[:end] for end in ends])
    return (
        ReachRule.objects.filter(inside.q("unit__path") | above)
        .select_related("unit")
        .order_by("unit__path")
    )
