"""What changed since a moment, and how the figures got from then to now."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, QuerySet, Sum

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import AreaStatus, StatusChange
from sandoq.apps.readiness.rules.bridge import Bridge, Change, bridge
from sandoq.apps.readiness.rules.status import Tally
from sandoq.apps.readiness.selectors.figures import TALLY_COLUMNS
from sandoq.apps.readiness.selectors.paths import below
from sandoq.apps.territory.models import Unit


@dataclass(frozen=True, slots=True)
class Changes:
    """`bridge` explains the figures exactly; `stations` are the single changes, latest first."""

    since: datetime
    bridge: Bridge
    stations: QuerySet[StatusChange]


def changes_since(
    user: User, election: Election, at: datetime, unit: Unit | None = None
) -> Changes:
    """What happened after `at` to the stations a person may see, in a unit or everywhere."""
    seen = scope_of(user, Permission.READINESS_VIEW).q("unit_path", "election")
    path = unit.path if unit else ""
    areas = AreaStatus.objects.filter(seen, below("unit_path", path), election=election)
    sums = areas.aggregate(**{column: Sum(column, default=0) for column in TALLY_COLUMNS})
    changes = StatusChange.objects.filter(
        seen, below("unit_path", path), election=election, at__gt=at
    )
    groups = (
        changes.order_by()
        .values_list("before", "after")
        .annotate(Sum("electors_before"), Sum("electors_after"), Count("pk"))
    )
    return Changes(
        since=at,
        bridge=bridge(
            (Change(*group) for group in groups),
            Tally(*(sums[column] for column in TALLY_COLUMNS)),
        ),
        stations=changes.select_related("station__county", "station__unit"),
    )
