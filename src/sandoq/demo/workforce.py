"""Staffs the demo's stations: people, appointments, answers and training, short as in life."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from uuid import UUID

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.accounts.services import PersonRow, write_people
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.workforce.models import Course, Shift, WorkRole
from sandoq.apps.workforce.services import (
    Listing,
    Placing,
    Tick,
    Verdict,
    appoint_many,
    define_role,
    enrol_many,
    examine_many,
    invite,
    list_workers,
    open_course,
    open_session,
    record_answers,
    release_build,
    set_limits,
    set_quantity,
    set_shift,
    tick_many,
)
from sandoq.common import clock
from sandoq.common.clock import now
from sandoq.demo.names import draw_name, draw_national_id

MODEL = "DP-410"
BUILD, OLD_BUILD = "5.2.1", "5.1.0"
STATIONS_PER_EXPERT = 15
_SEATS = 60
_LIMIT_MINUTES, _REST_MINUTES = 16 * 60, 60


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of the demo's staff."""

    day: PollingDay
    operator: WorkRole
    expert: WorkRole
    shift: Shift
    course: Course
    old_course: Course


def plan_work(*, by: User, day: PollingDay, country: Unit) -> Plan:
    """Roles, quantities, shifts, limits, and the build that will run."""
    expert = define_role(
        by=by,
        code="expert",
        name_fa="کارشناس سیار فناوری اطلاعات",
        name_en="roaming IT expert",
        place="unit",
        rank=2,
        device_models=[MODEL],
    )
    operator = define_role(
        by=by,
        code="operator",
        name_fa="متصدی شعبه",
        name_en="station operator",
        rank=1,
        device_models=[MODEL],
    )
    release_build(by=by, polling_day=day, device_model=MODEL, build=BUILD)
    set_quantity(by=by, polling_day=day, unit=country, role=operator, minimum=1)
    set_limits(by=by, polling_day=day, daily_minutes=_LIMIT_MINUTES, rest_minutes=_REST_MINUTES)
    shift = set_shift(
        by=by,
        polling_day=day,
        code="polling",
        name_fa="روز رأی‌گیری",
        name_en="Polling day",
        starts_at=datetime.combine(day.date, time(6, 30), clock.TEHRAN),
        ends_at=datetime.combine(day.date, time(21), clock.TEHRAN),
    )
    courses = [
        open_course(
            by=by,
            name_fa="کار با رایانهٔ احراز هویت",
            name_en="Working with the e-pollbook",
            device_model=MODEL,
            build=build,
        )
        for build in (BUILD, OLD_BUILD)
    ]
    return Plan(day, operator, expert, shift, *courses)


def staff(*, by: User, plan: Plan, counties: Sequence[Unit], seed: int) -> Iterator[Unit]:
    """For each county: people, appointments, answers, training. Yields each when it is done."""
    drawn: set[str] = set()
    for county in counties:
        # Not a secret: the demo must be repeatable.
        rng = Random(f"{seed}/workforce/{county.path}")  # noqa: S311
        _staff_county(by, plan, county, rng, drawn)
        yield county


