"""Pages and the API show and do what the services do, to those who may."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sandoq.apps.connectivity.models import Link, PointLinks, Reading, ReadingBatch
from sandoq.apps.connectivity.selectors import rule_in_force
from sandoq.apps.territory.models import Point
from tests.connectivity.scene import (
    MIDDAY,
    MORNING,
    Scene,
    a_followed_station,
    days_ago,
    measure,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def point(scene: Scene) -> Point:
    return a_followed_station(scene.babol_central, name="دبستان کاوه").points.get()


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_board_leads_with_electors_and_offers_every_file(scene: Scene, point: Point) -> None:
    measure(point, scene.mci, scene.surveyor, successes=1)
    client = signed_in(scene.babol_it)

    page = client.get("/connectivity/?gap=link").content.decode()
    assert "دبستان کاوه" in page
    assert "واجدان شرایط در محل‌های بدون پیوند تأییدشده" in page
    for kind in ("csv", "xlsx", "json"):
        answer = client.get(f"/connectivity/?operator=mci&grade=not-verified&format={kind}")
        assert b"".join(answer.streaming_content)
    answer = client.get("/connectivity/points.geojson?operator=mci")
    found = json.loads(b"".join(answer.streaming_content))
    assert [one["id"] for one in found["features"]] == [str(point.key)]
    empty = client.get("/connectivity/points.geojson?operator=mci&grade=verified")
    assert json.loads(b"".join(empty.streaming_content))["features"] == []


def test_a_plan_is_written_by_its_form(scene: Scene, point: Point) -> None:
    given = {
        "sim-a": scene.mci.pk,
        "sim-a-tower": "دکل ۱۲",
        "satellite": scene.satellite.pk,
        "offline": "on",
    }

    answer = signed_in(scene.babol_it).post(f"/connectivity/points/{point.key}/plan/", given)

    assert answer.status_code == 302
    assert [row.kind for row in Link.objects.order_by("pk")] == ["sim-a", "satellite", "offline"]
    page = signed_in(scene.babol_it).get(f"/connectivity/points/{point.key}/").content.decode()
    assert "دکل ۱۲" in page


def test_the_rule_is_changed_by_its_form_in_any_digits(scene: Scene, point: Point) -> None:
    given = {
        "min_transactions": "۲۰",
        "min_bands": "2",
        "max_age_days": "۳۰",
        "min_success_percent": "95",
        "band_starts": "۶، ۱۲، ۱۸",
    }
    client = signed_in(scene.headquarters)

    bad = client.post("/connectivity/settings/", given | {"min_bands": "9"})
    assert bad.status_code == 200
    assert rule_in_force().min_transactions == 10
    client.post("/connectivity/settings/", given)

    assert rule_in_force().band_starts == (6, 12, 18)
    assert (rule_in_force().min_transactions, rule_in_force().max_age_days) == (20, 30)


def test_a_file_is_previewed_written_and_taken_back(
    scene: Scene, point: Point, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    rows = [
        {
            "instanceID": str(uuid4()),
            "point": str(point.key),
            "operator": "mci",
            "technology": "4g",
            "attempts": 10,
            "successes": 10,
            "taken_at": days_ago(2, hour).isoformat(),
        }
        for hour in (MORNING, MIDDAY)
    ]
    rows.append(rows[0] | {"instanceID": str(uuid4()), "successes": 99})
    client = signed_in(scene.babol_it)
    file = SimpleUploadedFile("readings.json", json.dumps(rows).encode())

    answer = client.post("/connectivity/import/", {"upload": file})
    batch = ReadingBatch.objects.get()
    preview = client.get(answer.headers["Location"]).content.decode()
    assert "بیش از تعداد تراکنش‌هاست" in preview
    assert not Reading.objects.exists()
    client.post(f"/connectivity/import/{batch.key}/apply/")
    assert PointLinks.objects.get(point=point).has_link
    client.post(f"/connectivity/import/{batch.key}/undo/")
    assert not PointLinks.objects.get(point=point).has_link
    assert signed_in(scene.amol_it).get(f"/connectivity/import/{batch.key}/").status_code == 404


def test_programs_record_plan_and_read(scene: Scene, point: Point) -> None:
    client = signed_in(scene.babol_it)
    reading = {
        "key": str(uuid4()),
        "point": str(point.key),
        "operator": "mci",
        "technology": "4g",
        "attempts": 10,
        "successes": 10,
        "taken_at": days_ago(2).isoformat(),
    }
    later = reading | {"key": str(uuid4()), "taken_at": days_ago(2, MIDDAY).isoformat()}

    def send(*readings: object) -> Any:
        return client.post("/api/connectivity/readings", list(readings), "application/json")

    assert send(reading, later).json() == {"created": 2, "known": 0}
    assert send(reading).json() == {"created": 0, "known": 1}
    assert send(reading | {"key": str(uuid4()), "successes": 11}).json()["code"] == (
        "successes-exceed-attempts"
    )
    plan = [{"kind": "sim-a", "operator": "mci", "tower": "T1"}]
    address = f"/api/connectivity/points/{point.key}"
    shown = client.put(f"{address}/plan", plan, "application/json").json()
    assert (shown["state"], shown["is_planned"]) == ("ready", True)
    assert client.get(address).json() == shown
    figures = client.get("/api/connectivity").json()
    assert (figures["points"], figures["points_without_link"]) == (1, 0)
    assert client.get("/api/connectivity/points?gap=fallback").json()["count"] == 1
    assert client.get("/api/connectivity/operators").json()[0]["slug"] == "mci"
