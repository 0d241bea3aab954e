"""Days are typed, in either calendar; a wrong one is told why."""

from datetime import date

import pytest
from django import forms
from django.utils import translation

from sandoq.ui.forms import JalaliDateField


class DayForm(forms.Form):
    day = JalaliDateField(label="Day")


@pytest.mark.parametrize(
    "typed", ["1402/12/11", "۱۴۰۲/۱۲/۱۱", "۱۱ اسفند ۱۴۰۲", "2024-03-01", "1 March 2024", "14021211"]
)
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    form = DayForm({"day": typed})
    assert form.is_valid()
    assert form.cleaned_data["day"] == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("1404/12/30", "no-such-day"),
        ("11/12/02", "ambiguous"),
        ("هفته بعد", "unreadable"),
        ("0900/01/01", "out-of-range"),
    ],
)
def test_a_refused_day_says_why_and_shows_how_to_write_it(typed: str, reason: str) -> None:
    form = DayForm({"day": typed})
    with translation.override("fa"):
        assert not form.is_valid()
        assert form.has_error("day", reason)
        shown = str(form["day"])
    assert f'value="{typed}"' in shown, "what was typed stays, to be corrected"


def test_a_stored_day_is_shown_as_the_page_writes_days() -> None:
    form = DayForm(initial={"day": date(2024, 3, 1)})
    with translation.override("fa"):
        shown = str(form["day"])
        assert 'value="۱۴۰۲/۱۲/۱۱"' in shown
        assert "جمعه ۱۱ اسفند ۱۴۰۲" in shown
    with translation.override("en"):
        assert 'value="2024-03-01"' in str(form["day"])


def test_another_spelling_of_the_same_day_is_no_change() -> None:
    form = DayForm({"day": "۱۱ اسفند ۱۴۰۲"}, initial={"day": date(2024, 3, 1)})
    assert not form.has_changed()


def test_the_error_is_tied_to_the_input_for_screen_readers() -> None:
    form = DayForm({"day": "11/12/02"})
    markup = str(form)
    assert 'aria-describedby="id_day_error"' in markup
    assert 'id="id_day_error"' in markup
    assert 'aria-invalid="true"' in markup
    assert 'href="#id_day"' in markup, "the summary leads to the field"
