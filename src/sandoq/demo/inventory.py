"""The demo's equipment: a store per county, devices sent, two open hand-overs, one failure."""

from collections.abc import Iterator, Sequence
from random import Random

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.inventory.models import Asset, DeviceModel, ItemKind, Store
from sandoq.apps.inventory.rules.hardening import CHECKLISTS, DeviceClass
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.services import (
    NewAsset,
    acknowledge_hand_over,
    define_kind,
    define_model,
    define_template,
    harden_assets,
    move_assets,
    offer_hand_over,
    open_store,
    receive_lot,
    register_assets,
    seal_assets,
)
from sandoq.apps.territory.models import Station, Unit

STORE = "انبار فناوری فرمانداری"
_MOST_A_KIND = 60
_SENT_STATIONS = 3
_FIRMWARE = "4.2.1"
_ELECTORS_A_DEVICE, _MOST_A_STATION, _SHORT = 900, 6, 0.05

_KINDS = (
    ("check-in-device", "دستگاه احراز هویت", "Check-in device", "authentication-device", True),
    ("network-switch", "سوییچ شبکه", "Network switch", "switch", True),
    ("ballot-scanner", "دستگاه شمارش برگه رأی", "Ballot scanner", "scanner", True),
    ("ups", "برق اضطراری (یوپی‌اس)", "Uninterruptible power supply", "ups", False),
)
_MODELS = (
    ("check-in-device", "Faraz", "F-200", 1.3),
    ("check-in-device", "Faraz", "F-210", 0.3),
    ("network-switch", "Aria", "SW-8", 1.0),
    ("ballot-scanner", "Rasa", "R-70", 0.4),
    ("ups", "Niroo", "U-650", 0.9),
)
"""Kind, maker, model, and how many for each station of a county."""


def define_equipment(*, by: User) -> list[DeviceModel]:
    """Kinds, models and one kit template."""
    kinds: dict[str, ItemKind] = {}
    for order, (code, name_fa, name_en, device_class, critical) in enumerate(_KINDS, start=1):
        kinds[code] = define_kind(
            by=by,
            code=code,
            name_fa=name_fa,
            name_en=name_en,
            device_class=DeviceClass(device_class),
            is_critical=critical,
            order=order,
        )
    paper = define_kind(
        by=by,
        code="paper-roll",
        name_fa="رول کاغذ رسید",
        name_en="Receipt paper roll",
        device_class=DeviceClass.CONSUMABLE,
        is_serialised=False,
        order=9,
    )
    models: list[DeviceModel] = []
    for code, maker, name, _ in _MODELS:
        near = [model for model in models if model.kind_id == kinds[code].pk]
        models.append(
            define_model(by=by, kind=kinds[code], maker=maker, name=name, compatible=near)
        )
    define_template(
        by=by,
        code="station",
        name_fa="بستهٔ شعبه",
        name_en="Station kit",
        lines={kinds["check-in-device"]: 1, kinds["network-switch"]: 1, paper: 4},
    )
    return models


def stock_counties(
    *, models: Sequence[DeviceModel], counties: Sequence[Unit], seed: int, everywhere: bool = False
) -> Iterator[Unit]:
    """A store with devices for each county; some prepared, some sent to stations.

    With `everywhere` nearly every station is handed its check-in devices.

    The first county has two hand-overs that wait, and a device that failed. Yields each county
    when it is done.
    """
    paper = ItemKind.objects.get(code="paper-roll")
    for number, county in enumerate(counties):
        # Not a secret: the demo must be repeatable.
        rng = Random(f"{seed}/equipment/{county.name_en}/{county.path}")  # noqa: S311
        keeper = _holder(county, Role.COUNTY_IT)
        if keeper is not None:
            store = open_store(by=keeper, unit=county, name=STORE)
            made = _register(keeper, store, models, county, rng)
            receive_lot(
                by=keeper, store=store, kind=paper, number=f"P-{1402 + number % 2}-7", quantity=400
            )
            sealed = _prepare(keeper, made, rng)
            _send(keeper, county, sealed, is_first=number == 0)
            if everywhere:
                _serve(keeper, store, models[0], county, rng)
        yield county


def _register(
    keeper: User, store: Store, models: Sequence[DeviceModel], county: Unit, rng: Random
) -> list[Asset]:
    stations = Station.objects.filter(county=county, retired_at=None).count()
    rows = []
    for model, (_, maker, _, ratio) in zip(models, _MODELS, strict=True):
        wanted = min(_MOST_A_KIND, max(2, round(stations * ratio * rng.uniform(0.8, 1.1))))
        base = rng.randint(10_000, 89_000) * 1000
        rows += [
            NewAsset(model, f"{maker[:2]}{base + item:08d}", firmware=_FIRMWARE)
            for item in range(wanted)
        ]
    return register_assets(by=keeper, store=store, rows=rows)


