"""Carrying out what was decided: an owner acknowledges, and says when it is done."""

from django.db import transaction

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import acting_tenure, tenures_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.obstacles.errors import NotAnOwner
from sandoq.apps.obstacles.models import Acknowledgement, Obstacle, ObstacleOwner
from sandoq.apps.obstacles.rules.states import Act, State
from sandoq.apps.obstacles.services.history import move, tell
from sandoq.apps.obstacles.services.settling import locked, settle
from sandoq.common import clock
from sandoq.common.errors import NotAllowed


@transaction.atomic
def acknowledge_obstacle(*, by: User, owner: ObstacleOwner) -> Acknowledgement:
    """An owner says: this is ours. Once decided, work begins with it; a repeat is harmless.

    Raises:
        NotAllowed: the person does not speak for that owner.
        ActDoesNotFit: the obstacle is over.
    """
    row = locked(owner.obstacle)
    tenure = _speaker(by, row, owner)
    at = clock.now()
    said, is_new = Acknowledgement.objects.get_or_create(
        owner=owner, round=row.round, defaults={"at": at, "by": by, "tenure": tenure}
    )
    begins = row.state == State.DECIDED and _carries_out(row, owner)
    if not is_new and not begins:
        return said
    if begins:
        move(row, Act.BEGIN, at=at, by=by)
    else:
        tell(row, "acknowledge", at=at, by=by)
    settle(row, at, by=by)
    name = owner.agency.code if owner.agency else str(owner.unit)
    record_action(
        by=by,
        verb="obstacles.acknowledge",
        target=row,
        unit_path=row.unit_path,
        under=tenure,
        data={"owner": name, "begins": begins},
    )
    return said


@transaction.atomic
def claim_solved(*, by: User, obstacle: Obstacle, note: str = "") -> Obstacle:
    """An owner says it is done. It stays open until every linked need is verified.

    Raises:
        NotAnOwner, NotAllowed: the person does not speak for an owner.
        ActDoesNotFit: work has not begun, or it is over.
    """
    row = locked(obstacle)
    tenure = _any_speaker(by, row)
    if row.state == State.CLAIMED:
        return row
    at = clock.now()
    move(row, Act.CLAIM, at=at, by=by, note=note)
    settle(row, at, by=by)
    record_action(
        by=by,
        verb="obstacles.claim",
        target=row,
        unit_path=row.unit_path,
        under=tenure,
        data={"note": note, "state": row.state},
    )
    return row


def _carries_out(obstacle: Obstacle, owner: ObstacleOwner) -> bool:
    """Whether this owner does what was decided: the option's agency, else any owner."""
    option = obstacle.decided
    return option is not None and (option.agency_id is None or option.agency_id == owner.agency_id)


def _speaker(by: User, obstacle: Obstacle, owner: ObstacleOwner) -> Tenure:
    if owner.agency_id is not None:
        seated = tenures_of(by).filter(post__agency_seat__agency=owner.agency_id).first()
        if seated is None:
            raise NotAllowed(Permission.OBSTACLE_ANSWER.value, obstacle.unit_path)
        return seated
    assert owner.unit is not None  # noqa: S101 - a database constraint says so
    tenure = acting_tenure(
        by,
        Permission.OBSTACLE_ANSWER,
        unit_path=obstacle.unit_path,
        election_id=obstacle.election_id,
    )
    if not owner.unit.path.startswith(tenure.post.unit.path):
        raise NotAllowed(Permission.OBSTACLE_ANSWER.value, owner.unit.path)
    return tenure


def _any_speaker(by: User, obstacle: Obstacle) -> Tenure:
    for owner in obstacle.owners.select_related("unit", "agency").order_by("agency", "pk"):
        try:
            return _speaker(by, obstacle, owner)
        except NotAllowed:
            continue
    raise NotAnOwner("")
