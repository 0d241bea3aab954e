"""Registering and correcting a person."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.forms.fields import IdentifierField
from sandoq.ui.templatetags.sandoq import local_name

if TYPE_CHECKING:
    _ModelChoice = forms.ModelChoiceField[Any]
else:
    _ModelChoice = forms.ModelChoiceField

_LEVELS_SHOWN = 2  # below the place in view


class UnitChoice(_ModelChoice):
    """A unit of a tree, indented by its level, chosen by its key."""

    def label_from_instance(self, unit: Any) -> str:
        return "\u2003" * int(unit.depth - 1) + local_name(unit)


def units_near(units: Any, place: Any) -> Any:
    """Of the units, those of the place in view and two levels below it; all without a place."""
    if place is None:
        return units
    return units.filter(path__startswith=place.path, depth__lte=place.depth + _LEVELS_SHOWN)


class PersonForm(forms.Form):
    """Who somebody is. An identifier left empty stays as it is when correcting."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name_fa = forms.CharField(label=_("Name in Persian"), max_length=120)
    name_en = forms.CharField(
        label=_("Name in Latin letters"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    national_id = IdentifierField("national_id", label=_("National ID"))
    mobile = IdentifierField("mobile", label=_("Mobile number"))
    sheba = IdentifierField("sheba", label=_("Sheba"))
    home_unit = UnitChoice(
        queryset=None,
        to_field_name="key",
        label=_("Registered at"),
        empty_label=None,
        help_text=_("The unit whose representative keeps this person's record."),
    )

    def __init__(self, *arguments: Any, units: Any, place: Any = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["home_unit"].queryset = units_near(units, place)  # type: ignore[attr-defined]

    def identifiers(self) -> dict[str, str]:
        """The identifiers that were typed."""
        fields = ("national_id", "mobile", "sheba")
        return {name: self.cleaned_data[name] for name in fields if self.cleaned_data[name]}
