"""The right stations, the right stages, in a number of queries that does not grow."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.models import Contest, StageAssignment
from sandoq.apps.elections.selectors import (
    StageCount,
    StageLadder,
    constituencies_of,
    constituency_of_key,
    contest_of_slug,
    election_of_slug,
    elections,
    electoral_sums,
    next_election,
    stage_counts,
    stations_of,
)
from sandoq.apps.elections.services import draw_constituency
from sandoq.common.errors import NotFound
from tests.elections.builders import (
    NEXT,
    Land,
    a_contest_by,
    an_election_by,
    the_headquarters,
)
from tests.factories import LONG_AGO, a_station, a_user

pytestmark = pytest.mark.django_db


def put(contest: Contest, place, stage: str, fallback: str = "S0") -> None:
    key = "unit" if hasattr(place, "level") else "station"
    StageAssignment.objects.create(contest=contest, stage=stage, fallback=fallback, **{key: place})


def test_every_role_sees_elections_and_a_visitor_none(land: Land, contest: Contest) -> None:
    """A post for one election shows that one."""
    other = an_election_by(the_headquarters(land), "experts-6")
    candidate = a_user(Role.CANDIDATE, land.sari)
    trustee = a_user(Role.TRUSTEE, land.country, election=other)

    assert elections(candidate).count() == 2
    assert list(elections(trustee)) == [other]
    assert not elections(AnonymousUser()).exists()
    with pytest.raises(NotFound):
        election_of_slug(trustee, contest.election.slug)
    with pytest.raises(NotFound):
        contest_of_slug(trustee, contest.election.slug, contest.slug)
    with pytest.raises(NotFound):
        contest_of_slug(candidate, "experts-6", contest.slug)


def test_a_constituency_is_found_by_key_within_ones_elections(
    boss: User, land: Land, contest: Contest
) -> None:
    """A trustee of another election learns nothing of it."""
    drawn = draw_constituency(by=boss, contest=contest, name_fa="س", seats=1, units=[land.sari])
    other = an_election_by(boss, "experts-6")

    assert constituency_of_key(boss, drawn.key) == drawn
    with pytest.raises(NotFound):
        constituency_of_key(a_user(Role.TRUSTEE, land.country, election=other), drawn.key)


def test_stations_lie_under_the_constituencies_units(
    boss: User, land: Land, contest: Contest
) -> None:
    """Levels mixed, retired ones left out, each once; everywhere before anything is drawn."""
    inside = [a_station(land.sari_centre), a_station(land.miandorud)]
    outside = [a_station(land.sari_dodangeh), a_station(land.babol), a_station(land.tabriz)]
    a_station(land.sari_centre, retired_at=LONG_AGO, retired_by_order="ح")

    assert set(stations_of(contest.election)) == {*inside, *outside}
    units = [land.sari_centre, land.miandorud]
    drawn = draw_constituency(by=boss, contest=contest, name_fa="س", seats=1, units=units)

    assert sorted(s.pk for s in stations_of(contest.election)) == [s.pk for s in inside]
    sums = electoral_sums([drawn])[drawn.pk]
    assert (sums.stations, sums.electors) == (2, 1600)


def test_constituencies_of_a_place_are_those_that_share_its_ground(
    boss: User, land: Land, contest: Contest
) -> None:
    """Above it and below it."""
    sari = draw_constituency(by=boss, contest=contest, name_fa="س", seats=1, units=[land.sari])
    babol = draw_constituency(by=boss, contest=contest, name_fa="ب", seats=1, units=[land.babol])

    assert list(constituencies_of(contest.election)) == [sari, babol]
    assert list(constituencies_of(contest.election, land.mazandaran.path)) == [sari, babol]
    assert list(constituencies_of(contest.election, land.sari_centre.path)) == [sari]
    assert not constituencies_of(contest.election, land.tabriz.path).exists()


def test_the_next_election_is_the_one_to_come_here(
    boss: User, land: Land, contest: Contest
) -> None:
    """After the last one it is the last one; one held at the place comes first."""
    later = an_election_by(boss, "majles-13", on=NEXT)
    day = contest.election.polling_day.date
    morning = datetime(day.year, day.month, day.day, 5, tzinfo=UTC)

    assert next_election(LONG_AGO) == contest.election
    assert next_election(morning) == contest.election
    assert next_election(morning.replace(year=2025)) == later
    assert next_election(morning.replace(year=2030)) == later
    draw_constituency(by=boss, contest=contest, name_fa="س", seats=1, units=[land.sari])
    assert next_election(morning.replace(year=2025), land.sari_centre.path) == contest.election


def test_the_nearest_assignment_holds(land: Land, contest: Contest) -> None:
    """Station, else district, county, province; else paper."""
    own, near = a_station(land.sari_centre), a_station(land.sari_dodangeh)
    put(contest, land.mazandaran, "S1")
    put(contest, land.sari_centre, "S2", "S1")
    put(contest, own, "S3", "S2")
    ladder = StageLadder.load([contest])

    def stage(station) -> str:
        return ladder.stage(contest.pk, station.pk, station.unit.path)

    assert (stage(own), stage(near)) == ("S3", "S1")
    assert ladder.fallback(contest.pk, own.pk, own.unit.path) == "S2"
    assert stage(a_station(land.sari_centre)) == "S2"
    assert stage(a_station(land.tabriz)) == "S0"


def test_a_ladder_of_a_day_knows_where_each_election_is_held(
    boss: User, land: Land, contest: Contest
) -> None:
    """What readiness asks: elections held at a station, with their contests' stages."""
    experts = a_contest_by(boss, an_election_by(boss, "experts-6"), "experts")
    empty = an_election_by(boss, "council-7")
    draw_constituency(by=boss, contest=experts, name_fa="م", seats=4, units=[land.mazandaran])
    station = a_station(land.tabriz)
    put(contest, station, "S1")
    day = [contest.election_id, experts.election_id, empty.pk]
    ladder = StageLadder.of_elections(day)

    assert ladder.stages_at(station.pk, land.tabriz.path) == {
        contest.election_id: {"S1"},
        empty.pk: {"S0"},
    }
    assert ladder.stages_at(0, land.sari_centre.path) == {pk: {"S0"} for pk in day}


