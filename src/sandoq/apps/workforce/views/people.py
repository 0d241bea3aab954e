"""People of a place: the list, and the lists that are uploaded."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, units_in_scope
from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.rules.importing.workbooks import MAX_BYTES
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.apps.workforce.forms.board import PeopleUploadForm, WorkerFilterForm
from sandoq.apps.workforce.forms.words import STATE_WORDS, reason_text
from sandoq.apps.workforce.models import PeopleRow, Worker
from sandoq.apps.workforce.rules.people.columns import TEMPLATE
from sandoq.apps.workforce.selectors.people import (
    WorkerFilter,
    people_batch_of_key,
    people_batches,
    workers,
)
from sandoq.apps.workforce.services.importing import (
    apply_people,
    discard_people,
    preview_people,
)
from sandoq.common.errors import BadInput
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import language, local_name

PAGE_ROWS = 50


@requires(Permission.WORKFORCE_VIEW)
@require_GET
def people(request: Request) -> HttpResponseBase:
    """The pool of the place in view: who, proposed for what, and what they do on the day."""
    form = WorkerFilterForm(request.GET)
    wanted = form.wanted()
    day = request.election.polling_day if request.election else None
    found = workers(request.user, day, request.place, wanted)
    if "format" in request.GET:
        header = [_("Name"), _("Listed at"), _("Proposed for"), _("Duties"), _("Trained on")]
        return table_response("workforce-people", header, _lines(found), request.GET["format"])
    everybody = workers(request.user, day, request.place)
    free = workers(request.user, day, request.place, WorkerFilter(state="free"))
    context = {
        "form": form,
        "page": Paginator(found, PAGE_ROWS).get_page(request.GET.get("page")),
        "all_count": everybody.count(),
        "free_count": free.count(),
        "is_narrowed": wanted != WorkerFilter(),
        "may_import": may(request.user, Permission.WORKERS_IMPORT),
        "may_see_records": may(request.user, Permission.PEOPLE_VIEW),
    }
    return render(request, "workforce/people.html", context)


def _lines(found: QuerySet[Worker]) -> Iterator[list[Any]]:
    """Without identifiers: a file leaves the platform's reach."""
    for worker in found.iterator(chunk_size=500):
        duties = [
            f"{local_name(one.role)} · {one.station.name if one.station else local_name(one.unit)}"
            f" · {STATE_WORDS[one.state]}"
            for one in worker.person.duties  # type: ignore[attr-defined]
        ]
        passes = [f"{one.device_model} {one.build}" for one in worker.person.passes]  # type: ignore[attr-defined]
        yield [
            *(local_name(worker.person), local_name(worker.unit)),
            local_name(worker.role) if worker.role else "",
            *("; ".join(duties), "; ".join(passes)),
        ]


@requires(Permission.WORKERS_IMPORT)
@require_GET
def imports(request: Request) -> HttpResponse:
    """The lists of people uploaded so far, the newest first."""
    page = Paginator(people_batches(request.user), PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "workforce/imports.html", {"page": page})


@requires(Permission.WORKERS_IMPORT)
@require_GET
def template_file(request: Request) -> HttpResponseBase:  # noqa: ARG001
    """An empty list with headers that are recognised."""
    is_english = language() == "en"
    return table_response("people", [words[is_english] for words in TEMPLATE.values()], [], "xlsx")


@requires(Permission.WORKERS_IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Send files; what becomes of their rows is worked out at once, nothing is written."""
    units = _units_to_offer(request)
    first = next((unit.key for unit in units if unit == request.place), None)
    form = PeopleUploadForm(
        request.POST or None, request.FILES or None, units=units, initial={"unit": first}
    )

    def read(values: dict[str, Any]) -> str:
        for file in values["uploads"]:
            if file.size > MAX_BYTES:
                raise FileUnreadable(file.name, "too-large")
        batch = preview_people(by=request.user, unit=values["unit"], files=form.named_files())
        return reverse("workforce:people_import", args=[batch.key])

    return act_with_form(request, "workforce/upload.html", {}, form=form, do=read)


def _units_to_offer(request: Request) -> list[Unit]:
    """The place in view and what lies directly below it, where the person may import."""
    allowed = units_in_scope(request.user, Permission.WORKERS_IMPORT)
    place = request.place
    if place is not None:
        near = allowed.filter(
            Q(path=place.path) | Q(path__startswith=place.path, depth=place.depth + 1)
        )
        if found := list(near):
            return found
    if not (found := list(allowed[:50])):
        raise BadInput("unit", "", "none-allowed")
    return found


@requires(Permission.WORKERS_IMPORT)
@require_GET
def people_import(request: Request, key: UUID) -> HttpResponseBase:
    """What becomes of every row; after the approval, what became of it."""
    batch = people_batch_of_key(request.user, key)
    outcome = request.GET.get("outcome", "")
    rows = batch.rows.select_related("person").defer("payload")
    if outcome in PeopleRow.Outcome.values:
        rows = rows.filter(outcome=outcome)
    if "format" in request.GET:
        header = [_("File"), _("Sheet"), _("Row"), _("Name"), _("Outcome"), _("Reasons")]
        return table_response("people-import", header, _row_lines(rows), request.GET["format"])
    context = {
        "batch": batch,
        "counts": batch.counts,
        "writes": batch.counts.get("created", 0) + batch.counts.get("updated", 0),
        "outcome": outcome,
        "outcomes": [(code, batch.counts.get(code, 0)) for code in PeopleRow.Outcome.values],
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "workforce/import.html", context)


def _row_lines(rows: QuerySet[PeopleRow]) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=500):
        reasons = "; ".join(
            " ".join(filter(None, (reason_text(one), one["value"], one["other"])))
            for one in row.reasons
        )
        yield [row.file, row.sheet, row.row, row.name, STATE_WORDS[row.outcome], reasons]


@requires(Permission.WORKERS_IMPORT)
@require_POST
def apply_import(request: Request, key: UUID) -> HttpResponse:
    """Write what the preview shows."""
    apply_people(by=request.user, batch=people_batch_of_key(request.user, key))
    return redirect("workforce:people_import", key)


@requires(Permission.WORKERS_IMPORT)
@require_POST
def discard_import(request: Request, key: UUID) -> HttpResponse:
    """Set the list aside."""
    discard_people(by=request.user, batch=people_batch_of_key(request.user, key))
    return redirect("workforce:people_imports")
