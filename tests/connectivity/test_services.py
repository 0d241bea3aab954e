"""Readings and plans: nothing doubled, nothing counted that is not so, every figure follows."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import AuditEntry
from sandoq.apps.connectivity.errors import (
    BadGradingRule,
    ReadingKeyReused,
    ReasonMissing,
    RsrpOutOfRange,
    SuccessesExceedAttempts,
)
from sandoq.apps.connectivity.models import AreaLinks, Link, PointGrade, PointLinks, Reading
from sandoq.apps.connectivity.rules.grading import DEFAULT_RULE, GradingRule
from sandoq.apps.connectivity.rules.links import PlannedLink
from sandoq.apps.connectivity.rules.operators import KNOWN_OPERATORS
from sandoq.apps.connectivity.selectors import link_verdicts, rule_in_force
from sandoq.apps.connectivity.services import (
    age_links,
    follow_stations,
    links_changed,
    record_reading,
    record_readings,
    register_known_operators,
    register_operator,
    set_grading_rule,
    set_link_plan,
    withdraw_reading,
)
from sandoq.apps.territory.models import Point, Unit
from sandoq.apps.territory.services import retire_station
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed, NotFound
from tests.connectivity.scene import Scene, a_draft, a_followed_station, measure, plan
from tests.factories import a_station

pytestmark = pytest.mark.django_db


def figures(unit: Unit) -> tuple[int, ...]:
    """Points, electors, electors without link, electors without fallback of a district."""
    row = AreaLinks.objects.get(unit=unit)
    return (row.points, row.electors, row.electors_without_link, row.electors_without_fallback)


def state(point: Point) -> str:
    return PointLinks.objects.get(point=point).state


def test_a_reading_sent_twice_is_one_reading(scene: Scene) -> None:
    """A phone that lost the answer sends again."""
    point = a_followed_station(scene.babol_central).points.get()
    draft = a_draft(point, scene.mci)

    first = record_reading(by=scene.surveyor, draft=draft, source="phone")
    again = record_reading(by=scene.surveyor, draft=draft, source="phone")

    assert first.pk == again.pk
    assert PointGrade.objects.get(point=point).attempts == 10
    assert AuditEntry.objects.filter(verb="connectivity.record-readings").count() == 1


def test_another_reading_under_a_used_key_is_refused(scene: Scene) -> None:
    point = a_followed_station(scene.babol_central).points.get()
    draft = a_draft(point, scene.mci)
    record_reading(by=scene.surveyor, draft=draft)

    with pytest.raises(ReadingKeyReused):
        record_reading(by=scene.surveyor, draft=replace(draft, successes=3))

    assert Reading.objects.get().successes == 10


def test_one_bad_reading_lets_none_of_its_batch_in(scene: Scene) -> None:
    point = a_followed_station(scene.babol_central).points.get()
    drafts = [a_draft(point, scene.mci), a_draft(point, scene.mci, successes=11)]

    with pytest.raises(SuccessesExceedAttempts):
        record_readings(by=scene.surveyor, drafts=drafts, source="phone")
    with pytest.raises(RsrpOutOfRange):
        record_reading(by=scene.surveyor, draft=a_draft(point, scene.mci, rsrp_dbm=-200))

    assert not Reading.objects.exists()


def test_the_database_itself_holds_what_must_never_be_false(scene: Scene) -> None:
    point = a_followed_station(scene.babol_central).points.get()
    reading = record_reading(by=scene.surveyor, draft=a_draft(point, scene.mci))

    for bad in ({"successes": 11}, {"rsrp_dbm": -157}, {"withdrawn_at": now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reading.objects.filter(pk=reading.pk).update(**bad)


def test_a_surveyor_records_nowhere_but_at_home(scene: Scene) -> None:
    elsewhere = a_followed_station(scene.amol_central).points.get()

    with pytest.raises(NotFound):
        record_reading(by=scene.surveyor, draft=a_draft(elsewhere, scene.mci))

    assert not Reading.objects.exists()


def test_figures_follow_each_reading_exactly(scene: Scene) -> None:
    """A mobile station counts once, and as long as any of its points lacks a link."""
    mobile = a_followed_station(scene.babol_central, kind="mobile", points=2, electors=500)
    a_followed_station(scene.babol_central, electors=800)
    first, second = mobile.points.all()
    assert figures(scene.babol_central) == (3, 1300, 1300, 1300)

    measure(first, scene.mci, scene.surveyor)
    assert figures(scene.babol_central) == (3, 1300, 1300, 1300)
    measure(second, scene.mci, scene.surveyor)

    assert figures(scene.babol_central) == (3, 1300, 800, 1300)


def test_a_withdrawn_reading_counts_no_longer_and_stays_to_be_seen(scene: Scene) -> None:
    point = a_followed_station(scene.babol_central).points.get()
    measure(point, scene.mci, scene.surveyor)
    reading = Reading.objects.first()
    assert reading is not None

    withdraw_reading(by=scene.surveyor, reading=reading, reason="در نقطهٔ دیگری بود")
    withdraw_reading(by=scene.surveyor, reading=reading, reason="دوباره")

    assert state(point) == "not-ready"
    assert Reading.objects.count() == 2
    assert Reading.objects.get(pk=reading.pk).withdrawn_reason == "در نقطهٔ دیگری بود"
    with pytest.raises(ReasonMissing):
        withdraw_reading(by=scene.surveyor, reading=Reading.objects.last(), reason=" ")
    with pytest.raises(NotAllowed):
        withdraw_reading(by=scene.amol_it, reading=reading, reason="x")


def test_explain_red_names_the_point_that_fails_both_sims(scene: Scene) -> None:
    """A mobile station of three points; then a dish on its own ground; then 46 days."""
    station = a_followed_station(scene.babol_central, kind="mobile", points=3)
    points = list(station.points.all())
    sims = [("sim-a", scene.mci, "T1", "B1", "F1"), ("sim-b", scene.irancell, "T2", "B2", "F2")]
    dish = ("satellite", scene.satellite, "dish", "sky", "battery")
    for point in points:
        plan(point, scene.babol_it, *sims)
        successes = 2 if point == points[1] else 10
        measure(point, scene.mci, scene.surveyor, successes=successes)
        measure(point, scene.irancell, scene.surveyor, successes=successes)

    assert [state(point) for point in points] == ["ready", "not-ready", "ready"]
    verdict = link_verdicts([points[1].pk], now())[points[1].pk]
    assert [one.link.kind for one in verdict.links if not one.is_verified] == ["sim-a", "sim-b"]
    assert {reason.code for one in verdict.links for reason in one.reasons} == {"success-too-low"}

    plan(points[1], scene.babol_it, *sims, dish)
    measure(points[1], scene.satellite, scene.surveyor)
    assert state(points[1]) == "ready-on-fallback"

    later = now() + timedelta(days=46)
    assert age_links(at=later) == 3
    assert {state(point) for point in points} == {"not-ready"}
    stale = link_verdicts([points[1].pk], later)[points[1].pk]
    assert stale.links[2].reasons[0].code == "readings-too-old"
    assert age_links(at=later) == 0


def test_a_dish_on_the_feeder_of_the_tower_does_not_help(scene: Scene) -> None:
    point = a_followed_station(scene.babol_central).points.get()
    plan(
        point,
        scene.babol_it,
        ("sim-a", scene.mci, "T1", "B1", "F1"),
        ("satellite", scene.satellite, "dish", "sky", "F1"),
    )
    measure(point, scene.mci, scene.surveyor, successes=0)
    measure(point, scene.satellite, scene.surveyor)

    assert state(point) == "not-ready"


def test_the_same_plan_again_changes_nothing_and_a_new_one_replaces_it(scene: Scene) -> None:
    point = a_followed_station(scene.babol_central).points.get()
    link = ("sim-a", scene.mci, "T1", "B1", "F1")

    plan(point, scene.babol_it, link)
    plan(point, scene.babol_it, link)
    assert AuditEntry.objects.filter(verb="connectivity.set-link-plan").count() == 1
    plan(point, scene.babol_it, ("satellite", scene.satellite, "", "", ""))

    assert [row.kind for row in Link.objects.all()] == ["satellite"]
    with pytest.raises(NotAllowed):
        set_link_plan(by=scene.amol_it, point=point, links=[PlannedLink("offline")])


def test_a_new_rule_grades_every_point_again_and_is_on_record(scene: Scene) -> None:
    point = a_followed_station(scene.babol_central).points.get()
    measure(point, scene.mci, scene.surveyor)
    strict = GradingRule(min_transactions=50)

    set_grading_rule(by=scene.headquarters, rule=strict)
    set_grading_rule(by=scene.headquarters, rule=strict)

    assert rule_in_force() == strict
    assert state(point) == "not-ready"
    entry = AuditEntry.objects.get(verb="connectivity.set-grading-rule")
    assert entry.data["before"]["min_transactions"] == 10
    for person in (scene.head, scene.babol_it):
        with pytest.raises(NotAllowed):
            set_grading_rule(by=person, rule=DEFAULT_RULE)
    with pytest.raises(BadGradingRule):
        set_grading_rule(by=scene.headquarters, rule=GradingRule(max_age_days=0))


def test_operators_are_registered_once_and_only_by_the_headquarters(scene: Scene) -> None:
    before = len(register_known_operators(by=scene.headquarters))
    assert len(register_known_operators(by=scene.headquarters)) == before
    with pytest.raises(NotAllowed):
        register_operator(by=scene.head, operator=KNOWN_OPERATORS[0])


def test_a_retired_station_leaves_every_figure(scene: Scene) -> None:
    station = a_followed_station(scene.babol_central, electors=800)
    measure(station.points.get(), scene.mci, scene.surveyor)

    retire_station(by=scene.head, station=station, order_number="1", at=now())

    assert figures(scene.babol_central) == (0, 0, 0, 0)
    assert not PointLinks.objects.exists()
    assert not PointGrade.objects.exists()
    assert Reading.objects.count() == 2


def test_rooms_above_hear_of_changed_points_and_of_no_others(scene: Scene) -> None:
    told: list[Any] = []
    links_changed.append(told.extend)
    try:
        stations = [a_station(scene.babol_central) for _ in range(3)]
        follow_stations([station.pk for station in stations])
        told.clear()
        point = stations[1].points.get()
        measure(point, scene.mci, scene.surveyor)
        assert set(told) == {point.pk}
        told.clear()
        follow_stations([stations[1].pk])
        assert told == []
    finally:
        links_changed.remove(told.extend)


def test_one_reading_costs_the_same_among_few_stations_and_many(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    """Only the point, its station and one area are touched."""
    for _ in range(30):
        a_followed_station(scene.babol_central)
    point = a_followed_station(scene.babol_central).points.get()
    draft = a_draft(point, scene.mci)

    with django_assert_max_num_queries(38):
        record_reading(by=scene.surveyor, draft=draft)
