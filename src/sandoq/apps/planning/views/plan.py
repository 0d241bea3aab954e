"""One scenario: how far its run is, or what its plan says."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.figures import (
    changed_ways,
    county_rows,
    supply_rows,
    waterfall,
    ways,
)
from sandoq.apps.planning.rules.states import State
from sandoq.apps.planning.selectors import (
    Told,
    may_approve,
    may_make,
    order_rows,
    orders_of_plan,
    part_of,
    scenario_of_key,
    scenario_to_edit,
    scenarios,
    told_of,
)
from sandoq.apps.planning.services import is_lost, latest_run
from sandoq.apps.planning.services.solving import ask_to_stop
from sandoq.apps.territory.selectors import unit_of_key, visible_ancestors
from sandoq.common.clock import now
from sandoq.ui.http import Request

_ORDERS_SHOWN = 20
_CHANGES_SHOWN = 12


@requires(Permission.PLAN_VIEW)
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    """The record of a scenario; a draft leads back to its wizard."""
    scenario = scenario_of_key(request.user, key)
    makes = may_make(request.user, scenario.unit, scenario.election)
    if scenario.state == State.DRAFT.value and makes:
        return redirect("planning:means", scenario.key)
    context: dict[str, Any] = {
        "scenario": scenario,
        "may_make": makes,
        "may_approve": may_approve(request.user, scenario),
        "approvals": scenario.approvals.select_related(
            "proposed_by__person", "answered_by__person"
        ),
        "ancestors": visible_ancestors(request.user, scenario.unit),
    }
    if not scenario.plan_sha256:
        return render(request, "planning/solving.html", context | run_context(scenario))
    return render(request, "planning/plan.html", context | plan_context(request, scenario))


def run_context(scenario: Scenario) -> dict[str, Any]:
    """Where the scenario's run stands."""
    run = latest_run(scenario)
    is_silent = run is not None and is_lost(run, now())
    return {"run": run, "is_silent": is_silent, "is_live": run is not None and run.is_live}


def plan_context(request: Request, scenario: Scenario) -> dict[str, Any]:
    """Everything the plan's page shows."""
    told = told_of(scenario)
    orders = orders_of_plan(scenario)
    return {
        "told": told,
        "figures": scenario.figures,
        "goals": told.plan["goals"],
        "waterfall": [
            (told.item_name(step.name), step) for step in waterfall(told.question, told.plan)
        ],
        "supply": [
            (told.item_name(row.item), row) for row in supply_rows(told.question, told.plan)
        ],
        "staircase": _staircase(told),
        "counties": [
            (told.unit_name(row.unit), row) for row in county_rows(told.question, told.plan)
        ],
        "doubts": told.question["doubts"],
        "orders": order_rows(orders[:_ORDERS_SHOWN]),
        "orders_count": orders.count(),
        "against": _against(request, scenario, told),
    }


def _staircase(told: Told) -> list[dict[str, Any]]:
    """The steps of the bottleneck that were verified, with names."""
    return [
        {
            **step,
            "name": told.model_name(step.get("model") or step.get("item") or ""),
            "store_name": told.store_name(step["store"]),
            "next": told.model_name(step["then_binds"]) if step.get("then_binds") else "",
        }
        for step in told.plan.get("staircase", ())
        if step.get("verified")
    ]


def _against(request: Request, scenario: Scenario, told: Told) -> dict[str, Any] | None:
    """What the plan changes against the one it starts from, else against the one in force."""
    former = scenario.previous
    if former is None:
        former = (
            scenarios(request.user, scenario.election, scenario.unit)
            .filter(state=State.APPROVED.value, unit=scenario.unit, kind=scenario.kind)
            .exclude(pk=scenario.pk)
            .first()
        )
    if former is None or not former.plan_sha256:
        return None
    before = told_of(former)
    rows = changed_ways(ways(before.question, before.plan), ways(told.question, told.plan))
    return {
        "scenario": former,
        "gained": len(told.ready - before.ready),
        "lost": len(before.ready - told.ready),
        "devices": sum(abs(row.after - row.before) for row in rows),
        "count": len(rows),
        "rows": [
            {
                "store": (told if row.store in told.stores else before).store_name(row.store),
                "unit": told.unit_name(row.unit),
                "model": told.model_name(row.model),
                "before": row.before,
                "after": row.after,
            }
            for row in rows[:_CHANGES_SHOWN]
        ],
    }


@requires(Permission.PLAN_VIEW)
@require_GET
def progress(request: Request, key: UUID) -> HttpResponse:
    """The part of the page that is asked for again while a run is under way."""
    scenario = scenario_of_key(request.user, key)
    if not request.htmx:
        return redirect("planning:plan", scenario.key)
    context = run_context(scenario)
    if scenario.plan_sha256 or not context["is_live"]:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context |= {
        "scenario": scenario,
        "may_make": may_make(request.user, scenario.unit, scenario.election),
    }
    return render(request, "planning/progress.html", context)


@requires(Permission.PLAN_EDIT)
@require_POST
def stop(request: Request, key: UUID) -> HttpResponse:
    """Ask the run to end with the best plan it has."""
    scenario = scenario_to_edit(request.user, key)
    ask_to_stop(by=request.user, scenario=scenario)
    return redirect("planning:plan", scenario.key)


@requires(Permission.PLAN_VIEW)
@require_GET
def part(request: Request, key: UUID, unit: UUID) -> HttpResponse:
    """What an approved plan means for one county: its stations, what comes and what goes."""
    found = part_of(request.user, key, unit_of_key(request.user, unit))
    told, code = told_of(found.scenario), str(found.unit.key)
    own = [row for row in told.question["stations"] if row["unit"] == code]
    short = [(row, told.short.get(row["code"])) for row in own if row["code"] not in told.ready]
    all_ways = ways(told.question, told.plan)
    row = next((row for row in county_rows(told.question, told.plan) if row.unit == code), None)
    lacking = Counter(
        item
        for _, why in short
        if why is not None
        for item in why["missing"]
        if why["missing"][item]
    )
    context = {
        "part": found,
        "scenario": found.scenario,
        "told": told,
        "row": row,
        "short": sorted(short, key=lambda pair: -pair[0]["electors"]),
        "lacking": [(told.item_name(item), n) for item, n in lacking.most_common()],
        "coming": [_named(told, way) for way in all_ways if way.unit == code],
        "going": [_named(told, way) for way in all_ways if told.stores[way.store]["unit"] == code],
    }
    return render(request, "planning/part.html", context)


def _named(told: Told, way: Any) -> dict[str, Any]:
    return {
        "store": told.store_name(way.store),
        "unit": told.unit_name(way.unit),
        "model": told.model_name(way.model),
        "quantity": way.quantity,
        "km": way.km,
    }
