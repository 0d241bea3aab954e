"""Which station of the register a row means, if any."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandoq.apps.territory.rules.importing.likeness import (
    NEAR_METRES,
    Likeness,
    name_likeness,
    words_of,
)
from sandoq.apps.territory.rules.importing.locations import metres
from sandoq.apps.territory.rules.importing.problems import Problem
from sandoq.apps.territory.rules.importing.register import KnownStation, Register
from sandoq.apps.territory.rules.importing.rows import Row
from sandoq.apps.territory.rules.importing.values import StationValues
from sandoq.apps.territory.rules.importing.words import key, squeeze

SAME_SPOT_METRES = 30.0
_RELATED_NAME = 60.0


@dataclass(frozen=True, slots=True)
class Identity:
    """The station a row means, or the problem that forbids to say; neither for a new station.

    `doubt` is set where the number fits but nothing else does: a person decides.
    """

    station: KnownStation | None = None
    problem: Problem | None = None
    doubt: Likeness | None = None


_NEW = Identity()


def identify(rows: Sequence[Row], register: Register) -> dict[int, Identity]:
    """Each row's station by its code, else its number in the county, else its name and place.

    A station whose code is in the batch with another number has left its old number to others.
    """
    found: dict[int, Identity] = {}
    if not register.stations and not register.taken_codes:
        return {row.index: _NEW for row in rows}
    for row in rows:
        if row.values and row.values.code and (identity := _by_code(row.values, register)):
            found[row.index] = identity
    renumbered = {
        identity.station.id
        for row in rows
        if (identity := found.get(row.index)) and identity.station and row.values
        if row.values.number not in {None, identity.station.number}
    }
    for row in rows:
        if row.index not in found and row.values:
            found[row.index] = _without_code(row, row.values, register, renumbered)
    return found


def _by_code(values: StationValues, register: Register) -> Identity | None:
    code = values.code or ""
    if station := register.by_code.get(code):
        if station.county != values.county:
            return Identity(problem=_taken("code", "code-elsewhere", code, station.name))
        return Identity(station)
    if code in register.retired:
        return Identity(problem=_taken("code", "retired", code, register.taken_codes[code]))
    if code in register.taken_codes:
        return Identity(problem=_taken("code", "code-elsewhere", code, register.taken_codes[code]))
    return None


def _without_code(
    row: Row, values: StationValues, register: Register, renumbered: set[int]
) -> Identity:
    station = register.by_number.get((values.county, values.number or 0))
    if station and station.id not in renumbered:
        if _is_related(values, station):
            return Identity(station)
        return Identity(station, doubt=_figures(values, station))
    if row.remembered and (station := register.stations.get(row.remembered.station)):
        return Identity(station)
    return Identity(_by_name_and_place(values, register))


def _by_name_and_place(values: StationValues, register: Register) -> KnownStation | None:
    """The only station of the county with this very name at this very place."""
    name = squeeze(key(values.name or ""))
    if not name:
        return None
    named = [
        station
        for station in register.by_name.get((values.county, name), ())
        if not (values.number and station.number) and not (values.code and station.code)
    ]
    here = [station for station in named if _at_same_spot(values, station)]
    exact = [station for station in here if station.location == values.location]
    found = here if len(here) == 1 else exact
    return found[0] if len(found) == 1 else None


def _at_same_spot(values: StationValues, station: KnownStation) -> bool:
    if values.location and station.location:
        return metres(values.location, station.location) <= SAME_SPOT_METRES
    return values.unit == station.unit and not (values.location or station.location)


def _is_related(values: StationValues, station: KnownStation) -> bool:
    """Whether anything but the number speaks for the station, or nothing speaks against it."""
    if not values.name:
        return True
    here, there = values.location, station.location
    if here and there and metres(here, there) <= NEAR_METRES:
        return True
    return _name_likeness(values, station) >= _RELATED_NAME


def _figures(values: StationValues, station: KnownStation) -> Likeness:
    distance = None
    if values.location and station.location:
        distance = round(metres(values.location, station.location))
    alike = int(_name_likeness(values, station))
    return Likeness(alike, distance, values.electors == station.electors)


def _name_likeness(values: StationValues, station: KnownStation) -> float:
    return name_likeness(words_of(key(values.name or "")), words_of(station.search))


def _taken(field: str, reason: str, value: str, hint: str) -> Problem:
    return Problem(field, reason, value=value, hint=hint)
