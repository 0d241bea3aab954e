"""What is typed about a polling day's staff."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.forms.board import NamedChoice
from sandoq.apps.workforce.models import WorkRole

_MOST = 10_000


class QuantityForm(forms.Form):
    """How many of a role are needed."""

    unit = NamedChoice(
        label=_("For everything below"), queryset=Unit.objects.none(), to_field_name="key"
    )
    role = NamedChoice(label=_("Role"), queryset=WorkRole.objects.none(), to_field_name="code")
    station_kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), ("fixed", _("Fixed")), ("mobile", _("Mobile"))],
    )
    minimum = forms.IntegerField(label=_("At least"), min_value=0, max_value=_MOST)
    electors_per_person = forms.IntegerField(
        label=_("One for every so many electors"), required=False, min_value=1, max_value=_MOST
    )
    stations_per_person = forms.IntegerField(
        label=_("One for every so many stations"),
        help_text=_("For roles that work in units, such as roaming experts."),
        required=False,
        min_value=1,
        max_value=_MOST,
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["role"].queryset = WorkRole.objects.all()  # type: ignore[attr-defined]


class BuildForm(forms.Form):
    """Which build runs on a device model."""

    device_model = forms.CharField(
        label=_("Device model"), max_length=64, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    build = forms.CharField(
        label=_("Software build"), max_length=64, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
