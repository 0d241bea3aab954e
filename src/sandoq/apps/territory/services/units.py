"""The administrative tree as it grows and changes its names and codes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.errors import (
    DatesOutOfOrder,
    DayNotYetCome,
    UnitLevelMismatch,
    UnitNameTaken,
)
from sandoq.apps.territory.models import Unit, UnitName
from sandoq.apps.territory.rules.stations import on_earth
from sandoq.apps.territory.rules.units import may_stand_below
from sandoq.common import clock
from sandoq.common.errors import BadInput
from sandoq.common.text import normalise, search_key


@transaction.atomic
def open_unit(
    *,
    by: User,
    parent: Unit | None,
    level: str,
    name_fa: str,
    name_en: str = "",
    opened_on: date | None = None,
    seat: tuple[float, float] | None = None,
) -> Unit:
    """Add a unit to the tree; a second call returns the unit opened first.

    Args:
        parent: the unit directly above; None only for the country.
        seat: longitude and latitude in WGS 84 degrees.

    Raises:
        NotAllowed: without the permission to edit units there.
        UnitLevelMismatch: the level does not follow the parent's.
        UnitNameTaken: a unit beside it is called the same in another spelling.
        BadInput: the name is empty, or the seat is nowhere on earth.
    """
    require(by, Permission.UNIT_EDIT, unit_path=parent.path if parent else "")
    if not may_stand_below(level, parent.level if parent else None):
        raise UnitLevelMismatch(level, parent.level if parent else "")
    name_fa, name_en = _names(name_fa, name_en)
    lon, lat = _seat(seat)
    if parent:
        parent = Unit.objects.select_for_update().get(pk=parent.pk)
    for beside in siblings_of_name(parent, name_fa):
        if beside.name_fa == name_fa and beside.level == level:
            return beside
        raise UnitNameTaken(name_fa, parent.name_fa if parent else "")

    values = {
        "level": level,
        "name_fa": name_fa,
        "name_en": name_en,
        "search_name": unit_search_name(name_fa, name_en),
        "opened_on": opened_on,
        "seat_lon": lon,
        "seat_lat": lat,
    }
    unit = _add(parent, values)
    UnitName.objects.create(unit=unit, name_fa=name_fa, name_en=name_en, since=opened_on)
    record_action(
        by=by,
        verb="territory.open-unit",
        target=unit,
        unit_path=unit.path,
        data={"level": level, "name": name_fa},
    )
    return unit


@transaction.atomic
def rename_unit(
    *, by: User, unit: Unit, name_fa: str, name_en: str = "", since: date, at: datetime
) -> Unit:
    """Give a unit a new name from a day on; the old one stays with its dates.

    Raises:
        NotAllowed: without the permission to edit units there.
        BadInput: an empty name.
        DayNotYetCome: the day has not come.
        DatesOutOfOrder: the present name began on that day or later.
        UnitNameTaken: a unit beside it bears the name.
    """
    require(by, Permission.UNIT_EDIT, unit_path=unit.path)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    name_fa, name_en = _names(name_fa, name_en)
    if (unit.name_fa, unit.name_en) == (name_fa, name_en):
        return unit
    require_past("since", since, at)
    parent = unit.parent()
    if any(beside.pk != unit.pk for beside in siblings_of_name(parent, name_fa)):
        raise UnitNameTaken(name_fa, parent.name_fa if parent else "")

    before, _ = UnitName.objects.get_or_create(
        unit=unit,
        until=None,
        defaults={"name_fa": unit.name_fa, "name_en": unit.name_en, "since": unit.opened_on},
    )
    if before.since is not None and since <= before.since:
        raise DatesOutOfOrder(since.isoformat(), before.since.isoformat())
    before.until = since
    before.save(update_fields=["until"])
    UnitName.objects.create(unit=unit, name_fa=name_fa, name_en=name_en, since=since)
    unit.name_fa, unit.name_en = name_fa, name_en
    unit.search_name = unit_search_name(name_fa, name_en)
    unit.save(update_fields=["name_fa", "name_en", "search_name"])
    record_action(
        by=by,
        verb="territory.rename-unit",
        target=unit,
        unit_path=unit.path,
        data={"from": before.name_fa, "to": name_fa, "since": since.isoformat()},
    )
    return unit


@transaction.atomic
def place_seat(*, by: User, unit: Unit, lon: float, lat: float) -> Unit:
    """Say where the seat of a unit stands, in WGS 84 degrees.

    Raises:
        NotAllowed: without the permission to edit units there.
        BadInput: no place on earth.
    """
    require(by, Permission.UNIT_EDIT, unit_path=unit.path)
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if (unit.seat_lon, unit.seat_lat) != (lon, lat):
        unit.seat_lon, unit.seat_lat = _seat((lon, lat))
        unit.save(update_fields=["seat_lon", "seat_lat"])
        record_action(
            by=by,
            verb="territory.place-seat",
            target=unit,
            unit_path=unit.path,
            data={"lon": lon, "lat": lat},
        )
    return unit


def unit_search_name(name_fa: str, name_en: str) -> str:
    """Both names as they are searched."""
    return search_key(f"{name_fa} {name_en}")


def siblings_of_name(parent: Unit | None, name_fa: str) -> list[Unit]:
    """Open units directly below `parent` whose name is the same but for its spelling."""
    beside = parent.children() if parent else Unit.objects.filter(depth=1)
    return [
        unit
        for unit in beside.filter(closed_on=None)
        if search_key(unit.name_fa) == search_key(name_fa)
    ]


def _add(parent: Unit | None, values: Mapping[str, object]) -> Unit:
    tree: Any = Unit.objects
    unit: Unit = tree.add_child(parent, values) if parent else tree.add_root(values)
    return unit


def _names(name_fa: str, name_en: str) -> tuple[str, str]:
    name_fa, name_en = normalise(name_fa), normalise(name_en)
    if not name_fa:
        raise BadInput("name_fa", "", "empty")
    return name_fa, name_en


def _seat(seat: tuple[float, float] | None) -> tuple[float | None, float | None]:
    if seat is None:
        return None, None
    if not on_earth(*seat):
        raise BadInput("seat", f"{seat[0]}, {seat[1]}", "out-of-range")
    return seat


def require_past(field: str, day: date, at: datetime) -> None:
    """Refuse a day that has not come; names and codes are those in force today."""
    if day > clock.today(at):
        raise DayNotYetCome(field, day.isoformat(), "in-the-future")
