"""A report as files: JSON with its signature, and a workbook; the same bytes each time."""

import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import xlsxwriter

from sandoq.apps.readiness.models import StatusReport
from sandoq.apps.readiness.services.report_words import (
    AREAS,
    KINDS,
    STATES,
    STEPS,
    gap_words,
    moment_words,
    rate_words,
    reason_words,
    requirement_words,
)
from sandoq.common.hashing import canonical_json
from sandoq.ui.exports import harmless

_FIGURES = (
    ("stations", "شعب"),
    ("stations_not_ready", "شعب ناآماده"),
    ("stations_on_fallback", "شعب آماده با جایگزین"),
    ("stations_ready", "شعب آماده"),
    ("electors", "واجدان شرایط"),
    ("electors_not_ready", "واجدان شرایط در شعب ناآماده"),
    ("electors_on_fallback", "واجدان شرایط در شعب آماده با جایگزین"),
    ("electors_ready", "واجدان شرایط در شعب آماده"),
)

_STATIONS = (
    *("شهرستان", "واحد", "شماره", "شعبه", "نوع", "ناحیه"),
    *("واجدان شرایط", "وضعیت", "دلایل"),
)
_CHANGES = ("شعبه", "شهرستان", "تغییر", "از", "به", "واجدان پیش", "واجدان اکنون", "دلیل")
_RATES = ("شهرستان", "قرعه", "بازرسی‌شده", "ردشده", "کمترین نرخ", "بیشترین نرخ")
_WAIVERS = ("شعبه", "الزام", "محل", "شماره حکم", "دلیل", "از", "تا")


def bundle_of(report: StatusReport) -> bytes:
    """The report, its hash and its signature, if it has one, as canonical JSON."""
    signature = getattr(report, "signature", None)
    return canonical_json(
        {
            "report": json.loads(report.canonical),
            "sha256": report.sha256,
            "signature": signature
            and {
                "algorithm": "Ed25519",
                "public_key": signature.signing_key.public,
                "statement": json.loads(signature.statement),
                "signature": signature.signature,
            },
        }
    )


def workbook_of(bundle: bytes) -> bytes:
    """The report as XLSX, right to left, its creation date that of the report."""
    told = json.loads(bundle)
    body = told["report"]
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        at = datetime.fromisoformat(body["frozen_at"]).replace(tzinfo=None, microsecond=0)
        book.set_properties(
            {"title": f"گزارش وضعیت آمادگی {body['unit']['name_fa']}", "created": at}
        )
        pen = _Pen(book)
        pen.sheet("خلاصه", ("موضوع", "مقدار"), _summary(told))
        pen.sheet("حوزه‌ها", ("واحد", *(name for _, name in _FIGURES)), _areas(body))
        pen.sheet("کمبودها", ("الزام", "کد", "شعب", "واجدان شرایط"), _gaps(body))
        pen.sheet("شعب", _STATIONS, _stations(body))
        pen.sheet("تغییرات", _CHANGES, _changes(body))
        pen.sheet("معافیت‌ها", _WAIVERS, _waivers(body))
        if body.get("reinspection"):
            pen.sheet("بازرسی دوباره", _RATES, _rates(body))
    return file.getvalue()


class _Pen:
    """Writes sheets of text and numbers."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._bold = book.add_format({"bold": True, "bottom": 1})

    def sheet(self, name: str, header: tuple[str, ...], rows: Any) -> None:
        sheet = self._book.add_worksheet(name)
        sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        for column, title in enumerate(header):
            sheet.write_string(0, column, title, self._bold)
            sheet.set_column(column, column, 22 if column in {0, 3} else 15)
        for index, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(index, column, cell)
                elif cell:
                    sheet.write_string(index, column, harmless(cell))


def _summary(told: Mapping[str, Any]) -> list[tuple[str, Any]]:
    body, signature = told["report"], told["signature"]
    signer = signature["statement"]["signer"] if signature else None
    return [
        ("واحد", body["unit"]["name_fa"]),
        ("انتخابات", body["election"]["name_fa"]),
        ("شماره گزارش", body["number"]),
        ("زمان تثبیت", moment_words(body["frozen_at"])),
        *((name, body["figures"][field]) for field, name in _FIGURES),
        ("SHA-256", told["sha256"]),
        ("امضا", signer["name"] if signer else "امضا نشده"),
        ("زمان امضا", moment_words(signature["statement"]["signed_at"]) if signature else ""),
        ("کلید امضا", signature["public_key"] if signature else ""),
    ]


def _areas(body: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (area["name_fa"], *(area["figures"][field] for field, _ in _FIGURES))
        for area in body["areas"]
    ]


def _gaps(body: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (requirement_words(body, gap["code"]), gap["code"], gap["stations"], gap["electors"])
        for gap in body["gaps"]
    ]


def _stations(body: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (
            *(row["county"], row["unit"], row["number"] or "", row["name"]),
            *(KINDS[row["kind"]], AREAS[row["area"]], row["electors"], STATES[row["state"]]),
            "؛ ".join(gap_words(body, gap) for gap in row["gaps"]),
        )
        for row in body["stations"]
    ]


def _changes(body: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (
            *(row["name"], row["county"], STEPS[row["step"]]),
            *(STATES[row["before"]], STATES[row["after"]]),
            *(row["electors_before"], row["electors_after"]),
            "؛ ".join(reason_words(body, reason) for reason in row["reasons"]),
        )
        for row in body["changes"]
    ]


def _rates(body: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (
            *(row["name_fa"], row["drawn"], row["inspected"], row["refuted"]),
            *(rate_words(row, name) for name in ("lowest", "highest")),
        )
        for row in body["reinspection"]
    ]


def _waivers(body: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (
            *(row["name"], requirement_words(body, row["code"]), row["point"] or ""),
            *(row["order_number"], row["reason"]),
            *(moment_words(row["since"]), moment_words(row["until"])),
        )
        for row in body["waivers"]
    ]
