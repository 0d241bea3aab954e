"""Reporting an obstacle at stations of the place in view."""

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.obstacles.forms import ReportForm
from sandoq.apps.obstacles.services import report_obstacle
from sandoq.apps.readiness.errors import RequirementName
from sandoq.apps.readiness.models import Requirement
from sandoq.apps.territory.models import Station
from sandoq.apps.territory.selectors import station_of_key, stations
from sandoq.common.text import search_key
from sandoq.ui.http import Request

_SHOWN = 60


@requires(Permission.OBSTACLE_REPORT)
@require_http_methods(["GET", "POST"])
def report(request: Request) -> HttpResponse:
    """What it is and where; one station's page leads here with that station chosen."""
    if request.place is None or request.election is None:
        return render(request, "obstacles/nothing.html")
    live = stations(request.user, request.place).filter(retired_at=None).select_related("unit")
    text = request.GET.get("find", "").replace("\0", "").strip()[:80]
    chosen = _chosen(request)
    shown = _shown(request, live, text, chosen)
    form = ReportForm(
        request.POST or None,
        stations=shown,
        requirements=requirements_in_force(request),
        initial={"stations": [str(chosen.key)] if chosen else []},
    )
    if request.method == "POST" and form.is_valid():
        everywhere = live.values_list("key", flat=True) if form.cleaned_data["whole"] else ()
        data = form.data_at(list(everywhere))
        made = attempted(
            form,
            lambda: report_obstacle(by=request.user, election=request.election, data=data),
        )
        if made:
            messages.success(request, _("The obstacle is in the register."))
            return redirect("obstacles:obstacle", made.key)
    context = {
        "form": form,
        "find": text,
        "all": live.count(),
        "shown": len(shown),
        "chosen": chosen,
    }
    return render(request, "obstacles/report.html", context)


def requirements_in_force(request: Request) -> list[RequirementName]:
    """Those of the election's day, by their names; the blocking ones first."""
    rows = (
        Requirement.objects.filter(
            set__polling_day=request.election.polling_day_id, set__state="published"
        )
        .order_by("criticality", "set__unit__path", "order", "pk")
        .values_list("code", "name_fa", "name_en")
    )
    return [RequirementName(*row) for row in rows]


def _chosen(request: Request) -> Station | None:
    try:
        key = UUID(request.GET.get("station", ""))
    except ValueError:
        return None
    return station_of_key(request.user, key)


def _shown(
    request: Request, live: QuerySet[Station], text: str, chosen: Station | None
) -> list[Station]:
    """Stations to choose from: the asked one and its neighbours, or those found; and the posted."""
    found = live
    if text:
        found = found.filter(search_name__contains=search_key(text))
    elif chosen is not None:
        found = found.filter(unit=chosen.unit_id)
    rows: list[Station] = list(found.order_by("county_id", "number", "pk")[:_SHOWN])
    if chosen is not None and chosen not in rows:
        rows.insert(0, chosen)
    posted = set(request.POST.getlist("stations")) - {str(row.key) for row in rows}
    keys = [key for key in posted if len(key) == len(str(UUID(int=0)))]
    if keys:
        try:
            rows += list(live.filter(key__in=[UUID(key) for key in keys]))
        except ValueError:
            return rows
    return rows
