"""What a scenario asks: its name, its goals, what is fixed and what broke."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.inventory.models import DeviceModel, Store
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.settings import (
    ELECTOR_LOSS,
    MOST_PRICE,
    Settings,
    Shock,
    ShockKind,
    read_settings,
)
from sandoq.apps.planning.rules.states import Kind
from sandoq.apps.planning.selectors.naming import NoSuchStation, stations_named, written_stations
from sandoq.apps.territory.models import Unit
from sandoq.ui.forms import JalaliDateField
from sandoq.ui.templatetags.sandoq import local_name

_FLOORS = (
    ("", _("The best that can be reached, found after the electors")),
    ("0.5", _("At least half of the electors in every county")),
    ("0.7", _("At least 70 percent in every county")),
    ("0.8", _("At least 80 percent in every county")),
    ("0.9", _("At least 90 percent in every county")),
)
_LOSSES = (
    (str(ELECTOR_LOSS), _("Practically none: at most one in ten thousand")),
    ("0.005", _("At most one in two hundred")),
    ("0.01", _("At most one in a hundred")),
    ("0.05", _("At most one in twenty")),
)


class ScopeForm(forms.Form):
    """What is planned, and under what name."""

    kind = forms.ChoiceField(
        label=_("What is planned"),
        choices=[(Kind.EQUIPMENT.value, _("Equipment: devices from stores to stations"))],
        initial=Kind.EQUIPMENT.value,
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("Name of the scenario"),
        max_length=120,
        help_text=_("As you will speak of it in the meeting."),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, title: str = "", **options: Any) -> None:
        options.setdefault("initial", {"key": uuid.uuid4(), "title": title})
        super().__init__(*args, **options)


class MeansForm(forms.Form):
    """Which means count, and what matters in which order."""

    needed_by = JalaliDateField(
        label=_("Devices must lie at their stations by"),
        required=False,
        help_text=_("The polling day, if you leave it empty."),
    )
    with_untested = forms.BooleanField(
        label=_("Count devices that are not tested yet"),
        required=False,
        help_text=_("They must be tested and sealed before they leave the store."),
    )
    equity_floor = forms.ChoiceField(
        label=_("Balance between counties"),
        choices=_FLOORS,
        required=False,
        help_text=_("The share of a county's electors who vote at ready stations."),
    )
    elector_loss = forms.ChoiceField(
        label=_("Electors that may be given up for balance and shorter ways"), choices=_LOSSES
    )
    urgent_units = forms.MultipleChoiceField(
        label=_("Counties that come first"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    change_price = forms.IntegerField(
        label=_("Price of a change, in kilometres"),
        min_value=0,
        max_value=MOST_PRICE,
        required=False,
        help_text=_(
            "A device is sent on a way that the plan in force does not know only where that saves "
            "so many kilometres. At 0 everything may change."
        ),
    )

    def __init__(
        self, *args: Any, scenario: Scenario, counties: Iterable[Unit], **more: Any
    ) -> None:
        told = read_settings(scenario.settings)
        more.setdefault("initial", self._initial(told))
        super().__init__(*args, **more)
        self._told = told
        self.fields["urgent_units"].choices = [  # type: ignore[attr-defined]
            (str(unit.key), local_name(unit)) for unit in counties
        ]
        if scenario.previous_id is None:
            del self.fields["change_price"]

    @staticmethod
    def _initial(told: Settings) -> dict[str, Any]:
        return {
            "needed_by": told.needed_by,
            "with_untested": told.with_untested,
            "equity_floor": "" if told.equity_floor is None else f"{told.equity_floor:g}",
            "elector_loss": f"{told.elector_loss:g}",
            "urgent_units": list(told.urgent_units),
            "change_price": told.change_price,
        }

    def settings(self) -> Settings:
        """The scenario's settings with these answers."""
        told = self.cleaned_data
        floor = told["equity_floor"]
        return replace(
            self._told,
            needed_by=told["needed_by"].isoformat() if told["needed_by"] else "",
            with_untested=told["with_untested"],
            equity_floor=float(floor) if floor else None,
            elector_loss=float(told["elector_loss"]),
            urgent_units=tuple(told["urgent_units"]),
            change_price=told.get("change_price") or 0,
        )


