"""The list of elections, the record of one, and what the headquarters does with it."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, require, scope_of
from sandoq.apps.elections.forms import ElectionForm, NamesForm, RunOffForm
from sandoq.apps.elections.models import Contest, Election
from sandoq.apps.elections.rules.seats import SeatRuleData
from sandoq.apps.elections.selectors import (
    calendar_of,
    election_of_slug,
    elections,
    same_day,
    stations_of,
)
from sandoq.apps.elections.selectors.nist import nist_report
from sandoq.apps.elections.views.listing import asked, page_of
from sandoq.apps.elections.views.submitting import submit
from sandoq.common import clock
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request

_COLUMNS = (
    gettext_lazy("Short name"),
    gettext_lazy("Name in Persian"),
    gettext_lazy("Name in English"),
    gettext_lazy("Kind"),
    gettext_lazy("Round"),
    gettext_lazy("Polling day"),
    gettext_lazy("Constituencies"),
    gettext_lazy("Seats"),
)


def may_edit(request: Request, election: Election) -> bool:
    """Whether this person may write the election: decides which doors are shown."""
    return scope_of(request.user, Permission.ELECTION_EDIT).covers("", election.pk)


@requires(Permission.ELECTION_VIEW)
@require_GET
def election_list(request: Request) -> HttpResponseBase:
    """Elections by polling day: those to come, and those held."""
    today = clock.today(clock.now())
    everything = elections(request.user)
    rows = _filtered(request, everything, today)
    if wanted := request.GET.get("format"):
        return table_response("elections", list(map(str, _COLUMNS)), map(_cells, rows), wanted)
    coming = everything.filter(polling_day__date__gte=today)
    context = {
        "page": page_of(request, rows),
        "today": today,
        "all": everything.count(),
        "coming": coming.count(),
        "next": coming.order_by("polling_day__date", "pk").first(),
        "kinds": Election.Kind.choices,
        "q": asked(request, "q"),
        "kind": asked(request, "kind"),
        "when": asked(request, "when"),
        "may_create": may(request.user, Permission.ELECTION_EDIT),
    }
    return render(request, "elections/list.html", context)


def _filtered(request: Request, found: QuerySet[Election], today: date) -> QuerySet[Election]:
    if q := asked(request, "q"):
        found = found.filter(
            Q(name_fa__icontains=q) | Q(name_en__icontains=q) | Q(slug__icontains=q)
        )
    if (kind := asked(request, "kind")) in Election.Kind.values:
        found = found.filter(kind=kind)
    when = asked(request, "when")
    if when == "coming":
        found = found.filter(polling_day__date__gte=today)
    elif when == "held":
        found = found.filter(polling_day__date__lt=today)
    return found.annotate(
        drawn=Count("contests__constituencies"), seats=Sum("contests__constituencies__seats")
    ).order_by("-polling_day__date", "pk")


def _cells(election: Any) -> list[Any]:
    return [
        election.slug,
        election.name_fa,
        election.name_en,
        election.get_kind_display(),
        election.round,
        election.polling_day.date,
        election.drawn,
        election.seats or 0,
    ]


@requires(Permission.ELECTION_VIEW)
@require_GET
def election(request: Request, slug: str) -> HttpResponse:
    """The record of one election."""
    found = election_of_slug(request.user, slug)
    today = clock.today(clock.now())
    totals = stations_of(found).aggregate(stations=Count("pk"), electors=Sum("electors"))
    contests = list(_contests(found))
    calendar = list(calendar_of(found))
    context = {
        "election": found,
        "today": today,
        "days": (found.polling_day.date - today).days,
        "same_day": same_day(found),
        "next_rounds": elections(request.user).filter(previous_round=found),
        "contests": [(one, SeatRuleData.from_json(one.seat_rule.rule)) for one in contests],
        "ballots": len(contests) + Contest.objects.filter(election__in=same_day(found)).count(),
        "undrawn": [one for one in contests if not one.drawn],  # type: ignore[attr-defined]
        "calendar": calendar,
        "polling_listed": any(step.begins_on == found.polling_day.date for step in calendar),
        "totals": totals,
        "may_edit": may_edit(request, found),
    }
    return render(request, "elections/election.html", context)


def _contests(found: Election) -> QuerySet[Contest]:
    return (
        found.contests.select_related("seat_rule")
        .annotate(drawn=Count("constituencies"), seats=Sum("constituencies__seats"))
        .order_by("pk")
    )


@requires(Permission.ELECTION_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def election_new(request: Request) -> HttpResponse:
    """Plan an election and its polling day."""
    form = ElectionForm(request.POST or None, user=request.user)
    return submit(
        request,
        form,
        lambda: form.save(by=request.user),
        to=lambda saved: reverse("elections:election", args=[saved.slug]),
        said=_("The election was created. Now add its contests."),
        template="elections/form.html",
        context={
            "heading": _("New election"),
            "lead": _("Elections of one day are held at the same stations, at the same hours."),
            "leave": reverse("elections:elections"),
        },
    )


@requires(Permission.ELECTION_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def election_edit(request: Request, slug: str) -> HttpResponse:
    """Correct the names of an election."""
    found = election_of_slug(request.user, slug)
    require(request.user, Permission.ELECTION_EDIT, unit_path="", election_id=found.pk)
    here = reverse("elections:election", args=[slug])
    initial = {"name_fa": found.name_fa, "name_en": found.name_en}
    form = NamesForm(request.POST or None, initial=initial)
    return submit(
        request,
        form,
        lambda: form.save_election(by=request.user, election=found),
        to=here,
        said=_("The names were corrected."),
        template="elections/form.html",
        context={"heading": _("Correct the names"), "leave": here, "election": found},
    )


@requires(Permission.ELECTION_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def run_off_new(request: Request, slug: str) -> HttpResponse:
    """Hold a second round in the constituencies where seats stayed open."""
    first = election_of_slug(request.user, slug)
    require(request.user, Permission.ELECTION_EDIT, unit_path="", election_id=first.pk)
    form = RunOffForm(request.POST or None, first=first)
    return submit(
        request,
        form,
        lambda: form.save(by=request.user),
        to=lambda saved: reverse("elections:election", args=[saved.slug]),
        said=_("The run-off was created, with the stages of the first round."),
        template="elections/run_off.html",
        context={"election": first, "leave": reverse("elections:election", args=[slug])},
    )


@requires(Permission.ELECTION_VIEW)
@require_GET
def nist_file(request: Request, slug: str) -> StreamingHttpResponse:
    """Units, contests and devices before the election, as NIST SP 1500-100 has them."""
    found = election_of_slug(request.user, slug)
    pieces = nist_report(request.user, found, clock.now())
    response = StreamingHttpResponse(pieces, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-nist-1500-100.json"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
