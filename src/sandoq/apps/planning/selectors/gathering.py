"""A snapshot of the database as facts about equipment: what lies where, and who needs it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sandoq.apps.elections.models import Election
from sandoq.apps.inventory.models import DeviceModel, Store
from sandoq.apps.inventory.selectors import reach_setting
from sandoq.apps.inventory.selectors.readiness import place_of_store
from sandoq.apps.planning.rules.facts import (
    Degrees,
    Doubt,
    Facts,
    ItemFact,
    ModelFact,
    StationFact,
    StoreFact,
    UnitFact,
)
from sandoq.apps.planning.selectors.asked import Asked, Demand, asked_of, demand_at, devices_at
from sandoq.apps.planning.selectors.stocked import stocked_in
from sandoq.apps.readiness.models import StationStatus
from sandoq.apps.territory.models import Point, Station, Unit
from sandoq.common.clock import now, today

COUNTY_DEPTH = 3
COUNTY_PATH = COUNTY_DEPTH * 4
"""Length of a county's path: every level adds four characters."""


def gather(unit: Unit, election: Election, *, with_untested: bool = True) -> Facts:
    """Everything a plan of equipment at and below `unit` is made of, in about twenty queries.

    Needed is what published requirements ask of the election's stations, of every kind of the
    catalogue kept by serial number, less what somebody proved to be there; what custody has at a
    station stands beside it. Means are devices in open stores, untested, tested or sealed, of
    approved models, not missing, not offered to anybody and in no sealed kit.

    Asks for no person: the caller decides who may see what becomes of it.
    """
    asked = asked_of(election)
    doubts: dict[Doubt, list[str]] = defaultdict(list)
    doubts.update({doubt: list(names) for doubt, names in asked.doubts.items()})
    counties = _counties(unit)
    stores = list(
        Store.objects.filter(unit__path__startswith=unit.path, closed_at=None)
        .select_related("unit")
        .order_by("unit__path", "pk")
    )
    models = _models(asked)
    used = {kind.code for kind in asked.kinds}
    stocked = stocked_in(stores, used, with_untested=with_untested)
    doubts.update(stocked.doubts)
    regions = _Regions(unit, counties)
    reach = reach_setting(unit.path)
    return Facts(
        title=f"{unit.name_fa} · {election.name_fa}",
        as_of=today(now()).isoformat(),
        needed_by=election.polling_day.date.isoformat(),
        units=_unit_facts(counties, stores, doubts),
        items=[
            ItemFact(kind.code, kind.name_fa, kind.name_en, kind.code in asked.blocking)
            for kind in asked.kinds
        ],
        models=models,
        stores=_store_facts(stores, stocked.counts, counties, regions),
        stations=_station_facts(unit, election, asked, counties, {m.code: m for m in models}),
        regions=regions.units,
        road_factor=reach.road_factor,
        speed_kmh=reach.speed_kmh,
        doubts=doubts,
    )


def _counties(unit: Unit) -> dict[str, Unit]:
    """Counties by path: those below the unit, or the one the unit is or lies in."""
    if unit.depth >= COUNTY_DEPTH:
        found = Unit.objects.filter(path=unit.path[:COUNTY_PATH])
    else:
        found = Unit.objects.filter(path__startswith=unit.path, depth=COUNTY_DEPTH, closed_on=None)
    return {county.path: county for county in found.order_by("path")}


def _models(asked: Asked) -> list[ModelFact]:
    used = {kind.code for kind in asked.kinds}
    rows = (
        DeviceModel.objects.filter(kind__code__in=used)
        .select_related("kind")
        .prefetch_related("compatible__kind")
        .order_by("kind__order", "kind__code", "pk")
    )
    found = []
    for model in rows:
        near = list(model.compatible.all())
        others = sorted({one.kind.code for one in near} & used - {model.kind.code})
        compatible = frozenset(str(one.key) for one in near)
        found.append(
            ModelFact(str(model.key), model.kind.code, str(model), compatible, tuple(others))
        )
    return found


class _Regions:
    """Codes of the regions that devices are locked to, and the counties each one reaches."""

    def __init__(self, unit: Unit, counties: Mapping[str, Unit]) -> None:
        self._path, self._counties = unit.path, counties
        self.units: dict[str, tuple[str, ...]] = {}

    def code(self, path: str) -> str:
        """The region's code; "" where the lock covers everything planned here."""
        if self._path.startswith(path):
            return ""
        inside = tuple(str(one.key) for at, one in self._counties.items() if at.startswith(path))
        if not inside:  # a district: its devices serve only there, so the county keeps them
            inside = tuple(str(self._counties[at].key) for at in self._counties if path[:12] == at)
        self.units[path] = inside
        return path


