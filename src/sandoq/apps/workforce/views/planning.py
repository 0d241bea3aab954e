"""What is asked of a polling day's staff: roles, quantities, shifts, limits, released builds."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of, units_in_scope
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.apps.workforce.forms.planning import BuildForm, QuantityForm
from sandoq.apps.workforce.models import DutyLimits, Shift, StaffingRule, WorkRole
from sandoq.apps.workforce.selectors.training import released_builds
from sandoq.apps.workforce.services import release_build, set_quantity
from sandoq.ui.http import Request


@requires(Permission.WORKFORCE_VIEW)
@require_GET
def plan(request: Request) -> HttpResponse:
    """What is asked on the polling day in view, everywhere in the country."""
    if request.election is None:
        return render(request, "workforce/nothing.html")
    day = request.election.polling_day
    scope = scope_of(request.user, Permission.STAFFING_EDIT)
    roles = WorkRole.objects.prefetch_related("substitutions__substitute", "trainings")
    context = {
        "day": day,
        "roles": roles,
        "rules": StaffingRule.objects.filter(polling_day=day).select_related("role", "unit"),
        "shifts": Shift.objects.filter(polling_day=day),
        "limits": DutyLimits.objects.filter(polling_day=day).first() or DutyLimits(),
        "builds": released_builds(day),
        "may_edit": bool(scope),
        "is_national": scope.is_national,
    }
    return render(request, "workforce/plan.html", context)


@requires(Permission.STAFFING_EDIT)
@require_http_methods(["GET", "POST"])
def quantity(request: Request) -> HttpResponse:
    """Say how many of a role the stations below a unit need, or the unit itself."""
    if request.election is None:
        return render(request, "workforce/nothing.html")
    units = units_in_scope(request.user, Permission.STAFFING_EDIT)
    if request.place is not None:
        near = request.place.depth + 1
        units = units.filter(path__startswith=request.place.path, depth__lte=near)
    start = {"unit": request.place.key if request.place else None, "minimum": 1}
    form = QuantityForm(request.POST or None, units=units, initial=start)

    def do(values: dict[str, Any]) -> str:
        set_quantity(by=request.user, polling_day=request.election.polling_day, **values)
        messages.success(request, _("It is set."))
        return reverse("workforce:plan")

    context = {"what": "quantity"}
    return act_with_form(request, "workforce/plan_form.html", context, form=form, do=do)


@requires(Permission.STAFFING_EDIT)
@require_http_methods(["GET", "POST"])
def build(request: Request) -> HttpResponse:
    """Say which software build runs on a device model; training on no other counts."""
    if request.election is None:
        return render(request, "workforce/nothing.html")
    form = BuildForm(request.POST or None)

    def do(values: dict[str, Any]) -> str:
        release_build(by=request.user, polling_day=request.election.polling_day, **values)
        messages.success(request, _("It is set."))
        return reverse("workforce:plan")

    context = {"what": "build"}
    return act_with_form(request, "workforce/plan_form.html", context, form=form, do=do)
