"""Readiness for programs: figures, stations, reasons, evidence and verdicts."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Body, Query, Router

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.elections.selectors import election_of_slug
from sandoq.apps.readiness.api.shapes import (
    BoardAsked,
    BoardShown,
    EvidenceShown,
    FindingGiven,
    ReadinessShown,
    VerdictGiven,
    WhyShown,
)
from sandoq.apps.readiness.models import Evidence, Verification
from sandoq.apps.readiness.selectors import (
    AreaSummary,
    Filters,
    NeedView,
    area_summary,
    board,
    child_areas,
    evidence_of_key,
    station_of_key,
    why,
)
from sandoq.apps.readiness.selectors.board import BoardRow
from sandoq.apps.readiness.services import (
    Finding,
    record_inspection,
    refute_evidence,
    verify_evidence,
)
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.selectors import top_units, unit_of_key
from sandoq.common.errors import BadInput, NotFound
from sandoq.ui.api import Slug, answers
from sandoq.ui.http import Request

router = Router(tags=["readiness"])


@router.get(
    "/elections/{slug}/readiness", response=answers(ReadinessShown), summary="Figures of an area"
)
@asks(Permission.READINESS_VIEW)
def show_readiness(request: Request, slug: Slug, unit: UUID | None = None) -> dict[str, Any]:
    """Counts and electors of the unit, the gaps, and the units just below."""
    election = election_of_slug(request.user, slug)
    place = _place(request, unit)
    summary = area_summary(request.user, election, place)
    areas = child_areas(request.user, election, place)
    return {
        **_summary(summary),
        "areas": [
            {
                "unit": area.unit.key,
                "name_fa": area.unit.name_fa,
                "name_en": area.unit.name_en,
                "tally": area.tally,
            }
            for area in areas
        ],
    }


@router.get(
    "/elections/{slug}/readiness/stations", response=answers(BoardShown), summary="The board"
)
@asks(Permission.READINESS_VIEW)
def list_stations(
    request: Request, slug: Slug, asked: Annotated[BoardAsked, Query()]
) -> dict[str, Any]:
    """One page of the stations, the worst first unless sorted otherwise."""
    election = election_of_slug(request.user, slug)
    filters = Filters.read(asked.dict())
    shown = board(request.user, election, _place(request, asked.unit), filters, asked.page)
    return {
        "count": shown.page.paginator.count,
        "page": shown.page.number,
        "pages": shown.page.paginator.num_pages,
        "rows": [_station_row(row) for row in shown.page],
    }


@router.get(
    "/elections/{slug}/readiness/stations/{uuid:key}",
    response=answers(WhyShown),
    summary="Why a station is not ready",
)
@asks(Permission.READINESS_VIEW)
def explain(request: Request, slug: Slug, key: UUID) -> dict[str, Any]:
    """Every need of the station, and those that keep it from being ready."""
    election = election_of_slug(request.user, slug)
    station = station_of_key(request.user, key)
    explained = why(request.user, election, station)
    return {
        "station": station.key,
        "election": election.slug,
        "state": explained.state,
        "reasons": [_need_row(view) for view in explained.reasons],
        "needs": [_need_row(view) for row in explained.rows for view in row.needs],
    }


@router.post(
    "/stations/{uuid:key}/evidence",
    response=answers(list[EvidenceShown]),
    summary="Record an inspection",
)
@asks(Permission.EVIDENCE_RECORD)
def record(
    request: Request,
    key: UUID,
    given: Annotated[list[FindingGiven], Body(min_length=1, max_length=200)],
) -> list[dict[str, Any]]:
    """Record what one visit found, all of it or nothing; a repeat answers with the first."""
    station = station_of_key(request.user, key)
    findings = [_finding(item) for item in given]
    proofs = record_inspection(by=request.user, station=station, findings=findings)
    return [_evidence_row(proof) for proof in proofs]


@router.post(
    "/evidence/{uuid:key}/verdict", response=answers(EvidenceShown), summary="Confirm or refute"
)
@asks(Permission.EVIDENCE_VERIFY)
def judge(request: Request, key: UUID, given: VerdictGiven) -> dict[str, Any]:
    """Judge somebody else's proof; the same verdict again changes nothing."""
    evidence = evidence_of_key(request.user, key)
    if given.verdict == Verification.Verdict.CONFIRMED:
        verify_evidence(by=request.user, evidence=evidence)
    else:
        refute_evidence(by=request.user, evidence=evidence, reason=given.reason)
    evidence.refresh_from_db()
    return _evidence_row(evidence)


def _place(request: Request, key: UUID | None) -> Unit:
    """The unit asked for, else the highest the person sees."""
    if key is not None:
        return unit_of_key(request.user, key)
    tops = top_units(request.user)
    if not tops:
        raise NotFound("unit", "")
    return tops[0]


def _finding(given: FindingGiven) -> Finding:
    if (given.lon is None) != (given.lat is None):
        raise BadInput("lon", "", "half-a-coordinate")
    values = given.dict()
    values["serials"] = tuple(given.serials)
    return Finding(**values)


def _summary(summary: AreaSummary) -> dict[str, Any]:
    return {
        "election": summary.election.slug,
        "unit": summary.unit.key,
        "as_of": summary.as_of,
        "tally": summary.tally,
        "gaps": [
            {
                "requirement": gap.requirement.code,
                "name_fa": gap.requirement.name_fa,
                "name_en": gap.requirement.name_en,
                "stations": gap.stations,
                "electors": gap.electors,
            }
            for gap in summary.gaps
        ],
    }


def _station_row(row: BoardRow) -> dict[str, Any]:
    status, station = row.status, row.station
    return {
        "station": station.key,
        "name": station.name,
        "number": station.number,
        "unit": status.unit.key,
        "kind": status.kind,
        "area": status.area,
        "electors": status.electors,
        "state": row.state,
        "gaps": [(gap.requirement.code, gap.point) for gap in row.gaps],
    }


def _need_row(view: NeedView) -> dict[str, Any]:
    need = view.need
    return {
        "need": need.pk,
        "requirement": need.requirement.code,
        "point": need.point.key if need.point else None,
        "quantity": need.quantity,
        "criticality": need.requirement.criticality,
        "state": view.state.value,
        "next": view.next.value,
        "covered_by": view.covered_by,
        "is_gap": view.is_gap,
        "verified_until": need.verified_until,
    }


def _evidence_row(evidence: Evidence) -> dict[str, Any]:
    return {
        "key": evidence.key,
        "need": evidence.need_id,
        "kind": evidence.kind,
        "quantity": evidence.quantity,
        "taken_at": evidence.taken_at,
        "recorded_at": evidence.recorded_at,
        "sha256": evidence.sha256,
        "flags": evidence.flags,
        "state": evidence.state,
    }
