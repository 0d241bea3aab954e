"""Form fields of Persian pages: a day typed as people write it, in either calendar."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sandoq.common import clock
from sandoq.common.calendar import DateError, format_numeric, parse_date


class JalaliDateInput(forms.TextInput):
    """A text input that shows the day read back in words below it while it is typed."""

    template_name = "ui/date_input.html"

    def format_value(self, value: Any) -> str | None:
        """The page's own numeric form of a day; what was typed stays as typed."""
        if isinstance(value, datetime):
            value = clock.today(value) if value.tzinfo else value.date()
        if isinstance(value, date):
            return format_numeric(value, language=get_language() or "fa")
        return str(value) if value else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["day"] = read_day(str(value)) if value else None
        given = context["widget"]["attrs"]
        given.update({"autocomplete": "off", "spellcheck": "false"})
        if "id" in given:
            context["widget"]["echo"] = f"{given['id']}_echo"
            given["data-echo"] = context["widget"]["echo"]
        try:
            given["data-echo-url"] = reverse("read_date")
        except NoReverseMatch:
            given.pop("data-echo", None)
        return context


class JalaliDateField(forms.Field):
    """A day: 1404/12/29, ۲۹ اسفند ۱۴۰۴, 2026-03-20, tomorrow; Jalali or Gregorian by its year.

    Cleans to a `date`. What could be two days is refused with the reason.
    """

    widget = JalaliDateInput
    default_error_messages = {
        "no-such-day": _("The calendar has no such day. Check the day and the month."),
        "ambiguous": _(
            "This could be more than one day. Write the year with four digits, as in %(example)s."
        ),
        "unreadable": _("This cannot be read as a day. Write year, month and day: %(example)s."),
        "out-of-range": _("This year is outside the calendar. Write the day as in %(example)s."),
    }

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return clock.today(value) if value.tzinfo else value.date()
        if isinstance(value, date):
            return value
        today = clock.today(clock.now())
        try:
            return parse_date(str(value), today=today)
        except DateError as error:
            example = format_numeric(today, language=get_language() or "fa")
            raise ValidationError(
                self.error_messages[error.reason], code=error.reason, params={"example": example}
            ) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another day was typed; another spelling of the same day is no change."""
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:  # noqa: ARG002
        return {"placeholder": _("year/month/day")}


def read_day(text: str) -> date | None:
    """The day a text means, None while it means none."""
    try:
        return parse_date(text, today=clock.today(clock.now()))
    except DateError:
        return None
