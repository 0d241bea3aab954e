"""One visit to a station: what of its needs was seen, each with its own proof."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import time as clock_time
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sandoq.apps.readiness.forms.words import PROOF_KINDS
from sandoq.apps.readiness.rules.guards import read_serials
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.selectors import NeedView
from sandoq.apps.readiness.services import Finding
from sandoq.common import clock
from sandoq.common.errors import BadInput
from sandoq.ui.forms import JalaliDateField

_NOON = clock_time(12)


@dataclass(frozen=True, slots=True)
class NeedFields:
    """The fields of one need; `serials` and `photo` only where its policy has use for them."""

    view: NeedView
    seen: BoundField
    kind: BoundField
    serials: BoundField | None
    photo: BoundField | None


class InspectionForm(forms.Form):
    """The day, a note, and for each need whether and how it was seen.

    A need counts as seen when its box is ticked, or a serial number or photo is given. The hidden
    key makes a form that is sent twice one visit.
    """

    taken_on = JalaliDateField(
        label=gettext_lazy("Day of the visit"),
        help_text=gettext_lazy("In either calendar, as you would write it."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    visit = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, needs: Sequence[NeedView], *args: Any, **kwargs: Any) -> None:
        today = clock.today(clock.now())
        kwargs.setdefault("initial", {"taken_on": today, "visit": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self._needs = needs
        for view in needs:
            self.fields.update(_fields_of(view))

    @property
    def key(self) -> uuid.UUID:
        """The visit's own key."""
        key: uuid.UUID = self.cleaned_data["visit"]
        return key

    def rows(self) -> Iterator[NeedFields]:
        """Each need with its bound fields."""
        for view in self._needs:
            pk = view.need.pk
            yield NeedFields(
                view,
                self[f"seen_{pk}"],
                self[f"kind_{pk}"],
                self[f"serials_{pk}"] if f"serials_{pk}" in self.fields else None,
                self[f"photo_{pk}"] if f"photo_{pk}" in self.fields else None,
            )

    def clean(self) -> dict[str, Any]:
        """Read the serial numbers and say which field is wrong."""
        cleaned: dict[str, Any] = super().clean() or {}
        seen = 0
        for view in self._needs:
            pk = view.need.pk
            try:
                cleaned[f"serials_{pk}"] = read_serials(cleaned.get(f"serials_{pk}", ""))
            except BadInput as refusal:
                text = _("“%(value)s” cannot be read as a serial number.")
                self.add_error(f"serials_{pk}", text % {"value": refusal.value})
                continue
            seen += self._is_seen(cleaned, pk)
        if not seen and not self.errors:
            self.add_error(None, _("Tick at least one thing that you have seen."))
        return cleaned

    def findings(self) -> list[Finding]:
        """What was seen, for the service."""
        cleaned = self.cleaned_data
        return [
            Finding(
                need=view.need.pk,
                kind=self._kind(cleaned, view.need.pk),
                taken_at=_moment(cleaned["taken_on"]),
                serials=cleaned[f"serials_{view.need.pk}"],
                note=cleaned["note"],
                file=cleaned.get(f"photo_{view.need.pk}") or None,
            )
            for view in self._needs
            if self._is_seen(cleaned, view.need.pk)
        ]

    def _is_seen(self, cleaned: dict[str, Any], pk: int) -> bool:
        names = (f"seen_{pk}", f"serials_{pk}", f"photo_{pk}")
        return any(cleaned.get(name) for name in names)

    def _kind(self, cleaned: dict[str, Any], pk: int) -> ProofKind:
        """A photo that is given is the proof, whatever else was chosen; else the first accepted."""
        field = self.fields[f"kind_{pk}"]
        kinds = [kind for kind, _label in field.choices]  # type: ignore[attr-defined]
        if cleaned.get(f"photo_{pk}") and ProofKind.PHOTO.value in kinds:
            return ProofKind.PHOTO
        return ProofKind(cleaned[f"kind_{pk}"] or kinds[0])


def _fields_of(view: NeedView) -> dict[str, forms.Field]:
    """The fields of one need; the first accepted kind that needs no file is chosen."""
    pk, policy = view.need.pk, view.policy
    kinds = sorted(policy.kinds, key=lambda kind: kind is ProofKind.PHOTO)
    fields: dict[str, forms.Field] = {
        f"seen_{pk}": forms.BooleanField(
            label=_("I have seen it, and it is in order"), required=False
        ),
        f"kind_{pk}": forms.ChoiceField(
            label=_("Proof"),
            choices=[(kind.value, PROOF_KINDS[kind]) for kind in kinds],
            required=False,
        ),
    }
    fields[f"kind_{pk}"].initial = kinds[0].value
    if policy.serials or ProofKind.SERIAL in policy.kinds:
        attrs = {"rows": max(2, min(6, view.need.quantity)), "dir": "ltr", "spellcheck": "false"}
        fields[f"serials_{pk}"] = forms.CharField(
            label=_("Serial numbers, one on each line"),
            required=False,
            max_length=2000,
            widget=forms.Textarea(attrs=attrs),
        )
    if ProofKind.PHOTO in policy.kinds:
        accept = {"accept": "image/jpeg,image/png,image/webp", "capture": "environment"}
        fields[f"photo_{pk}"] = forms.FileField(
            label=_("Photo"), required=False, widget=forms.FileInput(attrs=accept)
        )
    return fields


def _moment(day: Any) -> datetime:
    """The visit's moment: now for today, else noon in Tehran."""
    at = clock.now()
    return at if day == clock.today(at) else datetime.combine(day, _NOON, clock.TEHRAN)
