"""Form fields that read numbers and times as people write them, in digits of any script."""

from datetime import time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sandoq.common.errors import BadInput
from sandoq.common.quantities import Axis, parse_coordinate, parse_integer
from sandoq.common.times import parse_time
from sandoq.ui.templatetags.sandoq import digits

SHOWN_DECIMALS = 5
"""Decimals of degrees that a form shows: about a metre."""


class DigitsInput(forms.TextInput):
    """A text input that shows its value in the page's digits."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, time):
            value = f"{value:%H:%M}"
        return digits(value) if value not in (None, "") else None


class DegreesInput(forms.TextInput):
    """A text input that shows degrees as a code, to about a metre."""

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, float):
            return f"{value:.{SHOWN_DECIMALS}f}"
        return str(value) if value not in (None, "") else None


class _ReadField(forms.Field):
    """A field whose text is read by a parser of `common`."""

    widget: type[forms.TextInput] = DigitsInput
    attrs: ClassVar[dict[str, str]] = {}

    def widget_attrs(self, _: forms.Widget) -> dict[str, Any]:
        return dict(self.attrs)

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        try:
            return self.read(str(value))
        except BadInput as error:
            known = self.error_messages
            message = known.get(error.reason) or known["unreadable"]
            raise ValidationError(message, code=error.reason) from None


class WholeNumberField(_ReadField):
    """A whole number of at least `at_least`."""

    attrs = {"inputmode": "numeric", "autocomplete": "off"}

    default_error_messages = {
        "unreadable": _("Write a whole number in digits."),
        "too-small": _("This number is too small."),
    }

    def __init__(self, *, at_least: int = 0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.at_least = at_least

    def read(self, text: str) -> int:
        number = parse_integer(text)
        if number < self.at_least:
            raise BadInput("number", text[:20], "too-small")
        return number


class DegreesField(_ReadField):
    """Longitude or latitude in WGS 84 degrees, decimal or with minutes and seconds."""

    widget: type[forms.TextInput] = DegreesInput
    attrs = {"inputmode": "decimal", "autocomplete": "off", "dir": "ltr"}

    default_error_messages = {
        "unreadable": _("Write degrees as in 52.6789 or 52°40'44\"."),
        "wrong-axis": _("This names the other axis: north and south are latitudes."),
        "out-of-range": _("There are no such degrees on earth."),
    }

    def __init__(self, *, axis: Axis, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.axis: Axis = axis

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Degrees that were shown rounded and came back untouched are the same."""
        try:
            typed = self.to_python(data)
        except ValidationError:
            return True
        if initial is None or typed is None:
            return initial is not typed
        return f"{initial:.{SHOWN_DECIMALS}f}" != f"{typed:.{SHOWN_DECIMALS}f}"

    def read(self, text: str) -> float:
        return parse_coordinate(text, axis=self.axis)


class ClockField(_ReadField):
    """A time of day: 8, 8:30, ۱۴:۰۰, ۲ بعدازظهر."""

    attrs = {"autocomplete": "off", "dir": "ltr"}

    default_error_messages = {
        "unreadable": _("Write a time as in 08:30."),
        "ambiguous": _("This could be two times. Write it as in 08:30."),
        "out-of-range": _("The day has no such time."),
    }

    def read(self, text: str) -> time:
        return parse_time(text)