def _unit_facts(
    counties: Mapping[str, Unit], stores: Sequence[Store], doubts: dict[Doubt, list[str]]
) -> list[UnitFact]:
    with_store = {store.unit.path[:COUNTY_PATH] for store in stores}
    found = []
    for path, one in counties.items():
        if path not in with_store:
            doubts[Doubt.COUNTY_WITHOUT_STORE].append(one.name_fa)
        place = _place(one.seat_lon, one.seat_lat)
        found.append(UnitFact(str(one.key), one.name_fa, one.name_en, place, path in with_store))
    return found


def _store_facts(
    stores: Sequence[Store],
    counts: Mapping[int, Mapping[tuple[str, str], int]],
    counties: Mapping[str, Unit],
    regions: _Regions,
) -> list[StoreFact]:
    found = []
    for store in stores:
        stock: dict[tuple[str, str], int] = defaultdict(int)
        for (model, region), n in counts.get(store.pk, {}).items():
            stock[model, regions.code(region)] += n
        county = counties.get(store.unit.path[:COUNTY_PATH])
        code = str(county.key) if county is not None else ""
        if stock:
            place = place_of_store(store)
            found.append(StoreFact(str(store.key), store.name, code, place, dict(stock)))
    return found


def _station_facts(
    unit: Unit,
    election: Election,
    asked: Asked,
    counties: Mapping[str, Unit],
    models: Mapping[str, ModelFact],
) -> list[StationFact]:
    statuses = StationStatus.objects.filter(
        election=election, unit_path__startswith=unit.path
    ).values_list("station", "gaps")
    lacks = {pk: sum(gap[0] not in asked.codes for gap in gaps) for pk, gaps in statuses}
    keys = sorted(lacks)
    codes = {one.pk: str(one.key) for one in counties.values()}
    demand, devices, places = demand_at(asked, keys), devices_at(keys), _places(keys)
    rows = Station.objects.filter(
        unit__path__startswith=unit.path, retired_at=None, county__in=list(codes)
    ).order_by("pk")
    columns = rows.values_list("pk", "key", "county", "name", "number", "electors")
    return [
        StationFact(
            str(key),
            codes[county],
            name,
            number,
            places.get(pk),
            electors,
            *_needed(demand.get(pk, {}), devices.get(pk, {}), models),
            lacks_else=lacks[pk],
        )
        for pk, key, county, name, number, electors in columns
        if pk in lacks
    ]


def _needed(
    demand: Mapping[str, Demand], devices: Mapping[str, int], models: Mapping[str, ModelFact]
) -> tuple[dict[str, int], dict[str, int]]:
    """What is still asked by item, and the devices by model that count towards it.

    A proof counts once: of a device that custody has at the station it is the same device.
    """
    there: dict[str, int] = defaultdict(int)
    has = {code: n for code, n in devices.items() if code in models}
    for code, n in has.items():
        there[models[code].item] += n
    needs = {}
    for item, one in demand.items():
        by_word = max(0, one.proven - there[item])
        if one.asked > by_word:
            needs[item] = one.asked - by_word
    return needs, {code: n for code, n in has.items() if models[code].item in needs}


def _places(station_ids: Sequence[int]) -> dict[int, Degrees]:
    """Where each station first stands; only points in force."""
    asked = set(station_ids)
    rows = Point.objects.filter(lon__isnull=False, lat__isnull=False).order_by("-seq")
    columns = rows.values_list("station", "lon", "lat")
    return {pk: (lon or 0.0, lat or 0.0) for pk, lon, lat in columns if pk in asked}


def _place(lon: float | None, lat: float | None) -> Degrees | None:
    return (lon, lat) if lon is not None and lat is not None else None


def counties_of(unit: Unit) -> list[Unit]:
    """The counties a plan of the unit is about."""
    return list(_counties(unit).values())


def stores_of(unit: Unit) -> list[Store]:
    """The open stores of the unit and below."""
    found = Store.objects.filter(unit__path__startswith=unit.path, closed_at=None)
    return list(found.select_related("unit").order_by("unit__path", "name"))


def models_planned(election: Election) -> list[DeviceModel]:
    """Models of the kinds that a plan for the election shares."""
    used = [kind.code for kind in asked_of(election).kinds]
    return list(DeviceModel.objects.filter(kind__code__in=used).select_related("kind"))
