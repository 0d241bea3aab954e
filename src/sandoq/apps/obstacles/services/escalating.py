"""Tells the next level when a due day has passed: adds an owner, erases none, never twice."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from sandoq.apps.accounts.services import record_action
from sandoq.apps.obstacles.models import Escalation, Obstacle, ObstacleOwner
from sandoq.apps.obstacles.rules.deciding import claim_by, levels_due
from sandoq.apps.obstacles.rules.states import UNDECIDED, State
from sandoq.apps.obstacles.services.history import add_owner, tell
from sandoq.apps.obstacles.services.settling import locked, touch
from sandoq.apps.territory.models import Unit
from sandoq.common import clock

_AT_WORK = frozenset({State.DECIDED, State.DOING})


def escalate_due(*, at: datetime | None = None) -> int:
    """Escalate every obstacle whose due day has passed by `at`; how many levels were told.

    Each in its own transaction; harmless to repeat.
    """
    at = at or clock.now()
    today = clock.today(at)
    waiting = Obstacle.objects.filter(
        Q(state__in=UNDECIDED, decide_by__lt=today) | Q(state__in=_AT_WORK),
        election__polling_day__date__gte=today,
        unit__depth__gt=1,
    )
    return sum(
        _escalate(pk, today, at) for pk in list(waiting.order_by("pk").values_list("pk", flat=True))
    )


def due_on(obstacle: Obstacle) -> date | None:
    """The day by which the next step must be taken; None where none is awaited."""
    if obstacle.state in UNDECIDED:
        return obstacle.decide_by
    if obstacle.state in _AT_WORK and obstacle.decided is not None:
        return claim_by(
            obstacle.election.polling_day.date,
            verification_days=obstacle.decided.verification_days,
            slack_days=obstacle.slack_days,
        )
    return None


@transaction.atomic
def _escalate(pk: int, today: date, at: datetime) -> int:
    obstacle = locked(Obstacle(pk=pk))
    due = due_on(obstacle)
    if due is None:
        return 0
    why = Escalation.Why.DECIDE if obstacle.state in UNDECIDED else Escalation.Why.DELIVER
    told = 0
    for depth in levels_due(due, today, depth=obstacle.unit.depth):
        unit = Unit.objects.get(path=obstacle.unit_path[: depth * Unit.steplen])
        _, is_new = Escalation.objects.get_or_create(
            obstacle=obstacle,
            round=obstacle.round,
            why=why,
            to_unit=unit,
            defaults={"due_on": due, "at": at, "options": options_table(obstacle)},
        )
        if not is_new:
            continue
        told += 1
        add_owner(obstacle, unit, ObstacleOwner.Reason.ESCALATED, at=at)
        obstacle.reached_depth = min(obstacle.reached_depth, depth)
        tell(obstacle, "escalate", at=at, note=unit.name_fa)
        record_action(
            by=None,
            verb="obstacles.escalate",
            target=obstacle,
            unit_path=obstacle.unit_path,
            data={"to": str(unit.key), "why": why.value, "due_on": due.isoformat()},
        )
    if told:
        obstacle.save(update_fields=["reached_depth"])
        touch(obstacle.election_id)
    return told


def options_table(obstacle: Obstacle) -> list[dict[str, object]]:
    """The options side by side as they stand now, for whoever is told."""
    return [
        {
            "title": option.title,
            "agency": option.agency.name_fa if option.agency else "",
            "cost_rial": option.cost_rial,
            "lead_days": option.lead_days,
            "verification_days": option.verification_days,
            "residual_risk": option.residual_risk,
            "decide_by": option.decide_by.isoformat(),
        }
        for option in obstacle.options.filter(withdrawn_at=None).select_related("agency")
    ]
