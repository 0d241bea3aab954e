"""Stations that leave the register, by an order, and those that come back."""

from datetime import datetime

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.errors import OrderNumberMissing
from sandoq.apps.territory.models import Station, StationChange, StationCode
from sandoq.apps.territory.services.announcing import announce
from sandoq.apps.territory.services.station_checks import require_free_code, require_free_number
from sandoq.common import clock

_Kind = StationChange.Kind


@transaction.atomic
def retire_station(*, by: User, station: Station, order_number: str, at: datetime) -> Station:
    """Take a station out of the register and the denominator; a second call changes nothing.

    Raises:
        NotAllowed: without the permission to retire stations there.
        OrderNumberMissing: without the number of an order nothing leaves the denominator.
    """
    require(by, Permission.STATION_RETIRE, unit_path=station.unit.path)
    order_number = order_number.strip()
    if not order_number:
        raise OrderNumberMissing(station.name)
    station = _locked(station)
    if station.retired_at is not None:
        return station
    _retire(station, by=by, order_number=order_number, at=at)
    record_action(
        by=by,
        verb="territory.retire-station",
        target=station,
        unit_path=station.unit.path,
        data={"order_number": order_number, "electors": station.electors},
    )
    announce([station.pk])
    return station


@transaction.atomic
def restore_station(*, by: User, station: Station, order_number: str, at: datetime) -> Station:
    """Bring a retired station back, with the codes it bore; a second call changes nothing.

    Raises:
        NotAllowed: without the permission to retire stations there.
        OrderNumberMissing: coming back needs an order too.
        StationNumberTaken, CodeTaken: another station took its number or a code meanwhile.
    """
    require(by, Permission.STATION_RETIRE, unit_path=station.unit.path)
    order_number = order_number.strip()
    if not order_number:
        raise OrderNumberMissing(station.name)
    station = _locked(station)
    if station.retired_at is None:
        return station
    require_free_number(station.county, station.number)
    codes = StationCode.objects.filter(station=station, until=clock.today(station.retired_at))
    for code in codes:
        require_free_code((code.scheme, code.value))
    codes.update(until=None)
    station.retired_at, station.retired_by_order = None, ""
    station.save(update_fields=["retired_at", "retired_by_order"])
    StationChange.objects.create(
        station=station,
        unit=station.unit,
        kind=_Kind.RESTORED,
        electors_after=station.electors,
        order_number=order_number,
        at=at,
        by=by,
    )
    record_action(
        by=by,
        verb="territory.restore-station",
        target=station,
        unit_path=station.unit.path,
        data={"order_number": order_number, "electors": station.electors},
    )
    announce([station.pk])
    return station


def _retire(station: Station, *, by: User, order_number: str, at: datetime) -> None:
    station.retired_at, station.retired_by_order = at, order_number
    station.save(update_fields=["retired_at", "retired_by_order"])
    StationCode.objects.filter(station=station, until=None).update(until=clock.today(at))
    StationChange.objects.create(
        station=station,
        unit=station.unit,
        kind=_Kind.RETIRED,
        electors_before=station.electors,
        order_number=order_number,
        at=at,
        by=by,
    )


def _locked(station: Station) -> Station:
    locked = Station.objects.select_for_update(of=("self",))
    return locked.select_related("unit", "county").get(pk=station.pk)
