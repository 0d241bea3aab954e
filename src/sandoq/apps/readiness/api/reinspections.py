"""Re-inspection for programs: rates, draws, the seed, tasks and what was found."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Router, Schema
from pydantic import AwareDatetime, Field

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.elections.selectors import election_of_slug
from sandoq.apps.readiness.models import Reinspection, ReinspectionItem, ReinspectionOutcome
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.selectors.reinspections import (
    county_rates,
    draw_file,
    item_of_key,
    items_of,
    reinspection_of_key,
    reinspections_of,
    tasks_for,
)
from sandoq.apps.readiness.services import (
    Plan,
    SecondLook,
    commit_reinspection,
    enter_seed,
    record_reinspection,
)
from sandoq.apps.territory.selectors import top_units, unit_of_key
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.ui.api import Asked, Page, ShortText, Slug, Text, answers, page_of
from sandoq.ui.http import Request

router = Router(tags=["readiness"])


class RateShown(Schema):
    """A county's refuted of inspected; the bounds are of the rate, 0..1 (Wilson 95 %)."""

    county: UUID
    name_fa: str
    name_en: str
    drawn: int
    inspected: int
    refuted: int
    lowest: float
    highest: float


class DrawShown(Schema):
    """A draw: what was committed to, and its seed once it is entered."""

    key: UUID
    unit: UUID
    size: int
    per_county: int
    candidates: int
    seed_source: str
    seed_due_at: datetime
    committed_at: datetime
    sha256: str
    seed: str | None


class PlanGiven(Schema):
    """What is committed to. `key` is the sender's: a repeat changes nothing."""

    key: UUID
    unit: UUID
    size: Annotated[int, Field(ge=1, le=100_000)]
    per_county: Annotated[int, Field(ge=0, le=100_000)] = 0
    seed_source: Annotated[ShortText, Field(min_length=1)]
    seed_due_at: AwareDatetime


class SeedGiven(Schema):
    """The announced seed, and where and by whom it was announced."""

    seed: Annotated[Text, Field(max_length=200)]
    announced: Annotated[ShortText, Field(min_length=1)]


class TaskShown(Schema):
    """A drawn need and what became of it."""

    key: UUID
    draw: UUID
    index: int
    county: UUID
    station: UUID
    requirement: str
    point: UUID | None
    verdict: str | None
    note: str
    at: datetime | None


class LookGiven(Schema):
    """What a second look found: a statement. Photos are attached on the page."""

    verdict: ReinspectionOutcome.Verdict
    note: Annotated[Text, Field(min_length=1, max_length=500)]
    seen_at: AwareDatetime | None = None


@router.get(
    "/elections/{slug}/reinspection-rates",
    response=answers(list[RateShown]),
    summary="Refutation rates by county",
)
@asks(Permission.READINESS_VIEW)
def rates(request: Request, slug: Slug, unit: UUID | None = None) -> list[dict[str, Any]]:
    """Each county that was drawn from, the most surely refuted first."""
    election = election_of_slug(request.user, slug)
    return [
        {
            "county": rate.county.key,
            "name_fa": rate.county.name_fa,
            "name_en": rate.county.name_en,
            "drawn": rate.drawn,
            "inspected": rate.inspected,
            "refuted": rate.refuted,
            "lowest": rate.low,
            "highest": rate.high,
        }
        for rate in county_rates(request.user, election, _place(request, unit))
    ]


@router.get(
    "/elections/{slug}/reinspections", response=answers(Page[DrawShown]), summary="The draws"
)
@asks(Permission.READINESS_VIEW)
def draws(request: Request, slug: Slug, asked: Asked, unit: UUID | None = None) -> dict[str, Any]:
    """Draws that touch the unit, the latest first."""
    election = election_of_slug(request.user, slug)
    found = reinspections_of(request.user, election, _place(request, unit))
    return page_of(found, asked, _draw)


