"""Stages of a contest: what was assigned where, and the form that assigns."""

from collections.abc import Iterator
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
from sandoq.apps.accounts.selectors import may, units_in_scope
from sandoq.apps.elections.forms import StageForm
from sandoq.apps.elections.models import Contest, Stage, StageAssignment
from sandoq.apps.elections.rules.stages import furthest
from sandoq.apps.elections.selectors import PreviousStages, assignments_of, contest_of_slug
from sandoq.apps.elections.views.listing import asked, page_of
from sandoq.apps.elections.views.submitting import submit
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import NotFound
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request

_COLUMNS = (
    gettext_lazy("Place"),
    gettext_lazy("Number"),
    gettext_lazy("Stage"),
    gettext_lazy("Fallback"),
    gettext_lazy("Order number"),
    gettext_lazy("Reason"),
    gettext_lazy("Assigned"),
)
_MOST_CHOICES = 200


@requires(Permission.ELECTION_VIEW)
@require_GET
def stage_list(request: Request, slug: str, contest: str) -> HttpResponseBase:
    """Every assignment of a contest, with its order."""
    found = contest_of_slug(request.user, slug, contest)
    rows = _filtered(request, found)
    if wanted := request.GET.get("format"):
        name = f"{slug}-{contest}-stages"
        return table_response(name, list(map(str, _COLUMNS)), _cells(rows), wanted)
    context = {
        "contest": found,
        "page": page_of(request, rows),
        "q": asked(request, "q"),
        "stage": asked(request, "stage"),
        "stages": Stage.choices,
        "may_stage": may(request.user, Permission.STAGE_EDIT),
    }
    return render(request, "elections/stages.html", context)


def _filtered(request: Request, found: Contest) -> QuerySet[StageAssignment]:
    rows = assignments_of(found)
    if q := asked(request, "q"):
        rows = rows.filter(
            Q(unit__name_fa__icontains=q)
            | Q(unit__name_en__icontains=q)
            | Q(station__name__icontains=q)
            | Q(order_number__icontains=q)
        )
    if (stage := asked(request, "stage")) in Stage.values:
        rows = rows.filter(stage=stage)
    return rows


def _cells(rows: QuerySet[StageAssignment]) -> Iterator[list[Any]]:
    for row in rows:
        yield [
            str(row.unit or row.station),
            row.station.number if row.station else None,
            row.stage,
            row.fallback,
            row.order_number,
            row.reason,
            row.assigned_at,
        ]


@requires(Permission.STAGE_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def stage_assign(request: Request, slug: str, contest: str) -> HttpResponse:
    """Assign a stage to a unit of the place in view, or to one of its stations."""
    found = contest_of_slug(request.user, slug, contest)
    here = reverse("elections:contest", args=[slug, contest])
    units = _assignable(request)
    if not units:
        raise NotFound("unit", str(request.place.key) if request.place else "")
    top = units[0]
    previous = PreviousStages(found)
    before = previous.stage(None, top.path)
    form = StageForm(
        request.POST or None, units=units, initial={"unit": str(top.key), "stage": furthest(before)}
    )
    return submit(
        request,
        form,
        lambda: form.save(by=request.user, contest=found),
        to=here,
        said=_("The stage was assigned."),
        template="elections/stage_form.html",
        context={
            "contest": found,
            "election": found.election,
            "top": top,
            "before": before,
            "furthest": furthest(before),
            "previous": previous.contest,
            "leave": here,
        },
    )


def _assignable(request: Request) -> list[Unit]:
    """The place in view and what lies below it, as far as the person's right and one list reach."""
    units = units_in_scope(request.user, Permission.STAGE_EDIT).filter(closed_on=None)
    if request.place is not None:
        units = units.filter(path__startswith=request.place.path)
    top = units.first()
    if top is None:
        return []
    for deeper in (2, 1):
        found = list(units.filter(depth__lte=top.depth + deeper)[: _MOST_CHOICES + 1])
        if len(found) <= _MOST_CHOICES:
            return found
    return found[:_MOST_CHOICES]
