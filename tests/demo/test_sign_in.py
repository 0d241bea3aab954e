"""The demo's one-click sign-in: there in the demo, nowhere else."""

import pytest
from django.test import Client
from django.urls import include, path

from sandoq.apps.accounts.rules.access import Role
from sandoq.demo.cast import welcome
from sandoq.project.urls import urlpatterns as everywhere
from tests.factories import a_county, a_district, a_user

urlpatterns = [path("demo/", include("sandoq.demo.urls")), *everywhere]
"""The addresses as the demo has them."""

PAGE = "/demo/sign-in/"

pytestmark = pytest.mark.django_db


def test_outside_the_demo_there_is_no_such_address(client: Client) -> None:
    assert client.get(PAGE).status_code == 404
    assert client.post(PAGE, {"username": "headquarters"}).status_code == 404


@pytest.mark.urls(__name__)
def test_outside_the_demo_the_view_itself_refuses(client: Client) -> None:
    """Even if somebody includes its address by mistake."""
    user = a_user(Role.COUNTY_IT, a_county())

    assert client.post(PAGE, {"username": user.username}).status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.urls(__name__)
def test_in_the_demo_another_machine_is_refused(client: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    user = a_user(Role.COUNTY_IT, a_county())

    answer = client.post(PAGE, {"username": user.username}, REMOTE_ADDR="192.0.2.7")

    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.urls(__name__)
def test_in_the_demo_one_click_signs_in_as_the_head_without_a_second_factor(
    client: Client, settings: object
) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    county = a_county()
    head = a_user(Role.PROVINCE_HEAD, county.parent())

    page = client.get(PAGE)
    answer = client.post(PAGE, {"username": head.username}, follow=True)

    assert head.person.name_fa in page.content.decode()
    assert answer.status_code == 200
    assert answer.redirect_chain == [("/", 302)]
    assert client.session["_auth_user_id"] == str(head.pk)


@pytest.mark.urls(__name__)
def test_the_page_leads_only_to_its_own_site(client: Client, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]
    user = a_user(Role.OPERATOR, a_district())

    answer = client.post(PAGE, {"username": user.username, "next": "https://example.org/"})

    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_the_terminal_names_an_account_of_every_office() -> None:
    """Whoever starts the demo reads there how to get in."""
    county = a_county()
    head = a_user(Role.PROVINCE_HEAD, county.parent())
    operator = a_user(Role.OPERATOR, a_district(county=county))

    said = welcome("http://127.0.0.1:8000/")

    assert "http://127.0.0.1:8000/demo/sign-in/" in said
    assert head.username in said
    assert operator.username in said
