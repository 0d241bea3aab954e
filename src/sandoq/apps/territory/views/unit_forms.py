"""Headquarters edits the tree: a new unit, a new name, a new code, a seat."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.forms.units import (
    OpenUnitForm,
    RecodeUnitForm,
    RenameUnitForm,
    SeatForm,
)
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.rules.units import level_below
from sandoq.apps.territory.selectors import unit_of_key, visible_ancestors
from sandoq.apps.territory.services import open_unit, place_seat, recode_unit, rename_unit
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.common import clock
from sandoq.common.errors import NotFound
from sandoq.ui.http import Request

_TEMPLATE = "territory/unit_form.html"
_forms = require_http_methods(["GET", "POST"])


@requires(Permission.UNIT_EDIT)
@_forms
def open_unit_below(request: Request, key: UUID) -> HttpResponse:
    """Add a unit directly below another."""
    parent = unit_of_key(request.user, key)
    level = level_below(parent.level)
    if level is None:
        raise NotFound("unit", str(key))
    form = OpenUnitForm(request.POST or None)

    def do(values: dict[str, Any]) -> str:
        unit = open_unit(
            by=request.user,
            parent=parent,
            level=level,
            name_fa=values["name_fa"],
            name_en=values["name_en"],
            opened_on=values["opened_on"],
            seat=form.seat(),
        )
        messages.success(request, _("The unit was added."))
        return _record(unit)

    return act_with_form(request, _TEMPLATE, _about(request, parent, "open"), form=form, do=do)


@requires(Permission.UNIT_EDIT)
@_forms
def rename(request: Request, key: UUID) -> HttpResponse:
    """Give a unit a new name from a day on."""
    unit = unit_of_key(request.user, key)
    initial = {"name_fa": unit.name_fa, "name_en": unit.name_en}
    form = RenameUnitForm(request.POST or None, initial=initial)

    def do(values: dict[str, Any]) -> str:
        rename_unit(by=request.user, unit=unit, at=clock.now(), **values)
        messages.success(request, _("The unit has its new name."))
        return _record(unit)

    return act_with_form(request, _TEMPLATE, _about(request, unit, "rename"), form=form, do=do)


@requires(Permission.UNIT_EDIT)
@_forms
def recode(request: Request, key: UUID) -> HttpResponse:
    """Give a unit a new code from a day on."""
    unit = unit_of_key(request.user, key)
    form = RecodeUnitForm(request.POST or None)

    def do(values: dict[str, Any]) -> str:
        recode_unit(by=request.user, unit=unit, at=clock.now(), **values)
        messages.success(request, _("The unit has its new code."))
        return _record(unit)

    return act_with_form(request, _TEMPLATE, _about(request, unit, "recode"), form=form, do=do)


@requires(Permission.UNIT_EDIT)
@_forms
def seat(request: Request, key: UUID) -> HttpResponse:
    """Say where a unit's seat stands."""
    unit = unit_of_key(request.user, key)
    form = SeatForm(request.POST or None, initial={"lon": unit.seat_lon, "lat": unit.seat_lat})

    def do(values: dict[str, Any]) -> str:
        place_seat(by=request.user, unit=unit, **values)
        messages.success(request, _("The seat has its place."))
        return _record(unit)

    return act_with_form(request, _TEMPLATE, _about(request, unit, "seat"), form=form, do=do)


def _about(request: Request, unit: Unit, what: str) -> dict[str, Any]:
    return {
        "unit": unit,
        "what": what,
        "level": level_below(unit.level),
        "ancestors": [*visible_ancestors(request.user, unit), unit],
    }


def _record(unit: Unit) -> str:
    return reverse("territory:unit", args=[unit.key])
