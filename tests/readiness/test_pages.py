"""The pages of the readiness room: what each person sees, does, and does not see."""

import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sandoq.apps.accounts.models import User
from sandoq.apps.readiness.models import Evidence, Need, RequirementSet, StatusChange
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.services import (
    draft_set,
    follow_stations,
    record_evidence,
    refute_evidence,
)
from sandoq.common.clock import now
from tests.factories import a_country, a_user, an_election
from tests.readiness.scene import (
    PHOTO,
    Scene,
    a_finding,
    a_followed_station,
    a_photo,
    make_ready,
    prove,
)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def page(user: User, name: str, *args: object, **query: object) -> str:
    """The page's text; fails unless it is shown."""
    response = as_(user).get(reverse(f"readiness:{name}", args=args), query)
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


def seen(html: str) -> str:
    """The visible words, with single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def province(scene: Scene) -> Scene:
    """Four stations: ready, on fallback, not ready, and one in another county."""
    names = ("Ready school", "Fallback school", "Poor school")
    for name, electors in zip(names, (900, 700, 500), strict=True):
        scene.stations.append(a_followed_station(scene.babol_central, name=name, electors=electors))
    scene.stations.append(a_followed_station(scene.amol_central, name="Far school", electors=300))
    make_ready(scene.stations[0], scene.babol_it, scene.amol_it)
    make_ready(scene.stations[1], scene.babol_it, scene.amol_it, but=("link",))
    prove(scene.need(scene.stations[2], "power"), scene.babol_it, scene.amol_it)
    return scene


def test_the_board_leads_with_electors_and_shows_the_worst_first(province: Scene) -> None:
    """Figures, then each station with what exactly it lacks."""
    html = page(province.head, "board")
    words = seen(html)
    assert "Electors at not-ready stations 800 of 2,400" in words
    order = [words.index(name) for name in ("Poor school", "Far school", "Fallback school")]
    assert order == sorted(order)
    assert "e-pollbook primary link (point 1)" in words


def test_the_board_narrows_by_state_gap_kind_area_and_text(province: Scene) -> None:
    """Each filter alone, and the count above the table agrees with the rows."""
    mobile = a_followed_station(
        province.amol_central, kind="mobile", points=2, area="rural", name="Caravan"
    )
    cases: list[tuple[dict[str, str], set[str]]] = [
        ({"state": "ready"}, {"Ready school"}),
        ({"state": "ready-on-fallback"}, {"Fallback school"}),
        ({"state": "not-ready"}, {"Poor school", "Far school", "Caravan"}),
        ({"gap": "power"}, {"Far school", "Caravan"}),
        ({"gap": "power", "state": "ready"}, set()),
        ({"gap": "pollbook", "sort": "changed"}, {"Poor school", "Far school", "Caravan"}),
        ({"kind": "mobile"}, {"Caravan"}),
        ({"area": "rural", "gap": "link"}, {"Caravan"}),
        ({"text": "poor"}, {"Poor school"}),
        ({"text": str(mobile.number)}, {"Caravan"}),
        ({"text": "nothing of the kind"}, set()),
        (
            {"state": "nonsense", "sort": "nonsense"},
            {s.name for s in province.stations} | {"Caravan"},
        ),
    ]
    for query, names in cases:
        html = page(province.head, "board", **query)
        rows = set(re.findall(r'<th scope="row"><a href="/readiness/stations/[^"]+">([^<]+)', html))
        assert rows == names, query
        if names:
            assert f"{len(names)} station" in seen(html), query


def test_a_county_sees_its_own_stations_only(province: Scene) -> None:
    """Another county's station does not exist for it, on any page."""
    html = page(province.babol_it, "board")
    assert "Poor school" in html
    assert "Far school" not in html
    client = as_(province.babol_it)
    far = province.stations[3]
    for name in ("station", "inspect"):
        assert client.get(reverse(f"readiness:{name}", args=[far.key])).status_code == 404
    for name in ("board", "areas", "map-points"):
        response = client.get(reverse(f"readiness:{name}"), {"unit": str(province.amol.key)})
        assert response.status_code == 404


def test_a_stranger_is_sent_to_the_door(province: Scene) -> None:
    """Nothing of readiness is public."""
    station = province.stations[0]
    for path in (reverse("readiness:board"), reverse("readiness:station", args=[station.key])):
        assert Client().get(path).status_code == 302


