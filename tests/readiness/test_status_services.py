"""From a published rule to a figure on the board: what changes, and what must not."""

from datetime import timedelta

import pytest
import time_machine
from django.db.models import ProtectedError

from sandoq.apps.readiness.models import (
    AreaGap,
    AreaStatus,
    Assignment,
    Need,
    PointStatus,
    StationStatus,
    StatusChange,
)
from sandoq.apps.readiness.services import (
    RequirementData,
    draft_set,
    expire_evidence,
    follow_stations,
    publish_set,
    recompute,
    recompute_all,
    remove_requirement,
    revise_requirement,
    waive_need,
)
from sandoq.common.clock import now
from tests.factories import LONG_AGO, a_station
from tests.readiness.scene import (
    RULES,
    Scene,
    a_followed_station,
    a_scene,
    make_ready,
    prove,
    publish_rules,
)


def test_a_new_station_has_every_need_and_is_not_ready(scene: Scene) -> None:
    """Unknown is not ready: each blocking need is named, in the rules' order."""
    station = a_followed_station(scene.babol_central, electors=1000)

    needs = Need.objects.filter(station=station).order_by("requirement__order")
    assert [(n.requirement.code, n.quantity, n.state) for n in needs] == [
        ("pollbook", 2, "missing"),
        ("power", 1, "missing"),
        ("link", 1, "missing"),
        ("link-b", 1, "missing"),
    ]
    status = scene.status(station)
    assert status.state == "not-ready"
    assert status.gaps == [["pollbook", None], ["power", 1], ["link", 1]]
    assert scene.electors_not_ready(scene.country) == 1000


def test_a_station_turns_ready_with_its_last_need_and_the_area_with_it(scene: Scene) -> None:
    """Every verified need counts at once, and the figures of the area follow."""
    station = a_followed_station(scene.babol_central, electors=700)
    other = a_followed_station(scene.babol_central, electors=300)
    make_ready(station, scene.babol_it, scene.amol_it)

    assert scene.status(station).state == "ready"
    assert scene.status(station).gaps == []
    area = AreaStatus.objects.get(election=scene.election, unit=scene.babol_central)
    assert (area.stations_ready, area.electors_ready) == (1, 700)
    assert (area.stations_not_ready, area.electors_not_ready) == (1, 300)
    gaps = dict(AreaGap.objects.filter(stations__gt=0).values_list("code", "stations"))
    assert gaps == {"pollbook": 1, "power": 1, "link": 1}
    assert scene.status(other).state == "not-ready"


def test_a_gap_with_a_verified_fallback_is_ready_on_fallback(scene: Scene) -> None:
    """And only while the fallback itself is verified."""
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it, but=("link",))
    assert scene.status(station).state == "ready-on-fallback"
    assert PointStatus.objects.get(station=station).state == "ready-on-fallback"
    assert AreaStatus.objects.get(unit=scene.babol_central).stations_on_fallback == 1


def test_a_mobile_station_names_the_point_that_fails(scene: Scene) -> None:
    """Two of three stops are fine: the station is not ready, because of the second."""
    station = a_followed_station(scene.babol_central, kind="mobile", points=3)
    for need in Need.objects.filter(station=station).select_related("requirement", "point"):
        is_second = need.point is not None and need.point.seq == 2
        if not (is_second and need.requirement.code in {"link", "link-b"}):
            prove(need, scene.babol_it, scene.amol_it)

    status = scene.status(station)
    assert (status.state, status.gaps) == ("not-ready", [["link", 2]])
    states = PointStatus.objects.filter(station=station).order_by("point__seq")
    assert [row.state for row in states] == ["ready", "not-ready", "ready"]


def test_evidence_of_forty_six_days_is_red_again(
    scene: Scene, clock: time_machine.Traveller
) -> None:
    """The job marks it; the board's figures and the history say so."""
    station = a_followed_station(scene.babol_central, electors=900)
    make_ready(station, scene.babol_it, scene.amol_it)
    assert scene.electors_not_ready(scene.babol) == 0

    clock.shift(timedelta(days=43, hours=23))
    expire_evidence()
    assert scene.status(station).state == "ready"

    clock.shift(timedelta(days=2))
    (aged,) = expire_evidence()
    assert aged.verifications == 4
    assert scene.status(station).state == "not-ready"
    assert scene.electors_not_ready(scene.babol) == 900
    assert {need.state for need in Need.objects.filter(station=station)} == {"stale"}
    change = StatusChange.objects.filter(station=station).first()
    assert change is not None
    assert (change.before, change.after) == ("ready", "not-ready")
    (again,) = expire_evidence()
    assert (again.verifications, again.statuses) == (0, 0)


