"""The record of a point: its grades and why, its links and what they share, its readings."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.connectivity.forms.plans import LinkPlanForm, WithdrawForm
from sandoq.apps.connectivity.models import Reading
from sandoq.apps.connectivity.selectors import (
    operators,
    point_of_key,
    point_record,
    reading_of_uuid,
    readings_of,
    rule_in_force,
)
from sandoq.apps.connectivity.selectors.estimates import point_estimates
from sandoq.apps.connectivity.services import set_link_plan, withdraw_reading
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.common.clock import now
from sandoq.ui.http import Request

_READINGS_A_PAGE = 25


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    """One point, at this moment."""
    record = point_record(request.user, key, now())
    station = record.point.station
    paginator: Paginator[Reading] = Paginator(readings_of(record.point), _READINGS_A_PAGE)
    context = {
        "record": record,
        "point": record.point,
        "station": station,
        "names": {row.operator.pk: row.operator for row in record.operators},
        "page": paginator.get_page(request.GET.get("page", "1")),
        "rule": rule_in_force(),
        "estimates": point_estimates(record.point),
        "ancestors": [*visible_ancestors(request.user, station.unit), station.unit],
    }
    return render(request, "connectivity/point.html", context)


@requires(Permission.LINK_PLAN_EDIT)
@require_http_methods(["GET", "POST"])
def plan(request: Request, key: UUID) -> HttpResponse:
    """Write which links the point tries, in which order, and what each hangs on."""
    point = point_of_key(request.user, key, Permission.LINK_PLAN_EDIT)
    record = point_record(request.user, point.key, now())
    form = LinkPlanForm(operators(), record.links, request.POST or None)
    if request.method == "POST" and form.is_valid():
        written = attempted(
            form, lambda: set_link_plan(by=request.user, point=point, links=form.links())
        )
        if written is not None:
            messages.success(request, _("The link plan is written; the verdict follows it."))
            return redirect("connectivity:point", point.key)
    context = {"form": form, "point": point, "station": point.station}
    return render(request, "connectivity/plan.html", context)


@requires(Permission.READING_RECORD)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, key: UUID) -> HttpResponse:
    """Take a wrong reading out of the grade; it stays to be seen, with the reason."""
    reading = reading_of_uuid(request.user, key)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempted(
            form, lambda: withdraw_reading(by=request.user, reading=reading, reason=reason)
        )
        if done is not None:
            messages.success(request, _("The reading counts no longer."))
            return redirect("connectivity:point", reading.point.key)
    context = {"form": form, "reading": reading, "point": reading.point}
    return render(request, "connectivity/withdraw.html", context)
