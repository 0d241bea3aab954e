"""Plans for programs: the list, one plan with its documents, a snapshot, transfer orders."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse
from ninja import Router, Schema

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.elections.selectors import election_of_slug
from sandoq.apps.planning.models import Scenario, TransferOrder
from sandoq.apps.planning.rules.question import equipment_question
from sandoq.apps.planning.rules.settings import Settings
from sandoq.apps.planning.selectors import (
    gather,
    order_rows,
    orders_to_carry_out,
    scenario_of_key,
    scenarios,
)
from sandoq.apps.planning.services.plan_files import FORMS, plan_file
from sandoq.apps.territory.selectors import top_units, unit_of_key
from sandoq.common.errors import NotFound
from sandoq.ui.api import Asked, Page, Slug, answers, page_of
from sandoq.ui.downloads import documented
from sandoq.ui.downloads import download as sent
from sandoq.ui.http import Request

router = Router(tags=["plans"])


class PlanShown(Schema):
    """A scenario and what its plan reaches; `figures` is empty before there is a plan."""

    key: UUID
    election: str
    unit: UUID
    kind: str
    title: str
    state: str
    made_at: datetime
    snapshot_at: datetime | None
    solved_at: datetime | None
    question_sha256: str
    plan_sha256: str
    figures: dict[str, Any]


class WholePlan(PlanShown):
    """A scenario with what it was told, and who stands behind it."""

    settings: dict[str, Any]
    previous: UUID | None
    proposed_by: str | None
    approved_by: str | None
    statement_sha256: str | None


class OrderShown(Schema):
    """A transfer order, and what custody says of its devices."""

    key: UUID
    plan: UUID
    number: int
    from_store: UUID
    to_unit: UUID
    to_store: UUID | None
    model: UUID
    quantity: int
    offered: int
    received: int
    state: str
    ordered_at: datetime


@router.get("/elections/{slug}/plans", response=answers(Page[PlanShown]), summary="Plans")
@asks(Permission.PLAN_VIEW)
def list_plans(
    request: Request, slug: Slug, asked: Asked, unit: UUID | None = None
) -> dict[str, Any]:
    """Scenarios of the units that the person plans for, the newest first."""
    election = election_of_slug(request.user, slug)
    place = unit_of_key(request.user, unit) if unit else None
    return page_of(scenarios(request.user, election, place), asked, _shown)


@router.get("/plans/{uuid:key}", response=answers(WholePlan), summary="One plan")
@asks(Permission.PLAN_VIEW)
def show_plan(request: Request, key: UUID) -> dict[str, Any]:
    """What it was told, what it reaches, and who stands behind it."""
    found = scenario_of_key(request.user, key)
    last = found.approvals.select_related("proposed_by__person", "answered_by__person").first()
    is_approved = last is not None and last.answer == "approved"
    return _shown(found) | {
        "settings": found.settings,
        "previous": found.previous.key if found.previous else None,
        "proposed_by": last.proposed_by.display_name if last else None,
        "approved_by": last.answered_by.display_name
        if last and last.answered_by and is_approved
        else None,
        "statement_sha256": last.statement_sha256 if last else None,
    }


@router.get(
    "/plans/{uuid:key}/file",
    response=answers(None),
    summary="PDF, XLSX, GeoJSON or JSON",
    openapi_extra=documented(*(kind for kind, _ in FORMS.values())),
)
@asks(Permission.PLAN_VIEW)
def download(
    request: Request, key: UUID, form: Literal["pdf", "xlsx", "geojson", "json"] = "json"
) -> HttpResponse:
    """The same bytes as on the page; JSON holds the frozen question and the whole plan."""
    return sent(*plan_file(scenario_of_key(request.user, key), form))


@router.get(
    "/elections/{slug}/plans/snapshot",
    response=answers(dict[str, Any]),
    summary="A question from the database as it stands",
)
@asks(Permission.PLAN_EDIT)
def snapshot(request: Request, slug: Slug, unit: UUID | None = None) -> dict[str, Any]:
    """What `sandoq plan equipment` reads: means and lack of a unit now, for work elsewhere."""
    election = election_of_slug(request.user, slug)
    place = unit_of_key(request.user, unit) if unit else next(iter(top_units(request.user)), None)
    if place is None:
        raise NotFound("unit", "")
    require(request.user, Permission.PLAN_EDIT, unit_path=place.path, election_id=election.pk)
    return equipment_question(gather(place, election), Settings())


@router.get(
    "/transfer-orders", response=answers(Page[OrderShown]), summary="Orders of the own stores"
)
@asks(Permission.INVENTORY_EDIT)
def list_orders(request: Request, asked: Asked) -> dict[str, Any]:
    """Orders from and to the stores that the person keeps, the oldest first."""
    return page_of(orders_to_carry_out(request.user), asked, _order)


def _shown(found: Scenario) -> dict[str, Any]:
    return {
        "key": found.key,
        "election": found.election.slug,
        "unit": found.unit.key,
        "kind": found.kind,
        "title": found.title,
        "state": found.state,
        "made_at": found.made_at,
        "snapshot_at": found.snapshot_at,
        "solved_at": found.solved_at,
        "question_sha256": found.question_sha256,
        "plan_sha256": found.plan_sha256,
        "figures": found.figures,
    }


def _order(order: TransferOrder) -> dict[str, Any]:
    row = order_rows([order])[0]
    return {
        "key": order.key,
        "plan": order.scenario.key,
        "number": order.number,
        "from_store": order.from_store.key,
        "to_unit": order.to_unit.key,
        "to_store": order.to_store.key if order.to_store else None,
        "model": order.model.key,
        "quantity": order.quantity,
        "offered": row.offered,
        "received": row.received,
        "state": row.state.value,
        "ordered_at": order.ordered_at,
    }
