"""What is asked of a polling day's staff: roles, quantities, shifts, limits, released builds."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of, units_in_scope
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.apps.workforce.forms.planning import (
    BuildForm,
    LimitsForm,
    QuantityForm,
    RoleForm,
    ShiftForm,
)
from sandoq.apps.workforce.models import DutyLimits, Shift, StaffingRule, WorkRole
from sandoq.apps.workforce.selectors.training import released_builds
from sandoq.apps.workforce.services import (
    define_role,
    release_build,
    set_limits,
    set_quantity,
    set_shift,
)
from sandoq.common.errors import NotFound
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.WORKFORCE_VIEW)
@require_GET
def plan(request: Request) -> HttpResponseBase:
    """What is asked on the polling day in view, everywhere in the country."""
    if request.election is None:
        return render(request, "workforce/nothing.html")
    day = request.election.polling_day
    rules = StaffingRule.objects.filter(polling_day=day).select_related("role", "unit")
    if wanted := request.GET.get("format"):
        return _export(rules, wanted)
    scope = scope_of(request.user, Permission.STAFFING_EDIT)
    roles = WorkRole.objects.prefetch_related("substitutions__substitute", "trainings")
    context = {
        "day": day,
        "roles": roles,
        "rules": rules,
        "shifts": Shift.objects.filter(polling_day=day),
        "limits": DutyLimits.objects.filter(polling_day=day).first() or DutyLimits(),
        "builds": released_builds(day),
        "may_edit": bool(scope),
        "is_national": scope.is_national,
    }
    return render(request, "workforce/plan.html", context)


def _export(rules: QuerySet[StaffingRule], wanted: str) -> HttpResponseBase:
    names = ["unit", "role", "station_kind", "minimum", "electors_per_person"]
    told = [
        *(_("For everything below"), _("Role"), _("Kind"), _("At least")),
        *(_("Electors per person"), _("Stations per person")),
    ]
    programs = wanted == "json"
    lines = (
        [
            *(local_name(one.unit), one.role.code if programs else local_name(one.role)),
            *(one.station_kind, one.minimum, one.electors_per_person, one.stations_per_person),
        ]
        for one in rules
    )
    header = [*names, "stations_per_person"] if programs else told
    return table_response("staffing", header, lines, wanted)


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


@requires(Permission.STAFFING_EDIT)
@require_http_methods(["GET", "POST"])
def role(request: Request) -> HttpResponse:
    """Define a role, or correct the one named in the address; roles are national."""
    found = None
    if code := request.GET.get("code", ""):
        roles = WorkRole.objects.prefetch_related("substitutions__substitute", "trainings")
        found = roles.filter(code=code).first()
        if found is None:
            raise NotFound("role", code[:32])
    others = WorkRole.objects.exclude(code=code)
    form = RoleForm(request.POST or None, others=list(others), role=found)

    def do(values: dict[str, Any]) -> str:
        define_role(by=request.user, **values)
        return _kept(request)

    context = {"what": "role", "about": found}
    return act_with_form(request, "workforce/plan_form.html", context, form=form, do=do)


@requires(Permission.STAFFING_EDIT)
@require_http_methods(["GET", "POST"])
def shift(request: Request) -> HttpResponse:
    """Set the hours of a shift of the polling day in view."""
    if request.election is None:
        return render(request, "workforce/nothing.html")
    day = request.election.polling_day
    found = None
    if code := request.GET.get("code", ""):
        found = Shift.objects.filter(polling_day=day, code=code).first()
        if found is None:
            raise NotFound("shift", code[:32])
    form = ShiftForm(request.POST or None, polling_date=day.date, shift=found)

    def do(values: dict[str, Any]) -> str:
        set_shift(by=request.user, polling_day=day, **values)
        return _kept(request)

    context = {"what": "shift", "about": found}
    return act_with_form(request, "workforce/plan_form.html", context, form=form, do=do)


@requires(Permission.STAFFING_EDIT)
@require_http_methods(["GET", "POST"])
def limits(request: Request) -> HttpResponse:
    """Set how long one person may work around the polling day in view."""
    if request.election is None:
        return render(request, "workforce/nothing.html")
    day = request.election.polling_day
    now = DutyLimits.objects.filter(polling_day=day).first() or DutyLimits()
    form = LimitsForm(request.POST or None, limits=now)

    def do(values: dict[str, Any]) -> str:
        set_limits(by=request.user, polling_day=day, **values)
        return _kept(request)

    context = {"what": "limits"}
    return act_with_form(request, "workforce/plan_form.html", context, form=form, do=do)


def _kept(request: Request) -> str:
    messages.success(request, _("It is set."))
    return reverse("workforce:plan")
