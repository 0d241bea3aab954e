"""The map: the links of all points, or one operator's grades; its data, and the card of a point."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.connectivity.selectors import (
    Filters,
    map_columns,
    operators,
    point_names,
    point_of_id,
    point_record,
)
from sandoq.apps.connectivity.selectors.estimates import point_estimates
from sandoq.apps.connectivity.views.board import around
from sandoq.apps.territory.selectors import units
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.ui.columns import columns_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import digits, local_name

_MOST_NAMES = 20
_LABELLED = {1: ("province",), 2: ("county",), 3: ("district",), 4: ("district",)}
"""Which units' seats are named on the map of a unit of each depth."""


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def show(request: Request) -> HttpResponse:
    """The map of the place in view, filtered like the board."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    filters = Filters.read(request.GET.dict())
    context = around(request, filters) | {
        "chosen": next((one for one in operators() if one.slug == filters.operator), None),
        "labels": map_labels(request),
    }
    return render(request, "connectivity/map.html", context)


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def points(request: Request) -> HttpResponse:
    """The points as gzipped columns; unchanged ones cost a 304."""
    if request.place is None:
        raise NotFound("unit", "")
    filters = Filters.read(request.GET.dict())
    chosen = next((one for one in operators() if one.slug == filters.operator), None)
    columns = map_columns(request.user, request.place, filters, chosen)
    return columns_response(request, columns)


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def card(request: Request, point: int) -> HttpResponse:
    """What a click on a point shows."""
    found = point_of_id(request.user, point)
    record = point_record(request.user, found.key, now())
    context = {"record": record, "estimates": point_estimates(found)}
    return render(request, "connectivity/map_card.html", context)


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def names(request: Request) -> JsonResponse:
    """The names of a few points, by their keys, for the list beside the map."""
    keys = [int(key) for key in request.GET.getlist("point")[:_MOST_NAMES] if key.isdecimal()]
    if request.place is None:
        return JsonResponse({})
    found = point_names(request.user, request.place, keys)
    return JsonResponse({key: digits(name) for key, name in found.items()})


def map_labels(request: Request) -> list[dict[str, Any]]:
    """Names of the seats of units in view, for a map."""
    found = units(request.user, request.place).filter(
        level__in=_LABELLED[request.place.depth], seat_lon__isnull=False, closed_on=None
    )
    return [
        {"name": local_name(unit), "lon": unit.seat_lon, "lat": unit.seat_lat} for unit in found
    ]
