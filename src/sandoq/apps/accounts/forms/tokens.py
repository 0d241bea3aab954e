"""A new token for a program."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import Tenure
from sandoq.apps.accounts.names import PERMISSION_NAMES, post_title
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import grantable
from sandoq.common.clock import now
from sandoq.ui.templatetags.sandoq import local_name


class TokenForm(forms.Form):
    """For which post, what for, what it may do, how long."""

    tenure = forms.ChoiceField(label=_("Post"))
    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        help_text=_("Such as: nightly export of stations."),
    )
    permissions = forms.MultipleChoiceField(
        label=_("What it may do"), widget=forms.CheckboxSelectMultiple
    )
    days = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        choices=[
            (30, _("30 days")),
            (90, _("90 days")),
            (180, _("180 days")),
            (365, _("A year")),
        ],
    )

    def __init__(self, *arguments: Any, tenures: Sequence[Tenure], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.tenures = {str(tenure.pk): tenure for tenure in tenures}
        possible = {permission for tenure in tenures for permission in grantable(tenure)}
        self._offer(
            "tenure",
            [
                (pk, f"{post_title(held.post)} · {local_name(held.post.unit)}")
                for pk, held in self.tenures.items()
            ],
        )
        self._offer(
            "permissions", [(p.value, PERMISSION_NAMES[p]) for p in Permission if p in possible]
        )

    def asked(self) -> dict[str, Any]:
        """The arguments of the service."""
        data = self.cleaned_data
        return {
            "tenure": self.tenures[data["tenure"]],
            "name": data["name"],
            "permissions": [Permission(value) for value in data["permissions"]],
            "expires_at": self.expires_at(),
        }

    def expires_at(self) -> datetime:
        """The end of the chosen time from now."""
        return now() + timedelta(days=self.cleaned_data["days"])

    def _offer(self, field: str, choices: list[tuple[str, Any]]) -> None:
        chooser: Any = self.fields[field]
        chooser.choices = choices
