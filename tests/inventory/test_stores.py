"""Preparing, kits, lots, counting, and spares within reach."""

from uuid import uuid4

import pytest

from sandoq.apps.accounts.models import AuditEntry
from sandoq.apps.inventory.errors import (
    AssetRefused,
    HandOverRefused,
    KitRefused,
    LotRefused,
    SealUsed,
    SerialTaken,
    StocktakeRefused,
)
from sandoq.apps.inventory.models import Asset, HandOver, Kit, LotHolding, Seal
from sandoq.apps.inventory.rules.hardening import CHECKLISTS, DeviceClass
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.selectors import (
    assets,
    contents_of,
    differences_of,
    installed_or_dispatched,
    recalls,
    spares_within_reach,
)
from sandoq.apps.inventory.services import (
    NewAsset,
    acknowledge_hand_over,
    answer_recall,
    approve_model,
    book_stocktake,
    define_template,
    finish_count,
    harden_assets,
    make_kit,
    move_assets,
    move_lot,
    offer_hand_over,
    open_kit,
    open_stocktake,
    pack_assets,
    pack_lot,
    perform,
    recall_lot,
    receive_lot,
    register_assets,
    seal_assets,
    seal_kit,
    set_reach,
    withdraw_hand_over,
)
from sandoq.common.errors import NotAllowed, NotFound
from tests.inventory.scene import Scene, fresh, harden, keeper_of

STEPS = CHECKLISTS[DeviceClass.AUTHENTICATION_DEVICE]


def test_a_serial_is_registered_once_per_model(scene: Scene) -> None:
    row = NewAsset(scene.reader, "۱۲۳")
    key = uuid4()
    first = register_assets(by=scene.keeper, store=scene.store, rows=[row], client_uuid=key)
    again = register_assets(by=scene.keeper, store=scene.store, rows=[row], client_uuid=key)
    assert first == again
    with pytest.raises(SerialTaken):
        register_assets(by=scene.keeper, store=scene.store, rows=[NewAsset(scene.reader, "123")])
    register_assets(by=scene.keeper, store=scene.store, rows=[NewAsset(scene.other_reader, "123")])
    with pytest.raises(SerialTaken):
        register_assets(by=scene.keeper, store=scene.store, rows=[NewAsset(scene.reader, "9")] * 2)
    assert Asset.objects.count() == 2


