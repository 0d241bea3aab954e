"""Presence at a session, seen in one of three ways, and the practical examination."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require, scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.workforce.errors import (
    CodeNotShown,
    ExaminerIsTrainee,
    NotEnrolled,
    NotPresent,
    OutsideSession,
    SessionCancelled,
    WorkKeyReused,
)
from sandoq.apps.workforce.models import (
    Appointment,
    Enrolment,
    PracticalResult,
    Presence,
    Qualification,
    TrainingSession,
)
from sandoq.apps.workforce.rules.codes import arrives_in_time, is_shown_at
from sandoq.apps.workforce.selectors.links import enrolment_of_card
from sandoq.apps.workforce.services.announcing import announce_stations
from sandoq.apps.workforce.services.appointing import batches
from sandoq.apps.workforce.services.teaching import locked_session
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed, NotFound

EARLY = timedelta(hours=1)
LATE = timedelta(hours=1)
"""Presence may be seen so long before a session starts and after it ends."""
_BATCH = 500


@transaction.atomic
def scan_session_code(
    *,
    person: Person,
    session: TrainingSession,
    code: str,
    seen_at: datetime,
    client_uuid: UUID,
    by: User | None = None,
) -> Presence:
    """The trainee read the code on the session's screen, perhaps a while ago without network.

    The same `client_uuid` again, or a second reading of the same trainee, returns the first.

    Raises:
        SessionCancelled: it does not take place.
        NotEnrolled: the person has no seat.
        CodeNotShown: `reason` is "wrong" or "too-late".
        OutsideSession: the screen was read outside the session's hours.
        WorkKeyReused: the client's key was used for another reading.
    """
    row = locked_session(session)
    enrolment = row.enrolments.filter(person=person, left_at=None).first()
    if enrolment is None:
        raise NotEnrolled(row.course.name_fa)
    if known := _known(enrolment, Presence.Way.SESSION_CODE, client_uuid):
        return known
    if not is_shown_at(row.code_secret, code, seen_at):
        raise CodeNotShown("wrong")
    return _see(
        row,
        enrolment,
        Presence.Way.SESSION_CODE,
        seen_at=seen_at,
        client_uuid=client_uuid,
        by=by,
    )


@transaction.atomic
def scan_card(*, by: User, card: str, seen_at: datetime, client_uuid: UUID) -> Presence:
    """The trainer read a trainee's card, perhaps a while ago without network.

    Raises:
        NotFound: the card is not ours, or its session is out of the trainer's reach.
        ExaminerIsTrainee: the card is the trainer's own.
        SessionCancelled, NotEnrolled, CodeNotShown, OutsideSession, WorkKeyReused: as
            `scan_session_code`.
    """
    enrolment = enrolment_of_card(card)
    if not scope_of(by, Permission.TRAINING_EXAMINE).covers(enrolment.session.unit.path):
        raise NotFound("card", "")
    return _seen_by_trainer(by, enrolment, Presence.Way.TRAINEE_CARD, seen_at, client_uuid)


@transaction.atomic
def tick_present(
    *, by: User, enrolment: Enrolment, seen_at: datetime, client_uuid: UUID
) -> Presence:
    """The trainer ticks a name on the list: for whoever has neither phone nor card.

    Raises:
        as `scan_card`.
    """
    return _seen_by_trainer(by, enrolment, Presence.Way.LIST, seen_at, client_uuid)


@dataclass(frozen=True, slots=True)
class Tick:
    """A name ticked on the trainer's list; `client_uuid` is chosen by the sender."""

    enrolment: Enrolment
    seen_at: datetime
    client_uuid: UUID


