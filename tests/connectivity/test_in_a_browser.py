"""What only a browser can tell: access for all, phones, the map, and a day without a network."""

from typing import Any

import pytest

from sandoq.apps.connectivity.models import PointLinks, Reading
from tests.browser import axe, sign_in, speak
from tests.connectivity.scene import Scene, a_followed_station, a_scene, measure, plan

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def scene() -> Scene:
    """A point with a plan, one that fails, one that nobody measured."""
    scene = a_scene()
    points = [a_followed_station(scene.babol_central).points.get() for _ in range(3)]
    measure(points[0], scene.mci, scene.surveyor)
    measure(points[0], scene.irancell, scene.surveyor)
    measure(points[1], scene.mci, scene.surveyor, successes=2)
    plan(
        points[0],
        scene.babol_it,
        ("sim-a", scene.mci, "T1", "B1", "F1"),
        ("sim-b", scene.irancell, "T1", "", "F2"),
    )
    return scene


def pages(scene: Scene) -> list[tuple[Any, str]]:
    """Every page of the room and whoever would open it."""
    first = PointLinks.objects.order_by("pk").first()
    assert first is not None
    reading = Reading.objects.first()
    assert reading is not None
    return [
        *(
            (scene.babol_it, f"/connectivity/{path}")
            for path in ("", "?gap=link", "?operator=mci&grade=failing", "areas/", "operators/")
        ),
        (scene.babol_it, f"/connectivity/points/{first.point.key}/"),
        (scene.babol_it, f"/connectivity/points/{first.point.key}/plan/"),
        (scene.babol_it, f"/connectivity/readings/{reading.client_uuid}/withdraw/"),
        (scene.babol_it, "/connectivity/import/"),
        (scene.headquarters, "/connectivity/settings/"),
        (scene.surveyor, "/connectivity/survey/"),
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


def test_a_surveyor_measures_without_a_network_and_everything_arrives_once(
    browser_page: Any, scene: Scene
) -> None:
    """The page opens without a network; readings wait; back in town each is sent once."""
    page = browser_page
    page.set_viewport_size(PHONE)
    sign_in(page, scene.surveyor)
    point = PointLinks.objects.order_by("pk").last()
    assert point is not None
    before = Reading.objects.count()
    page.goto("/connectivity/survey/")
    page.wait_for_selector("#survey[data-kept-page=true]")

    fill(page, str(point.point.key))
    page.locator("#s-n").fill("10")
    page.locator("[data-run]").click()
    page.wait_for_function("() => document.querySelector('[name=attempts]').value === '10'")
    assert page.locator("[name=successes]").input_value() == "10"
    page.locator("button[type=submit]", has_text="سنجش").click()
    page.wait_for_selector("[data-waiting] [data-state=sent]")
    assert Reading.objects.count() == before + 1

    page.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#survey[data-started=true]")
    assert page.locator("#survey").get_attribute("data-net") == "offline"
    for successes in ("9", "7"):
        fill(page, str(point.point.key))
        page.locator("[name=attempts]").fill("10")
        page.locator("[name=successes]").fill(successes)
        page.locator("[name=rsrp_dbm]").fill("-۱۰۱")
        page.locator("button[type=submit]", has_text="سنجش").click()
        page.wait_for_function("() => document.querySelector('[name=attempts]').value === ''")
    page.reload()
    page.wait_for_selector("#survey[data-waiting-count='2']")
    assert Reading.objects.count() == before + 1

    page.context.set_offline(False)
    page.wait_for_selector("#survey[data-waiting-count='0']")
    page.reload()
    page.wait_for_selector("#survey[data-kept-page=true]")

    kept = Reading.objects.filter(point=point.point_id).order_by("-pk")
    assert {row.successes for row in kept} == {10, 9, 7}
    assert Reading.objects.count() == before + 3
    assert kept[0].rsrp_dbm == -101


def test_a_phone_with_a_wrong_clock_is_told_so(browser_page: Any, scene: Scene) -> None:
    page = browser_page
    page.set_viewport_size(PHONE)
    sign_in(page, scene.surveyor)
    page.add_init_script("const real = Date.now; Date.now = () => real() + 7200000;")

    page.goto("/connectivity/survey/")
    page.wait_for_selector("[data-clock]:not([hidden])")

    assert "۲ ساعت" in page.locator("[data-clock]").inner_text()


def test_what_cannot_be_is_said_before_anything_is_kept(browser_page: Any, scene: Scene) -> None:
    page = browser_page
    sign_in(page, scene.surveyor)
    point = PointLinks.objects.order_by("pk").last()
    assert point is not None
    page.goto("/connectivity/survey/")
    page.wait_for_selector("#survey[data-kept-page=true]")
    fill(page, str(point.point.key))
    page.locator("[name=attempts]").fill("10")
    page.locator("[name=successes]").fill("11")
    page.locator("button[type=submit]", has_text="سنجش").click()

    page.wait_for_selector("[data-trouble]:not([hidden])")
    assert page.locator("#survey").get_attribute("data-waiting-count") == "0"


def fill(page: Any, point: str) -> None:
    """Choose the point and the operator; the technology follows."""
    page.locator("[data-point]").select_option(point)
    page.locator("[name=operator][value=mci]").check()
