"""Stations a person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import F, Prefetch, Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.territory.models import Point, Station, StationChange, StationCode, Unit, UnitCode
from sandoq.apps.territory.selectors.units import units
from sandoq.common.errors import NotFound
from sandoq.common.text import search_key, to_ascii_digits

SORTS = {
    "number": ("county__path", "number", "pk"),
    "-number": ("-county__path", "-number", "-pk"),
    "name": ("search_name", "pk"),
    "-name": ("-search_name", "-pk"),
    "electors": ("electors", "pk"),
    "-electors": ("-electors", "pk"),
    "unit": ("unit__path", "number", "pk"),
    "-unit": ("-unit__path", "number", "pk"),
}
"""Orders a board may ask for; each ends in a unique column, so that pages do not overlap."""

_SHORTEST_SEARCH = 2


@dataclass(frozen=True, slots=True)
class StationFilters:
    """What a board shows; empty means everything. `state` is "live", "retired" or "all"."""

    text: str = ""
    kind: str = ""
    area: str = ""
    state: str = "live"
    sort: str = "number"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, the best known first, at most so many of each as were asked for."""

    units: Sequence[Unit]
    stations: Sequence[Station]


def stations(
    user: User, under: Unit | None = None, filters: StationFilters = StationFilters()
) -> QuerySet[Station]:
    """The stations a person may see, at and below `under`, as filtered and sorted.

    Text is searched in names, station numbers, and codes in force.
    """
    found = Station.objects.filter(scope_of(user, Permission.TERRITORY_VIEW).q("unit__path"))
    if under is not None and under.depth > 1:  # everything lies in the country
        found = found.filter(unit__path__startswith=under.path)
    if filters.state in {"live", "retired"}:
        found = found.filter(retired_at__isnull=filters.state == "live")
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.area:
        found = found.filter(area=filters.area)
    if filters.text.strip():
        found = found.filter(_matches(filters.text))
    return found.order_by(*SORTS.get(filters.sort, SORTS["number"]))


def with_places(found: QuerySet[Station]) -> QuerySet[Station]:
    """The same stations with unit, county, points in force and codes in force at hand."""
    return found.select_related("unit", "county").prefetch_related(
        Prefetch("points", Point.objects.order_by("seq")),
        Prefetch("codes", StationCode.objects.filter(until=None), to_attr="current_codes"),
    )


def station_of_key(user: User, key: UUID | str) -> Station:
    """The station with this key, live or retired, with its unit and county.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    visible = stations(user, filters=StationFilters(state="all"))
    try:
        return visible.select_related("unit", "county").get(key=key)
    except (Station.DoesNotExist, ValidationError, ValueError):
        raise NotFound("station", str(key)) from None


def codes_of(holder: Station | Unit) -> QuerySet[StationCode] | QuerySet[UnitCode]:
    """The codes of a station or unit through time, by scheme, those in force first."""
    return holder.codes.order_by("scheme", F("until").desc(nulls_first=True))


def history_of(station: Station) -> QuerySet[StationChange]:
    """How the register changed for a station the caller was given, the last change first."""
    return StationChange.objects.filter(station=station).select_related(
        "unit", "unit_before", "by__person"
    )


def search(user: User, text: str, *, limit: int = 20) -> Found:
    """Units and stations a person may see whose name, number or code fits the text."""
    key = search_key(text)
    if len(key) < _SHORTEST_SEARCH:
        return Found((), ())
    by_unit = Q(search_name__contains=key) | Q(codes__value=_code(text), codes__until=None)
    found_units = units(user).filter(by_unit, closed_on=None).distinct().order_by("depth", "path")
    live = stations(user, filters=StationFilters(text=text, sort="name")).select_related("unit")
    return Found(list(found_units[:limit]), list(live[:limit]))


def _matches(text: str) -> Q:
    code = _code(text)
    found = Q(search_name__contains=search_key(text))
    found |= Q(pk__in=StationCode.objects.filter(value=code, until=None).values("station"))
    if code.isdecimal() and len(code) < len(str(2**31)):
        found |= Q(number=int(code))
    return found


def _code(text: str) -> str:
    return to_ascii_digits(text).strip()