def test_another_countys_keeper_registers_nothing_here(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        register_assets(by=scene.amol_keeper, store=scene.store, rows=[NewAsset(scene.reader, "1")])
    scene.devices()
    assert not assets(scene.amol_keeper).exists()
    assert assets(scene.head).count() == 1


def test_only_a_hardened_device_of_the_right_build_is_sealed(scene: Scene) -> None:
    approve_model(
        by=scene.headquarters,
        model=scene.reader,
        firmware="2.0",
        configuration_sha256="a" * 64,
    )
    made = scene.devices()
    move_assets(by=scene.keeper, assets=made, to=AssetState.TESTED)
    for done, firmware, configuration, reason in (
        (STEPS[:-1], "2.0", "a" * 64, "not-hardened"),
        (STEPS, "1.0", "a" * 64, "firmware-differs"),
        (STEPS, "2.0", "b" * 64, "configuration-differs"),
    ):
        harden_assets(
            by=scene.keeper,
            assets=made,
            done=done,
            firmware=firmware,
            configuration_sha256=configuration,
        )
        with pytest.raises(AssetRefused, match=reason):
            seal_assets(by=scene.keeper, seals={made[0]: "S-1"})
    harden_assets(
        by=scene.keeper, assets=made, done=STEPS, firmware="2.0", configuration_sha256="A" * 64
    )
    seal_assets(by=scene.keeper, seals={made[0]: "S-1"})
    assert fresh(made)[0].state == "sealed"
    (other,) = scene.devices()
    harden_assets(
        by=scene.keeper, assets=[other], done=STEPS, firmware="2.0", configuration_sha256="a" * 64
    )
    move_assets(by=scene.keeper, assets=[other], to=AssetState.TESTED)
    with pytest.raises(SealUsed):
        seal_assets(by=scene.keeper, seals={other: "s-1"})
    move_assets(by=scene.keeper, assets=made, to=AssetState.TESTED)
    assert not Seal.objects.filter(broken_at=None).exists()


def a_kit(scene: Scene) -> Kit:
    template = define_template(
        by=scene.headquarters,
        code="station",
        name_fa="بستهٔ شعبه",
        lines={scene.device: 2, scene.paper: 3},
    )
    return make_kit(
        by=scene.keeper, template=template, unit=scene.babol, label="K-1", station=scene.station
    )


def test_a_kit_is_sealed_when_it_is_whole_and_travels_whole(scene: Scene) -> None:
    kit = a_kit(scene)
    made = scene.devices(3, to=AssetState.SEALED)
    pack_assets(by=scene.keeper, kit=kit, assets=made[:2])
    with pytest.raises(KitRefused, match="full"):
        pack_assets(by=scene.keeper, kit=kit, assets=made[2:])
    with pytest.raises(KitRefused, match="incomplete"):
        seal_kit(by=scene.keeper, kit=kit, number="KS-1")
    lot = receive_lot(by=scene.keeper, store=scene.store, kind=scene.paper, number="L1", quantity=9)
    pack_lot(by=scene.keeper, kit=kit, lot=lot, store=scene.store, quantity=3)
    seal_kit(by=scene.keeper, kit=kit, number="KS-1")
    assert contents_of(kit).lacking == {}
    assert LotHolding.objects.get(lot=lot, store=scene.store).quantity == 6
    with pytest.raises(Exception, match="kit-not-whole"):
        offer_hand_over(by=scene.keeper, assets=made[:1], to_person=scene.operator.person)
    offer = offer_hand_over(
        by=scene.keeper,
        assets=made[:2],
        to_person=scene.operator.person,
        station=scene.station,
        kit=kit,
    )
    acknowledge_hand_over(by=scene.operator, hand_over=offer)
    kit = open_kit(by=scene.operator, kit=kit)
    assert (kit.state, kit.station) == ("opened", scene.station)
    assert {keeper_of(asset) for asset in made[:2]} == {scene.operator.person}


def a_kit_with(scene: Scene) -> tuple[Kit, list[Asset]]:
    """A sealed kit of two devices that the operator keeps."""
    template = define_template(
        by=scene.headquarters, code="two", name_fa="بسته", lines={scene.device: 2}
    )
    kit = make_kit(by=scene.keeper, template=template, unit=scene.babol, label="K-2")
    devices = scene.devices(2, to=AssetState.SEALED)
    pack_assets(by=scene.keeper, kit=kit, assets=devices)
    return seal_kit(by=scene.keeper, kit=kit, number="KS-2"), fresh(devices)


def handed(scene: Scene, kit: Kit, devices: list[Asset], received: list[Asset]) -> None:
    offer = offer_hand_over(
        by=scene.keeper,
        assets=devices,
        kit=kit,
        to_person=scene.operator.person,
        station=scene.station,
    )
    keys = [device.key for device in received]
    acknowledge_hand_over(by=scene.operator, hand_over=offer, received=keys)


def phone(scene: Scene, verb: str, **fields: object) -> None:
    act = {"verb": verb, "client_uuid": str(uuid4()), "to": f"store:{scene.store.key}", **fields}
    perform(by=scene.operator, act=act)


def test_on_a_phone_a_sealed_kit_goes_back_whole_or_is_opened_first(scene: Scene) -> None:
    """All of its devices ticked is the kit ticked; a part is refused until the seal is broken."""
    kit, devices = a_kit_with(scene)
    handed(scene, kit, devices, devices)
    with pytest.raises(HandOverRefused, match="kit-not-whole"):
        phone(scene, "offer", asset=[str(devices[0].key)])
    key = str(uuid4())
    for _ in range(2):
        phone(scene, "offer", asset=[str(one.key) for one in devices], client_uuid=key)
    offer = HandOver.objects.get(from_person=scene.operator.person)
    assert (offer.kit, offer.lines.count()) == (kit, 2)
    withdraw_hand_over(by=scene.operator, hand_over=offer)
    with pytest.raises(HandOverRefused, match="no-kit"):
        phone(scene, "open-kit")
    key = str(uuid4())
    for _ in range(2):
        phone(scene, "open-kit", kit=str(kit.key), client_uuid=key)
    assert AuditEntry.objects.filter(verb="inventory.open-kit", user=scene.operator).count() == 1
    phone(scene, "offer", asset=[str(devices[0].key)])
    assert HandOver.objects.get(state="offered").kit is None


def test_somebody_elses_kit_is_not_found_on_a_phone(scene: Scene) -> None:
    kit, _devices = a_kit_with(scene)
    for verb in ("offer", "open-kit"):
        with pytest.raises(NotFound):
            phone(scene, verb, kit=[str(kit.key)])
    kit.refresh_from_db()
    assert kit.state == "sealed"


def test_a_sealed_kit_that_did_not_come_whole_counts_as_opened(scene: Scene) -> None:
    """Else neither side could hand its part on."""
    kit, devices = a_kit_with(scene)
    handed(scene, kit, devices, devices[:1])
    kit.refresh_from_db()
    assert kit.state == "opened"
    assert not kit.seals.filter(broken_at=None).exists()
    phone(scene, "offer", asset=[str(devices[0].key)])
    assert HandOver.objects.get(state="offered").lines.get().asset == devices[0]


def test_a_recall_reaches_every_store_and_kit_and_stops_the_lot(scene: Scene) -> None:
    kit = a_kit(scene)
    lot = receive_lot(
        by=scene.keeper, store=scene.store, kind=scene.paper, number="L1", quantity=10
    )
    move_lot(
        by=scene.keeper, lot=lot, from_store=scene.store, to_store=scene.amol_store, quantity=4
    )
    pack_lot(by=scene.keeper, kit=kit, lot=lot, store=scene.store, quantity=2)
    with pytest.raises(LotRefused, match="not-enough"):
        move_lot(
            by=scene.keeper, lot=lot, from_store=scene.store, to_store=scene.amol_store, quantity=5
        )
    with pytest.raises(NotAllowed):
        recall_lot(by=scene.keeper, lot=lot, reason="sticks")
    recall_lot(by=scene.head, lot=lot, reason="it sticks in the printer")
    assert recalls(scene.keeper).count() == 2
    assert recalls(scene.amol_keeper).count() == 1
    with pytest.raises(LotRefused, match="recalled"):
        receive_lot(by=scene.keeper, store=scene.store, kind=scene.paper, number="L1", quantity=1)
    with pytest.raises(LotRefused, match="recalled"):
        move_lot(
            by=scene.keeper, lot=lot, from_store=scene.store, to_store=scene.amol_store, quantity=1
        )
    pack_assets(by=scene.keeper, kit=kit, assets=scene.devices(2, to=AssetState.SEALED))
    with pytest.raises(KitRefused, match="recalled"):
        seal_kit(by=scene.keeper, kit=kit, number="KS-1")
    for holding in recalls(scene.head):
        by = scene.amol_keeper if holding.store == scene.amol_store else scene.keeper
        answer_recall(by=by, holding=holding)
        answer_recall(by=by, holding=holding)
    assert not recalls(scene.head).exists()


def test_a_count_finds_differences_and_another_person_books_them(scene: Scene) -> None:
    here, missing = scene.devices(2)
    (elsewhere,) = scene.devices(by=scene.amol_keeper, store=scene.amol_store)
    lot = receive_lot(by=scene.keeper, store=scene.store, kind=scene.paper, number="L1", quantity=9)
    count = open_stocktake(by=scene.keeper, store=scene.store)
    assert open_stocktake(by=scene.keeper_2, store=scene.store) == count
    finish_count(
        by=scene.keeper,
        stocktake=count,
        codes=[here.serial.lower(), elsewhere.serial, "WHAT-1", here.serial, ""],
        lots={lot: 7},
    )
    found = {(line.difference, line.serial or line.asset_id) for line in differences_of(count)}
    assert found == {
        ("missing", missing.pk),
        ("elsewhere", elsewhere.pk),
        ("unknown", "WHAT-1"),
        ("quantity", None),
    }
    with pytest.raises(StocktakeRefused, match="counter-books"):
        book_stocktake(by=scene.keeper, stocktake=count)
    assert fresh([missing])[0].missing_since is None

    book_stocktake(by=scene.keeper_2, stocktake=count)
    book_stocktake(by=scene.keeper_2, stocktake=count)

    assert fresh([missing])[0].missing_since is not None
    assert keeper_of(elsewhere) == scene.store
    assert LotHolding.objects.get(lot=lot, store=scene.store).quantity == 7
    harden(scene.keeper, [here])
    with pytest.raises(AssetRefused, match="missing"):
        move_assets(by=scene.keeper, assets=[missing], to=AssetState.TESTED)
    again = open_stocktake(by=scene.keeper, store=scene.store)
    codes = [a.serial for a in (here, missing, elsewhere)]
    finish_count(by=scene.keeper, stocktake=again, codes=codes, lots={lot: 7})
    book_stocktake(by=scene.member, stocktake=again)
    assert fresh([missing])[0].missing_since is None


def test_a_store_that_changed_since_the_count_is_counted_again(scene: Scene) -> None:
    made = scene.devices(2, to=AssetState.SEALED)
    count = open_stocktake(by=scene.keeper, store=scene.store)
    finish_count(by=scene.keeper, stocktake=count, codes=[made[0].serial], lots={})
    offer = offer_hand_over(by=scene.keeper, assets=made[1:], to_person=scene.operator.person)
    acknowledge_hand_over(by=scene.operator, hand_over=offer)
    with pytest.raises(StocktakeRefused, match="register-changed"):
        book_stocktake(by=scene.keeper_2, stocktake=count)
    assert fresh(made)[1].missing_since is None


def test_spares_count_only_if_compatible_unlocked_and_in_time(scene: Scene) -> None:
    """Kenya 2022: spares existed but were locked to another region."""
    scene.with_operator()
    same, locked = scene.devices(2, to=AssetState.SEALED)
    locked.region = scene.amol
    locked.save()
    (like,) = scene.devices(to=AssetState.TESTED, model=scene.other_reader)
    scene.devices()  # in stock, untested
    (far,) = scene.devices(to=AssetState.SEALED, by=scene.amol_keeper, store=scene.amol_store)

    def within(minutes: float) -> set[Asset]:
        found = spares_within_reach(scene.head, scene.station, "check-in-device", minutes)
        return {spare.asset for spare in found}

    assert within(1) == set()
    assert within(30) == {same, like}
    assert within(240) == {same, like, far}
    set_reach(by=scene.head, unit=scene.province, road_factor=1, speed_kmh=200)
    assert within(30) == {same, like, far}
    assert spares_within_reach(scene.keeper, scene.station, "check-in-device", 240)[-1].asset != far
    approve_model(by=scene.headquarters, model=scene.reader)
    scene.other_reader.compatible.clear()
    assert within(30) == {same, far}


def test_readiness_counts_only_what_somebody_acknowledged(scene: Scene) -> None:
    sealed = scene.devices(2, to=AssetState.SEALED)
    offer = offer_hand_over(
        by=scene.keeper, assets=sealed, to_person=scene.operator.person, station=scene.station
    )
    assert installed_or_dispatched([scene.station.pk]) == {}
    acknowledge_hand_over(by=scene.operator, hand_over=offer)
    serials = tuple(sorted(asset.serial for asset in sealed))
    served = {scene.station.pk: {"check-in-device": serials}}
    assert installed_or_dispatched([scene.station.pk]) == served
    move_assets(by=scene.operator, assets=sealed[:1], to=AssetState.FAILED)
    assert installed_or_dispatched([scene.station.pk]) == {
        scene.station.pk: {"check-in-device": (sealed[1].serial,)}
    }
