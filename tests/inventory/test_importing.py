"""Lists of equipment come in messy; every row is accounted for and nothing is doubled."""

import json
from pathlib import Path

import pytest
import xlsxwriter

from sandoq.apps.accounts.models import AuditEntry
from sandoq.apps.inventory.errors import AssetRefused, ImportRefused
from sandoq.apps.inventory.models import Asset, DeviceModel, EquipmentImport
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.services import approve_model, move_assets
from sandoq.apps.inventory.services.importing import (
    apply_import,
    discard_import,
    preview_import,
    run_from_command,
)
from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.services.importing.reading import NamedFile
from tests.inventory.scene import Scene

MESSY = [
    ["فهرست تجهیزات شهرستان", "", "", ""],
    ["نوع تجهيزات", "سازنده", "مدل", "شمارهٔ سريال", "نسخهٔ میان‌افزار", "قفل منطقه"],
    ["دستگاه احراز هویت", "Faraz", "F1", "۱۰۰۱", "1.0", ""],
    ["دستگاه احراز هویت", "Faraz", "F1", "١٠٠٢", "1.0", "آمل"],
    ["دستگاه احراز هویت", "Faraz", "F1", 1001.0, "1.0", ""],  # merged
    ["دستگاه احراز هویت", "Faraz", "F1", "1002", "2.0", "آمل"],  # differs
    ["دستگاه احراز هویت", "Faraz", "F1", "", "1.0", ""],  # no serial
    ["دستگاه احراز هویت", "Novin", "N9", "N9-1", "", ""],  # proposed
    ["دستگاه احراز هویت", "Novin", "N9", "N9-2", "", ""],
    ["چیز دیگر", "Novin", "X", "X-1", "", ""],  # neither model nor kind
    ["دستگاه احراز هویت", "Faraz", "F1", "1003", "", "ناکجا"],  # unknown region
    ["دستگاه احراز هویت", "Faraz", "F1", "1.00E+12", "", ""],
    ["جمع کل", "", "", 10, "", ""],
]


def a_workbook(path: Path, rows: list[list[object]]) -> NamedFile:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("تجهیزات")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    return NamedFile(path.name, path.read_bytes())


@pytest.fixture
def messy(tmp_path: Path) -> NamedFile:
    return a_workbook(tmp_path / "list.xlsx", MESSY)


def test_every_row_of_a_messy_list_is_accounted_for(scene: Scene, messy: NamedFile) -> None:
    batch = preview_import(by=scene.keeper, store=scene.store, files=[messy])
    assert batch.counts == {
        "created": 4,
        "updated": 0,
        "merged": 1,
        "quarantined": 5,
        "ignored": 1,
    }
    assert sum(batch.counts.values()) == len(MESSY) - 2
    reasons = set(batch.rows.filter(outcome="quarantined").values_list("reason", flat=True))
    assert reasons == {
        "duplicate-differs",
        "serial-empty",
        "model-unknown",
        "region-unknown",
        "serial-rounded",
    }
    assert [one["name"] for one in batch.proposed] == ["N9"]
    assert not Asset.objects.exists()


def test_applying_writes_once_and_importing_again_changes_nothing(
    scene: Scene, messy: NamedFile
) -> None:
    batch = preview_import(by=scene.keeper, store=scene.store, files=[messy])
    apply_import(by=scene.keeper, batch=batch)
    apply_import(by=scene.keeper, batch=batch)
    assert set(Asset.objects.values_list("serial", flat=True)) == {"1001", "1002", "N9-1", "N9-2"}
    assert Asset.objects.get(serial="1002").region == scene.amol
    before = list(Asset.objects.order_by("pk").values())

    again = preview_import(by=scene.keeper, store=scene.store, files=[messy])
    assert again.counts["created"] == again.counts["updated"] == 0
    apply_import(by=scene.keeper, batch=again)
    assert list(Asset.objects.order_by("pk").values()) == before