class FixedForm(forms.Form):
    """Decisions that stand whatever is computed, and things that broke."""

    ready = forms.CharField(
        label=_("Stations that must become ready"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on a line: the county's name and the station's number, as in “Babol 12”."),
    )
    not_ready = forms.CharField(
        label=_("Stations that need not become ready"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For instance stations that will vote on paper."),
    )
    stores_lost = forms.MultipleChoiceField(
        label=_("Stores that are lost"), required=False, widget=forms.CheckboxSelectMultiple
    )
    models_recalled = forms.MultipleChoiceField(
        label=_("Models that are recalled"), required=False, widget=forms.CheckboxSelectMultiple
    )
    closed_from = forms.ChoiceField(label=_("Road closed from the store"), required=False)
    closed_to = forms.ChoiceField(label=_("to the county"), required=False)

    def __init__(
        self,
        *args: Any,
        scenario: Scenario,
        counties: Iterable[Unit],
        stores: Iterable[Store],
        models: Iterable[DeviceModel],
        **options: Any,
    ) -> None:
        self._scenario = scenario
        self._told = read_settings(scenario.settings)
        options.setdefault("initial", self._initial())
        super().__init__(*args, **options)
        places = [(str(one.key), f"{local_name(one.unit)}، {one.name}") for one in stores]
        units = [(str(one.key), local_name(one)) for one in counties]
        chosen: dict[str, list[tuple[str, Any]]] = {
            "stores_lost": places,
            "models_recalled": [
                (str(one.key), f"{local_name(one.kind)} · {one}") for one in models
            ],
            "closed_from": [("", _("No road is closed")), *places],
            "closed_to": [("", "—"), *units],
        }
        for name, choices in chosen.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _initial(self) -> dict[str, Any]:
        told = self._told
        closed = [one for one in told.shocks if one.kind is ShockKind.ROAD_CLOSED]
        return {
            "ready": written_stations(told.ready),
            "not_ready": written_stations(told.not_ready),
            "stores_lost": [o.store for o in told.shocks if o.kind is ShockKind.STORE_LOST],
            "models_recalled": [
                one.model for one in told.shocks if one.kind is ShockKind.MODEL_RECALLED
            ],
            "closed_from": closed[0].store if closed else "",
            "closed_to": closed[0].unit if closed else "",
        }

    def clean_ready(self) -> tuple[str, ...]:
        return self._stations("ready")

    def clean_not_ready(self) -> tuple[str, ...]:
        return self._stations("not_ready")

    def _stations(self, name: str) -> tuple[str, ...]:
        try:
            return stations_named(self._scenario.unit, self.cleaned_data[name])
        except NoSuchStation as unknown:
            raise forms.ValidationError(
                _(
                    "No station of the place is called “%(line)s”. Write the county's name and "
                    "the station's number."
                ),
                params={"line": unknown.line},
            ) from None

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if bool(told.get("closed_from")) != bool(told.get("closed_to")):
            self.add_error("closed_to", _("Choose both ends of the closed road, or neither."))
        if both := set(told.get("ready", ())) & set(told.get("not_ready", ())):
            self.add_error(
                "not_ready",
                forms.ValidationError(
                    _("This station stands in both lists: %(line)s"),
                    params={"line": written_stations([next(iter(both))])},
                ),
            )
        return told

    def settings(self) -> Settings:
        """The scenario's settings with these answers."""
        told = self.cleaned_data
        shocks = [Shock(ShockKind.STORE_LOST, store=one) for one in told["stores_lost"]]
        shocks += [Shock(ShockKind.MODEL_RECALLED, model=one) for one in told["models_recalled"]]
        if told["closed_from"]:
            shocks.append(
                Shock(ShockKind.ROAD_CLOSED, store=told["closed_from"], unit=told["closed_to"])
            )
        return replace(
            self._told, ready=told["ready"], not_ready=told["not_ready"], shocks=tuple(shocks)
        )