def _prepare(keeper: User, made: Sequence[Asset], rng: Random) -> dict[str, list[Asset]]:
    """Harden, test and seal most devices, kind by kind; the sealed ones by kind."""
    sealed: dict[str, list[Asset]] = {}
    by_kind: dict[str, list[Asset]] = {}
    for asset in made:
        by_kind.setdefault(asset.model.kind.code, []).append(asset)
    for code, assets in by_kind.items():
        ready = assets[: max(1, round(len(assets) * rng.uniform(0.5, 0.95)))]
        device_class = DeviceClass(ready[0].model.kind.device_class)
        if steps := CHECKLISTS.get(device_class):
            harden_assets(by=keeper, assets=ready, done=steps, firmware=_FIRMWARE)
        move_assets(by=keeper, assets=ready, to=AssetState.TESTED)
        numbered = {asset: f"{asset.serial}-P" for asset in ready[: len(ready) * 3 // 4 or 1]}
        seal_assets(by=keeper, seals=numbered)
        sealed[code] = list(numbered)
    return sealed


def _send(keeper: User, county: Unit, sealed: dict[str, list[Asset]], *, is_first: bool) -> None:
    """Hand devices to the operators of a few stations."""
    stations = Station.objects.filter(county=county, retired_at=None).select_related("unit")
    sent: list[tuple[User, Asset]] = []
    for station in stations.order_by("pk")[:_SENT_STATIONS]:
        operator = _holder(station.unit, Role.OPERATOR)
        bundle = [sealed[code].pop() for code in sealed if len(sealed[code]) > 1]
        if operator is None or not bundle or operator.person is None:
            continue
        offer = offer_hand_over(
            by=keeper, assets=bundle, to_person=operator.person, station=station
        )
        acknowledge_hand_over(by=operator, hand_over=offer)
        sent += [(operator, asset) for asset in bundle]
    if is_first:
        _leave_open(keeper, county, sealed, sent)


def _serve(keeper: User, store: Store, model: DeviceModel, county: Unit, rng: Random) -> None:
    """Check-in devices for the stations of a county; a few get too few, or none."""
    stations = Station.objects.filter(county=county, retired_at=None).select_related("unit")
    wanted: dict[Station, int] = {}
    for number, station in enumerate(stations.order_by("pk")):
        asked = min(_MOST_A_STATION, max(1, -(-station.electors // _ELECTORS_A_DEVICE)))
        is_short = number < _SENT_STATIONS or rng.random() < _SHORT  # the first have one already
        wanted[station] = asked - is_short
    base = rng.randint(10_000, 89_000) * 1000
    serials = (f"FA{base + item:08d}" for item in range(sum(wanted.values())))
    rows = [NewAsset(model, serial, firmware=_FIRMWARE) for serial in serials]
    made = register_assets(by=keeper, store=store, rows=rows)
    if not made:
        return
    steps = CHECKLISTS[DeviceClass(model.kind.device_class)]
    harden_assets(by=keeper, assets=made, done=steps, firmware=_FIRMWARE)
    move_assets(by=keeper, assets=made, to=AssetState.TESTED)
    seal_assets(by=keeper, seals={asset: f"{asset.serial}-P" for asset in made})
    left = list(Asset.objects.filter(pk__in=[asset.pk for asset in made]).order_by("-pk"))
    for station, number in wanted.items():
        operator = _holder(station.unit, Role.OPERATOR)
        bundle = [left.pop() for _ in range(number)]
        if operator is None or operator.person is None or not bundle:
            continue
        offer = offer_hand_over(
            by=keeper, assets=bundle, to_person=operator.person, station=station
        )
        acknowledge_hand_over(by=operator, hand_over=offer)


def _leave_open(
    keeper: User,
    county: Unit,
    sealed: dict[str, list[Asset]],
    sent: Sequence[tuple[User, Asset]],
) -> None:
    """Two offers that wait, and one device that failed."""
    stations = Station.objects.filter(county=county, retired_at=None).select_related("unit")
    left = [asset for assets in sealed.values() for asset in assets]
    for station, asset in zip(stations.order_by("-pk")[:2], left, strict=False):
        operator = _holder(station.unit, Role.OPERATOR)
        if operator is not None and operator.person is not None:
            offer_hand_over(by=keeper, assets=[asset], to_person=operator.person, station=station)
    for operator, asset in sent[:1]:
        move_assets(by=operator, assets=[asset], to=AssetState.INSTALLED)
        move_assets(by=operator, assets=[asset], to=AssetState.FAILED, note="روشن نمی‌شود")


def _holder(unit: Unit, role: Role) -> User | None:
    """Who holds the first post of this role at the unit."""
    held = Tenure.objects.filter(
        until=None, post__unit=unit, post__role=role, person__user__is_active=True
    )
    first = held.select_related("person__user").order_by("pk").first()
    return first.person.user if first else None
