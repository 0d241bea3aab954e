"""The scenario wizard: a draft that can be left and resumed; nothing else before the last step."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.planning.forms import FixedForm, MeansForm, ScopeForm
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.figures import complete_now, supply_rows
from sandoq.apps.planning.rules.states import State
from sandoq.apps.planning.selectors import scenario_to_edit
from sandoq.apps.planning.selectors.gathering import counties_of, models_planned, stores_of
from sandoq.apps.planning.selectors.reading import Told
from sandoq.apps.planning.services import (
    make_scenario,
    question_of,
    revise_scenario,
    start_solving,
)
from sandoq.common.clock import now
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import jalali, local_name

_EMPTY_PLAN: dict[str, Any] = {"ready": [], "short": [], "transfers": [], "allotments": []}


@requires(Permission.PLAN_EDIT)
def scope(request: Request) -> HttpResponse:
    """What is planned, and under what name; makes the draft."""
    if request.place is None or request.election is None:
        return render(request, "planning/nothing.html")
    place, election = request.place, request.election
    require(request.user, Permission.PLAN_EDIT, unit_path=place.path, election_id=election.pk)
    title = _("Equipment of %(place)s, %(day)s") % {
        "place": local_name(place),
        "day": jalali(now()),
    }
    form = ScopeForm(request.POST or None, title=title)
    if request.method == "POST" and form.is_valid():
        draft = make_scenario(
            by=request.user,
            unit=place,
            election=election,
            title=form.cleaned_data["title"],
            key=form.cleaned_data["key"],
        )
        return redirect("planning:means", draft.key)
    return _step(request, 1, form, None)


@requires(Permission.PLAN_EDIT)
def means(request: Request, key: UUID) -> HttpResponse:
    """Which means count and what matters."""
    draft = scenario_to_edit(request.user, key)
    if draft.state != State.DRAFT.value:
        return redirect("planning:plan", draft.key)
    form = MeansForm(request.POST or None, scenario=draft, counties=counties_of(draft.unit))
    if request.method == "POST" and form.is_valid():
        revise_scenario(by=request.user, scenario=draft, settings=form.settings())
        return redirect("planning:fixed", draft.key)
    return _step(request, 2, form, draft)


@requires(Permission.PLAN_EDIT)
def fixed(request: Request, key: UUID) -> HttpResponse:
    """What stands whatever is computed, and what broke."""
    draft = scenario_to_edit(request.user, key)
    if draft.state != State.DRAFT.value:
        return redirect("planning:plan", draft.key)
    form = FixedForm(
        request.POST or None,
        scenario=draft,
        counties=counties_of(draft.unit),
        stores=stores_of(draft.unit),
        models=models_planned(draft.election),
    )
    if request.method == "POST" and form.is_valid():
        revise_scenario(by=request.user, scenario=draft, settings=form.settings())
        return redirect("planning:check", draft.key)
    return _step(request, 3, form, draft)


@requires(Permission.PLAN_EDIT)
def check(request: Request, key: UUID) -> HttpResponse:
    """What would be asked: lack and means by kind, and everything doubtful."""
    draft = scenario_to_edit(request.user, key)
    if draft.state != State.DRAFT.value:
        return redirect("planning:plan", draft.key)
    question = question_of(draft)
    told = Told(question)
    electors = {one["code"]: one["electors"] for one in question["stations"]}
    complete = complete_now(question)
    supply = supply_rows(question, _EMPTY_PLAN)
    context = {
        "told": told,
        "supply": [(told.item_name(row.item), row) for row in supply],
        "doubts": question["doubts"],
        "stations": len(electors),
        "electors": sum(electors.values()),
        "stations_complete": len(complete),
        "electors_complete": sum(electors[code] for code in complete),
        "lacking": sum(row.lacking for row in supply),
        "in_stores": sum(row.in_stores for row in supply),
    }
    return _step(request, 4, None, draft, **context)


@requires(Permission.PLAN_EDIT)
@require_POST
def start(request: Request, key: UUID) -> HttpResponse:
    """Freeze the snapshot and send it to be solved, or solve it again after a failed run."""
    scenario = scenario_to_edit(request.user, key)
    start_solving(by=request.user, scenario=scenario)
    return redirect("planning:plan", scenario.key)


def _step(
    request: Request, step: int, form: Any, draft: Scenario | None, **context: Any
) -> HttpResponse:
    steps = [
        _("Subject of the plan"),
        _("Means and goals"),
        _("Fixed and broken"),
        _("Look it over"),
    ]
    context |= {"step": step, "steps": steps, "form": form, "scenario": draft}
    return render(request, "planning/wizard.html", context)
