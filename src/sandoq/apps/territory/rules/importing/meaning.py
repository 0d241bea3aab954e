"""Reads one row: from the cells of a table to the values of a station, and what is wrong."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, time

from sandoq.apps.territory.rules.importing.cells import Cell, Cells, RowCells
from sandoq.apps.territory.rules.importing.fields import Field
from sandoq.apps.territory.rules.importing.locations import (
    metres,
)
from sandoq.apps.territory.rules.importing.places import Gazetteer
from sandoq.apps.territory.rules.importing.problems import Problem
from sandoq.apps.territory.rules.importing.stops import Stop, read_range, time_reason
from sandoq.apps.territory.rules.importing.values import PlaceValues, StationValues
from sandoq.apps.territory.rules.stations import (
    MAX_ADDRESS,
    MAX_NAME,
    PointDraft,
    itinerary_problems,
)
from sandoq.common.calendar import parse_date, parse_time
from sandoq.common.errors import BadInput
from sandoq.common.text import to_ascii_digits

FAR_METRES = 150_000.0
"""A station farther from its county's seat than this is probably another county's."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a row says and what is wrong with it; `values` is None without a county."""

    values: StationValues | None
    problems: tuple[Problem, ...]


class RowReader:
    """Reads rows of one import; words that fill whole columns are understood once.

    Args:
        today: the day of the import, for «دیروز» and for dates that cannot have come yet.
        codes: codes in force in the register; they are never changed by restoring zeros.
    """

    def __init__(
        self, gazetteer: Gazetteer, *, today: date, codes: Container[str] = frozenset()
    ) -> None:
        self._gazetteer = gazetteer
        self._today = today
        self._codes = codes
        self._times: dict[tuple[type, Cell], time | str] = {}
        self._dates: dict[tuple[type, Cell], date | str] = {}

    def read(self, cells: Cells, *, code_width: int = 0, county: str = "") -> Meaning:
        """The meaning of a row's cells, by field.

        Args:
            code_width: codes of fewer digits lost zeros on the left; 0 if nothing is known.
            county: the county where no cell names one, as from the sheet's name.
        """
        found: list[Problem] = []
        row = RowCells(cells, found)
        placed = self._gazetteer.place(
            row.text(Field.PROVINCE), row.text(Field.COUNTY) or county, row.text(Field.DISTRICT)
        )
        found += placed.problems
        kind, area = row.kind_and_area()
        stops = row.stops()
        values = StationValues(
            county=placed.county.id if placed.county else 0,
            unit=placed.unit.id if placed.unit else None,
            number=row.integer(Field.NUMBER, least=1),
            code=row.code(code_width, self._codes),
            name=row.long_text(Field.NAME, MAX_NAME),
            kind=kind,
            area=area,
            electors=row.integer(Field.ELECTORS, least=0),
            address=row.long_text(Field.ADDRESS, MAX_ADDRESS),
            opened_on=self._date(row, Field.OPENED_ON),
            places=self._places(row, stops),
        )
        values = _settle_kind(values, row)
        seat = placed.county.seat if placed.county else None
        if seat and values.location and metres(seat, values.location) > FAR_METRES:
            row.add(_location_field(cells), "far-from-county")
        return Meaning(values if placed.county else None, tuple(found))

    def _places(self, row: RowCells, stops: tuple[Stop, ...]) -> tuple[PlaceValues, ...]:
        """The stops with their times and locations; one nameless place without stops."""
        locations = row.locations(len(stops))
        opens, closes = self._hours(row)
        if not stops:
            if not (opens or closes or locations):
                return ()
            lon, lat = (locations[0] if locations else None) or (None, None)
            return (PlaceValues(None, lon, lat, opens, closes),)
        places = []
        for at, stop in enumerate(stops):
            lon, lat = (locations[at] if at < len(locations) else None) or (None, None)
            places.append(PlaceValues(stop.name, lon, lat, stop.opens, stop.closes))
        if len(places) == 1 and places[0].opens is None:
            places = [places[0]._replace(opens=opens, closes=closes)]
        return tuple(places)

    def _hours(self, row: RowCells) -> tuple[time | None, time | None]:
        opens, closes = self._time(row, Field.OPENS), self._time(row, Field.CLOSES)
        hours = row.cells.get(Field.HOURS)
        if hours is not None:
            both = read_range(to_ascii_digits(str(hours)))
            if isinstance(both, tuple):
                opens, closes = opens or both[0], closes or both[1]
            else:
                row.add(Field.HOURS, both or "unreadable-time")
        if opens and closes and closes <= opens:
            row.add(
                Field.CLOSES if Field.CLOSES in row.cells else Field.HOURS, "closes-before-it-opens"
            )
            return None, None
        return opens, closes

    def _time(self, row: RowCells, field: Field) -> time | None:
        cell = row.cells.get(field)
        if cell is None:
            return None
        known = (type(cell), cell)
        if known not in self._times:
            try:
                self._times[known] = parse_time(cell)
            except BadInput as error:
                self._times[known] = time_reason(error.reason)
        found = self._times[known]
        if isinstance(found, str):
            row.add(field, found)
            return None
        return found

    def _date(self, row: RowCells, field: Field) -> date | None:
        cell = row.cells.get(field)
        if cell is None:
            return None
        known = (type(cell), cell)
        if known not in self._dates:
            try:
                self._dates[known] = parse_date(cell, today=self._today)
            except BadInput as error:
                self._dates[known] = _date_reason(error.reason)
        found = self._dates[known]
        if isinstance(found, str):
            row.add(field, found)
            return None
        return found


def code_width(codes: Iterable[object]) -> int:
    """Digits of the codes of an import, if codes that kept their zeros show it; else 0.

    They must agree, and no code of digits may be longer.
    """
    texts = {to_ascii_digits(str(code)).strip() for code in codes}
    digits = [text for text in texts if text.isdecimal()]
    widths = {len(text) for text in digits if text.startswith("0")}
    longest = max((len(text) for text in digits), default=0)
    return longest if widths == {longest} else 0


def _settle_kind(values: StationValues, row: RowCells) -> StationValues:
    """A station with several stops is mobile; what contradicts itself is a problem."""
    if Field.STOPS not in row.cells:
        return values
    named = [place for place in values.places if place.name]
    if values.kind is None and len(named) > 1 and Field.KIND not in row.cells:
        row.add(Field.STOPS, "kind-from-stops")
        values = values._replace(kind="mobile")
    if values.kind == "mobile" and values.name and not named:
        row.add(Field.STOPS, "no-itinerary")
    if named:
        drafts = [
            PointDraft(p.name or "", lon=p.lon, lat=p.lat, opens=p.opens, closes=p.closes)
            for p in values.places
        ]
        problems = itinerary_problems(values.kind or "mobile", drafts)
        if "fixed-needs-one-point" in problems:
            row.add(Field.STOPS, "fixed-with-several-stops")
        if "times-overlap" in problems:
            row.add(Field.STOPS, "times-overlap")
    return values


def _location_field(cells: Cells) -> Field:
    return Field.LON if Field.LON in cells else Field.COORDINATES


def _date_reason(reason: str) -> str:
    return {
        "ambiguous": "ambiguous-date",
        "unreadable": "unreadable-date",
        "out-of-range": "date-out-of-range",
    }.get(reason, reason)
