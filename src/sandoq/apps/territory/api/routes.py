"""Units and stations for programs: the same selectors and services as the pages."""

from datetime import time
from typing import Annotated, Any
from uuid import UUID

from ninja import Body, Query, Router

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.api.shapes import (
    PointGiven,
    Retirement,
    StationGiven,
    StationRevised,
    StationsAsked,
    StationShown,
    UnitRow,
)
from sandoq.apps.territory.models import Area, Point, Station, StationKind, Unit
from sandoq.apps.territory.rules.stations import PointDraft, StationDraft
from sandoq.apps.territory.selectors import (
    SORTS,
    StationFilters,
    station_of_key,
    stations,
    unit_of_key,
    units,
    with_places,
)
from sandoq.apps.territory.services import open_station, retire_station, revise_station, set_points
from sandoq.apps.territory.services.station_checks import county_for
from sandoq.common.clock import now
from sandoq.ui.api import (
    Asked,
    Page,
    answers,
    one_of,
    page_of,
)
from sandoq.ui.http import Request

router = Router(tags=["territory"])


@router.get("/units", response=answers(Page[UnitRow]), summary="Units in the person's scope")
@asks(Permission.TERRITORY_VIEW)
def list_units(request: Request, window: Asked, under: UUID | None = None) -> dict[str, Any]:
    """The unit named by `under` and all below it, parents before children."""
    top = unit_of_key(request.user, under) if under else None
    found = units(request.user, top).prefetch_related("codes")
    return page_of(found, window, _unit_row)


@router.get("/units/{uuid:key}", response=answers(UnitRow), summary="One unit")
@asks(Permission.TERRITORY_VIEW)
def show_unit(request: Request, key: UUID) -> dict[str, Any]:
    """The unit, if it is in the person's scope."""
    return _unit_row(unit_of_key(request.user, key))


@router.get("/stations", response=answers(Page[StationShown]), summary="Stations")
@asks(Permission.TERRITORY_VIEW)
def list_stations(
    request: Request, window: Asked, asked: Annotated[StationsAsked, Query()]
) -> dict[str, Any]:
    """The stations of the person's scope, filtered and sorted as on the board."""
    filters = StationFilters(
        text=asked.text,
        kind=one_of("kind", asked.kind, StationKind.values),
        area=one_of("area", asked.area, Area.values),
        state=one_of("state", asked.state, ["live", "retired", "all"]),
        sort=one_of("sort", asked.sort, list(SORTS)) or "number",
    )
    top = unit_of_key(request.user, asked.under) if asked.under else None
    return page_of(with_places(stations(request.user, top, filters)), window, _station_row)


@router.get("/stations/{uuid:key}", response=answers(StationShown), summary="One station")
@asks(Permission.TERRITORY_VIEW)
def show_station(request: Request, key: UUID) -> dict[str, Any]:
    """The station, live or retired."""
    return _fresh(request, key)


@router.post("/stations", response=answers(StationShown), summary="Open a station")
@asks(Permission.STATION_EDIT)
def create_station(request: Request, given: StationGiven) -> dict[str, Any]:
    """Open a station; the same key again answers with the first."""
    unit = unit_of_key(request.user, given.unit)
    draft = StationDraft(
        unit_id=unit.pk,
        county_id=county_for(unit).pk,
        number=given.number,
        name=given.name,
        kind=given.kind.value,
        area=given.area.value,
        electors=given.electors,
        address=given.address,
        points=tuple(_point_draft(point) for point in given.points),
        key=given.key,
    )
    station = open_station(by=request.user, draft=draft, at=now())
    return _fresh(request, station.key)


@router.patch("/stations/{uuid:key}", response=answers(StationShown), summary="Revise a station")
@asks(Permission.STATION_EDIT)
def change_station(request: Request, key: UUID, given: StationRevised) -> dict[str, Any]:
    """Change what is given. Fewer electors need an order number."""
    station = station_of_key(request.user, key)
    revise_station(by=request.user, station=station, at=now(), **_plain(given))
    return _fresh(request, key)


@router.put("/stations/{uuid:key}/points", response=answers(StationShown), summary="Set points")
@asks(Permission.STATION_EDIT)
def replace_points(
    request: Request,
    key: UUID,
    given: Annotated[list[PointGiven], Body(min_length=1, max_length=50)],
) -> dict[str, Any]:
    """The whole itinerary; points that leave it are kept for their evidence."""
    station = station_of_key(request.user, key)
    points = [_point_draft(point) for point in given]
    set_points(by=request.user, station=station, points=points, at=now())
    return _fresh(request, key)


@router.post("/stations/{uuid:key}/retirement", response=answers(StationShown), summary="Retire")
@asks(Permission.STATION_RETIRE)
def leave_register(request: Request, key: UUID, given: Retirement) -> dict[str, Any]:
    """Take a station out of the register by an order; the bridge shows it."""
    station = station_of_key(request.user, key)
    retire_station(by=request.user, station=station, order_number=given.order_number, at=now())
    return _fresh(request, key)


def _fresh(request: Request, key: UUID) -> dict[str, Any]:
    everything = stations(request.user, filters=StationFilters(state="all"))
    station_of_key(request.user, key)
    return _station_row(with_places(everything).get(key=key))


def _plain(given: StationRevised) -> dict[str, Any]:
    return given.dict(exclude_unset=True)


def _point_draft(given: PointGiven) -> PointDraft:
    values = given.dict()
    for name in ("opens", "closes"):
        values[name] = time.fromisoformat(values[name]) if values[name] else None
    return PointDraft(**values)


def _unit_row(unit: Unit) -> dict[str, Any]:
    has_seat = unit.seat_lon is not None and unit.seat_lat is not None
    return {
        "key": unit.key,
        "level": unit.level,
        "name_fa": unit.name_fa,
        "name_en": unit.name_en,
        "seat": (unit.seat_lon, unit.seat_lat) if has_seat else None,
        "codes": {code.scheme: code.value for code in unit.codes.all() if code.until is None},
    }


def _station_row(station: Station) -> dict[str, Any]:
    return {
        "key": station.key,
        "unit": station.unit.key,
        "county": station.county.key,
        "number": station.number,
        "name": station.name,
        "kind": station.kind,
        "area": station.area,
        "electors": station.electors,
        "address": station.address,
        "codes": {code.scheme: code.value for code in station.codes.all() if code.until is None},
        "is_live": station.retired_at is None,
        "points": [_point_row(point) for point in station.points.all()],
    }


def _point_row(point: Point) -> dict[str, Any]:
    return {
        "key": point.key,
        "seq": point.seq,
        "name": point.name,
        "address": point.address,
        "lon": point.lon,
        "lat": point.lat,
        "opens": _clock(point.opens),
        "closes": _clock(point.closes),
    }


def _clock(moment: time | None) -> str | None:
    return moment.strftime("%H:%M") if moment else None