def _staff_county(by: User, plan: Plan, county: Unit, rng: Random, drawn: set[str]) -> None:
    stations = list(
        Station.objects.filter(county=county, retired_at=None)
        .select_related("unit", "county")
        .order_by("pk")
    )
    experts = -(-len(stations) // STATIONS_PER_EXPERT)
    set_quantity(
        by=by,
        polling_day=plan.day,
        unit=county,
        role=plan.expert,
        minimum=1,
        stations_per_person=STATIONS_PER_EXPERT,
    )
    grade = rng.uniform(0.86, 1.0)
    places = [
        *((station.unit, plan.operator) for station in stations),
        *((county, plan.expert) for _ in range(experts)),
        *((county, plan.operator) for _ in range(len(stations) // 12)),
    ]
    people = write_people(by=by, rows=[_row(rng, unit, drawn) for unit, _ in places])
    list_workers(
        by=by,
        listings=[
            Listing(person, unit, role) for person, (unit, role) in zip(people, places, strict=True)
        ],
    )
    placings = [
        _placing(plan, person, station)
        for person, station in zip(people, stations, strict=False)
        if rng.random() < grade
    ]
    first = len(stations)
    placings += [
        Placing(person, plan.expert, plan.shift, unit=county, order_number="1404/ن/12")
        for person in people[first : first + experts]
        if rng.random() < grade
    ]
    appointed = appoint_many(by=by, placings=placings)
    accepting = [one for one in appointed if rng.random() < grade]
    record_answers(by=by, accepted=accepting)
    taken = {one.pk for one in accepting}
    invite(by=by, appointments=[one for one in appointed if one.pk not in taken], days=20)
    trained = [one.person for one in accepting if rng.random() < grade]
    _train(by, plan, county, trained, rng)


def _placing(plan: Plan, person: Person, station: Station) -> Placing:
    return Placing(person, plan.operator, plan.shift, station=station, order_number="1404/ن/12")


def _row(rng: Random, unit: Unit, drawn: set[str]) -> PersonRow:
    name_fa, name_en = draw_name(rng)
    while (number := draw_national_id(rng)) in drawn or len(set(number)) == 1:
        pass
    drawn.add(number)
    account = f"{rng.randrange(10**19):022}"
    check = 98 - int(f"{account}182700") % 97
    return PersonRow(
        name_fa=name_fa,
        name_en=name_en,
        national_id=number,
        mobile=f"09{rng.randrange(10**9):09}",
        sheba=f"IR{check:02}{account}",
        home_unit=unit,
    )


def _train(by: User, plan: Plan, county: Unit, people: Sequence[Person], rng: Random) -> None:
    """Sessions of the last days; in each some fail, and one session taught an old build."""
    examiner = _examiner(county)
    for number, start in enumerate(range(0, len(people), _SEATS)):
        seats = people[start : start + _SEATS]
        course = plan.old_course if number == 1 and rng.random() < 0.3 else plan.course  # noqa: PLR2004
        begins = _hour(now(), days=-1 - number % 4, hour=9)
        session = open_session(
            by=by,
            course=course,
            unit=county,
            place=f"سالن فرمانداری {county.name_fa}",
            starts_at=begins,
            ends_at=begins + timedelta(hours=3),
            capacity=_SEATS,
        )
        enrolments = enrol_many(by=by, session=session, people=seats)
        present = [one for one in enrolments if rng.random() < 0.97]  # noqa: PLR2004
        tick_many(
            by=examiner,
            session=session,
            ticks=[Tick(one, begins + timedelta(minutes=5), _uuid(rng)) for one in present],
        )
        examine_many(
            by=examiner,
            verdicts=[Verdict(one, passed=rng.random() < 0.96) for one in present],  # noqa: PLR2004
        )
    begins = _hour(now(), days=3 + rng.randrange(12), hour=9)
    open_session(
        by=by,
        course=plan.course,
        unit=county,
        place=f"دبیرستان شاهد {county.name_fa}",
        starts_at=begins,
        ends_at=begins + timedelta(hours=3),
        capacity=_SEATS,
    )


def _hour(at: datetime, *, days: int, hour: int) -> datetime:
    day = clock.today(at) + timedelta(days=days)
    return datetime.combine(day, time(hour), clock.TEHRAN)


def _uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def _examiner(county: Unit) -> User:
    """The county's IT representative."""
    return User.objects.get(
        person__tenures__post__unit=county,
        person__tenures__post__role=Role.COUNTY_IT,
        person__tenures__until=None,
    )


def counties_to_staff(units: Mapping[str, Unit]) -> list[Unit]:
    """The counties of the first province that has stations: one is enough to show the room."""
    counties = [unit for unit in units.values() if unit.level == "county"]
    with_stations = [unit for unit in counties if Station.objects.filter(county=unit).exists()]
    first = with_stations[0].path[: -Unit.steplen] if with_stations else ""
    return [unit for unit in with_stations if unit.path.startswith(first)]
