"""Nobody leaps up the ladder: not by a unit, not by a station, not by another province's head."""

import pytest
from django.db.models import QuerySet

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.errors import (
    FallbackNotLower,
    OutsideContest,
    StageOrderMissing,
    StagesBuiltUpon,
    StageTooFar,
    StepBackWithoutReason,
)
from sandoq.apps.elections.models import Contest, Election, StageAssignment
from sandoq.apps.elections.services import assign_stage, draw_constituency, election_changed
from sandoq.apps.territory.models import Station, Unit
from sandoq.common.errors import BadInput, NotAllowed
from tests.elections.builders import (
    NEXT,
    Land,
    a_contest_by,
    an_election_by,
    the_headquarters,
)
from tests.factories import a_station, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def before(boss: User) -> Contest:
    """The contest of 1402."""
    return a_contest_by(boss, an_election_by(boss, "majles-12"))


@pytest.fixture
def contest(boss: User, before: Contest) -> Contest:
    """The contest of 1406, which goes on from 1402."""
    election = an_election_by(boss, "majles-13", on=NEXT, previous=before.election)
    return a_contest_by(boss, election)


def assign(
    by: User, contest: Contest, place: Unit | Station, stage: str, fallback: str = "", **more: str
) -> StageAssignment:
    lower = {"S0": "S0", "S1": "S0", "S2": "S1", "S3": "S2", "S4": "S3"}
    more = {"order_number": "ص-۱۲", **more}
    return assign_stage(
        by=by,
        contest=contest,
        place=place,
        stage=stage,
        fallback=fallback or lower[stage],
        **more,
    )


def test_the_first_electronic_election_is_at_most_check_in(
    boss: User, land: Land, before: Contest
) -> None:
    """Without an election before, everything was paper; both stages are named."""
    with pytest.raises(StageTooFar) as refusal:
        assign(boss, before, land.mazandaran, "S2")

    fields = refusal.value.fields()
    assert fields == {
        "place": "مازندران",
        "previous": "S0",
        "stage": "S2",
        "furthest": "S1",
    }
    assert not StageAssignment.objects.exists()
    assert assign(boss, before, land.mazandaran, "S1").assigned_by == boss


def test_one_step_further_where_the_last_one_was_made(
    boss: User, land: Land, before: Contest, contest: Contest
) -> None:
    """Sari checked in electronically last time, Babol did not: only Sari may count so now."""
    assign(boss, before, land.sari, "S1")

    assign(boss, contest, land.sari, "S2")
    with pytest.raises(StageTooFar) as refusal:
        assign(boss, contest, land.babol, "S2")

    assert refusal.value.place == "بابل"
    with pytest.raises(StageTooFar):
        assign(boss, contest, land.sari_centre, "S3")


def test_a_wider_unit_does_not_hide_a_place_left_behind(
    boss: User, land: Land, before: Contest, contest: Contest
) -> None:
    """The province had S1, but one of its districts was set back to paper."""
    assign(boss, before, land.mazandaran, "S1")
    assign(boss, before, land.sari_dodangeh, "S0")

    with pytest.raises(StageTooFar) as refusal:
        assign(boss, contest, land.mazandaran, "S2")
    assert refusal.value.place == "دودانگه"

    assign(boss, contest, land.sari_dodangeh, "S1")
    assign(boss, contest, land.mazandaran, "S2")


def test_a_station_left_behind_counts_too(
    boss: User, land: Land, before: Contest, contest: Contest
) -> None:
    """A single station that voted on paper cannot be carried two steps by its county."""
    station = a_station(land.sari_centre, name="دبستان شهید بهشتی")
    assign(boss, before, land.sari, "S1")
    assign(boss, before, station, "S0")

    with pytest.raises(StageTooFar) as refusal:
        assign(boss, contest, land.sari, "S2")
    assert refusal.value.place == "دبستان شهید بهشتی"

    assign(boss, contest, station, "S1")
    assign(boss, contest, land.sari, "S2")


def test_a_step_back_needs_a_reason(
    boss: User, land: Land, before: Contest, contest: Contest
) -> None:
    """Going back is allowed, and explained."""
    assign(boss, before, land.sari, "S1")

    with pytest.raises(StepBackWithoutReason):
        assign(boss, contest, land.sari, "S0")
    assigned = assign(boss, contest, land.sari, "S0", reason="سیل راه‌ها را بسته است")

    assert assigned.reason == "سیل راه‌ها را بسته است"


def test_a_stage_has_a_lower_fallback_an_order_and_a_name(
    boss: User, land: Land, before: Contest
) -> None:
    """Each of the three is refused by itself, and nothing is written."""
    with pytest.raises(FallbackNotLower):
        assign(boss, before, land.sari, "S1", "S1")
    with pytest.raises(StageOrderMissing):
        assign(boss, before, land.sari, "S1", order_number=" ")
    with pytest.raises(BadInput):
        assign(boss, before, land.sari, "S7", "S0")
    assert not StageAssignment.objects.exists()


def test_the_head_of_another_province_assigns_nothing_here(land: Land, before: Contest) -> None:
    """Tabriz cannot decide for Sari; the head of Mazandaran can, and Sari's own IT cannot."""
    station = a_station(land.sari_centre)
    for stranger in (
        a_user(Role.PROVINCE_HEAD, land.azerbaijan),
        a_user(Role.COUNTY_IT, land.sari),
        a_user(Role.PROVINCE_HEAD, land.mazandaran, election=an_election_by_other(land)),
    ):
        for place in (land.sari, station, land.country):
            with pytest.raises(NotAllowed):
                assign(stranger, before, place, "S1")
    assert not StageAssignment.objects.exists()

    assign(a_user(Role.PROVINCE_HEAD, land.mazandaran), before, land.sari, "S1")
    assert AuditEntry.objects.latest("seq").unit_path == land.sari.path


def an_election_by_other(land: Land) -> Election:
    return an_election_by(the_headquarters(land), "experts-6")


def test_a_contest_has_no_stage_where_it_is_not_held(
    boss: User, land: Land, before: Contest
) -> None:
    """A unit outside the constituencies is refused; one above them is not."""
    draw_constituency(by=boss, contest=before, name_fa="ساری", seats=2, units=[land.sari])

    for place in (land.babol, a_station(land.babol)):
        with pytest.raises(OutsideContest):
            assign(boss, before, place, "S1")
    assign(boss, before, land.mazandaran, "S1")
    assign(boss, before, land.sari_centre, "S1")


def test_stages_that_a_later_election_builds_on_stay(
    boss: User, land: Land, before: Contest, contest: Contest
) -> None:
    """Otherwise the past could be raised to leap in the present."""
    assign(boss, contest, land.sari, "S1")

    with pytest.raises(StagesBuiltUpon):
        assign(boss, before, land.sari, "S1")


def test_the_same_assignment_again_is_recorded_once_and_told_once(
    boss: User, land: Land, before: Contest
) -> None:
    """Rooms above hear of it inside the transaction, with the stations it reaches."""
    here = a_station(land.sari_centre)
    a_station(land.babol)
    told: list[list[Station]] = []

    def listener(_election: Election, stations: QuerySet[Station]) -> None:
        told.append(list(stations))

    election_changed.append(listener)
    try:
        first = assign(boss, before, land.sari, "S1")
        assert assign(boss, before, land.sari, "S1") == first
    finally:
        election_changed.remove(listener)

    assert told == [[here]]
    assert AuditEntry.objects.filter(verb="elections.assign-stage").count() == 1
