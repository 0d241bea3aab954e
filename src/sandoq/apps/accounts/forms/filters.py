"""What the boards are narrowed to, read from the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandoq.apps.accounts.names import ROLE_NAMES, verb_name
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.accounts.selectors import AuditFilter, PeopleFilter, PostFilter
from sandoq.ui.forms import JalaliDateField

_ANY = ("", _("All"))


def _roles() -> list[tuple[str, object]]:
    return [_ANY, *((role.value, ROLE_NAMES[role]) for role in Role)]


class PeopleFilterForm(forms.Form):
    """Whom the board of people shows."""

    q = forms.CharField(label=_("Name or whole identifier"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=_roles)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            _ANY,
            ("without-post", _("Without a post")),
            ("with-account", _("With an account")),
            ("without-account", _("Without an account")),
        ],
    )

    def wanted(self, place: Any) -> PeopleFilter:
        """The filter; a field that cannot be read narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        return PeopleFilter(
            search=asked.get("q", ""),
            unit=place,
            role=asked.get("role", ""),
            state=asked.get("state", ""),
        )


class PostFilterForm(forms.Form):
    """Which posts the board shows."""

    role = forms.ChoiceField(label=_("Role"), required=False, choices=_roles)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", pgettext_lazy("post", "Open")),
            ("vacant", pgettext_lazy("post", "Vacant")),
            ("held", pgettext_lazy("post", "Held")),
            ("closed", pgettext_lazy("post", "Closed")),
        ],
    )

    def wanted(self, place: Any) -> PostFilter:
        """The filter; a field that cannot be read narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        return PostFilter(role=asked.get("role", ""), unit=place, state=asked.get("state", ""))


class AuditFilterForm(forms.Form):
    """Which acts the board of the audit trail shows."""

    verb = forms.ChoiceField(label=_("Act"), required=False)
    username = forms.CharField(label=_("Username"), required=False, max_length=64)
    since = JalaliDateField(label=_("From"), required=False)
    until = JalaliDateField(label=_("To"), required=False)
    target = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, verbs: list[str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        named = sorted(((verb, verb_name(verb)) for verb in verbs), key=lambda pair: pair[1])
        self.fields["verb"].choices = [_ANY, *named]  # type: ignore[attr-defined]

    def wanted(self, place: Any) -> AuditFilter:
        """The filter; a field that cannot be read narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        return AuditFilter(
            verb=asked.get("verb", ""),
            username=asked.get("username", ""),
            unit=place,
            since=asked.get("since"),
            until=asked.get("until"),
            target=asked.get("target", ""),
        )
