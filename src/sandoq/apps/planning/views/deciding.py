"""Proposing a plan, approving it as the second person, returning it, and beginning anew."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.planning.forms import ReasonForm, TitleForm
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.figures import ways
from sandoq.apps.planning.selectors import may_approve, scenario_to_edit, told_of
from sandoq.apps.planning.services import (
    approve_plan,
    copy_scenario,
    propose_plan,
    return_plan,
    withdraw_scenario,
)
from sandoq.common.clock import now
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import digits, jalali


@requires(Permission.PLAN_EDIT)
@require_POST
def propose(request: Request, key: UUID) -> HttpResponse:
    """Put the plan before a second person."""
    scenario = scenario_to_edit(request.user, key)
    propose_plan(by=request.user, scenario=scenario)
    messages.success(request, _("The plan waits for a second person."))
    return redirect("planning:plan", scenario.key)


@requires(Permission.PLAN_EDIT)
def approve(request: Request, key: UUID) -> HttpResponse:
    """The statement of a proposed plan, and the second person's yes."""
    scenario = scenario_to_edit(request.user, key)
    if request.method == "POST":
        sha256 = request.POST.get("statement", "")
        orders = approve_plan(by=request.user, scenario=scenario, statement_sha256=sha256)
        told = ngettext(
            "The plan is in force; %(n)s transfer order was given.",
            "The plan is in force; %(n)s transfer orders were given.",
            len(orders),
        )
        messages.success(request, told % {"n": digits(len(orders))})
        return redirect("planning:plan", scenario.key)
    return _statement(request, scenario, ReasonForm())


@requires(Permission.PLAN_EDIT)
@require_POST
def give_back(request: Request, key: UUID) -> HttpResponse:
    """Return a proposed plan with a reason."""
    scenario = scenario_to_edit(request.user, key)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _statement(request, scenario, form)
    return_plan(
        by=request.user,
        scenario=scenario,
        statement_sha256=request.POST.get("statement", ""),
        reason=form.cleaned_data["reason"],
    )
    messages.success(request, _("The plan was returned."))
    return redirect("planning:plan", scenario.key)


def _statement(request: Request, scenario: Scenario, form: ReasonForm) -> HttpResponse:
    approval = scenario.approvals.select_related("proposed_by__person").filter(answer="").first()
    if approval is None:
        return redirect("planning:plan", scenario.key)
    told = told_of(scenario)
    found = ways(told.question, told.plan)
    context = {
        "scenario": scenario,
        "approval": approval,
        "figures": scenario.figures,
        "may_approve": may_approve(request.user, scenario),
        "order_count": len(found),
        "device_count": sum(way.quantity for way in found),
        "store_count": len({way.store for way in found}),
        "form": form,
    }
    return render(request, "planning/approve.html", context)


@requires(Permission.PLAN_EDIT)
@require_POST
def withdraw(request: Request, key: UUID) -> HttpResponse:
    """Give a scenario up."""
    scenario = scenario_to_edit(request.user, key)
    withdraw_scenario(by=request.user, scenario=scenario)
    messages.success(request, _("The scenario was withdrawn."))
    return redirect("planning:board")


@requires(Permission.PLAN_EDIT)
def copy(request: Request, key: UUID) -> HttpResponse:
    """A new draft with the same answers, under another name."""
    return _anew(request, key, has_broken=False)


@requires(Permission.PLAN_EDIT)
def broken(request: Request, key: UUID) -> HttpResponse:
    """Something broke under the plan in force: a new draft that starts from it."""
    return _anew(request, key, has_broken=True)


def _anew(request: Request, key: UUID, *, has_broken: bool) -> HttpResponse:
    scenario = scenario_to_edit(request.user, key)
    told = {"title": scenario.title[:80], "day": jalali(now())}
    title = _("%(title)s: after a change on %(day)s") if has_broken else _("%(title)s: a copy")
    form = TitleForm(request.POST or None, title=title % told)
    if request.method == "POST" and form.is_valid():
        draft = copy_scenario(
            by=request.user,
            scenario=scenario,
            key=form.cleaned_data["key"],
            title=form.cleaned_data["title"],
            has_broken=has_broken,
        )
        return redirect("planning:fixed" if has_broken else "planning:means", draft.key)
    context = {"scenario": scenario, "form": form, "has_broken": has_broken}
    return render(request, "planning/anew.html", context)