def test_old_evidence_does_not_count_even_before_the_job_has_run(
    scene: Scene, clock: time_machine.Traveller
) -> None:
    """A recount judges by the clock, not by what was written."""
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it)
    clock.shift(timedelta(days=46))
    recompute([station.pk])
    assert scene.status(station).state == "not-ready"


def test_a_waived_need_keeps_the_station_not_ready_and_the_waiver_ends(
    scene: Scene, clock: time_machine.Traveller
) -> None:
    """A waiver from above changes the word, not the verdict."""
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it, but=("power",))
    need = scene.need(station, "power")
    for _ in range(2):
        waive_need(
            by=scene.head,
            need=need,
            order_number="۱۲۳/م",
            reason="generator comes on polling day",
            until=now() + timedelta(days=10),
        )
    assert scene.need(station, "power").state == "waived"
    assert scene.need(station, "power").waivers.count() == 1
    recompute([station.pk])
    assert scene.status(station).gaps == [["power", 1]]

    clock.shift(timedelta(days=11))
    expire_evidence()
    assert scene.need(station, "power").state == "missing"


def test_a_retired_station_leaves_the_board_and_the_history_shows_it(scene: Scene) -> None:
    """Leaving the denominator is visible, and frees what was bound there."""
    station = a_followed_station(scene.babol_central, electors=500)
    make_ready(station, scene.babol_it, scene.amol_it)
    serial = Assignment.objects.get(need__station=station, released_at=None).serial
    station.retired_at, station.retired_by_order = now(), "۴۵/ص"
    station.save()
    follow_stations([station.pk])

    assert not StationStatus.objects.filter(station=station).exists()
    assert not PointStatus.objects.filter(station=station).exists()
    assert scene.electors_not_ready(scene.country) == 0
    assert not Need.objects.filter(station=station, ended_at=None).exists()
    assert not Assignment.objects.filter(serial=serial, released_at=None).exists()
    change = StatusChange.objects.filter(station=station).first()
    assert change is not None
    assert (change.before, change.after, change.electors_before) == ("ready", "", 500)


def test_a_restored_station_is_ready_again_only_with_what_is_still_its_own(scene: Scene) -> None:
    """A device given away in between proves nothing here any more."""
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it)
    serial = Assignment.objects.get(need__station=station).serial
    station.retired_at, station.retired_by_order = now(), "۴۵/ص"
    station.save()
    follow_stations([station.pk])
    other = a_followed_station(scene.babol_central)
    prove(scene.need(other, "pollbook"), scene.babol_it, scene.amol_it, serials=(serial,))
    station.retired_at, station.retired_by_order = None, ""
    station.save()
    follow_stations([station.pk])

    assert scene.need(station, "power").state == "verified"
    assert scene.need(station, "pollbook").state == "missing"
    assert scene.status(station).gaps == [["pollbook", None]]
    assert scene.need(other, "pollbook").state == "verified"


def test_more_electors_ask_for_more_devices_and_the_old_proof_falls_short(scene: Scene) -> None:
    """One device for 800 is ready; at 801 the second one is missing."""
    station = a_followed_station(scene.babol_central, electors=800)
    make_ready(station, scene.babol_it, scene.amol_it)
    station.electors = 801
    station.save()
    follow_stations([station.pk])

    need = scene.need(station, "pollbook")
    assert (need.quantity, need.state) == (2, "assigned")
    assert scene.status(station).gaps == [["pollbook", None]]
    assert scene.status(station).electors == 801


def test_a_station_that_moves_takes_its_electors_along(scene: Scene) -> None:
    """The area it leaves and the area it enters both follow."""
    station = a_followed_station(scene.babol_central, electors=640)
    station.unit, station.county = scene.amol_central, scene.amol
    station.save()
    follow_stations([station.pk])
    assert scene.electors_not_ready(scene.babol) == 0
    assert scene.electors_not_ready(scene.amol) == 640
    recompute_all(scene.election)
    assert scene.electors_not_ready(scene.babol) == 0
    assert scene.electors_not_ready(scene.amol) == 640


