"""Files of readings: every row has one outcome, the sum holds, and a repeat changes nothing."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import xlsxwriter

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.errors import NothingToRead
from sandoq.apps.connectivity.models import PointLinks, Reading, ReadingBatch
from sandoq.apps.connectivity.selectors.xlsform import xlsform_workbook
from sandoq.apps.connectivity.services.importing import (
    Outcome,
    apply_readings,
    preview_readings,
    undo_readings,
)
from sandoq.apps.territory.errors import ImportStateForbids
from sandoq.apps.territory.models import Point
from sandoq.apps.territory.services.importing import NamedFile
from sandoq.cli import main
from sandoq.common.calendar import jalali
from sandoq.common.clock import in_tehran
from sandoq.common.errors import NotAllowed, NotFound
from sandoq.common.text import to_persian_digits
from tests.connectivity.scene import MIDDAY, MORNING, Scene, a_followed_station, days_ago

pytestmark = pytest.mark.django_db

HEADER = (
    *("شهرستان", "شماره شعبه", "نام محل", "اپراتور", "نسل شبکه", "سطح سیگنال (dBm)"),
    *("داخل ساختمان", "تعداد تراکنش", "تراکنش موفق", "صدک ۹۵", "تاریخ", "ساعت", "توضیحات"),
)


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def point(scene: Scene) -> Point:
    return a_followed_station(scene.babol_central, number=12, name="دبستان کاوه").points.get()


def jalali_text(days: float) -> str:
    year, month, day = jalali(in_tehran(days_ago(days)).date())
    return to_persian_digits(f"{year}/{month:02}/{day:02}")


def a_row(**cells: object) -> list[object]:
    values: dict[str, object] = {
        "county": "شهرستان بابل",
        "number": "۱۲",
        "place": "",
        "operator": "همراه اول",
        "technology": "نسل ٤",
        "rsrp": "-۹۰",
        "indoor": "بلي",
        "attempts": "۱۰",
        "successes": "۱۰",
        "p95": "۴۲۰",
        "date": jalali_text(3),
        "time": "۸:۳۰",
        "note": "",
    }
    return list((values | cells).values())


def workbook(*rows: Sequence[object]) -> NamedFile:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("سنجش")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell != "":
                    sheet.write(number, column, cell)
    return NamedFile("سنجش.xlsx", file.getvalue())


def preview(scene: Scene, *files: NamedFile, by: User | None = None) -> tuple[ReadingBatch, Any]:
    return preview_readings(by=by or scene.babol_it, unit=scene.babol, files=files)


def test_a_persian_spreadsheet_in_any_spelling_becomes_readings(scene: Scene, point: Point) -> None:
    file = workbook(
        ["فهرست سنجش پوشش"],
        HEADER,
        a_row(),
        a_row(time="12:30", operator="MCI", technology="LTE", indoor="بیرون", number=12),
        ["جمع کل", "", "", "", "", "", "", 20, 20],
    )

    batch, found = preview(scene, file)
    assert not Reading.objects.exists()
    apply_readings(by=scene.babol_it, batch=batch)

    assert found.counts == {
        "rows": 5,
        "created": 2,
        "known": 0,
        "merged": 0,
        "quarantined": 0,
        "ignored": 3,
    }
    first, second = Reading.objects.order_by("pk")
    assert in_tehran(first.taken_at).strftime("%H:%M") == "08:30"
    assert (first.rsrp_dbm, first.is_indoor, first.p95_ms, first.source) == (
        *(-90, True, 420, "spreadsheet"),
    )
    assert not second.is_indoor
    assert PointLinks.objects.get(point=point).has_link


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"date": "11/12/02"}, "date/ambiguous"),
        ({"date": "1404/12/30"}, "date/no-such-day"),
        ({"date": ""}, "date/empty"),
        ({"time": ""}, "time/empty"),
        ({"successes": 11}, "successes/successes-exceed-attempts"),
        ({"rsrp": -150}, "rsrp_dbm/rsrp-out-of-range"),
        ({"rsrp": 90}, "rsrp_dbm/rsrp-out-of-range"),
        ({"operator": "تلفن همراه"}, "operator/unknown-operator"),
        ({"operator": ""}, "operator/empty"),
        ({"technology": "فیبر"}, "technology/technology-mismatch"),
        ({"technology": "نسل نهم"}, "technology/unknown"),
        ({"technology": ""}, "technology/empty"),
        ({"number": 99}, "number/unknown-station"),
        ({"number": ""}, "number/empty"),
        ({"county": "آمل"}, "number/unknown-station"),
        ({"place": "مسجد"}, "point_name/unknown-point"),
        ({"attempts": "چند"}, "attempts/not-a-number"),
        ({"attempts": ""}, "attempts/empty"),
        ({"indoor": "شاید"}, "indoor/unreadable"),
        ({"date": "1412/01/05"}, "taken_at/reading-from-the-future"),
    ],
)
def test_a_bad_row_is_held_back_with_its_reason_and_the_others_go_in(
    scene: Scene, point: Point, cells: dict[str, object], problem: str
) -> None:
    batch, found = preview(scene, workbook(HEADER, a_row(**cells), a_row()))
    apply_readings(by=scene.babol_it, batch=batch)

    assert problem in found.reasons
    assert found.rows[1].outcome == Outcome.QUARANTINED
    assert found.rows[1].row == 2
    assert Reading.objects.count() == 1


def test_a_stop_of_a_mobile_station_must_be_named(scene: Scene) -> None:
    station = a_followed_station(scene.babol_central, number=7, kind="mobile", points=2)
    second = station.points.get(seq=2)
    file = workbook(HEADER, a_row(number=7), a_row(number=7, place=second.name))

    batch, found = preview(scene, file)
    apply_readings(by=scene.babol_it, batch=batch)

    assert found.reasons == {"seq/several-points": 1}
    assert Reading.objects.get().point == second


def test_reading_the_same_file_again_changes_nothing(scene: Scene, point: Point) -> None:
    file = workbook(HEADER, a_row(), a_row(), a_row(time="12:30"))
    batch, first = preview(scene, file)
    apply_readings(by=scene.babol_it, batch=batch)
    apply_readings(by=scene.babol_it, batch=batch)

    again, second = preview(scene, file)
    apply_readings(by=scene.babol_it, batch=again)

    assert (first.counts["created"], first.counts["merged"]) == (2, 1)
    assert (second.counts["created"], second.counts["known"]) == (0, 3)
    assert Reading.objects.count() == 2
    for found in (first, second):
        counts = dict(found.counts)
        assert counts.pop("rows") == sum(counts.values()) == 4


def test_an_import_is_taken_back_in_one_act(scene: Scene, point: Point) -> None:
    batch, _ = preview(scene, workbook(HEADER, a_row(), a_row(time="12:30")))
    with pytest.raises(ImportStateForbids):
        undo_readings(by=scene.babol_it, batch=batch)
    apply_readings(by=scene.babol_it, batch=batch)

    undo_readings(by=scene.babol_it, batch=batch)
    undo_readings(by=scene.babol_it, batch=batch)

    assert not PointLinks.objects.get(point=point).has_link
    assert Reading.objects.exclude(withdrawn_at=None).count() == 2
    with pytest.raises(ImportStateForbids):
        apply_readings(by=scene.babol_it, batch=batch)


def test_a_county_imports_nothing_for_its_neighbour(scene: Scene, point: Point) -> None:
    with pytest.raises(NotAllowed):
        preview(scene, workbook(HEADER, a_row()), by=scene.amol_it)
    with pytest.raises(NotAllowed):
        preview(scene, workbook(HEADER, a_row()), by=scene.surveyor)


def test_a_file_without_the_columns_says_which_are_missing(scene: Scene) -> None:
    with pytest.raises(NothingToRead) as refusal:
        preview(scene, workbook(["شهرستان", "اپراتور"], ["بابل", "همراه اول"]))

    assert "attempts" in refusal.value.missing
    with pytest.raises(NothingToRead):
        preview(scene, NamedFile("x.json", b'{"value": 3'))


def a_submission(point: Point, hour: int, **values: object) -> dict[str, object]:
    return {
        "point": str(point.key),
        "taken_at": days_ago(2, hour).isoformat(),
        "operator": "mci",
        "technology": "4g",
        "indoor": "yes",
        "rsrp_dbm": -88,
        "attempts": 10,
        "successes": 10,
        "p95_ms": 300,
    } | values


def test_submissions_of_the_form_are_read_as_csv_and_as_json_and_are_the_same_readings(
    scene: Scene, point: Point
) -> None:
    """ODK's CSV, OData with nested groups, and Kobo's flat names."""
    keys = [str(uuid4()), str(uuid4())]
    rows = [
        a_submission(point, hour) | {"meta-instanceID": f"uuid:{key}", "SubmissionDate": "x"}
        for hour, key in zip((MORNING, MIDDAY), keys, strict=True)
    ]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    as_csv = NamedFile("readings.csv", text.getvalue().encode())
    odata = {
        "value": [
            {"__id": f"uuid:{key}", "group": a_submission(point, hour), "meta": {"x": 1}}
            for hour, key in zip((MORNING, MIDDAY), keys, strict=True)
        ]
    }
    kobo = [
        {f"group/{name}": value for name, value in a_submission(point, MORNING).items()}
        | {"_uuid": keys[0], "_attachments": []}
    ]

    batch, first = preview(scene, as_csv)
    apply_readings(by=scene.babol_it, batch=batch)
    _, nested = preview(scene, NamedFile("odata.json", json.dumps(odata).encode()))
    _, flat = preview(scene, NamedFile("kobo.json", json.dumps(kobo).encode()))

    assert first.counts["created"] == 2, first.reasons
    assert {str(key) for key in Reading.objects.values_list("client_uuid", flat=True)} == set(keys)
    assert Reading.objects.first().source == "xlsform"
    assert (nested.counts["known"], flat.counts["known"]) == (2, 1)


def test_one_key_for_two_readings_holds_the_second_back(scene: Scene, point: Point) -> None:
    key = str(uuid4())
    both = [
        a_submission(point, MORNING, instanceID=key),
        a_submission(point, MORNING, instanceID=key, successes=1),
    ]

    _, found = preview(scene, NamedFile("x.json", json.dumps(both).encode()))

    assert [row.outcome for row in found.rows] == [Outcome.CREATED, Outcome.QUARANTINED]
    assert found.reasons == {"key/reading-key-reused": 1}


def test_the_exported_form_is_a_valid_xlsform_in_both_languages(
    scene: Scene, point: Point, tmp_path: Path
) -> None:
    """pyxform is what ODK and Kobo read forms with."""
    xls2xform = pytest.importorskip("pyxform.xls2xform")
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsform_workbook(scene.surveyor, scene.babol, version="2026112201"))

    made = xls2xform.convert(xlsform=path)

    assert str(point.key) in made.xform
    assert "Test transactions tried" in made.xform
    assert "تعداد تراکنش آزمایشی" in made.xform
    assert not [line for line in made.warnings if "language" not in line.lower()]
    with pytest.raises(NotFound):
        xlsform_workbook(scene.amol_it, scene.babol, version="1")


def test_the_command_writes_nothing_without_apply_and_reports_every_row(
    scene: Scene, point: Point, tmp_path: Path, capsys: Any
) -> None:
    path, report = tmp_path / "readings.xlsx", tmp_path / "report.json"
    path.write_bytes(workbook(HEADER, a_row(), a_row(date="11/12/02")).data)
    asked = ["import", "readings", str(path), "--by", scene.babol_it.username]

    assert main([*asked, "--report", str(report)]) == 0
    assert not Reading.objects.exists()
    told = json.loads(report.read_text(encoding="utf-8"))
    assert (told["counts"]["rows"], len(told["rows"])) == (3, 3)
    assert told["rows"][2]["problems"][0]["reason"] == "ambiguous"
    assert main([*asked, "--apply"]) == 0
    assert main([*asked, "--apply"]) == 0

    assert Reading.objects.count() == 1
    assert ReadingBatch.objects.count() == 1
    assert "date/ambiguous\t1" in capsys.readouterr().out
