"""Workers, appointments and teams a person may see; never an identifier."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.models.fields import index_of
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.rules.identifiers import FIELDS
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.workforce.models import (
    Appointment,
    Attendance,
    Enrolment,
    Invitation,
    PeopleBatch,
    Qualification,
    Worker,
)
from sandoq.common import identifiers
from sandoq.common.errors import BadInput, NotFound
from sandoq.common.text import search_key

HIDDEN = [f"person__{field}" for field in FIELDS]


@dataclass(frozen=True, slots=True)
class WorkerFilter:
    """What the list of people shows; empty fields do not narrow it.

    `state` is "free" (no duty on the day), "proposed", "invited", "accepted", "declined" or
    "untrained" (no qualification at all). `search` is part of a name or a whole identifier.
    """

    search: str = ""
    role: str = ""
    state: str = ""


STATES = ("free", "proposed", "invited", "accepted", "declined", "untrained")


def workers(
    user: User, day: PollingDay | None, unit: Unit | None, wanted: WorkerFilter = WorkerFilter()
) -> QuerySet[Worker]:
    """The pool of a place by name, each person's duties of the day at hand as `duties`."""
    found = Worker.objects.filter(scope_of(user, Permission.WORKFORCE_VIEW).q("unit__path"))
    if unit is not None:
        found = found.filter(unit__path__startswith=unit.path)
    if wanted.role:
        found = found.filter(role__code=wanted.role)
    if wanted.search.strip():
        found = found.filter(_matching(wanted.search))
    duties = Appointment.objects.filter(polling_day=day)
    mine = duties.filter(person=OuterRef("person"))
    if wanted.state == "free":
        found = found.filter(~Exists(mine.filter(state__in=Appointment.HOLDING)))
    elif wanted.state == "untrained":
        found = found.filter(~Exists(Qualification.objects.filter(person=OuterRef("person"))))
    elif wanted.state:
        found = found.filter(Exists(mine.filter(state=wanted.state)))
    shown = duties.exclude(state=Appointment.State.WITHDRAWN).select_related(
        "role", "station", "unit", "shift"
    )
    return (
        found.select_related("person", "unit", "role")
        .defer(*HIDDEN)
        .prefetch_related(
            Prefetch("person__appointments", shown.order_by("shift__starts_at"), to_attr="duties"),
            Prefetch("person__qualifications", to_attr="passes"),
        )
        .order_by("person__name_fa", "pk")
    )


def _matching(search: str) -> Q:
    found = Q(person__search_name__contains=search_key(search))
    readers = {
        "national_id": identifiers.national_id,
        "mobile": identifiers.mobile,
        "sheba": identifiers.sheba,
    }
    for field, read in readers.items():
        try:
            value = read(search)
        except BadInput:
            continue
        found |= Q(**{f"person__{field}_index": index_of(field, value)})
    return found


def appointments(user: User, permission: Permission = Permission.WORKFORCE_VIEW) -> QuerySet[Any]:
    """Appointments within reach, with all that a line shows."""
    scope = scope_of(user, permission)
    return (
        Appointment.objects.filter(scope.q("unit__path", "election_id"))
        .select_related("person", "role", "station__county", "unit", "shift", "election")
        .defer(*HIDDEN)
    )


