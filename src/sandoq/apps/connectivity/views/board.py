"""The board: figures of an area, its points with their links, the areas below; also as files."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may
from sandoq.apps.connectivity.forms.words import GRADES, LINK_KINDS, reason_text
from sandoq.apps.connectivity.models import PointLinks
from sandoq.apps.connectivity.selectors import (
    PAGE_SIZE,
    Filters,
    ListedPoint,
    child_figures,
    features,
    figures_as_of,
    judged,
    link_figures,
    listed,
    operator_figures,
    operators,
    point_links,
    with_places,
)
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def points(request: Request) -> HttpResponseBase:
    """One page of the points of the place in view, most electors first."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    filters = Filters.read(request.GET.dict())
    found = point_links(request.user, request.place, filters)
    if "format" in request.GET:
        return _file(found, now(), request.GET["format"])
    paginator: Paginator[PointLinks] = Paginator(with_places(found), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page", "1"))
    context = around(request, filters) | {
        "figures": link_figures(request.user, request.place),
        "at": figures_as_of(),
        "page": page,
        "rows": judged(list(page.object_list), now()),
        "chosen": next((one for one in operators() if one.slug == filters.operator), None),
    }
    return render(request, "connectivity/board.html", context)


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def areas(request: Request) -> HttpResponseBase:
    """The areas just below the place in view."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    found = child_figures(request.user, request.place)
    if "format" in request.GET:
        header = [
            *(_("Unit"), _("Stations"), _("Points"), _("Electors")),
            *(_("Points without a link"), _("Points without a fallback")),
            *(_("Electors without a link"), _("Electors without a fallback"), _("Key")),
        ]
        rows = (
            (
                *(local_name(one.unit), one.figures.stations, one.figures.points),
                *(one.figures.electors, one.figures.points_without_link),
                *(one.figures.points_without_fallback, one.figures.electors_without_link),
                *(one.figures.electors_without_fallback, one.unit.key),
            )
            for one in found
        )
        return table_response("links-by-area", header, rows, request.GET["format"])
    context = around(request, Filters()) | {
        "areas": found,
        "figures": link_figures(request.user, request.place),
        "at": figures_as_of(),
    }
    return render(request, "connectivity/areas.html", context)


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def operator_list(request: Request) -> HttpResponse:
    """Each operator: how many points it serves, and the lists and files to send it."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    context = around(request, Filters()) | {
        "rows": operator_figures(request.user, request.place),
        "may_register": may(request.user, Permission.CONNECTIVITY_SETTINGS),
    }
    return render(request, "connectivity/operators.html", context)


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def geojson(request: Request) -> HttpResponseBase:
    """The filtered points as GeoJSON, with the grades of the operator asked for, or of all."""
    if request.place is None:
        raise NotFound("unit", "")
    filters = Filters.read(request.GET.dict())
    found = point_links(request.user, request.place, filters)
    chosen = next((one for one in operators() if one.slug == filters.operator), None)
    lines = _collection(features(found, now(), chosen))
    response = StreamingHttpResponse(lines, content_type="application/geo+json")
    name = f"links-{filters.operator or 'all'}.geojson"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def around(request: Request, filters: Filters) -> dict[str, Any]:
    """What every view of the list shows."""
    return {
        "filters": filters,
        "operators": operators(),
        "ancestors": visible_ancestors(request.user, request.place),
        "may_survey": may(request.user, Permission.READING_RECORD),
        "may_import": may(request.user, Permission.READING_IMPORT),
    }


def _collection(found: Iterator[dict[str, object]]) -> Iterator[str]:
    """The features one a line."""
    mark = '{"type": "FeatureCollection", "features": [\n'
    for feature in found:
        yield mark + json.dumps(feature, ensure_ascii=False)
        mark = ",\n"
    yield "\n]}\n" if mark == ",\n" else mark + "]}\n"


def _file(found: Any, at: datetime, wanted: str) -> HttpResponseBase:
    shown = operators()
    header = [
        *(_("County"), _("Unit"), _("Station number"), _("Station"), _("Stop"), _("Point")),
        *(_("Longitude"), _("Latitude"), _("Electors"), _("State"), _("Primary link")),
        *(_("Independent fallback"), _("Until")),
    ]
    for operator in shown:
        name = local_name(operator)
        header += [name, _("%(operator)s: transactions") % {"operator": name}]
        header += [_("%(operator)s: why") % {"operator": name}]
    header.append(_("Key"))

    def rows() -> Iterator[list[object]]:
        for one in listed(found, at):
            line = _line(one)
            for operator in shown:
                grade = one.grade_of(operator.slug)
                counts = f"{grade.successes}/{grade.attempts}" if grade.attempts else ""
                line += [str(GRADES[grade.state]), counts]
                line.append(" ".join(reason_text(reason) for reason in grade.reasons))
            yield [*line, one.row.point.key]

    return table_response("links", header, rows(), wanted)


def _line(one: ListedPoint) -> list[object]:
    point, station, verdict = one.row.point, one.row.station, one.verdict
    fallback = verdict.fallback
    return [
        local_name(station.county),
        local_name(one.row.unit),
        station.number,
        station.name,
        point.seq,
        point.name,
        point.lon,
        point.lat,
        one.row.electors,
        verdict.state.value,
        str(LINK_KINDS[verdict.primary.link.kind]) if verdict.primary else "",
        str(LINK_KINDS[fallback.link.kind]) if fallback else "",
        verdict.until,
    ]
