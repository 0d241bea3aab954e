"""Status reports for programs: the list, one report, its files, and whether a file is honest."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.elections.selectors import election_of_slug
from sandoq.apps.readiness.errors import FileRefused
from sandoq.apps.readiness.models import StatusReport
from sandoq.apps.readiness.selectors.reports import body_of, report_of_key, reports_of
from sandoq.apps.readiness.services import freeze_report, sign_report
from sandoq.apps.readiness.services.report_checking import check_report
from sandoq.apps.readiness.services.report_files import bundle_of
from sandoq.apps.readiness.services.report_forms import FORMS, report_file
from sandoq.apps.territory.selectors import top_units, unit_of_key
from sandoq.common.errors import NotFound
from sandoq.ui.api import Asked, Page, Slug, answers, page_of
from sandoq.ui.downloads import documented
from sandoq.ui.downloads import download as sent
from sandoq.ui.http import Request

router = Router(tags=["reports"])

MEGABYTES = 32


class ReportShown(Schema):
    """A frozen report; `sha256` is of its canonical JSON."""

    key: UUID
    election: str
    unit: UUID
    number: int
    frozen_at: datetime
    frozen_by: str | None
    electors_not_ready: int
    stations_not_ready: int
    stations: int
    sha256: str
    signed_by: str | None
    signed_at: datetime | None


class WholeReport(ReportShown):
    """A report with everything it says, as it was frozen."""

    body: dict[str, Any]


class FreezeGiven(Schema):
    """Which unit is frozen. `key` is the sender's: a repeat changes nothing."""

    key: UUID
    unit: UUID


class CheckShown(Schema):
    """One check of a file: what was asked, whether it holds, and what was found."""

    number: int
    check: str
    holds: bool
    told: str


class VerdictShown(Schema):
    """All checks of a file; valid if every one holds."""

    valid: bool
    findings: list[CheckShown]


@router.get("/elections/{slug}/reports", response=answers(Page[ReportShown]), summary="Reports")
@asks(Permission.READINESS_VIEW)
def list_reports(
    request: Request, slug: Slug, asked: Asked, unit: UUID | None = None
) -> dict[str, Any]:
    """Reports on the unit and those below it, the latest first."""
    election = election_of_slug(request.user, slug)
    place = unit_of_key(request.user, unit) if unit else next(iter(top_units(request.user)), None)
    if place is None:
        raise NotFound("unit", "")
    return page_of(reports_of(request.user, election, place), asked, _shown)


@router.post("/elections/{slug}/reports", response=answers(ReportShown), summary="Freeze a report")
@asks(Permission.REPORT_FREEZE)
def freeze(request: Request, slug: Slug, given: FreezeGiven) -> dict[str, Any]:
    """Freeze what is known of a unit now; the same key again answers with the first."""
    election = election_of_slug(request.user, slug)
    unit = unit_of_key(request.user, given.unit)
    return _shown(freeze_report(by=request.user, election=election, unit=unit, key=given.key))


@router.get("/reports/{uuid:key}", response=answers(WholeReport), summary="One report")
@asks(Permission.READINESS_VIEW)
def show(request: Request, key: UUID) -> dict[str, Any]:
    """What it says, as it was frozen."""
    found = report_of_key(request.user, key)
    return _shown(found) | {"body": body_of(found)}


@router.post("/reports/{uuid:key}/signature", response=answers(ReportShown), summary="Sign")
@asks(Permission.REPORT_SIGN)
def sign(request: Request, key: UUID) -> dict[str, Any]:
    """Put the head's signature under it; the same head again changes nothing."""
    sign_report(by=request.user, report=report_of_key(request.user, key))
    return _shown(report_of_key(request.user, key))


@router.get(
    "/reports/{uuid:key}/file",
    response=answers(None),
    summary="PDF, XLSX or JSON",
    openapi_extra=documented(*(kind for kind, _ in FORMS.values())),
)
@asks(Permission.READINESS_VIEW)
def download(
    request: Request, key: UUID, form: Literal["pdf", "xlsx", "json"] = "json"
) -> HttpResponse:
    """The same bytes for everybody, as on the page."""
    return sent(*report_file(report_of_key(request.user, key), form))


@router.get(
    "/reports/{uuid:key}/verification", response=answers(VerdictShown), summary="Verify a report"
)
@asks(Permission.READINESS_VIEW)
def verify_kept(request: Request, key: UUID) -> dict[str, Any]:
    """Run every check on the report as the platform keeps it."""
    return _verdict(bundle_of(report_of_key(request.user, key)))


@router.post("/reports/verification", response=answers(VerdictShown), summary="Verify a file")
@asks(Permission.READINESS_VIEW)
def verify_file(
    request: Request,  # noqa: ARG001 - every operation takes it
    file: Annotated[UploadedFile | None, File()] = None,
) -> dict[str, Any]:
    """Run every check on a file that somebody was given, JSON or PDF."""
    if file is None:
        raise FileRefused("missing", MEGABYTES)
    if (file.size or 0) > MEGABYTES * 1024 * 1024:
        raise FileRefused("too-large", MEGABYTES)
    return _verdict(file.read())


def _verdict(content: bytes) -> dict[str, Any]:
    found = check_report(content)
    return {
        "valid": all(one.holds for one in found),
        "findings": [
            {"number": number, "check": one.check, "holds": one.holds, "told": one.told}
            for number, one in enumerate(found, start=1)
        ],
    }


def _shown(report: StatusReport) -> dict[str, Any]:
    signature = getattr(report, "signature", None)
    return {
        "key": report.key,
        "election": report.election.slug,
        "unit": report.unit.key,
        "number": report.number,
        "frozen_at": report.frozen_at,
        "frozen_by": report.frozen_by.display_name if report.frozen_by else None,
        "electors_not_ready": report.electors_not_ready,
        "stations_not_ready": report.stations_not_ready,
        "stations": report.stations,
        "sha256": report.sha256,
        "signed_by": signature.signed_by.display_name if signature else None,
        "signed_at": signature.signed_at if signature else None,
    }
