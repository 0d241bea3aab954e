"""A contest: its constituencies, and the ladder of its stages."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, require
from sandoq.apps.elections.forms import ContestForm, NamesForm
from sandoq.apps.elections.models import Constituency, Contest
from sandoq.apps.elections.rules.seats import SeatRuleData
from sandoq.apps.elections.selectors import (
    assignments_of,
    constituencies_of,
    contest_of_slug,
    counts_at,
    election_of_slug,
    electoral_sums,
)
from sandoq.apps.elections.selectors.stations import stations_of_contest
from sandoq.apps.elections.views.elections import may_edit
from sandoq.apps.elections.views.ladder import ladder_rows
from sandoq.apps.elections.views.listing import asked, page_of
from sandoq.apps.elections.views.submitting import submit
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request

_COLUMNS = (
    gettext_lazy("Constituency"),
    gettext_lazy("Name in English"),
    gettext_lazy("Seats"),
    gettext_lazy("Units"),
    gettext_lazy("Stations"),
    gettext_lazy("Electors"),
)
_NEWEST = 8


@requires(Permission.ELECTION_VIEW)
@require_GET
def contest(request: Request, slug: str, contest: str) -> HttpResponseBase:
    """The record of a contest; stages as far as the place in view."""
    found = contest_of_slug(request.user, slug, contest)
    rows = _filtered(request, found)
    if wanted := request.GET.get("format"):
        return table_response(f"{slug}-{contest}", list(map(str, _COLUMNS)), _cells(rows), wanted)
    page = page_of(request, rows)
    sums = electoral_sums(page.object_list)
    stations = stations_of_contest(found)
    if request.place is not None:
        stations = stations.filter(unit__path__startswith=request.place.path)
    everything = list(found.constituencies.values_list("seats", flat=True))
    assigned = assignments_of(found).order_by("-assigned_at", "-pk")
    context = {
        "contest": found,
        "rule": SeatRuleData.from_json(found.seat_rule.rule),
        "ladder": ladder_rows(counts_at(found, stations)),
        "place": request.place,
        "page": page,
        "rows": [(one, sums[one.pk]) for one in page.object_list],
        "q": asked(request, "q"),
        "drawn": len(everything),
        "seats": sum(everything),
        "assigned": assigned[:_NEWEST],
        "may_edit": may_edit(request, found.election),
        "may_stage": may(request.user, Permission.STAGE_EDIT),
    }
    return render(request, "elections/contest.html", context)


def _filtered(request: Request, found: Contest) -> QuerySet[Constituency]:
    rows = constituencies_of(found.election).filter(contest=found).prefetch_related("units")
    if q := asked(request, "q"):
        named = Q(name_fa__icontains=q) | Q(name_en__icontains=q) | Q(units__name_fa__icontains=q)
        rows = rows.filter(pk__in=Constituency.objects.filter(named).values("pk"))
    return rows.order_by("pk")


def _cells(rows: QuerySet[Constituency]) -> list[list[Any]]:
    found = list(rows)
    sums = electoral_sums(found)
    return [
        [
            one.name_fa,
            one.name_en,
            one.seats,
            "، ".join(unit.name_fa for unit in one.units.all()),
            sums[one.pk].stations,
            sums[one.pk].electors,
        ]
        for one in found
    ]


@requires(Permission.ELECTION_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def contest_new(request: Request, slug: str) -> HttpResponse:
    """Add a contest to an election."""
    found = election_of_slug(request.user, slug)
    require(request.user, Permission.ELECTION_EDIT, unit_path="", election_id=found.pk)
    form = ContestForm(request.POST or None)
    return submit(
        request,
        form,
        lambda: form.save(by=request.user, election=found),
        to=lambda saved: reverse("elections:contest", args=[slug, saved.slug]),
        said=_("The contest was added. Now draw its constituencies."),
        template="elections/form.html",
        context={
            "heading": _("New contest"),
            "lead": _("An elector casts one ballot per contest."),
            "leave": reverse("elections:election", args=[slug]),
            "election": found,
        },
    )


@requires(Permission.ELECTION_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def contest_edit(request: Request, slug: str, contest: str) -> HttpResponse:
    """Correct the names of a contest."""
    found = contest_of_slug(request.user, slug, contest)
    require(request.user, Permission.ELECTION_EDIT, unit_path="", election_id=found.election_id)
    here = reverse("elections:contest", args=[slug, contest])
    initial = {"name_fa": found.name_fa, "name_en": found.name_en}
    form = NamesForm(request.POST or None, initial=initial)
    return submit(
        request,
        form,
        lambda: form.save_contest(by=request.user, contest=found),
        to=here,
        said=_("The names were corrected."),
        template="elections/form.html",
        context={
            "heading": _("Correct the names"),
            "leave": here,
            "election": found.election,
            "contest": found,
        },
    )
