"""The borders of a waiver: its last moment, who gives it, and that it never makes ready."""

from datetime import timedelta

import pytest
import time_machine

from sandoq.apps.readiness.errors import WaiverRefused
from sandoq.apps.readiness.models import Need, Waiver
from sandoq.apps.readiness.services import expire_evidence, waive_need
from sandoq.apps.readiness.services.checking import differences
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed
from tests.factories import a_user
from tests.readiness.scene import Scene, a_followed_station, make_ready


def a_waiver(scene: Scene, need: Need, **fields: object) -> Waiver:
    values = {"order_number": "۱", "reason": "flood", "until": now() + timedelta(days=3)}
    return waive_need(by=scene.head, need=need, **(values | fields))  # type: ignore[arg-type]


def test_it_ends_exactly_at_its_moment(scene: Scene, clock: time_machine.Traveller) -> None:
    """A microsecond before it is in force; at the moment itself it is not."""
    need = scene.need(a_followed_station(scene.babol_central), "power")
    waiver = a_waiver(scene, need)
    clock.move_to(waiver.until - timedelta(microseconds=1))
    expire_evidence()
    assert Need.objects.get(pk=need.pk).state == "waived"
    assert list(differences(now())) == []
    clock.move_to(waiver.until)
    expire_evidence()
    assert Need.objects.get(pk=need.pk).state == "missing"
    assert list(differences(now())) == []


def test_it_cannot_end_at_the_moment_it_begins(scene: Scene) -> None:
    """Nor earlier; a microsecond later it can."""
    need = scene.need(a_followed_station(scene.babol_central), "power")
    for until in (now(), now() - timedelta(microseconds=1)):
        with pytest.raises(WaiverRefused):
            a_waiver(scene, need, until=until)
    assert not Waiver.objects.exists()
    assert a_waiver(scene, need, until=now() + timedelta(microseconds=1)).pk


def test_nobody_waives_for_their_own_county_or_below(scene: Scene) -> None:
    """It comes from above: whoever is measured by the need cannot set it aside."""
    need = scene.need(a_followed_station(scene.babol_central), "power")
    own = (scene.babol_it, scene.babol_district_it, a_user("expert", scene.babol), scene.member)
    for user in own:
        with pytest.raises(NotAllowed):
            waive_need(
                by=user,
                need=need,
                order_number="۱",
                reason="flood",
                until=now() + timedelta(days=3),
            )
    assert not Waiver.objects.exists()


def test_it_never_counts_as_ready(scene: Scene, clock: time_machine.Traveller) -> None:
    """With everything else verified the station is not ready, before and after its end."""
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it, but=("power",))
    waiver = a_waiver(scene, scene.need(station, "power"))
    assert scene.need(station, "power").state == "waived"
    assert scene.status(station).state == "not-ready"
    assert scene.electors_not_ready(scene.babol) == station.electors
    clock.move_to(waiver.until)
    expire_evidence()
    assert scene.status(station).state == "not-ready"