@router.post(
    "/elections/{slug}/reinspections", response=answers(DrawShown), summary="Commit to a draw"
)
@asks(Permission.REINSPECTION_DRAW)
def commit(request: Request, slug: Slug, given: PlanGiven) -> dict[str, Any]:
    """Freeze the candidates and publish their hash; the seed comes later."""
    election = election_of_slug(request.user, slug)
    unit = unit_of_key(request.user, given.unit)
    values = given.dict(exclude={"unit"})
    made = commit_reinspection(
        by=request.user, polling_day=election.polling_day, unit=unit, plan=Plan(**values)
    )
    return _draw(made)


@router.get(
    "/reinspections/{uuid:key}", response=answers(dict[str, Any]), summary="The published draw"
)
@asks(Permission.READINESS_VIEW)
def show(request: Request, key: UUID) -> dict[str, Any]:
    """Enough to repeat the draw: the same as the file of the page."""
    found = reinspection_of_key(request.user, key)
    return draw_file(found, found.items.select_related("outcome"))


@router.post(
    "/reinspections/{uuid:key}/seed", response=answers(DrawShown), summary="Enter the seed"
)
@asks(Permission.REINSPECTION_DRAW)
def seed(request: Request, key: UUID, given: SeedGiven) -> dict[str, Any]:
    """Draw the sample; the same seed again changes nothing, another is refused."""
    found = reinspection_of_key(request.user, key)
    enter_seed(by=request.user, reinspection=found, seed=given.seed, announced=given.announced)
    return _draw(reinspection_of_key(request.user, key))


@router.get(
    "/reinspections/{uuid:key}/tasks", response=answers(Page[TaskShown]), summary="The sample"
)
@asks(Permission.READINESS_VIEW)
def sample(request: Request, key: UUID, asked: Asked) -> dict[str, Any]:
    """The drawn needs that lie where the person sees stations."""
    return page_of(items_of(request.user, reinspection_of_key(request.user, key)), asked, _task)


@router.get("/reinspection-tasks", response=answers(Page[TaskShown]), summary="My tasks")
@asks(Permission.EVIDENCE_VERIFY)
def my_tasks(request: Request, asked: Asked) -> dict[str, Any]:
    """Drawn needs that the person may look at again."""
    return page_of(tasks_for(request.user), asked, _task)


@router.post(
    "/reinspection-tasks/{uuid:key}/outcome",
    response=answers(TaskShown),
    summary="What a second look found",
)
@asks(Permission.EVIDENCE_VERIFY)
def found_there(request: Request, key: UUID, given: LookGiven) -> dict[str, Any]:
    """Record it; a refutation fails the need at once, a repeat changes nothing."""
    look = SecondLook(
        verdict=given.verdict.value,
        kind=ProofKind.VISIT.value,
        note=given.note,
        seen_at=given.seen_at or now(),
    )
    record_reinspection(by=request.user, item=item_of_key(request.user, key), look=look)
    return _task(item_of_key(request.user, key))


def _place(request: Request, key: UUID | None) -> Any:
    """The unit asked for, else the highest the person sees."""
    if key is not None:
        return unit_of_key(request.user, key)
    tops = top_units(request.user)
    if not tops:
        raise NotFound("unit", "")
    return tops[0]


def _draw(draw: Reinspection) -> dict[str, Any]:
    drawn = getattr(draw, "drawn", None)
    return {
        "key": draw.key,
        "unit": draw.unit.key,
        "size": draw.size,
        "per_county": draw.per_county,
        "candidates": draw.candidates,
        "seed_source": draw.seed_source,
        "seed_due_at": draw.seed_due_at,
        "committed_at": draw.committed_at,
        "sha256": draw.sha256,
        "seed": drawn.seed if drawn else None,
    }


def _task(item: ReinspectionItem) -> dict[str, Any]:
    outcome = getattr(item, "outcome", None)
    need = item.need
    return {
        "key": item.key,
        "draw": item.reinspection.key,
        "index": item.position,
        "county": item.county.key,
        "station": need.station.key,
        "requirement": need.requirement.code,
        "point": need.point.key if need.point else None,
        "verdict": outcome.verdict if outcome else None,
        "note": outcome.note if outcome else "",
        "at": outcome.at if outcome else None,
    }
