"""How an obstacle ends otherwise than by evidence: a level accepts it, or it was a duplicate."""

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.obstacles.errors import NotOneObstacle
from sandoq.apps.obstacles.models import Obstacle, ObstacleNeed, ObstacleOwner
from sandoq.apps.obstacles.rules.states import OPEN, Act, State
from sandoq.apps.obstacles.services.history import add_owner, move, tell
from sandoq.apps.obstacles.services.reporting import add_stations, common_unit
from sandoq.apps.obstacles.services.settling import locked, reopen, settle
from sandoq.apps.obstacles.services.solving import tenure_of_level
from sandoq.apps.territory.models import Station
from sandoq.common import clock
from sandoq.common.errors import BadInput


@transaction.atomic
def accept_obstacle(*, by: User, obstacle: Obstacle, order_number: str, reason: str) -> Obstacle:
    """Live with it, by an order of a level at or above the one it has reached.

    The stations stay not ready: acceptance changes nothing of their needs.

    Raises:
        NotAllowed, NotYourLevel: as `decide_obstacle`.
        BadInput: no order or no reason.
        ActDoesNotFit: nobody has weighed it, or it is over.
    """
    row = locked(obstacle)
    tenure = tenure_of_level(by, row)
    for name, text in (("order_number", order_number), ("reason", reason)):
        if not text.strip():
            raise BadInput(name, "", "required")
    if row.state == State.ACCEPTED and row.accepted_order == order_number.strip():
        return row
    at = clock.now()
    row.accepted_order, row.accepted_unit = order_number.strip(), tenure.post.unit
    move(row, Act.ACCEPT, at=at, by=by, note=reason)
    row.save(update_fields=["accepted_order", "accepted_unit"])
    settle(row, at, by=by)
    record_action(
        by=by,
        verb="obstacles.accept",
        target=row,
        unit_path=row.unit_path,
        under=tenure,
        data={"order": row.accepted_order, "reason": reason, "electors": row.electors},
    )
    return row


@transaction.atomic
def reopen_obstacle(*, by: User, obstacle: Obstacle, reason: str) -> Obstacle:
    """Take an acceptance back. What evidence has closed, only evidence reopens.

    Raises:
        NotAllowed, NotYourLevel: as `decide_obstacle`.
        ActDoesNotFit: it is not accepted.
    """
    row = locked(obstacle)
    tenure = tenure_of_level(by, row)
    if row.state in OPEN:
        return row
    if row.state != State.ACCEPTED:
        move(row, Act.TRIAGE, at=clock.now(), by=by)  # refuses, naming the state
    at = clock.now()
    reopen(row, at, by=by, note=reason)
    settle(row, at, by=by)
    record_action(
        by=by,
        verb="obstacles.reopen",
        target=row,
        unit_path=row.unit_path,
        under=tenure,
        data={"reason": reason},
    )
    return row


@transaction.atomic
def merge_obstacles(*, by: User, obstacle: Obstacle, into: Obstacle) -> Obstacle:
    """Let one go on with the stations, needs and owners of a duplicate; the one that goes on.

    Raises:
        NotAllowed: the person does not work on obstacles where both lie.
        NotOneObstacle: the same one, another election's, or one is over.
    """
    first, second = sorted((obstacle, into), key=lambda one: one.pk)
    rows = {row.pk: row for row in (locked(first), locked(second))}
    gone, kept = rows[obstacle.pk], rows[into.pk]
    for row in (gone, kept):
        require(
            by,
            Permission.OBSTACLE_EDIT,
            unit_path=row.unit_path,
            election_id=row.election_id,
        )
    if gone.merged_into_id == kept.pk:
        return kept
    is_one = gone.pk != kept.pk and gone.election_id == kept.election_id
    if not is_one or gone.state not in OPEN or kept.state not in OPEN:
        raise NotOneObstacle(gone.title)
    at = clock.now()
    _take_over(kept, gone, by)
    gone.merged_into = kept
    move(gone, Act.MERGE, at=at, by=by, note=kept.title)
    gone.save(update_fields=["state", "merged_into"])
    settle(gone, at, by=by)
    tell(kept, "merge", at=at, by=by, note=gone.title)
    settle(kept, at, by=by)
    record_action(
        by=by,
        verb="obstacles.merge",
        target=kept,
        unit_path=kept.unit_path,
        data={"merged": str(gone.key), "stations": kept.stations_all},
    )
    return kept


def _take_over(kept: Obstacle, gone: Obstacle, by: User) -> None:
    at = clock.now()
    stations = Station.objects.filter(pk__in=gone.links.values("station")).select_related("unit")
    add_stations(kept, list(stations))
    rows = [
        ObstacleNeed(obstacle=kept, need_id=pk) for pk in gone.needs.values_list("need", flat=True)
    ]
    ObstacleNeed.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    for owner in gone.owners.select_related("unit", "agency"):
        holder = owner.unit or owner.agency
        if holder is not None:
            add_owner(kept, holder, ObstacleOwner.Reason.MERGED, at=at, by=by)
    unit = common_unit({kept.unit_path, gone.unit_path})
    kept.reached_depth = min(kept.reached_depth, gone.reached_depth, unit.depth)
    if unit.pk != kept.unit_id:
        kept.unit, kept.unit_path = unit, unit.path
        add_owner(kept, unit, ObstacleOwner.Reason.MERGED, at=at, by=by)
    kept.save(update_fields=["unit", "unit_path", "reached_depth"])
