"""Random re-inspection: the rates, the draws, the tasks."""

import mimetypes
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires, signed_in
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.readiness.forms.reinspection import PlanForm, SecondLookForm, SeedForm
from sandoq.apps.readiness.models import Reinspection, ReinspectionItem
from sandoq.apps.readiness.selectors.reinspections import (
    CountyRate,
    all_items,
    county_rates,
    draw_file,
    is_independent,
    item_of_key,
    items_of,
    reinspection_of_key,
    reinspections_of,
    tasks_for,
)
from sandoq.apps.readiness.services import (
    commit_reinspection,
    enter_seed,
    record_reinspection,
)
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.common.hashing import canonical_json
from sandoq.ui.downloads import download
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name

_PAGE = 50


@requires(Permission.READINESS_VIEW)
@require_GET
def board(request: Request) -> HttpResponseBase:
    """Each county's refuted of inspected, and the draws that it comes from."""
    if request.place is None or request.election is None:
        return render(request, "readiness/nothing.html")
    rates = county_rates(request.user, request.election, request.place)
    if "format" in request.GET:
        return _rates_file(request, rates)
    found = reinspections_of(request.user, request.election, request.place)
    context = {
        "rates": rates,
        "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
        "may_draw": _may_draw(request, request.place.path),
        "tasks": tasks_for(request.user).count(),
        "ancestors": visible_ancestors(request.user, request.place),
        "at": now(),
    }
    return render(request, "readiness/reinspections.html", context)


def _rates_file(request: Request, rates: Sequence[CountyRate]) -> HttpResponseBase:
    header = [
        *(_("County"), _("Drawn"), _("Inspected"), _("Refuted")),
        *(_("Lowest rate, %"), _("Highest rate, %"), _("Key")),
    ]
    rows = (
        (
            *(local_name(rate.county), rate.drawn, rate.inspected, rate.refuted),
            *(f"{100 * rate.low:.1f}", f"{100 * rate.high:.1f}", rate.county.key),
        )
        for rate in rates
    )
    name = f"reinspection-{request.election.slug}"
    return table_response(name, header, rows, request.GET["format"])


@requires(Permission.REINSPECTION_DRAW)
@require_http_methods(["GET", "POST"])
def commit(request: Request) -> HttpResponse:
    """Bind oneself to a draw on the place in view."""
    if request.place is None or request.election is None:
        return render(request, "readiness/nothing.html")
    form = PlanForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempted(
            form,
            lambda: commit_reinspection(
                by=request.user,
                polling_day=request.election.polling_day,
                unit=request.place,
                plan=form.plan(),
            ),
        )
        if made:
            messages.success(
                request, _("The candidates are frozen. Publish their hash before the seed comes.")
            )
            return redirect("readiness:reinspection", made.key)
    return render(request, "readiness/reinspection_new.html", {"form": form})


@requires(Permission.READINESS_VIEW)
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    """One draw: what was committed to, the seed, the sample and what was found."""
    found = reinspection_of_key(request.user, key)
    return _record(request, found, SeedForm())


@requires(Permission.REINSPECTION_DRAW)
@require_POST
def seed(request: Request, key: UUID) -> HttpResponse:
    """Enter the announced seed, and draw."""
    found = reinspection_of_key(request.user, key)
    if not scope_of(request.user, Permission.REINSPECTION_DRAW).covers(found.unit_path):
        raise NotFound("reinspection", str(key))
    form = SeedForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        if attempted(form, lambda: bool(enter_seed(by=request.user, reinspection=found, **told))):
            messages.success(request, _("The sample is drawn. Each need waits for a second look."))
            return redirect("readiness:reinspection", found.key)
    return _record(request, found, form)


def _record(request: Request, found: Reinspection, form: SeedForm) -> HttpResponse:
    items = items_of(request.user, found)
    seed_row = getattr(found, "drawn", None)
    context = {
        "draw": found,
        "seed": seed_row,
        "is_due": now() >= found.seed_due_at,
        "may_draw": _may_draw(request, found.unit_path),
        "form": form,
        "page": Paginator(items, _PAGE).get_page(request.GET.get("page")),
        "drawn": found.items.count(),
        "inspected": found.items.exclude(outcome=None).count(),
        "refuted": found.items.filter(outcome__verdict="refuted").count(),
    }
    return render(request, "readiness/reinspection.html", context)


@requires(Permission.READINESS_VIEW)
@require_GET
def file(request: Request, key: UUID) -> HttpResponse:
    """The draw as a file: enough to repeat it without this platform."""
    found = reinspection_of_key(request.user, key)
    content = canonical_json(draw_file(found, all_items(found)))
    return download(content, "application/json", f"reinspection-{found.sha256[:12]}.json")


@requires(Permission.EVIDENCE_VERIFY)
@require_GET
def tasks(request: Request) -> HttpResponse:
    """Drawn needs that the person may look at again."""
    page = Paginator(tasks_for(request.user), _PAGE).get_page(request.GET.get("page"))
    return render(request, "readiness/reinspection_tasks.html", {"page": page})


@requires(Permission.EVIDENCE_VERIFY)
@require_http_methods(["GET", "POST"])
def look(request: Request, key: UUID) -> HttpResponse:
    """One drawn need: what was confirmed, and what the second look found."""
    item = item_of_key(request.user, key)
    if not _judges(request, item):
        raise NotFound("reinspection-item", str(key))
    form = SecondLookForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        done = attempted(
            form, lambda: record_reinspection(by=request.user, item=item, look=form.look())
        )
        if done:
            messages.success(request, _("It is recorded what the second look found."))
            return redirect("readiness:reinspection-tasks")
    context = {
        "item": item,
        "form": form,
        "may_look": is_independent(item, request.user) and not hasattr(item, "outcome"),
    }
    return render(request, "readiness/reinspection_look.html", context)


@signed_in
@require_GET
def proof(request: Request, key: UUID) -> HttpResponseBase:
    """The photo or document of a second look, to whoever may see the task."""
    item = item_of_key(request.user, key)
    outcome = getattr(item, "outcome", None)
    if outcome is None or not outcome.file:
        raise NotFound("file", str(key))
    kind = mimetypes.guess_type(outcome.file.name or "")[0] or "application/octet-stream"
    response = FileResponse(outcome.file.open("rb"), content_type=kind)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _may_draw(request: Request, unit_path: str) -> Any:
    return scope_of(request.user, Permission.REINSPECTION_DRAW).covers(
        unit_path, request.election.pk if request.election else None
    )


def _judges(request: Request, item: ReinspectionItem) -> bool:
    path = item.need.station.unit.path
    grants = scope_of(request.user, Permission.EVIDENCE_VERIFY).grants
    return any(path.startswith(grant.path) for grant in grants)
