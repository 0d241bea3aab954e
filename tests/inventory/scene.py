"""Two counties with a store each, a catalogue, people at every side of a hand-over."""

from dataclasses import dataclass, field
from itertools import count

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.models import Asset, Custody, DeviceModel, ItemKind, Store
from sandoq.apps.inventory.rules.hardening import CHECKLISTS, DeviceClass
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.services import (
    NewAsset,
    acknowledge_hand_over,
    define_kind,
    define_model,
    harden_assets,
    move_assets,
    offer_hand_over,
    open_store,
    register_assets,
    seal_assets,
)
from sandoq.apps.territory.models import Station, Unit
from tests.factories import a_country, a_county, a_district, a_province, a_station, a_user

_numbers = count(1)


@dataclass
class Scene:
    """Units, people, stores, and a small catalogue."""

    country: Unit
    province: Unit
    babol: Unit
    amol: Unit
    central: Unit
    headquarters: User
    head: User
    member: User
    keeper: User
    keeper_2: User
    amol_keeper: User
    operator: User
    expert: User
    station: Station
    store: Store
    amol_store: Store
    device: ItemKind
    switch: ItemKind
    paper: ItemKind
    reader: DeviceModel
    other_reader: DeviceModel
    plain_switch: DeviceModel
    extra: list[User] = field(default_factory=list)

    def devices(
        self,
        number: int = 1,
        *,
        model: DeviceModel | None = None,
        store: Store | None = None,
        by: User | None = None,
        to: AssetState = AssetState.STOCK,
        region: Unit | None = None,
    ) -> list[Asset]:
        """New devices in a store, hardened, tested and sealed as far as asked."""
        by, model, store = by or self.keeper, model or self.reader, store or self.store
        rows = [NewAsset(model, f"SN-{next(_numbers):05}", region=region) for _ in range(number)]
        made = register_assets(by=by, store=store, rows=rows)
        if to is not AssetState.STOCK:
            harden(by, made)
            move_assets(by=by, assets=made, to=AssetState.TESTED)
        if to in {AssetState.SEALED, AssetState.DISPATCHED, AssetState.INSTALLED}:
            seal_assets(by=by, seals={asset: f"SEAL-{next(_numbers)}" for asset in made})
        return fresh(made)

    def with_operator(self, number: int = 1, **options: object) -> list[Asset]:
        """Devices the operator received for the station."""
        made = self.devices(number, to=AssetState.SEALED, **options)  # type: ignore[arg-type]
        offer = offer_hand_over(
            by=self.keeper, assets=made, to_person=self.operator.person, station=self.station
        )
        acknowledge_hand_over(by=self.operator, hand_over=offer)
        return fresh(made)


def harden(by: User, made: list[Asset]) -> None:
    """Complete the checklist of the devices' class, if it has one."""
    device_class = DeviceClass(made[0].model.kind.device_class)
    if steps := CHECKLISTS.get(device_class):
        harden_assets(by=by, assets=made, done=steps, firmware="1.0")


def fresh(assets: list[Asset]) -> list[Asset]:
    """The devices as they are now, in the same order."""
    found = {
        asset.pk: asset
        for asset in Asset.objects.filter(pk__in=[a.pk for a in assets]).select_related(
            "model__kind", "unit", "station__unit"
        )
    }
    return [found[asset.pk] for asset in assets]


def keeper_of(asset: Asset) -> object:
    """The person or store that answers for the device now."""
    custody = Custody.objects.select_related("person", "store").get(asset=asset, until=None)
    return custody.person or custody.store


def a_scene() -> Scene:
    """The scene; no devices yet."""
    country = a_country()
    province = a_province()
    babol, amol = a_county("بابل", province), a_county("آمل", province)
    for unit, lon, lat in ((babol, 52.68, 36.55), (amol, 52.35, 36.47)):
        unit.seat_lon, unit.seat_lat = lon, lat
        unit.save()
    central = a_district("مرکزی", babol)
    headquarters = a_user("headquarters", country)
    keeper, amol_keeper = a_user("county-it", babol), a_user("county-it", amol)
    device = define_kind(
        by=headquarters,
        code="check-in-device",
        name_fa="دستگاه احراز هویت",
        name_en="Check-in device",
        device_class=DeviceClass.AUTHENTICATION_DEVICE,
        is_critical=True,
        order=1,
    )
    switch = define_kind(
        by=headquarters,
        code="ups",
        name_fa="برق اضطراری",
        name_en="UPS",
        device_class=DeviceClass.UPS,
        order=2,
    )
    paper = define_kind(
        by=headquarters,
        code="paper-roll",
        name_fa="رول کاغذ",
        name_en="Paper roll",
        device_class=DeviceClass.CONSUMABLE,
        is_serialised=False,
        order=3,
    )
    reader = define_model(by=headquarters, kind=device, maker="Faraz", name="F1")
    return Scene(
        country=country,
        province=province,
        babol=babol,
        amol=amol,
        central=central,
        headquarters=headquarters,
        head=a_user("province-head", province),
        member=a_user("province-member", province),
        keeper=keeper,
        keeper_2=a_user("county-it", babol),
        amol_keeper=amol_keeper,
        operator=a_user("operator", central),
        expert=a_user("expert", central),
        station=a_station(central, name="دبستان فرهنگ"),
        store=open_store(by=keeper, unit=babol, name="انبار فرمانداری"),
        amol_store=open_store(by=amol_keeper, unit=amol, name="انبار فرمانداری"),
        device=device,
        switch=switch,
        paper=paper,
        reader=reader,
        other_reader=define_model(
            by=headquarters, kind=device, maker="Faraz", name="F2", compatible=[reader]
        ),
        plain_switch=define_model(by=headquarters, kind=switch, maker="Aria", name="U-600"),
    )
