"""Units: a board to go down the tree, and the record of each."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import F
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.panels import panels_of_unit
from sandoq.apps.territory.selectors import (
    UnitCounts,
    abilities,
    codes_of,
    counts_below,
    recent_changes,
    top_units,
    unit_of_key,
    units_of,
    visible_ancestors,
    with_parents,
)
from sandoq.common import clock
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name

SORTS = ("place", "name", "stations", "points", "electors")
_EXPORTED = ("stations", "points", "electors", "fixed", "mobile", "urban", "rural")
_RECENT = 10


@requires(Permission.TERRITORY_VIEW)
@require_GET
def home(request: Request) -> HttpResponseBase:  # noqa: ARG001
    """The room's door leads to the units."""
    return redirect("territory:units")


@requires(Permission.TERRITORY_VIEW)
@require_GET
def units_board(request: Request) -> HttpResponseBase:
    """What is counted in a unit and in each unit directly below it."""
    unit = request.place or next(iter(top_units(request.user)), None)
    if unit is None:
        return render(request, "territory/units.html", {"unit": None})
    total, children = counts_below(request.user, unit)
    sort = request.GET.get("sort", "place")
    rows = sorted_rows(children, sort)
    if wanted := request.GET.get("format"):
        return _export(rows, wanted)
    context = {
        "unit": unit,
        "ancestors": visible_ancestors(request.user, unit),
        "total": total,
        "rows": rows,
        "sort": sort,
        "at": clock.now(),
        "most": max((row.counts.electors for row in rows), default=0),
        "can": abilities(request.user, unit.path),
    }
    return render(request, "territory/units.html", context)


@requires(Permission.TERRITORY_VIEW)
@require_GET
def unit_record(request: Request, key: UUID) -> HttpResponseBase:
    """A unit: its names and codes through time, its seat, what stands below it."""
    unit = unit_of_key(request.user, key)
    total, children = counts_below(request.user, unit)
    changes = list(recent_changes(request.user, unit)[:_RECENT])
    with_parents(units_of(changes))
    context = {
        "unit": unit,
        "ancestors": visible_ancestors(request.user, unit),
        "names": unit.names.order_by(F("until").desc(nulls_first=True)),
        "codes": codes_of(unit),
        "total": total,
        "rows": children,
        "changes": changes,
        "panels": panels_of_unit(request.user, unit),
        "can": abilities(request.user, unit.path),
        "at": clock.now(),
    }
    return render(request, "territory/unit.html", context)


def sorted_rows(rows: Sequence[UnitCounts], sort: str) -> list[UnitCounts]:
    """Rows by a column, '-' for the largest first; in the tree's order without one."""
    name = sort.removeprefix("-")
    if name == "name":
        found = sorted(rows, key=lambda row: row.unit.search_name)
    elif name in SORTS[2:]:
        found = sorted(rows, key=lambda row: (getattr(row.counts, name), row.unit.path))
    else:
        found = list(rows)
    return found[::-1] if sort.startswith("-") else found


def _export(rows: Sequence[UnitCounts], wanted: str) -> HttpResponseBase:
    """The rows as a file: stable names for programs, the page's words for people."""
    names = {
        "key": _("Key"),
        "unit": _("Unit"),
        "stations": _("Stations"),
        "points": _("Points"),
        "electors": _("Electors"),
        "fixed": _("Fixed stations"),
        "mobile": _("Mobile stations"),
        "urban": _("Urban stations"),
        "rural": _("Rural stations"),
    }
    header = list(names) if wanted == "json" else list(names.values())

    def lines() -> Iterator[list[object]]:
        for row in rows:
            counts = row.counts
            totals = [counts.stations, counts.points, counts.electors]
            by = [counts.stations_by.get(name, 0) for name in _EXPORTED[3:]]
            yield [row.unit.key, local_name(row.unit), *totals, *by]

    return table_response("units", header, lines(), wanted)
