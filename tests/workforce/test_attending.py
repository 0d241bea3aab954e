"""A day on duty is claimed by one person and judged by another."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.workforce.errors import (
    AppointmentStateForbids,
    AttendanceJudged,
    AttendanceOutsideShift,
    JudgeNotIndependent,
    ReasonMissing,
    WorkKeyReused,
)
from sandoq.apps.workforce.models import Attendance
from sandoq.apps.workforce.services import (
    Claim,
    claim_attendance,
    refute_attendance,
    verify_attendance,
    verify_many,
)
from sandoq.common.errors import BadInput, NotAllowed
from tests.factories import a_user
from tests.workforce.scene import NOON, OPENS, Scene, a_scene, accepted, an_appointment

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _evening() -> object:
    with time_machine.travel(NOON + 12 * HOUR, tick=False):
        yield


def claimed(scene: Scene, **fields: object) -> Attendance:
    claim = Claim(accepted(scene), OPENS, **fields)  # type: ignore[arg-type]
    return claim_attendance(by=scene.babol_it, claim=claim)


def test_another_person_verifies() -> None:
    scene = a_scene()
    attendance = claimed(scene)
    for _ in range(2):
        done = verify_attendance(by=scene.babol_district_it, attendance=attendance)
    assert (done.state, done.judged_by) == (Attendance.State.VERIFIED, scene.babol_district_it)


def test_who_claimed_or_was_on_duty_does_not_verify() -> None:
    scene = a_scene()
    attendance = claimed(scene)
    with pytest.raises(JudgeNotIndependent):
        verify_attendance(by=scene.babol_it, attendance=attendance)

    worker = a_user(Role.DISTRICT_IT, scene.babol_central)
    own = accepted(scene, worker.person, shift=scene.afternoon)
    theirs = claim_attendance(by=scene.babol_it, claim=Claim(own, OPENS + 6 * HOUR))
    with pytest.raises(JudgeNotIndependent):
        verify_attendance(by=worker, attendance=theirs)
    assert not Attendance.objects.exclude(state="claimed").exists()


def test_the_database_too_refuses_a_judge_who_claimed() -> None:
    scene = a_scene()
    attendance = claimed(scene)
    attendance.state, attendance.judged_by = "verified", attendance.claimed_by
    with pytest.raises(IntegrityError), transaction.atomic():
        attendance.save()


def test_of_many_none_is_verified_if_one_is_ones_own() -> None:
    scene = a_scene()
    mine = claimed(scene)
    other = claim_attendance(by=scene.babol_district_it, claim=Claim(accepted(scene), OPENS + HOUR))
    with pytest.raises(JudgeNotIndependent):
        verify_many(by=scene.babol_it, attendances=[other, mine])
    assert not Attendance.objects.filter(state="verified").exists()


def test_a_phone_that_sends_twice_claims_one_day() -> None:
    scene = a_scene()
    work, key = accepted(scene), uuid4()
    first = claim_attendance(by=scene.babol_it, claim=Claim(work, OPENS, key=key))
    again = claim_attendance(by=scene.babol_it, claim=Claim(work, OPENS, key=key))
    assert first == again
    with pytest.raises(WorkKeyReused):
        claim_attendance(by=scene.babol_it, claim=Claim(accepted(scene), OPENS, key=key))


def test_leaving_is_added_to_the_days_claim() -> None:
    scene = a_scene()
    work = accepted(scene)
    claim_attendance(by=scene.babol_it, claim=Claim(work, OPENS))
    claim_attendance(by=scene.babol_it, claim=Claim(work, OPENS, left_at=NOON))
    [row] = Attendance.objects.all()
    assert row.left_at == NOON


def test_the_person_on_duty_claims_for_oneself_only() -> None:
    scene = a_scene()
    worker = a_user(Role.OBSERVER, scene.amol)
    own = accepted(scene, worker.person)
    assert claim_attendance(by=worker, claim=Claim(own, OPENS))
    with pytest.raises(NotAllowed):
        claim_attendance(by=worker, claim=Claim(accepted(scene), OPENS))


def test_only_who_accepted_is_on_duty() -> None:
    scene = a_scene()
    with pytest.raises(AppointmentStateForbids):
        claim_attendance(by=scene.babol_it, claim=Claim(an_appointment(scene), OPENS))


@pytest.mark.parametrize("hours", [-3, 7, 10])
def test_arrival_outside_the_shift_is_refused(hours: int) -> None:
    scene = a_scene()
    with pytest.raises(AttendanceOutsideShift):
        claim_attendance(by=scene.babol_it, claim=Claim(accepted(scene), OPENS + hours * HOUR))


def test_nobody_was_on_duty_tomorrow_or_left_before_coming() -> None:
    scene = a_scene()
    work = accepted(scene)
    with time_machine.travel(OPENS - HOUR), pytest.raises(BadInput):
        claim_attendance(by=scene.babol_it, claim=Claim(work, OPENS))
    with pytest.raises(BadInput):
        claim_attendance(by=scene.babol_it, claim=Claim(work, OPENS, left_at=OPENS - HOUR))


def test_a_refutation_gives_its_reason_and_stands() -> None:
    scene = a_scene()
    attendance = claimed(scene)
    with pytest.raises(ReasonMissing):
        refute_attendance(by=scene.head, attendance=attendance, reason="  ")
    refute_attendance(by=scene.head, attendance=attendance, reason="در شعبه نبود")
    with pytest.raises(AttendanceJudged):
        verify_attendance(by=scene.head, attendance=attendance)


def test_another_county_judges_nothing_here() -> None:
    scene = a_scene()
    with pytest.raises(NotAllowed):
        verify_attendance(by=scene.amol_it, attendance=claimed(scene))
