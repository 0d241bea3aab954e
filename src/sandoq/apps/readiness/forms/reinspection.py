"""Binding oneself to a draw, entering its seed, and what a second look found."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.elections.forms.fields import ClockField, WholeNumberField
from sandoq.apps.readiness.models import ReinspectionOutcome
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.services import Plan, SecondLook
from sandoq.common import clock
from sandoq.ui.forms import JalaliDateField

_MOST = 100_000


class PlanForm(forms.Form):
    """How many, how many of each county at least, and from where and when the seed comes."""

    size = WholeNumberField(
        label=_("Needs to look at again"), least=1, most=_MOST, help_text=_("In the whole area.")
    )
    per_county = WholeNumberField(
        label=_("Of each county at least"),
        least=0,
        most=_MOST,
        help_text=_("A county with fewer verified needs is looked at whole."),
    )
    seed_source = forms.CharField(
        label=_("From where the seed comes"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A public event that nobody controls, and who announces it: twenty dice thrown in the "
            "hall before the observers, or tomorrow’s lottery number in a named newspaper."
        ),
    )
    seed_day = JalaliDateField(label=_("Day of the announcement"))
    seed_time = ClockField(label=_("Time of the announcement"))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"key": uuid.uuid4()})
        super().__init__(*args, **kwargs)

    def plan(self) -> Plan:
        """For the service."""
        told = self.cleaned_data
        return Plan(
            size=told["size"],
            per_county=told["per_county"],
            seed_source=told["seed_source"],
            seed_due_at=datetime.combine(told["seed_day"], told["seed_time"], clock.TEHRAN),
            key=told["key"],
        )


class SeedForm(forms.Form):
    """The seed as it was read out, and where."""

    seed = forms.CharField(
        label=_("Seed"),
        max_length=200,
        help_text=_("As it was read out: Latin letters and digits, at least ten of them."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    announced = forms.CharField(
        label=_("Where and by whom it was announced"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class SecondLookForm(forms.Form):
    """What was found, with its proof."""

    verdict = forms.ChoiceField(
        label=_("Is it as it was confirmed?"),
        choices=[
            (ReinspectionOutcome.Verdict.CONFIRMED.value, _("Yes, I have seen it in order")),
            (ReinspectionOutcome.Verdict.REFUTED.value, _("No: the need is not met")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What you saw"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(
        label=_("Photo or document"),
        required=False,
        help_text=_("Without one, your statement alone is the proof."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def look(self) -> SecondLook:
        """For the service; the bytes of the file say what it is."""
        told = self.cleaned_data
        file = told["file"]
        kind = ProofKind.VISIT
        if file is not None:
            kind = ProofKind.DOCUMENT if file.read(5) == b"%PDF-" else ProofKind.PHOTO
            file.seek(0)
        return SecondLook(
            verdict=told["verdict"],
            kind=kind.value,
            note=told["note"],
            seen_at=clock.now(),
            file=file,
        )
