"""What only a browser can tell: access for all, phones, and a verification by keyboard alone."""

from typing import Any

import pytest

from sandoq.apps.readiness.models import Evidence
from sandoq.apps.readiness.services import draft_set, record_evidence, refute_evidence
from tests.browser import axe, sign_in, speak
from tests.readiness.scene import (
    Scene,
    a_finding,
    a_followed_station,
    a_scene,
    make_ready,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 800}


@pytest.fixture
def scene() -> Scene:
    """Stations in every state, proofs that wait, a draft."""
    scene = a_scene()
    ready = a_followed_station(scene.babol_central)
    make_ready(ready, scene.babol_it, scene.amol_it)
    mobile = a_followed_station(scene.babol_central, kind="mobile", points=3)
    make_ready(mobile, scene.babol_it, scene.amol_it, but=("link",))
    scene.stations = [ready, mobile, a_followed_station(scene.babol_central)]
    for code in ("power", "pollbook", "link"):
        need = scene.need(scene.stations[2], code)
        proof = record_evidence(by=scene.babol_it, finding=a_finding(need, age_days=2))
    refute_evidence(by=scene.amol_it, evidence=proof, reason="no signal at all")
    draft_set(by=scene.headquarters, polling_day=scene.election.polling_day, unit=scene.country)
    return scene


def pages(scene: Scene) -> list[tuple[Any, str]]:
    """Every page of the room and whoever would open it."""
    station = scene.stations[2].key
    need = scene.need(scene.stations[2], "power").pk
    drafted = scene.election.polling_day.requirement_sets.get(state="draft").pk
    return [
        *((scene.head, f"/readiness/{path}") for path in ("", "areas/", "changes/", "queue/")),
        (scene.head, f"/readiness/stations/{station}/"),
        (scene.head, f"/readiness/stations/{scene.stations[1].key}/"),
        (scene.head, f"/readiness/stations/{station}/needs/{need}/waive/"),
        (scene.babol_it, f"/readiness/stations/{station}/inspect/"),
        (scene.headquarters, "/readiness/requirements/"),
        (scene.headquarters, f"/readiness/requirements/{drafted}/"),
        (scene.headquarters, f"/readiness/requirements/{drafted}/add/"),
        (scene.headquarters, f"/readiness/requirements/{drafted}/edit/link/"),
        (scene.headquarters, f"/readiness/requirements/{drafted}/publish/"),
    ]


def test_every_page_is_open_to_all_and_fits_a_phone(browser_page: Any, scene: Scene) -> None:
    """axe finds nothing serious; nothing scrolls sideways at phone width."""
    speak(browser_page, "fa")
    for user, address in pages(scene):
        sign_in(browser_page, user)
        browser_page.set_viewport_size({"width": 1280, "height": 800})
        assert browser_page.goto(address).status == 200, address
        assert axe(browser_page) == [], address
        browser_page.set_viewport_size(PHONE)
        browser_page.reload()
        wide = browser_page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], address


def test_the_queue_is_worked_by_keyboard_alone(browser_page: Any, scene: Scene) -> None:
    """A confirms, S comes back to it later, R asks for the reason and Enter refutes."""
    sign_in(browser_page, scene.amol_it)
    browser_page.goto("/readiness/queue/")
    heading = browser_page.locator("#item h2")
    first = heading.inner_text()
    browser_page.keyboard.press("s")
    browser_page.wait_for_url("**/queue/?after=*")
    assert heading.inner_text() != first
    browser_page.goto("/readiness/queue/")
    browser_page.keyboard.press("a")
    browser_page.wait_for_load_state()
    browser_page.wait_for_function(
        "text => document.querySelector('#item h2')?.innerText !== text", arg=first
    )
    browser_page.keyboard.press("r")
    browser_page.keyboard.type("an empty box, a")
    browser_page.keyboard.press("Enter")
    browser_page.locator(".empty").wait_for()
    states = Evidence.objects.filter(need__station=scene.stations[2]).values_list(
        "state", flat=True
    )
    assert sorted(states) == ["refuted", "refuted", "verified"]


def test_a_visit_is_recorded_on_a_phone_by_keyboard(browser_page: Any, scene: Scene) -> None:
    """Fields open when the box is ticked; the typed Jalali day is read back."""
    browser_page.set_viewport_size(PHONE)
    sign_in(browser_page, scene.babol_it)
    speak(browser_page, "en")
    need = scene.need(scene.stations[2], "link")
    browser_page.goto(f"/readiness/stations/{scene.stations[2].key}/inspect/")
    kind = browser_page.locator(f"#id_kind_{need.pk}")
    assert not kind.is_visible()
    browser_page.locator(f"#id_seen_{need.pk}").focus()
    browser_page.keyboard.press("Space")
    assert kind.is_visible()
    browser_page.get_by_role("button", name="Record the visit").focus()
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/readiness/stations/*/")
    assert Evidence.objects.filter(need=need, state="pending").count() == 1


def test_a_filter_swaps_the_rows_and_keeps_the_address(browser_page: Any, scene: Scene) -> None:
    """The figures stay, the rows change, the address can be sent to a colleague."""
    sign_in(browser_page, scene.head)
    speak(browser_page, "en")
    browser_page.goto("/readiness/")
    browser_page.get_by_label("State").select_option("ready")
    browser_page.wait_for_url("**state=ready**")
    browser_page.wait_for_function("document.querySelectorAll('#rows tbody tr').length === 1")
    assert browser_page.locator("#rows").inner_text().count("Not ready") == 0
