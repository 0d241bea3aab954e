"""Drawing a constituency: its units are ticked province by province."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.forms.fields import WholeNumberField
from sandoq.apps.elections.models import Constituency, Contest
from sandoq.apps.elections.rules.stages import PATH_STEP
from sandoq.apps.elections.services import draw_constituency, revise_constituency
from sandoq.apps.territory.models import Unit
from sandoq.ui.templatetags.sandoq import local_name

_MOST_SEATS = 500


def units_offered(province: Unit | None) -> list[Unit]:
    """The province with its counties and districts; the country and its provinces without one."""
    found = Unit.objects.filter(closed_on=None).order_by("path")
    if province is None:
        return list(found.filter(level__in=["country", "province"]))
    return list(found.filter(path__startswith=province.path))


def unit_choices(units: Iterable[Unit]) -> list[tuple[str, str]]:
    """Key and name of each unit; a district is named with its county."""
    by_path = {unit.path: unit for unit in units}
    choices = []
    for unit in by_path.values():
        above = by_path.get(unit.path[:-PATH_STEP])
        name = local_name(unit)
        if unit.level == "district" and above is not None:
            name = f"{local_name(above)} › {name}"
        choices.append((str(unit.key), name))
    return choices


class ConstituencyForm(forms.Form):
    """A constituency of a contest."""

    name_fa = forms.CharField(label=_("Name in Persian"), max_length=200)
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    seats = WholeNumberField(label=_("Seats"), least=1, most=_MOST_SEATS)
    units = forms.MultipleChoiceField(
        label=_("Units"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whole counties, or single districts of them. No ground twice in a contest."),
    )

    def __init__(self, *args: Any, province: Unit | None, **options: Any) -> None:
        super().__init__(*args, **options)
        kept = self.initial.get("units", [])
        offered = units_offered(province)
        known = {str(unit.key) for unit in offered}
        missing = Unit.objects.filter(key__in=[key for key in kept if key not in known])
        self.offered = [*missing, *offered]
        field = self.fields["units"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = unit_choices(self.offered)

    @classmethod
    def initial_of(cls, constituency: Constituency) -> dict[str, Any]:
        return {
            "name_fa": constituency.name_fa,
            "name_en": constituency.name_en,
            "seats": constituency.seats,
            "units": [str(key) for key in constituency.units.values_list("key", flat=True)],
        }

    def _content(self) -> dict[str, Any]:
        chosen = set(self.cleaned_data["units"])
        units = list(Unit.objects.filter(key__in=chosen).order_by("path"))
        return {**self.cleaned_data, "units": units}

    def draw(self, *, by: User, contest: Contest) -> Constituency:
        return draw_constituency(by=by, contest=contest, **self._content())

    def revise(self, *, by: User, constituency: Constituency) -> Constituency:
        return revise_constituency(by=by, constituency=constituency, **self._content())
