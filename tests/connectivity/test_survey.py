"""The surveyor's phone: what it kept arrives once, each reading answered by itself."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sandoq.apps.connectivity.models import Reading
from sandoq.apps.territory.models import Point
from sandoq.common.clock import now
from tests.connectivity.scene import Scene, a_followed_station, days_ago
from tests.factories import a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(scene: Scene) -> Point:
    return a_followed_station(scene.babol_central).points.get()


@pytest.fixture
def phone(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.surveyor)
    return client


def a_kept(at: Point, **values: object) -> dict[str, object]:
    return {
        "key": str(uuid4()),
        "point": str(at.key),
        "operator": "mci",
        "technology": "4g",
        "attempts": "10",
        "successes": "9",
        "p95_ms": "400",
        "rsrp_dbm": "-90",
        "sinr_db": "",
        "is_indoor": True,
        "taken_at": days_ago(1).isoformat(),
    } | values


def send(phone: Client, *readings: object, device_now: object = None) -> Any:
    body = {"device_now": str(device_now or now().isoformat()), "readings": readings}
    return phone.post("/connectivity/survey/readings/", json.dumps(body), "application/json")


def test_a_lost_answer_and_a_second_sending_double_nothing(phone: Client, point: Point) -> None:
    kept = a_kept(point)

    first, again = send(phone, kept).json(), send(phone, kept).json()

    assert [one["outcome"] for one in first["answers"] + again["answers"]] == ["created", "known"]
    assert Reading.objects.get().source == "phone"


def test_one_bad_reading_holds_back_none_of_the_others(phone: Client, point: Point) -> None:
    bad = [
        a_kept(point, successes="11"),
        a_kept(point, rsrp_dbm="90"),
        a_kept(point, point=str(uuid4())),
        a_kept(point, operator="none"),
        a_kept(point, key="x"),
        a_kept(point, attempts="many"),
        a_kept(point, taken_at="yesterday"),
        "no reading at all",
    ]

    answers = send(phone, *bad, a_kept(point)).json()["answers"]

    assert [one.get("code") for one in answers] == [
        *("successes-exceed-attempts", "rsrp-out-of-range", "not-found"),
        *["bad-reading"] * 5,
        None,
    ]
    assert all(one["why"] for one in answers[:-1])
    assert Reading.objects.count() == 1


def test_a_wrong_clock_is_told_and_put_right(phone: Client, point: Point) -> None:
    """The phone runs three hours ahead and measured an hour ago."""
    device = now() + timedelta(hours=3)
    kept = a_kept(point, taken_at=(device - timedelta(hours=1)).isoformat())

    told = send(phone, kept, device_now=device.isoformat()).json()

    assert abs(told["skew_seconds"] - 10_800) <= 2
    reading = Reading.objects.get()
    assert abs(reading.taken_at - (now() - timedelta(hours=1))) < timedelta(seconds=5)
    assert reading.skew_seconds == told["skew_seconds"]


def test_the_points_are_those_where_the_person_records(
    scene: Scene, phone: Client, point: Point
) -> None:
    a_followed_station(scene.amol_central)

    shown = phone.get("/connectivity/survey/points.json").json()

    assert [row["key"] for row in shown["points"]] == [str(point.key)]
    assert abs(shown["now"] / 1000 - now().timestamp()) < 60


def test_a_test_transaction_is_answered_and_kept_by_no_cache(phone: Client) -> None:
    answer = phone.post("/connectivity/survey/test/", "x" * 1024, "application/json")

    assert answer.json()["bytes"] == 1024
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("body", ["", "[]", '{"device_now": "x", "readings": []}'])
def test_nonsense_is_refused_and_breaks_nothing(phone: Client, body: str) -> None:
    answer = phone.post("/connectivity/survey/readings/", body, "application/json")

    assert answer.status_code == 422


def test_the_worker_keeps_what_the_page_is_made_of(phone: Client) -> None:
    text = phone.get("/connectivity/survey/worker.js").content.decode()

    assert "connectivity/survey.js" in text
    assert '"/connectivity/survey/"' in text


def test_an_observer_measures_nothing(scene: Scene) -> None:
    client = Client()
    client.force_login(a_user("observer", scene.babol))

    assert client.get("/connectivity/survey/").status_code == 403
    assert (
        client.post("/connectivity/survey/readings/", "{}", "application/json").status_code == 403
    )
