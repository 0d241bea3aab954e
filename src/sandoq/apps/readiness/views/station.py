"""A station's page: its state, why it is so, what comes next; and setting a need aside."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.readiness.forms import WaiverForm
from sandoq.apps.readiness.models import Need
from sandoq.apps.readiness.selectors import station_of_key, why
from sandoq.apps.readiness.services import waive_need
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.common.errors import NotFound
from sandoq.ui.http import Request


@requires(Permission.READINESS_VIEW)
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    """Why the station is not ready, first in sentences, then need by need."""
    station = station_of_key(request.user, key)
    if request.election is None:
        return render(request, "readiness/nothing.html")
    context = {
        "why": why(request.user, request.election, station),
        "station": station,
        "ancestors": visible_ancestors(request.user, station.unit),
    }
    return render(request, "readiness/station.html", context)


@requires(Permission.NEED_WAIVE)
@require_http_methods(["GET", "POST"])
def waive(request: Request, key: UUID, need: int) -> HttpResponse:
    """Set a need of the station aside, by an order, until a day."""
    station = station_of_key(request.user, key)
    row = (
        Need.objects.filter(station=station, pk=need).select_related("requirement", "point").first()
    )
    if row is None:
        raise NotFound("need", str(need))
    form = WaiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        order = form.order()
        if attempted(form, lambda: waive_need(by=request.user, need=row, **order)):
            messages.success(
                request, _("The need is set aside. The station stays not ready because of it.")
            )
            return redirect("readiness:station", station.key)
    context = {"form": form, "need": row, "station": station}
    return render(request, "readiness/waive.html", context)
