"""One side offers, the other acknowledges; a device is always in exactly one keeping."""

import itertools
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandoq.apps.accounts.models import AuditEntry
from sandoq.apps.inventory.errors import (
    ActKeyReused,
    AssetRefused,
    HandOverRefused,
    SwapRefused,
)
from sandoq.apps.inventory.models import Asset, Custody, HandOver, Swap
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.selectors import (
    installed_or_dispatched,
    my_custody,
    not_returned,
    receivers,
    waiting_for,
)
from sandoq.apps.inventory.services import (
    acknowledge_hand_over,
    assets_changed,
    decline_hand_over,
    move_assets,
    offer_hand_over,
    stations_supplied,
    swap_assets,
    withdraw_hand_over,
)
from sandoq.common.clock import now
from sandoq.common.errors import DomainError, NotAllowed, NotFound
from tests.inventory.scene import Scene, fresh, keeper_of


def test_nothing_moves_until_the_other_side_acknowledges(scene: Scene) -> None:
    sealed = scene.devices(2, to=AssetState.SEALED)
    offer = offer_hand_over(
        by=scene.keeper, assets=sealed, to_person=scene.operator.person, station=scene.station
    )
    assert {keeper_of(asset) for asset in sealed} == {scene.store}
    assert list(waiting_for(scene.operator)) == [offer]

    acknowledge_hand_over(by=scene.operator, hand_over=offer)

    assert {keeper_of(asset) for asset in sealed} == {scene.operator.person}
    assert {asset.state for asset in fresh(sealed)} == {"dispatched"}
    assert {asset.station for asset in fresh(sealed)} == {scene.station}
    assert my_custody(scene.operator).count() == 2
    assert not waiting_for(scene.operator).exists()
    offer.refresh_from_db()
    assert len(offer.statement_sha256) == 64


def test_what_did_not_come_stays_with_the_giver(scene: Scene) -> None:
    came, lost = scene.devices(2, to=AssetState.SEALED)
    offer = offer_hand_over(by=scene.keeper, assets=[came, lost], to_person=scene.operator.person)
    acknowledge_hand_over(by=scene.operator, hand_over=offer, received=[came.key])
    assert keeper_of(came) == scene.operator.person
    assert keeper_of(lost) == scene.store
    assert fresh([lost])[0].state == "sealed"
    assert offer.lines.filter(is_received=False).get().asset_id == lost.pk


def test_only_the_receiver_answers_and_only_once(scene: Scene) -> None:
    sealed = scene.devices(to=AssetState.SEALED)
    offer = offer_hand_over(by=scene.keeper, assets=sealed, to_person=scene.operator.person)
    for stranger in (scene.keeper, scene.expert, scene.head):
        with pytest.raises(HandOverRefused, match="not-yours"):
            acknowledge_hand_over(by=stranger, hand_over=offer)
    acknowledge_hand_over(by=scene.operator, hand_over=offer)
    acts = AuditEntry.objects.count()
    acknowledge_hand_over(by=scene.operator, hand_over=offer)
    assert AuditEntry.objects.count() == acts
    with pytest.raises(HandOverRefused, match="not-open"):
        decline_hand_over(by=scene.operator, hand_over=offer)
    with pytest.raises(HandOverRefused, match="not-open"):
        withdraw_hand_over(by=scene.keeper, hand_over=offer)


def test_a_repeat_from_a_phone_does_nothing_twice(scene: Scene) -> None:
    """The same key answers with the first; the same key for something else is refused."""
    sealed = scene.devices(2, to=AssetState.SEALED)
    key, other = uuid4(), uuid4()

    def offer() -> HandOver:
        return offer_hand_over(
            by=scene.keeper,
            assets=sealed[:1],
            to_person=scene.operator.person,
            client_uuid=key,
        )

    first = offer()
    assert offer() == first
    acknowledge_hand_over(by=scene.operator, hand_over=first, client_uuid=other)
    acknowledge_hand_over(by=scene.operator, hand_over=first, client_uuid=other)
    assert offer() == first
    assert HandOver.objects.count() == 1
    assert Custody.objects.filter(asset=sealed[0]).count() == 2
    with pytest.raises(ActKeyReused):
        offer_hand_over(
            by=scene.keeper, assets=sealed, to_person=scene.operator.person, client_uuid=key
        )


