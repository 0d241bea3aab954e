"""Points as GeoJSON: what goes out comes back in, and only known points move."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.territory.models import Point, Station, StationChange, Unit
from sandoq.apps.territory.rules.geojson import (
    BadFeature,
    PlacedFeature,
    collection_text,
    doubt_about,
    feature_of_point,
    read_features,
)
from sandoq.apps.territory.selectors import point_features, seat_features
from sandoq.apps.territory.services import (
    import_points_geojson,
    open_station,
    retire_station,
    station_written,
)
from sandoq.common.errors import BadInput, NotAllowed
from tests.factories import a_county, a_district, a_province, a_user
from tests.territory.drafts import LATER, MOSQUE, NOW, VILLAGE, a_draft


@pytest.fixture
def mobile(head: User, district: Unit) -> Station:
    draft = a_draft(district, kind="mobile", points=(MOSQUE, VILLAGE), code=("interior", "1201"))
    return open_station(by=head, draft=draft, at=NOW)


def a_file(*features: object, **members: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


def a_feature(lon: float = 52.9, lat: float = 36.6, **properties: object) -> dict[str, object]:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


degrees = st.tuples(st.floats(-180, 180), st.floats(-90, 90))


@given(st.lists(degrees, max_size=5))
def test_a_collection_we_write_reads_back(positions: list[tuple[float, float]]) -> None:
    """To the seventh decimal, about a centimetre."""
    features = [feature_of_point(str(n), *pair, {}) for n, pair in enumerate(positions)]
    text = "".join(collection_text(features))
    read = read_features(text.encode())
    assert [(f.lon, f.lat) for f in read if isinstance(f, PlacedFeature)] == [
        (pytest.approx(lon, abs=1e-7), pytest.approx(lat, abs=1e-7)) for lon, lat in positions
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"{", "not-json"),
        (b"[]", "not-a-collection"),
        (b'{"type": "Feature"}', "not-a-collection"),
        (b'{"type": "FeatureCollection", "features": 3}', "not-a-collection"),
        (a_file(crs={"type": "name", "properties": {"name": "EPSG:32639"}}), "reference-system"),
    ],
)
def test_another_file_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_features(data)
    assert refusal.value.reason == reason


def test_the_old_name_of_wgs_84_is_understood() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    assert len(read_features(a_file(a_feature(code="1"), crs=crs))) == 1


@pytest.mark.parametrize(
    ("feature", "reason"),
    [
        (3, "not-a-feature"),
        ({"type": "Feature", "geometry": {"type": "LineString"}}, "not-a-point"),
        ({**a_feature(), "geometry": {"type": "Point", "coordinates": [1]}}, "bad-coordinates"),
        (
            {**a_feature(), "geometry": {"type": "Point", "coordinates": ["1", 2]}},
            "bad-coordinates",
        ),
        (a_feature(lon=float("nan")), "bad-coordinates"),
        (a_feature(lon=190.0), "off-earth"),
        (a_feature(), "unnamed"),
        (a_feature(code="1", seq="x"), "bad-seq"),
    ],
)
def test_a_feature_that_cannot_be_used_says_why(feature: object, reason: str) -> None:
    assert read_features(a_file(feature)) == [BadFeature(0, reason)]


def test_a_long_way_is_doubted_and_exchanged_degrees_are_recognised() -> None:
    assert doubt_about(None, None) == ""
    assert doubt_about(100.0, 2e6) == ""
    assert doubt_about(2e6, 100.0) == "swapped"
    assert doubt_about(2e6, 2e6) == "far"


def test_an_export_has_what_names_and_describes_a_point(
    head: User, province: Unit, mobile: Station
) -> None:
    first, second = point_features(head, province)
    assert first["geometry"] == {"type": "Point", "coordinates": [52.7, 36.5]}
    properties = second["properties"]
    assert isinstance(properties, dict)
    assert properties["station"] == str(mobile.key)
    assert properties["codes"] == {"interior": "1201"}
    assert (properties["seq"], properties["opens"], properties["closes"]) == (2, "13:00", "18:00")
    assert (properties["kind"], properties["electors"]) == ("mobile", 1_000)


def test_an_export_shows_only_the_scope_and_live_stations(
    head: User, province: Unit, mobile: Station
) -> None:
    stranger = a_user("county-it", a_county("رشت", a_province("گیلان")))
    assert list(point_features(stranger)) == []
    assert len(list(seat_features(stranger))) == 1
    retire_station(by=head, station=mobile, order_number="۱", at=LATER)
    assert list(point_features(head)) == []


def test_seats_without_a_place_are_unlocated(head: User, province: Unit) -> None:
    Unit.objects.filter(pk=province.pk).update(seat_lon=53.06, seat_lat=36.565)
    a_county("بابل", province)
    geometries = [feature["geometry"] for feature in seat_features(head)]
    assert geometries == [{"type": "Point", "coordinates": [53.06, 36.565]}, None]


def test_an_export_sent_back_changes_nothing(head: User, mobile: Station) -> None:
    text = "".join(collection_text(point_features(head)))
    report = import_points_geojson(by=head, data=text.encode(), at=LATER, apply=True)
    assert (report.features, len(report.moved), report.unchanged) == (2, 0, 2)
    assert not AuditEntry.objects.filter(verb="territory.place-points").exists()


def test_a_preview_writes_nothing_and_applying_twice_writes_once(
    head: User, mobile: Station
) -> None:
    heard: list[Sequence[int]] = []
    station_written.append(heard.append)
    point = mobile.points.get(seq=2)
    data = a_file(a_feature(point=str(point.key)))
    try:
        preview = import_points_geojson(by=head, data=data, at=LATER)
        point.refresh_from_db()
        assert (point.lon, heard) == (52.8, [])
        applied = [import_points_geojson(by=head, data=data, at=LATER, apply=True) for _ in "12"]
    finally:
        station_written.remove(heard.append)

    assert [len(report.moved) for report in (preview, *applied)] == [1, 1, 0]
    point.refresh_from_db()
    assert (point.lon, point.lat) == (52.9, 36.6)
    assert heard == [[mobile.pk]]
    change = StationChange.objects.get(kind="points")
    assert change.details == {"placed": [["خانه بهداشت", [52.8, 36.4], [52.9, 36.6]]]}
    entry = AuditEntry.objects.get(verb="territory.place-points")
    assert entry.unit_path == mobile.unit.path


@pytest.mark.parametrize("named", ["point", "station", "code", "scheme", "id"])
def test_a_point_is_found_by_key_station_or_code(head: User, mobile: Station, named: str) -> None:
    point = mobile.points.get(seq=2)
    names: dict[str, dict[str, object]] = {
        "point": {"point": str(point.key)},
        "station": {"station": str(mobile.key), "seq": 2},
        "code": {"code": "1201", "seq": 2},
        "scheme": {"scheme": "interior", "code": 1201, "seq": 2},
        "id": {},
    }
    feature = a_feature(**names[named]) | ({"id": str(point.key)} if named == "id" else {})
    report = import_points_geojson(by=head, data=a_file(feature), at=LATER, apply=True)
    assert [move.point_id for move in report.moved] == [point.pk]


def test_what_names_no_point_of_the_scope_is_listed_and_the_rest_is_written(
    head: User, mobile: Station
) -> None:
    """Another province's point is as unknown as none: its existence is not revealed."""
    other = a_district(county=a_county("رشت", a_province("گیلان")))
    there = open_station(
        by=a_user("headquarters", other.ancestors()[0]), draft=a_draft(other), at=NOW
    )
    data = a_file(
        a_feature(station=str(there.key)),
        a_feature(code="no such"),
        a_feature(point="not a key"),
        a_feature(station=str(mobile.key), seq=9),
        a_feature(station=str(mobile.key), seq=1),
    )
    report = import_points_geojson(by=head, data=data, at=LATER, apply=True)
    assert [(bad.index, bad.reason) for bad in report.bad] == [
        (n, "unknown-point") for n in range(4)
    ]
    assert len(report.moved) == 1
    assert there.points.get().lon == pytest.approx(52.68)


