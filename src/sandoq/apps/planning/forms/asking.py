"""A title, a reason, a question of what would be, and the devices of an order."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.planning.selectors.reading import Told

_MOST_DEVICES = 5000


class TitleForm(forms.Form):
    """The name of a scenario made from another."""

    title = forms.CharField(label=_("Name of the scenario"), max_length=120)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, title: str = "", **options: Any) -> None:
        options.setdefault("initial", {"key": uuid.uuid4(), "title": title})
        super().__init__(*args, **options)


class ReasonForm(forms.Form):
    """Why a plan goes back."""

    reason = forms.CharField(
        label=_("Why it goes back"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class WhatIfForm(forms.Form):
    """One model, one store, more or fewer."""

    model = forms.ChoiceField(label=_("Model"))
    store = forms.ChoiceField(label=_("Store"))
    units = forms.IntegerField(
        label=_("Devices more (or fewer, with a minus)"),
        min_value=-_MOST_DEVICES,
        max_value=_MOST_DEVICES,
        initial=10,
    )

    def __init__(self, *args: Any, told: Told, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["model"].choices = [  # type: ignore[attr-defined]
            (code, row["name"]) for code, row in told.models.items()
        ]
        self.fields["store"].choices = [  # type: ignore[attr-defined]
            (row["code"], f"{told.unit_name(row['unit'])} · {row['name']}")
            for row in told.question["stores"]
            if row["serves"] is None
        ]


class OfferForm(forms.Form):
    """The devices of an order, by their serial numbers, one on a line."""

    codes = forms.CharField(
        label=_("Serial numbers"),
        widget=forms.Textarea(
            attrs={"rows": 6, "dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("Scan them, type them, or take those proposed; one on a line."),
    )
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, proposed: str = "", **options: Any) -> None:
        options.setdefault("initial", {"client_uuid": uuid.uuid4(), "codes": proposed})
        super().__init__(*args, **options)
