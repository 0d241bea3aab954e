"""The change bridge of an area between two moments."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.territory.models import Station, StationChange, Unit
from sandoq.apps.territory.rules.bridge import COUNTED, Amount, Bridge, ChangeSum, build_bridge
from sandoq.common.errors import NotFound


def bridge(user: User, unit: Unit, since: datetime, until: datetime) -> Bridge:
    """How the denominator of a unit went from `since` to `until`; exact, in two queries.

    Changes at `since` itself belong to the opening, those at `until` to the lines.

    Raises:
        NotFound: this person may not see the unit.
        ValueError: `until` lies before `since`.
    """
    if until < since:
        raise ValueError("a bridge leads forward in time")
    period = Case(
        When(at__lte=since, then=Value("before")),
        When(at__lte=until, then=Value("during")),
        default=Value("after"),
        output_field=CharField(),
    )
    rows = (
        _counted(user, unit)
        .order_by()
        .annotate(
            period=period,
            is_inside=_true_where(Q(unit__path__startswith=unit.path)),
            was_inside=_true_where(Q(unit_before__path__startswith=unit.path)),
        )
        .values_list("kind", "period", "is_inside", "was_inside")
        .annotate(
            changes=Count("pk"),
            before=Coalesce(Sum("electors_before"), 0),
            after=Coalesce(Sum("electors_after"), 0),
        )
    )
    live = Station.objects.filter(unit__path__startswith=unit.path, retired_at=None).aggregate(
        stations=Count("pk"), electors=Coalesce(Sum("electors"), 0)
    )
    return build_bridge((ChangeSum(*row) for row in rows), Amount(**live))


def bridge_changes(
    user: User, unit: Unit, since: datetime, until: datetime
) -> QuerySet[StationChange]:
    """The changes that the lines of a bridge sum, the last first.

    Moves within the unit are left out: they change nothing in it.

    Raises:
        NotFound: this person may not see the unit.
    """
    within = Q(
        kind=StationChange.Kind.MOVED,
        unit__path__startswith=unit.path,
        unit_before__path__startswith=unit.path,
    )
    found = _counted(user, unit).filter(at__gt=since, at__lte=until).exclude(within)
    return found.select_related("station", "unit", "unit_before", "by__person")


def units_of(changes: Iterable[StationChange]) -> list[Unit]:
    """Every unit that the changes name."""
    pairs = ((change.unit, change.unit_before) for change in changes)
    return [unit for pair in pairs for unit in pair if unit is not None]


def recent_changes(user: User, unit: Unit) -> QuerySet[StationChange]:
    """Every change of the register that touched a unit, the last first.

    Raises:
        NotFound: this person may not see the unit.
    """
    found = _touching(user, unit)
    return found.select_related("station", "unit", "unit_before", "by__person")


def _counted(user: User, unit: Unit) -> QuerySet[StationChange]:
    return _touching(user, unit).filter(kind__in=COUNTED)


def _touching(user: User, unit: Unit) -> QuerySet[StationChange]:
    if not scope_of(user, Permission.TERRITORY_VIEW).covers(unit.path):
        raise NotFound("unit", str(unit.key))
    touches = Q(unit__path__startswith=unit.path) | Q(unit_before__path__startswith=unit.path)
    return StationChange.objects.filter(touches)


def _true_where(condition: Q) -> Case:
    return Case(
        When(condition, then=Value(True)),  # noqa: FBT003
        default=Value(False),  # noqa: FBT003
        output_field=BooleanField(),
    )
