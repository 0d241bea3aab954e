"""Assigning a stage to a unit, or to one station of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.forms.constituencies import unit_choices
from sandoq.apps.elections.forms.fields import WholeNumberField
from sandoq.apps.elections.models import Contest, Stage, StageAssignment
from sandoq.apps.elections.services import assign_stage
from sandoq.apps.territory.models import Station, Unit

_LARGEST_NUMBER = 99_999
_NONE = _("No station of the unit has this number. Choose its county or district.")
_MANY = _("Several counties of the unit have a station of this number. Choose the county.")


def _stage_choices() -> list[tuple[str, str]]:
    return [(stage.value, f"{stage.value} · {stage.label}") for stage in Stage]


class StageForm(forms.Form):
    """How electronic a contest is at a place, and what it falls back to."""

    unit = forms.ChoiceField(label=_("Unit"))
    station = WholeNumberField(
        label=_("Only for one station: its number in the county"),
        least=1,
        most=_LARGEST_NUMBER,
        required=False,
        help_text=_("Leave empty to assign the stage to the whole unit."),
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=_stage_choices)
    fallback = forms.ChoiceField(
        label=_("Fallback stage"),
        choices=_stage_choices,
        help_text=_("The lower stage to which a station returns when this one fails."),
    )
    order_number = forms.CharField(label=_("Order number"), max_length=64)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed where the stage is below that of the previous election."),
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **options: Any) -> None:
        super().__init__(*args, **options)
        self._units = {str(unit.key): unit for unit in units}
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = unit_choices(units)

    def clean(self) -> dict[str, Any]:
        number, unit = self.cleaned_data.get("station"), self.cleaned_data.get("unit")
        if number and unit:
            below = Station.objects.filter(
                number=number, retired_at=None, unit__path__startswith=self._units[unit].path
            )
            found = list(below.select_related("unit")[:2])
            if len(found) != 1:
                raise ValidationError({"station": _MANY if found else _NONE})
            self.cleaned_data["place"] = found[0]
        elif unit:
            self.cleaned_data["place"] = self._units[unit]
        return self.cleaned_data

    def save(self, *, by: User, contest: Contest) -> StageAssignment:
        names = ("place", "stage", "fallback", "order_number", "reason")
        return assign_stage(
            by=by, contest=contest, **{name: self.cleaned_data[name] for name in names}
        )
