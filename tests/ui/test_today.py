"""The page a committee begins with: what needs me, what changed, what to do first."""

import pytest
from django.test import Client

from sandoq.apps.accounts.rules.access import Role
from tests.factories import a_country, a_county, a_district, a_province, a_station, a_user
from tests.factories import an_election as an_election_of

pytestmark = pytest.mark.django_db


def _today(client: Client, role: Role, unit: object) -> str:
    client.force_login(a_user(role, unit))  # type: ignore[arg-type]
    response = client.get("/")
    assert response.status_code == 200
    return response.content.decode()


def test_strangers_are_led_to_the_door(client: Client) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/login/")


def test_an_empty_platform_tells_each_what_comes_first(client: Client) -> None:
    """The nation enters an election; a county waits for it. Nobody meets a dead end."""
    assert "/elections/new/" in _today(client, Role.HEADQUARTERS, a_country())
    county = _today(client, Role.COUNTY_IT, a_county())
    assert "هنوز انتخاباتی ثبت نشده است" in county
    assert "/elections/new/" not in county


def test_without_stations_the_first_step_is_to_upload_them(client: Client) -> None:
    """Whoever may not upload is told who will."""
    an_election_of()
    county = a_county()
    district = a_district(county=county)
    assert "فهرست شعب را همان‌گونه که دارید" in _today(client, Role.COUNTY_IT, county)
    assert "همین که شهرستان" in _today(client, Role.DISTRICT_IT, district)


def test_without_requirements_the_first_step_is_to_publish_them(client: Client) -> None:
    an_election_of()
    province = a_province()
    a_station(a_district(county=a_county(province=province)))
    page = _today(client, Role.PROVINCE_HEAD, province)
    assert "هنوز الزامی ابلاغ نشده است" in page or "شعب ناآماده" in page


@pytest.mark.parametrize("role", list(Role))
def test_the_page_opens_for_every_role(client: Client, role: Role) -> None:
    an_election_of()
    province = a_province()
    unit = a_country() if role is Role.HEADQUARTERS else province
    assert "در انتظار شما" in (page := _today(client, role, unit)) or 'class="empty"' in page