def test_a_province_adds_to_the_nations_rules_and_only_below_itself(scene: Scene) -> None:
    """The union of both sets holds; a ready station of the province is not ready any more."""
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it)
    day = scene.election.polling_day
    drafted = draft_set(by=scene.head, polling_day=day, unit=scene.province)
    heater = RequirementData(code="heater", name_fa="گرمایش", name_en="heating")
    revise_requirement(by=scene.head, requirement_set=drafted, data=heater)
    placed = publish_set(by=scene.head, requirement_set=drafted)

    assert (placed.created, placed.ended) == (1, 0)
    assert scene.status(station).gaps == [["heater", None]]
    assert Need.objects.filter(station=station, ended_at=None).count() == 5


def test_the_next_version_keeps_the_evidence_of_what_it_keeps(scene: Scene) -> None:
    """Unchanged codes stay verified, removed ones end, new ones are missing."""
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it)
    day = scene.election.polling_day
    drafted = draft_set(by=scene.headquarters, polling_day=day, unit=scene.country)
    assert [row.code for row in drafted.requirements.all()] == [
        "pollbook",
        "power",
        "link",
        "link-b",
    ]
    remove_requirement(by=scene.headquarters, requirement_set=drafted, code="power")
    seals = RequirementData(code="seals", name_fa="پلمب", name_en="seals", order=9)
    revise_requirement(by=scene.headquarters, requirement_set=drafted, data=seals)
    placed = publish_set(by=scene.headquarters, requirement_set=drafted)

    assert (placed.created, placed.kept, placed.ended) == (1, 3, 1)
    assert scene.status(station).gaps == [["seals", None]]
    states = dict(
        Need.objects.filter(station=station, ended_at=None).values_list(
            "requirement__code", "state"
        )
    )
    assert states == {
        "pollbook": "verified",
        "link": "verified",
        "link-b": "verified",
        "seals": "missing",
    }
    assert publish_set(by=scene.headquarters, requirement_set=drafted).created == 0


def test_a_code_that_returns_finds_its_evidence_again(scene: Scene) -> None:
    """Leaving a requirement out by mistake loses nothing."""
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it)
    for codes in (("power",), ()):
        drafted = draft_set(
            by=scene.headquarters, polling_day=scene.election.polling_day, unit=scene.country
        )
        for rule in RULES:
            revise_requirement(by=scene.headquarters, requirement_set=drafted, data=rule)
        for code in codes:
            remove_requirement(by=scene.headquarters, requirement_set=drafted, code=code)
        publish_set(by=scene.headquarters, requirement_set=drafted)
    assert scene.status(station).state == "ready"
    assert scene.need(station, "power").state == "verified"


def test_a_recount_of_everything_changes_nothing_when_all_is_right(scene: Scene) -> None:
    """And repairs whatever was damaged, areas included."""
    for unit in (scene.babol_central, scene.amol_central):
        a_followed_station(unit, electors=400)
        ready = a_followed_station(unit, electors=600)
        make_ready(
            ready,
            scene.babol_it if unit == scene.babol_central else scene.amol_it,
            scene.head,
        )
    assert recompute_all(scene.election) == 0
    AreaStatus.objects.filter(unit=scene.babol_central).update(electors_not_ready=0)
    AreaGap.objects.all().delete()
    StationStatus.objects.filter(unit=scene.amol_central).update(state="ready", gaps=[])
    assert recompute_all(scene.election) > 0
    assert recompute_all(scene.election) == 0
    assert scene.electors_not_ready(scene.country) == 800


@pytest.mark.django_db
def test_publishing_gives_needs_to_stations_that_were_there_before(
    clock: time_machine.Traveller,
) -> None:
    """Without a published set there is no status; with one, every live station has it."""
    scene = a_scene(publish=False)
    station = a_station(scene.babol_central)
    gone = a_station(scene.babol_central, retired_at=LONG_AGO, retired_by_order="۱")
    follow_stations([station.pk])
    assert not StationStatus.objects.exists()
    publish_rules(scene)
    assert scene.status(station).state == "not-ready"
    assert not Need.objects.filter(station=gone).exists()


def test_a_station_with_needs_cannot_be_deleted(scene: Scene) -> None:
    """The register retires by an order; the database keeps whoever tries otherwise."""
    station = a_followed_station(scene.babol_central)
    with pytest.raises(ProtectedError):
        station.delete()
    assert scene.status(station).state == "not-ready"
