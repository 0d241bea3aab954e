"""Courses on a device model and build, sessions with capacity, and the seats in them."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require, scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.errors import (
    CourseBuildTaken,
    NotEnrolled,
    ReasonMissing,
    SessionCancelled,
    SessionClash,
    SessionFull,
    WorkKeyReused,
)
from sandoq.apps.workforce.models import Course, Enrolment, TrainingSession
from sandoq.common.clock import now
from sandoq.common.errors import BadInput, NotAllowed
from sandoq.common.text import normalise

_MOST_SEATS = 2_000
_LONGEST_HOURS = 24
_BATCH = 500


@transaction.atomic
def open_course(
    *,
    by: User,
    name_fa: str,
    device_model: str,
    build: str,
    name_en: str = "",
    minutes: int = 180,
    valid_days: int = 180,
) -> Course:
    """Open a course on one build of one device model; the same again returns the first.

    Raises:
        NotAllowed: the person edits training nowhere.
        BadInput: a text is empty or a number out of range.
        CourseBuildTaken: the course exists with other minutes or another validity.
    """
    require_anywhere(by)
    texts = {"name_fa": name_fa, "device_model": device_model, "build": build}
    for field, text in texts.items():
        if not normalise(text):
            raise BadInput(field, "", "empty")
    for field, value in (("minutes", minutes), ("valid_days", valid_days)):
        if not 1 <= value <= 10_000:  # noqa: PLR2004
            raise BadInput(field, str(value), "out-of-range")
    course, is_new = Course.objects.get_or_create(
        **{field: normalise(text) for field, text in texts.items()},
        defaults={
            "name_en": normalise(name_en),
            "minutes": minutes,
            "valid_days": valid_days,
            "created_at": now(),
        },
    )
    if is_new:
        record_action(
            by=by,
            verb="workforce.open-course",
            target=course,
            data={"device_model": course.device_model, "build": course.build},
        )
    elif (course.minutes, course.valid_days) != (minutes, valid_days):
        raise CourseBuildTaken(course.name_fa, course.device_model, course.build)
    return course


def require_anywhere(by: User) -> None:
    """Courses lie in no unit: whoever edits training somewhere may open one.

    Raises:
        NotAllowed: the person does nowhere.
    """
    if not scope_of(by, Permission.TRAINING_EDIT):
        raise NotAllowed(Permission.TRAINING_EDIT.value, "")


@transaction.atomic
def open_session(
    *,
    by: User,
    course: Course,
    unit: Unit,
    place: str,
    starts_at: datetime,
    ends_at: datetime,
    capacity: int,
    trainer: Person | None = None,
    key: UUID | None = None,
) -> TrainingSession:
    """Set a session of a course; the same key again returns the first.

    Raises:
        NotAllowed: the unit is out of reach.
        BadInput: the place is empty, the hours or the capacity out of range.
        WorkKeyReused: the key was used for another session.
    """
    require(by, Permission.TRAINING_EDIT, unit_path=unit.path)
    if key and (known := TrainingSession.objects.filter(key=key).first()):
        if (known.course_id, known.unit_id) != (course.pk, unit.pk):
            raise WorkKeyReused(str(key))
        return known
    if not normalise(place):
        raise BadInput("place", "", "empty")
    hours = (ends_at - starts_at).total_seconds() / 3600
    if not 0 < hours <= _LONGEST_HOURS:
        raise BadInput("ends_at", ends_at.isoformat(), "out-of-range")
    if not 1 <= capacity <= _MOST_SEATS:
        raise BadInput("capacity", str(capacity), "out-of-range")
    session = TrainingSession.objects.create(
        key=key or uuid4(),
        course=course,
        unit=unit,
        place=normalise(place)[:160],
        starts_at=starts_at,
        ends_at=ends_at,
        capacity=capacity,
        trainer=trainer,
        code_secret=secrets.token_hex(32),
    )
    record_action(
        by=by,
        verb="workforce.open-session",
        target=session,
        unit_path=unit.path,
        data={"course": course.key, "starts_at": starts_at, "capacity": capacity},
    )
    return session


@transaction.atomic
def cancel_session(*, by: User, session: TrainingSession, because: str) -> TrainingSession:
    """Call a session off; nobody's presence in it is recorded any more.

    Raises:
        NotAllowed: the unit is out of reach.
        ReasonMissing: no reason is given.
    """
    row = locked_session(session)
    require(by, Permission.TRAINING_EDIT, unit_path=row.unit.path)
    if row.cancelled_at:
        return row
    if not normalise(because):
        raise ReasonMissing
    row.cancelled_at, row.cancelled_because = now(), normalise(because)[:300]
    row.save(update_fields=["cancelled_at", "cancelled_because"])
    record_action(
        by=by,
        verb="workforce.cancel-session",
        target=row,
        unit_path=row.unit.path,
        data={"because": row.cancelled_because},
    )
    return row


def enrol(*, by: User, session: TrainingSession, person: Person) -> Enrolment:
    """Give a person a seat; a second call returns the first, a left seat is taken again.

    Raises:
        NotAllowed: the session's unit is out of reach.
        SessionCancelled, SessionFull: there is no seat.
        SessionClash: the person sits in another session at that time.
    """
    return enrol_many(by=by, session=session, people=[person])[0]


@transaction.atomic
def enrol_many(*, by: User, session: TrainingSession, people: Sequence[Person]) -> list[Enrolment]:
    """Give all of these people a seat or none.

    Raises:
        as `enrol`, for the first that is refused; then nothing is written.
    """
    row = locked_session(session)
    require(by, Permission.TRAINING_EDIT, unit_path=row.unit.path)
    if row.cancelled_at:
        raise SessionCancelled(row.course.name_fa, row.cancelled_because)
    wanted = list({person.pk: person for person in people}.values())
    known = {one.person_id: one for one in row.enrolments.all()}
    fresh = [one for one in wanted if one.pk not in known or known[one.pk].left_at]
    taken = sum(one.left_at is None for one in known.values())
    if taken + len(fresh) > row.capacity:
        raise SessionFull(row.course.name_fa, row.capacity)
    _refuse_clash(row, fresh)
    at = now()
    again = [known[person.pk] for person in fresh if person.pk in known]
    for enrolment in again:
        enrolment.left_at, enrolment.enrolled_at, enrolment.enrolled_by = None, at, by
    Enrolment.objects.bulk_update(again, ["left_at", "enrolled_at", "enrolled_by"])
    new = [
        Enrolment(session=row, person=person, enrolled_at=at, enrolled_by=by)
        for person in fresh
        if person.pk not in known
    ]
    Enrolment.objects.bulk_create(new, batch_size=_BATCH)
    known |= {one.person_id: one for one in new}
    if fresh:
        record_action(
            by=by,
            verb="workforce.enrol",
            target=row,
            unit_path=row.unit.path,
            data={"people": [person.key for person in fresh]},
        )
    return [known[person.pk] for person in people]


def _refuse_clash(session: TrainingSession, people: Sequence[Person]) -> None:
    pks = [person.pk for person in people]
    for start in range(0, len(pks), _BATCH):
        other = (
            Enrolment.objects.filter(
                person__in=pks[start : start + _BATCH],
                left_at=None,
                session__cancelled_at=None,
                session__starts_at__lt=session.ends_at,
                session__ends_at__gt=session.starts_at,
            )
            .exclude(session=session)
            .select_related("person", "session__course")
            .first()
        )
        if other is not None:
            where = f"{other.session.course.name_fa} · {other.session.place}"
            raise SessionClash(other.person.name_fa, where)


@transaction.atomic
def leave(*, by: User, session: TrainingSession, person: Person) -> Enrolment:
    """Free a person's seat.

    Raises:
        NotAllowed: the session's unit is out of reach.
        NotEnrolled: the person has no seat.
    """
    row = locked_session(session)
    require(by, Permission.TRAINING_EDIT, unit_path=row.unit.path)
    enrolment = row.enrolments.filter(person=person).first()
    if enrolment is None:
        raise NotEnrolled(row.course.name_fa)
    if enrolment.left_at is None:
        enrolment.left_at = now()
        enrolment.save(update_fields=["left_at"])
        record_action(
            by=by,
            verb="workforce.leave-session",
            target=row,
            unit_path=row.unit.path,
            data={"person": person.key},
        )
    return enrolment


def locked_session(session: TrainingSession) -> TrainingSession:
    """The session as it stands, locked until the transaction ends."""
    return (
        TrainingSession.objects.select_for_update(of=("self",))
        .select_related("course", "unit")
        .get(pk=session.pk)
    )
