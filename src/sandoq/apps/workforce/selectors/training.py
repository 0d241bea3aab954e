"""Courses, sessions and trainees a person may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import (
    Appointment,
    Course,
    Enrolment,
    Presence,
    Qualification,
    ReleasedBuild,
    TrainingSession,
    Worker,
)
from sandoq.apps.workforce.selectors.people import HIDDEN
from sandoq.common.errors import NotFound

_SEATED = Q(enrolments__left_at=None)


def sessions(user: User, unit: Unit | None = None) -> QuerySet[TrainingSession]:
    """Sessions within reach, each with `seats` taken, in the order of time.

    A county also sees the sessions of its province, where its people may sit.
    """
    scope = scope_of(user, Permission.WORKFORCE_VIEW)
    examines = scope_of(user, Permission.TRAINING_EXAMINE)
    found = TrainingSession.objects.filter(scope.q("unit__path") | examines.q("unit__path"))
    if unit is not None:
        found = found.filter(unit__path__startswith=unit.path)
    return (
        found.select_related("course", "unit", "trainer")
        .annotate(seats=Count("enrolments", filter=_SEATED))
        .order_by("starts_at", "pk")
    )


def session_of_key(user: User, key: UUID) -> TrainingSession:
    """The session with this key.

    Raises:
        NotFound: there is none, or it is out of reach.
    """
    found = sessions(user).filter(key=key).first()
    if found is None:
        raise NotFound("session", str(key))
    return found


def session_shown(key: UUID) -> TrainingSession:
    """The session whose screen somebody read; whoever has the key stood before it.

    Raises:
        NotFound: there is none.
    """
    found = TrainingSession.objects.select_related("course", "unit").filter(key=key).first()
    if found is None:
        raise NotFound("session", str(key))
    return found


@dataclass(frozen=True, slots=True)
class Trainee:
    """A line of a session's list."""

    enrolment: Enrolment
    ways: list[str]
    is_passed: bool | None


def trainees(session: TrainingSession) -> list[Trainee]:
    """Who has a seat, whether they were seen, and the newest verdict; by name."""
    rows = (
        session.enrolments.filter(left_at=None)
        .select_related("person")
        .defer(*HIDDEN)
        .prefetch_related("presences", "results")
        .order_by("person__name_fa", "pk")
    )
    found = []
    for row in rows:
        results = list(row.results.all())
        ways = [presence.way for presence in row.presences.all()]
        found.append(Trainee(row, ways, results[0].passed if results else None))
    return found


def courses() -> QuerySet[Course]:
    """All courses, those of one device model together."""
    return Course.objects.order_by("device_model", "-created_at")


def released_builds(day: PollingDay | None) -> dict[str, str]:
    """The builds that count on a polling day, by device model."""
    rows = ReleasedBuild.objects.filter(polling_day=day)
    return dict(rows.values_list("device_model", "build"))


def who_needs(user: User, session: TrainingSession, day: PollingDay | None) -> QuerySet[Worker]:
    """Workers of the session's unit who have work on the day and are not trained by the course."""
    scope = scope_of(user, Permission.TRAINING_EDIT)
    busy = Appointment.objects.filter(
        person=OuterRef("person"),
        polling_day=day,
        state__in=Appointment.HOLDING,
        role__trainings__device_model=session.course.device_model,
    )
    trained = Qualification.objects.filter(person=OuterRef("person"), course=session.course)
    seated = Enrolment.objects.filter(
        person=OuterRef("person"),
        left_at=None,
        session__cancelled_at=None,
        session__course=session.course,
    )
    return (
        Worker.objects.filter(
            scope.q("unit__path"),
            Exists(busy),
            ~Exists(trained),
            ~Exists(seated),
            unit__path__startswith=session.unit.path,
        )
        .select_related("person", "unit")
        .defer(*HIDDEN)
        .order_by("person__name_fa", "pk")
    )


def presence_count(session: TrainingSession) -> int:
    """How many trainees were seen in any way."""
    seen = Presence.objects.filter(enrolment__session=session, enrolment__left_at=None)
    return seen.values("enrolment").distinct().count()


def coming(user: User, unit: Unit | None, at: datetime) -> QuerySet[TrainingSession]:
    """Sessions that are not over."""
    return sessions(user, unit).filter(ends_at__gte=at)
