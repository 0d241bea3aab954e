"""One point: its readings, its grades with their reasons, its links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.connectivity.models import Link, Operator, Reading
from sandoq.apps.connectivity.rules.grading import UNMEASURED, Grade
from sandoq.apps.connectivity.rules.links import ORDER, LinkVerdict
from sandoq.apps.connectivity.selectors.settings import operators
from sandoq.apps.connectivity.selectors.verdicts import judge_points
from sandoq.apps.territory.models import Point
from sandoq.common.errors import NotFound


@dataclass(frozen=True, slots=True)
class OperatorAtPoint:
    """An operator and its grade at the point."""

    operator: Operator
    grade: Grade


@dataclass(frozen=True, slots=True)
class PointRecord:
    """All that is known of the links of a point at a moment."""

    point: Point
    verdict: LinkVerdict
    operators: Sequence[OperatorAtPoint]
    links: Sequence[Link]
    may_plan: bool
    may_record: bool


def point_of_key(
    user: User, key: UUID | str, permission: Permission = Permission.CONNECTIVITY_VIEW
) -> Point:
    """The point in force with this key, with its station and unit.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    visible = Point.objects.filter(
        scope_of(user, permission).q("station__unit__path"), station__retired_at=None
    )
    try:
        return visible.select_related("station__unit", "station__county").get(key=key)
    except (Point.DoesNotExist, ValidationError, ValueError):
        raise NotFound("point", str(key)) from None


def point_record(user: User, key: UUID | str, at: datetime) -> PointRecord:
    """The record of a point.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    point = point_of_key(user, key)
    judged = judge_points([point.pk], at)[point.pk]
    path = point.station.unit.path
    return PointRecord(
        point=point,
        verdict=judged.verdict,
        operators=[
            OperatorAtPoint(operator, judged.grades.get(operator.pk, UNMEASURED))
            for operator in operators()
        ],
        links=sorted(
            Link.objects.filter(point=point).select_related("operator"),
            key=lambda link: ORDER[link.kind],
        ),
        may_plan=scope_of(user, Permission.LINK_PLAN_EDIT).covers(path),
        may_record=scope_of(user, Permission.READING_RECORD).covers(path),
    )


def readings_of(point: Point) -> QuerySet[Reading]:
    """The readings of a point the caller was given, withdrawn ones too, the newest first."""
    found = Reading.objects.filter(point=point)
    return found.select_related("operator", "surveyor__person")


def reading_of_uuid(user: User, key: UUID | str) -> Reading:
    """The reading with this key, at a point where the person records readings.

    Raises:
        NotFound: there is none, or it is elsewhere.
    """
    scope = scope_of(user, Permission.READING_RECORD)
    visible = Reading.objects.filter(scope.q("point__station__unit__path"))
    try:
        return visible.select_related("point__station__unit", "operator").get(client_uuid=key)
    except (Reading.DoesNotExist, ValidationError, ValueError):
        raise NotFound("reading", str(key)) from None


def survey_points(user: User, path: str, *, most: int = 5_000) -> list[Point]:
    """Points in force at and below a unit's path where the person records readings."""
    found = Point.objects.filter(
        scope_of(user, Permission.READING_RECORD).q("station__unit__path"),
        station__unit__path__startswith=path,
        station__retired_at=None,
    )
    ordered = found.select_related("station__unit").order_by(
        "station__unit__path", "station", "seq"
    )
    return list(ordered[:most])
