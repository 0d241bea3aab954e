"""The page of a station tells its contests, their stage and fallback there."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from sandoq.apps.elections.models import Contest, Election, SeatRule, StageAssignment
from sandoq.apps.elections.panels import contests_of_station
from tests.factories import a_county, a_district, a_province, a_station, a_user, an_election

pytestmark = pytest.mark.django_db
BEFORE = datetime(2024, 2, 1, tzinfo=UTC)


def a_contest(election: Election, slug: str = "seats") -> Contest:
    rule, _ = SeatRule.objects.get_or_create(
        slug="rule", defaults={"name_fa": "قاعده", "name_en": "Rule", "rule": {}}
    )
    return Contest.objects.create(
        election=election, slug=slug, name_fa="مجلس", name_en="Parliament", seat_rule=rule
    )


@time_machine.travel(BEFORE, tick=False)
def test_the_nearest_assignment_is_shown_with_its_fallback(client: Client) -> None:
    county = a_county("بابل", a_province())
    station = a_station(a_district(county=county))
    contest = a_contest(an_election())
    StageAssignment.objects.create(contest=contest, unit=county, stage="S2", fallback="S0")
    client.force_login(a_user("county-it", county))
    client.cookies["django_language"] = "en"

    shown = client.get(reverse("territory:station", args=[station.key])).content.decode()

    assert reverse("elections:contest", args=["majles-12", "seats"]) in shown
    assert shown.index("S2") < shown.index("S0")


@time_machine.travel(BEFORE, tick=False)
def test_a_contest_held_elsewhere_is_not_shown() -> None:
    """A constituency reaches only its own units."""
    province = a_province()
    county, other = a_county("بابل", province), a_county("آمل", province)
    user = a_user("province-head", province)
    contest = a_contest(an_election())
    contest.constituencies.create(name_fa="آمل", seats=1).units.add(other)
    assert contests_of_station(user, a_station(a_district(county=county))) is None
    assert contests_of_station(user, a_station(a_district(county=other))) is not None


def test_without_elections_there_is_no_panel() -> None:
    province = a_province()
    station = a_station(a_district(county=a_county("بابل", province)))
    assert contests_of_station(a_user("province-head", province), station) is None


@time_machine.travel(datetime(2025, 1, 1, tzinfo=UTC), tick=False)
def test_after_the_day_the_last_election_is_still_told() -> None:
    province = a_province()
    station = a_station(a_district(county=a_county("بابل", province)))
    a_contest(an_election())
    panel = contests_of_station(a_user("province-head", province), station)
    assert panel is not None
    ((contest, here),) = panel.data["rows"]  # type: ignore[misc]
    assert (contest.slug, here.stage) == ("seats", "S0")
