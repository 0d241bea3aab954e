"""Whom to appoint where: a proposal for the stations of a place that are short of a role."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.workforce.models import Appointment, Qualification, Shift, Worker, WorkRole
from sandoq.apps.workforce.rules.staffing import Quantity, Site, needed_at_station
from sandoq.apps.workforce.selectors.days import work_day
from sandoq.apps.workforce.selectors.forecast import stations_of_day
from sandoq.apps.workforce.selectors.people import HIDDEN
from sandoq.common.hashing import canonical_json, sha256_hex

_AROUND = timedelta(days=1)
MOST = 2_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """One person for one station."""

    station: Station
    person: Person
    is_trained: bool


@dataclass(frozen=True, slots=True)
class Proposals:
    """People for the stations short of a role; `unfilled` seats find nobody.

    `digest` is the same as long as nothing changed, so that what is approved is what was shown.
    """

    rows: list[Proposal]
    unfilled: int
    short_stations: int
    free_people: int

    @property
    def digest(self) -> str:
        return sha256_hex(canonical_json([[one.station.pk, one.person.pk] for one in self.rows]))


def propose(
    user: User, *, election: Election, unit: Unit, role: WorkRole, shift: Shift
) -> Proposals:
    """Fill each short station from the pool of its own county, the trained and the nearest first.

    People with any duty within a day of the shift are left out, whichever election it is for; so
    nothing proposed here clashes. At most `MOST` seats at once.
    """
    day = work_day(election.polling_day)
    scope = scope_of(user, Permission.APPOINT)
    stations = list(
        stations_of_day(election)
        .filter(scope.q("unit__path"), unit__path__startswith=unit.path)
        .select_related("unit", "county")
        .order_by("county__path", "number", "pk")
    )
    seats = _open_seats(day.station_quantities, stations, role, shift)
    pool, free = _pool(user, unit, role, shift, day.builds)
    rows: list[Proposal] = []
    unfilled = 0
    for station in stations:
        for _ in range(seats.get(station.pk, 0)):
            if len(rows) >= MOST:
                break
            found = _nearest(pool[station.county.path], station)
            if found is None:
                unfilled += 1
            else:
                rows.append(Proposal(station, *found))
    return Proposals(rows, unfilled, len(seats), free)


def _open_seats(
    quantities: Sequence[Quantity], stations: list[Station], role: WorkRole, shift: Shift
) -> dict[int, int]:
    """Seats of the role that nobody holds in this shift, by station."""
    held: dict[int, int] = defaultdict(int)
    rows = Appointment.objects.filter(
        role=role, shift=shift, state__in=Appointment.HOLDING, station__isnull=False
    )
    for pk in rows.values_list("station_id", flat=True):
        held[pk or 0] += 1
    found = {}
    for station in stations:
        site = Site(station.unit.path, station.kind, station.area, station.electors)
        needed = needed_at_station(quantities, site).get(role.code, 0)
        if needed > held[station.pk]:
            found[station.pk] = needed - held[station.pk]
    return found


def _pool(
    user: User, unit: Unit, role: WorkRole, shift: Shift, builds: dict[str, str]
) -> tuple[dict[str, list[tuple[str, Person, bool]]], int]:
    """Free people proposed for the role, by path of their county: unit path, person, trained."""
    scope = scope_of(user, Permission.APPOINT)
    busy = Appointment.objects.filter(
        person=OuterRef("person"),
        state__in=Appointment.HOLDING,
        shift__starts_at__lt=shift.ends_at + _AROUND,
        shift__ends_at__gt=shift.starts_at - _AROUND,
    )
    county = unit.path[: 3 * Unit.steplen]
    found = (
        Worker.objects.filter(
            scope.q("unit__path"), ~Exists(busy), role=role, unit__path__startswith=county
        )
        .select_related("person", "unit")
        .defer(*HIDDEN)
        .order_by("person__name_fa", "pk")
    )
    trained = _trained(role, builds)
    pool: dict[str, list[tuple[str, Person, bool]]] = defaultdict(list)
    count = 0
    for worker in found:
        count += 1
        path = worker.unit.path
        pool[path[: 3 * Unit.steplen]].append(
            (path, worker.person, trained is None or worker.person_id in trained)
        )
    for people in pool.values():
        people.sort(key=lambda one: not one[2])
    return pool, count


def _trained(role: WorkRole, builds: dict[str, str]) -> set[int] | None:
    """Who passed on every device of the role, on its released build; None if none is asked."""
    models = list(role.trainings.values_list("device_model", flat=True))
    if not models:
        return None
    found: set[int] | None = None
    for model in models:
        rows = Qualification.objects.filter(device_model=model, build=builds.get(model, ""))
        people = set(rows.values_list("person_id", flat=True))
        found = people if found is None else found & people
    return found


def _nearest(pool: list[tuple[str, Person, bool]], station: Station) -> tuple[Person, bool] | None:
    """Take the first of the station's own district, else the first of the county."""
    if not pool:
        return None
    index = next(
        (i for i, (path, _, _) in enumerate(pool) if path == station.unit.path and path), 0
    )
    _, person, is_trained = pool.pop(index)
    return person, is_trained
