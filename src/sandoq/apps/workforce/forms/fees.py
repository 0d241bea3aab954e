"""Forms of fees: filters, rules, allocations, the bank's file, a corrected account."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.forms.fields import IdentifierField
from sandoq.apps.workforce.models import FeeLine
from sandoq.apps.workforce.rules.fees.rates import PER_MILLE, FeeRuleData
from sandoq.common.errors import BadInput
from sandoq.common.quantities import parse_integer
from sandoq.ui.forms import JalaliDateField
from sandoq.ui.templatetags.sandoq import digits

_MOST_RIAL = 10**16


class RialField(forms.Field):
    """Whole rials, in digits of any script, thousands separated or not."""

    default_error_messages = {
        "invalid": _("Write whole rials in digits, such as 60,000,000."),
        "range": _("This amount is out of bounds."),
    }

    def __init__(self, *, least: int = 1, **options: Any) -> None:
        super().__init__(**options)
        self.least = least
        self.widget.attrs |= {"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            rial = parse_integer(value)
        except BadInput:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        if not self.least <= rial <= _MOST_RIAL:
            raise ValidationError(self.error_messages["range"], code="range")
        return rial

    def prepare_value(self, value: Any) -> Any:
        return digits(value) if isinstance(value, int) else value


class LineFilterForm(forms.Form):
    """State and name, from the address."""

    q = forms.CharField(label=_("Name"), required=False, max_length=120)
    state = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        state = self.fields["state"]
        assert isinstance(state, forms.ChoiceField)  # noqa: S101 - tells mypy what was declared
        state.choices = [
            ("", _("All states")),
            ("unpaid", _("Not paid yet")),
            ("held", _("Held: the account is not right")),
            *FeeLine.State.choices,
        ]

    def wanted(self) -> dict[str, str]:
        """For the filter; what cannot be read narrows nothing."""
        if not self.is_valid():
            return {}
        return {"search": self.cleaned_data["q"], "state": self.cleaned_data["state"]}


class RatesField(forms.CharField):
    """Rate classes with their per mille of the daily ceiling, one a line: `operator 850`."""

    widget = forms.Textarea(attrs={"rows": 5, "dir": "ltr"})

    def clean(self, value: Any) -> dict[str, int]:
        rates = {}
        for line in str(super().clean(value)).splitlines():
            if not line.strip():
                continue
            name, _sign, figure = line.replace(":", " ").strip().rpartition(" ")
            try:
                rates[name.strip()] = parse_integer(figure)
            except BadInput:
                name = ""
            if not name.strip() or not 1 <= rates[name.strip()] <= PER_MILLE:
                raise ValidationError(
                    _("Write a class and a figure from 1 to 1000 in each line: operator 850.")
                )
        return rates


class RuleForm(forms.Form):
    """A fee rule: its order and its figures."""

    name_fa = forms.CharField(label=_("Name in Persian"), max_length=160)
    name_en = forms.CharField(label=_("Name in English"), max_length=160)
    legal_reference = forms.CharField(
        label=_("Legal reference"), max_length=200, help_text=_("The decree, with its number.")
    )
    since = JalaliDateField(
        label=_("In force since"), help_text=_("Holds for polling days from this day on.")
    )
    salary_order = forms.CharField(
        label=_("Order number of the salary"),
        max_length=64,
        help_text=_("The order that states the minimum monthly salary."),
    )
    salary_rial = RialField(label=_("Minimum monthly salary, rials"))
    max_days = forms.IntegerField(
        label=_("Days paid at most"), min_value=1, max_value=31, initial=3
    )
    round_to_rial = RialField(
        label=_("Rounded down to a multiple of, rials"), initial=1, required=False
    )
    rates = RatesField(
        label=_("Rates"),
        help_text=_("One class in each line, with its per mille of the daily ceiling."),
    )

    def figures(self) -> FeeRuleData:
        """The figures; a day is worth at most a twelfth of the salary."""
        cleaned = self.cleaned_data
        return FeeRuleData(
            salary_rial=cleaned["salary_rial"],
            rates=cleaned["rates"],
            max_days=cleaned["max_days"],
            round_to_rial=cleaned["round_to_rial"] or 1,
        )


class AllocationForm(forms.Form):
    """Money for a unit, by an order."""

    order_number = forms.CharField(label=_("Order number"), max_length=64)
    amount_rial = RialField(
        label=_("Amount, rials"),
        least=-_MOST_RIAL,
        help_text=_("A negative amount takes money back."),
    )
    payer_name = forms.CharField(
        label=_("Who pays"),
        max_length=120,
        required=False,
        help_text=_("The name of the account. Needed with the first order."),
    )
    payer_sheba = IdentifierField("sheba", label=_("Sheba of the payer"))


class BankFileForm(forms.Form):
    """The bank's answer."""

    file = forms.FileField(
        label=_("The bank's file"),
        help_text=_("A pain.002 report, or a CSV with the columns end_to_end_id and status."),
        allow_empty_file=False,
    )


class CorrectForm(forms.Form):
    """The right account, or why the bank erred."""

    sheba = IdentifierField("sheba", label=_("The right Sheba"))
    bank_erred = forms.CharField(
        label=_("Or: how the bank erred"),
        max_length=300,
        required=False,
        help_text=_("Fill this in only if the account was right."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not cleaned.get("sheba") and not cleaned.get("bank_erred"):
            raise ValidationError(_("Write the right Sheba, or how the bank erred."))
        return cleaned


def chosen_keys(values: list[str]) -> list[UUID]:
    """The keys ticked in a list; what is no key is left out."""
    keys = []
    for value in values:
        try:
            keys.append(UUID(value))
        except ValueError:
            continue
    return keys
