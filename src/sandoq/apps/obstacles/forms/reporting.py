"""Reporting an obstacle: what it is, at which stations, and what it keeps from being met."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.obstacles.forms.words import KINDS, SEVERITIES
from sandoq.apps.obstacles.services import ObstacleData
from sandoq.apps.readiness.errors import RequirementName
from sandoq.apps.territory.models import Station
from sandoq.ui.templatetags.sandoq import digits, local_name

WHOLE = "whole"


def _station(station: Station) -> str:
    number = f"{digits(station.number)} · " if station.number else ""
    return f"{number}{digits(station.name)} · {local_name(station.unit)}"


class ReportForm(forms.Form):
    """An obstacle at some of the given stations, or at all of them."""

    title = forms.CharField(
        label=_("What stands in the way"),
        max_length=160,
        help_text=_("One cause in one sentence: “The tower of the village is without power.”"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    severity = forms.ChoiceField(
        label=_("What happens if nothing is done"),
        choices=list(SEVERITIES.items()),
        widget=forms.RadioSelect,
        help_text=_("Where needs are tied below, their own weight counts instead."),
    )
    stations = forms.MultipleChoiceField(
        label=_("Stations"), widget=forms.CheckboxSelectMultiple, required=False
    )
    whole = forms.BooleanField(label=_("All stations of this place"), required=False)
    requirements = forms.MultipleChoiceField(
        label=_("What is not met because of it"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The obstacle closes once these are verified at its stations, not before."),
    )
    description = forms.CharField(
        label=_("More about it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        stations: Sequence[Station],
        requirements: Sequence[RequirementName],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"key": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["stations"].choices = [(str(one.key), _station(one)) for one in stations]  # type: ignore[attr-defined]
        self.fields["requirements"].choices = [  # type: ignore[attr-defined]
            (one.code, local_name(one)) for one in requirements
        ]
        if not requirements:
            del self.fields["requirements"]

    def clean(self) -> dict[str, Any]:
        """At least one station, or all."""
        told = super().clean() or self.cleaned_data
        if not told.get("stations") and not told.get("whole"):
            self.add_error("stations", _("Choose at least one station, or all of this place."))
        return told

    def data_at(self, everywhere: Sequence[uuid.UUID]) -> ObstacleData:
        """For the service; `everywhere` are the keys of the place's stations."""
        told = self.cleaned_data
        chosen = [uuid.UUID(key) for key in told["stations"]]
        return ObstacleData(
            title=told["title"],
            kind=told["kind"],
            severity=told["severity"],
            description=told["description"],
            stations=everywhere if told["whole"] else chosen,
            requirements=told.get("requirements", ()),
            key=told["key"],
        )
