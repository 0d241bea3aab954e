"""What agencies owe: asked, answered, confirmed by another, escalated once when overdue."""

from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client

from sandoq.apps.accounts.models import User
from sandoq.apps.obstacles.errors import DutyActDoesNotFit, NotAnOwner
from sandoq.apps.obstacles.models import Agency, Duty
from sandoq.apps.obstacles.selectors.committee import committee
from sandoq.apps.obstacles.services import (
    DutyData,
    answer_duty,
    escalate_duties,
    issue_duty,
    judge_duty,
)
from sandoq.common.errors import BadInput, NotAllowed
from tests.obstacles.scene import an_agency, on_day, with_options
from tests.readiness.scene import Scene


def a_duty(scene: Scene, agency: Agency, **fields: object) -> Duty:
    """Due on day ten of the scene."""
    values = {
        "deliverable": "دو ژنراتور یدک در هر شهرستان",
        "legal_reference": "ماده ۳۰",
        "deputy": "معاون بهره‌برداری",
        "due_on": date(2024, 1, 31),
    }
    data = DutyData(**(values | fields))  # type: ignore[arg-type]
    return issue_duty(by=scene.head, election=scene.election, agency=agency, data=data)


def signed_in(user: User) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user)
    return client


def test_a_duty_is_issued_once_and_not_for_after_polling_day(scene: Scene) -> None:
    agency, officer = an_agency(scene.province)
    key = uuid4()

    first = a_duty(scene, agency, key=key)

    assert a_duty(scene, agency, key=key) == first
    with pytest.raises(BadInput):
        a_duty(scene, agency, due_on=date(2024, 3, 2))
    with pytest.raises(NotAllowed):
        data = DutyData("a", "b", "c", date(2024, 1, 31))
        issue_duty(by=officer, election=scene.election, agency=agency, data=data)
    assert Duty.objects.count() == 1


def test_only_the_agency_answers_and_only_the_committee_confirms(scene: Scene) -> None:
    agency, officer = an_agency(scene.province)
    _, stranger = an_agency(scene.province, "دیگر")
    duty = a_duty(scene, agency)

    with pytest.raises(NotAnOwner):
        answer_duty(by=stranger, duty=duty, act="deliver")
    with pytest.raises(DutyActDoesNotFit):
        judge_duty(by=scene.member, duty=duty, is_confirmed=True)
    answer_duty(by=officer, duty=duty, act="acknowledge")
    answer_duty(by=officer, duty=duty, act="deliver", note="در انبار")
    with pytest.raises(NotAllowed):
        judge_duty(by=officer, duty=duty, is_confirmed=True)
    with pytest.raises(BadInput):
        judge_duty(by=scene.member, duty=duty, is_confirmed=False)
    judge_duty(by=scene.member, duty=duty, is_confirmed=True)

    assert Duty.objects.get().state == "confirmed"
    acts = list(duty.events.order_by("pk").values_list("act", flat=True))
    assert acts == ["issue", "acknowledge", "deliver", "confirm"]


def test_an_overdue_duty_tells_the_province_then_the_nation_once_each(scene: Scene) -> None:
    agency, officer = an_agency(scene.province)
    duty = a_duty(scene, agency)
    delivered = a_duty(scene, agency)
    answer_duty(by=officer, duty=delivered, act="deliver")

    with on_day(10):
        assert escalate_duties() == 0
    with on_day(11):
        assert escalate_duties() == 1
        assert escalate_duties() == 0
    with on_day(13):
        assert escalate_duties() == 1
    with on_day(30):
        assert escalate_duties() == 0

    told = duty.events.filter(act="escalate").order_by("pk")
    assert [event.to_unit for event in told] == [scene.province, scene.country]


def test_the_database_keeps_four_eyes_and_the_history(scene: Scene) -> None:
    agency, officer = an_agency(scene.province)
    duty = a_duty(scene, agency)

    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.update(state="confirmed", delivered_by=officer, confirmed_by=officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("DELETE FROM obstacles_dutyevent")
    assert duty.events.count() == 1


def test_an_officer_sees_only_the_own_agencys_duties(scene: Scene) -> None:
    agency, officer = an_agency(scene.province)
    other, stranger = an_agency(scene.province, "دیگر")
    mine, theirs = a_duty(scene, agency), a_duty(scene, other, deliverable="چیز دیگر")
    client = signed_in(officer)

    board = client.get("/obstacles/duties/").content.decode()

    assert str(mine.key) in board
    assert str(theirs.key) not in board
    assert client.get(f"/obstacles/duties/{theirs.key}/").status_code == 404
    calendar = client.get("/obstacles/duties/calendar.ics").content.decode()
    assert calendar.count("BEGIN:VEVENT") == 1
    assert f"UID:duty-{mine.key}@sandoq" in calendar.replace("\r\n ", "")
    assert signed_in(stranger).get(f"/obstacles/duties/{mine.key}/").status_code == 404


def test_the_pages_carry_a_duty_from_issue_to_confirmation(scene: Scene) -> None:
    agency, officer = an_agency(scene.province)
    head, spokesman = signed_in(scene.head), signed_in(officer)
    told = {
        "agency": agency.pk,
        "deliverable": "خط پشتیبان",
        "legal_reference": "ماده ۳",
        "deputy": "معاون",
        "due_on": "1402/11/20",
        "key": str(uuid4()),
    }

    assert head.post("/obstacles/duties/new/", told | {"due_on": "1403/1/1"}).status_code == 200
    head.post("/obstacles/duties/new/", told)
    duty = Duty.objects.get()
    page = f"/obstacles/duties/{duty.key}/"
    spokesman.post(f"{page}answer/", {"act": "deliver", "note": "انجام شد"})
    head.post(f"{page}verdict/", {"verdict": "confirm"})

    duty.refresh_from_db()
    assert duty.state == "confirmed"
    listed = spokesman.get(f"/api/elections/{scene.election.slug}/duties?state=all").json()
    assert [(row["key"], row["state"]) for row in listed["rows"]] == [(str(duty.key), "confirmed")]
    assert "Confirmed" in head.get(page).content.decode()
    assert agency.name_fa in head.get("/obstacles/agencies/").content.decode()


def test_the_committees_page_puts_what_is_overdue_first(scene: Scene) -> None:
    agency, _ = an_agency(scene.province)
    duty = a_duty(scene, agency)
    obstacle, _ = with_options(scene)

    with on_day(12):
        found = committee(scene.head, scene.election, scene.province)
        page = signed_in(scene.head).get("/obstacles/committee/").content.decode()
        sheet = signed_in(scene.head).get("/obstacles/committee/agenda/").content.decode()

    assert [row.duty for row in found.owed] == [duty]
    assert (found.overdue, found.breaking, found.changes) == (1, [obstacle], [])
    for text in (page, sheet):
        assert str(duty.key) in text
        assert str(obstacle.key) in text
