"""Brings everything computed of an obstacle in line with its stations, needs and options.

The state follows the evidence here and nowhere else: an obstacle closes when every linked need is
verified, and reopens when one no longer is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.obstacles.models import (
    Obstacle,
    ObstacleArea,
    ObstacleNeed,
    ObstacleRevision,
    ObstacleStation,
    SolutionOption,
)
from sandoq.apps.obstacles.rules.deciding import Span, decide_by, obstacle_decide_by
from sandoq.apps.obstacles.rules.states import OPEN, UNDECIDED, Act, State, may_close
from sandoq.apps.obstacles.rules.weight import severity_of, weight
from sandoq.apps.obstacles.services.history import move
from sandoq.apps.readiness.models import Need
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.common import clock

_COMPUTED = (
    *("state", "state_since", "severity", "stations_all", "stations_left", "electors", "weight"),
    *("needs_linked", "needs_verified", "decide_by", "round", "decided", "decided_at"),
)


def locked(obstacle: Obstacle) -> Obstacle:
    """The row as it is now, locked until the transaction ends."""
    return (
        Obstacle.objects.select_for_update(of=("self",))
        .select_related("unit", "election__polling_day")
        .get(pk=obstacle.pk)
    )


def settle_all(obstacle_ids: Iterable[int], at: datetime) -> int:
    """Settle these obstacles, each locked, in order of their keys; how many changed state."""
    changed = 0
    for pk in sorted(set(obstacle_ids)):
        obstacle = locked(Obstacle(pk=pk))
        before = obstacle.state
        settle(obstacle, at)
        changed += obstacle.state != before
    return changed


def settle(obstacle: Obstacle, at: datetime, *, by: User | None = None) -> None:
    """Recompute a locked obstacle, let the evidence close or reopen it, and write it."""
    by_station, criticalities = _needs_of(obstacle, at)
    linked = sum(len(verdicts) for verdicts in by_station.values())
    verified = sum(sum(verdicts) for verdicts in by_station.values())
    before = obstacle.state
    _follow_evidence(obstacle, linked, verified, at, by)
    if not before == obstacle.state == State.CLOSED:  # what closed it stays written
        obstacle.needs_linked, obstacle.needs_verified = linked, verified
    cleared = {pk for pk, verdicts in by_station.items() if all(verdicts)}
    obstacle.severity = severity_of(obstacle.severity_told, criticalities).value
    _count_stations(obstacle, cleared)
    obstacle.weight = weight(obstacle.severity, obstacle.electors)
    obstacle.decide_by = _decide_by(obstacle)
    obstacle.save(update_fields=_COMPUTED)
    touch(obstacle.election_id)


def touch(election_id: int) -> None:
    """Let maps and boards of the election know that something changed."""
    ObstacleRevision.objects.get_or_create(election_id=election_id)
    ObstacleRevision.objects.filter(election_id=election_id).update(number=F("number") + 1)


def _needs_of(obstacle: Obstacle, at: datetime) -> tuple[dict[int, list[bool]], set[str]]:
    """Whether each live linked need is verified, by station; and how critical they are."""
    rows = ObstacleNeed.objects.filter(
        obstacle=obstacle, need__ended_at=None, need__station__retired_at=None
    ).values_list(
        "need__station_id",
        "need__state",
        "need__verified_until",
        "need__requirement__criticality",
    )
    by_station: dict[int, list[bool]] = defaultdict(list)
    criticalities = set()
    for station, state, until, criticality in rows:
        is_verified = state == Need.State.VERIFIED and until is not None and at < until
        by_station[station].append(is_verified)
        criticalities.add(criticality)
    return by_station, criticalities


def _follow_evidence(
    obstacle: Obstacle, linked: int, verified: int, at: datetime, by: User | None
) -> None:
    is_proven = may_close(linked, verified)
    before = obstacle.state
    if before in OPEN and is_proven:
        move(obstacle, Act.PROVE, at=at)
        move(obstacle, Act.CLOSE, at=at)
    elif before == State.CLOSED and linked > verified and not _is_over(obstacle, at):
        reopen(obstacle, at)
    else:
        return
    record_action(
        by=by,
        verb="obstacles.settle",
        target=obstacle,
        unit_path=obstacle.unit_path,
        data={"before": before, "after": obstacle.state, "needs": linked, "verified": verified},
    )


def reopen(obstacle: Obstacle, at: datetime, *, by: User | None = None, note: str = "") -> None:
    """Begin another round: undecided again, with its options, owners and history kept."""
    move(obstacle, Act.REOPEN, at=at, by=by, note=note)
    obstacle.round += 1
    obstacle.decided, obstacle.decided_at = None, None
    if not obstacle.options.filter(withdrawn_at=None).exists():
        obstacle.state = State.TRIAGED.value


def _is_over(obstacle: Obstacle, at: datetime) -> bool:
    return clock.today(at) > obstacle.election.polling_day.date


def _count_stations(obstacle: Obstacle, cleared: set[int]) -> None:
    """Write which stations are still touched, and count them by leaf unit."""
    rows = list(obstacle.links.select_related("station__unit"))
    is_open = obstacle.state in OPEN
    is_solved = obstacle.state in {State.CLOSED, State.MERGED}
    changed, stations, electors = [], Counter[str](), Counter[str]()
    places: set[str] = set()
    for row in rows:
        station = row.station
        is_gone = station.retired_at is not None
        is_cleared = is_gone or is_solved or station.pk in cleared
        now = (station.unit.path, station.electors, is_cleared, is_open and not is_cleared)
        if (row.unit_path, row.electors, row.is_cleared, row.is_live) != now:
            row.unit_path, row.electors, row.is_cleared, row.is_live = now
            changed.append(row)
        places.add(row.unit_path)
        if not is_cleared:
            stations[row.unit_path] += 1
            electors[row.unit_path] += row.electors
    fields = ["unit_path", "electors", "is_cleared", "is_live"]
    for block in blocks(changed):
        ObstacleStation.objects.bulk_update(block, fields)
    obstacle.stations_all = len(rows)
    obstacle.stations_left = stations.total()
    obstacle.electors = electors.total()
    _write_areas(obstacle, places, stations, electors)


def _write_areas(
    obstacle: Obstacle, places: set[str], stations: Counter[str], electors: Counter[str]
) -> None:
    obstacle.areas.exclude(unit_path__in=places).delete()
    rows = [
        ObstacleArea(
            obstacle=obstacle,
            election_id=obstacle.election_id,
            unit_path=path,
            stations=stations[path],
            electors=electors[path],
        )
        for path in sorted(places)
    ]
    ObstacleArea.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["obstacle", "unit_path"],
        update_fields=["stations", "electors"],
    )


def _decide_by(obstacle: Obstacle) -> date:
    day = obstacle.election.polling_day.date
    decided = obstacle.decided
    if decided is not None and obstacle.state not in UNDECIDED:
        return decide_by(
            day,
            lead_days=decided.lead_days,
            verification_days=decided.verification_days,
            slack_days=obstacle.slack_days,
        )
    options = SolutionOption.objects.filter(obstacle=obstacle, withdrawn_at=None)
    spans = [
        Span(one.lead_days, one.verification_days, clock.today(one.proposed_at)) for one in options
    ]
    return obstacle_decide_by(day, spans, obstacle.slack_days)