def test_devices_of_a_proposed_model_wait_for_its_approval(scene: Scene, messy: NamedFile) -> None:
    batch = preview_import(by=scene.keeper, store=scene.store, files=[messy])
    apply_import(by=scene.keeper, batch=batch)
    asset = Asset.objects.get(serial="N9-1")
    with pytest.raises(AssetRefused, match="model-not-approved"):
        move_assets(by=scene.keeper, assets=[asset], to=AssetState.TESTED)
    approve_model(by=scene.headquarters, model=DeviceModel.objects.get(name="N9"))
    move_assets(by=scene.keeper, assets=[asset], to=AssetState.TESTED)


def test_zeros_that_a_spreadsheet_stripped_come_back(scene: Scene, tmp_path: Path) -> None:
    """The register's 000123 is meant by 123, and a newer firmware is taken over."""
    header = ["مدل", "سریال", "firmware"]
    first = a_workbook(tmp_path / "a.xlsx", [header, ["F1", "000123", "1.0"]])
    apply_import(
        by=scene.keeper, batch=preview_import(by=scene.keeper, store=scene.store, files=[first])
    )
    second = a_workbook(tmp_path / "b.xlsx", [header, ["F1", 123, "1.1"]])
    batch = preview_import(by=scene.keeper, store=scene.store, files=[second])
    assert batch.rows.get().notices == ["zeros-restored"]
    apply_import(by=scene.keeper, batch=batch)
    asset = Asset.objects.get()
    assert (asset.serial, asset.firmware) == ("000123", "1.1")


def test_another_countys_device_is_neither_taken_nor_named(scene: Scene, tmp_path: Path) -> None:
    (asset,) = scene.devices(by=scene.amol_keeper, store=scene.amol_store)
    file = a_workbook(tmp_path / "a.xlsx", [["مدل", "سریال"], ["F1", asset.serial]])
    batch = preview_import(by=scene.keeper, store=scene.store, files=[file])
    assert batch.rows.get().reason == "registered-elsewhere"
    apply_import(by=scene.keeper, batch=batch)
    assert Asset.objects.count() == 1


def test_a_register_that_changed_since_the_preview_is_not_overwritten(
    scene: Scene, tmp_path: Path
) -> None:
    file = a_workbook(tmp_path / "a.xlsx", [["مدل", "سریال"], ["F1", "Z-1"]])
    first, second = (
        preview_import(by=scene.keeper, store=scene.store, files=[file]) for _ in range(2)
    )
    apply_import(by=scene.keeper, batch=first)
    with pytest.raises(ImportRefused, match="register-changed"):
        apply_import(by=scene.keeper, batch=second)
    discard_import(by=scene.keeper, batch=second)
    with pytest.raises(ImportRefused, match="discarded"):
        apply_import(by=scene.keeper, batch=second)


def test_a_file_without_serials_is_refused(scene: Scene, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", [["نام", "نشانی"], ["الف", "ب"]])
    with pytest.raises(ImportRefused, match="no-header"):
        preview_import(by=scene.keeper, store=scene.store, files=[file])
    with pytest.raises(FileUnreadable):
        preview_import(
            by=scene.keeper, store=scene.store, files=[NamedFile("x.xlsx", b"PK\x03\x04 broken")]
        )
    assert not EquipmentImport.objects.exists()


def test_the_command_writes_nothing_without_apply(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_workbook(tmp_path / "list.xlsx", MESSY)
    report = tmp_path / "out.json"
    acts = AuditEntry.objects.count()

    def run(**options: object) -> None:
        run_from_command([tmp_path / "list.xlsx"], by=scene.keeper.username, **options)  # type: ignore[arg-type]

    run(report_path=report)
    assert not Asset.objects.exists()
    assert AuditEntry.objects.count() == acts
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told["counts"]["created"] == 4
    assert len(told["rows"]) == sum(told["counts"].values())
    assert "proposed model\tNovin N9" in capsys.readouterr().out
    run(apply=True)
    assert Asset.objects.count() == 4
    run(apply=True)
    assert Asset.objects.count() == 4
