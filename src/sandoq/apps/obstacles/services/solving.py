"""From a report to a decision: weighing, tying to needs, options side by side, deciding."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import transaction

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Permission, covers, grants
from sandoq.apps.accounts.selectors import acting_tenure, offices_of, require, tenures_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.obstacles.errors import ActDoesNotFit, NothingUnmet, NotYourLevel, OptionTooLate
from sandoq.apps.obstacles.models import Agency, Obstacle, ObstacleOwner, SolutionOption
from sandoq.apps.obstacles.rules.deciding import VERIFICATION_DAYS, decide_by
from sandoq.apps.obstacles.rules.states import OPEN, Act
from sandoq.apps.obstacles.rules.weight import Severity
from sandoq.apps.obstacles.services.history import add_owner, move, tell
from sandoq.apps.obstacles.services.reporting import link
from sandoq.apps.obstacles.services.settling import locked, settle
from sandoq.apps.territory.models import Unit
from sandoq.common import clock
from sandoq.common.text import normalise


@dataclass(frozen=True, slots=True)
class OptionData:
    """One way to solve it. Days are whole; `residual_risk` is low, medium or high."""

    title: str
    cost_rial: int
    lead_days: int
    residual_risk: str
    verification_days: int = VERIFICATION_DAYS
    description: str = ""
    agency: Agency | None = None
    key: UUID = field(default_factory=uuid4)


@transaction.atomic
def triage_obstacle(
    *, by: User, obstacle: Obstacle, severity: str, agency: Agency | None = None, note: str = ""
) -> Obstacle:
    """Weigh an obstacle and, if an agency must answer for it, add it as an owner.

    Raises:
        NotAllowed: no post of the person works on obstacles there.
        ActDoesNotFit: it is decided already, or over.
    """
    row = locked(obstacle)
    _require_edit(by, row)
    at = clock.now()
    move(row, Act.TRIAGE, at=at, by=by, note=note)
    row.severity_told = Severity(severity).value
    row.save(update_fields=["severity_told"])
    if agency is not None:
        add_owner(row, agency, ObstacleOwner.Reason.ASSIGNED, at=at, by=by)
    settle(row, at, by=by)
    data = {"severity": row.severity_told, "agency": agency.code if agency else ""}
    _record(by, "obstacles.triage", row, data)
    return row


@transaction.atomic
def link_needs(*, by: User, obstacle: Obstacle, requirements: Collection[str]) -> int:
    """Tie an open obstacle to the unmet needs of these requirements; how many more.

    A need once tied stays: nobody closes an obstacle by untying it.

    Raises:
        NothingUnmet: every such need is verified, or none is asked there.
    """
    row = locked(obstacle)
    _require_edit(by, row)
    if row.state not in OPEN:
        raise ActDoesNotFit("link", row.state)
    at = clock.now()
    added = link(row, requirements, at)
    if not added:
        if row.needs.filter(need__requirement__code__in=requirements).exists():
            return 0
        raise NothingUnmet(", ".join(sorted(requirements)))
    tell(row, "link", at=at, by=by, note=", ".join(sorted(requirements)))
    settle(row, at, by=by)
    _record(by, "obstacles.link-needs", row, {"requirements": sorted(requirements), "new": added})
    return added


@transaction.atomic
def propose_option(*, by: User, obstacle: Obstacle, data: OptionData) -> SolutionOption:
    """Put one more option beside the others; the same key again returns the first.

    Raises:
        NotAllowed, ActDoesNotFit: as `triage_obstacle`; it must be weighed first.
    """
    row = locked(obstacle)
    _require_edit(by, row)
    known = SolutionOption.objects.filter(key=data.key, obstacle=row).first()
    if known is not None:
        return known
    at = clock.now()
    move(row, Act.PROPOSE, at=at, by=by, note=data.title)
    option = SolutionOption.objects.create(
        key=data.key,
        obstacle=row,
        title=normalise(data.title),
        description=data.description.strip(),
        agency=data.agency,
        cost_rial=data.cost_rial,
        lead_days=data.lead_days,
        verification_days=data.verification_days,
        residual_risk=SolutionOption.Risk(data.residual_risk).value,
        decide_by=decide_by(
            row.election.polling_day.date,
            lead_days=data.lead_days,
            verification_days=data.verification_days,
            slack_days=row.slack_days,
        ),
        proposed_by=by,
        proposed_at=at,
    )
    settle(row, at, by=by)
    _record(
        by,
        "obstacles.propose",
        row,
        {
            "option": option.title,
            "cost_rial": option.cost_rial,
            "lead_days": option.lead_days,
            "verification_days": option.verification_days,
            "residual_risk": option.residual_risk,
        },
    )
    return option


@transaction.atomic
def withdraw_option(*, by: User, option: SolutionOption, reason: str = "") -> SolutionOption:
    """Take an option out of the table; it stays readable. Repeating it changes nothing.

    Raises:
        ActDoesNotFit: it is the one decided for, or the obstacle is over.
    """
    row = locked(option.obstacle)
    _require_edit(by, row)
    option = SolutionOption.objects.select_for_update().get(pk=option.pk)
    if option.withdrawn_at is not None:
        return option
    if row.state not in OPEN or row.decided_id == option.pk:
        raise ActDoesNotFit("withdraw", row.state)
    at = clock.now()
    option.withdrawn_at = at
    option.save(update_fields=["withdrawn_at"])
    tell(row, "withdraw", at=at, by=by, note=f"{option.title} {reason}".strip())
    settle(row, at, by=by)
    _record(by, "obstacles.withdraw-option", row, {"option": option.title, "reason": reason})
    return option


@transaction.atomic
def decide_obstacle(
    *, by: User, obstacle: Obstacle, option: SolutionOption, note: str = ""
) -> Obstacle:
    """Decide for one option; its agency becomes an owner. The same decision again is harmless.

    Raises:
        NotAllowed: no post of the person decides there.
        NotYourLevel: it was escalated above the person's level.
        OptionTooLate: lead and verification no longer fit before the election, even without slack.
        ActDoesNotFit: it has no option, or work has begun.
    """
    row = locked(obstacle)
    tenure = tenure_of_level(by, row)
    if row.decided_id == option.pk and row.state == "decided":
        return row
    option = SolutionOption.objects.select_related("agency").get(pk=option.pk)
    if option.obstacle_id != row.pk or option.withdrawn_at is not None:
        raise ActDoesNotFit("decide", row.state)
    at = clock.now()
    last = decide_by(
        row.election.polling_day.date,
        lead_days=option.lead_days,
        verification_days=option.verification_days,
        slack_days=0,
    )
    if clock.today(at) > last:
        raise OptionTooLate(option.title, last.isoformat())
    row.decided, row.decided_at = option, at
    move(row, Act.DECIDE, at=at, by=by, note=note or option.title)
    add_owner(row, tenure.post.unit, ObstacleOwner.Reason.DECIDED, at=at, by=by)
    if option.agency is not None:
        add_owner(row, option.agency, ObstacleOwner.Reason.DECIDED, at=at, by=by)
    settle(row, at, by=by)
    _record(by, "obstacles.decide", row, {"option": option.title, "note": note}, under=tenure)
    return row


def tenure_of_level(by: User, obstacle: Obstacle) -> Tenure:
    """The post under which the person decides an obstacle that has gone as far up as this one.

    Raises:
        NotAllowed: none decides there.
        NotYourLevel: the obstacle has gone above it.
    """
    permission, path = Permission.OBSTACLE_DECIDE, obstacle.unit_path
    nearest = acting_tenure(by, permission, unit_path=path, election_id=obstacle.election_id)
    if nearest.post.unit.depth <= obstacle.reached_depth:
        return nearest
    offices = {(office.role.value, office.unit_path): office for office in offices_of(by)}
    for tenure in tenures_of(by):
        office = offices.get((tenure.post.role, tenure.post.unit.path))
        reaches = office and covers(grants([office], permission), path, obstacle.election_id)
        if reaches and tenure.post.unit.depth <= obstacle.reached_depth:
            return tenure
    raise NotYourLevel(_level(obstacle))


def _level(obstacle: Obstacle) -> str:
    path = obstacle.unit_path[: obstacle.reached_depth * Unit.steplen]
    return str(Unit.objects.get(path=path).level)


def _require_edit(by: User, obstacle: Obstacle) -> None:
    require(
        by,
        Permission.OBSTACLE_EDIT,
        unit_path=obstacle.unit_path,
        election_id=obstacle.election_id,
    )


def _record(
    by: User, verb: str, obstacle: Obstacle, data: Mapping[str, object], under: Tenure | None = None
) -> None:
    record_action(
        by=by, verb=verb, target=obstacle, unit_path=obstacle.unit_path, under=under, data=data
    )
