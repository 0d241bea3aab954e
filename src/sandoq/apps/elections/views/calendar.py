"""The calendar of an election: as a file for calendar programs, and its steps."""

from collections.abc import Iterator
from datetime import datetime, time

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.elections.forms import CalendarForm
from sandoq.apps.elections.models import Election
from sandoq.apps.elections.rules.icalendar import Event, calendar_text
from sandoq.apps.elections.selectors import calendar_of, election_of_slug
from sandoq.apps.elections.services import remove_calendar_entry
from sandoq.apps.elections.views.submitting import submit
from sandoq.common.clock import TEHRAN, now
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.ELECTION_VIEW)
@require_GET
def calendar_file(request: Request, slug: str) -> HttpResponse:
    """The polling day and every step of the calendar, for a phone or a laptop."""
    found = election_of_slug(request.user, slug)
    text = calendar_text(local_name(found), _events(found), stamp=now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.ics"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _events(election: Election) -> Iterator[Event]:
    day = election.polling_day

    def at(clock_time: time) -> datetime:
        return datetime.combine(day.date, clock_time, tzinfo=TEHRAN)

    summary = _("Polling day: %(election)s") % {"election": local_name(election)}
    yield Event(f"{election.key}@sandoq", summary, at(day.opens), at(day.closes))
    for entry in calendar_of(election):
        yield Event(
            uid=f"{election.key}-{entry.pk}@sandoq",
            summary=local_name(entry),
            begins=entry.begins_on,
            ends=entry.ends_on or entry.begins_on,
            description=entry.legal_reference,
        )


@requires(Permission.ELECTION_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def calendar_new(request: Request, slug: str) -> HttpResponse:
    """Add a step to the calendar."""
    found = election_of_slug(request.user, slug)
    require(request.user, Permission.ELECTION_EDIT, unit_path="", election_id=found.pk)
    here = reverse("elections:election", args=[slug])
    form = CalendarForm(request.POST or None)
    return submit(
        request,
        form,
        lambda: form.save(by=request.user, election=found),
        to=f"{here}#calendar",
        said=_("The step was added to the calendar."),
        template="elections/form.html",
        context={"heading": _("New step of the calendar"), "leave": here, "election": found},
    )


@requires(Permission.ELECTION_EDIT)
@require_POST
def calendar_remove(request: Request, slug: str, entry: int) -> HttpResponse:
    """Take a step out of the calendar."""
    found = election_of_slug(request.user, slug)
    remove_calendar_entry(by=request.user, election=found, entry_id=entry)
    messages.success(request, _("The step was taken out of the calendar."))
    return HttpResponseRedirect(reverse("elections:election", args=[slug]) + "#calendar")
