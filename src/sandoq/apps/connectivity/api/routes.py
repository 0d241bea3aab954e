"""Links for programs: figures, lists, points, readings and plans; the pages' own selectors."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from ninja import Body, Query, Router

from sandoq.apps.accounts.guard import asks
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.connectivity.api.shapes import (
    FiguresShown,
    LinkedPointRow,
    LinkGiven,
    OperatorShown,
    PointsAsked,
    PointShown,
    ReadingGiven,
    RecordedShown,
)
from sandoq.apps.connectivity.models import Operator, PointLinks
from sandoq.apps.connectivity.rules.grading import Grade
from sandoq.apps.connectivity.rules.links import JudgedLink, PlannedLink
from sandoq.apps.connectivity.rules.readings import ReadingDraft
from sandoq.apps.connectivity.selectors import (
    Filters,
    PointRecord,
    figures_as_of,
    link_figures,
    operator_of_slug,
    operators,
    point_links,
    point_of_key,
    point_record,
)
from sandoq.apps.connectivity.services import record_readings, set_link_plan
from sandoq.apps.territory.models import Point, Unit
from sandoq.apps.territory.selectors import top_units, unit_of_key
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.ui.api import Asked, Page, answers, page_of
from sandoq.ui.http import Request

router = Router(tags=["connectivity"])


@router.get("/connectivity", response=answers(FiguresShown), summary="Figures of links of an area")
@asks(Permission.CONNECTIVITY_VIEW)
def show_figures(request: Request, unit: UUID | None = None) -> dict[str, Any]:
    """Points, stations and electors without a verified link or an independent fallback."""
    place = _place(request, unit)
    figures = asdict(link_figures(request.user, place))
    return figures | {"unit": place.key, "as_of": figures_as_of()}


@router.get(
    "/connectivity/operators", response=answers(list[OperatorShown]), summary="Operators of links"
)
@asks(Permission.CONNECTIVITY_VIEW)
def list_operators(request: Request) -> list[Operator]:  # noqa: ARG001 - the same for everybody
    """All operators, in their order."""
    return operators()


@router.get(
    "/connectivity/points", response=answers(Page[LinkedPointRow]), summary="Points and links"
)
@asks(Permission.CONNECTIVITY_VIEW)
def list_points(
    request: Request, window: Asked, asked: Annotated[PointsAsked, Query()]
) -> dict[str, Any]:
    """The points of the area as the board lists them, most electors first."""
    found = point_links(
        request.user, _place(request, asked.under), Filters.read(asked.dict(exclude={"under"}))
    )
    return page_of(found.select_related("point", "station"), window, _point_row)


@router.get(
    "/connectivity/points/{uuid:key}", response=answers(PointShown), summary="Links of one point"
)
@asks(Permission.CONNECTIVITY_VIEW)
def show_point(request: Request, key: UUID) -> dict[str, Any]:
    """Each link with its grade, what is missing, and what it shares with the primary one."""
    return _point(point_record(request.user, key, now()))


@router.put(
    "/connectivity/points/{uuid:key}/plan", response=answers(PointShown), summary="Plan links"
)
@asks(Permission.LINK_PLAN_EDIT)
def replace_plan(
    request: Request, key: UUID, given: Annotated[list[LinkGiven], Body(max_length=5)]
) -> dict[str, Any]:
    """The whole plan; what is left out is no longer planned."""
    point = point_of_key(request.user, key, Permission.LINK_PLAN_EDIT)
    links = [
        PlannedLink(
            link.kind.value,
            operator_of_slug(link.operator).pk if link.operator else None,
            *(link.tower, link.backhaul, link.feeder),
        )
        for link in given
    ]
    set_link_plan(by=request.user, point=point, links=links)
    return _point(point_record(request.user, key, now()))


@router.post(
    "/connectivity/readings", response=answers(RecordedShown), summary="Record measurements"
)
@asks(Permission.READING_RECORD)
def record(
    request: Request,
    given: Annotated[list[ReadingGiven], Body(min_length=1, max_length=1000)],
) -> dict[str, Any]:
    """All of them or none; those whose key is known are left as they are."""
    keys = {one.point for one in given}
    points = dict(Point.objects.filter(key__in=keys).values_list("key", "pk"))
    slugs = {row.slug: row.pk for row in operators()}
    drafts = [_draft(one, points, slugs) for one in given]
    recorded = record_readings(by=request.user, drafts=drafts, source="api")
    return {"created": recorded.created, "known": recorded.known}


def _draft(given: ReadingGiven, points: dict[UUID, int], slugs: dict[str, int]) -> ReadingDraft:
    if given.point not in points:
        raise NotFound("point", str(given.point))
    if given.operator not in slugs:
        raise NotFound("operator", given.operator)
    return ReadingDraft(
        client_uuid=given.key,
        point_id=points[given.point],
        operator_id=slugs[given.operator],
        technology=given.technology.value,
        attempts=given.attempts,
        successes=given.successes,
        taken_at=given.taken_at,
        rsrp_dbm=given.rsrp_dbm,
        sinr_db=given.sinr_db,
        is_indoor=given.is_indoor,
        p95_ms=given.p95_ms,
        note=given.note,
    )


def _place(request: Request, key: UUID | None) -> Unit:
    if key is not None:
        return unit_of_key(request.user, key)
    top = top_units(request.user)
    if not top:
        raise NotFound("unit", "")
    return top[0]


def _point_row(row: PointLinks) -> dict[str, Any]:
    return {
        "point": row.point.key,
        "station": row.station.key,
        "name": row.point.name,
        "electors": row.electors,
        "state": row.state,
        "is_planned": row.is_planned,
        "has_link": row.has_link,
        "has_fallback": row.has_fallback,
        "until": row.until,
    }


def _point(record: PointRecord) -> dict[str, Any]:
    verdict = record.verdict
    slugs = {one.operator.pk: one.operator.slug for one in record.operators}
    return {
        "point": record.point.key,
        "state": verdict.state.value,
        "is_planned": verdict.is_planned,
        "primary_verified": verdict.primary_verified,
        "fallback_verified": verdict.fallback_verified,
        "until": verdict.until,
        "links": [_link(one, slugs) for one in verdict.links],
        "grades": [_grade(one.operator.slug, one.grade) for one in record.operators],
    }


def _link(one: JudgedLink, slugs: dict[int, str]) -> dict[str, Any]:
    return {
        "kind": one.link.kind,
        "operator": slugs[one.link.operator_id or 0],
        "tower": one.link.tower,
        "backhaul": one.link.backhaul,
        "feeder": one.link.feeder,
        "is_primary": one.is_primary,
        "is_verified": one.is_verified,
        "is_independent": one.is_independent,
        "shared": [{"domain": shared.domain, "name": shared.name} for shared in one.shared],
    }


def _grade(slug: str, grade: Grade) -> dict[str, Any]:
    return {
        "operator": slug,
        "grade": grade.state.value,
        "attempts": grade.attempts,
        "successes": grade.successes,
        "bands": len(grade.bands),
        "rsrp_dbm": grade.rsrp_dbm,
        "latest": grade.latest,
        "until": grade.until,
        "reasons": [asdict(reason) for reason in grade.reasons],
    }
