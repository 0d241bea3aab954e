"""What is asked of a polling day, said on pages: roles, shifts, limits; one appointment."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.workforce.models import Appointment, DutyLimits, Shift, WorkRole
from sandoq.apps.workforce.services import list_worker
from tests.workforce.scene import MODEL, OPENS, Scene, a_person, a_scene, an_appointment

pytestmark = pytest.mark.django_db
KEY = "2f7c1d52-6a0e-4a6b-9d6e-0f4f6f1f5b11"


@pytest.fixture
def scene() -> Scene:
    """Two elections on one day, with roles, shifts and stations."""
    return a_scene()


def signed_in(user: User) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user)
    return client


def verbs() -> list[str]:
    return list(AuditEntry.objects.values_list("verb", flat=True))


def test_the_headquarters_defines_a_role_and_who_may_stand_in(scene: Scene) -> None:
    """Saying it twice writes once; the form shows what is set."""
    client = signed_in(scene.headquarters)
    given = {
        "code": "scanner",
        "name_fa": "متصدی شمارش",
        "name_en": "count operator",
        "place": "station",
        "substitutes": ["chief", "operator"],
        "device_models": f"{MODEL}\n\nscan-2",
        "rank": "۳",
    }
    before = verbs().count("workforce.define-role")
    for _time in range(2):
        answer = client.post(reverse("workforce:role"), given)
        assert answer.status_code == 302, answer.content.decode()
    role = WorkRole.objects.get(code="scanner")
    stand_ins = [one.substitute.code for one in role.substitutions.all()]
    assert sorted(stand_ins) == ["chief", "operator"]
    assert {one.device_model for one in role.trainings.all()} == {MODEL, "scan-2"}
    assert (role.rank, role.rate_class) == (3, "scanner")
    assert verbs().count("workforce.define-role") == before + 1
    shown = client.get(reverse("workforce:role"), {"code": "scanner"}).content.decode()
    assert "scan-2" in shown
    assert "count operator" in client.get(reverse("workforce:plan")).content.decode()


def test_a_role_is_refused_with_a_bad_code_and_to_a_province(scene: Scene) -> None:
    given = {"code": "a b", "name_fa": "نقش", "name_en": "role", "place": "station", "rank": "0"}
    refused = signed_in(scene.headquarters).post(reverse("workforce:role"), given)
    assert refused.status_code == 422
    head = signed_in(scene.head).post(reverse("workforce:role"), {**given, "code": "new"})
    assert head.status_code == 403
    assert not WorkRole.objects.filter(name_en="role").exists()
    unknown = signed_in(scene.headquarters).get(reverse("workforce:role"), {"code": "none"})
    assert unknown.status_code == 404


def test_a_shift_over_midnight_ends_on_the_next_day(scene: Scene) -> None:
    client = signed_in(scene.headquarters)
    day = scene.election.polling_day
    given = {
        "code": "night",
        "name_fa": "شب",
        "name_en": "night",
        "day": day.date.isoformat(),
        "starts": "۲۰:۰۰",
        "ends": "02:30",
    }
    assert client.post(reverse("workforce:shift"), given).status_code == 302
    night = Shift.objects.get(polling_day=day, code="night")
    assert night.ends_at - night.starts_at == timedelta(hours=6, minutes=30)
    again = client.get(reverse("workforce:shift"), {"code": "night"}).content.decode()
    assert 'value="20:00"' in again


def test_hours_that_people_hold_stay_and_the_page_says_so(scene: Scene) -> None:
    an_appointment(scene, shift=scene.morning)
    given = {
        "code": "morning",
        "name_fa": "صبح",
        "name_en": "morning",
        "day": scene.election.polling_day.date.isoformat(),
        "starts": "05:00",
        "ends": "06:00",
    }
    answer = signed_in(scene.headquarters).post(reverse("workforce:shift"), given)
    assert answer.status_code == 409
    assert "problem" in answer.content.decode()
    scene.morning.refresh_from_db()
    assert scene.morning.starts_at == OPENS


def test_limits_are_set_once_for_the_day(scene: Scene) -> None:
    client = signed_in(scene.headquarters)
    given = {"daily_minutes": "600", "rest_minutes": "90"}
    assert client.post(reverse("workforce:limits"), given).status_code == 302
    limits = DutyLimits.objects.get(polling_day=scene.election.polling_day)
    assert (limits.daily_minutes, limits.rest_minutes) == (600, 90)
    wrong = client.post(reverse("workforce:limits"), {**given, "daily_minutes": "2000"})
    assert wrong.status_code == 422


def test_one_person_is_appointed_at_a_station(scene: Scene) -> None:
    """Sent twice it is one appointment; the page lists who has no duty that day."""
    free, busy = a_person(scene.babol, "آزاد"), a_person(scene.babol, "مشغول")
    for person in (free, busy):
        list_worker(by=scene.headquarters, person=person, unit=scene.babol, role=scene.operator)
    an_appointment(scene, busy, role=scene.chief)
    client = signed_in(scene.babol_it)
    address = reverse("workforce:appoint_at_station", args=[scene.station.key])
    shown = client.get(address).content.decode()
    assert "آزاد" in shown
    assert "مشغول" not in shown
    given = {"person": str(free.key), "role": "operator", "shift": "morning", "key": KEY}
    for _time in range(2):
        answer = client.post(address, given)
        assert answer.status_code == 302, answer.content.decode()
    (made,) = Appointment.objects.filter(person=free)
    assert (made.station, made.role, made.state) == (scene.station, scene.operator, "proposed")


def test_a_roaming_expert_is_appointed_in_the_unit(scene: Scene) -> None:
    person = a_person(scene.babol, "کارشناس")
    list_worker(by=scene.headquarters, person=person, unit=scene.babol)
    client = signed_in(scene.babol_it)
    given = {"person": str(person.key), "role": "expert", "shift": "morning", "key": KEY}
    assert client.post(reverse("workforce:appoint_in_unit"), given).status_code == 302
    made = Appointment.objects.get(person=person)
    assert (made.station, made.unit) == (None, scene.babol)


def test_a_station_of_another_county_is_nobody_elses(scene: Scene) -> None:
    """Neither the page nor a hidden address appoints there; nothing is written."""
    person = a_person(scene.amol)
    list_worker(by=scene.headquarters, person=person, unit=scene.amol)
    address = reverse("workforce:appoint_at_station", args=[scene.other_station.key])
    given = {"person": str(person.key), "role": "operator", "shift": "morning", "key": KEY}
    client = signed_in(scene.babol_it)
    assert client.get(address).status_code == 404
    assert client.post(address, given).status_code == 404
    mine = reverse("workforce:appoint_at_station", args=[scene.station.key])
    assert client.post(mine, given).status_code == 422
    assert not Appointment.objects.exists()


def test_duties_that_clash_are_told_above_the_form(scene: Scene) -> None:
    person = a_person(scene.babol)
    list_worker(by=scene.headquarters, person=person, unit=scene.babol)
    an_appointment(scene, person, shift=scene.morning)
    address = reverse("workforce:appoint_at_station", args=[scene.station.key])
    given = {"person": str(person.key), "role": "chief", "shift": "afternoon", "key": KEY}
    answer = signed_in(scene.babol_it).post(address, given)
    assert answer.status_code == 409
    assert Appointment.objects.filter(person=person).count() == 1