def test_a_ladder_is_loaded_in_two_queries_and_asks_no_more(
    land: Land, contest: Contest, django_assert_num_queries
) -> None:
    """58,640 stations are resolved in memory."""
    put(contest, land.mazandaran, "S1")
    with django_assert_num_queries(2):
        ladder = StageLadder.load([contest])
        for number in range(1000):
            assert ladder.stage(contest.pk, number, land.sari_centre.path) == "S1"


def test_counts_by_stage_agree_with_the_ladder(boss: User, land: Land, contest: Contest) -> None:
    """Every station once, in the number of queries that no station adds to."""
    put(contest, land.sari, "S1")
    put(contest, a_station(land.sari_centre, electors=10), "S2", "S0")
    put(contest, a_station(land.babol, electors=3), "S1")
    a_station(land.sari_dodangeh, electors=100)
    a_station(land.tabriz, electors=1000)

    with CaptureQueriesContext(connection) as few:
        found = stage_counts(contest.election, land.country)

    assert found == [
        StageCount(contest.pk, "S0", 1, 1000),
        StageCount(contest.pk, "S1", 2, 103),
        StageCount(contest.pk, "S2", 1, 10),
        StageCount(contest.pk, "S3", 0, 0),
        StageCount(contest.pk, "S4", 0, 0),
    ]
    for _ in range(30):
        a_station(land.sari_centre)
    with CaptureQueriesContext(connection) as many:
        inside = stage_counts(contest.election, land.sari)
    assert len(many) == len(few)
    assert {count.stage: count.stations for count in inside if count.stations} == {
        "S1": 31,
        "S2": 1,
    }
