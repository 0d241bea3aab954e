"""What only a browser can tell: access for all, phones, the keyboard, life without script."""

from typing import Any

import pytest

from sandoq.apps.accounts.rules.access import Role
from sandoq.project.gallery import KINDS
from tests.browser import axe, paint, sign_in, speak
from tests.factories import a_county, a_district, a_user, an_election

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OPEN_PAGES = ["/gallery/", *(f"/gallery/{kind}/" for kind in KINDS), "/account/login/", "/nope/"]
PHONE = {"width": 360, "height": 740}
SMALL = """() => {
  const target = 'a[href], button, summary, select, input:not([type=hidden])';
  const inText = '.hint, p:not(.buttons), li:not(nav li), .visually-hidden, td, th, dd, label';
  const elsewhere = '.skip, .figure-link, input[type=checkbox], input[type=radio]';
  return [...document.querySelectorAll(target)]
    .filter((e) => e.checkVisibility() && !e.closest(inText) && !e.matches(elsewhere))
    .filter((e) => e.getBoundingClientRect().height < 43.5)
    .map((e) => `${Math.round(e.getBoundingClientRect().height)}px ${e.outerHTML.slice(0, 90)}`);
}"""


def _open(page: Any, address: str) -> None:
    """Go to a page that is made, not crashed: a crash would be clean and narrow too."""
    assert page.goto(address).status < 500, address


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_axe_finds_nothing_serious(browser_page: Any, language: str, theme: str) -> None:
    speak(browser_page, language)
    paint(browser_page, theme)
    for address in OPEN_PAGES:
        _open(browser_page, address)
        assert axe(browser_page) == [], address


@pytest.mark.parametrize("language", ["fa", "en"])
def test_signed_in_pages_are_clean_too(browser_page: Any, language: str) -> None:
    county = a_county()
    a_district(county=county)
    an_election()
    sign_in(browser_page, a_user(Role.COUNTY_IT, county))
    speak(browser_page, language)
    for address in ("/", "/search/?q=با", "/account/2fa/", "/account/password/change/"):
        _open(browser_page, address)
        assert axe(browser_page) == [], address


def test_a_phone_shows_every_page_without_sideways_scrolling(browser_page: Any) -> None:
    browser_page.set_viewport_size(PHONE)
    for language in ("fa", "en"):
        speak(browser_page, language)
        for address in OPEN_PAGES:
            _open(browser_page, address)
            wide = browser_page.evaluate("document.documentElement.scrollWidth")
            assert wide <= PHONE["width"], address


def test_targets_on_a_phone_are_large_enough_for_a_thumb(browser_page: Any) -> None:
    browser_page.set_viewport_size(PHONE)
    for address in ("/gallery/", "/gallery/board/", "/account/login/"):
        _open(browser_page, address)
        assert browser_page.evaluate(SMALL) == [], address


def test_control_k_finds_from_the_keyboard_alone(browser_page: Any) -> None:
    county = a_county("نوشهر")
    sign_in(browser_page, a_user(Role.COUNTY_IT, county))
    browser_page.goto("/")
    browser_page.keyboard.press("Control+k")
    box = browser_page.locator("#search-box")
    box.wait_for(state="visible")
    browser_page.keyboard.type("نوش")
    box.get_by_text("نوشهر").wait_for()
    browser_page.keyboard.press("Escape")
    box.wait_for(state="hidden")


def test_a_list_turns_its_page_without_a_new_document(browser_page: Any) -> None:
    """The address stays true, so that the page can be sent to a colleague; Back works."""
    browser_page.goto("/gallery/board/")
    browser_page.evaluate("window.same = true")
    browser_page.locator("a[rel=next]").click()
    browser_page.get_by_text("۷ تا ۸ از ۸").wait_for()
    assert browser_page.evaluate("window.same")
    assert browser_page.url.endswith("/gallery/board/?page=2")
    browser_page.go_back()
    browser_page.get_by_text("۱ تا ۶ از ۸").wait_for()


def test_filters_act_at_once_and_keep_the_address_short(browser_page: Any) -> None:
    browser_page.goto("/gallery/board/")
    browser_page.locator("#f-state").select_option("not-ready")
    browser_page.wait_for_url("**/gallery/board/?state=not-ready")


def test_colours_change_at_once_and_stay(browser_page: Any) -> None:
    browser_page.goto("/account/login/")
    browser_page.locator("button[value=dark]").click()
    assert browser_page.locator("html").get_attribute("data-bs-theme") == "dark"
    browser_page.reload()
    assert browser_page.locator("html").get_attribute("data-bs-theme") == "dark"


def test_a_typed_day_is_read_back(browser_page: Any) -> None:
    browser_page.goto("/gallery/")
    browser_page.locator("#id_opens_on").fill("1402/12/11")
    browser_page.get_by_text("جمعه ۱۱ اسفند ۱۴۰۲").wait_for()


def test_everything_works_without_script(chromium: Any, live_server: Any) -> None:
    """Menus open, lists turn, search answers, switches switch: HTML alone."""
    county = a_county("نوشهر")
    a_district("کجور", county)
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, a_user(Role.COUNTY_IT, county))

    page.goto("/gallery/board/")
    page.locator("a[rel=next]").click()
    assert page.get_by_text("۷ تا ۸ از ۸").is_visible()

    page.locator(".scope > summary").click()
    page.get_by_role("link", name="کجور").click()
    assert page.locator(".scope strong").inner_text() == "کجور"

    page.get_by_role("link", name="جست‌وجو").click()
    page.locator("main input[type=search]").fill("کجور")
    page.locator("main button[type=submit]").click()
    assert page.locator(".search-found").get_by_text("کجور").first.is_visible()

    page.locator(".person > summary").click()
    page.locator("button[value=en]").click()
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()