def test_the_last_of_two_features_for_a_point_counts(head: User, mobile: Station) -> None:
    key = str(mobile.points.get(seq=1).key)
    data = a_file(a_feature(52.71, 36.5, point=key), a_feature(52.72, 36.5, point=key))
    report = import_points_geojson(by=head, data=data, at=LATER, apply=True)
    assert (report.features, len(report.moved), report.repeated) == (2, 1, 1)
    assert Point.objects.get(key=key).lon == 52.72


def test_exchanged_degrees_come_first_in_the_preview(head: User, mobile: Station) -> None:
    first, second = mobile.points.order_by("seq")
    data = a_file(
        a_feature(52.701, 36.5, point=str(first.key)),
        a_feature(36.4, 52.8, point=str(second.key)),
    )
    report = import_points_geojson(by=head, data=data, at=LATER)
    assert [(move.point_id, move.doubt) for move in report.moved] == [
        (second.pk, "swapped"),
        (first.pk, ""),
    ]


def test_who_may_edit_no_station_imports_none(province: Unit, mobile: Station) -> None:
    observer = a_user("observer", province)
    with pytest.raises(NotAllowed):
        import_points_geojson(by=observer, data=a_file(), at=LATER)


def test_the_command_previews_unless_told_to_apply(
    head: User, mobile: Station, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "points.geojson"
    file.write_bytes(a_file(a_feature(code="1201"), a_feature(code="x")))
    call_command("import_points", str(file), by=head.username)
    assert json.loads(capsys.readouterr().out)["moved"] == 1
    assert mobile.points.get(seq=1).lon == 52.7
    call_command("import_points", str(file), by=head.username, apply=True)
    assert mobile.points.get(seq=1).lon == 52.9
    report = json.loads(capsys.readouterr().out)
    assert report["bad"] == [{"feature": 1, "reason": "unknown-point"}]
