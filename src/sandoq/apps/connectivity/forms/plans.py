"""A point's link plan, and the reason for withdrawing a reading."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sandoq.apps.connectivity.forms.words import DOMAINS, LINK_KINDS
from sandoq.apps.connectivity.models import Link, Operator
from sandoq.apps.connectivity.rules.links import OPERATOR_KINDS, LinkKind, PlannedLink
from sandoq.ui.templatetags.sandoq import local_name

_DOMAINS = ("tower", "backhaul", "feeder")
_NO_OPERATOR = "0"


class LinkPlanForm(forms.Form):
    """One row of fields for each kind of link; a kind without an operator is not in the plan."""

    def __init__(self, offered: Sequence[Operator], links: Sequence[Link], data: Any) -> None:
        super().__init__(data)
        held = {link.kind: link for link in links}
        for kind in LinkKind:
            link = held.get(kind.value)
            if kind == LinkKind.OFFLINE:
                self.fields[kind.value] = forms.BooleanField(
                    label=str(LINK_KINDS[kind.value]), required=False, initial=link is not None
                )
                continue
            wanted = OPERATOR_KINDS[kind]
            choices: list[tuple[str, Any]] = [(_NO_OPERATOR, _("Not in the plan"))]
            choices += [(str(row.pk), local_name(row)) for row in offered if row.kind == wanted]
            self.fields[kind.value] = forms.ChoiceField(
                label=pgettext_lazy("network", "Operator"),
                choices=choices,
                required=False,
                initial=str(link.operator_id) if link else _NO_OPERATOR,
            )
            for domain in _DOMAINS:
                self.fields[f"{kind.value}-{domain}"] = forms.CharField(
                    label=str(DOMAINS[domain]),
                    max_length=60,
                    required=False,
                    initial=getattr(link, domain) if link else "",
                )

    def rows(self) -> Iterator[dict[str, Any]]:
        """The fields of each kind, for the page."""
        for kind in LinkKind:
            domains = [] if kind == LinkKind.OFFLINE else _DOMAINS
            yield {
                "kind": kind.value,
                "choice": self[kind.value],
                "domains": [self[f"{kind.value}-{domain}"] for domain in domains],
            }

    def links(self) -> list[PlannedLink]:
        """The plan for the service."""
        given = self.cleaned_data
        found = []
        for kind in LinkKind:
            if kind == LinkKind.OFFLINE:
                if given[kind.value]:
                    found.append(PlannedLink(kind.value))
                continue
            operator = int(given[kind.value] or _NO_OPERATOR)
            if operator:
                names = [given[f"{kind.value}-{domain}"] for domain in _DOMAINS]
                found.append(PlannedLink(kind.value, operator, *names))
        return found


class WithdrawForm(forms.Form):
    """Why a reading counts no longer."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For example: measured at another point."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
