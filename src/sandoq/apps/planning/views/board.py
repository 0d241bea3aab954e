"""The list of scenarios, and several of them side by side."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.figures import changed_ways, ways
from sandoq.apps.planning.rules.states import WITH_PLAN, State
from sandoq.apps.planning.selectors import (
    may_make,
    parts_for,
    plans_to_answer,
    scenarios,
    solved_scenarios,
    told_of,
)
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name

_PAGE = 30
_MOST_COMPARED = 4
_CHANGES_SHOWN = 12


@requires(Permission.PLAN_VIEW)
@require_GET
def show(request: Request) -> Any:
    """Scenarios of the place and election in view, with what waits for this person."""
    if request.place is None or request.election is None:
        return render(request, "planning/nothing.html")
    found = scenarios(request.user, request.election, request.place)
    state = request.GET.get("state", "")
    if state in list(State):
        found = found.filter(state=state)
    if "format" in request.GET:
        return _table(request, found)
    context = {
        "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
        "states": [one.value for one in State],
        "state": state,
        "parts": parts_for(request.user, request.election),
        "waiting": list(plans_to_answer(request.user)),
        "in_force": scenarios(request.user, request.election, request.place)
        .filter(state=State.APPROVED.value)
        .first(),
        "may_make": may_make(request.user, request.place, request.election),
        "ancestors": visible_ancestors(request.user, request.place),
    }
    return render(request, "planning/board.html", context)


def _table(request: Request, found: Any) -> Any:
    names = ("electors_before", "electors_after", "electors", "stations_after", "stations", "sent")
    header = [
        *(_("Scenario"), _("Unit"), _("State"), _("Begun")),
        *(
            _("Electors at ready stations now"),
            _("Electors at ready stations after"),
            _("Electors"),
        ),
        *(_("Ready stations after"), _("Stations"), _("Devices sent between counties")),
    ]
    rows = (
        (
            *(one.title, local_name(one.unit), one.state, one.made_at),
            *(one.figures.get(name, "") for name in names),
        )
        for one in found
    )
    return table_response(f"plans-{request.election.slug}", header, rows, request.GET["format"])


@requires(Permission.PLAN_VIEW)
@require_GET
def compare(request: Request) -> HttpResponse:
    """Two to four plans side by side, and what the others change against the first."""
    if request.place is None or request.election is None:
        return render(request, "planning/nothing.html")
    chosen = solved_scenarios(request.user, request.election, request.GET.getlist("s"))
    chosen = chosen[:_MOST_COMPARED]
    solved = scenarios(request.user, request.election, request.place).filter(
        state__in=[state.value for state in WITH_PLAN]
    )
    context = {
        "chosen": chosen,
        "keys": [str(one.key) for one in chosen],
        "solved": solved[:_PAGE],
        "is_enough": len(chosen) > 1,
        "counties": _counties(chosen),
        "changes": [_changes(chosen[0], one) for one in chosen[1:]],
    }
    return render(request, "planning/compare.html", context)


def _counties(chosen: list[Scenario]) -> list[dict[str, Any]]:
    """Electors at ready stations, county by county and plan by plan."""
    if not chosen:
        return []
    plans = [{row["unit"]: row for row in told_of(one).plan["counties"]} for one in chosen]
    first = told_of(chosen[0])
    rows = []
    for code, row in plans[0].items():
        cells = [plan[code]["ready_electors"] if code in plan else None for plan in plans]
        name = first.unit_name(code)
        rows.append(
            {
                "name": name,
                "electors": row["electors"],
                "cells": cells,
                "best": max(cell or 0 for cell in cells),
            }
        )
    return sorted(rows, key=lambda row: -row["electors"])


def _changes(first: Scenario, other: Scenario) -> dict[str, Any]:
    """Ways on which `other` sends another number of devices than `first`, with names."""
    one, two = told_of(first), told_of(other)
    changed = changed_ways(ways(one.question, one.plan), ways(two.question, two.plan))
    gained, lost = two.ready - one.ready, one.ready - two.ready
    return {
        "scenario": other,
        "count": len(changed),
        "devices": sum(abs(row.after - row.before) for row in changed),
        "gained": len(gained),
        "lost": len(lost),
        "rows": [
            {
                "store": (two if row.store in two.stores else one).store_name(row.store),
                "unit": two.unit_name(row.unit) or one.unit_name(row.unit),
                "model": two.model_name(row.model),
                "before": row.before,
                "after": row.after,
                "difference": row.after - row.before,
            }
            for row in changed[:_CHANGES_SHOWN]
        ],
    }
