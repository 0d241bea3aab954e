"""Digits, numbers, dates and names in the language of the page."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from sandoq.ui.templatetags import sandoq as filters

ELECTION_DAY = date(2024, 3, 1)
MORNING = datetime(2024, 3, 1, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "persian", "english"),
    [
        (2_487_244, "۲٬۴۸۷٬۲۴۴", "2,487,244"),
        ("3210", "۳٬۲۱۰", "3,210"),
        ("۳۲۱۰", "۳٬۲۱۰", "3,210"),
        (0, "۰", "0"),
        (-12, "-۱۲", "-12"),
        (12.5, "۱۲٫۵", "12.5"),
        (Decimal("7.0"), "۷", "7"),
        (-0.4, "-۰٫۴", "-0.4"),
        (None, "—", "—"),
        ("", "—", "—"),
        ("12 of 30", "۱۲ of ۳۰", "12 of 30"),
    ],
)
def test_a_number_is_grouped_in_the_digits_of_the_page(
    value: object, persian: str, english: str
) -> None:
    """Formatting twice changes nothing: components format what pages may have formatted."""
    with translation.override("fa"):
        assert filters.number(value) == persian
        assert filters.number(filters.number(value)) == persian
    with translation.override("en"):
        assert filters.number(value) == english
        assert filters.number(filters.number(value)) == english


def test_digits_leave_the_entities_and_tags_of_safe_markup_alone() -> None:
    """A component's attribute is rendered markup: `&#39;` must not become `&#۳۹;`."""
    with translation.override("fa"):
        assert filters.digits(mark_safe("<b id=h1>it&#x27;s 1</b>")) == "<b id=h1>it&#x27;s ۱</b>"
        assert filters.digits("<1>") == "<۱>"


def test_days_and_moments_are_told_in_the_calendar_and_clock_of_the_reader() -> None:
    """05:00 UTC is 08:30 in Tehran; 20:31 UTC is already the next day there."""
    late = datetime(2024, 2, 29, 20, 31, tzinfo=UTC)
    with translation.override("fa"):
        assert filters.jalali(ELECTION_DAY) == "۱۱ اسفند ۱۴۰۲"
        assert filters.jalali_numeric(ELECTION_DAY) == "۱۴۰۲/۱۲/۱۱"
        assert filters.moment(MORNING) == "۱۱ اسفند ۱۴۰۲، ۰۸:۳۰"
        assert filters.weekday(ELECTION_DAY) == "جمعه"
        assert filters.jalali(late) == "۱۱ اسفند ۱۴۰۲"
    with translation.override("en"):
        assert filters.jalali(ELECTION_DAY) == "1 March 2024"
        assert filters.jalali_numeric(ELECTION_DAY) == "2024-03-01"
        assert filters.moment(MORNING) == "1 March 2024, 08:30"
        assert filters.weekday(ELECTION_DAY) == "Friday"
    assert filters.jalali(None) == ""
    assert filters.moment(None) == ""


def test_a_name_falls_back_to_the_other_language_where_one_is_missing() -> None:
    """An English page never shows an empty heading because nobody transliterated a village."""
    both = SimpleNamespace(name_fa="بابل", name_en="Babol")
    persian_only = SimpleNamespace(name_fa="بابل", name_en="")
    with translation.override("en"):
        assert filters.local_name(both) == "Babol"
        assert filters.local_name(persian_only) == "بابل"
    with translation.override("fa"):
        assert filters.local_name(both) == "بابل"
    assert filters.local_name(None) == ""


def test_bdi_escapes_what_it_isolates() -> None:
    assert filters.bdi("<script>") == "<bdi>&lt;script&gt;</bdi>"


@pytest.mark.parametrize(
    ("value", "whole", "width"),
    [(1, 4, "25.00"), ("۱۶۵", "3,210", "5.14"), (5, 0, "0"), (9, 3, "100.00"), (None, 4, "0.00")],
)
def test_a_share_is_a_width_between_nothing_and_all(
    value: object, whole: object, width: str
) -> None:
    """SVG reads ASCII digits and a point, whatever the page's language."""
    with translation.override("fa"):
        assert filters.share(value, whole) == width


def _query(address: str, tag: str, **context: object) -> str:
    request = RequestFactory().get(address)
    return Template(tag).render(Context({"request": request, **context}))


def test_a_changed_filter_keeps_the_others_and_leads_to_the_first_page() -> None:
    address = "/board/?state=not-ready&kind=mobile&page=7&format=csv"
    assert _query(address, "{% query_string kind='fixed' %}") == ("?state=not-ready&amp;kind=fixed")
    assert _query(address, "{% query_string page=8 %}") == (
        "?state=not-ready&amp;kind=mobile&amp;page=8"
    )
    assert _query(address, "{% query_string state=None kind='' %}") == "?"
