"""Forms of stations."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.territory.forms.fields import ClockField, DegreesField, WholeNumberField
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.rules.stations import MAX_ADDRESS, MAX_CODE, MAX_NAME, PointDraft
from sandoq.apps.territory.wording import WORDS
from sandoq.ui.templatetags.sandoq import local_name

CODE_SCHEME = "interior"
"""The scheme of codes that people type; others come from files."""

_KINDS = [("fixed", WORDS["fixed"]), ("mobile", WORDS["mobile"])]
_AREAS = [("urban", WORDS["urban"]), ("rural", WORDS["rural"])]
Homes = list[tuple[Unit, list[Unit]]]


class StationFilterForm(forms.Form):
    """The filters of the stations board; every value is optional."""

    text = forms.CharField(
        label=_("Name, number or code"), required=False, max_length=80, widget=forms.SearchInput
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *_KINDS])
    area = forms.ChoiceField(label=_("Area"), required=False, choices=[("", _("All")), *_AREAS])
    state = forms.ChoiceField(
        label=_("In the register"),
        required=False,
        choices=[
            ("", _("Live stations")),
            ("retired", _("Retired stations")),
            ("all", _("Live and retired")),
        ],
    )
    sort = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)


class StationForm(forms.Form):
    """What the register says of a station."""

    name = forms.CharField(label=_("Name"), max_length=MAX_NAME)
    number = WholeNumberField(
        label=_("Number"),
        required=False,
        at_least=1,
        help_text=_("The station's number within its county."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=_KINDS)
    area = forms.ChoiceField(label=_("Area"), choices=_AREAS)
    electors = WholeNumberField(label=_("Electors"))
    address = forms.CharField(label=_("Address"), required=False, max_length=MAX_ADDRESS)
    code = forms.CharField(
        label=_("Code of the Ministry of Interior"), required=False, max_length=MAX_CODE
    )
    order_number = forms.CharField(
        label=_("Order number"),
        required=False,
        max_length=64,
        help_text=_("Needed only if electors leave the station."),
    )


class OpenStationForm(StationForm):
    """A new station, with the first point where it stands."""

    unit = forms.ChoiceField(label=_("Unit"))
    point_name = forms.CharField(
        label=_("Name of the place"),
        required=False,
        max_length=MAX_NAME,
        help_text=_("Empty: the same as the station's name."),
    )
    lon = DegreesField(label=_("Longitude"), axis="lon", required=False)
    lat = DegreesField(label=_("Latitude"), axis="lat", required=False)
    opens = ClockField(label=_("From"), required=False)
    closes = ClockField(label=_("Until"), required=False)

    def __init__(self, *args: Any, homes: Homes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _by_county(homes)  # type: ignore[attr-defined]
        del self.fields["order_number"]


class MoveStationForm(forms.Form):
    """Another unit for a station."""

    unit = forms.ChoiceField(label=_("To the unit"))
    number = WholeNumberField(
        label=_("New number"),
        required=False,
        at_least=1,
        help_text=_("Empty: it keeps its number."),
    )
    order_number = forms.CharField(
        label=_("Order number"),
        required=False,
        max_length=64,
        help_text=_("Needed if the station leaves its county."),
    )

    def __init__(self, *args: Any, homes: Homes, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = _by_county(homes)  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    """The order by which a station leaves or comes back."""

    order_number = forms.CharField(
        label=_("Order number"),
        max_length=64,
        help_text=_("As it stands on the order; it is shown in the change bridge."),
    )


class PointForm(forms.Form):
    """One place of a station; an empty one is none."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the place"), required=False, max_length=MAX_NAME)
    address = forms.CharField(label=_("Address"), required=False, max_length=MAX_ADDRESS)
    lon = DegreesField(label=_("Longitude"), axis="lon", required=False)
    lat = DegreesField(label=_("Latitude"), axis="lat", required=False)
    opens = ClockField(label=_("From"), required=False)
    closes = ClockField(label=_("Until"), required=False)
    leaves = forms.BooleanField(label=_("The station no longer stands here"), required=False)

    def draft(self) -> PointDraft | None:
        """The point as it should be; None for an empty row or one that leaves."""
        given = dict(self.cleaned_data)
        if not given:
            return None
        for name in {"lon", "lat"} - set(self.changed_data):
            given[name] = self.initial.get(name)
        if given.pop("leaves") or not any(value not in (None, "") for value in given.values()):
            return None
        return PointDraft(**given)


PointFormSet = forms.formset_factory(PointForm, extra=0, max_num=48)


def _by_county(homes: Homes) -> list[tuple[str, list[tuple[str, str]]]]:
    """Choices of units, grouped by county."""
    return [
        (local_name(county), [(str(unit.key), local_name(unit)) for unit in inside])
        for county, inside in homes
    ]
