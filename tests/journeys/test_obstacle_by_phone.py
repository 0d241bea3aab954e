"""An obstacle on its whole way, in a browser, in Persian, at the width of a phone."""

from datetime import timedelta
from typing import Any

import pytest

from sandoq.apps.obstacles.models import Agency, Obstacle
from sandoq.common.clock import now, today
from tests.browser import axe, sign_in, speak
from tests.obstacles.scene import an_agency
from tests.readiness.scene import a_followed_station, a_scene, prove

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


def test_from_the_districts_report_to_the_evidence_that_closes_it(browser_page: Any) -> None:
    """District reports, county adds options, province decides, agency acknowledges, proof closes.

    On every page: nothing serious for axe, nothing scrolls sideways.
    """
    scene = a_scene()
    day = scene.election.polling_day
    day.date = today(now()) + timedelta(days=40)
    day.save()
    station = a_followed_station(scene.babol_central, electors=640)
    agency, officer = an_agency(scene.province)
    page = browser_page
    speak(page, "fa")
    page.set_viewport_size(PHONE)

    def as_user(user: Any, address: str) -> None:
        sign_in(page, user)
        assert page.goto(address).status == 200
        assert axe(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address

    as_user(scene.babol_district_it, "/obstacles/new/")
    page.get_by_label("چه چیزی مانع است").fill("دکل روستا برق ندارد")
    page.locator(f"input[name=stations][value='{station.key}']").check()
    page.locator("input[name=severity][value=blocking]").check()
    page.locator("input[name=requirements][value=link]").check()
    page.locator(".wizard-actions button").click()
    page.wait_for_url("**/obstacles/*-*/")
    obstacle = Obstacle.objects.get()
    record = f"/obstacles/{obstacle.key}/"
    assert "۶۴۰" in page.locator(".record-state").inner_text()

    as_user(scene.babol_it, record)
    weigh_and_propose(page, agency)

    as_user(scene.head, record)
    page.get_by_role("row").filter(has_text="تعمیر دکل").get_by_role("button").click()
    page.wait_for_load_state()

    as_user(officer, "/obstacles/")
    page.get_by_role("link", name="دکل روستا برق ندارد").click()
    page.locator("form[action*='/owners/'] button").first.click()
    page.locator("textarea[name='claim-note']").fill("ژنراتور نصب شد.")
    page.locator("form[action$='/claim/'] button").click()
    page.wait_for_load_state()
    obstacle.refresh_from_db()
    assert obstacle.state == "claimed"

    prove(scene.need(station, "link", 1), scene.babol_it, scene.amol_it)
    as_user(scene.babol_district_it, record)
    assert "بسته با مدرک" in page.locator(".record-state").inner_text()


def weigh_and_propose(page: Any, agency: Agency) -> None:
    """The county's part: how bad, whose, and two options side by side."""
    page.locator("select[name='triage-agency']").select_option(str(agency.pk))
    page.locator("form[action$='/triage/'] button").click()
    page.wait_for_load_state()
    for title, lead in (("تعمیر دکل", "۵"), ("دستگاه ماهواره‌ای", "۲")):
        details = page.locator("details:has(form[action$='/options/'])")
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        page.locator("input[name='option-title']").fill(title)
        page.locator("select[name='option-agency']").select_option(str(agency.pk))
        page.locator("input[name='option-cost_rial']").fill("۹۰۰٬۰۰۰٬۰۰۰")
        page.locator("input[name='option-lead_days']").fill(lead)
        page.locator("form[action$='/options/'] button").click()
        page.get_by_role("row").filter(has_text=title).wait_for()
