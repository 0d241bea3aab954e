"""Appointing one person: at a station, or in the unit in view."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.territory.selectors import station_of_key
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.apps.workforce.forms.board import WorkerFilterForm
from sandoq.apps.workforce.forms.planning import AppointForm
from sandoq.apps.workforce.models import Shift, WorkRole
from sandoq.apps.workforce.selectors.people import WorkerFilter, workers
from sandoq.apps.workforce.services import Placing, appoint
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name

MOST_FOUND = 30


@requires(Permission.APPOINT)
@require_http_methods(["GET", "POST"])
def appoint_at_station(request: Request, key: UUID) -> HttpResponse:
    """Choose somebody of the county's list for one station."""
    station = station_of_key(request.user, key)
    require(request.user, Permission.APPOINT, unit_path=station.unit.path)
    back = reverse("workforce:team", args=[station.key])
    return _page(request, station=station, unit=None, back=back)


@requires(Permission.APPOINT)
@require_http_methods(["GET", "POST"])
def appoint_in_unit(request: Request) -> HttpResponse:
    """Choose somebody for work in the unit in view, as a roaming expert does it."""
    if request.place is None:
        return render(request, "workforce/nothing.html")
    require(request.user, Permission.APPOINT, unit_path=request.place.path)
    return _page(request, station=None, unit=request.place, back=reverse("workforce:board"))


def _page(
    request: Request, *, station: Station | None, unit: Unit | None, back: str
) -> HttpResponse:
    if request.election is None:
        return render(request, "workforce/nothing.html")
    day = request.election.polling_day
    asked = WorkerFilterForm(request.GET)
    wanted = asked.wanted()
    if wanted == WorkerFilter():
        wanted = WorkerFilter(state="free")
    pool = station.county if station else unit
    if request.method == "POST":  # the person who was chosen, whatever was searched for
        found = workers(request.user, day, pool).filter(person__key=_chosen(request))
    else:
        found = workers(request.user, day, pool, wanted)
    shown = list(found[:MOST_FOUND])
    place = WorkRole.Place.STATION if station else WorkRole.Place.UNIT
    form = AppointForm(
        request.POST or None,
        workers=shown,
        place=place,
        polling_day=day,
        initial={"key": uuid4()},
    )

    def do(given: dict[str, Any]) -> str:
        appoint(by=request.user, placing=Placing(**given, station=station, unit=unit))
        told = _("%(name)s is appointed. Send the invitation next.")
        messages.success(request, told % {"name": local_name(given["person"])})
        return back

    context = {
        "asked": asked,
        "station": station,
        "unit": unit,
        "pool": pool,
        "shown": shown,
        "total": found.count(),
        "lacks": _lacks(day, place),
        "back": back,
        "day": day,
    }
    return act_with_form(request, "workforce/appoint.html", context, form=form, do=do)


def _chosen(request: Request) -> UUID:
    """The key that was sent; nobody's if it is none."""
    try:
        return UUID(request.POST.get("person", ""))
    except ValueError:
        return UUID(int=0)


def _lacks(day: PollingDay, place: str) -> str:
    """What must be set before anybody can be appointed: "role", "shift" or nothing."""
    if not WorkRole.objects.filter(place=place).exists():
        return "role"
    return "" if Shift.objects.filter(polling_day=day).exists() else "shift"
