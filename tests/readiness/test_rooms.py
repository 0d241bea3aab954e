"""Equipment is bound by custody, staff by training: nobody types either."""

from datetime import timedelta

import pytest
import time_machine

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.models import Asset, Store
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.services import move_assets
from sandoq.apps.readiness.errors import BadRequirement, RoomAnswers, SerialNotHere
from sandoq.apps.readiness.models import Assignment, Evidence, Requirement
from sandoq.apps.readiness.services import (
    assign_serials,
    draft_set,
    expire_evidence,
    record_evidence,
    revise_requirement,
    verify_evidence,
)
from sandoq.apps.readiness.services.checking import differences
from sandoq.apps.territory.models import Station
from sandoq.common.clock import now
from tests.factories import a_user
from tests.readiness.rooms import (
    EQUIPMENT_RULE,
    STAFF_RULE,
    a_known_station,
    a_model,
    a_store,
    define_pollbook,
    devices,
    send,
)
from tests.readiness.scene import Scene, a_finding, a_scene, publish_rules
from tests.workforce import scene as workforce


@pytest.fixture
def scene(db: None, clock: time_machine.Traveller) -> Scene:
    """Two counties without rules."""
    return a_scene(publish=False)


class Equipped:
    """A county with a store, and the rule that asks for its devices."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.keeper = scene.babol_it
        self.operator: User = a_user("operator", scene.babol_central)
        self.model = a_model(scene.headquarters, define_pollbook(scene.headquarters))
        self.store: Store = a_store(self.keeper, scene.babol)
        publish_rules(scene, (EQUIPMENT_RULE,))
        self.station = a_known_station(scene.babol_central, name="دبستان فرهنگ")

    def device(self, to: Station | None = None) -> Asset:
        """A device; handed over for a station where one is named."""
        made = devices(self.keeper, self.store, self.model)
        if to is not None:
            send(self.keeper, made, to, self.operator)
        return Asset.objects.get(pk=made[0].pk)

    def prove(self, *serials: str, station: Station | None = None) -> Evidence:
        """Somebody scans the devices at the station."""
        need = self.scene.need(station or self.station, "pollbook")
        return record_evidence(by=self.keeper, finding=a_finding(need, serials=serials))


@pytest.fixture
def equipped(scene: Scene) -> Equipped:
    return Equipped(scene)


def test_a_device_in_custody_is_assigned_and_still_has_to_be_seen_there(
    scene: Scene, equipped: Equipped
) -> None:
    """Custody binds it, a scan shows it, another unit confirms: only then the station is ready."""
    need = scene.need(equipped.station, "pollbook")
    assert need.state == "missing"
    device = equipped.device(to=equipped.station)
    bound = Assignment.objects.get(need=need, released_at=None)
    assert (bound.serial, bound.assigned_by) == (device.serial.replace("-", ""), None)
    assert scene.need(equipped.station, "pollbook").state == "assigned"
    with pytest.raises(RoomAnswers) as refusal:
        assign_serials(by=scene.babol_it, need=need, serials=["SN1"])
    assert refusal.value.room == "inventory"

    proof = equipped.prove(device.serial)
    assert scene.status(equipped.station).state == "not-ready"
    verify_evidence(by=scene.amol_it, evidence=proof)
    assert scene.status(equipped.station).state == "ready"
    assert list(differences(now())) == []


def test_a_device_that_fails_takes_its_proof_with_it_in_the_same_act(
    scene: Scene, equipped: Equipped
) -> None:
    """And the one that replaces it is bound at once, and must be seen anew."""
    device = equipped.device(to=equipped.station)
    verify_evidence(by=scene.amol_it, evidence=equipped.prove(device.serial))
    move_assets(by=equipped.operator, assets=[device], to=AssetState.INSTALLED)
    assert scene.status(equipped.station).state == "ready"
    device.refresh_from_db()
    move_assets(by=equipped.operator, assets=[device], to=AssetState.FAILED, note="dark")

    assert scene.status(equipped.station).gaps == [["pollbook", None]]
    assert not Assignment.objects.filter(released_at=None).exists()
    other = equipped.device(to=equipped.station)
    assert scene.need(equipped.station, "pollbook").state == "assigned"
    verify_evidence(by=scene.amol_it, evidence=equipped.prove(other.serial))
    assert scene.status(equipped.station).state == "ready"
    assert list(differences(now())) == []


def test_a_proof_of_a_device_that_custody_has_elsewhere_is_refused_and_says_where(
    scene: Scene, equipped: Equipped
) -> None:
    """At another station, in the store, or nowhere: no scan makes it be here."""
    other = a_known_station(scene.babol_central, name="دبستان دیگر")
    there, stored = equipped.device(to=other), equipped.device()
    for serial, place, is_known in (
        (there.serial, "دبستان دیگر", True),
        (stored.serial, "انبار فرمانداری", True),
        ("EP-99999", "", False),
    ):
        with pytest.raises(SerialNotHere) as refusal:
            equipped.prove(serial)
        assert (refusal.value.place, refusal.value.is_known) == (place, is_known)
    assert not Evidence.objects.exists()
    assert scene.need(equipped.station, "pollbook").state == "missing"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"source": "primary-link"}, "place"),
        ({"source": "staff", "place": "point"}, "place"),
        ({"source": "hearsay"}, "source"),
        ({"source": "staff", "item": "astronaut"}, "item"),
        ({"source": "equipment", "item": "pigeon"}, "evidence_policy.serials"),
        (
            {"source": "equipment", "item": "pigeon", "evidence_policy": {"serials": True}},
            "item",
        ),
        ({"source": "primary-link", "place": "point", "quantity": {"minimum": 2}}, "quantity"),
    ],
)
def test_a_requirement_that_its_room_could_not_answer_is_refused(
    scene: Scene, fields: dict[str, object], field: str
) -> None:
    """Links are of points, staff of stations; a kind or role must be known there."""
    drafted = draft_set(
        by=scene.headquarters, polling_day=scene.election.polling_day, unit=scene.country
    )
    data = STAFF_RULE.__class__(
        **({"code": "xx", "name_fa": "ا", "name_en": "x"} | fields)  # type: ignore[arg-type]
    )
    with pytest.raises(BadRequirement) as refusal:
        revise_requirement(by=scene.headquarters, requirement_set=drafted, data=data)
    assert refusal.value.field == field
    assert not Requirement.objects.exists()


def test_a_trained_and_accepted_operator_makes_it_green_until_the_training_ends(
    db: None, clock: time_machine.Traveller
) -> None:
    """Appointed is assigned; accepted and trained is verified; another build is stale."""
    crew = workforce.a_scene()
    scene = Scene(
        **{
            name: getattr(crew, name)
            for name in (
                *("country", "province", "babol", "amol", "babol_central", "amol_central"),
                *("election", "headquarters", "head", "member", "babol_it", "amol_it"),
                "babol_district_it",
            )
        },
        babol_it_2=crew.babol_it,
    )
    publish_rules(scene, (STAFF_RULE,))
    station = crew.station
    assert scene.need(station, "trained-operator").state == "missing"
    person = workforce.a_person(scene.babol)
    workforce.accepted(crew, person)
    assert scene.need(station, "trained-operator").state == "assigned"
    workforce.train(crew, person, "4.1.0")
    assert scene.need(station, "trained-operator").state == "stale"
    workforce.train(crew, person)
    need = scene.need(station, "trained-operator")
    assert need.state == "verified"
    assert scene.status(station).state == "ready"
    assert list(differences(now())) == []

    assert need.verified_until is not None
    clock.move_to(need.verified_until + timedelta(seconds=1))
    expire_evidence()
    assert scene.need(station, "trained-operator").state == "stale"
    assert scene.status(station).state == "not-ready"


def test_another_released_build_reddens_every_station_of_the_day(
    db: None, clock: time_machine.Traveller
) -> None:
    """Sirekap 2024: trained on a build that never ran. The day's listener asks about all."""
    from sandoq.apps.workforce.services import release_build

    crew = workforce.a_scene()
    publish_rules(crew, (STAFF_RULE,))  # type: ignore[arg-type]
    person = workforce.a_person(crew.babol)
    workforce.accepted(crew, person)
    workforce.train(crew, person)
    status = crew.station.statuses.filter(election=crew.election)
    assert status.get().state == "ready"
    release_build(
        by=crew.headquarters,
        polling_day=crew.election.polling_day,
        device_model=workforce.MODEL,
        build="5.0.0",
    )
    assert status.get().state == "not-ready"
