"""Estimates tell where to measure, and never pass for a measurement."""

import gzip
import json
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from sandoq.apps.accounts.models import AuditEntry
from sandoq.apps.connectivity.errors import (
    NothingToEstimate,
    NoTile,
    NoTowersInFile,
    TileKnown,
    TooManyToEstimate,
)
from sandoq.apps.connectivity.models import (
    CoverageEstimate,
    EstimateRun,
    PointGrade,
    PointLinks,
    Reading,
    SurveyTarget,
    TerrainTile,
    Tower,
    TowerBatch,
)
from sandoq.apps.connectivity.rules.estimating import Likelihood, likelihood_of
from sandoq.apps.connectivity.selectors import judge_points, link_figures
from sandoq.apps.connectivity.selectors.estimates import (
    EstimateFilters,
    estimate_figures,
    estimated_points,
    point_estimates,
    survey_next,
)
from sandoq.apps.connectivity.services import record_readings
from sandoq.apps.connectivity.services.estimating import (
    apply_towers,
    keep_tile,
    preview_towers,
    refresh_estimates,
    undo_towers,
)
from sandoq.apps.territory.errors import ImportStateForbids
from sandoq.apps.territory.models import Point
from sandoq.apps.territory.services.importing import NamedFile
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed, NotFound
from tests.connectivity.scene import Scene, a_draft, a_followed_station, measure

pytestmark = pytest.mark.django_db

LIST = """فهرست دکل‌های استان,,,,,
سایت,اپراتور,عرض جغرافیایی,طول جغرافیایی,باند,ارتفاع آنتن
M1,همراه اول,۳۶٫۵۴,52.68,L900/1800,42
M2,mci,36.50,52.70,1800,
M2,mci,36.50,52.70,1800,
I1,ایرانسل,"36°33'00""N",52.66,B3,30
X1,همراه اول,52.68,36.54,900,
X2,ناشناس,36.5,52.6,900,
X3,همراه اول,36.5,52.6,,
,,,جمع کل,4,
"""


def a_list(text: str = LIST, name: str = "towers.csv") -> NamedFile:
    return NamedFile(name, text.encode("utf-8-sig"))


@pytest.fixture
def points(scene: Scene) -> list[Point]:
    """Twelve stations around Babol, on a line away from the towers."""
    return [a_point(scene, f"دبستان {i}", 36.54 + 0.02 * i) for i in range(12)]


def a_point(scene: Scene, name: str, lat: float) -> Point:
    """The point of a station that stands there."""
    point = a_followed_station(scene.babol_central, name=name).points.get()
    point.lat, point.lon = lat, 52.68
    point.save()
    return point


def with_towers(scene: Scene) -> TowerBatch:
    batch, _ = preview_towers(by=scene.member, unit=scene.province, files=[a_list()])
    return apply_towers(by=scene.member, batch=batch)


@pytest.fixture
def run(scene: Scene, points: list[Point]) -> EstimateRun:
    """Two points measured, the towers known, the rest estimated."""
    with_towers(scene)
    measure(points[0], scene.mci, scene.surveyor)
    measure(points[5], scene.mci, scene.surveyor, successes=2)
    return refresh_estimates(by=scene.member, unit=scene.province)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


# Towers


