"""Moves an obstacle from state to state, and keeps what happened; both are only added to."""

from datetime import datetime

from sandoq.apps.accounts.models import User
from sandoq.apps.obstacles.errors import ActDoesNotFit
from sandoq.apps.obstacles.models import Agency, Obstacle, ObstacleEvent, ObstacleOwner
from sandoq.apps.obstacles.rules.states import Act, after
from sandoq.apps.territory.models import Unit


def move(
    obstacle: Obstacle, act: Act, *, at: datetime, by: User | None = None, note: str = ""
) -> None:
    """Let the act lead to its state and write the line of history; the caller saves the row.

    Raises:
        ActDoesNotFit: the state does not allow it.
    """
    following = after(obstacle.state, act)
    if following is None:
        raise ActDoesNotFit(act.value, obstacle.state)
    before = obstacle.state
    if following != before:
        obstacle.state, obstacle.state_since = following.value, at
    tell(obstacle, act.value, at=at, by=by, note=note, before=before)


def tell(
    obstacle: Obstacle,
    act: str,
    *,
    at: datetime,
    by: User | None = None,
    note: str = "",
    before: str | None = None,
) -> None:
    """Write a line of history."""
    ObstacleEvent.objects.create(
        obstacle=obstacle,
        act=act,
        before=obstacle.state if before is None else before,
        after=obstacle.state,
        at=at,
        by=by,
        note=note[:500],
    )


def add_owner(
    obstacle: Obstacle,
    owner: Unit | Agency,
    reason: ObstacleOwner.Reason,
    *,
    at: datetime,
    by: User | None = None,
) -> bool:
    """Let one more answer for it; whether it did not yet. Nobody ceases to."""
    named = {"unit": owner} if isinstance(owner, Unit) else {"agency": owner}
    _, is_new = ObstacleOwner.objects.get_or_create(
        obstacle=obstacle, **named, defaults={"reason": reason, "since": at, "by": by}
    )
    return is_new
