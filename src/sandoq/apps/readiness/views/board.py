"""The board: an area's stations, and the areas below it; as pages and as files."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.readiness.forms.words import gap_text
from sandoq.apps.readiness.selectors import (
    Filters,
    area_summary,
    board,
    child_areas,
    export_rows,
)
from sandoq.apps.readiness.selectors.reinspections import county_rates
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.READINESS_VIEW)
@require_GET
def stations(request: Request) -> HttpResponseBase:
    """One page of the stations of the place in view, the worst first."""
    filters = Filters.read(request.GET.dict())
    if request.place is None or request.election is None:
        return render(request, "readiness/nothing.html")
    if "format" in request.GET:
        return _station_file(request, filters)
    shown = board(
        request.user, request.election, request.place, filters, request.GET.get("page", "1")
    )
    return render(request, "readiness/board.html", _around(request, filters) | {"board": shown})


@requires(Permission.READINESS_VIEW)
@require_GET
def areas(request: Request) -> HttpResponseBase:
    """The areas just below the place in view, and what is lacking there."""
    if request.place is None or request.election is None:
        return render(request, "readiness/nothing.html")
    found = child_areas(request.user, request.election, request.place)
    if "format" in request.GET:
        return _area_file(request, found)
    summary = area_summary(request.user, request.election, request.place)
    rates = county_rates(request.user, request.election, request.place)
    context = _around(request, Filters()) | {"areas": found, "summary": summary, "rates": rates}
    return render(request, "readiness/areas.html", context)


def _around(request: Request, filters: Filters) -> dict[str, Any]:
    return {
        "filters": filters,
        "ancestors": visible_ancestors(request.user, request.place),
    }


def _station_file(request: Request, filters: Filters) -> HttpResponseBase:
    header = [
        *(_("County"), _("Unit"), _("Number"), _("Station"), _("Kind"), _("Area")),
        *(_("Electors"), _("State"), _("Lacking"), _("Since"), _("Key")),
    ]
    rows = export_rows(request.user, request.election, request.place, filters)
    return table_response(
        f"readiness-{request.election.slug}",
        header,
        (
            (
                local_name(row.station.county),
                local_name(row.status.unit),
                row.station.number,
                row.station.name,
                row.status.kind,
                row.status.area,
                row.status.electors,
                row.state,
                "; ".join(gap_text(gap) for gap in row.gaps),
                row.status.changed_at,
                row.station.key,
            )
            for row in rows
        ),
        request.GET["format"],
    )


def _area_file(request: Request, found: list[Any]) -> HttpResponseBase:
    header = [
        *(_("Unit"), _("Stations"), _("Not ready"), _("Ready on fallback"), _("Ready")),
        *(_("Electors"), _("Electors at not-ready stations"), _("Key")),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for area in found:
            tally = area.tally
            yield (
                local_name(area.unit),
                tally.stations,
                tally.stations_not_ready,
                tally.stations_on_fallback,
                tally.stations_ready,
                tally.electors,
                tally.electors_not_ready,
                area.unit.key,
            )

    name = f"readiness-areas-{request.election.slug}"
    return table_response(name, header, rows(), request.GET["format"])
