"""The import of stations: the list, the upload, the columns, and the preview or result."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.forms.importing import FIELD_WORDS, ColumnsForm, OrderForm, UploadForm
from sandoq.apps.territory.models import ImportBatch, Unit
from sandoq.apps.territory.rules.importing.fields import TEMPLATE
from sandoq.apps.territory.rules.importing.workbooks import MAX_BYTES
from sandoq.apps.territory.selectors.importing import (
    batch_of_key,
    batches,
    default_unit,
    reason_groups,
    undecided,
    units_to_import_into,
)
from sandoq.apps.territory.services.importing import preview, remap, save_mapping
from sandoq.apps.territory.services.importing.assessing import letter
from sandoq.apps.territory.services.importing.previewing import require_previewed
from sandoq.apps.territory.views.acting import act, act_with_form
from sandoq.common.errors import BadInput
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import language

PAGE_ROWS = 30


@requires(Permission.STATION_IMPORT)
@require_GET
def batches_board(request: Request) -> HttpResponse:
    """The imports of the places where this person may import, the newest first."""
    page = Paginator(batches(request.user), PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "territory/import/list.html", {"page": page})


@requires(Permission.STATION_IMPORT)
@require_GET
def template_file(request: Request) -> HttpResponseBase:  # noqa: ARG001
    """An empty list with headers that are recognised, and one row of example."""
    is_english = language() == "en"
    header = [words[is_english] for words in TEMPLATE.values()]
    return table_response("stations", header, [_EXAMPLE[is_english]], "xlsx")


_EXAMPLE = (
    (
        *("بابل", "مرکزی", 1, "0205001", "دبستان سعدی", "ثابت", "شهری", 812, "خیابان سعدی، پلاک ۴"),
        *(52.6789, 36.5443, "08:00", "18:00", "", "1402/12/11"),
    ),
    (
        *("بابل", "مرکزی", 1, "0205001", "دبستان سعدی", "fixed", "urban", 812, "خیابان سعدی"),
        *(52.6789, 36.5443, "08:00", "18:00", "", "2024-03-01"),
    ),
)


@requires(Permission.STATION_IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Send files; what becomes of their rows is worked out at once, nothing is written."""
    first = default_unit(request.user, request.place)
    units = _units_to_offer(request, first)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        units=units,
        initial={"unit": first.key if first else None},
    )

    def read(values: dict[str, Any]) -> str:
        for file in values["uploads"]:
            if file.size > MAX_BYTES:
                raise FileUnreadable(file.name, "too-large")
        batch = preview(
            by=request.user,
            unit=values["unit"],
            files=form.named_files(),
            election=request.election.slug if request.election else "",
        )
        unclear = any(not table["is_clear"] for table in batch.mappings)
        return reverse(
            "territory:import_columns" if unclear else "territory:import_batch", args=[batch.key]
        )

    return act_with_form(request, "territory/import/upload.html", {}, form=form, do=read)


@requires(Permission.STATION_IMPORT)
@require_http_methods(["GET", "POST"])
def columns(request: Request, key: UUID) -> HttpResponse:
    """Which column of each sheet is which; unclear ones are asked about."""
    batch = batch_of_key(request.user, key)
    require_previewed(batch, "change")
    forms = [
        ColumnsForm(request.POST or None, table=table, prefix=f"sheet{number}")
        for number, table in enumerate(batch.mappings)
    ]

    def choose() -> str:
        for form in forms:
            if form.cleaned_data["save"] and not form.cleaned_data["skip"]:
                save_mapping(
                    by=request.user,
                    unit=batch.unit,
                    name=batch.files[form.table["file"]]["name"],
                    header_signature=form.table["signature"],
                    columns=form.columns(),
                )
        choices = {(form.table["file"], form.table["sheet"]): form.choice() for form in forms}
        remap(by=request.user, batch=batch, choices=choices)
        return reverse("territory:import_batch", args=[batch.key])

    sheets = [
        {
            "form": form,
            "file": batch.files[form.table["file"]]["name"],
            "table": form.table,
            "columns": [
                {
                    "letter": letter(index),
                    "text": text,
                    "surety": surety,
                    "field": form[f"column{index}"],
                    "samples": form.table["samples"].get(str(index), ()),
                }
                for index, text, surety, _fields in form.table["headers"]
            ],
        }
        for form in forms
    ]
    return act(
        request,
        "territory/import/columns.html",
        {"batch": batch, "sheets": sheets, "step": 2},
        valid=lambda: not [form for form in forms if not form.is_valid()],  # errors of all
        do=choose,
    )


@requires(Permission.STATION_IMPORT)
@require_GET
def batch_page(request: Request, key: UUID) -> HttpResponse:
    """What becomes of every row; after the approval, what became of it."""
    batch = batch_of_key(request.user, key)
    groups = reason_groups(batch)
    context = {
        "batch": batch,
        "counts": batch.counts,
        "quarantined": groups.get("quarantined", []),
        "warnings": groups.get("warnings", []),
        "ignored": groups.get("ignored", []),
        "merged": groups.get("merged", []),
        "unclear": [table for table in batch.mappings if not table["is_clear"]],
        "pairs": undecided(request.user, batch).count() if _is_preview(batch) else 0,
        "order_form": OrderForm(initial={"order_number": batch.order_number}),
        "needs_order": "quarantined/electors-fall" in batch.reasons or batch.order_number,
        "field_words": FIELD_WORDS,
        "step": 3,
    }
    name = "preview" if _is_preview(batch) else "result"
    return render(request, f"territory/import/{name}.html", context)


def _is_preview(batch: ImportBatch) -> bool:
    return batch.state == ImportBatch.State.PREVIEWED


def _units_to_offer(request: Request, first: Unit | None) -> list[Unit]:
    """The unit offered first, those above it where the person may import, and those below."""
    if first is None:
        raise BadInput("unit", "", "none-allowed")
    step = Unit.steplen
    above = [first.path[:end] for end in range(step, len(first.path), step)]
    near = Q(path__in=above) | Q(path=first.path)
    near |= Q(path__startswith=first.path, depth=first.depth + 1)
    return list(units_to_import_into(request.user).filter(near).order_by("path"))
