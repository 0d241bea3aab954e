"""Duties and agencies: issuing, answering, registering."""

import uuid
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import Post
from sandoq.apps.obstacles.forms.acting import AgencyField
from sandoq.apps.obstacles.models import Agency
from sandoq.apps.obstacles.services import DutyData
from sandoq.ui.forms import JalaliDateField
from sandoq.ui.templatetags.sandoq import local_name


class DutyForm(forms.Form):
    """What an agency must deliver."""

    agency = AgencyField(label=_("Agency"), queryset=Agency.objects.none())
    deliverable = forms.CharField(
        label=_("Deliverable"),
        max_length=200,
        help_text=_("What can be seen when it is there: “Two spare generators in each county.”"),
    )
    legal_reference = forms.CharField(label=_("Legal reference"), max_length=200)
    deputy = forms.CharField(
        label=_("Deputy"),
        max_length=120,
        help_text=_("The office that answers when the head cannot."),
    )
    due_on = JalaliDateField(label=_("Due on"), help_text=_("Not later than polling day."))
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    def data_of(self) -> DutyData:
        """For the service."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "agency"}
        return DutyData(**told)


class AnswerForm(forms.Form):
    """The agency's answer."""

    act = forms.ChoiceField(choices=[("acknowledge", ""), ("deliver", "")])
    note = forms.CharField(
        label=_("What was delivered"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class JudgeForm(forms.Form):
    """The committee's verdict on a delivery."""

    verdict = forms.ChoiceField(choices=[("confirm", ""), ("return", "")])
    note = forms.CharField(
        label=_("Reason, if it is returned"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AgencyForm(forms.Form):
    """An agency of the place in view."""

    code = forms.SlugField(
        label=_("Code"), max_length=40, help_text=_("Latin letters and hyphens: power-company.")
    )
    name_fa = forms.CharField(label=_("Name in Persian"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A post by its title and unit."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title_fa or obj.role} · {local_name(obj.unit)}"


class SeatForm(forms.Form):
    """Which post speaks for which agency."""

    prefix = "seat"
    agency = AgencyField(label=_("Agency"), queryset=Agency.objects.none())
    post = PostField(label=_("Officer’s post"), queryset=Post.objects.none())

    def __init__(
        self, *args: Any, agencies: QuerySet[Agency], posts: QuerySet[Post], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
