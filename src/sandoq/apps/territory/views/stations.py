"""Stations: a board with filters and exports, and the record of each."""

from collections.abc import Iterator
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Sum
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.forms.stations import StationFilterForm
from sandoq.apps.territory.models import Point, Station
from sandoq.apps.territory.panels import panels_of_station
from sandoq.apps.territory.rules.timeline import bars
from sandoq.apps.territory.selectors import (
    ListedPoint,
    ListedStation,
    StationFilters,
    abilities,
    codes_of,
    history_of,
    listed,
    station_of_key,
    stations,
    units_of,
    visible_ancestors,
    with_parents,
    with_places,
)
from sandoq.apps.territory.wording import WORDS, in_language
from sandoq.common import clock
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request

PAGE_ROWS = 50


@requires(Permission.TERRITORY_VIEW)
@require_GET
def stations_board(request: Request) -> HttpResponseBase:
    """The stations of the place in view, filtered, sorted, in pages or as a file."""
    form = StationFilterForm(request.GET)
    form.is_valid()
    filters = _filters(form)
    found = stations(request.user, request.place, filters)
    if wanted := request.GET.get("format"):
        return _export(found, wanted)
    sums = found.order_by().aggregate(stations=Count("pk"), electors=Sum("electors"))
    paginator = Paginator(with_places(found), PAGE_ROWS)
    paginator.count = sums["stations"]  # counted once
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "unit": request.place,
        "form": form,
        "page": page,
        "sort": filters.sort,
        "sums": sums,
        "is_filtered": filters != StationFilters(sort=filters.sort),
        "at": clock.now(),
        "can": abilities(request.user, request.place.path if request.place else ""),
    }
    return render(request, "territory/stations.html", context)


@requires(Permission.TERRITORY_VIEW)
@require_GET
def station_record(request: Request, key: UUID) -> HttpResponseBase:
    """A station: where and when it stands, its codes, its history, and what may be done now."""
    station = station_of_key(request.user, key)
    points = list(station.points.order_by("seq"))
    changes = list(history_of(station))
    with_parents(units_of(changes))
    context = {
        "station": station,
        "ancestors": [*visible_ancestors(request.user, station.unit), station.unit],
        "points": list(zip(points, bars([(p.opens, p.closes) for p in points]), strict=True)),
        "former_points": Point.ever.filter(station=station, retired_at__isnull=False),
        "codes": codes_of(station),
        "changes": changes,
        "panels": panels_of_station(request.user, station),
        "can": abilities(request.user, station.unit.path),
    }
    return render(request, "territory/station.html", context)


def _filters(form: StationFilterForm) -> StationFilters:
    """What the address asks for; a value no form would send is left out."""
    given = form.cleaned_data
    return StationFilters(
        text=given.get("text", ""),
        kind=given.get("kind", ""),
        area=given.get("area", ""),
        state=given.get("state") or "live",
        sort=given.get("sort") or "number",
    )


def _export(found: QuerySet[Station], wanted: str) -> HttpResponseBase:
    """The rows as a file: stable names for programs, the page's words for people."""
    names = {
        "key": _("Key"),
        "number": _("Number"),
        "name": _("Name"),
        "kind": _("Kind"),
        "area": _("Area"),
        "electors": _("Electors"),
        "county": _("County"),
        "unit": _("Unit"),
        "address": _("Address"),
        "codes": _("Codes"),
        "points": _("Points"),
        "opened": _("Opened"),
        "retired": _("Retired"),
        "order_number": _("Order number"),
    }
    is_for_programs = wanted == "json"
    header = list(names) if is_for_programs else list(names.values())

    def lines() -> Iterator[list[object]]:
        for station in listed(found):
            yield _line(station, is_for_programs=is_for_programs)

    return table_response("stations", header, lines(), wanted)


def _line(station: ListedStation, *, is_for_programs: bool) -> list[object]:
    def called(code: str) -> str:
        return code if is_for_programs else str(WORDS[code])

    return [
        station.key,
        station.number,
        station.name,
        called(station.kind),
        called(station.area),
        station.electors,
        in_language(station.county__name_fa, station.county__name_en),
        in_language(station.unit__name_fa, station.unit__name_en),
        station.address,
        "; ".join(f"{scheme}:{value}" for scheme, value in station.codes),
        "; ".join(_place(point) for point in station.points),
        station.opened_at,
        station.retired_at,
        station.retired_by_order,
    ]


def _place(point: ListedPoint) -> str:
    """A point in one cell: name, degrees, times, as far as they are known."""
    degrees = "" if point.lat is None else f" ({point.lat:.6f}, {point.lon:.6f})"
    times = [f"{time:%H:%M}" if time else "?" for time in (point.opens, point.closes)]
    return f"{point.name}{degrees}" + ("" if times == ["?", "?"] else f" {'-'.join(times)}")