def test_a_tower_list_is_previewed_then_written_then_taken_back(
    scene: Scene, points: list[Point]
) -> None:
    """Rows in = created + known + merged + held back + ignored; nothing is written before."""
    batch, found = preview_towers(by=scene.member, unit=scene.province, files=[a_list()])
    assert not Tower.objects.exists()
    assert found.counts == {
        "rows": 10,
        "created": 3,
        "known": 0,
        "merged": 1,
        "quarantined": 3,
        "ignored": 3,
    }
    assert set(found.reasons) == {
        "lat/far-away",
        "operator/unknown-operator",
        "band_mhz/empty",
    }

    applied = apply_towers(by=scene.member, batch=batch)
    assert apply_towers(by=scene.member, batch=applied).state == "applied"
    bands = Tower.objects.filter(operator=scene.mci).values_list("band_mhz", flat=True)
    assert sorted(bands) == [900, 1800, 1800]
    assert Tower.objects.get(operator=scene.irancell).lat == 36.55

    again, second = preview_towers(by=scene.member, unit=scene.province, files=[a_list()])
    assert (second.counts["created"], second.counts["known"]) == (0, 4)
    apply_towers(by=scene.member, batch=again)
    assert Tower.objects.count() == 4

    undone = undo_towers(by=scene.member, batch=applied)
    assert undo_towers(by=scene.member, batch=undone).state == "undone"
    assert not Tower.objects.exists()
    with pytest.raises(ImportStateForbids):
        apply_towers(by=scene.member, batch=undone)
    verbs = AuditEntry.objects.filter(verb__endswith="towers").values_list("verb", flat=True)
    assert sorted(verbs) == [
        "connectivity.apply-towers",
        "connectivity.apply-towers",
        "connectivity.undo-towers",
    ]


def test_a_file_without_the_columns_names_them(scene: Scene) -> None:
    with pytest.raises(NoTowersInFile) as refusal:
        preview_towers(
            by=scene.member, unit=scene.province, files=[a_list("operator,lat\nmci,36\n")]
        )
    assert refusal.value.missing == ["lon", "band_mhz"]
    assert not TowerBatch.objects.exists()


def test_towers_are_imported_only_where_readings_are(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        preview_towers(by=scene.surveyor, unit=scene.babol, files=[a_list()])
    with pytest.raises(NotAllowed):
        preview_towers(by=scene.babol_it, unit=scene.province, files=[a_list()])


# Terrain


def a_tile(height: int = 100, side: int = 1201) -> bytes:
    return np.full(side * side, height, dtype=">i2").tobytes()


def test_a_tile_is_kept_once_and_replaced_by_the_headquarters_alone(scene: Scene) -> None:
    first = keep_tile(by=scene.babol_it, unit=scene.babol, name="N36E052.hgt", data=a_tile())
    assert first == keep_tile(
        by=scene.member, unit=scene.province, name="N36E052.SRTMGL3.hgt", data=a_tile()
    )
    with pytest.raises(TileKnown):
        keep_tile(by=scene.member, unit=scene.province, name="N36E052.hgt", data=a_tile(7))
    keep_tile(by=scene.headquarters, unit=scene.country, name="N36E052.hgt", data=a_tile(7))
    assert TerrainTile.objects.get().uploaded_by == scene.headquarters


def test_a_tile_comes_out_of_its_archive(scene: Scene) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "SRTM")
        archive.writestr("N36E053.hgt", a_tile())
    tile = keep_tile(
        by=scene.member, unit=scene.province, name="download.zip", data=packed.getvalue()
    )
    assert tile.name == "N36E053"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [("N36E052.hgt", b"abc", "size"), ("tile.hgt", a_tile(), "name")],
)
def test_what_is_no_tile_is_refused(scene: Scene, name: str, data: bytes, reason: str) -> None:
    with pytest.raises(NoTile) as refusal:
        keep_tile(by=scene.member, unit=scene.province, name=name, data=data)
    assert refusal.value.reason == reason
    assert not TerrainTile.objects.exists()


# Estimates


def test_only_unmeasured_operators_of_a_point_are_estimated(
    scene: Scene, points: list[Point], run: EstimateRun
) -> None:
    """Irancell nowhere measured: twelve; MCI measured at two: ten; no tower of Rightel: none."""
    found = CoverageEstimate.objects.filter(run=run)
    assert found.filter(operator=scene.irancell).count() == 12
    assert found.filter(operator=scene.mci).count() == 10
    assert found.count() == 22
    assert not found.filter(operator=scene.mci, point__in=[points[0], points[5]]).exists()
    assert run.operators["mci"] == {"towers": 3, "measured": 2, "is_calibrated": False}
    nearest, farthest = (
        CoverageEstimate.objects.get(point=point, operator=scene.irancell)
        for point in (points[0], points[-1])
    )
    assert nearest.mean_dbm > farthest.mean_dbm
    assert nearest.probability > farthest.probability


