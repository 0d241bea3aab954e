"""The station that a row asks for: its values over what the register already says."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sandoq.apps.territory.rules.importing.register import KnownPoint, KnownStation
from sandoq.apps.territory.rules.importing.values import PlaceValues, StationValues
from sandoq.apps.territory.rules.importing.words import key
from sandoq.apps.territory.rules.stations import PointDraft, StationDraft, in_order

CODE_SCHEME = "interior"
"""The scheme of the codes that the ministry gives to stations."""

_SAME_DEGREES = 1e-6  # a tenth of a metre


@dataclass(frozen=True, slots=True)
class Wanted:
    """A station as a row wants it; `opened_on` is None if the row does not say."""

    draft: StationDraft
    opened_on: date | None


def wanted_station(values: StationValues, known: KnownStation | None) -> Wanted:
    """The whole station: an empty cell keeps what the register says.

    Names and addresses that differ only in spelling variants keep the register's spelling, so that
    reading a file twice changes nothing. `values` must hold what a new station needs.
    """
    name = _kept(values.name, known.name if known else None) or ""
    address = _kept(values.address, known.address if known else None) or ""
    code = values.code or (known.code if known else None)
    draft = StationDraft(
        unit_id=values.unit or (known.unit if known else 0),
        county_id=values.county,
        number=values.number if values.number is not None else (known.number if known else None),
        name=name,
        kind=values.kind or (known.kind if known else ""),
        area=values.area or (known.area if known else ""),
        electors=values.electors if values.electors is not None else _electors(known),
        points=_points(values, known, name=name, address=address),
        address=address,
        code=(CODE_SCHEME, code) if code else None,
        key=known.key if known else None,
    )
    opened_on = values.opened_on
    if known and opened_on == known.opened_on:
        opened_on = None
    return Wanted(draft, opened_on)


def changes(known: KnownStation, wanted: Wanted) -> dict[str, tuple[Any, Any]]:
    """What would change, by field: the value before and after. Empty if nothing would."""
    draft = wanted.draft
    found: dict[str, tuple[Any, Any]] = {}
    for name, before, after in (
        ("unit", known.unit, draft.unit_id),
        ("number", known.number, draft.number),
        ("code", known.code, draft.code[1] if draft.code else None),
        ("name", known.name, draft.name),
        ("kind", known.kind, draft.kind),
        ("area", known.area, draft.area),
        ("electors", known.electors, draft.electors),
        ("address", known.address, draft.address),
        ("stops", known.points, tuple(known_point(point) for point in in_order(draft.points))),
    ):
        if before != after:
            found[name] = (before, after)
    if wanted.opened_on:
        found["opened_on"] = (known.opened_on, wanted.opened_on)
    return found


def known_point(point: PointDraft) -> KnownPoint:
    """The same point as the register would hold it; without a key it is a new one."""
    return KnownPoint(
        key=point.key or UUID(int=0),
        name=point.name,
        address=point.address,
        lon=point.lon,
        lat=point.lat,
        opens=point.opens,
        closes=point.closes,
    )


def with_further_stops(values: StationValues, further: Sequence[StationValues]) -> StationValues:
    """The station of several rows, each of which names some of its stops."""
    places = [place for row in (values, *further) for place in row.places if place.name]
    return values._replace(places=tuple(places)) if further else values


def _points(
    values: StationValues, known: KnownStation | None, *, name: str, address: str
) -> tuple[PointDraft, ...]:
    """The itinerary: the row's stops, else the register's points with the row's one location."""
    before = [_follow(point, known, name, address) for point in known.points] if known else []
    named = [place for place in values.places if place.name]
    if not named and before:
        if len(before) == 1 and values.places:
            return (_over(values.places[0], before[0]),)
        return tuple(before)
    if not named:
        return (_new(values.places[0] if values.places else PlaceValues(), name, address),)
    by_name = {key(point.name): point for point in before}
    points = []
    for place in named:
        point = by_name.get(key(place.name or ""))
        only_place = address if len(named) == 1 else ""
        points.append(_over(place, point) if point else _new(place, name, only_place))
    return tuple(points)


def _new(place: PlaceValues, name: str, address: str) -> PointDraft:
    return PointDraft(
        name=place.name or name,
        address=address,
        lon=place.lon,
        lat=place.lat,
        opens=place.opens,
        closes=place.closes,
    )


def _over(place: PlaceValues, before: PointDraft) -> PointDraft:
    """A place over the point it was; what it does not say stays."""
    lon, lat = place.lon, place.lat
    if lon is None or lat is None or _same_place(place, before):
        lon, lat = before.lon, before.lat
    opens, closes = place.opens or before.opens, place.closes or before.closes
    if opens and closes and closes <= opens:
        opens, closes = place.opens, place.closes
    return replace(before, lon=lon, lat=lat, opens=opens, closes=closes)


def _follow(point: KnownPoint, known: KnownStation, name: str, address: str) -> PointDraft:
    """A point as drafted; one that bears the station's name or address takes the new one."""
    return PointDraft(
        name=name if point.name == known.name else point.name,
        address=address if point.address == known.address else point.address,
        lon=point.lon,
        lat=point.lat,
        opens=point.opens,
        closes=point.closes,
        key=point.key,
    )


def _kept(new: str | None, old: str | None) -> str | None:
    """The new text, but the old one where they differ in spelling variants only."""
    if not new:
        return old
    return old if old and (new == old or key(new) == key(old)) else new


def _same_place(place: PlaceValues, before: PointDraft) -> bool:
    return (
        before.lon is not None
        and before.lat is not None
        and abs(before.lon - (place.lon or 0)) < _SAME_DEGREES
        and abs(before.lat - (place.lat or 0)) < _SAME_DEGREES
    )


def _electors(known: KnownStation | None) -> int:
    return known.electors if known else 0
