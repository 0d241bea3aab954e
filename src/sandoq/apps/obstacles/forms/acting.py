"""What is done about an obstacle: one small form for each act."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sandoq.apps.elections.forms.fields import WholeNumberField
from sandoq.apps.obstacles.forms.words import RISKS, SEVERITIES
from sandoq.apps.obstacles.models import Agency
from sandoq.apps.obstacles.rules.deciding import VERIFICATION_DAYS
from sandoq.apps.obstacles.services import OptionData
from sandoq.apps.readiness.errors import RequirementName
from sandoq.ui.templatetags.sandoq import local_name

_MOST_DAYS = 365
_MOST_RIAL = 10**15


class AgencyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An agency by its name in the page's language."""

    def label_from_instance(self, obj: Any) -> str:
        return local_name(obj)


class TriageForm(forms.Form):
    """How bad it is, and which agency must answer for it."""

    prefix = "triage"
    severity = forms.ChoiceField(
        label=_("What happens if nothing is done"),
        choices=list(SEVERITIES.items()),
        widget=forms.RadioSelect,
    )
    agency = AgencyField(label=_("Agency"), queryset=Agency.objects.none(), required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class OptionForm(forms.Form):
    """One way to solve it, to stand beside the others."""

    prefix = "option"
    title = forms.CharField(label=_("Solution"), max_length=160)
    cost_rial = WholeNumberField(label=_("Cost (rial)"), least=0, most=_MOST_RIAL)
    lead_days = WholeNumberField(
        label=_("Days until it is done"),
        least=0,
        most=_MOST_DAYS,
        help_text=_("From the decision."),
    )
    verification_days = WholeNumberField(
        label=_("Days to verify it"), least=0, most=_MOST_DAYS, initial=VERIFICATION_DAYS
    )
    residual_risk = forms.ChoiceField(label=_("Risk that remains"), choices=list(RISKS.items()))
    agency = AgencyField(label=_("Done by"), queryset=Agency.objects.none(), required=False)
    description = forms.CharField(
        label=_("More about it"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    def data_of(self) -> OptionData:
        """For the service."""
        return OptionData(**self.cleaned_data)


class DecideForm(forms.Form):
    """Which option."""

    option = forms.UUIDField()


class ClaimForm(forms.Form):
    """What was done."""

    prefix = "claim"
    note = forms.CharField(
        label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class AcceptForm(forms.Form):
    """By which order, and why one lives with it."""

    prefix = "accept"
    order_number = forms.CharField(label=_("Order number"), max_length=64)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReopenForm(forms.Form):
    """Why an acceptance is taken back."""

    prefix = "reopen"
    reason = forms.CharField(label=_("Reason"), max_length=500)


class LinkForm(forms.Form):
    """Which requirements it keeps from being met."""

    prefix = "link"
    requirements = forms.MultipleChoiceField(
        label=_("What is not met because of it"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, requirements: Sequence[RequirementName], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["requirements"].choices = [  # type: ignore[attr-defined]
            (one.code, local_name(one)) for one in requirements
        ]


class MergeForm(forms.Form):
    """Which obstacle goes on with this one's stations, needs and owners."""

    into = forms.UUIDField()
