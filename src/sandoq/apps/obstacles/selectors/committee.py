"""The committee's page: what the head of an area must know this morning, on one screen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Election
from sandoq.apps.obstacles.models import Obstacle, ObstacleEvent
from sandoq.apps.obstacles.rules.states import UNDECIDED
from sandoq.apps.obstacles.selectors.board import Filters, Summary, at_place, listed, summary
from sandoq.apps.obstacles.selectors.duties import DutyFilters, DutyRow, duties, duty_rows
from sandoq.apps.territory.models import Unit
from sandoq.common import clock

_SHOWN = 8
_SOON = timedelta(days=7)
_BREAKS = timedelta(days=3)
_SINCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Committee:
    """The page's four questions.

    Attributes:
        heaviest: what stands in the way today.
        owed: duties overdue or due within a week: who owes what.
        breaking: undecided obstacles whose first option is lost within three days, or was.
        changes: what happened since yesterday, the newest first.
        overdue: of `owed`, how many are overdue.
    """

    at: datetime
    days_left: int
    summary: Summary
    heaviest: list[Obstacle]
    owed: list[DutyRow]
    breaking: list[Obstacle]
    changes: list[ObstacleEvent]

    @property
    def overdue(self) -> int:
        return sum(row.is_late for row in self.owed)


def committee(user: User, election: Election, unit: Unit | None) -> Committee:
    """Overdue items first, in a constant number of queries."""
    at = clock.now()
    today = clock.today(at)
    owed = duties(user, election, DutyFilters()).filter(
        due_on__lte=today + _SOON, state__in=["asked", "acknowledged"]
    )
    breaking = (
        at_place(user, election, unit)
        .filter(state__in=sorted(UNDECIDED), decide_by__lte=today + _BREAKS)
        .select_related("unit")
        .order_by("decide_by", "-weight", "pk")
    )
    changes = (
        ObstacleEvent.objects.filter(
            at__gte=at - _SINCE, obstacle__in=at_place(user, election, unit).values("pk")
        )
        .exclude(act="report")
        .select_related("obstacle__unit", "by__person")
    )
    return Committee(
        at=at,
        days_left=(election.polling_day.date - today).days,
        summary=summary(user, election, unit),
        heaviest=list(listed(user, election, unit, Filters())[:_SHOWN]),
        owed=duty_rows(user, list(owed[: 2 * _SHOWN])),
        breaking=list(breaking[:_SHOWN]),
        changes=list(changes[: 2 * _SHOWN]),
    )
