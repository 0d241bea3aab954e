"""A plan as PDF for the committee's signatures: Persian, reproducible, its documents named."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.urls import reverse

from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.figures import county_rows, supply_rows, ways
from sandoq.apps.planning.selectors.reading import Told, told_of
from sandoq.apps.planning.services.plan_words import (
    GOALS,
    REASONS,
    STATES,
    gap_words,
    moment_words,
    number_words,
    percent_words,
)
from sandoq.common.text import to_persian_digits

TEMPLATE = Path(__file__).parents[1] / "paper" / "plan.typ"
MOST_ROWS = 300
"""Rows printed of each list; the paper says how many there are, and that the workbook holds all."""


def paper_of(scenario: Scenario) -> bytes:
    """The PDF; the same scenario in the same state gives the same bytes."""
    at = scenario.solved_at
    made = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(settings.NODE_MODULES / "vazirmatn" / "fonts" / "ttf")],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(_shown(scenario, told_of(scenario)), ensure_ascii=False)},
        timestamp=int(at.timestamp()) if at else 0,
    )
    return bytes(made)


def _shown(scenario: Scenario, told: Told) -> dict[str, Any]:
    """Every text of the paper, in the order of its pages."""
    found = scenario.figures
    flows = ways(told.question, told.plan)
    short = sorted(told.plan["short"], key=lambda row: -told.stations[row["station"]]["electors"])
    return {
        "title": to_persian_digits(scenario.title),
        "unit": scenario.unit.name_fa,
        "election": scenario.election.name_fa,
        "state": STATES.get(scenario.state, scenario.state),
        "snapshot": moment_words(scenario.snapshot_at) if scenario.snapshot_at else "",
        "question_sha256": scenario.question_sha256,
        "plan_sha256": scenario.plan_sha256,
        "qr": _qr(settings.PUBLIC_ADDRESS + reverse("planning:plan", args=[scenario.key])),
        "signatures": _signatures(scenario),
        "figures": {
            "after": _figure(found["electors_after"]),
            "before": _figure(found["electors_before"]),
            "electors": _figure(found["electors"]),
            "stations": _figure(found["stations"]),
            "ready": _figure(found["stations_after"]),
            "short": _figure(found["stations"] - found["stations_after"]),
            "sent": _figure(found["sent"]),
        },
        "goals": [_goal(goal) for goal in told.plan["goals"]],
        "supply": [
            [
                told.items[row.item]["name_fa"],
                *map(number_words, (row.lacking, row.in_stores, row.given, row.short)),
            ]
            for row in supply_rows(told.question, told.plan)
        ],
        "counties": [
            {
                "name": told.units[row.unit]["name"],
                "electors": _figure(row.electors),
                "before": _figure(row.electors_before),
                "after": _figure(row.electors_after),
                "in": number_words(row.devices_in),
                "out": number_words(row.devices_out),
            }
            for row in county_rows(told.question, told.plan)
        ],
        "flows": [
            [
                told.stores[way.store]["name"],
                _unit(told, told.stores[way.store]["unit"]),
                _unit(told, way.unit),
                told.model_name(way.model),
                number_words(way.quantity),
                number_words(way.km),
            ]
            for way in flows[:MOST_ROWS]
        ],
        "flows_all": number_words(len(flows)),
        "lacking": [_short(told, row) for row in short[:MOST_ROWS]],
        "lacking_all": number_words(len(short)),
    }


def _figure(value: int) -> dict[str, Any]:
    return {"value": value, "text": number_words(value)}


def _goal(goal: dict[str, Any]) -> list[str]:
    proof = goal["certificate"]
    words = percent_words if goal["goal"] == "equity" else number_words
    return [GOALS.get(goal["goal"], goal["goal"]), words(proof["value"]), gap_words(proof["gap"])]


def _signatures(scenario: Scenario) -> list[dict[str, str]]:
    """Who proposed and who approved, with the statement's hash; empty lines before that."""
    approved = (
        scenario.approvals.filter(answer="approved")
        .select_related("proposed_by__person", "answered_by__person")
        .first()
    )
    if approved is None or approved.answered_by is None or approved.answered_at is None:
        return [
            {"role": role, "name": "", "at": "", "hash": ""}
            for role in ("پیشنهاددهنده", "تأییدکننده")
        ]
    return [
        {
            "role": "پیشنهاددهنده",
            "name": approved.proposed_by.display_name,
            "at": moment_words(approved.proposed_at),
            "hash": approved.statement_sha256,
        },
        {
            "role": "تأییدکننده",
            "name": approved.answered_by.display_name,
            "at": moment_words(approved.answered_at),
            "hash": approved.statement_sha256,
        },
    ]


def _unit(told: Told, code: str | None) -> str:
    row = told.units.get(code or "")
    return str(row["name"]) if row else "استان"


def _short(told: Told, row: dict[str, Any]) -> list[str]:
    station = told.stations[row["station"]]
    missing = "؛ ".join(
        f"{number_words(n)} {told.items[item]['name_fa']}"
        for item, n in row["missing"].items()
        if n
    )
    return [
        to_persian_digits(str(station.get("number") or "—")),
        to_persian_digits(station["name"]),
        _unit(told, station["unit"]),
        number_words(station["electors"]),
        missing,
        REASONS.get(row["reason"], row["reason"]),
    ]


def _qr(address: str) -> str:
    file = BytesIO()
    segno.make(address, error="m").save(file, kind="svg", border=0, xmldecl=False, scale=4)
    return file.getvalue().decode()
