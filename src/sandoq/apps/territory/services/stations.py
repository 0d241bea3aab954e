"""Polling stations one by one: opened, revised, moved, and their points."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.errors import OrderNumberMissing
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.territory.rules.stations import (
    PointDraft,
    StationDraft,
    move_needs_order,
    needs_order,
)
from sandoq.apps.territory.services.announcing import announce
from sandoq.apps.territory.services.station_checks import (
    county_for,
    require_free_code,
    require_free_number,
    require_live,
    require_sound,
)
from sandoq.apps.territory.services.station_rows import draft_of, load_present
from sandoq.apps.territory.services.station_writing import Act, Pending, add_new, add_update
from sandoq.common.text import normalise


@transaction.atomic
def open_station(*, by: User, draft: StationDraft, at: datetime) -> Station:
    """Add a polling station to the register; a second call with the same key returns the first.

    Raises:
        NotAllowed: without the permission to edit stations of the unit.
        BadStation: the draft is wrong in itself.
        StationPlaceMismatch: the unit holds no stations.
        StationNumberTaken, CodeTaken: another station has the number or the code.
    """
    unit = Unit.objects.get(pk=draft.unit_id)
    require(by, Permission.STATION_EDIT, unit_path=unit.path)
    known = Station.objects.filter(key=draft.key).first() if draft.key else None
    if known is not None:
        return known
    county = _locked(county_for(unit))
    draft = replace(draft, county_id=county.pk, name=normalise(draft.name))
    require_sound(draft)
    require_free_number(county, draft.number)
    require_free_code(draft.code)

    pending = Pending(Act(by_id=by.pk, at=at))
    key = add_new(pending, draft)
    pending.write()
    station = Station.objects.get(key=key)
    record_action(
        by=by,
        verb="territory.open-station",
        target=station,
        unit_path=unit.path,
        data={"name": draft.name, "number": draft.number, "electors": draft.electors},
    )
    announce([station.pk])
    return station


@transaction.atomic
def revise_station(
    *,
    by: User,
    station: Station,
    at: datetime,
    name: str | None = None,
    number: int | None = None,
    kind: str | None = None,
    area: str | None = None,
    electors: int | None = None,
    address: str | None = None,
    code: tuple[str, str] | None = None,
    order_number: str = "",
) -> Station:
    """Correct what the register says of a station; what is None stays as it is.

    Raises:
        NotAllowed: without the permission to edit the station.
        StationRetired: it left the register.
        OrderNumberMissing: electors would leave it without an order.
        BadStation: the revised station is wrong in itself, such as a fixed one with two points.
        StationNumberTaken, CodeTaken: another station has the number or the code.
    """
    require(by, Permission.STATION_EDIT, unit_path=station.unit.path)
    order_number = order_number.strip()
    if electors is not None and needs_order(station.electors, electors) and not order_number:
        raise OrderNumberMissing(station.name)
    given: dict[str, Any] = {
        "name": None if name is None else normalise(name),
        "number": number,
        "kind": kind,
        "area": area,
        "electors": electors,
        "address": None if address is None else normalise(address),
        "code": code,
    }
    changes = {field: value for field, value in given.items() if value is not None}
    act = Act(by_id=by.pk, at=at, order_number=order_number)
    return _rewrite(station, changes, by=by, act=act, verb="territory.revise-station")


@transaction.atomic
def set_points(
    *, by: User, station: Station, points: Sequence[PointDraft], at: datetime
) -> Station:
    """Say where a station stands: one point if it is fixed, an itinerary if it is mobile.

    A point keeps its identity, and so its evidence, by key, by name, or by standing at the same
    place; one that leaves the itinerary is kept for its evidence.

    Raises:
        NotAllowed: without the permission to edit the station.
        StationRetired: it left the register.
        BadStation: no point, two points of a fixed station, or times that overlap.
    """
    require(by, Permission.STATION_EDIT, unit_path=station.unit.path)
    places = tuple(replace(point, name=normalise(point.name)) for point in points)
    act = Act(by_id=by.pk, at=at)
    return _rewrite(station, {"points": places}, by=by, act=act, verb="territory.set-points")


@transaction.atomic
def move_station(
    *,
    by: User,
    station: Station,
    to: Unit,
    at: datetime,
    number: int | None = None,
    order_number: str = "",
) -> Station:
    """Put a station under another unit; it leaves one denominator and enters another.

    Args:
        number: its number in the new county, where the old one is taken.
        order_number: needed where it leaves its county.

    Raises:
        NotAllowed: without the permission to edit stations at both units.
        StationRetired: it left the register.
        StationPlaceMismatch: the unit holds no stations.
        OrderNumberMissing: it would leave its county without an order.
        StationNumberTaken: another station of the new county has the number.
    """
    require(by, Permission.STATION_EDIT, unit_path=station.unit.path)
    require(by, Permission.STATION_EDIT, unit_path=to.path)
    county = county_for(to)
    order_number = order_number.strip()
    if move_needs_order(station.county_id, county.pk) and not order_number:
        raise OrderNumberMissing(station.name)
    changes: dict[str, Any] = {"unit_id": to.pk, "county_id": county.pk}
    if number is not None:
        changes["number"] = number
    act = Act(by_id=by.pk, at=at, order_number=order_number)
    return _rewrite(station, changes, by=by, act=act, verb="territory.move-station")


def _rewrite(
    station: Station, changes: dict[str, Any], *, by: User, act: Act, verb: str
) -> Station:
    """Write the station with these changes of its draft; nothing if it already is so."""
    present = load_present([station.pk])[station.pk]
    station = Station.objects.select_related("unit", "county").get(pk=station.pk)
    require_live(station)
    before = draft_of(present)
    draft = replace(before, **changes)
    require_sound(draft)
    if (draft.county_id, draft.number) != (before.county_id, before.number):
        county = _locked(Unit.objects.get(pk=draft.county_id))
        require_free_number(county, draft.number, but=station.pk)
    require_free_code(draft.code, but=station.pk)

    pending = Pending(act)
    if not add_update(pending, present, draft):
        return station
    pending.write()
    station = Station.objects.select_related("unit", "county").get(pk=station.pk)
    record_action(
        by=by,
        verb=verb,
        target=station,
        unit_path=station.unit.path,
        data={
            "changes": [change.plain() for change in pending.changes],
            "order_number": act.order_number,
        },
    )
    announce([station.pk])
    return station


def _locked(county: Unit) -> Unit:
    """The county, locked, so that two acts do not take one number."""
    locked: Unit = Unit.objects.select_for_update().get(pk=county.pk)
    return locked
