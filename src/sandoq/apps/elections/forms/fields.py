"""Fields that several forms of this room use."""

from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sandoq.apps.elections.models import Constituency, Contest, Election, SeatRule
from sandoq.common.errors import BadInput
from sandoq.common.quantities import parse_integer
from sandoq.common.times import TimeError, parse_time
from sandoq.ui.templatetags.sandoq import digits, jalali, local_name


class ClockField(forms.Field):
    """A time of day as people write it: 8:00, ۸:۰۰, ۸ صبح."""

    default_error_messages = {"invalid": _("This cannot be read as a time. Write it as in 8:00.")}

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        try:
            return parse_time(str(value))
        except TimeError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return digits(f"{value:%H:%M}") if isinstance(value, time) else value


class WholeNumberField(forms.Field):
    """A whole number in digits of any script, from `least` to `most`."""

    default_error_messages = {
        "invalid": _("Write a whole number."),
        "range": _("Write a number from %(least)s to %(most)s."),
    }

    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        super().__init__(**options)
        self.least, self.most = least, most
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            number = parse_integer(value)
        except BadInput:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not self.least <= number <= self.most:
            limits = {"least": digits(self.least), "most": digits(self.most)}
            raise ValidationError(self.error_messages["range"], code="range", params=limits)
        return number

    def prepare_value(self, value: Any) -> Any:
        return digits(value) if isinstance(value, int) else value


class ElectionChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An election by its name and polling day."""

    def label_from_instance(self, obj: Any) -> str:
        assert isinstance(obj, Election)  # noqa: S101 - for the type checker
        return f"{local_name(obj)} · {jalali(obj.polling_day.date)}"


class NamedChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A thing with names in both languages."""

    def label_from_instance(self, obj: Any) -> str:
        assert isinstance(obj, SeatRule | Contest | Constituency)  # noqa: S101
        return local_name(obj)
