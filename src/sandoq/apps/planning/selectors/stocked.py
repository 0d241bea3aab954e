"""What lies in stores and may be sent: the means of a snapshot."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from sandoq.apps.inventory.models import Custody, DeviceModel, HandOverLine, Kit, Store
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.planning.rules.facts import Doubt

_FIT = (AssetState.TESTED.value, AssetState.SEALED.value, AssetState.STOCK.value)
_UNTESTED = Q(asset__state=AssetState.STOCK.value)

_LEFT_OUT: tuple[tuple[Doubt, Q], ...] = (
    (Doubt.DEVICE_MISSING, Q(asset__missing_since__isnull=False)),
    (Doubt.MODEL_NOT_APPROVED, ~Q(asset__model__state=DeviceModel.State.APPROVED)),
    (
        Doubt.DEVICE_IN_KIT,
        Q(asset__kit__isnull=False, asset__kit__state=Kit.State.SEALED),
    ),
)


@dataclass(frozen=True, slots=True)
class Stocked:
    """Devices by store, model's key and the path of the region they are locked to ("" if none)."""

    counts: dict[int, dict[tuple[str, str], int]]
    doubts: dict[Doubt, list[str]]


def stocked_in(stores: Sequence[Store], items: Collection[str], *, with_untested: bool) -> Stocked:
    """Devices of these kinds in these stores that nobody else was promised.

    What is left out, and what must still be tested, is named by its serial number.
    """
    held = Custody.objects.filter(
        until=None,
        store__in=[store.pk for store in stores],
        asset__model__kind__code__in=list(items),
        asset__state__in=_FIT,
    )
    doubts: dict[Doubt, list[str]] = {}
    offered = Q(asset__in=HandOverLine.objects.filter(is_open=True).values("asset"))
    for doubt, condition in (*_LEFT_OUT, (Doubt.DEVICE_OFFERED, offered)):
        doubts[doubt] = _serials(held.filter(condition))
        held = held.filter(~condition)
    if with_untested:
        doubts[Doubt.DEVICE_UNTESTED] = _serials(held.filter(_UNTESTED))
    else:
        held = held.exclude(_UNTESTED)
    rows = held.values_list("store", "asset__model__key", "asset__region__path")
    counts: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for store, model, region, n in rows.annotate(n=Count("pk")).order_by():
        counts[store or 0][str(model), region or ""] = n
    return Stocked(counts, doubts)


def _serials(held: QuerySet[Custody]) -> list[str]:
    return list(held.order_by("asset__serial").values_list("asset__serial", flat=True))
