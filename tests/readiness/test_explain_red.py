"""Links, people and devices turn a station red or green by what their own rooms know."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from sandoq.apps.connectivity.models import Link, Operator
from sandoq.apps.connectivity.services import age_links
from sandoq.apps.readiness.errors import NeedAlreadyVerified, RoomAnswers
from sandoq.apps.readiness.models import Evidence
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.services import (
    Finding,
    assign_serials,
    expire_evidence,
    recompute_all,
    record_evidence,
    waive_need,
)
from sandoq.apps.readiness.services.checking import differences
from sandoq.apps.territory.models import Point, Station
from sandoq.common.clock import now
from tests.connectivity.scene import measure, plan
from tests.readiness.rooms import LINK_RULES, a_known_station, operators
from tests.readiness.scene import Scene, a_scene, publish_rules


@pytest.fixture
def scene(db: None, clock: time_machine.Traveller) -> Scene:
    """Two counties whose only rules are a primary and a fallback link at every point."""
    scene = a_scene(publish=False)
    publish_rules(scene, LINK_RULES)
    return scene


@pytest.fixture
def offered(scene: Scene) -> dict[str, Operator]:
    return operators(scene)


@pytest.fixture
def bus(scene: Scene, offered: dict[str, Operator]) -> Station:
    """A mobile station with three points; the first two work on SIM A."""
    station = a_known_station(scene.babol_central, kind="mobile", points=3)
    for point in points_of(station):
        plan_sims(scene, offered, point)
    for point in points_of(station)[:2]:
        measure(point, offered["mci"], scene.babol_it)
    return station


def points_of(station: Station) -> list[Point]:
    return list(Point.objects.filter(station=station).order_by("seq"))


def plan_sims(scene: Scene, offered: dict[str, Operator], point: Point, *more: object) -> None:
    """Two SIMs on ground of their own, and whatever more is planned."""
    links = (
        ("sim-a", offered["mci"], "T1", "B1", "F1"),
        ("sim-b", offered["irancell"], "T2", "B2", "F2"),
        *more,
    )
    plan(point, scene.babol_it, *links)  # type: ignore[arg-type]


def fail_both_sims(scene: Scene, offered: dict[str, Operator], point: Point) -> None:
    for slug in ("mci", "irancell"):
        measure(point, offered[slug], scene.babol_it, successes=3)


def states(scene: Scene, station: Station, seq: int) -> tuple[str, str]:
    """The states of a point's two link needs."""
    found = (scene.need(station, code, seq).state for code in ("primary-link", "fallback-link"))
    return tuple(found)  # type: ignore[return-value]


def test_one_point_of_three_that_fails_both_sims_reddens_the_station_and_is_named(
    scene: Scene, offered: dict[str, Operator], bus: Station
) -> None:
    """Two good points do not carry the third; a plan alone proves nothing."""
    assert scene.status(bus).gaps == [["primary-link", 3]]
    assert states(scene, bus, 3) == ("assigned", "assigned")
    fail_both_sims(scene, offered, points_of(bus)[2])

    status = scene.status(bus)
    assert (status.state, status.gaps) == ("not-ready", [["primary-link", 3]])
    assert states(scene, bus, 3) == ("failed", "failed")
    assert states(scene, bus, 1) == ("verified", "assigned")
    assert list(differences(now())) == []


def test_a_verified_satellite_on_its_own_ground_makes_it_ready_on_fallback_for_45_days(
    scene: Scene,
    offered: dict[str, Operator],
    bus: Station,
    clock: time_machine.Traveller,
) -> None:
    """Evidence of 46 days is red again, by the aging job alone and then by the room's own."""
    third = points_of(bus)[2]
    fail_both_sims(scene, offered, third)
    plan_sims(scene, offered, third, ("satellite", offered["satellite"], "D", "D", "UPS"))
    assert scene.status(bus).state == "not-ready"
    measure(third, offered["satellite"], scene.babol_it, days=0.5)

    assert scene.status(bus).state == "ready-on-fallback"
    need = scene.need(bus, "fallback-link", 3)
    assert need.state == "verified"
    assert need.verified_until is not None
    assert timedelta(days=43) < need.verified_until - now() <= timedelta(days=45)

    for point in points_of(bus)[:2]:
        clock.shift(timedelta(days=1))
        measure(point, offered["mci"], scene.babol_it, days=0)
    clock.move_to(need.verified_until - timedelta(microseconds=1))
    expire_evidence()
    assert scene.need(bus, "fallback-link", 3).state == "verified"
    clock.move_to(need.verified_until)
    expire_evidence()
    assert scene.need(bus, "fallback-link", 3).state == "stale"
    assert scene.status(bus).gaps[-1] == ["primary-link", 3]
    assert scene.status(bus).state == "not-ready"
    age_links()
    assert states(scene, bus, 3) == ("stale", "stale")
    assert list(differences(now())) == []