def test_a_device_is_offered_once_at_a_time(scene: Scene) -> None:
    sealed = scene.devices(to=AssetState.SEALED)
    first = offer_hand_over(by=scene.keeper, assets=sealed, to_person=scene.operator.person)
    with pytest.raises(HandOverRefused) as refusal:
        offer_hand_over(by=scene.keeper_2, assets=sealed, to_person=scene.expert.person)
    assert (refusal.value.reason, refusal.value.serial) == ("already-offered", sealed[0].serial)
    withdraw_hand_over(by=scene.keeper, hand_over=first)
    offer_hand_over(by=scene.keeper_2, assets=sealed, to_person=scene.expert.person)


def test_the_database_itself_forbids_a_second_open_custody(scene: Scene) -> None:
    (asset,) = scene.devices()
    with pytest.raises(IntegrityError), transaction.atomic():
        Custody.objects.create(asset=asset, person=scene.operator.person, since=now())


def test_nobody_hands_over_what_another_keeps(scene: Scene) -> None:
    (asset,) = scene.with_operator()
    with pytest.raises(HandOverRefused, match="not-keeper"):
        offer_hand_over(by=scene.expert, assets=[asset], to_store=scene.store)
    inside = scene.devices(to=AssetState.SEALED)
    with pytest.raises(NotAllowed):
        offer_hand_over(by=scene.operator, assets=inside, to_person=scene.expert.person)
    with pytest.raises(NotAllowed):
        offer_hand_over(by=scene.amol_keeper, assets=inside, to_store=scene.amol_store)


def test_a_receiver_is_somebody_one_may_know(scene: Scene) -> None:
    """The directory is scoped: another county's people are not shown, and not accepted."""
    shown = {one.person for one in receivers(scene.operator)}
    assert scene.keeper.person in shown
    assert scene.head.person in shown
    assert scene.amol_keeper.person not in shown
    (asset,) = scene.with_operator()
    with pytest.raises(NotFound):
        offer_hand_over(by=scene.operator, assets=[asset], to_person=scene.amol_keeper.person)


def test_only_sealed_devices_leave_and_a_locked_one_stays_in_its_region(scene: Scene) -> None:
    with pytest.raises(AssetRefused, match="wrong-state"):
        offer_hand_over(
            by=scene.keeper,
            assets=scene.devices(to=AssetState.TESTED),
            to_person=scene.operator.person,
        )
    locked = scene.devices(to=AssetState.SEALED, region=scene.amol)
    with pytest.raises(AssetRefused, match="region-locked"):
        offer_hand_over(
            by=scene.keeper,
            assets=locked,
            to_person=scene.operator.person,
            station=scene.station,
        )
    assert not HandOver.objects.exists()


def test_a_return_is_signed_by_the_store_not_by_the_giver(scene: Scene) -> None:
    (asset,) = scene.with_operator()
    assert [c.asset for c in not_returned(scene.keeper)] == [asset]
    offer = offer_hand_over(by=scene.operator, assets=[asset], to_store=scene.store)
    with pytest.raises(HandOverRefused, match="not-yours"):
        acknowledge_hand_over(by=scene.operator, hand_over=offer)
    acknowledge_hand_over(by=scene.keeper_2, hand_over=offer)
    (asset,) = fresh([asset])
    assert (asset.state, asset.station, keeper_of(asset)) == ("returned", None, scene.store)
    assert not not_returned(scene.keeper).exists()


def test_a_swap_moves_both_devices_in_one_act(scene: Scene) -> None:
    """The expert brings a spare: the operator has it, the expert takes the failed one."""
    (broken,) = scene.with_operator()
    move_assets(by=scene.operator, assets=[broken], to=AssetState.INSTALLED)
    (spare,) = scene.devices(to=AssetState.SEALED, model=scene.other_reader)
    bring = offer_hand_over(by=scene.keeper, assets=[spare], to_person=scene.expert.person)
    acknowledge_hand_over(by=scene.expert, hand_over=bring)
    acts, key = AuditEntry.objects.count(), uuid4()

    swap = swap_assets(by=scene.expert, failed=broken, spare=spare, client_uuid=key)

    assert AuditEntry.objects.count() == acts + 1
    assert swap_assets(by=scene.expert, failed=broken, spare=spare, client_uuid=key) == swap
    broken, spare = fresh([broken, spare])
    assert (broken.state, broken.station, keeper_of(broken)) == (
        "swapped",
        None,
        scene.expert.person,
    )
    assert (spare.state, spare.station, keeper_of(spare)) == (
        "installed",
        scene.station,
        scene.operator.person,
    )
    assert installed_or_dispatched([scene.station.pk]) == {
        scene.station.pk: {"check-in-device": (spare.serial,)}
    }


