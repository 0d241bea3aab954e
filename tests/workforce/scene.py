"""Two counties of one province, a polling day with roles, shifts and a released build."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import uuid4

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.elections.models import Election
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.workforce.models import Appointment, Course, Shift, TrainingSession, WorkRole
from sandoq.apps.workforce.services import (
    Placing,
    Verdict,
    appoint,
    define_role,
    enrol,
    examine,
    open_course,
    open_session,
    record_answers,
    release_build,
    set_quantity,
    set_shift,
    tick_present,
)
from sandoq.common.clock import now
from tests.factories import (
    LONG_AGO,
    a_country,
    a_county,
    a_district,
    a_province,
    a_station,
    a_user,
    an_election,
)

MODEL, BUILD = "pollbook-3", "4.2.0"
OPENS = datetime(2024, 3, 1, 3, 30, tzinfo=UTC)
"""07:00 in Tehran on the polling day, an hour before the polls open."""
NOON = OPENS + timedelta(hours=6)

_numbers = count(1)


@dataclass
class Scene:
    """What most tests of this room need."""

    country: Unit
    province: Unit
    babol: Unit
    amol: Unit
    babol_central: Unit
    amol_central: Unit
    election: Election
    experts: Election
    headquarters: User
    head: User
    member: User
    babol_it: User
    babol_district_it: User
    amol_it: User
    operator: WorkRole
    chief: WorkRole
    roaming: WorkRole
    morning: Shift
    afternoon: Shift
    station: Station
    other_station: Station


def a_scene() -> Scene:
    """Two elections on one day; an operator and a chief at each station, one expert a county."""
    country, province = a_country(), a_province()
    babol, amol = a_county("بابل", province), a_county("آمل", province)
    babol_central, amol_central = a_district("مرکزی بابل", babol), a_district("مرکزی آمل", amol)
    election, experts = an_election(), an_election("experts-6", kind="experts")
    hq = a_user("headquarters", country)
    day = election.polling_day
    operator = define_role(
        by=hq, code="operator", name_fa="متصدی", name_en="operator", device_models=[MODEL], rank=1
    )
    chief = define_role(by=hq, code="chief", name_fa="رئیس شعبه", name_en="chief")
    roaming = define_role(
        by=hq, code="expert", name_fa="کارشناس سیار", name_en="roaming expert", place="unit", rank=2
    )
    release_build(by=hq, polling_day=day, device_model=MODEL, build=BUILD)
    for role in (operator, chief):
        set_quantity(by=hq, polling_day=day, unit=country, role=role, minimum=1)
    set_quantity(
        by=hq, polling_day=day, unit=babol, role=roaming, minimum=1, stations_per_person=10
    )
    hours = timedelta(hours=1)
    return Scene(
        country=country,
        province=province,
        babol=babol,
        amol=amol,
        babol_central=babol_central,
        amol_central=amol_central,
        election=election,
        experts=experts,
        headquarters=hq,
        head=a_user("province-head", province),
        member=a_user("province-member", province),
        babol_it=a_user("county-it", babol),
        babol_district_it=a_user("district-it", babol_central),
        amol_it=a_user("county-it", amol),
        operator=operator,
        chief=chief,
        roaming=roaming,
        morning=_shift(hq, day, "morning", OPENS, OPENS + 7 * hours),
        afternoon=_shift(hq, day, "afternoon", OPENS + 6 * hours, OPENS + 14 * hours),
        station=a_station(babol_central),
        other_station=a_station(amol_central),
    )


def _shift(by: User, day: object, code: str, starts: datetime, ends: datetime) -> Shift:
    return set_shift(
        by=by,
        polling_day=day,  # type: ignore[arg-type]
        code=code,
        name_fa=f"نوبت {code}",
        name_en=code,
        starts_at=starts,
        ends_at=ends,
    )


def a_person(unit: Unit, name: str = "") -> Person:
    """Somebody without account."""
    return Person.objects.create(
        name_fa=name or f"کارمند {next(_numbers)}", home_unit=unit, created_at=LONG_AGO
    )


def an_appointment(scene: Scene, person: Person | None = None, **fields: object) -> Appointment:
    """An operator of the Babol station in the morning, or as the fields say."""
    values: dict[str, object] = {
        "person": person or a_person(scene.babol),
        "role": scene.operator,
        "shift": scene.morning,
        "station": scene.station,
    }
    return appoint(by=scene.headquarters, placing=Placing(**(values | fields)))  # type: ignore[arg-type]


def accepted(scene: Scene, person: Person | None = None, **fields: object) -> Appointment:
    """The same, accepted by telephone."""
    appointment = an_appointment(scene, person, **fields)
    record_answers(by=scene.headquarters, accepted=[appointment])
    appointment.refresh_from_db()
    return appointment


def a_course(scene: Scene, build: str = BUILD, **fields: object) -> Course:
    """The course on the released build, or on another."""
    values = {"name_fa": "کار با سامانه", "device_model": MODEL, "build": build}
    return open_course(by=scene.headquarters, **(values | fields))  # type: ignore[arg-type]


def a_session(scene: Scene, course: Course | None = None, **fields: object) -> TrainingSession:
    """A session in Babol that is on now."""
    values = {
        "course": course or a_course(scene),
        "unit": scene.babol,
        "place": "سالن فرمانداری",
        "starts_at": now() - timedelta(minutes=30),
        "ends_at": now() + timedelta(hours=2),
        "capacity": 30,
    }
    return open_session(by=scene.headquarters, **(values | fields))  # type: ignore[arg-type]


def train(scene: Scene, person: Person, build: str = BUILD) -> None:
    """Let the person sit a session on a build and pass."""
    session = a_session(scene, a_course(scene, build))
    enrolment = enrol(by=scene.headquarters, session=session, person=person)
    tick_present(by=scene.member, enrolment=enrolment, seen_at=now(), client_uuid=uuid4())
    examine(by=scene.member, verdict=Verdict(enrolment, passed=True))
    # The next session of the same person may be on now as well.
    type(session).objects.filter(pk=session.pk).update(
        starts_at=now() - timedelta(hours=9), ends_at=now() - timedelta(hours=8)
    )
