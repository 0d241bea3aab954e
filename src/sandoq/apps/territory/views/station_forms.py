"""What may be done with a station, each on a page of its own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.forms.stations import (
    CODE_SCHEME,
    MoveStationForm,
    OpenStationForm,
    OrderForm,
    PointFormSet,
    StationForm,
)
from sandoq.apps.territory.models import Point, Station, Unit
from sandoq.apps.territory.rules.stations import PointDraft, StationDraft
from sandoq.apps.territory.selectors import (
    homes,
    province_of,
    station_of_key,
    top_units,
    unit_of_key,
    visible_ancestors,
)
from sandoq.apps.territory.services import (
    move_station,
    open_station,
    restore_station,
    retire_station,
    revise_station,
    set_points,
)
from sandoq.apps.territory.views.acting import act, act_with_form
from sandoq.common import clock
from sandoq.ui.http import Request

_SPARE_STOPS = 2
_forms = require_http_methods(["GET", "POST"])


@requires(Permission.STATION_EDIT)
@_forms
def open_new(request: Request) -> HttpResponse:
    """Add a station to the register."""
    place = request.place or top_units(request.user)[0]
    form = OpenStationForm(
        request.POST or None, homes=homes(request.user, place), initial={"unit": str(place.key)}
    )

    def do(values: dict[str, Any]) -> str:
        draft = _draft(unit_of_key(request.user, values["unit"]), values)
        station = open_station(by=request.user, draft=draft, at=clock.now())
        messages.success(request, _("The station was opened."))
        return _record(station)

    context = {"what": "open", "ancestors": [*visible_ancestors(request.user, place), place]}
    return act_with_form(request, "territory/station_open.html", context, form=form, do=do)


@requires(Permission.STATION_EDIT)
@_forms
def revise(request: Request, key: UUID) -> HttpResponse:
    """Correct what the register says of a station."""
    station = station_of_key(request.user, key)
    code = station.codes.filter(scheme=CODE_SCHEME, until=None).first()
    fields = ("name", "number", "kind", "area", "electors", "address")
    initial = {name: getattr(station, name) for name in fields}
    form = StationForm(
        request.POST or None, initial={**initial, "code": code.value if code else ""}
    )

    def do(values: dict[str, Any]) -> str:
        written = values.pop("code")
        revise_station(
            by=request.user,
            station=station,
            at=clock.now(),
            code=(CODE_SCHEME, written) if written or code else None,
            **values,
        )
        messages.success(request, _("The station was corrected."))
        return _record(station)

    return act_with_form(
        request, "territory/station_form.html", _about(request, station, "revise"), form=form, do=do
    )


@requires(Permission.STATION_EDIT)
@_forms
def points(request: Request, key: UUID) -> HttpResponse:
    """Say where a station stands, and when."""
    station = station_of_key(request.user, key)
    present = [_initial(point) for point in station.points.order_by("seq")]
    formset = PointFormSet(request.POST or None, initial=present, prefix="points")
    formset.extra = _SPARE_STOPS if station.kind == "mobile" else int(not present)
    for form in formset.initial_forms:
        form.fields["name"].required = True

    def do() -> str:
        drafts = [draft for form in formset if (draft := form.draft()) is not None]
        set_points(by=request.user, station=station, points=drafts, at=clock.now())
        messages.success(request, _("The points were saved."))
        return _record(station)

    context = {**_about(request, station, "points"), "formset": formset}
    return act(request, "territory/station_points.html", context, valid=formset.is_valid, do=do)


@requires(Permission.STATION_EDIT)
@_forms
def move(request: Request, key: UUID) -> HttpResponse:
    """Put a station under another unit of its province."""
    station = station_of_key(request.user, key)
    choices = homes(request.user, province_of(station.unit))
    initial = {"unit": str(station.unit.key)}
    form = MoveStationForm(request.POST or None, homes=choices, initial=initial)

    def do(values: dict[str, Any]) -> str:
        move_station(
            by=request.user,
            station=station,
            to=unit_of_key(request.user, values["unit"]),
            number=values["number"],
            order_number=values["order_number"],
            at=clock.now(),
        )
        messages.success(request, _("The station was moved."))
        return _record(station)

    return act_with_form(
        request, "territory/station_form.html", _about(request, station, "move"), form=form, do=do
    )


@requires(Permission.STATION_RETIRE)
@_forms
def retire(request: Request, key: UUID) -> HttpResponse:
    """Take a station out of the register by an order."""
    return _by_order(request, key, "retire")


@requires(Permission.STATION_RETIRE)
@_forms
def restore(request: Request, key: UUID) -> HttpResponse:
    """Bring a retired station back by an order."""
    return _by_order(request, key, "restore")


def _by_order(request: Request, key: UUID, what: str) -> HttpResponse:
    station = station_of_key(request.user, key)
    form = OrderForm(request.POST or None)
    service = {"retire": retire_station, "restore": restore_station}[what]

    def do(values: dict[str, Any]) -> str:
        service(by=request.user, station=station, at=clock.now(), **values)
        done = {
            "retire": _("The station left the register; the change bridge shows it."),
            "restore": _("The station is in the register again."),
        }
        messages.success(request, done[what])
        return _record(station)

    return act_with_form(
        request, "territory/station_form.html", _about(request, station, what), form=form, do=do
    )


def _draft(unit: Unit, values: dict[str, Any]) -> StationDraft:
    """The new station; its county is found by the service."""
    point = PointDraft(
        name=values["point_name"] or values["name"],
        address=values["address"],
        lon=values["lon"],
        lat=values["lat"],
        opens=values["opens"],
        closes=values["closes"],
    )
    return StationDraft(
        unit_id=unit.pk,
        county_id=unit.pk,
        number=values["number"],
        name=values["name"],
        kind=values["kind"],
        area=values["area"],
        electors=values["electors"],
        address=values["address"],
        code=(CODE_SCHEME, values["code"]) if values["code"] else None,
        points=(point,),
    )


def _initial(point: Point) -> dict[str, Any]:
    names = ("key", "name", "address", "lon", "lat", "opens", "closes")
    return {name: getattr(point, name) for name in names}


def _about(request: Request, station: Station, what: str) -> dict[str, Any]:
    return {
        "station": station,
        "what": what,
        "ancestors": [*visible_ancestors(request.user, station.unit), station.unit],
    }


def _record(station: Station) -> str:
    return reverse("territory:station", args=[station.key])
