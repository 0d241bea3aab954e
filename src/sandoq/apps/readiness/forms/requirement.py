"""One requirement of a draft: where it is asked, how many, what proves it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.elections.models import Election, Stage
from sandoq.apps.readiness.forms.words import (
    CRITICALITIES,
    PROOF_KINDS,
    SOURCES,
    STATION_KINDS,
)
from sandoq.apps.readiness.models import Requirement, RequirementSet
from sandoq.apps.readiness.rules.requirements import read_formula, read_policy
from sandoq.apps.readiness.services import RequirementData
from sandoq.ui.templatetags.sandoq import local_name

_DAYS = 45


class _Choice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Elections by their names in the page's language."""

    def label_from_instance(self, obj: Any) -> str:
        return local_name(obj)


class RequirementForm(forms.Form):
    """A requirement as people think of it; the formula and the policy are made from it."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=40,
        help_text=_("Latin letters, digits and hyphens. It stays when the requirement is revised."),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    name_fa = forms.CharField(label=_("Name in Persian"), max_length=120)
    name_en = forms.CharField(
        label=_("Name in English"), max_length=120, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    criticality = forms.ChoiceField(label=_("Weight"), choices=list(CRITICALITIES.items()))
    place = forms.ChoiceField(
        label=_("Asked of"),
        choices=[("station", _("the station")), ("point", _("each of its points"))],
    )
    source = forms.ChoiceField(
        label=_("Who answers for it"),
        choices=list(SOURCES.items()),
        required=False,
        help_text=_(
            "What another room knows, nobody records by hand. Links are asked of points, staff of "
            "stations; their number is their room’s."
        ),
    )
    item = forms.SlugField(
        label=_("Code of the thing"),
        max_length=40,
        required=False,
        help_text=_(
            "For equipment the code of its kind, for staff the code of the role. Empty: the "
            "requirement’s own code."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    stages = forms.MultipleChoiceField(
        label=_("At the stages"),
        choices=[(stage.value, stage.value) for stage in Stage],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: at every stage."),
    )
    station_kinds = forms.MultipleChoiceField(
        label=_("Kinds of station"),
        choices=list(STATION_KINDS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every kind."),
    )
    election = _Choice(
        label=_("Only for the election"),
        queryset=Election.objects.none(),
        required=False,
        empty_label=_("All elections of the day"),
    )
    minimum = forms.IntegerField(label=_("At least"), min_value=0, max_value=10_000, initial=1)
    per_electors = forms.IntegerField(
        label=_("One for every so many electors"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Empty: the number does not depend on the electors."),
    )
    maximum = forms.IntegerField(label=_("At most"), min_value=1, max_value=100_000, required=False)
    kinds = forms.MultipleChoiceField(
        label=_("Accepted proof"),
        choices=[(kind.value, name) for kind, name in PROOF_KINDS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    max_age_days = forms.IntegerField(
        label=_("Proof holds for so many days"), min_value=1, max_value=3650, initial=_DAYS
    )
    serials = forms.BooleanField(
        label=_("A serial number for each piece"),
        required=False,
        help_text=_("No serial number can serve two stations on one day."),
    )
    other_unit = forms.BooleanField(
        label=_("Verified by another unit, even if it is not blocking"),
        required=False,
        initial=True,
    )
    fallbacks = forms.MultipleChoiceField(
        label=_("Covered by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("If one of these is verified there, the station is ready on fallback."),
    )
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, initial=0)

    def __init__(self, drafted: RequirementSet, row: Requirement | None, data: Any = None) -> None:
        super().__init__(data, initial=_initial(row) if row else None)
        others = drafted.requirements.exclude(code=row.code if row else "")
        fields: dict[str, Any] = self.fields
        fields["election"].queryset = Election.objects.filter(polling_day=drafted.polling_day_id)
        fields["fallbacks"].choices = [(other.code, local_name(other)) for other in others]
        if row is not None:
            fields["code"].disabled = True
        elif not self.is_bound:
            fields["order"].initial = drafted.requirements.count()

    def requirement(self) -> RequirementData:
        """For the service."""
        cleaned = self.cleaned_data
        quantity = {
            name: cleaned[name]
            for name in ("per_electors", "minimum", "maximum")
            if cleaned[name] is not None
        }
        return RequirementData(
            code=cleaned["code"],
            name_fa=cleaned["name_fa"],
            name_en=cleaned["name_en"],
            place=cleaned["place"],
            criticality=cleaned["criticality"],
            election=cleaned["election"],
            stages=cleaned["stages"],
            station_kinds=cleaned["station_kinds"],
            quantity=quantity,
            evidence_policy={
                "kinds": cleaned["kinds"],
                "max_age_days": cleaned["max_age_days"],
                "serials": cleaned["serials"],
                "other_unit": cleaned["other_unit"],
            },
            fallbacks=cleaned["fallbacks"],
            order=cleaned["order"],
            source=cleaned["source"] or "evidence",
            item=cleaned["item"] or self.initial.get("item", ""),
        )


def _initial(row: Requirement) -> dict[str, Any]:
    formula, policy = read_formula(row.quantity), read_policy(row.evidence_policy)
    return {
        "code": row.code,
        "item": row.item,
        "name_fa": row.name_fa,
        "name_en": row.name_en,
        "criticality": row.criticality,
        "place": row.place,
        "source": row.source,
        "stages": row.stages,
        "station_kinds": row.station_kinds,
        "election": row.election_id,
        "order": row.order,
        "fallbacks": [fallback.code for fallback in row.fallbacks.all()],
        **formula.model_dump(),
        **policy.model_dump(mode="json"),
    }
