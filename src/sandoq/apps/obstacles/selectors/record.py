"""One obstacle with all that is known of it, and what this person may do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of, tenures_of
from sandoq.apps.obstacles.models import (
    Acknowledgement,
    Escalation,
    Obstacle,
    ObstacleEvent,
    ObstacleOwner,
    ObstacleStation,
    SolutionOption,
)
from sandoq.apps.obstacles.rules.deciding import claim_by
from sandoq.apps.obstacles.rules.states import OPEN, UNDECIDED, Act, State, after
from sandoq.apps.obstacles.selectors.scope import agencies_of
from sandoq.apps.readiness.models import Need
from sandoq.apps.territory.models import Unit
from sandoq.common import clock

_STATIONS = 30
_EVENTS = 100


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option beside the others. `done_on` is when it would be verified if decided today."""

    option: SolutionOption
    is_decided: bool
    is_late: bool
    done_on: date


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """An owner, whether it has acknowledged in this round, and whether this person is it."""

    owner: ObstacleOwner
    acknowledgement: Acknowledgement | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class NeedCount:
    """How far the needs of one requirement are proven."""

    code: str
    name_fa: str
    name_en: str
    linked: int
    verified: int


@dataclass(frozen=True, slots=True)
class Rights:
    """What this person may do about the obstacle in its state; decides which forms are shown."""

    triage: bool = False
    propose: bool = False
    link: bool = False
    decide: bool = False
    claim: bool = False
    accept: bool = False
    reopen: bool = False
    merge: bool = False

    @property
    def any(self) -> bool:
        """Whether there is anything to do."""
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True)
class Record:
    """The page of an obstacle."""

    obstacle: Obstacle
    options: list[OptionRow]
    owners: list[OwnerRow]
    needs: list[NeedCount]
    stations: list[ObstacleStation]
    escalations: list[Escalation]
    events: list[ObstacleEvent]
    rights: Rights
    is_open: bool
    is_late: bool
    days_left: int
    claim_by: date | None


def record_of(user: User, obstacle: Obstacle) -> Record:
    """All of an obstacle that the person sees, in ten queries however large it is."""
    today = clock.today(clock.now())
    decided = obstacle.decided
    owners = _owners(user, obstacle)
    return Record(
        obstacle=obstacle,
        options=_options(obstacle, today),
        owners=owners,
        needs=_needs(obstacle),
        stations=list(
            obstacle.links.select_related("station__county", "station__unit").order_by(
                "is_cleared", "-electors", "pk"
            )[:_STATIONS]
        ),
        escalations=list(obstacle.escalations.select_related("to_unit")),
        events=list(obstacle.events.select_related("by__person")[:_EVENTS]),
        rights=rights_of(user, obstacle, is_owner=any(row.is_mine for row in owners)),
        is_open=obstacle.state in OPEN,
        is_late=obstacle.state in UNDECIDED and obstacle.decide_by < today,
        days_left=(obstacle.decide_by - today).days,
        claim_by=claim_by(
            obstacle.election.polling_day.date,
            verification_days=decided.verification_days,
            slack_days=obstacle.slack_days,
        )
        if decided
        else None,
    )


def rights_of(user: User, obstacle: Obstacle, *, is_owner: bool) -> Rights:
    """What the person may do now; the services ask again."""
    path, election = obstacle.unit_path, obstacle.election_id
    edits = scope_of(user, Permission.OBSTACLE_EDIT).covers(path, election)
    decides = scope_of(user, Permission.OBSTACLE_DECIDE).covers(path, election) and any(
        path.startswith(tenure.post.unit.path) and tenure.post.unit.depth <= obstacle.reached_depth
        for tenure in tenures_of(user)
    )

    def fits(act: Act) -> bool:
        return after(obstacle.state, act) is not None

    return Rights(
        triage=edits and fits(Act.TRIAGE),
        propose=edits and fits(Act.PROPOSE),
        link=edits and obstacle.state in OPEN,
        decide=decides and fits(Act.DECIDE),
        claim=is_owner and fits(Act.CLAIM),
        accept=decides and fits(Act.ACCEPT),
        reopen=decides and obstacle.state == State.ACCEPTED,
        merge=edits and fits(Act.MERGE),
    )


def _options(obstacle: Obstacle, today: date) -> list[OptionRow]:
    rows: Sequence[SolutionOption] = list(
        obstacle.options.filter(withdrawn_at=None)
        .select_related("agency")
        .order_by("decide_by", "cost_rial", "pk")
    )
    return [
        OptionRow(
            option,
            is_decided=option.pk == obstacle.decided_id,
            is_late=option.decide_by < today,
            done_on=today + timedelta(days=option.lead_days + option.verification_days),
        )
        for option in rows
    ]


def _owners(user: User, obstacle: Obstacle) -> list[OwnerRow]:
    said = {
        row.owner_id: row
        for row in Acknowledgement.objects.filter(
            owner__obstacle=obstacle, round=obstacle.round
        ).select_related("by__person")
    }
    mine = set(agencies_of(user).values_list("pk", flat=True))
    answers = scope_of(user, Permission.OBSTACLE_ANSWER)
    posts = [tenure.post.unit.path for tenure in tenures_of(user)] if answers else []
    return [
        OwnerRow(
            owner,
            said.get(owner.pk),
            is_mine=owner.agency_id in mine
            or (owner.unit is not None and owner.unit.path in posts),
        )
        for owner in obstacle.owners.select_related("unit", "agency")
    ]


def _needs(obstacle: Obstacle) -> list[NeedCount]:
    at = clock.now()
    verified = Q(need__state=Need.State.VERIFIED, need__verified_until__gt=at)
    rows = (
        obstacle.needs.filter(need__ended_at=None, need__station__retired_at=None)
        .order_by("need__requirement__order")
        .values_list(
            "need__requirement__code",
            "need__requirement__name_fa",
            "need__requirement__name_en",
        )
        .annotate(n=Count("pk"), done=Count("pk", filter=verified))
    )
    return [NeedCount(*row) for row in rows]


def level_unit(obstacle: Obstacle) -> Unit:
    """The highest unit that the obstacle has reached."""
    return Unit.objects.get(path=obstacle.unit_path[: obstacle.reached_depth * Unit.steplen])
