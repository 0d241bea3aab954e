"""A county's list becomes its register, by the keyboard alone."""

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.territory.models import ImportBatch, Station
from tests.browser import sign_in
from tests.factories import a_county, a_district, a_province, a_user

HEADER = ("شهرستان", "بخش", "شماره شعبه", "کد شعبه", "نام شعبه", "نوع", "منطقه", "واجدان شرایط")
MOST_TABS = 120

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def the_list() -> bytes:
    """Two stations, one of them twice with other words, and one whose number is no number."""
    rows = [
        ("رامسر", "مرکزی", "۱", "0217001", "دبستان شهيد بهشتي", "ثابت", "شهری", "۱٬۲۰۰"),
        ("رامسر", "مرکزی", "۲", "0217002", "مسجد جامع", "ثابت", "شهری", "۸۰۰"),
        ("رامسر", "مرکزی", "۳", "", "دبستان شهید بهشتی", "ثابت", "شهری", "۱٬۲۰۰"),
        ("رامسر", "مرکزی", "چهار", "0217004", "حسینیه ثارالله", "ثابت", "شهری", "۶۰۰"),
    ]
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("شعب")
        for at, row in enumerate((HEADER, *rows)):
            sheet.write_row(at, 0, row)
    return file.getvalue()


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the element has the focus, as one without a mouse does."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def choose(page: Any, name: str, meaning: str) -> None:
    """Go to a list of meanings and press Arrow Down until the wanted one stands in it."""
    tab_to(page, f"select[name$='{name}']")
    value = "() => document.activeElement.value"
    page.keyboard.press("Home")
    for _ in range(MOST_TABS):
        if page.evaluate(value) == meaning:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{meaning} is not among the meanings of {name}")


def give(page: Any, file: Path) -> None:
    """Go to the box for files and press Enter or Space; a busy browser may miss the first."""
    playwright = pytest.importorskip("playwright.sync_api")
    page.wait_for_load_state("networkidle")
    for key in ("Enter", "Space", "Enter", "Space"):
        tab_to(page, "input[type=file]")
        try:
            with page.expect_file_chooser(timeout=8_000) as chooser:
                page.keyboard.press(key)
        except playwright.TimeoutError:
            continue
        chooser.value.set_files(file)
        return
    raise AssertionError("no key opens the choice of files")


def press(page: Any, selector: str, address: str) -> None:
    """Go to a link or a button and press Enter; the page that follows has this address."""
    tab_to(page, selector)
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    page.wait_for_load_state()


def test_a_list_is_imported_and_taken_back_by_keyboard_alone(
    browser_page: Any, tmp_path: Path
) -> None:
    """Upload, name unclear columns, decide a pair, correct a cell, approve, take back."""
    county = a_county("رامسر", province=a_province("مازندران"))
    a_district("مرکزی", county=county)
    sign_in(browser_page, a_user(Role.COUNTY_IT, county))
    file = tmp_path / "شعب رامسر.xlsx"
    file.write_bytes(the_list())
    page = browser_page

    page.goto("/")
    press(page, ".bar-top a[href^='/territory']", "**/territory/**")
    press(page, "a[href='/territory/import/']", "**/territory/import/")
    press(page, "main a[href='/territory/import/new/']", "**/territory/import/new/")
    give(page, file)
    press(page, "button.btn-primary", "**/territory/import/*-*/columns/")
    choose(page, "column5", "kind")
    choose(page, "column6", "area")
    press(page, "button.btn-primary", "**/territory/import/*-*/")
    batch = ImportBatch.objects.get()
    assert batch.counts["quarantined"] == 2, (batch.counts, batch.reasons)
    assert not Station.objects.exists()

    press(page, "main a[href$='/pairs/']", "**/pairs/")
    page.keyboard.press("1")
    page.locator(".empty").wait_for()
    press(page, ".empty a", f"**/import/{batch.key}/")
    press(page, "a[href*='reason=not-a-number']", "**/rows/?*reason=not-a-number*")
    press(page, "td a[href*='/rows/']", "**/rows/*/**")
    tab_to(page, "input[name$='number']")
    page.keyboard.press("Control+A")
    page.keyboard.type("۴")
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows/?**")
    batch.refresh_from_db()
    assert batch.counts["quarantined"] == 0, (batch.counts, batch.reasons)

    page.goto(f"/territory/import/{batch.key}/")
    press(page, "a[href$='/apply/']", "**/apply/")
    press(page, "button.btn-primary", f"**/import/{batch.key}/")
    assert sorted(Station.objects.values_list("number", flat=True)) == [1, 2, 4]
    press(page, "a[href$='/undo/']", "**/undo/")
    press(page, "button.btn-primary, button.btn-action", f"**/import/{batch.key}/")
    batch.refresh_from_db()
    assert batch.state == ImportBatch.State.UNDONE
    assert not Station.objects.exists()
