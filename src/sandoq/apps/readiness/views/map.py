"""The map of all points: the page, its data, and the card of one point."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.readiness.selectors.board import Filters
from sandoq.apps.readiness.selectors.figures import name_of, requirement_names
from sandoq.apps.readiness.selectors.map import (
    map_columns,
    point_names,
    point_status,
)
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.selectors import units, visible_ancestors
from sandoq.common.errors import NotFound
from sandoq.ui.columns import columns_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import digits

_MOST_NAMES = 20
_LABELLED = {1: ("province",), 2: ("county",), 3: ("district",), 4: ("district",)}
"""Which units' seats are named on the map of a unit of each depth."""


@requires(Permission.READINESS_VIEW)
@require_GET
def show(request: Request) -> HttpResponse:
    """The map of the place and election in view, filtered like the board."""
    if request.place is None or request.election is None:
        return render(request, "readiness/nothing.html")
    context = {
        "filters": Filters.read(request.GET.dict()),
        "requirements": requirement_names(request.election),
        "ancestors": visible_ancestors(request.user, request.place),
        "labels": _labels(request),
    }
    return render(request, "readiness/map.html", context)


@requires(Permission.READINESS_VIEW)
@require_GET
def points(request: Request) -> HttpResponse:
    """The points as gzipped columns; unchanged ones cost a 304."""
    if request.place is None or request.election is None:
        raise NotFound("election", "")
    columns = map_columns(
        request.user, request.election, request.place, Filters.read(request.GET.dict())
    )
    return columns_response(request, columns)


@requires(Permission.READINESS_VIEW)
@require_GET
def card(request: Request, point: int) -> HttpResponse:
    """What a click on a point shows."""
    if request.election is None:
        raise NotFound("point", str(point))
    status = point_status(request.user, request.election, point)
    names = requirement_names(request.election)
    gaps = [name_of(names, code) for code in status.gaps]
    return render(request, "readiness/map_card.html", {"status": status, "gaps": gaps})


@requires(Permission.READINESS_VIEW)
@require_GET
def names(request: Request) -> JsonResponse:
    """The names of a few points, by their keys, for the list beside the map."""
    keys = [int(key) for key in request.GET.getlist("point")[:_MOST_NAMES] if key.isdecimal()]
    if request.election is None:
        return JsonResponse({})
    found = point_names(request.user, request.election, keys)
    return JsonResponse({key: digits(name) for key, name in found.items()})


def _labels(request: Request) -> list[dict[str, Any]]:
    levels = _LABELLED[request.place.depth]
    found = units(request.user, request.place).filter(
        level__in=levels, seat_lon__isnull=False, closed_on=None
    )
    english = getattr(request, "LANGUAGE_CODE", "fa") == "en"
    return [
        {"name": _name(unit, english=english), "lon": unit.seat_lon, "lat": unit.seat_lat}
        for unit in found
    ]


def _name(unit: Unit, *, english: bool) -> str:
    return (english and unit.name_en) or unit.name_fa
