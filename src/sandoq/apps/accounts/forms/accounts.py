"""Accounts, the reason for looking at an identifier, the language of one's pages."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.names import FIELD_NAMES
from sandoq.apps.accounts.rules.identifiers import FIELDS, reason_problem
from sandoq.apps.accounts.rules.usernames import username_problem

_LTR = {"dir": "ltr", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class AccountForm(forms.Form):
    """A new account; its owner chooses the password by the invitation."""

    username = forms.CharField(
        label=_("Username"),
        max_length=64,
        widget=forms.TextInput(attrs=_LTR),
        help_text=_("Small Latin letters, digits, dot, dash or underscore; at least three."),
    )
    email = forms.EmailField(
        label=_("E-mail address"), required=False, widget=forms.EmailInput(attrs=_LTR)
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def clean_username(self) -> str:
        username: str = self.cleaned_data["username"].strip().lower()
        if username_problem(username):
            raise forms.ValidationError(
                _("Use small Latin letters, digits, dot, dash or underscore, at least three.")
            )
        return username


class SuspendForm(forms.Form):
    """Why an account is suspended."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class RevealForm(forms.Form):
    """Which identifier somebody needs to read, and why."""

    field = forms.ChoiceField(
        label=_("Identifier"), choices=[(name, FIELD_NAMES[name]) for name in FIELDS]
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Stays in the audit trail; write no identifier into it."),
    )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"]
        match reason_problem(reason):
            case "too-short":
                raise forms.ValidationError(_("Say in a few words what it is needed for."))
            case "holds-number":
                raise forms.ValidationError(
                    _("Take the long number out: the reason stays in the audit trail for ever.")
                )
        return reason


class RecoverForm(forms.Form):
    """Why somebody who cannot sign in is helped."""

    act = forms.ChoiceField(
        label=_("What the owner lost"),
        choices=[("password", _("The password")), ("factor", _("The second factor"))],
    )
    why = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("Stays in the audit trail; write no identifier into it."),
    )


class LanguageForm(forms.Form):
    """The language in which the pages meet their owner."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
