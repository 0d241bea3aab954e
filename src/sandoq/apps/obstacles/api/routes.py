"""Obstacles for programs: the register, reports, options, decisions, claims."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Query, Router

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.elections.selectors import election_of_slug
from sandoq.apps.obstacles.api.shapes import (
    ClaimGiven,
    DecisionGiven,
    ObstacleGiven,
    ObstacleRow,
    ObstaclesAsked,
    ObstacleShown,
    OptionGiven,
    OptionShown,
    TriageGiven,
)
from sandoq.apps.obstacles.models import Agency, Obstacle, SolutionOption
from sandoq.apps.obstacles.selectors import (
    Filters,
    agency_of_key,
    listed,
    obstacle_of_key,
    option_of_key,
    owner_of_id,
    record_of,
)
from sandoq.apps.obstacles.services import (
    ObstacleData,
    OptionData,
    acknowledge_obstacle,
    claim_solved,
    decide_obstacle,
    propose_option,
    report_obstacle,
    triage_obstacle,
)
from sandoq.apps.territory.selectors import stations, unit_of_key
from sandoq.common.errors import NotFound
from sandoq.ui.api import Page, RowId, Slug, answers, page_of
from sandoq.ui.http import Request

router = Router(tags=["obstacles"])


@router.get(
    "/elections/{slug}/obstacles", response=answers(Page[ObstacleRow]), summary="The register"
)
@asks(Permission.OBSTACLE_VIEW)
def list_obstacles(
    request: Request, slug: Slug, asked: Annotated[ObstaclesAsked, Query()]
) -> dict[str, Any]:
    """The open obstacles, the heaviest first, unless something else is asked for."""
    election = election_of_slug(request.user, slug)
    unit = unit_of_key(request.user, asked.unit) if asked.unit else None
    found = listed(request.user, election, unit, Filters.read(asked.dict()))
    return page_of(found, asked, _row)


@router.post(
    "/elections/{slug}/obstacles", response=answers(ObstacleShown), summary="Report an obstacle"
)
@asks(Permission.OBSTACLE_REPORT)
def report(request: Request, slug: Slug, given: ObstacleGiven) -> dict[str, Any]:
    """Open an obstacle at stations the person sees; the same key again answers with the first."""
    election = election_of_slug(request.user, slug)
    seen = set(stations(request.user).filter(key__in=given.stations).values_list("key", flat=True))
    for key in given.stations:
        if key not in seen:
            raise NotFound("station", str(key))
    made = report_obstacle(by=request.user, election=election, data=ObstacleData(**given.dict()))
    return _shown(request, made.key)


@router.get("/obstacles/{uuid:key}", response=answers(ObstacleShown), summary="One obstacle")
@asks(Permission.OBSTACLE_VIEW)
def show(request: Request, key: UUID) -> dict[str, Any]:
    """Its state, its options side by side, and who answers for it."""
    return _shown(request, key)


@router.post("/obstacles/{uuid:key}/triage", response=answers(ObstacleShown), summary="Weigh it")
@asks(Permission.OBSTACLE_EDIT)
def triage(request: Request, key: UUID, given: TriageGiven) -> dict[str, Any]:
    """Say how bad it is and, if wished, which agency must answer for it."""
    found = obstacle_of_key(request.user, key)
    agency = _agency(request, given.agency)
    triage_obstacle(by=request.user, obstacle=found, severity=given.severity, agency=agency)
    return _shown(request, key)


@router.post(
    "/obstacles/{uuid:key}/options", response=answers(OptionShown), summary="Propose a solution"
)
@asks(Permission.OBSTACLE_EDIT)
def propose(request: Request, key: UUID, given: OptionGiven) -> dict[str, Any]:
    """Put one more option beside the others."""
    found = obstacle_of_key(request.user, key)
    data = OptionData(**(given.dict() | {"agency": _agency(request, given.agency)}))
    return _option(propose_option(by=request.user, obstacle=found, data=data), found)


@router.post("/obstacles/{uuid:key}/decision", response=answers(ObstacleShown), summary="Decide")
@asks(Permission.OBSTACLE_DECIDE)
def decide(request: Request, key: UUID, given: DecisionGiven) -> dict[str, Any]:
    """Decide for one option; its agency becomes an owner."""
    found = obstacle_of_key(request.user, key)
    decide_obstacle(by=request.user, obstacle=found, option=option_of_key(found, given.option))
    return _shown(request, key)


@router.post(
    "/obstacles/{uuid:key}/owners/{int:owner}/acknowledgement",
    response=answers(ObstacleShown),
    summary="Acknowledge",
)
@asks(Permission.OBSTACLE_ANSWER)
def acknowledge(request: Request, key: UUID, owner: RowId) -> dict[str, Any]:
    """An owner says: this is ours; work begins with it once it is decided."""
    found = obstacle_of_key(request.user, key)
    acknowledge_obstacle(by=request.user, owner=owner_of_id(found, owner))
    return _shown(request, key)


@router.post(
    "/obstacles/{uuid:key}/claim", response=answers(ObstacleShown), summary="Say it is done"
)
@asks(Permission.OBSTACLE_ANSWER)
def claim(request: Request, key: UUID, given: ClaimGiven) -> dict[str, Any]:
    """It stays open until every tied need is verified."""
    found = obstacle_of_key(request.user, key)
    claim_solved(by=request.user, obstacle=found, note=given.note)
    return _shown(request, key)


def _agency(request: Request, key: UUID | None) -> Agency | None:
    return agency_of_key(request.user, key) if key else None


def _shown(request: Request, key: UUID) -> dict[str, Any]:
    found = obstacle_of_key(request.user, key)
    record = record_of(request.user, found)
    return _row(found) | {
        "description": found.description,
        "options": [_option(row.option, found) for row in record.options],
        "owners": [
            {
                "id": row.owner.pk,
                "unit": row.owner.unit.key if row.owner.unit else None,
                "agency": row.owner.agency.key if row.owner.agency else None,
                "reason": row.owner.reason,
                "since": row.owner.since,
                "acknowledged_at": row.acknowledgement.at if row.acknowledgement else None,
            }
            for row in record.owners
        ],
        "escalated_to": [told.to_unit.key for told in record.escalations],
    }


def _row(one: Obstacle) -> dict[str, Any]:
    names = (
        *("key", "title", "kind", "state", "severity", "source", "stations_left", "electors"),
        *("weight", "needs_linked", "needs_verified", "decide_by", "reported_at"),
    )
    shown = {name: getattr(one, name) for name in names}
    return shown | {"unit": one.unit.key, "stations": one.stations_all}


def _option(option: SolutionOption, found: Obstacle) -> dict[str, Any]:
    names = (
        *("key", "title", "cost_rial", "lead_days", "verification_days", "residual_risk"),
        "decide_by",
    )
    shown = {name: getattr(option, name) for name in names}
    agency = option.agency.key if option.agency else None
    return shown | {"agency": agency, "is_decided": option.pk == found.decided_id}