def test_an_estimate_verifies_nothing(scene: Scene, points: list[Point], run: EstimateRun) -> None:
    """Grades, verdicts, figures and readings are what they are without any estimate."""
    CoverageEstimate.objects.update(probability=1.0, mean_dbm=-60.0)

    def known() -> object:
        rows = PointLinks.objects.order_by("pk").values_list("pk", "state", "has_link")
        grades = PointGrade.objects.order_by("pk").values_list("point", "operator", "state")
        judged = judge_points([point.pk for point in points], now())
        return (
            *(list(rows), sorted(grades), link_figures(scene.head, scene.province)),
            {key: (one.verdict.state, one.grades) for key, one in judged.items()},
        )

    with_estimates = known()
    readings = Reading.objects.count()
    CoverageEstimate.objects.all().delete()
    assert known() == with_estimates
    assert Reading.objects.count() == readings == 4
    assert not PointLinks.objects.filter(pk=points[3].pk, has_link=True).exists()


def test_a_reading_pushes_the_estimate_aside_at_once(
    scene: Scene, points: list[Point], run: EstimateRun
) -> None:
    point = points[3]
    assert {one.operator for one in point_estimates(point)} == {scene.mci, scene.irancell}
    record_readings(by=scene.surveyor, drafts=[a_draft(point, scene.mci)], source="phone")
    assert [one.operator for one in point_estimates(point)] == [scene.irancell]
    listed = [one.point_id for one in survey_next(scene.head, scene.province, 50)]
    assert point.pk not in listed


