"""The map of flows: devices from stores to counties, and what becomes of each station."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.planning.errors import ScenarioRefused
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.selectors import scenario_of_key, told_of
from sandoq.apps.planning.selectors.flows import flow_rows, map_of
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.ui.http import Request


@requires(Permission.PLAN_VIEW)
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    """The page: the map, and the same flows as a list."""
    scenario = _with_plan(request, key)
    context = {
        "scenario": scenario,
        "flows": flow_rows(told_of(scenario)),
        "ancestors": visible_ancestors(request.user, scenario.unit),
    }
    return render(request, "planning/map.html", context)


@requires(Permission.PLAN_VIEW)
@require_GET
def flows(request: Request, key: UUID) -> JsonResponse:
    """What the map draws."""
    return JsonResponse(map_of(told_of(_with_plan(request, key))))


def _with_plan(request: Request, key: UUID) -> Scenario:
    scenario = scenario_of_key(request.user, key)
    if not scenario.plan_sha256:
        raise ScenarioRefused("no-plan", scenario.state)
    return scenario
