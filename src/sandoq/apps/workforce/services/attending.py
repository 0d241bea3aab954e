"""Days on duty: claimed by the person or for them, then judged by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.workforce.errors import (
    AppointmentStateForbids,
    AttendanceJudged,
    AttendanceOutsideShift,
    JudgeNotIndependent,
    ReasonMissing,
    WorkKeyReused,
)
from sandoq.apps.workforce.models import Appointment, Attendance
from sandoq.apps.workforce.services.appointing import batches, common_path
from sandoq.common import clock
from sandoq.common.clock import now
from sandoq.common.errors import BadInput, NotAllowed
from sandoq.common.text import normalise

EARLY = timedelta(hours=2)
LATE = timedelta(hours=12)
"""Arrival counts from two hours before the shift; counting may end twelve hours after it."""
_AHEAD = timedelta(minutes=5)
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """That somebody was on duty; `key` is chosen by the sender, so a phone may send it twice."""

    appointment: Appointment
    arrived_at: datetime
    left_at: datetime | None = None
    key: UUID | None = None


def claim_attendance(*, by: User, claim: Claim) -> Attendance:
    """Claim a day on duty, for oneself or for somebody within reach.

    One attendance a day and appointment: a second claim of the day adds when the person left, and
    otherwise returns the first.

    Raises:
        NotAllowed: it is neither the person's own nor within reach.
        AppointmentStateForbids: the appointment is not accepted.
        AttendanceOutsideShift: arrival or leaving lies outside the shift's hours.
        BadInput: leaving before arriving, or a moment that has not come.
        WorkKeyReused: the key was used for another day or person.
    """
    return claim_many(by=by, claims=[claim])[0]


@transaction.atomic
def claim_many(*, by: User, claims: Sequence[Claim]) -> list[Attendance]:
    """Claim all of these days or none, in one act.

    Raises:
        as `claim_attendance`, for the first that is refused; then nothing is written.
    """
    at, scope = now(), scope_of(by, Permission.DUTY_CLAIM)
    rows = {
        row.pk: row
        for batch in batches(sorted({one.appointment.pk for one in claims}))
        for row in Appointment.objects.select_for_update(of=("self",))
        .filter(pk__in=batch)
        .select_related("shift", "unit", "person")
    }
    known = {
        (row.appointment_id, row.date): row
        for batch in batches(list(rows))
        for row in Attendance.objects.filter(appointment__in=batch)
    }
    sent = {
        row.key: row
        for batch in batches([one.key for one in claims if one.key])
        for row in Attendance.objects.filter(key__in=batch)
    }
    found, fresh, closed = [], [], []
    for claim in claims:
        row = rows[claim.appointment.pk]
        own = by.person_id == row.person_id
        if not own and not scope.covers(row.unit.path, row.election_id):
            raise NotAllowed(Permission.DUTY_CLAIM.value, row.unit.name_fa)
        day = clock.today(claim.arrived_at)
        repeat = sent.get(claim.key) if claim.key else None
        if repeat and (repeat.appointment_id, repeat.date) != (row.pk, day):
            raise WorkKeyReused(str(claim.key))
        if first := known.get((row.pk, day)):
            if _adds_leaving(first, claim):
                _check(row, first.arrived_at, claim.left_at, at)
                first.left_at = claim.left_at
                closed.append(first)
            found.append(first)
            continue
        _check(row, claim.arrived_at, claim.left_at, at)
        attendance = Attendance(
            key=claim.key or uuid4(),
            appointment=row,
            date=day,
            arrived_at=claim.arrived_at,
            left_at=claim.left_at,
            claimed_by=by,
            claimed_at=at,
        )
        known[row.pk, day] = sent[attendance.key] = attendance
        found.append(attendance)
        fresh.append(attendance)
    Attendance.objects.bulk_create(fresh, batch_size=_BATCH)
    stored = [one for one in closed if one.pk and one not in fresh]
    Attendance.objects.bulk_update(stored, ["left_at"], batch_size=_BATCH)
    if fresh or stored:
        _record(by, "workforce.claim-attendance", [*fresh, *stored])
    return found


def _adds_leaving(first: Attendance, claim: Claim) -> bool:
    return (
        claim.left_at is not None
        and first.left_at is None
        and first.state == Attendance.State.CLAIMED
    )


def _check(row: Appointment, arrived: datetime, left: datetime | None, at: datetime) -> None:
    if row.state != Appointment.State.ACCEPTED:
        raise AppointmentStateForbids(row.person.name_fa, row.state)
    for moment in (arrived, left):
        if moment is not None and moment > at + _AHEAD:
            raise BadInput("arrived_at", moment.isoformat(), "in-future")
    if left is not None and left < arrived:
        raise BadInput("left_at", left.isoformat(), "out-of-range")
    shift = row.shift
    inside = shift.starts_at - EARLY <= arrived < shift.ends_at
    if not inside or (left is not None and left > shift.ends_at + LATE):
        raise AttendanceOutsideShift(row.person.name_fa, shift.starts_at, shift.ends_at)


def verify_attendance(*, by: User, attendance: Attendance) -> Attendance:
    """Confirm a day on duty; only then is it paid. A second call changes nothing.

    Raises:
        NotAllowed: the place is out of reach.
        JudgeNotIndependent: the judge is the person on duty, or claimed it.
        AttendanceJudged: it was refuted.
    """
    return verify_many(by=by, attendances=[attendance])[0]


@transaction.atomic
def verify_many(*, by: User, attendances: Sequence[Attendance]) -> list[Attendance]:
    """Confirm all of these days or none, in one act.

    Raises:
        as `verify_attendance`, for the first that is refused; then nothing is written.
    """
    return _judge(by, attendances, Attendance.State.VERIFIED, "")


@transaction.atomic
def refute_attendance(*, by: User, attendance: Attendance, reason: str) -> Attendance:
    """Deny a day on duty, with a reason the person can read.

    Raises:
        as `verify_attendance`; AttendanceJudged: it was verified.
        ReasonMissing: no reason is given.
    """
    if not normalise(reason):
        raise ReasonMissing
    return _judge(by, [attendance], Attendance.State.REFUTED, normalise(reason)[:300])[0]


def _judge(
    by: User, attendances: Sequence[Attendance], verdict: Attendance.State, reason: str
) -> list[Attendance]:
    at, scope = now(), scope_of(by, Permission.DUTY_VERIFY)
    rows = {
        row.pk: row
        for batch in batches(sorted({one.pk for one in attendances}))
        for row in Attendance.objects.select_for_update(of=("self",))
        .filter(pk__in=batch)
        .select_related("appointment__unit", "appointment__person", "claimed_by")
    }
    fresh = []
    for row in rows.values():
        work = row.appointment
        if not scope.covers(work.unit.path, work.election_id):
            raise NotAllowed(Permission.DUTY_VERIFY.value, work.unit.name_fa)
        if by.pk == row.claimed_by_id or by.person_id in {work.person_id, row.claimed_by.person_id}:
            raise JudgeNotIndependent(work.person.name_fa)
        if row.state not in {Attendance.State.CLAIMED, verdict}:
            raise AttendanceJudged(work.person.name_fa, row.state)
        if row.state == Attendance.State.CLAIMED:
            row.state, row.judged_by, row.judged_at, row.reason = verdict, by, at, reason
            fresh.append(row)
    fields = ["state", "judged_by", "judged_at", "reason"]
    Attendance.objects.bulk_update(fresh, fields, batch_size=_BATCH)
    if fresh:
        acts = {"verified": "workforce.verify-attendance", "refuted": "workforce.refute-attendance"}
        _record(by, acts[verdict.value], fresh)
    return [rows[one.pk] for one in attendances]


def _record(by: User, verb: str, rows: Sequence[Attendance]) -> None:
    record_action(
        by=by,
        verb=verb,
        target=rows[0] if len(rows) == 1 else None,
        unit_path=common_path({row.appointment.unit.path for row in rows}),
        data={"attendances": len(rows), "reason": rows[0].reason},
    )
