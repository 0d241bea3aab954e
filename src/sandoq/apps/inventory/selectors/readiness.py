"""What the readiness room reads: devices that serve stations, and spares within reach."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.models import Asset, Custody, DeviceModel, ItemKind, ReachRule, Store
from sandoq.apps.inventory.rules.reach import (
    Degrees,
    ReachSetting,
    is_compatible,
    is_unlocked_for,
    minutes_between,
)
from sandoq.apps.inventory.rules.states import SERVING, SPARE
from sandoq.apps.inventory.selectors.assets import assets
from sandoq.apps.territory.models import Point, Station, Unit

ServingByItem = Mapping[str, tuple[str, ...]]


def installed_or_dispatched(station_ids: Collection[int]) -> dict[int, ServingByItem]:
    """Per station and item, the serial numbers that serve there, sorted.

    A device counts if it is dispatched or installed for the station, somebody acknowledged its
    custody, and no stocktake found it missing. Stations without any are left out. Asks for no
    person: the caller decides who may see what it computes.
    """
    rows = (
        Custody.objects.filter(
            until=None,
            person__isnull=False,
            asset__station__in=station_ids,
            asset__state__in=[state.value for state in SERVING],
            asset__missing_since=None,
        )
        .order_by("asset__serial")
        .values_list("asset__station_id", "asset__model__kind__code", "asset__serial")
    )
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for station_id, item, serial in rows:
        found[station_id][item].append(serial)
    return {
        station_id: {item: tuple(serials) for item, serials in items.items()}
        for station_id, items in found.items()
    }


@dataclass(frozen=True, slots=True)
class Spare:
    """A device that could be brought, from where, and in about how many minutes."""

    asset: Asset
    store: Store
    minutes: float


def reach_setting(path: str) -> ReachSetting:
    """The rule of the nearest unit at or above `path`; the platform's own without one."""
    ends = range(Unit.steplen, len(path) + 1, Unit.steplen)
    rule = (
        ReachRule.objects.filter(unit__path__in=[path[:end] for end in ends])
        .order_by("-unit__depth")
        .first()
    )
    return ReachSetting(rule.road_factor, rule.speed_kmh) if rule else ReachSetting()


def spares_within_reach(
    user: User, station: Station, item: str | ItemKind, minutes: float
) -> list[Spare]:
    """Spares of a kind that the person may see and that reach the station in time, nearest first.

    Only devices in a store, tested or sealed, not missing, of an approved model that is
    compatible with what serves at the station, and unlocked for the station's unit. Stores and
    stations without coordinates reach nothing: an unknown distance is not a short one.
    """
    code = item if isinstance(item, str) else item.code
    place = place_of(station)
    if place is None:
        return []
    path = station.unit.path
    setting = reach_setting(path)
    wanted = set(
        Asset.objects.filter(
            station=station, model__kind__code=code, state__in=["dispatched", "installed", "failed"]
        ).values_list("model_id", flat=True)
    )
    known = set(DeviceModel.objects.filter(compatible__in=wanted).values_list("pk", flat=True))
    found = []
    for asset in _spares(user, code):
        store = asset.held[0].store  # type: ignore[attr-defined]
        origin = place_of_store(store)
        if origin is None or not is_compatible(asset.model_id, wanted, known):
            continue
        if not is_unlocked_for(asset.region.path if asset.region else "", path):
            continue
        needed = minutes_between(origin, place, setting)
        if needed <= minutes:
            found.append(Spare(asset, store, needed))
    return sorted(found, key=lambda spare: (spare.minutes, spare.asset.serial))


def _spares(user: User, code: str) -> list[Asset]:
    in_store = Custody.objects.filter(until=None, store__isnull=False, store__closed_at=None)
    return list(
        assets(user)
        .filter(
            model__kind__code=code,
            model__state=DeviceModel.State.APPROVED,
            state__in=[state.value for state in SPARE],
            missing_since=None,
            kit=None,
            pk__in=in_store.values("asset"),
        )
        .select_related("model", "region")
        .prefetch_related(
            Prefetch("custodies", in_store.select_related("store__unit"), to_attr="held")
        )
    )


def place_of(station: Station) -> Degrees | None:
    """Where the station first stands, else None."""
    point = Point.objects.filter(station=station, lon__isnull=False).order_by("seq").first()
    return (
        (point.lon, point.lat)
        if point and point.lon is not None and point.lat is not None
        else None
    )


def place_of_store(store: Store) -> Degrees | None:
    """Where the store lies: its own coordinates, else its unit's seat."""
    if store.lon is not None and store.lat is not None:
        return (store.lon, store.lat)
    if store.unit.seat_lon is not None and store.unit.seat_lat is not None:
        return (store.unit.seat_lon, store.unit.seat_lat)
    return None
