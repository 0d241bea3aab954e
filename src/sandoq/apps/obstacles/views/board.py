"""The board as a table, by state, in time and by area."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may
from sandoq.apps.obstacles.forms.words import KINDS, SEVERITIES, SOURCES, STATES
from sandoq.apps.obstacles.models import Obstacle
from sandoq.apps.obstacles.selectors import (
    PAGE_SIZE,
    Filters,
    areas_below,
    columns,
    listed,
    summary,
)
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.common import clock
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def table(request: Request) -> HttpResponseBase:
    """One page of the obstacles of the place in view, the heaviest first."""
    filters = Filters.read(request.GET.dict())
    if request.election is None:
        return render(request, "obstacles/nothing.html")
    found = listed(request.user, request.election, request.place, filters)
    if "format" in request.GET:
        return _file(request, found)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "obstacles/board.html", around(request, filters) | {"page": page})


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def kanban(request: Request) -> HttpResponse:
    """The same by state: what is stuck where."""
    filters = Filters.read(request.GET.dict())
    if request.election is None:
        return render(request, "obstacles/nothing.html")
    context = around(request, filters)
    context["columns"] = columns(
        request.user, request.election, request.place, filters, context["summary"].by_state
    )
    return render(request, "obstacles/kanban.html", context)


@dataclass(frozen=True, slots=True)
class Line:
    """An obstacle on the line of time: places from 0 to 100 between the first day and the last."""

    obstacle: Obstacle
    begins: float
    decide_by: float
    length: float
    is_late: bool


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def timeline(request: Request) -> HttpResponse:
    """The same by the day on which each must be decided, against polling day."""
    filters = Filters.read({"sort": "date"} | request.GET.dict())
    if request.election is None:
        return render(request, "obstacles/nothing.html")
    found = listed(request.user, request.election, request.place, filters)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    today = clock.today(clock.now())
    lines, first = _lines(list(page), today, request.election.polling_day.date)
    last = max(request.election.polling_day.date, today)
    context = around(request, filters) | {
        "page": page,
        "lines": lines,
        "first": first,
        "today": today,
        "today_at": _place(today, first, last),
    }
    return render(request, "obstacles/timeline.html", context)


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def areas(request: Request) -> HttpResponseBase:
    """What is open in the areas just below the place in view."""
    if request.election is None or request.place is None:
        return render(request, "obstacles/nothing.html")
    found = areas_below(request.user, request.election, request.place)
    if "format" in request.GET:
        header = [_("Unit"), _("Obstacles"), _("Stations"), _("Electors"), _("Key")]
        rows = (
            (local_name(one.unit), one.obstacles, one.stations, one.electors, one.unit.key)
            for one in found
        )
        name = f"obstacles-areas-{request.election.slug}"
        return table_response(name, header, rows, request.GET["format"])
    context = around(request, Filters()) | {"areas": found}
    return render(request, "obstacles/areas.html", context)


def around(request: Request, filters: Filters) -> dict[str, Any]:
    """What every view of the board shows."""
    place = request.place
    return {
        "filters": filters,
        "summary": summary(request.user, request.election, place),
        "ancestors": visible_ancestors(request.user, place) if place else [],
        "may_report": may(request.user, Permission.OBSTACLE_REPORT),
        "kinds": KINDS,
        "severities": SEVERITIES,
        "sources": SOURCES,
        "states": STATES,
        "today": clock.today(clock.now()),
    }


def _lines(rows: list[Obstacle], today: date, day: date) -> tuple[list[Line], date]:
    days = [day for row in rows for day in (clock.today(row.reported_at), row.decide_by)]
    first, last = min([*days, today]), max(day, today)
    lines = []
    for row in rows:
        begins = _place(clock.today(row.reported_at), first, last)
        due = _place(row.decide_by, first, last)
        lines.append(
            Line(row, min(begins, due), due, abs(due - begins), is_late=row.decide_by < today)
        )
    return lines, first


def _place(day: date, first: date, last: date) -> float:
    whole = max((last - first).days, 1)
    return round(100 * min(max((day - first).days, 0), whole) / whole, 2)


def _file(request: Request, found: Any) -> HttpResponseBase:
    header = [
        *(_("Obstacle"), _("Place"), _("State"), _("Severity"), _("Kind"), _("Source")),
        *(_("Stations left"), _("Electors"), _("Weight"), _("Decide by"), _("Reported"), _("Key")),
    ]

    def rows() -> Iterator[tuple[object, ...]]:
        for one in found.iterator():
            yield (
                *(one.title, local_name(one.unit), STATES[one.state], SEVERITIES[one.severity]),
                *(KINDS[one.kind], SOURCES[one.source], one.stations_left, one.electors),
                *(one.weight, one.decide_by, one.reported_at, one.key),
            )

    return table_response(
        f"obstacles-{request.election.slug}", header, rows(), request.GET["format"]
    )
