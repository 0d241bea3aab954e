"""Files of readings: upload, preview, apply, undo; and the survey form to take along."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.connectivity.forms.importing import ReadingsForm
from sandoq.apps.connectivity.models import ReadingBatch
from sandoq.apps.connectivity.selectors.xlsform import xlsform_workbook
from sandoq.apps.connectivity.services.importing import (
    Outcome,
    apply_readings,
    assess_again,
    preview_readings,
    undo_readings,
)
from sandoq.apps.territory.services.importing import NamedFile
from sandoq.common.clock import in_tehran, now
from sandoq.common.errors import NotFound
from sandoq.ui.http import Request

_SHOWN = 200
_BATCHES = 50
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Permission.READING_IMPORT)
@require_http_methods(["GET", "POST"])
def upload(request: Request) -> HttpResponse:
    """Choose a file; what would become of its rows comes next."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    form = ReadingsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["upload"]
        files = [NamedFile(given.name, given.read())]
        made = attempted(
            form, lambda: preview_readings(by=request.user, unit=request.place, files=files)
        )
        if made is not None:
            return redirect("connectivity:import", made[0].key)
    scope = scope_of(request.user, Permission.READING_IMPORT)
    batches = ReadingBatch.objects.filter(scope.q("unit__path")).select_related("unit")
    context = {"form": form, "batches": batches[:_BATCHES]}
    return render(request, "connectivity/upload.html", context)


@requires(Permission.READING_IMPORT)
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    """What becomes of every row, and why some are held back."""
    batch = _batch(request, key)
    context: dict[str, Any] = {"batch": batch}
    if batch.state == ReadingBatch.State.PREVIEWED:
        found = assess_again(by=request.user, batch=batch)
        held = [row for row in found.rows if row.outcome == Outcome.QUARANTINED]
        context |= {"counts": found.counts, "held": held[:_SHOWN], "held_count": len(held)}
    else:
        context |= {"counts": batch.counts}
    return render(request, "connectivity/import.html", context)


@requires(Permission.READING_IMPORT)
@require_POST
def apply(request: Request, key: UUID) -> HttpResponse:
    """Write the new readings, all in one act."""
    batch = apply_readings(by=request.user, batch=_batch(request, key))
    messages.success(request, _("The readings are written, and every point is graded."))
    return redirect("connectivity:import", batch.key)


@requires(Permission.READING_IMPORT)
@require_POST
def undo(request: Request, key: UUID) -> HttpResponse:
    """Withdraw all readings of the import."""
    batch = undo_readings(by=request.user, batch=_batch(request, key))
    messages.success(request, _("The import is taken back; its readings count no longer."))
    return redirect("connectivity:import", batch.key)


@requires(Permission.READING_RECORD)
@require_GET
def form(request: Request) -> HttpResponseBase:
    """The survey form of the place in view as an XLSForm."""
    if request.place is None:
        raise NotFound("unit", "")
    version = f"{in_tehran(now()):%Y%m%d%H%M}"
    try:
        content = xlsform_workbook(request.user, request.place, version=version)
    except NotFound:
        messages.warning(
            request, _("No polling station stands here yet; the form lists stations to survey.")
        )
        return redirect("connectivity:survey")
    response = HttpResponse(content, content_type=_XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="sandoq-readings.xlsx"'
    return response


def _batch(request: Request, key: UUID) -> ReadingBatch:
    scope = scope_of(request.user, Permission.READING_IMPORT)
    visible = ReadingBatch.objects.filter(scope.q("unit__path")).select_related("unit")
    try:
        return visible.get(key=key)
    except (ReadingBatch.DoesNotExist, ValidationError):
        raise NotFound("import", str(key)) from None
