"""The committee's head plans Mazandaran, reads why Babol is short, and a store gets its orders."""

from pathlib import Path
from typing import Any

import pytest

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.models import DeviceModel
from sandoq.apps.planning.models import Run, Scenario, TransferOrder
from sandoq.apps.planning.services.running import run_solver
from sandoq.apps.territory.models import Unit
from sandoq.demo.build import build
from tests.browser import axe, sign_in, speak

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}


@pytest.fixture
def mazandaran(transactional_db: None, settings: Any, tmp_path: Path) -> None:
    """The demo's province with a few stations, made by services as everywhere."""
    settings.HOME = tmp_path
    build("mazandaran", stations=66, seed=7)


def as_user(page: Any, name: str) -> None:
    page.context.clear_cookies()
    sign_in(page, User.objects.get(username=name))
    speak(page, "fa")


def check_page(page: Any) -> None:
    """No serious barrier, and no sideways scroll on a laptop or on a phone."""
    assert axe(page) == []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        wider = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wider) <= 0, page.url


def test_a_scenario_becomes_orders_in_a_store(mazandaran: None, browser_page: Any) -> None:
    """From the wizard to the keeper's queue, in Persian; a worker solves in between."""
    page = browser_page
    as_user(page, "province-head-1")
    page.goto("/planning/?election=majles")
    check_page(page)
    page.get_by_role("link", name="آغاز سناریو").first.click()
    page.get_by_label("نام سناریو").fill("سناریوی جلسهٔ امروز")
    check_page(page)
    page.get_by_role("button", name="بعدی").click()
    page.get_by_label("بابل", exact=True).check()
    page.get_by_role("button", name="بعدی").click()
    recalled = DeviceModel.objects.get(name="F-200")
    page.locator(f'input[name="models_recalled"][value="{recalled.key}"]').check()
    check_page(page)
    page.get_by_role("button", name="بعدی").click()
    page.get_by_text("برنامه از چه آغاز می‌شود").wait_for()
    check_page(page)
    page.get_by_role("button", name="تثبیت این تصویر و یافتن برنامه").click()
    page.get_by_text("در انتظار پردازشگر").wait_for()

    run_solver(str(Run.objects.get(state="queued").key))

    page.get_by_text("واجدان شرایط کجا از دست می‌روند").wait_for()  # the page came by itself
    check_page(page)
    scenario = Scenario.objects.get(title="سناریوی جلسهٔ امروز")
    babol = Unit.objects.get(name_fa="بابل", level="county")
    page.locator(f'a[href$="?county={babol.key}"]').click()
    page.get_by_role("heading", name="چرا بابل کمبود دارد").wait_for()
    check_page(page)
    page.goto(f"/planning/scenarios/{scenario.key}/")
    page.get_by_role("button", name="پیشنهاد برای تأیید").click()
    page.get_by_text("در انتظار عضو دیگری از کمیته است").wait_for()

    as_user(page, "province-member-1")
    page.goto("/")
    page.get_by_role("link", name="سناریوی جلسهٔ امروز").first.click()
    check_page(page)
    page.get_by_role("button", name="تأیید: برنامه به اجرا درآید").click()
    page.get_by_text("برنامه به اجرا درآمد").wait_for()

    order = (
        TransferOrder.objects.filter(scenario=scenario).select_related("from_store__unit").first()
    )
    assert order is not None
    keeper = User.objects.get(
        person__tenures__post__unit=order.from_store.unit,
        person__tenures__post__role="county-it",
        person__tenures__until=None,
    )
    as_user(page, keeper.username)
    page.set_viewport_size(PHONE)
    page.goto(f"/planning/orders/?item={order.key}")
    check_page(page)
    page.get_by_role("button", name="پیشنهاد این دستگاه‌ها").click()
    page.get_by_text("تا تأیید انبار دیگر در تحویل شماست").wait_for()
    assert order.hand_overs.get().lines.count() == order.quantity
