"""Recording what was seen: one form for one visit, on a phone; and the files attached."""

import mimetypes
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires, signed_in
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.readiness.forms import InspectionForm
from sandoq.apps.readiness.selectors import evidence_of_key, needs_to_record, station_of_key
from sandoq.apps.readiness.services import record_inspection
from sandoq.common.errors import NotFound
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import digits


@requires(Permission.EVIDENCE_RECORD)
@require_http_methods(["GET", "POST"])
def inspect(request: Request, key: UUID) -> HttpResponse:
    """Record several needs of a station in one act; a repeat of the same form changes nothing."""
    station = station_of_key(request.user, key)
    if request.election is None:
        return render(request, "readiness/nothing.html")
    needs = needs_to_record(request.user, request.election, station)
    form = InspectionForm(needs, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        proofs = attempted(
            form,
            lambda: record_inspection(
                by=request.user, station=station, findings=form.findings(), key=form.key
            ),
        )
        if proofs:
            done = ngettext(
                "%(n)s finding is recorded and waits for another unit's verification.",
                "%(n)s findings are recorded and wait for another unit's verification.",
                len(proofs),
            )
            messages.success(request, done % {"n": digits(len(proofs))})
            return redirect("readiness:station", station.key)
    return render(request, "readiness/inspect.html", {"form": form, "station": station})


@signed_in
@require_GET
def file(request: Request, key: UUID) -> HttpResponseBase:
    """The photo or document of a proof, to whoever may see or judge the proof."""
    evidence = evidence_of_key(request.user, key)
    if not evidence.file:
        raise NotFound("file", str(key))
    kind = mimetypes.guess_type(evidence.file.name or "")[0] or "application/octet-stream"
    response = FileResponse(evidence.file.open("rb"), content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
