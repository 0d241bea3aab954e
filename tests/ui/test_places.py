"""The place and the election a page is about."""

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.models import Constituency, Contest, SeatRule
from sandoq.common.errors import NotFound
from sandoq.project.middleware import PlaceMiddleware
from tests.factories import a_country, a_county, a_district, a_province, a_user, an_election

pytestmark = pytest.mark.django_db


def _request(user: Any, address: str = "/", session: dict[str, str] | None = None) -> Any:
    request = RequestFactory().get(address)
    request.user = user
    request.session = {} if session is None else session  # type: ignore[assignment]
    PlaceMiddleware(lambda _: None)(request)  # type: ignore[arg-type, return-value]
    return request


def test_without_a_choice_the_place_is_that_of_the_nearest_post() -> None:
    province = a_province()
    county = a_county(province=province)
    assert _request(a_user(Role.PROVINCE_HEAD, province)).place == province
    assert _request(a_user(Role.COUNTY_IT, county)).place == county
    assert _request(a_user(Role.HEADQUARTERS, a_country())).place == a_country()


def test_a_chosen_place_is_kept_from_page_to_page() -> None:
    province = a_province()
    county = a_county(province=province)
    user, session = a_user(Role.PROVINCE_HEAD, province), dict[str, str]()
    assert _request(user, f"/?unit={county.key}", session).place == county
    assert _request(user, "/", session).place == county


@pytest.mark.parametrize("address", ["/?unit=nonsense", "/?unit=%00", "/?unit={other}"])
def test_a_place_outside_the_scope_does_not_exist(address: str) -> None:
    """Whether it exists is not revealed: the answer to nonsense is the same."""
    province = a_province()
    mine, other = a_county("نور", province), a_county("نکا", province)
    session = dict[str, str]()
    request = _request(a_user(Role.COUNTY_IT, mine), address.format(other=other.key), session)
    with pytest.raises(NotFound):
        _ = request.place
    assert request.place == mine, "the page that tells the refusal stands on known ground"
    assert session == {}


def test_a_place_kept_from_a_former_post_is_forgotten() -> None:
    province = a_province()
    mine, other = a_county("نور", province), a_county("نکا", province)
    request = _request(a_user(Role.COUNTY_IT, mine), "/", {"place": str(other.key)})
    assert request.place == mine


def test_whoever_has_no_territory_has_no_place() -> None:
    """None is None, not something that looks like it."""
    assert _request(AnonymousUser()).place is None
    assert _request(a_user(Role.CANDIDATE, a_county())).place is None
    assert _request(AnonymousUser()).election is None


def test_a_page_that_asks_for_no_place_costs_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = a_user(Role.COUNTY_IT, a_county())
    with django_assert_num_queries(0):
        _request(user)


def test_the_election_of_the_next_polling_day_comes_first() -> None:
    county = a_county()
    an_election("past", on=date(2020, 2, 21))
    near = an_election("near", on=date(2099, 3, 1))
    an_election("far", on=date(2103, 3, 1))
    user, session = a_user(Role.COUNTY_IT, county), dict[str, str]()
    assert _request(user, "/", session).election == near
    assert _request(user, "/?election=past", session).election.slug == "past"
    assert _request(user, "/", session).election.slug == "past", "a choice is kept"
    with pytest.raises(NotFound):
        _ = _request(user, "/?election=none").election


def test_an_election_held_at_the_place_goes_before_a_nearer_one_elsewhere() -> None:
    province = a_province()
    here, there = a_county("نور", province), a_county("نکا", province)
    rule = SeatRule.objects.create(slug="r", name_fa="ق", name_en="r", rule={})
    for slug, day, unit in (("here", date(2099, 5, 1), here), ("there", date(2099, 3, 1), there)):
        contest = Contest.objects.create(
            election=an_election(slug, on=day), slug="c", name_fa="ر", name_en="c", seat_rule=rule
        )
        held = Constituency.objects.create(contest=contest, name_fa=slug, seats=1)
        held.units.add(unit)
    assert _request(a_user(Role.COUNTY_IT, here)).election.slug == "here"
    assert _request(a_user(Role.DISTRICT_IT, a_district(county=there))).election.slug == "there"


def test_the_switch_offers_only_what_the_person_may_see(client: Client) -> None:
    """A county's page names neither the province nor its neighbours."""
    province = a_province("مازندران")
    mine, other = a_county("نور", province), a_county("نکا", province)
    district = a_district("بلده", mine)
    client.force_login(a_user(Role.COUNTY_IT, mine))
    page = client.get("/").content.decode()
    assert f"unit={district.key}" in page
    assert str(other.key) not in page
    assert str(province.key) not in page
