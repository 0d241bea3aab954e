"""People at the same moment: a device is never in two keepings, and nobody waits for ever."""

from uuid import uuid4

import pytest

from sandoq.apps.inventory.models import Custody, HandOver, Swap
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.services import (
    acknowledge_hand_over,
    offer_hand_over,
    swap_assets,
    withdraw_hand_over,
)
from tests.inventory.scene import a_scene, keeper_of
from tests.readiness.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def names(raised: list[Exception | None]) -> list[str]:
    return sorted(type(error).__name__ for error in raised)


def test_two_keepers_offer_one_device_at_once() -> None:
    """One offer is made, the other refused."""
    scene = a_scene()
    sealed = scene.devices(to=AssetState.SEALED)
    raised = at_once(
        *(
            lambda by=by, to=to: offer_hand_over(by=by, assets=sealed, to_person=to.person)
            for by, to in ((scene.keeper, scene.operator), (scene.keeper_2, scene.expert))
        )
    )
    assert names(raised) == ["HandOverRefused", "NoneType"]
    assert HandOver.objects.count() == 1


def test_the_receiver_acknowledges_while_the_giver_withdraws() -> None:
    """One of the two happened, wholly."""
    scene = a_scene()
    (asset,) = scene.devices(to=AssetState.SEALED)
    offer = offer_hand_over(by=scene.keeper, assets=[asset], to_person=scene.operator.person)
    raised = at_once(
        lambda: acknowledge_hand_over(by=scene.operator, hand_over=offer),
        lambda: withdraw_hand_over(by=scene.keeper, hand_over=offer),
    )
    assert names(raised) == ["HandOverRefused", "NoneType"]
    offer.refresh_from_db()
    expected = scene.operator.person if offer.state == "accepted" else scene.store
    assert keeper_of(asset) == expected
    assert Custody.objects.filter(asset=asset, until=None).count() == 1


def test_a_phone_that_sends_twice_at_once_is_answered_twice_and_heard_once() -> None:
    scene = a_scene()
    (asset,) = scene.devices(to=AssetState.SEALED)
    offer = offer_hand_over(by=scene.keeper, assets=[asset], to_person=scene.operator.person)
    key = uuid4()

    def send() -> object:
        return acknowledge_hand_over(by=scene.operator, hand_over=offer, client_uuid=key)

    assert at_once(send, send, send) == [None] * 3
    assert Custody.objects.filter(asset=asset).count() == 2


def test_two_spares_race_for_one_place_while_the_device_is_given_back() -> None:
    """A swap wins or the return does; custody stays single for all three devices."""
    scene = a_scene()
    (broken,) = scene.with_operator()
    one, two = scene.devices(2, to=AssetState.SEALED)
    back = offer_hand_over(by=scene.operator, assets=[broken], to_store=scene.store)
    raised = at_once(
        lambda: swap_assets(by=scene.keeper, failed=broken, spare=one),
        lambda: swap_assets(by=scene.keeper_2, failed=broken, spare=two),
        lambda: acknowledge_hand_over(by=scene.keeper, hand_over=back),
    )
    assert names(raised).count("NoneType") == 1
    assert set(names(raised)) <= {"NoneType", "SwapRefused", "HandOverRefused"}
    assert Swap.objects.count() <= 1
    for asset in (broken, one, two):
        assert Custody.objects.filter(asset=asset, until=None).count() == 1
