"""The pages of the territory room: what they show, to whom, and that forms ask one service."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sandoq.apps.accounts.models import User
from sandoq.apps.territory import panels
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.territory.services import (
    move_station,
    open_station,
    recode_unit,
    retire_station,
    revise_station,
)
from tests.factories import a_county, a_district, a_province, a_user
from tests.territory.drafts import LATER, MOSQUE, NOW, VILLAGE, a_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(province: Unit) -> Unit:
    return a_county("بابل", province)


@pytest.fixture
def district(county: Unit) -> Unit:
    return a_district(county=county)


@pytest.fixture
def station(head: User, district: Unit) -> Station:
    draft = a_draft(district, code=("interior", "1201"))
    return open_station(by=head, draft=draft, at=NOW)


@pytest.fixture
def mobile(head: User, district: Unit) -> Station:
    draft = a_draft(district, 2, kind="mobile", name="سیار ۲", points=(MOSQUE, VILLAGE))
    return open_station(by=head, draft=draft, at=NOW)


@pytest.fixture
def visitor(client: Client, head: User) -> Client:
    """The province's head, signed in, in English."""
    client.force_login(head)
    client.cookies["django_language"] = "en"
    return client


def page(client: Client, name: str, *args: object, **query: object) -> str:
    response = client.get(reverse(f"territory:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def at(name: str, thing: Any) -> str:
    return reverse(f"territory:{name}", args=[thing.key])


def test_the_room_s_door_leads_to_the_units(visitor: Client, station: Station) -> None:
    response = visitor.get(reverse("territory:home"), follow=True)
    assert response.redirect_chain[-1][0] == reverse("territory:units")


def test_the_units_board_counts_below_the_unit(
    visitor: Client, province: Unit, county: Unit, station: Station, mobile: Station
) -> None:
    a_county("آمل", province)
    shown = page(visitor, "units", unit=province.key)
    assert "2,000" in shown
    assert f"?unit={county.key}" in shown
    assert "آمل" in shown


def test_a_district_says_that_nothing_is_below_it(visitor: Client, station: Station) -> None:
    assert "Nothing smaller below" in page(visitor, "units", unit=station.unit.key)


def test_the_units_board_exports_its_rows(
    visitor: Client, province: Unit, county: Unit, station: Station
) -> None:
    response = visitor.get(
        reverse("territory:units"), {"unit": str(province.key), "format": "json"}
    )
    rows = json.loads(b"".join(response.streaming_content))
    assert [(row["key"], row["stations"], row["electors"]) for row in rows] == [
        (str(county.key), 1, 1_000)
    ]


def test_a_unit_s_record_tells_its_codes_through_time(
    visitor: Client, province: Unit, station: Station
) -> None:
    headquarters = a_user("headquarters", province.ancestors()[0])
    scheme = "iso-3166-2"
    province.codes.create(scheme=scheme, value="IR-21")
    since = LATER.replace(year=2020, month=11, day=24).date()
    recode_unit(by=headquarters, unit=province, scheme=scheme, value="IR-02", since=since, at=NOW)
    shown = page(visitor, "unit", province.key)
    assert shown.index("IR-02") < shown.index("IR-21")
    assert "24 November 2020" in shown
    assert "Opened with 1,000 electors." in shown


def test_the_stations_board_filters_sorts_and_pages(
    visitor: Client, province: Unit, station: Station, mobile: Station
) -> None:
    everything = page(visitor, "stations", unit=province.key, sort="-number")
    assert everything.index("سیار") < everything.index("دبستان")
    assert "سیار" not in page(visitor, "stations", unit=province.key, kind="fixed")
    assert "دبستان" not in page(visitor, "stations", unit=province.key, text="سيار")
    assert "دبستان" in page(visitor, "stations", unit=province.key, text="۱۲۰۱")
    assert "No station fits" in page(visitor, "stations", unit=province.key, text="هیچ")


@pytest.mark.parametrize("nonsense", [{"kind": "x"}, {"sort": "password"}, {"page": "x"}])
def test_an_address_nobody_made_shows_the_whole_board(
    visitor: Client, station: Station, nonsense: dict[str, str]
) -> None:
    assert station.name in page(visitor, "stations", **nonsense)


def test_retired_stations_are_shown_when_asked_for(
    visitor: Client, head: User, station: Station
) -> None:
    retire_station(by=head, station=station, order_number="۱۲", at=LATER)
    assert station.name not in page(visitor, "stations")
    assert station.name in page(visitor, "stations", state="retired")


def test_the_stations_export_speaks_the_page_s_language_and_json_stable_names(
    visitor: Client, mobile: Station
) -> None:
    url = reverse("territory:stations")
    answer = visitor.get(url, {"format": "csv"})
    (line,) = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert (line["Kind"], line["Electors"]) == ("Mobile", "1000")
    assert "خانه بهداشت (36.400000, 52.800000) 13:00-18:00" in line["Points"]
    (row,) = json.loads(b"".join(visitor.get(url, {"format": "json"}).streaming_content))
    assert (row["kind"], row["key"]) == ("mobile", str(mobile.key))


def test_a_station_s_record_shows_points_codes_and_history(
    visitor: Client, head: User, station: Station, mobile: Station
) -> None:
    revise_station(by=head, station=station, name="دبستان تازه", electors=1_200, at=LATER)
    shown = page(visitor, "station", station.key)
    assert "Electors from 1,000 to 1,200." in shown
    assert "1201" in shown
    itinerary = page(visitor, "station", mobile.key)
    assert itinerary.index("مسجد جامع") < itinerary.index("خانه بهداشت")
    assert "13:00" in itinerary


def test_rooms_above_add_panels_to_a_station(visitor: Client, station: Station) -> None:
    """The page belongs to the territory; contests and readiness are told by their own rooms."""
    panel = panels.Panel("stage", "Contests", "territory/difference.html", {})
    made: list[Station] = []

    def maker(user: User, of: Station) -> panels.Panel:
        made.append(of)
        return panel

    panels.station_panels.append(maker)
    try:
        shown = page(visitor, "station", station.key)
    finally:
        panels.station_panels.remove(maker)
    assert "Contests" in shown
    assert made == [station]


def test_another_county_s_things_are_not_found(client: Client, station: Station) -> None:
    """Not forbidden but unknown: their existence is nobody's business."""
    stranger = a_user("county-it", a_county("رشت", a_province("گیلان")))
    client.force_login(stranger)
    for address in (
        at("station", station),
        at("revise_station", station),
        at("unit", station.unit),
    ):
        assert client.get(address).status_code == 404
    shown = client.get(reverse("territory:stations"))
    assert station.name not in shown.content.decode()


def test_pages_offer_only_what_the_person_may_do(client: Client, station: Station) -> None:
    client.force_login(a_user("observer", station.county))
    shown = client.get(at("station", station)).content.decode()
    assert at("revise_station", station) not in shown
    assert at("retire_station", station) not in shown
    for name in ("revise_station", "set_points", "move_station", "retire_station"):
        assert client.get(at(name, station)).status_code == 403


FIELDS = {"name": "مدرسه", "kind": "fixed", "area": "urban", "electors": "۹۰۰", "number": "۷"}


def test_a_station_is_opened_from_the_form(visitor: Client, district: Unit) -> None:
    """Digits, degrees and times as people type them."""
    response = visitor.post(
        reverse("territory:open_station"),
        {
            **FIELDS,
            "unit": str(district.key),
            "code": "1301",
            "lat": "۳۶٫۵۵",
            "lon": "52°40'44\"",
            "opens": "۸",
            "closes": "۶ بعدازظهر",
        },
    )
    station = Station.objects.get()
    assert response.url == at("station", station)
    assert (station.electors, station.number, station.unit) == (900, 7, district)
    point = station.points.get()
    assert (point.name, point.lat, point.lon) == ("مدرسه", 36.55, pytest.approx(52.6789, abs=1e-4))
    assert (point.opens.hour, point.closes.hour) == (8, 18)
    assert station.codes.get().value == "1301"


def test_a_refusal_keeps_what_was_typed_and_says_the_next_step(
    visitor: Client, station: Station, district: Unit
) -> None:
    given = {**FIELDS, "number": "1", "unit": str(district.key)}
    response = visitor.post(reverse("territory:open_station"), given)
    shown = response.content.decode()
    assert response.status_code == 409
    assert "The number is taken" in shown
    assert "مدرسه" in shown
    assert Station.objects.count() == 1


def test_an_unreadable_entry_is_shown_at_its_field(visitor: Client, station: Station) -> None:
    response = visitor.post(at("revise_station", station), {**FIELDS, "electors": "12/5"})
    assert response.status_code == 422
    assert "Write a whole number in digits." in response.content.decode()
    station.refresh_from_db()
    assert station.electors == 1_000


def test_a_station_is_corrected_and_its_code_removed(visitor: Client, station: Station) -> None:
    visitor.post(at("revise_station", station), {**FIELDS, "electors": "1000", "code": ""})
    station.refresh_from_db()
    assert (station.name, station.number) == ("مدرسه", 7)
    assert not station.codes.filter(until=None).exists()


def test_electors_leave_only_with_an_order_on_the_page_too(
    visitor: Client, station: Station
) -> None:
    response = visitor.post(at("revise_station", station), FIELDS)
    assert "An order number is needed" in response.content.decode()
    visitor.post(at("revise_station", station), {**FIELDS, "order_number": "۴۵"})
    station.refresh_from_db()
    assert station.electors == 900


def points_form(*rows: dict[str, object]) -> dict[str, object]:
    data: dict[str, object] = {
        "points-TOTAL_FORMS": len(rows),
        "points-INITIAL_FORMS": sum("key" in row for row in rows),
    }
    for index, row in enumerate(rows):
        data |= {f"points-{index}-{name}": value for name, value in row.items()}
    return data


def test_an_itinerary_is_changed_without_losing_what_was_not_touched(
    visitor: Client, mobile: Station
) -> None:
    """Degrees come back rounded from the page; an untouched field must not move the point."""
    first, second = mobile.points.order_by("seq")
    first.lon, first.lat = 52.123456789, 36.987654321
    first.save()
    response = visitor.post(
        at("set_points", mobile),
        points_form(
            {
                "key": first.key,
                "name": first.name,
                "lon": "52.12346",
                "lat": "36.98765",
                "opens": "8",
                "closes": "11",
            },
            {"key": second.key, "name": second.name, "leaves": "on"},
            {"name": "میدان", "opens": "۱۱:۰۰", "closes": "۱۲:۰۰"},
            {"name": ""},
        ),
    )
    assert response.status_code == 302
    kept, new = mobile.points.order_by("seq")
    assert (kept.key, kept.lon, kept.lat) == (first.key, 52.123456789, 36.987654321)
    assert (new.name, new.lon) == ("میدان", None)


def test_stops_that_overlap_are_refused_in_words(visitor: Client, mobile: Station) -> None:
    response = visitor.post(
        at("set_points", mobile),
        points_form(
            {"name": "الف", "opens": "8", "closes": "10"},
            {"name": "ب", "opens": "9", "closes": "11"},
        ),
    )
    assert response.status_code == 422
    assert "The station would stand at two points at one time." in response.content.decode()
    assert mobile.points.count() == 2


def test_a_station_is_moved_retired_and_brought_back(
    visitor: Client, province: Unit, station: Station
) -> None:
    other = a_district("دوم", a_county("آمل", province))
    assert "دوم" in visitor.get(at("move_station", station)).content.decode()
    visitor.post(at("move_station", station), {"unit": str(other.key), "order_number": "۹"})
    station.refresh_from_db()
    assert station.unit == other

    assert visitor.post(at("retire_station", station), {"order_number": " "}).status_code == 422
    visitor.post(at("retire_station", station), {"order_number": "۱۰"})
    station.refresh_from_db()
    assert station.retired_by_order == "۱۰"
    assert "This station left the register" in page(visitor, "station", station.key)

    visitor.post(at("restore_station", station), {"order_number": "۱۱"})
    station.refresh_from_db()
    assert station.retired_at is None


def test_the_bridge_page_shows_lines_and_each_change(
    visitor: Client, head: User, county: Unit, station: Station, mobile: Station
) -> None:
    retire_station(by=head, station=station, order_number="۴۵/۱۲", at=LATER)
    other = a_district("دوم", a_county("آمل", county.parent()))
    move_station(by=head, station=mobile, to=other, order_number="۹", at=LATER)
    span = {"since": "1402/11/01", "until": "1402/12/01"}
    shown = page(visitor, "bridge", unit=county.key, **span)
    assert "Left the register with 1,000 electors." in shown
    assert "Moved from بابل · مرکزی to آمل · دوم." in shown
    assert "45/12" in shown
    answer = visitor.get(
        reverse("territory:bridge"), {**span, "unit": str(county.key), "format": "json"}
    )
    rows = json.loads(b"".join(answer.streaming_content))
    assert {row["change"] for row in rows} == {"retired", "moved"}


def test_the_bridge_asks_for_days_in_order(visitor: Client, station: Station) -> None:
    shown = page(visitor, "bridge", since="1402/12/01", until="1402/11/01")
    assert "The second day lies before the first." in shown


def test_headquarters_edits_the_tree(client: Client, province: Unit) -> None:
    client.force_login(a_user("headquarters", province.ancestors()[0]))
    client.post(at("open_unit", province), {"name_fa": "نکا", "lon": "53.3", "lat": "36.65"})
    unit = Unit.objects.get(name_fa="نکا")
    assert (unit.level, unit.seat_lon) == ("county", 53.3)
    client.post(at("rename_unit", unit), {"name_fa": "نکارود", "since": "1402/01/01"})
    client.post(
        at("recode_unit", unit), {"scheme": "interior", "value": "0217", "since": "1402/01/01"}
    )
    client.post(at("place_seat", unit), {"lon": "53.31", "lat": "36.64"})
    unit.refresh_from_db()
    assert (unit.name_fa, unit.seat_lon) == ("نکارود", 53.31)
    assert unit.codes.get().value == "0217"
    refused = client.post(at("rename_unit", unit), {"name_fa": "نو", "since": "1499/01/01"})
    assert refused.status_code == 422


def test_the_province_does_not_edit_the_tree(visitor: Client, province: Unit) -> None:
    for name in ("open_unit", "rename_unit", "recode_unit", "place_seat"):
        assert visitor.get(at(name, province)).status_code == 403


def test_geojson_goes_out_and_comes_back_by_the_page(
    visitor: Client, head: User, station: Station
) -> None:
    out = visitor.get(reverse("territory:stations_geojson"))
    assert out["Content-Type"] == "application/geo+json"
    collection = json.loads(b"".join(out.streaming_content))
    collection["features"][0]["geometry"]["coordinates"] = [52.7, 36.6]
    file = SimpleUploadedFile("p.geojson", json.dumps(collection).encode())

    looked = visitor.post(reverse("territory:place_points"), {"file": file}, follow=True)
    sha256 = looked.context["report"].sha256
    assert "Write 1 position" in looked.content.decode()
    assert station.points.get().lon == pytest.approx(52.68)

    visitor.post(reverse("territory:apply_points"), {"file": sha256})
    assert station.points.get().lon == 52.7
    again = visitor.post(reverse("territory:apply_points"), {"file": sha256})
    assert again.status_code == 404


def test_a_file_that_is_no_geojson_is_refused_in_words(visitor: Client, station: Station) -> None:
    file = SimpleUploadedFile("p.geojson", b"PK\x03\x04")
    answer = visitor.post(reverse("territory:place_points"), {"file": file})
    assert answer.status_code == 422
    assert "It is not JSON." in answer.content.decode()


def test_nobody_finds_the_file_of_another(
    visitor: Client, client: Client, station: Station, province: Unit
) -> None:
    file = SimpleUploadedFile("p.geojson", b'{"type":"FeatureCollection","features":[]}')
    looked = visitor.post(reverse("territory:place_points"), {"file": file}, follow=True)
    sha256 = looked.context["report"].sha256
    stranger = Client()
    stranger.force_login(a_user("province-head", province))
    assert stranger.get(reverse("territory:place_points"), {"file": sha256}).status_code == 404
    assert visitor.get(reverse("territory:place_points"), {"file": "../x"}).status_code == 404


def test_seats_go_out_as_geojson(visitor: Client, station: Station) -> None:
    out = visitor.get(reverse("territory:units_geojson"))
    levels = [
        feature["properties"]["level"]
        for feature in json.loads(b"".join(out.streaming_content))["features"]
    ]
    assert levels == ["province", "county", "district"]