@transaction.atomic
def tick_many(*, by: User, session: TrainingSession, ticks: Sequence[Tick]) -> int:
    """Tick many names of one session's list in one act; how many were new.

    Raises:
        NotAllowed: the session's unit is out of reach.
        ExaminerIsTrainee: one of the names is the trainer's own.
        NotEnrolled: somebody has no seat in this session.
        SessionCancelled, CodeNotShown, OutsideSession: as `scan_card`; then nothing is written.
    """
    row, at = locked_session(session), now()
    require(by, Permission.TRAINING_EXAMINE, unit_path=row.unit.path)
    seats = {one.pk: one for one in row.enrolments.filter(left_at=None).select_related("session")}
    known = set(
        Presence.objects.filter(enrolment__session=row, way=Presence.Way.LIST).values_list(
            "enrolment_id", flat=True
        )
    )
    fresh: dict[int, Presence] = {}
    for tick in ticks:
        seat = seats.get(tick.enrolment.pk)
        if seat is None:
            raise NotEnrolled(row.course.name_fa)
        if by.person_id == seat.person_id:
            raise ExaminerIsTrainee
        if seat.pk not in known and seat.pk not in fresh:
            _require_on_time(row, tick.seen_at, at)
            fresh[seat.pk] = Presence(
                client_uuid=tick.client_uuid,
                enrolment=seat,
                way=Presence.Way.LIST,
                seen_at=tick.seen_at,
                recorded_at=at,
                recorded_by=by,
            )
    Presence.objects.bulk_create(fresh.values(), batch_size=_BATCH)
    if fresh:
        requalify([seats[pk] for pk in fresh])
        record_action(
            by=by,
            verb="workforce.presence",
            target=row,
            unit_path=row.unit.path,
            data={"way": Presence.Way.LIST.value, "people": len(fresh)},
        )
    return len(fresh)


def _require_on_time(session: TrainingSession, seen_at: datetime, at: datetime) -> None:
    if session.cancelled_at:
        raise SessionCancelled(session.course.name_fa, session.cancelled_because)
    if not arrives_in_time(seen_at, at):
        raise CodeNotShown("too-late")
    if not session.starts_at - EARLY <= seen_at <= session.ends_at + LATE:
        raise OutsideSession(session.course.name_fa, session.starts_at, session.ends_at)


def _seen_by_trainer(
    by: User, enrolment: Enrolment, way: Presence.Way, seen_at: datetime, client_uuid: UUID
) -> Presence:
    row = locked_session(enrolment.session)
    require(by, Permission.TRAINING_EXAMINE, unit_path=row.unit.path)
    if by.person_id == enrolment.person_id:
        raise ExaminerIsTrainee
    if known := _known(enrolment, way, client_uuid):
        return known
    if enrolment.left_at:
        raise NotEnrolled(row.course.name_fa)
    return _see(row, enrolment, way, seen_at=seen_at, client_uuid=client_uuid, by=by)


def _known(enrolment: Enrolment, way: Presence.Way, client_uuid: UUID) -> Presence | None:
    if sent := Presence.objects.filter(client_uuid=client_uuid).first():
        if (sent.enrolment_id, sent.way) != (enrolment.pk, way):
            raise WorkKeyReused(str(client_uuid))
        return sent
    return Presence.objects.filter(enrolment=enrolment, way=way).first()


