"""The second round: for each constituency the seats left open, empty where none is."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.forms.elections import SLUG_HINT, DayForm, NamesForm
from sandoq.apps.elections.forms.fields import NamedChoice, WholeNumberField
from sandoq.apps.elections.models import Constituency, Election
from sandoq.apps.elections.selectors import constituencies_of, seat_rules
from sandoq.apps.elections.services import create_run_off, plan_polling_day
from sandoq.ui.templatetags.sandoq import local_name


class RunOffForm(NamesForm, DayForm):
    """A run-off of an election, limited to chosen constituencies."""

    slug = forms.CharField(label=_("Short name"), max_length=50, help_text=SLUG_HINT)
    seat_rule = NamedChoice(label=_("Seat rule"), queryset=seat_rules())
    field_order = ["name_fa", "name_en", "slug", "polling_on", "opens", "closes", "seat_rule"]

    def __init__(self, *args: Any, first: Election, **options: Any) -> None:
        super().__init__(*args, **options)
        self.first = first
        self.constituencies = list(constituencies_of(first))
        for constituency in self.constituencies:
            self.fields[self._name(constituency)] = WholeNumberField(
                label=local_name(constituency), least=1, most=constituency.seats, required=False
            )

    @staticmethod
    def _name(constituency: Constituency) -> str:
        return f"seats-{constituency.key}"

    @property
    def general_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith("seats-")]

    @property
    def seat_rows(self) -> list[tuple[Constituency, forms.BoundField]]:
        return [(one, self[self._name(one)]) for one in self.constituencies]

    def open_seats(self) -> dict[Constituency, int]:
        given = ((one, self.cleaned_data.get(self._name(one))) for one in self.constituencies)
        return {one: seats for one, seats in given if seats}

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.open_seats():
            raise ValidationError(gettext("Enter the open seats of at least one constituency."))
        return self.cleaned_data

    @transaction.atomic
    def save(self, *, by: User) -> Election:
        data = self.cleaned_data
        day = plan_polling_day(
            by=by, on=data["polling_on"], opens=data["opens"], closes=data["closes"]
        )
        return create_run_off(
            by=by,
            first=self.first,
            slug=data["slug"],
            name_fa=data["name_fa"],
            name_en=data["name_en"],
            polling_day=day,
            seats=self.open_seats(),
            seat_rule=data["seat_rule"],
        )
