"""Link plans: which links a point tries, in which order, and what each hangs on."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require, scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.connectivity.models import Link, Operator
from sandoq.apps.connectivity.rules.links import ORDER, PlannedLink, check_plan
from sandoq.apps.connectivity.rules.operators import OperatorKind
from sandoq.apps.connectivity.services.refreshing import refresh_points
from sandoq.apps.territory.models import Point
from sandoq.apps.territory.services.fast_rows import insert_rows
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.common.text import normalise

_COLUMNS = ("point_id", "kind", "operator_id", "tower", "backhaul", "feeder")
_LONGEST = 60


@transaction.atomic
def set_link_plan(*, by: User, point: Point, links: Sequence[PlannedLink]) -> list[Link]:
    """Put a whole plan in the place of the one before; the same plan again changes nothing.

    Raises:
        NotAllowed: no post of the person plans links there.
        BadLink: a kind twice, or an operator that gives no such links; names the kind.
    """
    path = point.station.unit.path
    require(by, Permission.LINK_PLAN_EDIT, unit_path=path)
    wanted = _tidy(links)
    check_plan(wanted, _kinds())
    held = Link.objects.select_for_update().filter(point=point)
    before = _sorted(PlannedLink(*row[1:]) for row in held.values_list(*_COLUMNS))
    if before != wanted:
        held.delete()
        insert_rows(Link, _COLUMNS, [_row(point.pk, link) for link in wanted])
        refresh_points([point.pk], at=now())
        record_action(
            by=by,
            verb="connectivity.set-link-plan",
            target=point,
            unit_path=path,
            data={
                "before": [_told(link) for link in before],
                "after": [_told(link) for link in wanted],
            },
        )
    return sorted(Link.objects.filter(point=point), key=lambda link: ORDER[link.kind])


@transaction.atomic
def set_link_plans(*, by: User, plans: Mapping[int, Sequence[PlannedLink]]) -> int:
    """Put the plans of many points in place in one act; how many points there were.

    Raises:
        NotFound: a point is not in force where the person plans links.
        BadLink: as `set_link_plan`.
    """
    scope = scope_of(by, Permission.LINK_PLAN_EDIT)
    points = Point.objects.filter(
        scope.q("station__unit__path"), pk__in=list(plans), station__retired_at=None
    )
    missing = set(plans) - set(points.values_list("pk", flat=True))
    if missing:
        raise NotFound("point", str(min(missing)))
    kinds = _kinds()
    rows = []
    for point, links in plans.items():
        wanted = _tidy(links)
        check_plan(wanted, kinds)
        rows += [_row(point, link) for link in wanted]
    Link.objects.filter(point__in=list(plans)).delete()
    insert_rows(Link, _COLUMNS, rows)
    refresh_points(list(plans), at=now())
    if plans:
        record_action(
            by=by,
            verb="connectivity.set-link-plans",
            data={"points": len(plans), "links": len(rows)},
        )
    return len(plans)


def _kinds() -> dict[int, OperatorKind]:
    return {pk: OperatorKind(kind) for pk, kind in Operator.objects.values_list("pk", "kind")}


def _tidy(links: Sequence[PlannedLink]) -> list[PlannedLink]:
    return _sorted(
        PlannedLink(
            link.kind,
            link.operator_id,
            *(normalise(name)[:_LONGEST] for name in (link.tower, link.backhaul, link.feeder)),
        )
        for link in links
    )


def _sorted(links: Iterable[PlannedLink]) -> list[PlannedLink]:
    return sorted(links, key=lambda link: ORDER.get(link.kind, len(ORDER)))


def _row(point: int, link: PlannedLink) -> tuple[object, ...]:
    return (point, link.kind, link.operator_id, link.tower, link.backhaul, link.feeder)


def _told(link: PlannedLink) -> dict[str, object]:
    return {
        "kind": link.kind,
        "operator": link.operator_id,
        "tower": link.tower,
        "backhaul": link.backhaul,
        "feeder": link.feeder,
    }
