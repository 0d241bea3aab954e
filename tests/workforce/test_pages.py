"""The room's pages: what they show, what they write, and what they do not tell."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import correct_person
from sandoq.apps.workforce.models import (
    Appointment,
    Attendance,
    Presence,
    Qualification,
    TrainingSession,
    Worker,
)
from sandoq.apps.workforce.rules.calendar_file import Event, calendar_file
from sandoq.apps.workforce.rules.codes import code_at
from sandoq.apps.workforce.selectors.links import card_of, token_of
from sandoq.apps.workforce.selectors.people import WorkerFilter, workers
from sandoq.apps.workforce.selectors.ready import trained_and_accepted
from sandoq.apps.workforce.services import (
    Claim,
    claim_attendance,
    enrol,
    invite,
    list_worker,
)
from sandoq.common.clock import now
from tests.workforce.scene import (
    NOON,
    OPENS,
    a_person,
    a_scene,
    a_session,
    accepted,
    an_appointment,
    train,
)

pytestmark = pytest.mark.django_db
ID = "0012345679"


def signed_in(user: User) -> Client:
    client = a_visitor()
    client.force_login(user)
    return client


def a_visitor() -> Client:
    """Somebody without account, who reads English, so that digits are those of the rows."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def text_of(client: Client, name: str, *args: object, **query: object) -> str:
    response = client.get(reverse(f"workforce:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_board_counts_who_is_missing_by_role_and_area() -> None:
    """One operator is accepted and trained, one chief accepted; the rest is missing."""
    scene = a_scene()
    train(scene, accepted(scene).person)
    accepted(scene, role=scene.chief)
    file = signed_in(scene.head).get(reverse("workforce:board"), {"format": "json"})
    rows = json.loads(b"".join(file.streaming_content))
    codes = {one.name_en: one.code for one in (scene.operator, scene.chief, scene.roaming)}
    told = {(row["Unit"], codes[row["Role"]]): row["People missing"] for row in rows}
    assert told == {
        ("بابل", "operator"): 0,
        ("بابل", "chief"): 0,
        ("بابل", "expert"): 1,
        ("آمل", "operator"): 1,
        ("آمل", "chief"): 1,
    }


def test_the_list_of_people_finds_a_whole_identifier_and_shows_none() -> None:
    scene = a_scene()
    person = a_person(scene.babol, "زهرا کریمی")
    correct_person(by=scene.headquarters, person=person, national_id=ID)
    list_worker(by=scene.babol_it, person=person, unit=scene.babol, role=scene.operator)
    client = signed_in(scene.babol_it)
    assert "زهرا کریمی" in text_of(client, "people", q=ID)
    assert "زهرا کریمی" not in text_of(client, "people", q=ID[:-1])
    assert ID not in text_of(client, "people")
    exported = b"".join(
        client.get(reverse("workforce:people"), {"format": "csv"}).streaming_content
    )
    assert "زهرا کریمی" in exported.decode()
    assert ID not in exported.decode()


def test_a_county_sees_its_own_people_only() -> None:
    scene = a_scene()
    for unit in (scene.babol, scene.amol):
        list_worker(by=scene.headquarters, person=a_person(unit), unit=unit)
    day = scene.election.polling_day
    assert workers(scene.amol_it, day, None).get().unit == scene.amol
    assert workers(scene.head, day, None, WorkerFilter(state="free")).count() == 2


def test_a_list_is_uploaded_looked_at_and_approved() -> None:
    scene = a_scene()
    client = signed_in(scene.babol_it)
    file = SimpleUploadedFile("people.csv", f"نام و نام خانوادگی,کد ملی\nعلی رضایی,{ID}".encode())
    form = {"uploads": file, "unit": str(scene.babol.key)}
    preview = client.post(reverse("workforce:people_upload"), form).headers["Location"]
    page = client.get(preview).content.decode()
    assert "علی رضایی" in page
    assert ID not in page
    assert not Worker.objects.exists()
    client.post(f"{preview}apply/")
    assert Worker.objects.get().person.name_fa == "علی رضایی"


def test_stations_are_filled_with_free_people_after_approval() -> None:
    scene = a_scene()
    free, busy = a_person(scene.babol, "آزاد"), a_person(scene.babol, "گرفتار")
    for person in (free, busy):
        list_worker(by=scene.babol_it, person=person, unit=scene.babol, role=scene.operator)
    an_appointment(scene, busy, role=scene.chief, shift=scene.afternoon)
    client = signed_in(scene.babol_it)
    address = reverse("workforce:propose") + "?role=operator&shift=morning"
    page = client.get(address)
    assert "آزاد" in page.content.decode()
    assert "گرفتار" not in page.content.decode()
    digest = page.context["found"].digest

    refused = client.post(address, {"digest": "0" * 64})
    assert refused.status_code == 409
    client.post(address, {"digest": digest, "order_number": "12/ن"})
    [row] = Appointment.objects.filter(role=scene.operator)
    assert (row.person, row.station, row.order_number) == (free, scene.station, "12/ن")


def test_a_link_asks_shows_the_duty_and_takes_the_answer() -> None:
    scene = a_scene()
    appointment = an_appointment(scene)
    [invitation] = invite(by=scene.babol_it, appointments=[appointment])
    address = reverse("workforce:invitation", args=[token_of(invitation)])
    stranger = a_visitor()
    page = stranger.get(address)
    assert scene.station.name in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    stranger.post(address, {"answer": "perhaps"})
    appointment.refresh_from_db()
    assert appointment.state == "invited"
    stranger.post(address, {"answer": "accept"})
    appointment.refresh_from_db()
    assert appointment.state == "accepted"
    assert Client().get(address[:-3] + "xx/").status_code == 404


def test_whoever_opened_their_link_is_seen_at_a_session_by_its_code() -> None:
    scene = a_scene()
    appointment = an_appointment(scene)
    [invitation] = invite(by=scene.babol_it, appointments=[appointment])
    session = a_session(scene)
    enrol(by=scene.babol_it, session=session, person=appointment.person)
    address = reverse("workforce:here", args=[session.key, code_at(session.code_secret, now())])

    phone = Client()
    phone.post(address)
    assert not Presence.objects.exists()
    phone.get(reverse("workforce:invitation", args=[token_of(invitation)]))
    for _ in range(2):
        phone.post(address, {"seen_at": now().isoformat(), "client_uuid": str(uuid4())})
    assert Presence.objects.get().enrolment.person == appointment.person


def test_the_screen_shows_a_code_that_changes_and_nobody_else_may_see_it() -> None:
    scene = a_scene()
    session = a_session(scene)
    client = signed_in(scene.babol_it)
    first = client.get(reverse("workforce:screen", args=[session.key]))
    assert "<svg" in first.content.decode()
    with time_machine.travel(now() + timedelta(minutes=1)):
        later = client.get(reverse("workforce:screen", args=[session.key]))
    assert first.context["code"] != later.context["code"]
    assert (
        signed_in(scene.amol_it).get(reverse("workforce:screen", args=[session.key])).status_code
        == 404
    )


def test_a_trainer_reads_cards_and_passes_the_present() -> None:
    scene = a_scene()
    session = a_session(scene)
    enrolment = enrol(by=scene.babol_it, session=session, person=a_person(scene.babol))
    client = signed_in(scene.babol_it)
    client.post(reverse("workforce:scan", args=[session.key]), {"card": card_of(enrolment)})
    act = {"act": "passed", "trainee": [str(enrolment.key)]}
    client.post(reverse("workforce:judge", args=[session.key]), act)
    assert Qualification.objects.get().person == enrolment.person
    assert "does not count" not in text_of(client, "session", session.key)


def test_a_session_is_set_and_filled_with_those_who_need_it() -> None:
    scene = a_scene()
    session = a_session(scene, capacity=1)
    for _ in range(2):
        person = accepted(scene, station=None, unit=scene.babol, role=scene.roaming).person
        list_worker(by=scene.babol_it, person=person, unit=scene.babol)
    operator = accepted(scene).person
    list_worker(by=scene.babol_it, person=operator, unit=scene.babol)
    client = signed_in(scene.babol_it)
    client.post(reverse("workforce:fill_session", args=[session.key]))
    assert session.enrolments.get().person == operator

    form = {
        "key": str(uuid4()),
        "course": str(session.course.key),
        "unit": str(scene.babol.key),
        "place": "سالن",
        "day": "1405/12/20",
        "starts": "9",
        "ends": "12:00",
        "capacity": "20",
    }
    for _ in range(2):
        client.post(reverse("workforce:new_session"), form)
    assert TrainingSession.objects.filter(capacity=20).count() == 1


def test_a_day_on_duty_is_verified_by_the_next_person() -> None:
    scene = a_scene()
    with time_machine.travel(NOON):
        claim = Claim(accepted(scene), OPENS)
        attendance = claim_attendance(by=scene.babol_it, claim=claim)
        own = signed_in(scene.babol_it)
        assert str(attendance.key) not in text_of(own, "attendance")
        client = signed_in(scene.babol_district_it)
        assert str(attendance.key) in text_of(client, "attendance")
        form = {"key": str(attendance.key), "act": "verify"}
        client.post(reverse("workforce:attendance"), form)
    assert Attendance.objects.get().state == "verified"


def test_a_person_sees_the_own_duties_and_nobody_elses() -> None:
    scene = a_scene()
    mine = accepted(scene, scene.amol_it.person)
    other = accepted(scene, a_person(scene.babol, "دیگری"), shift=scene.morning)
    page = text_of(signed_in(scene.amol_it), "mine")
    assert mine.station is not None
    assert mine.station.name in page
    assert other.person.name_fa not in page


def test_the_team_says_who_does_not_count_and_why() -> None:
    scene = a_scene()
    work = accepted(scene)
    train(scene, work.person, build="4.0")
    page = text_of(signed_in(scene.babol_it), "team", scene.station.key)
    assert "trained on pollbook-3 with build 4.0" in page


def test_every_page_opens_empty(client: Client) -> None:
    """Without election, people or sessions nothing breaks, and the first step is named."""
    from tests.factories import a_country, a_user

    user = a_user("headquarters", a_country())
    found = signed_in(user)
    for name in ("board", "people", "people_imports", "training", "propose", "invitations"):
        assert text_of(found, name)
    assert found.get(reverse("workforce:training_ics")).content.startswith(b"BEGIN:VCALENDAR\r\n")


def test_calendar_lines_are_folded_and_escaped() -> None:
    event = Event("1@sandoq", OPENS, NOON, "دورهٔ کار؛ با، سامانه; " * 5, "سالن, ۱")
    file = calendar_file("آموزش", [event], at=OPENS)
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    unfolded = file.replace(b"\r\n ", b"").decode()
    assert "DTSTART:20240301T033000Z" in unfolded
    assert "LOCATION:سالن\\, ۱" in unfolded
    assert "سامانه\\;" in unfolded


def test_headquarters_sets_what_is_asked_and_a_province_only_its_own() -> None:
    scene = a_scene()
    client = signed_in(scene.headquarters)
    form = {"device_model": "printer-1", "build": "7"}
    client.post(reverse("workforce:build"), form)
    assert "printer-1 7" in text_of(client, "plan")
    head = signed_in(scene.head)
    assert head.post(reverse("workforce:build"), form).status_code == 403
    wanted = {"role": "operator", "minimum": "2", "unit": str(scene.province.key)}
    head.post(reverse("workforce:quantity"), wanted)
    found = trained_and_accepted([scene.station.pk], OPENS)[scene.station.pk]["operator"]
    assert found.needed == 2