@pytest.mark.parametrize(
    ("ground", "state"),
    [
        (("T1", "D", "UPS"), "failed"),
        (("D", "D", ""), "evidenced"),
    ],
)
def test_on_a_shared_tower_or_an_unknown_feeder_no_link_is_a_fallback(
    scene: Scene,
    offered: dict[str, Operator],
    bus: Station,
    ground: tuple[str, str, str],
    state: str,
) -> None:
    """The satellite link works, and would fail together with what it stands in for."""
    third = points_of(bus)[2]
    fail_both_sims(scene, offered, third)
    plan_sims(scene, offered, third, ("satellite", offered["satellite"], *ground))
    measure(third, offered["satellite"], scene.babol_it)

    assert scene.status(bus).state == "not-ready"
    assert scene.need(bus, "fallback-link", 3).state == state
    assert not scene.need(bus, "fallback-link", 3).verified_until


def test_nobody_types_what_a_room_knows(
    scene: Scene, offered: dict[str, Operator], bus: Station
) -> None:
    """No proof, no serial number; the refusal says where to go, and nothing is written."""
    need = scene.need(bus, "primary-link", 3)
    claim = Finding(need=need.pk, kind=ProofKind.TEST, taken_at=now())
    for act in (
        lambda: record_evidence(by=scene.babol_it, finding=claim),
        lambda: assign_serials(by=scene.babol_it, need=need, serials=["SIM-1"]),
    ):
        with pytest.raises(RoomAnswers) as refusal:
            act()
        assert refusal.value.room == "connectivity"
    assert not Evidence.objects.exists()
    assert scene.need(bus, "primary-link", 3).state == "assigned"


def test_a_waived_link_is_still_a_gap_and_a_verified_one_is_not_waived(
    scene: Scene, offered: dict[str, Operator], bus: Station
) -> None:
    """A waiver hides that it is missing; it does not count, and ends with the first good test."""
    order = {"order_number": "۷", "reason": "flood", "until": now() + timedelta(days=9)}
    waive_need(by=scene.head, need=scene.need(bus, "primary-link", 3), **order)  # type: ignore[arg-type]
    assert states(scene, bus, 3)[0] == "waived"
    assert scene.status(bus).state == "not-ready"
    with pytest.raises(NeedAlreadyVerified):
        waive_need(by=scene.head, need=scene.need(bus, "primary-link", 1), **order)  # type: ignore[arg-type]
    measure(points_of(bus)[2], offered["mci"], scene.babol_it)
    assert states(scene, bus, 3)[0] == "verified"
    assert scene.status(bus).state == "ready"


def test_a_recount_asks_the_rooms_again(
    scene: Scene, offered: dict[str, Operator], bus: Station
) -> None:
    """A plan that was changed past every service is found by the check, and put right."""
    assert list(differences(now())) == []
    Link.objects.filter(point=points_of(bus)[0]).delete()
    assert ("need", "assigned", "missing") in {
        (one.what, one.kept, one.due) for one in differences(now())
    }
    recompute_all(scene.election)
    assert list(differences(now())) == []


def test_rules_that_come_after_the_readings_find_them(
    db: None, clock: time_machine.Traveller
) -> None:
    """Publishing asks the rooms about every new need."""
    scene = a_scene(publish=False)
    offered = operators(scene)
    station = a_known_station(scene.babol_central)
    measure(points_of(station)[0], offered["mci"], scene.babol_it)
    publish_rules(scene, LINK_RULES)
    assert scene.status(station).state == "ready"


def test_the_page_names_the_link_the_operator_and_the_day(
    scene: Scene, offered: dict[str, Operator], bus: Station, client: Client
) -> None:
    """Both SIMs in the room's own words, the satellite that covers, and the way into the room."""
    third = points_of(bus)[2]
    fail_both_sims(scene, offered, third)
    client.force_login(scene.babol_it)
    page = client.get(f"/readiness/stations/{bus.key}/").content.decode()
    assert "۶ تراکنش موفق" in page
    assert "از ۲۰ تراکنش" in page
    assert "همراه اول" in page
    assert "ایرانسل" in page
    assert f"/connectivity/points/{third.key}/" in page

    plan_sims(scene, offered, third, ("satellite", offered["satellite"], "D", "D", "UPS"))
    measure(third, offered["satellite"], scene.babol_it)
    page = client.get(f"/readiness/stations/{bus.key}/?language=en").content.decode()
    assert "تأیید شده است" in page
