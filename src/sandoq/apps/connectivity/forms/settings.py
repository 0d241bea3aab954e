"""The grading rule, as the headquarters sets it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sandoq.apps.connectivity.rules.grading import GradingRule
from sandoq.common.errors import BadInput
from sandoq.common.quantities import parse_integer
from sandoq.common.text import to_ascii_digits


class _Number(forms.CharField):
    """A whole number in any digits."""

    def __init__(self, **options: Any) -> None:
        attrs = {"inputmode": "numeric", "dir": "ltr"}
        super().__init__(max_length=8, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        try:
            return parse_integer(text)
        except BadInput:
            raise ValidationError(_("Write a whole number.")) from None


class GradingRuleForm(forms.Form):
    """Every setting of the rule in force."""

    min_transactions = _Number(label=_("Test transactions, at least"))
    min_bands = _Number(label=_("Parts of the day, at least"))
    max_age_days = _Number(label=_("Readings count for days"))
    min_success_percent = _Number(label=_("Percent that must succeed"))
    band_starts = forms.CharField(
        label=_("Hours at which parts of the day begin"),
        max_length=80,
        help_text=_("In Tehran, ascending, with commas between: 6, 11, 15, 19."),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def clean_band_starts(self) -> tuple[int, ...]:
        text = to_ascii_digits(self.cleaned_data["band_starts"]).replace("،", ",")
        try:
            return tuple(int(part) for part in text.replace(",", " ").split())
        except ValueError:
            raise ValidationError(_("Write hours with commas between them.")) from None

    def rule(self) -> GradingRule:
        """For the service."""
        return GradingRule(**self.cleaned_data)

    @staticmethod
    def of(rule: GradingRule, data: Any) -> "GradingRuleForm":
        """The form, filled with a rule."""
        initial = {
            "min_transactions": rule.min_transactions,
            "min_bands": rule.min_bands,
            "max_age_days": rule.max_age_days,
            "min_success_percent": rule.min_success_percent,
            "band_starts": ", ".join(map(str, rule.band_starts)),
        }
        return GradingRuleForm(data, initial=initial)
