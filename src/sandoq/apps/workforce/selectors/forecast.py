"""Where people will be short: needed at each place, less those accepted and trained there."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election, PollingDay
from sandoq.apps.elections.selectors import same_day, stations_of
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.workforce.models import Appointment, Worker, WorkRole
from sandoq.apps.workforce.rules.staffing import Site, cover, needed_at_station, needed_in_unit
from sandoq.apps.workforce.selectors.days import WorkDay, work_day
from sandoq.apps.workforce.selectors.ready import passes_of, trained_for
from sandoq.common import clock


@dataclass(slots=True)
class Tally:
    """People of one role in an area; `own`, `by_substitute` and `missing` sum to `needed`.

    `accepted` and `trained` count appointments of the role, surplus included; `listed` people of
    the pool proposed for it. `short_stations` are stations that miss at least one, `electors` at
    them.
    """

    needed: int = 0
    own: int = 0
    by_substitute: int = 0
    missing: int = 0
    appointed: int = 0
    accepted: int = 0
    trained: int = 0
    listed: int = 0
    short_stations: int = 0
    electors: int = 0

    def add(self, other: "Tally") -> None:
        """Count another area in."""
        for name in Tally.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Area:
    """A unit and its tallies by role."""

    unit: Unit
    roles: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))

    @property
    def total(self) -> Tally:
        """All roles together; stations and electors are not summed here, a station may miss two."""
        found = Tally()
        for tally in self.roles.values():
            found.add(tally)
        return found


@dataclass(slots=True)
class Forecast:
    """The place in view, the areas directly below it, and what is asked on the day."""

    day: WorkDay
    roles: list[WorkRole]
    whole: Area
    areas: list[Area]
    short_stations: int = 0
    electors_at_short: int = 0
    stations: int = 0
    electors: int = 0


def forecast(user: User, election: Election, unit: Unit, at: datetime) -> Forecast:
    """How many people of each role are short in a unit and in each area directly below it.

    Every station is looked at by itself: what one has to spare does not help another. Training
    must be valid on polling day.
    """
    scope = scope_of(user, Permission.WORKFORCE_VIEW)
    day = work_day(election.polling_day)
    moment = max(at, opens_at(election.polling_day))
    sites = stations_of_day(election).filter(
        scope.q("unit__path"), unit__path__startswith=unit.path, retired_at=None
    )
    counted = _counted(day, user, unit, moment)
    width = len(unit.path) + Unit.steplen
    areas = {
        child.path: Area(child) for child in unit.children().filter(closed_on=None).order_by("path")
    }
    found = Forecast(day, list(day.roles.values()), Area(unit), [])
    by_unit: dict[str, int] = defaultdict(int)
    rows = sites.order_by().values_list("pk", "unit__path", "kind", "area", "electors")
    for pk, path, kind, area, electors in rows.iterator(chunk_size=2_000):
        by_unit[path] += 1
        tallies = _station(day, Site(path, kind, area, electors), counted.at_station.get(pk, {}))
        found.stations += 1
        found.electors += electors
        if any(tally.missing for tally in tallies.values()):
            found.short_stations += 1
            found.electors_at_short += electors
        _add(found.whole, areas.get(path[:width]), tallies.items())
    for path, tallies in _units(day, unit, by_unit, counted.in_unit):
        _add(found.whole, areas.get(path[:width]), tallies.items())
    for (path, role), number in counted.listed.items():
        _add(found.whole, areas.get(path[:width]), [(role, Tally(listed=number))])
    found.roles = [role for role in found.roles if _is_asked(found.whole.roles.get(role.code))]
    found.areas = [area for area in areas.values() if area.roles]
    return found


def _is_asked(tally: Tally | None) -> bool:
    return tally is not None and bool(tally.needed or tally.appointed)


def stations_of_day(election: Election) -> QuerySet[Station]:
    """Live stations at which any election of the polling day is held: one staff serves all."""
    found = stations_of(election)
    others = [stations_of(other) for other in same_day(election)]
    if not others:
        return found
    wanted = Q(pk__in=found.order_by().values("pk"))
    for other in others:
        wanted |= Q(pk__in=other.order_by().values("pk"))
    return Station.objects.filter(wanted)


@dataclass(slots=True)
class _Counted:
    """Appointments by place and role: appointed, accepted, trained."""

    at_station: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    in_unit: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    listed: dict[tuple[str, str], int] = field(default_factory=dict)


def _counted(day: WorkDay, user: User, unit: Unit, moment: datetime) -> _Counted:
    scope = scope_of(user, Permission.WORKFORCE_VIEW)
    rows = list(
        Appointment.objects.filter(
            scope.q("unit__path"),
            unit__path__startswith=unit.path,
            polling_day=day.polling_day,
            state__in=Appointment.HOLDING,
        )
        .order_by()
        .values_list("person_id", "role__code", "station_id", "unit__path", "state")
    )
    accepted = Appointment.State.ACCEPTED
    passes = passes_of({row[0] for row in rows if row[4] == accepted})
    found = _Counted()
    for person, role, station, path, state in rows:
        place = (
            found.at_station.setdefault(station, {})
            if station is not None
            else found.in_unit.setdefault(path, {})
        )
        numbers = place.setdefault(role, [0, 0, 0])
        numbers[0] += 1
        if state == accepted:
            numbers[1] += 1
            numbers[2] += not trained_for(day, role, passes.get(person, ()), moment).gaps
    workers = Worker.objects.filter(
        scope.q("unit__path"), unit__path__startswith=unit.path, role__isnull=False
    )
    for path, role, number in (
        workers.order_by().values_list("unit__path", "role__code").annotate(n=Count("pk"))
    ):
        found.listed[path, role] = number
    return found


def _station(day: WorkDay, site: Site, counted: dict[str, list[int]]) -> dict[str, Tally]:
    tallies = _tallies(day, needed_at_station(day.station_quantities, site), counted)
    for tally in tallies.values():
        if tally.missing:
            tally.short_stations, tally.electors = 1, site.electors
    return tallies


def _tallies(
    day: WorkDay, needed: dict[str, int], counted: dict[str, list[int]]
) -> dict[str, Tally]:
    covered = cover(needed, {role: n[2] for role, n in counted.items()}, day.substitutes)
    found = {}
    for role in needed.keys() | counted.keys():
        appointed, accepted, trained = counted.get(role, (0, 0, 0))
        found[role] = Tally(
            needed=needed.get(role, 0),
            own=covered.own.get(role, 0),
            by_substitute=covered.by_substitute.get(role, 0),
            missing=covered.missing.get(role, 0),
            appointed=appointed,
            accepted=accepted,
            trained=trained,
        )
    return found


def _units(
    day: WorkDay, unit: Unit, stations: dict[str, int], counted: dict[str, dict[str, list[int]]]
) -> Iterator[tuple[str, dict[str, Tally]]]:
    """Each unit at and below `unit` that asks for people of its own, or has them."""
    asking = {rule.path for rule in day.unit_quantities if rule.path.startswith(unit.path)}
    for path in sorted(asking | counted.keys()):
        below = sum(number for other, number in stations.items() if other.startswith(path))
        needed = needed_in_unit(day.unit_quantities, path, below)
        yield path, _tallies(day, needed, counted.get(path, {}))


def _add(whole: Area, part: Area | None, tallies: Iterable[tuple[str, Tally]]) -> None:
    for role, tally in tallies:
        whole.roles[role].add(tally)
        if part is not None:
            part.roles[role].add(tally)


def opens_at(day: PollingDay) -> datetime:
    """The moment at which polling starts."""
    return datetime.combine(day.date, day.opens, clock.TEHRAN)
