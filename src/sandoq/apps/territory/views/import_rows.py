"""The rows of an import: found by outcome and reason, corrected, decided, taken away as a file."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.forms.importing import FIELD_WORDS, CorrectionForm
from sandoq.apps.territory.models import ImportBatch, ImportRow
from sandoq.apps.territory.rules.importing.fields import HEADERS, TEMPLATE, Field
from sandoq.apps.territory.rules.importing.problems import NOTICES
from sandoq.apps.territory.selectors.importing import (
    batch_of_key,
    decided,
    row_of,
    rows,
    undecided,
)
from sandoq.apps.territory.services.importing import correct_row, decide
from sandoq.apps.territory.services.importing.deciding import (
    DecisionWord,
    is_pair,
    shown,
)
from sandoq.apps.territory.services.importing.previewing import require_previewed
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.apps.territory.views.import_pairs import sides
from sandoq.apps.territory.wording_importing import OUTCOME_WORDS, reasons_in_words
from sandoq.common.errors import BadInput
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import language

PAGE_ROWS = 50
_NEXT_PAIRS = 8
_EXPORT_CHUNK = 1_000


@requires(Permission.STATION_IMPORT)
@require_GET
def rows_board(request: Request, key: UUID) -> HttpResponseBase:
    """Rows of one outcome or with one reason, in pages or as a file."""
    batch = batch_of_key(request.user, key)
    outcome, reason = request.GET.get("outcome", ""), request.GET.get("reason", "")
    found = rows(request.user, batch, outcome=outcome, reason=reason)
    if wanted := request.GET.get("format"):
        header = [_("File"), _("Sheet"), _("Row"), _("Outcome"), _("Reasons"), *_headers()]
        return table_response("import-rows", header, _lines(batch, found), wanted)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "page": page,
        "outcome": outcome,
        "reason": reason,
        "outcomes": [
            (code, OUTCOME_WORDS[code], batch.counts.get(code, 0)) for code in OUTCOME_WORDS
        ],
        "lines": [_line(batch, row) for row in page],
    }
    return render(request, "territory/import/rows.html", context)


@requires(Permission.STATION_IMPORT)
@require_http_methods(["GET", "POST"])
def correct(request: Request, key: UUID, position: int) -> HttpResponse:
    """One row: its cells, what is wrong with them, and the correction in place."""
    batch = batch_of_key(request.user, key)
    row = row_of(request.user, batch, position)
    back = _back(request, batch)
    cells = {name: shown(row, name) for name in _fields_of(batch, row)}
    form = CorrectionForm(request.POST or None, cells=cells)

    def save(values: dict[str, Any]) -> str:
        corrected = correct_row(
            by=request.user, row=row, values=form.changed(), everywhere=values["everywhere"]
        )
        said = _("Row %(row)s is now: %(outcome)s.")
        messages.success(
            request, said % {"row": corrected.row, "outcome": OUTCOME_WORDS[corrected.outcome]}
        )
        return back

    context = {
        "batch": batch,
        "row": row,
        "line": _line(batch, row),
        "back": back,
        "is_pair": is_pair(row),
        "may_correct": batch.state == ImportBatch.State.PREVIEWED,
        "bad_fields": {problem["field"] for problem in row.problems},
        "hints": [p for p in row.problems if p["hint"] and p["reason"].startswith("unknown-")],
        "step": 3,
    }
    return act_with_form(request, "territory/import/row.html", context, form=form, do=save)


@requires(Permission.STATION_IMPORT)
@require_http_methods(["GET", "POST"])
def pairs(request: Request, key: UUID) -> HttpResponse:
    """Proposed pairs one after another: the same station, or two."""
    batch = batch_of_key(request.user, key)
    require_previewed(batch, "change")
    if request.method == "POST":
        row = row_of(request.user, batch, _position(request.POST.get("position", "")))
        decide(by=request.user, row=row, decision=_decision(request.POST.get("decision", "")))
        return redirect("territory:import_pairs", key=key)
    waiting = undecided(request.user, batch)
    after = request.GET.get("after", "")
    later = waiting.filter(position__gt=_position(after)) if after else waiting
    now = later.first() or waiting.first()
    context = {
        "batch": batch,
        "row": now,
        "sides": sides(now) if now else [],
        "waiting": waiting.count(),
        "next": list(waiting.exclude(pk=now.pk)[:_NEXT_PAIRS]) if now else [],
        "decided": list(decided(request.user, batch)[:_NEXT_PAIRS]),
    }
    return render(request, "territory/import/pairs.html", context)


@requires(Permission.STATION_IMPORT)
@require_GET
def quarantined_file(request: Request, key: UUID) -> HttpResponseBase:
    """The quarantined rows with their reasons, to be corrected and sent again."""
    batch = batch_of_key(request.user, key)
    held = rows(request.user, batch, outcome=ImportRow.Outcome.QUARANTINED)
    columns = _columns_of(batch)
    header = [HEADERS[field][language() == "en"] for field in columns]
    header += [_("reason"), _("file"), _("sheet"), _("row")]
    lines = (
        [
            *(shown(row, field.value) for field in columns),
            reasons_in_words(row.problems),
            batch.files[row.file]["name"],
            row.sheet,
            row.row,
        ]
        for row in held.iterator(_EXPORT_CHUNK)
    )
    return table_response("quarantined", header, lines, "xlsx")


def _line(batch: ImportBatch, row: ImportRow) -> dict[str, Any]:
    """A row as the table shows it."""
    return {
        "row": row,
        "file": batch.files[row.file]["name"],
        "name": shown(row, Field.NAME) or row.values.get("name", ""),
        "before": row.position - 1 if row.position else "",
        "county": shown(row, Field.COUNTY),
        "outcome": OUTCOME_WORDS[row.outcome],
        "reasons": sorted(row.problems, key=lambda problem: problem["reason"] in NOTICES),
        "is_pair": is_pair(row) and not row.decision and row.outcome == "quarantined",
        "changes": [
            {"field": name, "before": before, "after": after}
            for name, (before, after) in row.changes.items()
        ],
    }


def _lines(batch: ImportBatch, found: Any) -> Iterator[list[Any]]:
    for row in found.iterator(_EXPORT_CHUNK):
        yield [
            batch.files[row.file]["name"],
            row.sheet,
            row.row,
            OUTCOME_WORDS[row.outcome],
            reasons_in_words(row.problems),
            *(shown(row, field.value) for field in FIELD_WORDS),
        ]


def _headers() -> list[Any]:
    return list(FIELD_WORDS.values())


def _columns_of(batch: ImportBatch) -> list[Field]:
    """The template's columns and whatever else the files had, in the template's order."""
    used = {name for table in batch.mappings for name in table["columns"]}
    return [field for field in HEADERS if field in TEMPLATE or field.value in used]


def _fields_of(batch: ImportBatch, row: ImportRow) -> list[str]:
    """Fields that a row may be given: the sheet's columns and the template's."""
    table = next(t for t in batch.mappings if (t["file"], t["sheet"]) == (row.file, row.sheet))
    used = set(table["columns"]) | set(row.cells) | {field.value for field in TEMPLATE}
    return [field.value for field in FIELD_WORDS if field.value in used]


def _back(request: Request, batch: ImportBatch) -> str:
    """The list from which the row was opened."""
    query = request.GET.copy()
    query.pop("position", None)
    address = reverse("territory:import_rows", args=[batch.key])
    return f"{address}?{query.urlencode()}" if query else f"{address}?outcome=quarantined"


def _position(text: str) -> int:
    if not text.isdecimal() or len(text) > len(str(10**7)):
        raise BadInput("position", text[:20], "not-a-number")
    return int(text)


def _decision(text: str) -> DecisionWord:
    match text:
        case "same" | "different" | "":
            return text
    raise BadInput("decision", text[:20], "unknown")