def _see(
    session: TrainingSession,
    enrolment: Enrolment,
    way: Presence.Way,
    *,
    seen_at: datetime,
    client_uuid: UUID,
    by: User | None,
) -> Presence:
    at = now()
    _require_on_time(session, seen_at, at)
    presence = Presence.objects.create(
        client_uuid=client_uuid,
        enrolment=enrolment,
        way=way,
        seen_at=seen_at,
        recorded_at=at,
        recorded_by=by,
    )
    requalify([enrolment])
    record_action(
        by=by,
        verb="workforce.presence",
        target=session,
        unit_path=session.unit.path,
        data={"enrolment": enrolment.key, "way": way.value, "seen_at": seen_at},
    )
    return presence


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an examiner saw of one trainee; `key` is chosen by the sender."""

    enrolment: Enrolment
    passed: bool
    note: str = ""
    key: UUID | None = None


def examine(*, by: User, verdict: Verdict) -> PracticalResult:
    """Record a practical examination; with the same key again, the first is returned.

    Raises:
        NotAllowed: the session's unit is out of reach.
        ExaminerIsTrainee: nobody examines themselves.
        NotPresent: the trainee was not seen at the session.
        WorkKeyReused: the key was used for another trainee or another verdict.
    """
    return examine_many(by=by, verdicts=[verdict])[0]


@transaction.atomic
def examine_many(*, by: User, verdicts: Sequence[Verdict]) -> list[PracticalResult]:
    """Record the examinations of many trainees or of none, in one act.

    Raises:
        as `examine`, for the first that is refused; then nothing is written.
    """
    scope, at = scope_of(by, Permission.TRAINING_EXAMINE), now()
    enrolments = {
        row.pk: row
        for batch in batches([one.enrolment.pk for one in verdicts])
        for row in Enrolment.objects.select_for_update(of=("self",))
        .filter(pk__in=batch)
        .select_related("session__unit", "session__course", "person")
    }
    present = {
        pk
        for batch in batches(list(enrolments))
        for pk in Presence.objects.filter(enrolment__in=batch).values_list(
            "enrolment_id", flat=True
        )
    }
    keys = [one.key for one in verdicts if one.key]
    known = {
        row.key: row
        for batch in batches(keys)
        for row in PracticalResult.objects.filter(key__in=batch)
    }
    found, fresh = [], []
    for verdict in verdicts:
        row = enrolments[verdict.enrolment.pk]
        if not scope.covers(row.session.unit.path):
            raise NotAllowed(Permission.TRAINING_EXAMINE.value, row.session.unit.name_fa)
        if by.person_id == row.person_id:
            raise ExaminerIsTrainee
        if verdict.key and (first := known.get(verdict.key)):
            if (first.enrolment_id, first.passed) != (row.pk, verdict.passed):
                raise WorkKeyReused(str(verdict.key))
            found.append(first)
            continue
        if row.pk not in present:
            raise NotPresent(row.person.name_fa, row.session.course.name_fa)
        result = PracticalResult(
            key=verdict.key or uuid4(),
            enrolment=row,
            passed=verdict.passed,
            examiner=by,
            examined_at=at,
            note=verdict.note[:300],
        )
        found.append(result)
        fresh.append(result)
        known[result.key] = result
    PracticalResult.objects.bulk_create(fresh, batch_size=_BATCH)
    if fresh:
        requalify([one.enrolment for one in fresh])
        session = fresh[0].enrolment.session
        record_action(
            by=by,
            verb="workforce.examine",
            target=session,
            unit_path=session.unit.path,
            data={"passed": sum(one.passed for one in fresh), "examined": len(fresh)},
        )
    return found


def requalify(enrolments: Iterable[Enrolment]) -> None:
    """Keep `Qualification` what presence and the newest results of these trainees say.

    A person is qualified by a course if in any enrolment of it they were present and the newest
    practical result is a pass.
    """
    pairs = {(one.person_id, one.session.course_id) for one in enrolments}
    people, courses = {person for person, _ in pairs}, {course for _, course in pairs}
    newest: dict[int, PracticalResult] = {}
    for batch in batches(sorted(people)):
        rows = PracticalResult.objects.filter(
            enrolment__person__in=batch,
            enrolment__session__course__in=courses,
            enrolment__presences__isnull=False,
        )
        for row in rows.select_related("enrolment__session__course").distinct():
            first = newest.get(row.enrolment_id)
            if first is None or (row.examined_at, row.pk) > (first.examined_at, first.pk):
                newest[row.enrolment_id] = row
    best: dict[tuple[int, int], PracticalResult] = {}
    for row in newest.values():
        pair = (row.enrolment.person_id, row.enrolment.session.course_id)
        if row.passed and (pair not in best or row.examined_at > best[pair].examined_at):
            best[pair] = row
    changed = _store(pairs, best, people, courses)
    _announce(changed)


def _store(
    pairs: set[tuple[int, int]],
    best: dict[tuple[int, int], PracticalResult],
    people: set[int],
    courses: set[int],
) -> set[int]:
    """Write the difference; the people whose qualifications changed."""
    held = {
        (row.person_id, row.course_id): row
        for batch in batches(sorted(people))
        for row in Qualification.objects.filter(person__in=batch, course__in=courses)
    }
    fresh: list[Qualification] = []
    dated: list[Qualification] = []
    gone: list[Qualification] = []
    for pair in pairs:
        row, result = held.get(pair), best.get(pair)
        if result is None:
            if row is not None:
                gone.append(row)
            continue
        course = result.enrolment.session.course
        if row is not None and row.passed_at == result.examined_at:
            continue
        (dated if row else fresh).append(
            Qualification(
                pk=row.pk if row else None,
                person_id=pair[0],
                course=course,
                device_model=course.device_model,
                build=course.build,
                passed_at=result.examined_at,
                valid_until=result.examined_at + timedelta(days=course.valid_days),
            )
        )
    Qualification.objects.bulk_create(fresh, batch_size=_BATCH)
    Qualification.objects.bulk_update(dated, ["passed_at", "valid_until"], batch_size=_BATCH)
    for rows in batches(gone):
        Qualification.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return {row.person_id for row in (*fresh, *dated, *gone)}


def _announce(people: set[int]) -> None:
    stations: set[int | None] = set()
    for batch in batches(sorted(people)):
        stations |= set(
            Appointment.objects.filter(
                person__in=batch, state=Appointment.State.ACCEPTED, station__isnull=False
            ).values_list("station_id", flat=True)
        )
    announce_stations(stations)
