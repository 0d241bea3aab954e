"""Fields that read what people type into identifiers, and say what is wrong with it."""

from collections.abc import Callable
from datetime import date, datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sandoq.common import clock, identifiers
from sandoq.common.errors import BadInput

_READERS: dict[str, Callable[[str], str]] = {
    "national_id": identifiers.national_id,
    "mobile": identifiers.mobile,
    "sheba": identifiers.sheba,
}

_WRONG = {
    "not-digits": _("This holds something other than digits."),
    "wrong-length": _("This has too few or too many digits."),
    "all-equal": _("No national ID repeats one digit."),
    "checksum": _("The check digit does not fit: one digit is wrong. Compare it with the card."),
    "not-a-mobile": _("This is no mobile number. Write it like 0912 345 6789."),
}


class IdentifierField(forms.CharField):
    """A national ID, mobile number or Sheba in any usual spelling; cleans to its one form."""

    def __init__(self, kind: str, **options: object) -> None:
        self.kind = kind
        options.setdefault("widget", forms.TextInput(attrs=_ATTRIBUTES))
        super().__init__(max_length=64, required=False, **options)  # type: ignore[arg-type]

    def clean(self, value: object) -> str:
        text = str(super().clean(value) or "")
        if not text:
            return ""
        try:
            return _READERS[self.kind](text)
        except BadInput as refusal:
            message = _WRONG.get(refusal.reason, refusal.reason)
            raise ValidationError(message, code=refusal.reason) from None


_ATTRIBUTES = {"dir": "ltr", "autocomplete": "off", "inputmode": "text", "spellcheck": "false"}


def moment_of(day: date | None) -> datetime | None:
    """When a day typed into a form begins: this moment for today, else its midnight in Tehran."""
    if day is None or day == clock.today(clock.now()):
        return None
    return datetime.combine(day, time(), clock.TEHRAN)
