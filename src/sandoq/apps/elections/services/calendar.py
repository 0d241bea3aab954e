"""The dated steps of an election: registration, campaign, silence, polling, objections."""

from datetime import date

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.errors import CalendarOutOfOrder
from sandoq.apps.elections.models import CalendarEntry, Election
from sandoq.apps.elections.services.checks import read_name, read_text, require_editor

_LONGEST_NAME = 160
_LONGEST_REFERENCE = 200


@transaction.atomic
def add_calendar_entry(
    *,
    by: User,
    election: Election,
    name_fa: str,
    begins_on: date,
    ends_on: date | None = None,
    name_en: str = "",
    legal_reference: str = "",
) -> CalendarEntry:
    """Add a step to an election's calendar; the same again returns the first.

    Args:
        ends_on: its last day; None for a step of one day.

    Raises:
        NotAllowed: only the headquarters writes the calendar.
        CalendarOutOfOrder: it would end before it begins.
        BadInput: the name is empty, or a text too long.
    """
    require_editor(by, election)
    if ends_on is not None and ends_on < begins_on:
        raise CalendarOutOfOrder(begins_on, ends_on)
    entry, is_new = CalendarEntry.objects.get_or_create(
        election=election,
        name_fa=read_name("name_fa", name_fa, _LONGEST_NAME),
        begins_on=begins_on,
        ends_on=ends_on,
        defaults={
            "name_en": read_text("name_en", name_en, _LONGEST_NAME),
            "legal_reference": read_text("legal_reference", legal_reference, _LONGEST_REFERENCE),
        },
    )
    if is_new:
        data = {"election": election.slug, "name": entry.name_fa, **_days(entry)}
        record_action(by=by, verb="elections.add-calendar-entry", target=entry, data=data)
    return entry


@transaction.atomic
def remove_calendar_entry(*, by: User, election: Election, entry_id: int) -> None:
    """Take a step out of the calendar; one already gone stays gone.

    Raises:
        NotAllowed: only the headquarters writes the calendar.
    """
    require_editor(by, election)
    entry = election.calendar.select_for_update().filter(pk=entry_id).first()
    if entry is None:
        return
    data = {"election": election.slug, "name": entry.name_fa, **_days(entry)}
    record_action(by=by, verb="elections.remove-calendar-entry", target=entry, data=data)
    entry.delete()


def _days(entry: CalendarEntry) -> dict[str, date | None]:
    return {"begins_on": entry.begins_on, "ends_on": entry.ends_on}
