"""A constituency: its units, stations and electors; drawing and redrawing it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.elections.forms import ConstituencyForm
from sandoq.apps.elections.models import Constituency
from sandoq.apps.elections.rules.seats import SeatRuleData
from sandoq.apps.elections.rules.stages import PATH_STEP
from sandoq.apps.elections.selectors import (
    constituency_of_key,
    contest_of_slug,
    counts_at,
    stations_of_constituency,
)
from sandoq.apps.elections.selectors.stations import unit_sums
from sandoq.apps.elections.views.elections import may_edit
from sandoq.apps.elections.views.ladder import ladder_rows
from sandoq.apps.elections.views.submitting import submit
from sandoq.apps.territory.models import Unit
from sandoq.ui.http import Request

_PROVINCE_PATH = 2 * PATH_STEP


@requires(Permission.ELECTION_VIEW)
@require_GET
def constituency(request: Request, key: UUID) -> HttpResponse:
    """The record of a constituency."""
    found = constituency_of_key(request.user, key)
    ladder = ladder_rows(counts_at(found.contest, stations_of_constituency(found)))
    context = {
        "constituency": found,
        "contest": found.contest,
        "election": found.contest.election,
        "rule": SeatRuleData.from_json(found.contest.seat_rule.rule),
        "units": _units(found),
        "ladder": ladder,
        "stations": sum(rung.stations for rung in ladder),
        "electors": sum(rung.electors for rung in ladder),
        "may_edit": may_edit(request, found.contest.election),
    }
    return render(request, "elections/constituency.html", context)


def _units(found: Constituency) -> list[tuple[Unit, str, int, int]]:
    """Each unit, the name of the unit above it, its stations and electors."""
    sums = list(unit_sums(stations_of_constituency(found)))
    rows = []
    units = list(found.units.order_by("path"))
    above = {
        unit.path: unit
        for unit in Unit.objects.filter(path__in={unit.path[:-PATH_STEP] for unit in units})
    }
    for unit in units:
        inside = [(n, total) for path, n, total in sums if path.startswith(unit.path)]
        parent = above.get(unit.path[:-PATH_STEP])
        rows.append((unit, parent, sum(n for n, _ in inside), sum(total for _, total in inside)))
    return rows  # type: ignore[return-value]


def _province(request: Request, kept: Unit | None = None) -> Unit | None:
    """The province whose units the form offers: asked for, else of the constituency or place."""
    asked = request.GET.get("province")
    provinces = Unit.objects.filter(level="province")
    if asked is not None:
        return next((unit for unit in provinces if str(unit.key) == asked), None)
    near = kept or request.place
    return provinces.filter(path=near.path[:_PROVINCE_PATH]).first() if near else None


def _context(province: Unit | None) -> dict[str, Any]:
    return {
        "province": province,
        "provinces": Unit.objects.filter(level="province", closed_on=None).order_by("path"),
    }


@requires(Permission.ELECTION_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def constituency_new(request: Request, slug: str, contest: str) -> HttpResponse:
    """Draw a constituency of a contest."""
    found = contest_of_slug(request.user, slug, contest)
    require(request.user, Permission.ELECTION_EDIT, unit_path="", election_id=found.election_id)
    here = reverse("elections:contest", args=[slug, contest])
    province = _province(request)
    form = ConstituencyForm(request.POST or None, province=province)
    return submit(
        request,
        form,
        lambda: form.draw(by=request.user, contest=found),
        to=lambda saved: reverse("elections:constituency", args=[saved.key]),
        said=_("The constituency was drawn."),
        template="elections/constituency_form.html",
        context={
            "heading": _("Draw a constituency"),
            "contest": found,
            "election": found.election,
            "leave": here,
            **_context(province),
        },
    )


@requires(Permission.ELECTION_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def constituency_edit(request: Request, key: UUID) -> HttpResponse:
    """Redraw a constituency."""
    found = constituency_of_key(request.user, key)
    election = found.contest.election
    require(request.user, Permission.ELECTION_EDIT, unit_path="", election_id=election.pk)
    here = reverse("elections:constituency", args=[key])
    province = _province(request, found.units.order_by("path").first())
    initial = ConstituencyForm.initial_of(found)
    form = ConstituencyForm(request.POST or None, province=province, initial=initial)
    return submit(
        request,
        form,
        lambda: form.revise(by=request.user, constituency=found),
        to=here,
        said=_("The constituency was redrawn."),
        template="elections/constituency_form.html",
        context={
            "heading": _("Redraw the constituency"),
            "contest": found.contest,
            "election": election,
            "leave": here,
            **_context(province),
        },
    )
