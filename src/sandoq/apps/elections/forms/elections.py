"""Forms of elections, contests and the calendar."""

from datetime import time
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.forms.fields import ClockField, ElectionChoice, NamedChoice
from sandoq.apps.elections.models import CalendarEntry, Contest, Election
from sandoq.apps.elections.selectors import elections, seat_rules
from sandoq.apps.elections.services import (
    add_calendar_entry,
    add_contest,
    create_election,
    plan_polling_day,
    revise_contest,
    revise_election,
)
from sandoq.ui.forms import JalaliDateField

SLUG_HINT = _("Small Latin letters, digits and hyphens; it stands in addresses, as in majles-12.")


class NamesForm(forms.Form):
    """The two names of an election or a contest."""

    name_fa = forms.CharField(label=_("Name in Persian"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)

    def save_election(self, *, by: User, election: Election) -> Election:
        return revise_election(by=by, election=election, **self.cleaned_data)

    def save_contest(self, *, by: User, contest: Contest) -> Contest:
        return revise_contest(by=by, contest=contest, **self.cleaned_data)


class DayForm(forms.Form):
    """A polling day and its hours."""

    polling_on = JalaliDateField(label=_("Polling day"))
    opens = ClockField(label=_("Opens"), initial=time(8))
    closes = ClockField(label=_("Closes"), initial=time(18))


class ElectionForm(NamesForm, DayForm):
    """A new election; its polling day is planned with it."""

    slug = forms.CharField(label=_("Short name"), max_length=50, help_text=SLUG_HINT)
    kind = forms.ChoiceField(label=_("Kind"), choices=Election.Kind.choices)
    previous_election = ElectionChoice(
        label=_("Previous election"),
        queryset=Election.objects.none(),
        required=False,
        help_text=_("Stages go at most one step further than there."),
    )
    field_order = ["name_fa", "name_en", "kind", "slug", "polling_on", "opens", "closes"]

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["previous_election"]
        assert isinstance(field, ElectionChoice)  # noqa: S101 - for the type checker
        field.queryset = elections(user)

    @transaction.atomic
    def save(self, *, by: User) -> Election:
        data = dict(self.cleaned_data)
        on, opens, closes = (data.pop(name) for name in ("polling_on", "opens", "closes"))
        day = plan_polling_day(by=by, on=on, opens=opens, closes=closes)
        return create_election(by=by, polling_day=day, **data)


class ContestForm(NamesForm):
    """A new contest of an election."""

    slug = forms.CharField(label=_("Short name"), max_length=50, help_text=SLUG_HINT)
    seat_rule = NamedChoice(label=_("Seat rule"), queryset=seat_rules())

    def save(self, *, by: User, election: Election) -> Contest:
        return add_contest(by=by, election=election, **self.cleaned_data)


class CalendarForm(forms.Form):
    """A new step of the calendar."""

    name_fa = forms.CharField(label=_("Step in Persian"), max_length=160)
    name_en = forms.CharField(label=_("Step in English"), max_length=160, required=False)
    begins_on = JalaliDateField(label=_("First day"))
    ends_on = JalaliDateField(
        label=_("Last day"), required=False, help_text=_("Leave empty for a step of one day.")
    )
    legal_reference = forms.CharField(label=_("Legal reference"), max_length=200, required=False)

    def save(self, *, by: User, election: Election) -> CalendarEntry:
        return add_calendar_entry(by=by, election=election, **self.cleaned_data)
