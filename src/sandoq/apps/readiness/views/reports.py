"""Status reports: the list, one report, freezing, signing, and its files."""

import uuid
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.readiness.selectors.reports import (
    body_of,
    may_freeze,
    may_sign_report,
    report_of_key,
    reports_of,
)
from sandoq.apps.readiness.services import freeze_report, sign_report
from sandoq.apps.readiness.services.report_forms import FORMS, report_file
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.common.errors import NotFound
from sandoq.ui.downloads import download
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import digits, language, local_name

_PAGE, _TREND, _SHOWN = 30, 14, 60


@requires(Permission.READINESS_VIEW)
@require_GET
def reports(request: Request) -> Any:
    """The reports on the place in view and those below it, the latest first."""
    if request.place is None or request.election is None:
        return render(request, "readiness/nothing.html")
    found = reports_of(request.user, request.election, request.place)
    if "format" in request.GET:
        return _table(request, found)
    own = list(found.filter(unit=request.place)[:_TREND])
    context = {
        "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
        "trend": own,
        "most": max((report.electors_not_ready for report in own), default=0),
        "may_freeze": may_freeze(request.user, request.election, request.place),
        "key": uuid.uuid4(),
        "ancestors": visible_ancestors(request.user, request.place),
    }
    return render(request, "readiness/reports.html", context)


def _table(request: Request, found: Any) -> Any:
    header = [
        *(_("Unit"), _("Number"), _("Frozen"), _("Electors at not-ready stations")),
        *(_("Stations not ready"), _("Stations"), "SHA-256", _("Signed by"), _("Key")),
    ]
    rows = (
        (
            *(local_name(report.unit), report.number, report.frozen_at),
            *(report.electors_not_ready, report.stations_not_ready, report.stations),
            report.sha256,
            report.signature.signed_by.display_name if hasattr(report, "signature") else "",
            report.key,
        )
        for report in found
    )
    return table_response(f"reports-{request.election.slug}", header, rows, request.GET["format"])


@requires(Permission.REPORT_FREEZE)
@require_POST
def freeze(request: Request) -> HttpResponse:
    """Freeze a report on the place in view; the same form sent twice is one report."""
    if request.place is None or request.election is None:
        raise NotFound("election", "")
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        raise NotFound("report", request.POST.get("key", "")[:40]) from None
    report = freeze_report(by=request.user, election=request.election, unit=request.place, key=key)
    messages.success(request, _("Report %(n)s is frozen.") % {"n": digits(report.number)})
    return redirect("readiness:report", report.key)


@requires(Permission.READINESS_VIEW)
@require_GET
def report(request: Request, key: UUID) -> HttpResponse:
    """What one report says, what changed since the one before, and why."""
    found = report_of_key(request.user, key)
    body = body_of(found)
    for rate in body.get("reinspection", ()):
        rate["name"] = _local(rate)
    context = {
        "report": found,
        "body": body,
        "gaps": [{**gap, "name": name_in(body, gap["code"])} for gap in body["gaps"]],
        "areas": [{**area, "name": _local(area)} for area in body["areas"]],
        "changes": [
            {**row, "reasons": [_reason(body, reason) for reason in row["reasons"]]}
            for row in body["changes"][:_SHOWN]
        ],
        "changes_all": len(body["changes"]),
        "may_sign": may_sign_report(request.user, found),
    }
    return render(request, "readiness/report.html", context)


@requires(Permission.REPORT_SIGN)
@require_POST
def sign(request: Request, key: UUID) -> HttpResponse:
    """Put the head's signature under it."""
    found = report_of_key(request.user, key)
    sign_report(by=request.user, report=found)
    messages.success(request, _("Report %(n)s is signed.") % {"n": digits(found.number)})
    return redirect("readiness:report", found.key)


@requires(Permission.READINESS_VIEW)
@require_GET
def file(request: Request, key: UUID, form: str) -> HttpResponse:
    """The report as PDF, XLSX or JSON: the same bytes for everybody."""
    found = report_of_key(request.user, key)
    if form not in FORMS:
        raise NotFound("file", form)
    return download(*report_file(found, form))


def name_in(body: Mapping[str, Any], code: str) -> str:
    """What a requirement is called in the reader's language."""
    return _local((body["former_requirements"] | body["requirements"]).get(code, {})) or code


def _local(named: Mapping[str, Any]) -> str:
    first, second = ("name_fa", "name_en") if language() == "fa" else ("name_en", "name_fa")
    return str(named.get(first) or named.get(second) or "")


def _reason(body: Mapping[str, Any], reason: Mapping[str, Any]) -> dict[str, Any]:
    return {**reason, "name": name_in(body, reason["code"]) if reason["code"] else ""}
