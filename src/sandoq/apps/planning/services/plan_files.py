"""A plan as files: PDF to sign, XLSX to work with, GeoJSON for maps, JSON for programs."""

import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

from sandoq.apps.planning.errors import ScenarioRefused
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.figures import county_rows, supply_rows, ways
from sandoq.apps.planning.selectors.flows import middles_of
from sandoq.apps.planning.selectors.reading import Told, told_of
from sandoq.apps.planning.services.plan_paper import paper_of
from sandoq.apps.planning.services.plan_words import REASONS, moment_words
from sandoq.common.errors import NotFound
from sandoq.common.hashing import canonical_json
from sandoq.ui.exports import harmless

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def plan_file(scenario: Scenario, form: str) -> tuple[bytes, str, str]:
    """The bytes of a file, its media type and its name.

    Raises:
        NotFound: there is no such form.
        ScenarioRefused: the scenario has no plan yet.
    """
    if form not in FORMS:
        raise NotFound("file", form)
    if not scenario.plan_sha256:
        raise ScenarioRefused("no-plan", scenario.state)
    kind, make = FORMS[form]
    return make(scenario), kind, f"plan-{scenario.election.slug}-{scenario.key}.{form}"


def document_of(scenario: Scenario) -> bytes:
    """Question and plan as they were frozen: `sandoq plan check` judges the two without us."""
    told = told_of(scenario)
    return canonical_json(
        {
            "title": scenario.title,
            "question": told.question,
            "question_sha256": scenario.question_sha256,
            "plan": told.plan,
            "plan_sha256": scenario.plan_sha256,
        }
    )


def geojson_of(scenario: Scenario) -> bytes:
    """Transfers as lines, stations as points (RFC 7946)."""
    told = told_of(scenario)
    middles = middles_of(told)
    lines = [
        _feature(
            "LineString",
            [[told.stores[way.store]["lon"], told.stores[way.store]["lat"]], middles[way.unit]],
            {
                "what": "transfer",
                "from": told.stores[way.store]["name"],
                "to": told.units[way.unit]["name"],
                "model": told.model_name(way.model),
                "quantity": way.quantity,
                "km": way.km,
            },
        )
        for way in ways(told.question, told.plan)
    ]
    points = [
        _feature(
            "Point",
            [row["lon"], row["lat"]],
            {
                "what": "station",
                "code": row["code"],
                "name": row["name"],
                "number": row.get("number"),
                "county": told.units[row["unit"]]["name"],
                "electors": row["electors"],
                "ready": row["code"] in told.ready,
            },
        )
        for row in told.question["stations"]
    ]
    collection = {"type": "FeatureCollection", "features": lines + points}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _feature(kind: str, at: Sequence[Any], properties: Mapping[str, Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": at}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def workbook_of(scenario: Scenario) -> bytes:
    """Summary, transfers, allotments, counties, lack and means, stations that stay short."""
    told = told_of(scenario)
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        at = scenario.solved_at
        if at is not None:
            book.set_properties(
                {"title": scenario.title, "created": at.replace(tzinfo=None, microsecond=0)}
            )
        bold = book.add_format({"bold": True, "bottom": 1})
        for name, header, rows in _sheets(scenario, told):
            _write(book.add_worksheet(name), bold, header, rows)
    return file.getvalue()


def _write(sheet: Any, bold: Any, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.write_string(0, column, title, bold)
        sheet.set_column(column, column, 26 if column in {0, 1} else 16)
    for index, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, int | float):
                sheet.write_number(index, column, cell)
            elif cell:
                sheet.write_string(index, column, harmless(cell))


def _sheets(
    scenario: Scenario, told: Told
) -> list[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]:
    question, plan = told.question, told.plan
    return [
        ("خلاصه", ("موضوع", "مقدار"), _summary(scenario)),
        (
            "دستور انتقال",
            ("از انبار", "شهرستان مبدأ", "به شهرستان", "مدل", "تعداد", "کیلومتر"),
            (
                (
                    told.stores[way.store]["name"],
                    _unit(told, told.stores[way.store]["unit"]),
                    _unit(told, way.unit),
                    told.model_name(way.model),
                    way.quantity,
                    way.km,
                )
                for way in ways(question, plan)
            ),
        ),
        (
            "سهم شعب",
            ("شعبه", "شهرستان", "شماره", "مدل", "تعداد", "از انبار"),
            (_allotment(told, row) for row in plan.get("allotments", ())),
        ),
        (
            "شهرستان‌ها",
            (
                "شهرستان",
                "واجدان",
                "در شعب آماده اکنون",
                "در شعب آماده پس از اجرا",
                "ورودی",
                "خروجی",
            ),
            (
                (
                    _unit(told, row.unit),
                    row.electors,
                    row.electors_before,
                    row.electors_after,
                    row.devices_in,
                    row.devices_out,
                )
                for row in county_rows(question, plan)
            ),
        ),
        (
            "کمبود و موجودی",
            ("نوع تجهیزات", "کمبود شعب", "موجودی انبارها", "تخصیص", "کمبود باقی‌مانده"),
            (
                (told.items[row.item]["name_fa"], row.lacking, row.in_stores, row.given, row.short)
                for row in supply_rows(question, plan)
            ),
        ),
        (
            "شعب ناآماده",
            ("شعبه", "شهرستان", "شماره", "واجدان", "کمبودها", "دلیل"),
            (_short(told, row) for row in plan["short"]),
        ),
    ]


def _summary(scenario: Scenario) -> list[tuple[str, Any]]:
    found = scenario.figures
    return [
        ("سناریو", scenario.title),
        ("واحد", scenario.unit.name_fa),
        ("انتخابات", scenario.election.name_fa),
        ("تصویر داده‌ها", moment_words(scenario.snapshot_at) if scenario.snapshot_at else ""),
        ("واجدان شرایط", found["electors"]),
        ("واجدان در شعب آماده، اکنون", found["electors_before"]),
        ("واجدان در شعب آماده، پس از اجرا", found["electors_after"]),
        ("شعب", found["stations"]),
        ("شعب آماده پس از اجرا", found["stations_after"]),
        ("دستگاه میان شهرستان‌ها", found["sent"]),
        ("SHA-256 پرسش", scenario.question_sha256),
        ("SHA-256 برنامه", scenario.plan_sha256),
    ]


def _unit(told: Told, code: str | None) -> str:
    row = told.units.get(code or "")
    return str(row["name"]) if row else "استان"


def _allotment(told: Told, row: Mapping[str, Any]) -> tuple[Any, ...]:
    station = told.stations[row["station"]]
    store = told.stores[row["store"].partition("@")[0]]
    return (
        station["name"],
        _unit(told, station["unit"]),
        station.get("number"),
        told.model_name(row["model"]),
        row["quantity"],
        store["name"],
    )


def _short(told: Told, row: Mapping[str, Any]) -> tuple[Any, ...]:
    station = told.stations[row["station"]]
    missing = "؛ ".join(
        f"{n} {told.items[item]['name_fa']}" for item, n in row["missing"].items() if n
    )
    return (
        station["name"],
        _unit(told, station["unit"]),
        station.get("number"),
        station["electors"],
        missing,
        REASONS.get(row["reason"], row["reason"]),
    )


FORMS: Mapping[str, tuple[str, Callable[[Scenario], bytes]]] = {
    "pdf": ("application/pdf", paper_of),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook_of),
    "geojson": ("application/geo+json", geojson_of),
    "json": ("application/json", document_of),
}
"""By ending: the media type, and how the file is made of the scenario."""