def appointment_of_key(
    user: User, key: UUID, permission: Permission = Permission.WORKFORCE_VIEW
) -> Appointment:
    """The appointment with this key.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    found: Appointment | None = appointments(user, permission).filter(key=key).first()
    if found is None:
        raise NotFound("appointment", str(key))
    return found


def team_of(user: User, station: Station, day: PollingDay) -> list[Appointment]:
    """Who is asked to work at a station, in the order of roles and shifts."""
    rows = appointments(user).filter(station=station, polling_day=day)
    return list(
        rows.exclude(state=Appointment.State.WITHDRAWN)
        .prefetch_related(Prefetch("attendances", Attendance.objects.order_by("date")))
        .order_by("role__rank", "role__code", "shift__starts_at", "pk")
    )


def open_invitations(
    user: User, unit: Unit | None, day: PollingDay | None, at: datetime
) -> QuerySet[Invitation]:
    """Invitations without an answer that the person may send or remind of, the longest first."""
    found = Invitation.objects.filter(
        scope_of(user, Permission.APPOINT).q("appointment__unit__path"),
        answered_at=None,
        revoked_at=None,
        expires_at__gt=at,
        appointment__polling_day=day,
    )
    if unit is not None:
        found = found.filter(appointment__unit__path__startswith=unit.path)
    return found.select_related(
        "appointment__person",
        "appointment__role",
        "appointment__station",
        "appointment__unit",
        "appointment__shift",
    ).order_by("sent_at", "pk")


def uninvited(user: User, unit: Unit | None, day: PollingDay | None) -> QuerySet[Any]:
    """Appointments nobody asked the person about yet."""
    found = appointments(user, Permission.APPOINT).filter(
        polling_day=day, state=Appointment.State.PROPOSED
    )
    return found.filter(unit__path__startswith=unit.path) if unit is not None else found


def attendance_waiting(
    user: User, unit: Unit | None, day: PollingDay | None
) -> QuerySet[Attendance]:
    """Days on duty that this person may judge: within reach, neither theirs nor claimed by them."""
    found = Attendance.objects.filter(
        scope_of(user, Permission.DUTY_VERIFY).q("appointment__unit__path"),
        state=Attendance.State.CLAIMED,
        appointment__polling_day=day,
    )
    if unit is not None:
        found = found.filter(appointment__unit__path__startswith=unit.path)
    if user.person_id:
        found = found.exclude(appointment__person=user.person_id).exclude(
            claimed_by__person=user.person_id
        )
    return found.select_related(
        "appointment__person",
        "appointment__role",
        "appointment__station",
        "appointment__unit",
        "appointment__shift",
        "claimed_by__person",
    ).order_by("claimed_at", "pk")


def attendance_of_key(user: User, key: UUID) -> Attendance:
    """A day on duty within reach of whoever judges.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    found = Attendance.objects.filter(
        scope_of(user, Permission.DUTY_VERIFY).q("appointment__unit__path"), key=key
    ).first()
    if found is None:
        raise NotFound("attendance", str(key))
    return found


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person's own page shows."""

    person: Person
    duties: list[Appointment]
    enrolments: list[Enrolment]
    qualifications: list[Qualification]
    attendances: list[Attendance]


def duties_of(person: Person) -> Mine:
    """A person's own work and training; the caller sees to it that it is that person."""
    duties = (
        Appointment.objects.filter(person=person)
        .exclude(state=Appointment.State.WITHDRAWN)
        .select_related("role", "station__county", "unit", "shift", "polling_day", "election")
        .order_by("-shift__starts_at")
    )
    enrolments = (
        Enrolment.objects.filter(person=person, left_at=None)
        .select_related("session__course", "session__unit")
        .prefetch_related("presences", "results")
        .order_by("-session__starts_at")
    )
    return Mine(
        person,
        list(duties[:50]),
        list(enrolments[:50]),
        list(Qualification.objects.filter(person=person).select_related("course")),
        list(
            Attendance.objects.filter(appointment__person=person)
            .select_related("appointment__station", "appointment__unit", "appointment__role")
            .order_by("-date")[:50]
        ),
    )


def people_batches(user: User) -> QuerySet[PeopleBatch]:
    """Uploads of people of the places where this person may import, the newest first."""
    scope = scope_of(user, Permission.WORKERS_IMPORT)
    return PeopleBatch.objects.filter(scope.q("unit__path")).select_related(
        "unit", "previewed_by__person"
    )


def people_batch_of_key(user: User, key: UUID) -> PeopleBatch:
    """The upload with this key.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    found = people_batches(user).filter(key=key).first()
    if found is None:
        raise NotFound("import", str(key))
    return found
