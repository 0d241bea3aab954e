"""Opening posts, appointing, ending a tenure: each by an order with a number."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.forms.fields import moment_of
from sandoq.apps.accounts.names import ROLE_NAMES
from sandoq.apps.accounts.rules.access import Role
from sandoq.ui.forms import JalaliDateField
from sandoq.ui.templatetags.sandoq import local_name

if TYPE_CHECKING:
    _ModelChoice = forms.ModelChoiceField[Any]
else:
    _ModelChoice = forms.ModelChoiceField

_LTR = {"dir": "auto", "autocomplete": "off"}


class PersonChoice(_ModelChoice):
    """Somebody, with where they are registered, chosen by their key."""

    def label_from_instance(self, person: Any) -> str:
        home = local_name(person.home_unit) if person.home_unit else ""
        return f"{local_name(person)} · {home}" if home else local_name(person)


class OpenPostForm(forms.Form):
    """A new post at the place in view."""

    role = forms.ChoiceField(label=_("Role"))
    title_fa = forms.CharField(
        label=_("Title in Persian"),
        max_length=160,
        required=False,
        help_text=_("Without a title the post bears its role's name."),
    )
    title_en = forms.CharField(
        label=_("Title in English"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *arguments: Any, roles: Iterable[Role], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(role.value, ROLE_NAMES[role]) for role in roles]
        self.fields["role"].choices = choices  # type: ignore[attr-defined]


class OrderForm(forms.Form):
    """An order, by its number."""

    order_number = forms.CharField(
        label=_("Order number"), max_length=64, widget=forms.TextInput(attrs=_LTR)
    )


class AppointForm(OrderForm):
    """Whom an order gives a post, and since when."""

    person = PersonChoice(
        queryset=None,
        to_field_name="key",
        label=_("Person"),
        empty_label=None,
        widget=forms.RadioSelect,
    )
    since = JalaliDateField(
        label=_("Since"), required=False, help_text=_("Left empty: from this moment on.")
    )

    def __init__(self, *arguments: Any, people: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        chooser: Any = self.fields["person"]
        chooser.queryset = people

    def since_moment(self) -> Any:
        """When the tenure begins; None for now."""
        return moment_of(self.cleaned_data["since"])


class EndForm(OrderForm):
    """By which order a tenure ends, and when."""

    until = JalaliDateField(
        label=_("Until"), required=False, help_text=_("Left empty: from this moment on.")
    )

    def until_moment(self) -> Any:
        """When the tenure ends; None for now."""
        return moment_of(self.cleaned_data["until"])
