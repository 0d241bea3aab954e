"""Training counts on the released build only, for those who were there and passed."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from sandoq.apps.workforce.errors import (
    CodeNotShown,
    ExaminerIsTrainee,
    NotEnrolled,
    NotPresent,
    OutsideSession,
    SessionCancelled,
    SessionClash,
    SessionFull,
    WorkKeyReused,
)
from sandoq.apps.workforce.models import Presence, Qualification
from sandoq.apps.workforce.rules.codes import code_at, is_shown_at
from sandoq.apps.workforce.rules.training import Lack, Pass, training_state
from sandoq.apps.workforce.selectors.links import card_of
from sandoq.apps.workforce.selectors.ready import trained_and_accepted
from sandoq.apps.workforce.services import (
    Verdict,
    cancel_session,
    enrol,
    enrol_many,
    examine,
    leave,
    release_build,
    scan_card,
    scan_session_code,
    staffing_rules_written,
    tick_present,
)
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from tests.workforce.scene import (
    BUILD,
    MODEL,
    OPENS,
    a_course,
    a_person,
    a_scene,
    a_session,
    accepted,
    an_appointment,
    train,
)

SECRET = "s" * 64


def test_training_on_another_build_does_not_count_and_both_are_named() -> None:
    """Sirekap 2024 was trained on a build that never ran."""
    found = training_state(["m"], {"m": "2"}, [Pass("m", "1", OPENS + timedelta(days=9))], at=OPENS)
    [gap] = found.gaps
    assert (gap.lack, gap.build, gap.trained_on) == (Lack.OTHER_BUILD, "2", "1")


@pytest.mark.parametrize(
    ("builds", "passes", "lack"),
    [
        ({}, [Pass("m", "1", OPENS + timedelta(days=1))], Lack.NO_BUILD),
        ({"m": "1"}, [], Lack.NOT_TRAINED),
        ({"m": "1"}, [Pass("n", "1", OPENS + timedelta(days=1))], Lack.NOT_TRAINED),
        ({"m": "1"}, [Pass("m", "1", OPENS)], Lack.EXPIRED),
    ],
)
def test_every_lack_of_training_has_its_name(
    builds: dict[str, str], passes: list[Pass], lack: Lack
) -> None:
    assert [gap.lack for gap in training_state(["m"], builds, passes, OPENS).gaps] == [lack]


def test_a_role_without_devices_needs_no_training() -> None:
    found = training_state([], {}, [], OPENS)
    assert (found.gaps, found.until) == ((), None)


def test_the_screens_code_is_worthless_after_a_few_half_minutes() -> None:
    code = code_at(SECRET, OPENS)
    for seconds, fits in ((0, True), (59, True), (-45, True), (120, False), (-120, False)):
        assert is_shown_at(SECRET, code, OPENS + timedelta(seconds=seconds)) is fits
    assert not is_shown_at("t" * 64, code, OPENS)


@pytest.mark.django_db
def test_who_was_there_and_passed_is_qualified_on_that_build() -> None:
    scene = a_scene()
    person = a_person(scene.babol)
    train(scene, person)
    [held] = Qualification.objects.all()
    assert (held.person_id, held.device_model, held.build) == (person.pk, MODEL, BUILD)


@pytest.mark.django_db
def test_an_accepted_operator_counts_once_trained_on_the_released_build() -> None:
    scene = a_scene()
    work = accepted(scene)
    at = OPENS - timedelta(days=1)

    def state() -> tuple[int, list[str]]:
        found = trained_and_accepted([scene.station.pk], at)[scene.station.pk]["operator"]
        return found.ready, [lack.reason for lack in found.lacking]

    assert state() == (0, ["not-trained"])
    train(scene, work.person, build="4.1.9")
    assert state() == (0, ["other-build"])
    train(scene, work.person)
    assert state() == (1, [])
    release_build(
        by=scene.headquarters,
        polling_day=scene.election.polling_day,
        device_model=MODEL,
        build="4.3.0",
    )
    assert state() == (0, ["other-build"])


@pytest.mark.django_db
def test_who_has_not_accepted_does_not_count_however_well_trained() -> None:
    scene = a_scene()
    work = an_appointment(scene)
    train(scene, work.person)
    found = trained_and_accepted([scene.station.pk], OPENS)[scene.station.pk]["operator"]
    assert (found.ready, found.missing) == (0, 1)
    assert [lack.reason for lack in found.lacking] == ["not-accepted"]


@pytest.mark.django_db
def test_training_that_ends_before_the_moment_does_not_count() -> None:
    scene = a_scene()
    work = accepted(scene)
    train(scene, work.person)
    until = Qualification.objects.get().valid_until
    for at, ready in ((until - timedelta(seconds=1), 1), (until, 0)):
        found = trained_and_accepted(
            [scene.station.pk], at, polling_day=scene.election.polling_day
        )[scene.station.pk]["operator"]
        assert found.ready == ready
        assert found.until == (until if ready else None)


@pytest.mark.django_db
def test_a_released_build_is_announced_to_the_rooms_above() -> None:
    scene = a_scene()
    heard: list[int] = []
    staffing_rules_written.append(heard.append)
    try:
        for _ in range(2):
            release_build(
                by=scene.headquarters,
                polling_day=scene.election.polling_day,
                device_model="m2",
                build="1",
            )
    finally:
        staffing_rules_written.remove(heard.append)
    assert heard == [scene.election.polling_day.pk]


@pytest.mark.django_db
def test_a_reading_kept_offline_is_taken_later_and_once() -> None:
    """The phone had no network at the session and sends twice afterwards."""
    scene = a_scene()
    session = a_session(scene)
    person = a_person(scene.babol)
    enrol(by=scene.babol_it, session=session, person=person)
    seen_at, sent = now(), uuid4()
    code = code_at(session.code_secret, seen_at)

    with time_machine.travel(now() + timedelta(days=2)):
        found = [
            scan_session_code(
                person=person, session=session, code=code, seen_at=seen_at, client_uuid=sent
            )
            for _ in range(2)
        ]
    assert found[0] == found[1]
    assert found[0].seen_at == seen_at

    other = a_person(scene.babol)
    enrol(by=scene.babol_it, session=session, person=other)
    with (
        time_machine.travel(now() + timedelta(days=8)),
        pytest.raises(CodeNotShown) as refusal,
    ):
        scan_session_code(
            person=other, session=session, code=code, seen_at=seen_at, client_uuid=uuid4()
        )
    assert refusal.value.reason == "too-late"


@pytest.mark.django_db
def test_a_photo_of_the_screen_sent_from_home_is_refused() -> None:
    scene = a_scene()
    session = a_session(scene)
    person = a_person(scene.babol)
    enrol(by=scene.babol_it, session=session, person=person)
    old = code_at(session.code_secret, now() - timedelta(minutes=10))
    with pytest.raises(CodeNotShown):
        scan_session_code(
            person=person, session=session, code=old, seen_at=now(), client_uuid=uuid4()
        )
    early = now() - timedelta(hours=3)
    with pytest.raises(OutsideSession):
        scan_session_code(
            person=person,
            session=session,
            code=code_at(session.code_secret, early),
            seen_at=early,
            client_uuid=uuid4(),
        )
    assert not Presence.objects.exists()


@pytest.mark.django_db
def test_who_has_no_seat_is_not_present() -> None:
    scene = a_scene()
    session = a_session(scene)
    person = a_person(scene.babol)
    code = code_at(session.code_secret, now())
    for _ in range(2):
        with pytest.raises(NotEnrolled):
            scan_session_code(
                person=person, session=session, code=code, seen_at=now(), client_uuid=uuid4()
            )
        enrol(by=scene.babol_it, session=session, person=person)
        leave(by=scene.babol_it, session=session, person=person)


@pytest.mark.django_db
def test_the_trainer_reads_a_card_once_and_a_forged_one_never() -> None:
    scene = a_scene()
    enrolment = enrol(by=scene.babol_it, session=a_session(scene), person=a_person(scene.babol))
    card, sent = card_of(enrolment), uuid4()
    first = scan_card(by=scene.babol_it, card=card, seen_at=now(), client_uuid=sent)
    assert scan_card(by=scene.babol_it, card=card, seen_at=now(), client_uuid=uuid4()) == first
    with pytest.raises(NotFound):
        scan_card(by=scene.babol_it, card=card[:-2] + "zz", seen_at=now(), client_uuid=uuid4())
    with pytest.raises(NotFound):
        scan_card(by=scene.amol_it, card=card, seen_at=now(), client_uuid=uuid4())


@pytest.mark.django_db
def test_one_key_of_a_phone_means_one_reading() -> None:
    scene = a_scene()
    session = a_session(scene)
    sent = uuid4()
    one, two = (
        enrol(by=scene.babol_it, session=session, person=a_person(scene.babol)) for _ in range(2)
    )
    tick_present(by=scene.babol_it, enrolment=one, seen_at=now(), client_uuid=sent)
    with pytest.raises(WorkKeyReused):
        tick_present(by=scene.babol_it, enrolment=two, seen_at=now(), client_uuid=sent)


@pytest.mark.django_db
def test_nobody_examines_themselves() -> None:
    scene = a_scene()
    enrolment = enrol(by=scene.headquarters, session=a_session(scene), person=scene.babol_it.person)
    with pytest.raises(ExaminerIsTrainee):
        tick_present(by=scene.babol_it, enrolment=enrolment, seen_at=now(), client_uuid=uuid4())
    tick_present(by=scene.member, enrolment=enrolment, seen_at=now(), client_uuid=uuid4())
    with pytest.raises(ExaminerIsTrainee):
        examine(by=scene.babol_it, verdict=Verdict(enrolment, passed=True))
    assert not Qualification.objects.exists()


@pytest.mark.django_db
def test_who_was_not_there_is_not_examined() -> None:
    scene = a_scene()
    enrolment = enrol(by=scene.babol_it, session=a_session(scene), person=a_person(scene.babol))
    with pytest.raises(NotPresent):
        examine(by=scene.member, verdict=Verdict(enrolment, passed=True))


@pytest.mark.django_db
def test_the_newest_result_counts() -> None:
    scene = a_scene()
    enrolment = enrol(by=scene.babol_it, session=a_session(scene), person=a_person(scene.babol))
    tick_present(by=scene.member, enrolment=enrolment, seen_at=now(), client_uuid=uuid4())
    examine(by=scene.member, verdict=Verdict(enrolment, passed=True))
    examine(by=scene.member, verdict=Verdict(enrolment, passed=False))
    assert not Qualification.objects.exists()
    key = uuid4()
    first = examine(by=scene.member, verdict=Verdict(enrolment, passed=True, key=key))
    assert examine(by=scene.member, verdict=Verdict(enrolment, passed=True, key=key)) == first
    assert Qualification.objects.count() == 1


@pytest.mark.django_db
def test_a_full_session_takes_nobody_and_a_left_seat_is_free() -> None:
    scene = a_scene()
    session = a_session(scene, capacity=2)
    people = [a_person(scene.babol) for _ in range(3)]
    with pytest.raises(SessionFull):
        enrol_many(by=scene.babol_it, session=session, people=people)
    enrol_many(by=scene.babol_it, session=session, people=people[:2])
    leave(by=scene.babol_it, session=session, person=people[0])
    enrol(by=scene.babol_it, session=session, person=people[2])
    assert session.enrolments.filter(left_at=None).count() == 2


@pytest.mark.django_db
def test_nobody_sits_in_two_sessions_at_once() -> None:
    scene = a_scene()
    person = a_person(scene.babol)
    enrol(by=scene.babol_it, session=a_session(scene), person=person)
    with pytest.raises(SessionClash):
        enrol(by=scene.babol_it, session=a_session(scene, place="اتاق دیگر"), person=person)


@pytest.mark.django_db
def test_a_cancelled_session_takes_nobody() -> None:
    scene = a_scene()
    session = a_session(scene, a_course(scene))
    cancel_session(by=scene.babol_it, session=session, because="قطع برق")
    with pytest.raises(SessionCancelled):
        enrol(by=scene.babol_it, session=session, person=a_person(scene.babol))