def test_a_swap_is_refused_by_name_and_moves_nothing(scene: Scene) -> None:
    (broken,) = scene.with_operator()
    (other_kind,) = scene.devices(to=AssetState.SEALED, model=scene.plain_switch)
    (locked,) = scene.devices(to=AssetState.SEALED, region=scene.amol)
    (raw,) = scene.devices()
    (good,) = scene.devices(to=AssetState.SEALED)
    for by, failed, spare, reason in (
        (scene.keeper, broken, other_kind, "not-compatible"),
        (scene.keeper, broken, locked, "region-locked"),
        (scene.keeper, broken, raw, "spare-not-ready"),
        (scene.keeper, broken, broken, "same-device"),
        (scene.keeper, good, raw, "in-store"),
        (scene.amol_keeper, broken, good, "not-yours"),
    ):
        with pytest.raises(SwapRefused) as refusal:
            swap_assets(by=by, failed=failed, spare=spare)
        assert refusal.value.reason == reason
    assert not Swap.objects.exists()
    assert keeper_of(broken) == scene.operator.person


def test_a_swap_takes_both_devices_out_of_open_offers(scene: Scene) -> None:
    (broken,) = scene.with_operator()
    offer = offer_hand_over(by=scene.operator, assets=[broken], to_store=scene.store)
    (spare,) = scene.devices(to=AssetState.SEALED)
    swap_assets(by=scene.keeper, failed=broken, spare=spare)
    offer.refresh_from_db()
    assert offer.state == "withdrawn"
    assert keeper_of(spare) == scene.operator.person
    assert keeper_of(broken) == scene.store


def test_rooms_above_are_told_of_devices_and_stations(scene: Scene) -> None:
    told: list[int] = []
    stations: list[int] = []
    assets_changed.append(told.extend)
    stations_supplied.append(stations.extend)
    try:
        (asset,) = scene.with_operator()
    finally:
        assets_changed.remove(told.extend)
        stations_supplied.remove(stations.extend)
    assert asset.pk in told
    assert stations == [scene.station.pk]


def the_invariant(scene: Scene, assets: list[Asset]) -> None:
    """Exactly one open custody each; periods follow one another; one open offer at most."""
    for asset in assets:
        periods = list(Custody.objects.filter(asset=asset).order_by("since", "pk"))
        assert [p.until is None for p in periods] == [False] * (len(periods) - 1) + [True]
        for earlier, later in itertools.pairwise(periods):
            assert earlier.until == later.since
        assert asset.hand_over_lines.filter(is_open=True).count() <= 1


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["offer", "offer", "ack", "ack", "decline", "withdraw", "swap", "fail"]),
        st.integers(0, 4),  # who
        st.integers(0, 3),  # which device
        st.integers(0, 5),  # to whom, or which other device
    ),
    max_size=14,
)


@given(ACTS)
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
def test_any_interleaving_leaves_one_open_custody(
    scene: Scene, acts: list[tuple[str, int, int, int]]
) -> None:
    """Whatever people try in whatever order, refusals included."""
    with transaction.atomic():
        assets = [
            *scene.with_operator(2),
            *scene.devices(2, to=AssetState.SEALED),
        ]
        people = [scene.keeper, scene.operator, scene.expert, scene.keeper_2, scene.member]
        for verb, who, which, other in acts:
            _try(scene, people, assets, verb, (who, which, other))
            the_invariant(scene, assets)
        transaction.set_rollback(True)


def _try(
    scene: Scene, people: list, assets: list[Asset], verb: str, numbers: tuple[int, int, int]
) -> None:
    who, which, other = numbers
    by, asset = people[who], fresh([assets[which]])[0]
    offers = list(HandOver.objects.order_by("pk"))
    offer = offers[other % len(offers)] if offers else None
    to_store = scene.store if other == 5 else None
    to_person = None if to_store else people[other].person
    try:
        with transaction.atomic():
            match verb:
                case "offer":
                    offer_hand_over(by=by, assets=[asset], to_person=to_person, to_store=to_store)
                case "ack" if offer:
                    acknowledge_hand_over(by=by, hand_over=offer)
                case "decline" if offer:
                    decline_hand_over(by=by, hand_over=offer)
                case "withdraw" if offer:
                    withdraw_hand_over(by=by, hand_over=offer)
                case "swap":
                    spare = fresh([assets[other % len(assets)]])[0]
                    swap_assets(by=by, failed=asset, spare=spare)
                case "fail":
                    move_assets(by=by, assets=[asset], to=AssetState.FAILED)
    except DomainError:
        pass