def test_no_export_or_api_of_readings_holds_an_estimate(
    scene: Scene, points: list[Point], run: EstimateRun
) -> None:
    """The estimate of a point stands nowhere but on pages that say so."""
    CoverageEstimate.objects.update(mean_dbm=-77.7, probability=0.987)
    client = signed_in(scene.head)
    place = f"unit={scene.province.key}"
    for address in (
        f"/connectivity/?{place}",
        "/connectivity/?format=csv",
        "/connectivity/?format=json",
        "/connectivity/points.geojson",
        "/connectivity/operators/",
        f"/api/connectivity/points/{points[3].key}",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for mark in ("77.7", "۷۸ ±", "0.987", "۹۹٪"):
            assert mark not in body.decode()


def test_every_row_of_the_estimates_file_says_what_it_is(
    scene: Scene, points: list[Point], run: EstimateRun
) -> None:
    client = signed_in(scene.head)
    answer = client.get(f"/connectivity/estimates/?unit={scene.province.key}&format=json")
    rows = json.loads(b"".join(answer.streaming_content))
    assert len(rows) == 22
    assert {row["نوع"] for row in rows} == {"برآورد، نه سنجش"}


def test_the_same_inputs_make_no_second_run(
    scene: Scene, points: list[Point], run: EstimateRun
) -> None:
    before = list(CoverageEstimate.objects.values_list())
    assert refresh_estimates(by=scene.member, unit=scene.province) == run
    assert list(CoverageEstimate.objects.values_list()) == before
    measure(points[7], scene.irancell, scene.surveyor)
    later = refresh_estimates(by=scene.member, unit=scene.province)
    assert later.inputs_sha256 != run.inputs_sha256
    assert CoverageEstimate.objects.filter(operator=scene.irancell).count() == 11
    county = refresh_estimates(by=scene.babol_it, unit=scene.babol)
    assert CoverageEstimate.objects.filter(run=county).count() == 21
    assert refresh_estimates(by=scene.member, unit=scene.province) not in {run, later}


def test_terrain_between_lowers_the_estimate(
    scene: Scene, points: list[Point], run: EstimateRun
) -> None:
    """A ridge of 2,000 m north of the towers hides the last villages."""
    heights = np.zeros((1201, 1201), dtype=">i2")
    heights[300:420, :] = 2000
    before = CoverageEstimate.objects.get(point=points[-1], operator=scene.irancell)
    keep_tile(by=scene.member, unit=scene.province, name="N36E052.hgt", data=heights.tobytes())
    refresh_estimates(by=scene.member, unit=scene.province)
    after = CoverageEstimate.objects.get(point=points[-1], operator=scene.irancell)
    assert after.mean_dbm < before.mean_dbm - 5
    assert after.beyond != before.beyond


def test_what_is_lacking_for_an_estimate_is_named(scene: Scene) -> None:
    with pytest.raises(NothingToEstimate) as refusal:
        refresh_estimates(by=scene.member, unit=scene.province)
    assert refusal.value.lacking == "points"
    a_point(scene, "دبستان", 36.5)
    with pytest.raises(NothingToEstimate) as refusal:
        refresh_estimates(by=scene.member, unit=scene.province)
    assert refusal.value.lacking == "grounds"
    with_towers(scene)
    with pytest.raises(TooManyToEstimate):
        refresh_estimates(by=scene.member, unit=scene.province, most_points=0)
    with pytest.raises(NotAllowed):
        refresh_estimates(by=scene.surveyor, unit=scene.province)
    assert not EstimateRun.objects.exists()


def test_the_survey_list_leaves_out_points_with_a_link_and_its_fallback(
    scene: Scene, points: list[Point]
) -> None:
    """Both mobile operators verified: no visit is owed there."""
    with_towers(scene)
    for operator in (scene.mci, scene.irancell):
        measure(points[2], operator, scene.surveyor)
    refresh_estimates(by=scene.member, unit=scene.province)
    listed = survey_next(scene.head, scene.province, 50)
    assert points[2].pk not in {one.point_id for one in listed}
    gains = [one.electors_at_risk for one in listed]
    assert gains == sorted(gains, reverse=True)
    assert len(survey_next(scene.head, scene.province, 3)) == 3
    assert survey_next(scene.amol_it, scene.amol, 5) == []
    with pytest.raises(NotFound):
        survey_next(scene.amol_it, scene.babol, 5)


def test_figures_and_filters_tell_of_unmeasured_points(
    scene: Scene, points: list[Point], run: EstimateRun
) -> None:
    figures = estimate_figures(scene.head, scene.province)
    assert figures.points == 10
    assert figures.at == run.made_at
    CoverageEstimate.objects.filter(point__in=points[6:]).update(probability=0.02)
    CoverageEstimate.objects.filter(point__in=points[:6]).update(probability=0.97)
    figures = estimate_figures(scene.head, scene.province)
    assert (figures.unlikely, figures.unclear) == (6, 0)
    found = estimated_points(
        scene.head, scene.province, EstimateFilters(operator="mci", likelihood="unlikely")
    )
    assert {row.pk for row in found} == {point.pk for point in points[6:]}


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (1.0, Likelihood.LIKELY),
        (0.9, Likelihood.LIKELY),
        (0.89, Likelihood.UNCLEAR),
        (0.11, Likelihood.UNCLEAR),
        (0.1, Likelihood.UNLIKELY),
        (0.0, Likelihood.UNLIKELY),
    ],
)
def test_an_estimate_has_words_of_its_own(probability: float, word: Likelihood) -> None:
    assert likelihood_of(probability) is word


# Pages


