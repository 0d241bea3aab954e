"""Every page, with the demo's data in it: no serious barrier, no sideways scroll."""

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import NoReverseMatch, reverse

from sandoq.apps.accounts.models import Person, Post, User
from sandoq.apps.accounts.routes import Route, routes
from sandoq.apps.elections.models import Constituency, Election
from sandoq.apps.obstacles.models import Obstacle
from sandoq.apps.planning.models import Scenario
from sandoq.apps.readiness.models import Evidence, RequirementSet, StationStatus
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import Appointment, Enrolment, Invitation
from sandoq.apps.workforce.selectors.links import token_of
from sandoq.demo.build import build
from tests.browser import axe, sign_in, speak

STATIONS = 66
PARTS = 2  # so that two processes share the work
NOBODY = "nobody"
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
PEOPLE = (
    "headquarters",
    "province-head-1",
    "county-it-1",
    "district-it-1",
    "operator-1",
    "expert-1",
)
ROOMS = (
    *("/inventory/", "/connectivity/", "/workforce/", "/workforce/fees/", "/readiness/reports/"),
    *("/planning/scenarios/", "/planning/parts/"),
)
SIZES = {"fa": (DESK, PHONE), "en": (PHONE,)}
NOT_PAGES = (
    "api/",
    "account/logout",
    "i18n/",
    "theme/",
    "read-date/",
    "demo/",
    "connectivity/map/card/",
    "obstacles/map/card/",
    "connectivity/settings/operators/",
    "connectivity/survey/readings/",
    "connectivity/survey/test/",
    "readiness/map/card/",
    "workforce/appointments/<uuid:key>/accept/",
    "workforce/invitations/remind/",
    "workforce/invitations/send/",
    "workforce/training/sessions/<uuid:key>/fill/",
    "workforce/training/sessions/<uuid:key>/judge/",
    "workforce/training/sessions/<uuid:key>/scan/",
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def demo(transactional_db: None, settings: Any, tmp_path: Path) -> None:
    """A small Mazandaran, made by the services and the import as everywhere."""
    settings.HOME = tmp_path
    build("mazandaran", stations=STATIONS, seed=7)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_serious_barrier_or_scrolls_sideways(
    demo: None, browser_page: Any, part: int
) -> None:
    """Every page as one who may see it: axe in Persian, and no sideways scroll at any size.

    The English page has the same elements and colours, but other widths.
    """
    people = [None, *(User.objects.get(username=name) for name in PEOPLE)]
    RecoveryCodes.activate(User.objects.get(username=PEOPLE[0]))
    addresses = _addresses()
    seen = _seen_by(people, addresses[part::PARTS])
    faults = []
    for person, own in seen.items():
        browser_page.context.clear_cookies()
        if person is not None:
            sign_in(browser_page, person)
        for language in SIZES:
            speak(browser_page, language)
            for address in own:
                faults += [
                    f"{address} {one}" for one in _faults_at(browser_page, address, language)
                ]

    assert not faults, "\n".join(faults)
    looked_at = [address for own in seen.values() for address in own]
    assert len(looked_at) > 90 // PARTS, looked_at
    for room in ROOMS:
        assert any(address.startswith(room) for address in addresses), room


def _seen_by(people: list[User | None], addresses: list[str]) -> dict[User | None, list[str]]:
    """The addresses of pages, each under the first of these people who may see it."""
    clients = [(one, _client(one)) for one in people]
    seen: dict[User | None, list[str]] = {}
    for address in addresses:
        for person, client in clients:
            if _is_page(address, client):
                seen.setdefault(person, []).append(address)
                break
    return seen


def _client(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def _is_page(address: str, client: Client) -> bool:
    """Whether the address shows this person a page; many only take forms."""
    answer = client.get(address)
    if answer.streaming:
        b"".join(answer.streaming_content)
    return answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")


def _faults_at(page: Any, address: str, language: str) -> list[str]:
    first, *others = SIZES[language]
    page.set_viewport_size(first)
    page.goto(address, wait_until="load")
    faults = [*(axe(page) if language == "fa" else []), *_sideways(page, first)]
    for size in others:
        page.set_viewport_size(size)
        faults += _sideways(page, size)
    return faults


def _sideways(page: Any, size: dict[str, int]) -> list[str]:
    wider = page.evaluate(
        "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return [f"{size['width']}: scrolls sideways by {wider} px"] if wider > 0 else []


def _addresses() -> list[str]:
    """One address of every route that shows a page; downloads answer with another type."""
    found = []
    for route in routes():
        if route.pattern.startswith(NOT_PAGES) or not route.name or route.methods:
            continue
        try:
            found.append(reverse(route.name, kwargs=_arguments(route)))
        except (NoReverseMatch, KeyError):
            continue
    assert len(found) > 40, found
    return sorted(set(found))


def _arguments(route: Route) -> dict[str, Any]:
    """Something of the demo for every captured part of an address."""
    election = Election.objects.get(slug="majles")
    status = StationStatus.objects.filter(election=election, state="not-ready").first()
    station = status.station if status else None
    county = Unit.objects.filter(level="county").first()
    accepted = Appointment.objects.filter(state="accepted", station__isnull=False).first()
    asked = Invitation.objects.filter(answered_at=None).first()
    seated = Enrolment.objects.first()
    published = RequirementSet.objects.filter(state="published").first()
    plan = Scenario.objects.filter(state="approved").first()
    keys = {
        "planning/parts": plan and plan.key,
        "planning/scenarios": plan and plan.key,
        "connectivity/points": getattr(station and station.points.first(), "key", None),
        "territory/units": county and county.key,
        "territory/stations": station and station.key,
        "readiness/stations": station and station.key,
        "readiness/evidence": getattr(Evidence.objects.exclude(file="").first(), "key", None),
        "readiness/queue": getattr(Evidence.objects.filter(state="pending").first(), "key", None),
        "elections/constituencies": getattr(Constituency.objects.first(), "key", None),
        "obstacles/": getattr(Obstacle.objects.first(), "key", None),
        "workforce/appointments": getattr(accepted, "key", None),
        "workforce/stations": getattr(getattr(accepted, "station", None), "key", None),
        "workforce/training": getattr(seated and seated.session, "key", None),
    }
    need = station.needs.first() if station else None
    values = {
        "slug": election.slug,
        "contest": "seats",
        "person": getattr(Person.objects.last(), "key", None),
        "post": getattr(Post.objects.last(), "pk", None),
        "kind": "board",
        "unit": county and county.key,
        "need": need and need.pk,
        "point": getattr(station.points.first(), "pk", None) if station else None,
        "pk": published and published.pk,
        "code": "ups",
        "token": asked and token_of(asked),
        "key": next((k for start, k in keys.items() if route.pattern.startswith(start)), None),
    }
    return {name: values[name] for name in route.arguments}
