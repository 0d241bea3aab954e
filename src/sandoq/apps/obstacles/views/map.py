"""The map of the stations that open obstacles touch."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.obstacles.selectors import Filters, map_columns, station_card
from sandoq.apps.obstacles.views.board import around
from sandoq.apps.territory.models import Station
from sandoq.apps.territory.selectors import stations, units
from sandoq.common.errors import NotFound
from sandoq.ui.columns import columns_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import digits, local_name

_MOST_NAMES = 20
_LABELLED = {1: "province", 2: "county", 3: "district", 4: "district"}


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def show(request: Request) -> HttpResponse:
    """The map of the place and election in view, filtered like the board."""
    if request.place is None or request.election is None:
        return render(request, "obstacles/nothing.html")
    named = units(request.user, request.place).filter(
        level=_LABELLED[request.place.depth], seat_lon__isnull=False, closed_on=None
    )
    labels = [{"name": local_name(u), "lon": u.seat_lon, "lat": u.seat_lat} for u in named]
    context = around(request, Filters.read(request.GET.dict())) | {"labels": labels}
    return render(request, "obstacles/map.html", context)


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def points(request: Request) -> HttpResponse:
    """The stations as gzipped columns; unchanged ones cost a 304."""
    if request.place is None or request.election is None:
        raise NotFound("election", "")
    columns = map_columns(
        request.user, request.election, request.place, Filters.read(request.GET.dict())
    )
    return columns_response(request, columns)


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def card(request: Request, station: int) -> HttpResponse:
    """What a click on a station shows."""
    if request.election is None:
        raise NotFound("station", str(station))
    found, obstacles = station_card(request.user, request.election, station)
    context = {"station": found, "obstacles": obstacles}
    return render(request, "obstacles/map_card.html", context)


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def names(request: Request) -> JsonResponse:
    """The names of a few stations, by their keys, for the list beside the map."""
    keys = [int(key) for key in request.GET.getlist("point")[:_MOST_NAMES] if key.isdecimal()]
    found: dict[int, Station] = stations(request.user).in_bulk(keys)
    return JsonResponse({key: digits(station.name) for key, station in found.items()})
