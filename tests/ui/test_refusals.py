"""How a refusal is told: page, fragment, problem detail."""

import json

import pytest
from django.test import Client, RequestFactory
from django.utils import translation

from sandoq.apps.accounts.rules.access import Role
from sandoq.common.errors import BadInput, Conflict, DomainError, NotAllowed, NotFound
from sandoq.project import failures
from sandoq.project.middleware import DomainErrorMiddleware
from sandoq.ui.problems import problem_details, sentence
from tests.factories import a_county, a_user


class SealBroken(Conflict):
    """A refusal nobody wrote a sentence for."""

    code = "seal-broken"

    def __init__(self, seal: str) -> None:
        super().__init__(seal)
        self.seal = seal


REFUSALS = [
    BadInput("day", "30 Esfand", "no-such-day"),
    NotAllowed("territory.edit-unit", "0001"),
    NotFound("unit", "x"),
    Conflict(),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda error: error.code)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_common_refusal_has_a_sentence_in_both_languages(
    refusal: DomainError, language: str
) -> None:
    with translation.override(language):
        told = sentence(refusal)
    assert told.startswith("<h1>")
    assert ("Nothing" in told or "Check" in told) is (language == "en")


def test_a_refusal_without_a_sentence_speaks_by_its_parents() -> None:
    with translation.override("en"):
        assert "present state" in sentence(SealBroken("A-17"))


def test_what_a_person_typed_cannot_become_markup() -> None:
    assert "<script>" not in sentence(BadInput("day", "<script>alert(1)</script>", "unreadable"))


def test_a_program_gets_a_problem_detail() -> None:
    """RFC 9457: type, title, status, detail, instance; our code and fields beside them."""
    request = RequestFactory().get("/api/stations")
    response = DomainErrorMiddleware(lambda _: None).process_exception(  # type: ignore[arg-type, return-value]
        request, BadInput("day", "30 Esfand", "no-such-day")
    )
    assert response is not None
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    with translation.override("en"):
        details = problem_details(BadInput("day", "x", "no-such-day"), instance="/api/stations")
    body = json.loads(response.content)
    assert body["type"] == "urn:sandoq:refusal:bad-input"
    assert body["instance"] == "/api/stations"
    assert (body["field"], body["reason"]) == ("day", "no-such-day")
    assert details["title"] == "An entry cannot be accepted"
    assert details["detail"].endswith("Nothing was changed.")
    assert "<" not in details["detail"]


def test_a_bug_is_no_refusal() -> None:
    """Bugs crash loudly; only expected refusals are told politely."""
    middleware = DomainErrorMiddleware(lambda _: None)  # type: ignore[arg-type, return-value]
    assert middleware.process_exception(RequestFactory().get("/"), KeyError("x")) is None


@pytest.mark.django_db
def test_a_refused_page_keeps_bar_and_way_on(client: Client) -> None:
    client.force_login(a_user(Role.COUNTY_IT, a_county()))
    response = client.get("/?unit=00000000-0000-0000-0000-000000000000")
    page = response.content.decode()
    assert response.status_code == 404
    assert 'data-code="not-found"' in page
    assert 'class="bar-top"' in page
    assert "رفتن به امروز" in page


@pytest.mark.django_db
def test_htmx_gets_the_refusal_for_the_problem_area(client: Client) -> None:
    """A table keeps its rows; the sentence appears above it."""
    client.force_login(a_user(Role.COUNTY_IT, a_county()))
    response = client.get("/?unit=nothing", headers={"HX-Request": "true", "HX-Target": "rows"})
    assert response.status_code == 404
    assert response.headers["HX-Retarget"] == "#problem"
    assert response.headers["HX-Push-Url"] == "false"
    assert b"<html" not in response.content


@pytest.mark.django_db
def test_htmx_is_led_to_the_door_when_the_session_ended(client: Client) -> None:
    """Otherwise the sign-in form would be swapped into a table."""
    response = client.get(
        "/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/search/?q=x"}
    )
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/account/login/?next=%2Fsearch%2F%3Fq%3Dx"


@pytest.mark.django_db
def test_an_unknown_address_is_told_in_the_language_of_the_page(client: Client) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "صفحه‌ای با این نشانی نیست" in response.content.decode()
    assert client.get("/api/no/such/thing").headers["Content-Type"].startswith("application/")


@pytest.mark.django_db
def test_a_forged_form_is_told_what_to_do() -> None:
    response = Client(enforce_csrf_checks=True).post("/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert "فرم قدیمی" in response.content.decode()


def test_a_crash_is_told_in_both_languages_without_the_parts_that_may_be_broken() -> None:
    """No query, no session, no shell: whatever made the page may be what failed."""
    response = failures.crashed(RequestFactory().get("/"))
    page = response.content.decode()
    assert response.status_code == 500
    assert "سامانه نتوانست پاسخ دهد" in page
    assert "The system could not answer" in page
    problem = failures.crashed(RequestFactory().get("/api/stations"))
    assert json.loads(problem.content)["code"] == "crashed"


@pytest.mark.django_db
def test_too_many_attempts_to_sign_in_are_told_what_to_do(client: Client) -> None:
    """django-allauth finds this page by the name `handler429` in the addresses."""
    page = ""
    for _ in range(12):
        response = client.post("/account/login/", {"login": "nobody", "password": "x" * 15})
        page = response.content.decode()
    assert 'data-code="too-fast"' in page or "شمار تلاش‌های ناموفق" in page