def test_areas_are_counts_and_electors_never_a_percentage(province: Scene) -> None:
    """The county with most electors at not-ready stations leads; no blended figure."""
    words = seen(page(province.head, "areas"))
    assert words.index("بابل") < words.index("آمل")
    assert "not ready 1, ready on fallback 1, ready 1" in page(province.head, "areas")
    assert "%" not in words


def test_exports_hold_the_filtered_set(province: Scene) -> None:
    """CSV, XLSX and JSON, in the order of the page."""
    client = as_(province.head)
    address = reverse("readiness:board")
    response = client.get(address, {"format": "json", "state": "not-ready"})
    rows = json.loads(b"".join(response.streaming_content))
    assert [row["Station"] for row in rows] == ["Poor school", "Far school"]
    assert rows[0]["Lacking"] == "e-pollbook; primary link (point 1)"
    text = b"".join(client.get(address, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 5
    workbook = client.get(address, {"format": "xlsx"})
    assert b"".join(workbook.streaming_content).startswith(b"PK")
    for close in workbook._resource_closers:  # its own `close` would end the test's connection
        close()
    areas = client.get(reverse("readiness:areas"), {"format": "json"})
    assert {
        row["Unit"]: row["Electors at not-ready stations"]
        for row in json.loads(b"".join(areas.streaming_content))
    } == {"بابل": 500, "آمل": 300}


def test_the_board_asks_the_same_queries_for_three_stations_and_for_sixty(province: Scene) -> None:
    """The number of queries does not depend on how many stations there are."""

    def queries() -> int:
        client = as_(province.head)
        client.get(reverse("readiness:board"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("readiness:board"))
        return len(captured)

    few = queries()
    for _ in range(60):
        a_followed_station(province.babol_central)
    assert queries() == few


def test_a_station_says_in_a_sentence_why_it_is_not_ready(scene: Scene) -> None:
    """The second stop of a mobile station, by its name; and who is to act."""
    station = a_followed_station(scene.babol_central, kind="mobile", points=3, name="دبستان سیار")
    for need in Need.objects.filter(station=station).select_related("requirement", "point"):
        is_second = need.point is not None and need.point.seq == 2
        if not (is_second and need.requirement.code in {"link", "link-b"}):
            prove(need, scene.babol_it, scene.amol_it)
    words = seen(page(scene.babol_it, "station", station.key))
    assert "Point 2 (دبستان سیار 2) has no verified primary link: nobody has recorded it." in words
    assert "Point 1 (" not in words
    assert "The IT representative of بابل or the station’s operator records it." in words
    assert "Record a visit" in words

    client = as_(scene.babol_it)
    client.cookies["django_language"] = "fa"
    html = client.get(reverse("readiness:station", args=[station.key])).content.decode()
    assert "محل ۲ (دبستان سیار 2) پیوند اصلی تأییدشده ندارد" in seen(html)


def test_every_state_of_a_need_has_its_sentence(
    scene: Scene, clock: time_machine.Traveller
) -> None:
    """Waiting, refuted, too old: each says what it is."""
    station = a_followed_station(scene.babol_central)
    prove(scene.need(station, "power"), scene.babol_it, scene.amol_it)
    clock.shift(timedelta(days=45))
    record_evidence(by=scene.babol_it, finding=a_finding(scene.need(station, "link")))
    book = record_evidence(by=scene.babol_it, finding=a_finding(scene.need(station, "pollbook")))
    refute_evidence(by=scene.amol_it, evidence=book, reason="an empty box")
    words = seen(page(scene.babol_it, "station", station.key))
    assert "has no verified power: the proof has grown too old." in words
    assert "has no verified primary link: the proof waits for another unit." in words
    assert "The station has no verified e-pollbook: the proof was refuted." in words
    assert "“an empty box”" in words


def test_a_visit_records_several_needs_at_once_and_a_second_click_nothing(scene: Scene) -> None:
    """The phone form: ticks, serial numbers, a photo, a Jalali day."""
    station = a_followed_station(scene.babol_central)
    address = reverse("readiness:inspect", args=[station.key])
    client = as_(scene.babol_it)
    html = client.get(address).content.decode()
    visit = re.search(r'name="visit" value="([^"]+)"', html)
    assert visit is not None
    book, power, link = (scene.need(station, code).pk for code in ("pollbook", "power", "link"))

    def form() -> dict[str, object]:
        return {
            "visit": visit[1],
            "taken_on": "۱۴۰۲/۱۱/۱۰",
            "note": "",
            f"serials_{book}": "sn-۷۷",
            f"kind_{book}": "serial",
            f"photo_{power}": SimpleUploadedFile("gate.jpg", PHOTO, "image/jpeg"),
            f"seen_{link}": "on",
            f"kind_{link}": "test",
        }

    for _ in range(2):
        response = client.post(address, form())
        assert response.status_code == 302, seen(response.content.decode())
    proofs = {proof.need_id: proof for proof in Evidence.objects.all()}
    assert set(proofs) == {book, power, link}
    assert proofs[book].serials == ["SN77"]
    assert (proofs[power].kind, bool(proofs[power].file)) == ("photo", True)
    assert proofs[link].taken_at.date().isoformat() == "2024-01-30"

    photo = reverse("readiness:evidence-file", args=[proofs[power].key])
    assert b"".join(client.get(photo).streaming_content) == PHOTO
    assert as_(scene.amol_it).get(photo).status_code == 200  # who judges it may look at it
    assert as_(scene.babol_district_it).get(photo).status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Tick at least one thing"),
        ({"serials": "چیزی"}, "cannot be read as a serial number"),
        ({"seen": "on", "kind": "serial"}, "needs 1 serial numbers, 0 were given"),
        ({"serials": "SN1", "taken_on": "1404/12/30"}, "no such day"),
        ({"serials": "SN1", "taken_on": "1402/01/01"}, "The proof is too old"),
    ],
)
def test_a_visit_that_cannot_be_recorded_says_why_and_keeps_what_was_typed(
    scene: Scene, fields: dict[str, str], sentence: str
) -> None:
    """The refusal is on the form, not on another page."""
    station = a_followed_station(scene.babol_central)
    book = scene.need(station, "pollbook").pk
    data = {
        "visit": "7d9f2c3e-4b1a-4f6e-9a52-3f0b7a1c8d11",
        "taken_on": "1402/11/10",
        "note": "here",
    }
    for name, value in fields.items():
        data[name if name == "taken_on" else f"{name}_{book}"] = value
    response = as_(scene.babol_it).post(reverse("readiness:inspect", args=[station.key]), data)
    assert response.status_code == 200
    html = response.content.decode()
    assert sentence in seen(html)
    assert "here" in html
    assert not Evidence.objects.exists()


def test_the_queue_shows_each_proof_to_whom_it_concerns(scene: Scene) -> None:
    """Not to its author nor the author's unit; the other county confirms it, one after another."""
    station = a_followed_station(scene.babol_central)
    for code in ("power", "link"):
        record_evidence(by=scene.babol_it, finding=a_finding(scene.need(station, code)))
    for user in (scene.babol_it, scene.babol_it_2):
        assert "Nothing waits for you" in page(user, "queue")
    client = as_(scene.amol_it)
    html = client.get(reverse("readiness:queue")).content.decode()
    assert "2 proofs wait for your verdict" in seen(html)
    first, second = Evidence.objects.order_by("recorded_at", "pk")
    assert f"/readiness/queue/{first.key}/" in html
    later = client.get(reverse("readiness:queue"), {"after": str(first.key)}).content.decode()
    assert f"/readiness/queue/{second.key}/" in later

    client.post(reverse("readiness:judge", args=[first.key]), {"verdict": "confirm"})
    client.post(
        reverse("readiness:judge", args=[second.key]), {"verdict": "refute", "reason": "no signal"}
    )
    assert scene.need(station, "power").state == "verified"
    assert scene.need(station, "link").state == "failed"
    assert "Nothing waits for you" in client.get(reverse("readiness:queue")).content.decode()


def test_the_queue_shows_a_reused_photo_and_where_it_was_used(scene: Scene) -> None:
    """The judge sees the flag before the verdict."""
    stations = [a_followed_station(scene.babol_central, name=f"School {n}") for n in (1, 2)]
    for station in stations:
        record_evidence(
            by=scene.babol_it,
            finding=a_finding(
                scene.need(station, "power"), kind=ProofKind.PHOTO, file=a_photo(), serials=()
            ),
        )
    newer = Evidence.objects.latest("pk")
    words = seen(page(scene.amol_it, "queue", item=str(newer.key)))
    assert "This photo was used before" in words
    assert "power · School 1" in words


def test_a_refutation_without_a_reason_is_refused(scene: Scene) -> None:
    """By the page too, whatever the browser let through."""
    station = a_followed_station(scene.babol_central)
    proof = record_evidence(by=scene.babol_it, finding=a_finding(scene.need(station, "power")))
    response = as_(scene.amol_it).post(
        reverse("readiness:judge", args=[proof.key]), {"verdict": "refute", "reason": " "}
    )
    assert response.status_code == 422
    assert "A refutation needs a reason" in seen(response.content.decode())
    proof.refresh_from_db()
    assert proof.state == "pending"


def test_a_waiver_is_given_on_a_page_and_shown_as_what_it_is(scene: Scene) -> None:
    """By the head; a county has no such page; the station stays red."""
    station = a_followed_station(scene.babol_central)
    need = scene.need(station, "power")
    address = reverse("readiness:waive", args=[station.key, need.pk])
    assert as_(scene.babol_it).get(address).status_code == 403
    client = as_(scene.head)
    data = {"order_number": "۱۲/ص", "reason": "flood", "until": "1402/11/20"}
    assert client.post(address, data | {"until": "1403/02/01"}).status_code == 200
    assert client.post(address, data).status_code == 302
    words = seen(client.get(reverse("readiness:station", args=[station.key])).content.decode())
    assert "it is waived until 9 February 2024, and a waiver does not count as ready" in words
    assert scene.status(station).state == "not-ready"


def test_a_requirement_is_drafted_edited_and_published_with_its_effect_told(
    province: Scene,
) -> None:
    """The page says how many stations and needs change, before anything does."""
    client = as_(province.headquarters)
    response = client.post(reverse("readiness:draft"))
    drafted = RequirementSet.objects.get(state="draft")
    assert response.headers["Location"] == reverse("readiness:set", args=[drafted.pk])
    edit = reverse("readiness:requirement-edit", args=[drafted.pk, "pollbook"])
    html = client.get(edit).content.decode()
    assert 'value="800"' in html
    data = {
        "name_fa": "رایانه",
        "name_en": "computer",
        "criticality": "blocking",
        "place": "station",
        "minimum": "1",
        "per_electors": "400",
        "kinds": ["serial"],
        "max_age_days": "30",
        "serials": "on",
        "order": "0",
    }
    assert client.post(edit, data | {"maximum": "0"}).status_code == 200
    assert client.post(edit, data).status_code == 302
    add = reverse("readiness:requirement-add", args=[drafted.pk])
    heater = data | {
        "code": "heater",
        "name_en": "heating",
        "per_electors": "",
        "fallbacks": ["power"],
    }
    assert client.post(add, heater).status_code == 302
    remove = reverse("readiness:requirement-remove", args=[drafted.pk, "link-b"])
    assert client.post(remove).status_code == 302

    publish = reverse("readiness:publish", args=[drafted.pk])
    words = seen(client.get(publish).content.decode())
    assert "4 stations will be asked. Their needs by this set become 16; they are 16 now." in words
    assert "heating 0 4 new" in words
    assert "fallback link 4 0 ends" in words
    assert province.status(province.stations[0]).state == "ready"
    assert client.post(publish).status_code == 302
    gaps = province.status(province.stations[0]).gaps
    assert gaps == [["pollbook", None]]  # 900 electors ask for three now; power covers the heater
    assert as_(province.babol_it).post(publish).status_code == 403


def test_a_draft_is_nobody_elses_business(scene: Scene) -> None:
    """A county reads what is in force, not what is being thought about."""
    drafted = draft_set(by=scene.head, polling_day=scene.election.polling_day, unit=scene.province)
    address = reverse("readiness:set", args=[drafted.pk])
    assert as_(scene.babol_it).get(address).status_code == 404
    assert as_(scene.head).get(address).status_code == 200
    assert "Requirements in" in page(scene.babol_it, "requirements")


def test_the_bridge_shows_who_left_and_sums(province: Scene, clock: time_machine.Traveller) -> None:
    """A retired station is a line of its own: the denominator shrank by order."""
    clock.shift(timedelta(days=10))
    poor = province.stations[2]
    poor.retired_at, poor.retired_by_order = now(), "۴۵/ص"
    poor.save()
    follow_stations([poor.pk])
    words = seen(page(province.head, "changes", since="1402/11/15"))
    assert "On 4 February 2024 2 800 2,400" in words
    assert "Left: retired by order, or moved away 1 -1 -500 -500" in words
    assert "Now 1 300 1,900" in words
    assert StatusChange.objects.filter(station=poor, after="").exists()


def test_without_requirements_or_election_every_page_says_what_to_do_first(db: None) -> None:
    """An empty page shows the first step."""
    user = a_user("headquarters", a_country())
    for name in ("board", "areas", "changes", "requirements", "map"):
        assert "Elections" in page(user, name)
    an_election()
    assert "Nothing is asked of the stations yet" in page(user, "board")
    assert "Nothing is asked yet" in page(user, "requirements")
