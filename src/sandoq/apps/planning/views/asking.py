"""Why a station or a county is short, and what one supply more or less would change."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.planning.errors import ScenarioRefused
from sandoq.apps.planning.forms import WhatIfForm
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.figures import county_rows
from sandoq.apps.planning.selectors import Told, scenario_of_key, told_of
from sandoq.common.text import search_key
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import digits

_SHOWN = 30
_MOST_NAMED = 6


@requires(Permission.PLAN_VIEW)
@require_GET
def why(request: Request, key: UUID) -> HttpResponse:
    """Search a station or a county; the explanation of what it lacks, and why."""
    scenario = _with_plan(request, key)
    told = told_of(scenario)
    text = request.GET.get("q", "").strip()[:80]
    context: dict[str, Any] = {"scenario": scenario, "told": told, "text": text}
    code, unit = request.GET.get("station", ""), request.GET.get("county", "")
    if code in told.stations:
        context["station"] = _station(told, code)
        if code not in told.ready:
            context["price"] = _price(told, code)
    elif unit in told.units:
        context["county"] = _county(told, unit)
    elif text:
        context |= _found(told, text)
    else:
        rows = county_rows(told.question, told.plan)
        context["counties"] = [
            (told.unit_name(row.unit), row) for row in rows if row.electors_short
        ]
    return render(request, "planning/why.html", context)


@requires(Permission.PLAN_VIEW)
@require_GET
def what_if(request: Request, key: UUID) -> HttpResponse:
    """What one supply more or less would change; answered while one waits, nothing is written."""
    scenario = _with_plan(request, key)
    told = told_of(scenario)
    form = WhatIfForm(request.GET if "units" in request.GET else None, told=told)
    context: dict[str, Any] = {"scenario": scenario, "told": told, "form": form}
    if form.is_bound and form.is_valid():
        # Here, for the solvers take a second to load and other pages need none.
        from sandoq.apps.planning.services.engines import what_if as ask  # noqa: PLC0415

        asked = form.cleaned_data
        context |= {
            "answer": ask(told.question, asked["model"], asked["store"], asked["units"]),
            "asked_model": told.model_name(asked["model"]),
            "asked_store": told.store_name(asked["store"]),
            "asked_units": asked["units"],
        }
    return render(request, "planning/what_if.html", context)


def _with_plan(request: Request, key: UUID) -> Scenario:
    scenario = scenario_of_key(request.user, key)
    if not scenario.plan_sha256:
        raise ScenarioRefused("no-plan", scenario.state)
    return scenario


def _found(told: Told, text: str) -> dict[str, Any]:
    """Counties and stations whose name or number fits."""
    key = search_key(text)
    units = [
        code
        for code, row in told.units.items()
        if key and (key in search_key(row["name"]) or key in search_key(row.get("name_en", "")))
    ]
    stations = [
        code
        for code, row in told.stations.items()
        if key and (key in search_key(row["name"]) or key == str(row.get("number") or ""))
    ]
    stations.sort(key=lambda code: (code in told.ready, -told.stations[code]["electors"]))
    return {
        "found_units": [(code, told.unit_name(code)) for code in units],
        "found_stations": [
            (code, told.station_name(code), code in told.ready) for code in stations[:_SHOWN]
        ],
        "found_all": len(stations),
        "is_search": True,
    }


def _station(told: Told, code: str) -> dict[str, Any]:
    row, short = told.stations[code], told.short.get(code)
    return {
        "code": code,
        "name": told.station_name(code),
        "row": row,
        "unit": told.unit_name(row["unit"]),
        "is_ready": code in told.ready,
        "why": explained(told, short) if short else None,
        "given": [
            (told.model_name(one["model"]), told.store_name(one["store"]), one["quantity"])
            for one in told.plan.get("allotments", ())
            if one["station"] == code
        ],
    }


def _price(told: Told, code: str) -> dict[str, Any] | None:
    """What it would cost to make a station ready that is not; None if that is not proven."""
    # Here, for the solvers take a second to load and other pages need none.
    from sandoq.apps.planning.services.engines import explain_station  # noqa: PLC0415

    found = explain_station(told.question, code)
    if not found["verified"]:
        return None
    names = [told.station_name(one) for one in found["displaced"][:_MOST_NAMED]]
    return {"code": found["code"], "lost": found["electors_lost"], "displaced": names}


def _county(told: Told, unit: str) -> dict[str, Any]:
    """What a county lacks: stations by reason, and its largest stations that stay short."""
    row = next(one for one in county_rows(told.question, told.plan) if one.unit == unit)
    short = [
        explained(told, one)
        for one in told.plan["short"]
        if told.stations[one["station"]]["unit"] == unit
    ]
    lacking: Counter[str] = Counter()
    for one in short:
        for name, n in one["missing"]:
            lacking[name] += n
    reasons = Counter(one["reason"] for one in short)
    electors: Counter[str] = Counter()
    for one in short:
        electors[one["reason"]] += one["electors"]
    short.sort(key=lambda one: -one["electors"])
    return {
        "unit": unit,
        "name": told.unit_name(unit),
        "row": row,
        "lacking": lacking.most_common(),
        "reasons": [(reason, n, electors[reason]) for reason, n in reasons.most_common()],
        "short": short[:_SHOWN],
        "short_all": len(short),
    }


def explained(told: Told, short: dict[str, Any]) -> dict[str, Any]:
    """A row of the plan's `short` with names; `told` keeps the engine's own facts."""
    facts = short.get("told", {})
    named = {
        name: told.model_name(str(value)) if name in {"item", "model"} else value
        for name, value in facts.items()
    }
    row = told.stations[short["station"]]
    return {
        "station": short["station"],
        "name": told.station_name(short["station"]),
        "electors": row["electors"],
        "missing": [(told.item_name(item), n) for item, n in short["missing"].items() if n],
        "reason": short["reason"],
        "told": named,
        "unit": told.unit_name(row["unit"]),
        "number": digits(row.get("number") or ""),
    }
