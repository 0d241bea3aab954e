"""A report as a Persian PDF. The same bundle, fonts and typst version give the same bytes.

Data reaches the template as JSON strings and is only ever shown as text, never read as markup.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import segno
import typst
from django.conf import settings

from sandoq.apps.readiness.services.report_words import (
    ROLES,
    STATES,
    STEPS,
    gap_words,
    moment_words,
    number_words,
    rate_words,
    reason_words,
    requirement_words,
    signed_words,
)
from sandoq.common.calendar import format_date
from sandoq.common.text import to_persian_digits

TEMPLATE = Path(__file__).resolve().parent.parent / "paper" / "report.typ"
ATTACHED = "report.json"
MOST_STATIONS = 400
MOST_CHANGES = 200
"""Rows printed; the paper says how many there are in all and that the files hold every one."""


def paper_of(bundle: bytes) -> bytes:
    """The PDF of a bundle, with the bundle attached."""
    return _compile(bundle, "pdf")[0]


def pages_of(bundle: bytes) -> list[bytes]:
    """The same pages as PNG, to be looked at."""
    return _compile(bundle, "png")


def maker() -> str:
    """What made the bytes: another version may make others."""
    return f"typst-py {version('typst')}"


def _compile(bundle: bytes, form: Literal["pdf", "png"]) -> list[bytes]:
    told = json.loads(bundle)
    at = datetime.fromisoformat(told["report"]["frozen_at"])
    made = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(settings.NODE_MODULES / "vazirmatn" / "fonts" / "ttf")],
        ignore_system_fonts=True,
        format=form,
        ppi=80.0,
        sys_inputs={
            "data": json.dumps(_shown(told), ensure_ascii=False),
            "bundle": bundle.decode(),
        },
        timestamp=int(at.timestamp()),
    )
    # Its stub says bytes; several pages as PNG come as a list.
    pages: Any = made
    return [bytes(page) for page in pages] if isinstance(pages, list) else [bytes(pages)]


def _shown(told: Mapping[str, Any]) -> dict[str, Any]:
    """Every text of the paper, in the order of its pages."""
    body = told["report"]
    lacking = [row for row in body["stations"] if row["state"] == "not-ready"]
    return {
        "unit": body["unit"]["name_fa"],
        "election": body["election"]["name_fa"],
        "polling_day": format_date(
            datetime.fromisoformat(body["election"]["polling_day"]).date(), language="fa"
        ),
        "number": to_persian_digits(str(body["number"])),
        "frozen": moment_words(body["frozen_at"]),
        "frozen_by": _office(body["frozen_by"]) or "زمان‌سنج روزانه سامانه",
        "previous": body["previous"]
        and {
            "number": to_persian_digits(str(body["previous"]["number"])),
            "frozen": moment_words(body["previous"]["frozen_at"]),
            "sha256": body["previous"]["sha256"],
        },
        "sha256": told["sha256"],
        "qr": _qr(body["address"]),
        "signature": _signature(told),
        "figures": {name: _figure(value) for name, value in body["figures"].items()},
        "gaps": [
            {
                "name": requirement_words(body, gap["code"]),
                "stations": _figure(gap["stations"]),
                "electors": _figure(gap["electors"]),
            }
            for gap in body["gaps"]
        ],
        "areas": [
            {
                "name": area["name_fa"],
                "figures": {name: _figure(value) for name, value in area["figures"].items()},
            }
            for area in body["areas"]
        ],
        "bridge": body["bridge"] and _bridge(body["bridge"]),
        "changes": _changes(body, body["changes"][:MOST_CHANGES]),
        "changes_all": _figure(len(body["changes"])),
        "lacking": _lacking(body, lacking[:MOST_STATIONS]),
        "lacking_all": _figure(len(lacking)),
        "waivers": [
            [
                row["name"],
                requirement_words(body, row["code"]),
                to_persian_digits(row["order_number"]),
                row["reason"],
                moment_words(row["until"]),
            ]
            for row in body["waivers"]
        ],
        "reinspection": [
            [
                row["name_fa"],
                *(number_words(row[name]) for name in ("drawn", "inspected", "refuted")),
                *(rate_words(row, name) for name in ("lowest", "highest")),
            ]
            for row in body.get("reinspection", ())  # reports before it do not tell of it
        ],
    }


def _figure(value: int) -> dict[str, Any]:
    return {"value": value, "text": number_words(value)}


def _office(office: Mapping[str, str] | None) -> str:
    if not office:
        return ""
    return f"{office['name']}، {ROLES.get(office['role'], office['role'])}، {office['unit']}"


def _signature(told: Mapping[str, Any]) -> dict[str, str] | None:
    signature = told["signature"]
    if not signature:
        return None
    statement = signature["statement"]
    signer = statement["signer"]
    return {
        "signer": signer["name"],
        "office": f"{ROLES.get(signer['post'], signer['post'])}، {signer['unit']}",
        "at": moment_words(statement["signed_at"]),
        "key": signature["public_key"],
        "signature": signature["signature"],
    }


def _bridge(bridge: Mapping[str, Any]) -> list[dict[str, Any]]:
    def line(name: str, figures: Mapping[str, int], count: str, *, is_sum: bool) -> dict[str, Any]:
        words = number_words if is_sum else signed_words
        return {
            "name": name,
            "count": count,
            "sum": is_sum,
            "cells": [
                words(figures["stations"]),
                words(figures["stations_not_ready"]),
                words(figures["electors_not_ready"]),
                words(figures["electors"]),
            ],
        }

    return [
        line("گزارش پیشین", bridge["before"], "", is_sum=True),
        *(
            line(STEPS[row["step"]], row["effect"], number_words(row["changes"]), is_sum=False)
            for row in bridge["lines"]
        ),
        line("این گزارش", bridge["after"], "", is_sum=True),
    ]


def _changes(body: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    return [
        [
            row["name"],
            row["county"],
            f"{STATES[row['before']]} ← {STATES[row['after']]}",
            number_words(row["electors_after"] or row["electors_before"]),
            "؛ ".join(reason_words(body, reason) for reason in row["reasons"]) or "—",
        ]
        for row in rows
    ]


def _lacking(body: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    return [
        [
            to_persian_digits(str(row["number"] or "—")),
            row["name"],
            row["county"],
            number_words(row["electors"]),
            "؛ ".join(gap_words(body, gap) for gap in row["gaps"]),
        ]
        for row in rows
    ]


def _qr(address: str) -> str:
    file = BytesIO()
    segno.make(address, error="m").save(file, kind="svg", border=0, xmldecl=False, scale=4)
    return file.getvalue().decode()