def test_the_pages_show_estimates_as_estimates(
    scene: Scene, points: list[Point], run: EstimateRun
) -> None:
    client = signed_in(scene.member)
    place = f"unit={scene.province.key}"
    for address in (
        f"/connectivity/estimates/?{place}",
        "/connectivity/estimates/?operator=mci&likelihood=unclear&text=1",
        "/connectivity/estimates/next/",
        "/connectivity/estimates/map/",
        f"/connectivity/points/{points[3].key}/",
        f"/connectivity/map/card/{points[3].pk}/",
    ):
        page = client.get(address)
        assert page.status_code == 200
        assert "برآورد" in page.content.decode()
    measured = client.get(f"/connectivity/points/{points[5].key}/").content.decode()
    assert "همراه اول</b> " not in measured

    answer = client.get("/connectivity/estimates/map/points.json")
    columns = json.loads(gzip.decompress(answer.content))
    assert len(columns["states"]) == 12
    again = client.get(
        "/connectivity/estimates/map/points.json", headers={"if-none-match": answer["ETag"]}
    )
    assert again.status_code == 304
    file = client.get("/connectivity/estimates/next/?format=csv")
    assert len(b"".join(file.streaming_content).decode().splitlines()) == 1 + len(
        survey_next(scene.member, scene.province, 100)
    )


def test_towers_and_terrain_are_uploaded_on_one_page(scene: Scene, points: list[Point]) -> None:
    client = signed_in(scene.member)
    client.get(f"/connectivity/?unit={scene.province.key}")
    assert client.get("/connectivity/towers/").status_code == 200
    given = SimpleUploadedFile("towers.csv", LIST.encode("utf-8-sig"))
    answer = client.post("/connectivity/towers/", {"upload": given})
    batch = TowerBatch.objects.get()
    assert answer["Location"] == f"/connectivity/towers/{batch.key}/"
    page = client.get(answer["Location"]).content.decode()
    assert "ثبت ۴ حامل تازه" in page
    assert "ستون‌ها جابه‌جا شده‌اند" in page
    client.post(f"/connectivity/towers/{batch.key}/apply/")
    assert Tower.objects.count() == 4
    refreshed = client.post("/connectivity/estimates/refresh/", follow=True)
    assert "برآورد برای ۱۲ محلِ سنجیده‌نشده تهیه شد" in refreshed.content.decode()
    assert SurveyTarget.objects.count() == 12

    tile = SimpleUploadedFile("N36E052.hgt", a_tile())
    kept = client.post("/connectivity/towers/terrain/", {"tile": tile}, follow=True)
    assert "N36E052" in kept.content.decode()
    bad = client.post(
        "/connectivity/towers/terrain/", {"tile": SimpleUploadedFile("N36E052.hgt", b"x")}
    )
    assert "کاشی عوارض زمین نیست" in bad.content.decode()
    client.post(f"/connectivity/towers/{batch.key}/undo/")
    assert not Tower.objects.exists()


def test_an_estimate_that_cannot_be_made_says_why_on_the_page(scene: Scene) -> None:
    client = signed_in(scene.member)
    client.get(f"/connectivity/?unit={scene.province.key}")
    page = client.post("/connectivity/estimates/refresh/", follow=True).content.decode()
    assert "هیچ محلی در این واحد مختصات ندارد" in page
    assert "هنوز برآوردی تهیه نشده است" in page


def test_a_surveyor_sees_the_list_and_may_not_make_it(
    scene: Scene, points: list[Point], run: EstimateRun
) -> None:
    client = signed_in(scene.surveyor)
    page = client.get("/connectivity/estimates/next/")
    assert page.status_code == 200
    assert client.post("/connectivity/estimates/refresh/").status_code == 403
    assert client.get("/connectivity/towers/").status_code == 403
    other = signed_in(scene.amol_it)
    assert other.get(f"/connectivity/towers/{uuid4()}/").status_code == 404


def test_the_commands_import_and_estimate(
    scene: Scene, points: list[Point], tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "towers.csv"
    file.write_bytes(LIST.encode("utf-8-sig"))
    call_command("import_towers", str(file), by=scene.member.username)
    assert not Tower.objects.exists()
    call_command("import_towers", str(file), by=scene.member.username, apply=True)
    assert Tower.objects.count() == 4
    call_command("estimate_coverage", by=scene.member.username)
    assert "estimates 24; to measure 12" in capsys.readouterr().out
