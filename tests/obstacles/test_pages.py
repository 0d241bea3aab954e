"""The pages and the API: what people see, send, and are refused."""

import gzip
import json
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from sandoq.apps.accounts.models import User
from sandoq.apps.obstacles.models import Obstacle
from sandoq.apps.obstacles.services import escalate_due, triage_obstacle
from tests.obstacles.scene import an_agency, an_obstacle, on_day, with_options
from tests.readiness.scene import Scene, a_followed_station

VIEWS = ("", "by-state/", "timeline/", "areas/", "map/")


def signed_in(user: User, language: str = "en") -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    assert response.status_code == 200, response.content[:400]
    return str(response.content.decode())


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_view_of_the_board_shows_the_obstacle(scene: Scene, language: str) -> None:
    with_options(scene)
    client = signed_in(scene.head, language)

    for view in VIEWS:
        shown = text_of(client.get(f"/obstacles/{view}"))
        assert ("دکل روستا" in shown) is (view in {"", "by-state/", "timeline/"})
    with on_day(10):
        escalate_due()
        key = Obstacle.objects.get().key
        record = text_of(signed_in(scene.head, language).get(f"/obstacles/{key}/"))
    assert record.count("تعمیر دکل") >= 2  # among the options, and as the county was told
    assert "بابل" in record


def test_an_empty_board_says_what_to_do_first(scene: Scene) -> None:
    a_followed_station(scene.babol_central)
    client = signed_in(scene.babol_it)

    assert "/obstacles/new/" in text_of(client.get("/obstacles/"))
    assert "Without filters" in text_of(client.get("/obstacles/?text=zzz"))


def test_the_board_costs_the_same_however_many_obstacles(
    scene: Scene, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        an_obstacle(scene)
    client = signed_in(scene.head)
    client.get("/obstacles/")

    with django_assert_max_num_queries(34):
        client.get("/obstacles/")


def test_a_report_by_form_lands_on_its_page_and_without_a_station_says_so(scene: Scene) -> None:
    station = a_followed_station(scene.babol_central)
    client = signed_in(scene.babol_district_it)
    told = {
        "title": "برق نیست",
        "kind": "power",
        "severity": "blocking",
        "requirements": ["power"],
        "key": str(uuid4()),
    }

    refused = text_of(client.post("/obstacles/new/", told))
    assert "Choose at least one station" in refused
    made = client.post("/obstacles/new/", told | {"stations": [str(station.key)]})

    obstacle = Obstacle.objects.get()
    assert made.headers["Location"] == f"/obstacles/{obstacle.key}/"
    assert (obstacle.electors, obstacle.needs_linked) == (800, 1)


def test_what_a_service_refuses_is_said_in_the_form(scene: Scene) -> None:
    obstacle = an_obstacle(scene, requirements=[])
    client = signed_in(scene.babol_it)
    option = {
        "option-title": "x",
        "option-cost_rial": "۱۰",
        "option-lead_days": "1",
        "option-verification_days": "1",
        "option-residual_risk": "low",
        "option-key": str(uuid4()),
    }

    shown = text_of(client.post(f"/obstacles/{obstacle.key}/options/", option))

    assert "another step" in shown
    assert not obstacle.options.exists()


def test_the_map_has_one_point_per_touched_station_and_is_asked_once(scene: Scene) -> None:
    stations = [a_followed_station(scene.babol_central) for _ in range(2)]
    an_obstacle(scene, *stations)
    an_obstacle(scene, stations[0], requirements=[], severity="minor")
    a_followed_station(scene.babol_central)
    client = signed_in(scene.babol_it)

    answer = client.get("/obstacles/map/points.json")
    columns = json.loads(gzip.decompress(answer.content))

    assert columns["states"] == "22"
    again = client.get(
        "/obstacles/map/points.json", headers={"if-none-match": answer.headers["ETag"]}
    )
    assert again.status_code == 304
    card = text_of(client.get(f"/obstacles/map/card/{stations[0].pk}/"))
    assert card.count("<li>") == 2
    amol = signed_in(scene.amol_it).get("/obstacles/map/points.json")
    assert json.loads(gzip.decompress(amol.content))["points"] == []


def test_the_list_is_a_file_too(scene: Scene) -> None:
    an_obstacle(scene)
    answer = signed_in(scene.head).get("/obstacles/?format=json")

    rows = json.loads(b"".join(answer.streaming_content))

    assert [row["Electors"] for row in rows] == [800]


def test_an_officer_sees_the_agencys_own_board_and_no_other_record(scene: Scene) -> None:
    agency, officer = an_agency(scene.province)
    mine, _ = with_options(scene)
    triage_obstacle(by=scene.babol_it, obstacle=mine, severity="minor", agency=agency)
    other = an_obstacle(scene, title="چیزی دیگر")
    client = signed_in(officer)

    board = text_of(client.get("/obstacles/"))

    assert str(mine.key) in board
    assert str(other.key) not in board
    assert client.get(f"/obstacles/{other.key}/").status_code == 404
    assert client.post(f"/obstacles/{mine.key}/triage/").status_code == 403


def test_a_program_walks_the_whole_way(scene: Scene) -> None:
    station = a_followed_station(scene.babol_central)
    agency, officer = an_agency(scene.province)
    reporter, county = signed_in(scene.babol_district_it), signed_in(scene.babol_it)

    def post(client: Client, address: str, body: dict[str, object]) -> dict[str, Any]:
        answer = client.post(f"/api{address}", json.dumps(body), "application/json")
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    key = str(uuid4())
    body = {"key": key, "title": "دکل", "kind": "link", "severity": "minor"}
    body |= {"stations": [str(station.key)], "requirements": ["link"]}
    first = post(reporter, f"/elections/{scene.election.slug}/obstacles", body)
    assert post(reporter, f"/elections/{scene.election.slug}/obstacles", body) == first
    post(county, f"/obstacles/{key}/triage", {"severity": "blocking", "agency": str(agency.key)})
    option = {"key": str(uuid4()), "title": "تعمیر", "cost_rial": 1, "lead_days": 2}
    option |= {"residual_risk": "low", "agency": str(agency.key)}
    proposed = post(county, f"/obstacles/{key}/options", option)
    shown = post(county, f"/obstacles/{key}/decision", {"option": proposed["key"]})
    owner = next(row["id"] for row in shown["owners"] if row["agency"])
    address = f"/obstacles/{key}/owners/{owner}/acknowledgement"
    assert post(signed_in(officer), address, {})["state"] == "doing"
    assert post(signed_in(officer), f"/obstacles/{key}/claim", {})["state"] == "claimed"
    listed = county.get(f"/api/elections/{scene.election.slug}/obstacles").json()
    assert [row["key"] for row in listed["rows"]] == [key]
