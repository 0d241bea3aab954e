"""What the rooms below do in a test of readiness: measure, plan, hand over, appoint, train."""

from itertools import count

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.models import Operator
from sandoq.apps.connectivity.services import register_known_operators
from sandoq.apps.inventory.models import Asset, DeviceModel, ItemKind, Store
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
from sandoq.apps.readiness.services import RequirementData
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.territory.services import station_written
from tests.factories import a_station
from tests.readiness.scene import Scene

_numbers = count(1)

LINK_RULES = (
    RequirementData(
        code="fallback-link",
        name_fa="پیوند جایگزین",
        name_en="fallback link",
        place="point",
        criticality="important",
        source="fallback-link",
        order=2,
    ),
    RequirementData(
        code="primary-link",
        name_fa="پیوند اصلی",
        name_en="primary link",
        place="point",
        source="primary-link",
        fallbacks=("fallback-link",),
        order=1,
    ),
)
STAFF_RULE = RequirementData(
    code="trained-operator",
    item="operator",
    name_fa="متصدی آموزش‌دیده",
    name_en="trained operator",
    source="staff",
)
EQUIPMENT_RULE = RequirementData(
    code="pollbook",
    item="check-in-device",
    name_fa="رایانه احراز هویت",
    name_en="e-pollbook",
    source="equipment",
    evidence_policy={"kinds": ["serial", "photo"], "serials": True},
)


def a_known_station(unit: Unit, **fields: object) -> Station:
    """A station that every room has been told of."""
    station = a_station(unit, **fields)  # type: ignore[arg-type]
    for listener in station_written:
        listener([station.pk])
    return station


def operators(scene: Scene) -> dict[str, Operator]:
    """The country's operators by their codes."""
    return {row.slug: row for row in register_known_operators(by=scene.headquarters)}


def define_pollbook(by: User) -> ItemKind:
    """The kind of device that the equipment rule asks for."""
    return define_kind(
        by=by,
        code="check-in-device",
        name_fa="دستگاه احراز هویت",
        name_en="Check-in device",
        device_class=DeviceClass.AUTHENTICATION_DEVICE,
        is_critical=True,
        order=1,
    )


def a_model(by: User, kind: ItemKind) -> DeviceModel:
    """A model of the kind."""
    return define_model(by=by, kind=kind, maker="Faraz", name=f"F{next(_numbers)}")


def a_store(keeper: User, unit: Unit) -> Store:
    """A county's store."""
    return open_store(by=keeper, unit=unit, name="انبار فرمانداری")


def devices(keeper: User, store: Store, model: DeviceModel, number: int = 1) -> list[Asset]:
    """New devices, hardened, tested and sealed."""
    rows = [NewAsset(model, f"EP-{next(_numbers):05}") for _ in range(number)]
    made = register_assets(by=keeper, store=store, rows=rows)
    steps = CHECKLISTS[DeviceClass.AUTHENTICATION_DEVICE]
    harden_assets(by=keeper, assets=made, done=steps, firmware="1.0")
    move_assets(by=keeper, assets=made, to=AssetState.TESTED)
    seal_assets(by=keeper, seals={asset: f"SEAL-{next(_numbers)}" for asset in made})
    return list(Asset.objects.filter(pk__in=[asset.pk for asset in made]).order_by("pk"))


def send(keeper: User, made: list[Asset], station: Station, to: User) -> None:
    """Hand devices over to somebody for a station, and have them acknowledge."""
    offer = offer_hand_over(by=keeper, assets=made, to_person=to.person, station=station)
    acknowledge_hand_over(by=to, hand_over=offer)
