"""From a report to a verified solution, through the services."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from sandoq.apps.connectivity.models import Link, Operator
from sandoq.apps.obstacles.errors import (
    ActDoesNotFit,
    NoStations,
    NothingUnmet,
    NotOneObstacle,
    NotYourLevel,
    ObstacleKeyReused,
    OptionTooLate,
)
from sandoq.apps.obstacles.models import Escalation, Obstacle, ObstacleOwner
from sandoq.apps.obstacles.selectors import duplicates_of, obstacle_of_key, summary, visible
from sandoq.apps.obstacles.services import (
    accept_obstacle,
    acknowledge_obstacle,
    claim_solved,
    decide_obstacle,
    escalate_due,
    link_needs,
    merge_obstacles,
    reopen_obstacle,
    report_unmet,
    settle_aged,
    triage_obstacle,
    withdraw_option,
)
from sandoq.apps.readiness.models import Evidence, Need
from sandoq.apps.readiness.services import expire_evidence, record_evidence, refute_evidence
from sandoq.apps.territory.services import announce
from sandoq.common.errors import BadInput, NotAllowed, NotFound
from tests.obstacles.scene import an_agency, an_obstacle, an_option, on_day, with_options
from tests.readiness.scene import Scene, a_finding, a_followed_station, prove


def fresh(obstacle: Obstacle) -> Obstacle:
    return Obstacle.objects.get(pk=obstacle.pk)


def owners(obstacle: Obstacle) -> set[str]:
    return {str(owner.unit or owner.agency) for owner in obstacle.owners.all()}


def at_work(scene: Scene) -> Obstacle:
    """Decided, and the agency is at it."""
    agency, officer = an_agency(scene.province)
    obstacle, option = with_options(scene, agency=agency)
    decide_obstacle(by=scene.babol_it, obstacle=obstacle, option=option)
    acknowledge_obstacle(by=officer, owner=obstacle.owners.get(agency=agency))
    return fresh(obstacle)


def test_a_report_says_whom_it_touches_and_nobody_types_it(scene: Scene) -> None:
    stations = [a_followed_station(scene.babol_central, electors=n) for n in (700, 300)]

    obstacle = an_obstacle(scene, *stations)

    assert (obstacle.state, obstacle.unit) == ("reported", scene.babol_central)
    assert (obstacle.stations_all, obstacle.electors) == (2, 1000)
    assert (obstacle.severity_told, obstacle.severity) == ("important", "blocking")
    assert obstacle.weight == 3 * 1000
    assert (obstacle.needs_linked, obstacle.needs_verified) == (2, 0)
    assert owners(obstacle) == {"مرکزی بابل"}


def test_the_same_report_again_is_the_first_and_a_stolen_key_is_refused(scene: Scene) -> None:
    station = a_followed_station(scene.babol_central)
    key = uuid4()
    first = an_obstacle(scene, station, key=key)

    assert an_obstacle(scene, station, key=key) == first
    with pytest.raises(ObstacleKeyReused):
        an_obstacle(scene, station, key=key, by=scene.babol_it)
    assert Obstacle.objects.count() == 1


def test_an_obstacle_lies_where_all_its_stations_lie(scene: Scene) -> None:
    here, there = (a_followed_station(unit) for unit in (scene.babol_central, scene.amol_central))

    with pytest.raises(NotAllowed):
        an_obstacle(scene, here, there, by=scene.babol_it)
    obstacle = an_obstacle(scene, here, there, by=scene.head)

    assert obstacle.unit == scene.province
    assert obstacle_of_key(scene.babol_district_it, obstacle.key) == obstacle
    assert obstacle_of_key(scene.amol_it, obstacle.key) == obstacle


def test_no_station_no_obstacle(scene: Scene) -> None:
    with pytest.raises(NoStations):
        an_obstacle(scene, stations=[uuid4()])
    assert not Obstacle.objects.exists()


def test_day_eight_escalates_to_the_county_with_the_options_table_once(scene: Scene) -> None:
    """Lead 25, verification 5, slack 3, election in 40 days: decide by day 7."""
    obstacle, _ = with_options(scene)
    assert (fresh(obstacle).decide_by - obstacle.reported_at.date()).days == 7

    with on_day(7):
        assert escalate_due() == 0
    with on_day(8):
        assert escalate_due() == 1
        assert escalate_due() == 0
    with on_day(9):
        assert escalate_due() == 0

    told = Escalation.objects.get()
    assert told.to_unit == scene.babol
    assert [row["title"] for row in told.options] == ["تعمیر دکل"]
    assert told.options[0]["lead_days"] == 25
    assert owners(obstacle) == {"مرکزی بابل", "بابل"}
    with on_day(20):
        assert escalate_due() == 2
    assert owners(obstacle) == {"مرکزی بابل", "بابل", "مازندران", "ایران"}
    assert fresh(obstacle).reached_depth == 1


def test_done_without_a_passing_reading_stays_open(scene: Scene) -> None:
    obstacle = at_work(scene)
    officer = obstacle.owners.get(agency__isnull=False).agency.seats.get().post.tenures.get()

    claim_solved(by=officer.person.user, obstacle=obstacle)

    row = fresh(obstacle)
    assert row.state == "claimed"
    assert row.electors > 0
    assert summary(scene.head, scene.election, scene.province).open == 1


def test_evidence_closes_it_and_its_loss_reopens_it(scene: Scene) -> None:
    obstacle = at_work(scene)
    claim_solved(by=scene.babol_it, obstacle=obstacle)
    need = obstacle.needs.get().need

    proof = prove(need, scene.babol_it, scene.amol_it)

    row = fresh(obstacle)
    assert (row.state, row.electors, row.weight) == ("closed", 0, 0)
    acts = list(obstacle.events.order_by("pk").values_list("act", flat=True))
    assert acts[-3:] == ["claim", "prove", "close"]
    refuted = prove_again_and_refute(scene, need)
    assert proof != refuted
    row = fresh(obstacle)
    assert (row.state, row.round, row.decided) == ("options", 2, None)
    assert row.electors > 0
    assert len(owners(obstacle)) == 3


def prove_again_and_refute(scene: Scene, need: Need) -> Evidence:
    later = record_evidence(by=scene.babol_it, finding=a_finding(need, age_days=0.5))
    refute_evidence(by=scene.amol_it, evidence=later, reason="قطع است")
    return later


def test_evidence_that_grows_too_old_reopens_before_polling_day_and_not_after(
    scene: Scene,
) -> None:
    obstacle = at_work(scene)
    prove(obstacle.needs.get().need, scene.babol_it, scene.amol_it, age_days=30)
    assert fresh(obstacle).state == "closed"

    with on_day(16):
        expire_evidence()
        settle_aged()
    assert fresh(obstacle).state == "options"

    other = an_obstacle(scene)
    prove(other.needs.get().need, scene.babol_it, scene.amol_it, age_days=1)
    with on_day(60):
        expire_evidence()
        settle_aged()
    assert fresh(other).state == "closed"


def test_half_of_the_stations_solved_halves_the_electors(scene: Scene) -> None:
    stations = [a_followed_station(scene.babol_central, electors=500) for _ in range(2)]
    obstacle = an_obstacle(scene, *stations)

    prove(scene.need(stations[0], "link", 1), scene.babol_it, scene.amol_it)

    row = fresh(obstacle)
    assert (row.state, row.stations_left, row.electors) == ("reported", 1, 500)


def test_nobody_closes_by_tying_to_what_is_met_already(scene: Scene) -> None:
    station = a_followed_station(scene.babol_central)
    prove(scene.need(station, "power", 1), scene.babol_it, scene.amol_it)
    obstacle = an_obstacle(scene, station, requirements=[])

    with pytest.raises(NothingUnmet):
        link_needs(by=scene.babol_it, obstacle=obstacle, requirements=["power"])

    assert (fresh(obstacle).state, fresh(obstacle).needs_linked) == ("reported", 0)


def test_the_database_refuses_to_close_without_needs_or_to_erase_an_owner(scene: Scene) -> None:
    obstacle = an_obstacle(scene)

    with pytest.raises(IntegrityError), transaction.atomic():
        Obstacle.objects.filter(pk=obstacle.pk).update(state="closed")
    for statement in (
        "UPDATE obstacles_obstacleowner SET reason = 'merged'",
        "DELETE FROM obstacles_obstacleowner",
        "DELETE FROM obstacles_obstacleevent",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
    assert ObstacleOwner.objects.count() == 1


def test_whoever_stands_below_the_level_it_reached_does_not_decide(scene: Scene) -> None:
    obstacle, option = with_options(scene)
    with on_day(10):
        escalate_due()
        with pytest.raises(NotYourLevel):
            decide_obstacle(by=scene.babol_it, obstacle=obstacle, option=option)
        with pytest.raises(NotAllowed):
            decide_obstacle(by=scene.babol_district_it, obstacle=obstacle, option=option)
        with pytest.raises(OptionTooLate):
            decide_obstacle(
                by=scene.head,
                obstacle=obstacle,
                option=an_option(obstacle, scene.babol_it, lead_days=40),
            )
        decide_obstacle(by=scene.head, obstacle=obstacle, option=option)

    assert fresh(obstacle).state == "decided"
    assert owners(obstacle) >= {"مازندران"}


def test_an_option_decided_for_is_not_withdrawn(scene: Scene) -> None:
    obstacle, option = with_options(scene)
    other = an_option(obstacle, scene.babol_it, title="ماهواره", lead_days=2)
    decide_obstacle(by=scene.babol_it, obstacle=obstacle, option=option)

    with pytest.raises(ActDoesNotFit):
        withdraw_option(by=scene.babol_it, option=option)
    withdraw_option(by=scene.babol_it, option=other)
    with pytest.raises(ActDoesNotFit):
        decide_obstacle(by=scene.babol_it, obstacle=obstacle, option=other)


def test_options_are_refused_before_anybody_has_weighed_it(scene: Scene) -> None:
    obstacle = an_obstacle(scene)

    with pytest.raises(ActDoesNotFit) as refusal:
        an_option(obstacle, scene.babol_it)

    assert (refusal.value.act, refusal.value.state) == ("propose", "reported")
    assert not obstacle.options.exists()


def test_an_agency_sees_only_what_it_owns_and_only_it_answers(scene: Scene) -> None:
    _, stranger = an_agency(scene.province, "برق منطقه‌ای")
    obstacle = at_work(scene)
    agency = obstacle.owners.get(agency__isnull=False).agency
    officer = agency.seats.get().post.tenures.get().person.user
    an_obstacle(scene)

    assert list(visible(officer)) == [obstacle]
    assert not visible(stranger).exists()
    with pytest.raises(NotFound):
        obstacle_of_key(stranger, obstacle.key)
    with pytest.raises(NotAllowed):
        acknowledge_obstacle(by=stranger, owner=obstacle.owners.get(agency=agency))
    with pytest.raises(NotAllowed):
        triage_obstacle(by=officer, obstacle=obstacle, severity="minor")


def test_work_that_is_late_escalates_too(scene: Scene) -> None:
    """Decided in time, not done by election day less verification and slack: day 32."""
    at_work(scene)

    with on_day(32):
        assert escalate_due() == 0
    with on_day(33):
        assert escalate_due() == 1
        assert escalate_due() == 0

    assert Escalation.objects.get().why == "deliver"


def test_acceptance_names_an_order_and_keeps_the_station_not_ready(scene: Scene) -> None:
    obstacle, _ = with_options(scene)
    with pytest.raises(BadInput):
        accept_obstacle(by=scene.head, obstacle=obstacle, order_number=" ", reason="x")

    accept_obstacle(by=scene.head, obstacle=obstacle, order_number="۱۲/ب", reason="رأی کاغذی")

    row = fresh(obstacle)
    assert (row.state, row.accepted_unit) == ("accepted", scene.province)
    assert obstacle.needs.get().need.state != Need.State.VERIFIED
    reopen_obstacle(by=scene.head, obstacle=obstacle, reason="نظر تازه")
    assert (fresh(obstacle).state, fresh(obstacle).round) == ("options", 2)


def test_a_duplicate_hands_everything_on(scene: Scene) -> None:
    one = an_obstacle(scene)
    other = an_obstacle(scene, by=scene.babol_it)
    agency, _ = an_agency(scene.province)
    triage_obstacle(by=scene.babol_it, obstacle=one, severity="important", agency=agency)

    merge_obstacles(by=scene.babol_it, obstacle=one, into=other)

    kept = fresh(other)
    assert (kept.stations_all, kept.needs_linked) == (2, 2)
    assert owners(kept) == {"مرکزی بابل", "همراه اول"}
    assert (fresh(one).state, fresh(one).merged_into) == ("merged", kept)
    assert owners(one) == {"مرکزی بابل", "همراه اول"}
    with pytest.raises(NotOneObstacle):
        merge_obstacles(by=scene.babol_it, obstacle=kept, into=one)
    assert summary(scene.head, scene.election, scene.province).open == 1


def test_one_tower_proposes_a_duplicate(scene: Scene) -> None:
    operator = Operator.objects.create(slug="mci", kind="mobile", name_fa="همراه", name_en="MCI")
    stations = [a_followed_station(scene.babol_central) for _ in range(3)]
    for station in stations[:2]:
        Link.objects.create(
            point=station.points.get(), kind="sim-a", operator=operator, tower="BBL-12"
        )
    one = an_obstacle(scene, stations[0], title="دکل خاموش")
    other = an_obstacle(scene, stations[1], title="اینترنت ندارد")
    an_obstacle(scene, stations[2], title="رایانه نرسیده", kind="equipment", requirements=[])

    found = duplicates_of(scene.babol_it, one)

    assert [duplicate.obstacle for duplicate in found] == [other]
    assert found[0].likeness.shared == (("tower", "BBL-12"),)


def test_unmet_needs_open_one_obstacle_a_county_at_their_date(scene: Scene) -> None:
    stations = [a_followed_station(scene.babol_central) for _ in range(3)]
    a_followed_station(scene.amol_central)

    assert report_unmet() == 0  # forty days before
    with on_day(11):
        opened = report_unmet()
        assert report_unmet() == 0
        power = Obstacle.objects.get(source_key="need:power", unit=scene.babol)
        assert (opened, power.stations_all, power.needs_linked) == (6, 3, 3)
        assert (power.kind, power.severity, power.reported_by) == ("power", "blocking", None)
        late = a_followed_station(scene.babol_central)
        report_unmet()
        assert fresh(power).stations_all == 4
        for station in (*stations, late):
            prove(scene.need(station, "power", 1), scene.babol_it, scene.amol_it)
        assert fresh(power).state == "closed"


def test_a_station_that_leaves_or_grows_is_counted_anew(scene: Scene) -> None:
    stations = [a_followed_station(scene.babol_central, electors=500) for _ in range(2)]
    obstacle = an_obstacle(scene, *stations)

    stations[0].retired_at, stations[0].retired_by_order = obstacle.reported_at, "۱"
    stations[0].save()
    stations[1].electors = 900
    stations[1].save()
    announce([station.pk for station in stations])

    row = fresh(obstacle)
    assert (row.stations_left, row.electors, row.needs_linked) == (1, 900, 1)
