"""Opens obstacles: a person reports one, or needs are unmet at their date."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import acting_tenure
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import Election
from sandoq.apps.obstacles.errors import NoStations, ObstacleKeyReused
from sandoq.apps.obstacles.models import Obstacle, ObstacleNeed, ObstacleOwner, ObstacleStation
from sandoq.apps.obstacles.rules.deciding import SLACK_DAYS, obstacle_decide_by
from sandoq.apps.obstacles.rules.likeness import text_key
from sandoq.apps.obstacles.rules.states import State
from sandoq.apps.obstacles.rules.weight import Severity
from sandoq.apps.obstacles.services.history import add_owner, tell
from sandoq.apps.obstacles.services.settling import settle
from sandoq.apps.readiness.models import Need, Requirement, StationGap
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.apps.territory.models import Station, Unit
from sandoq.common import clock
from sandoq.common.text import normalise

DUE_DAYS = 30
"""So long before polling day every blocking need must be met; from then on it is an obstacle."""

_KINDS = {
    "primary-link": Obstacle.Kind.LINK,
    "fallback-link": Obstacle.Kind.LINK,
    "equipment": Obstacle.Kind.EQUIPMENT,
    "staff": Obstacle.Kind.STAFF,
}
_COUNTY_DEPTH = 3


@dataclass(frozen=True, slots=True)
class ObstacleData:
    """What is reported. `stations` are keys; `requirements` codes of what is not met there."""

    title: str
    kind: str
    severity: str
    stations: Sequence[UUID]
    description: str = ""
    requirements: Sequence[str] = ()
    source: str = Obstacle.Source.PERSON.value
    key: UUID = field(default_factory=uuid4)


@transaction.atomic
def report_obstacle(*, by: User, election: Election, data: ObstacleData) -> Obstacle:
    """Open an obstacle at live stations; the same key again returns the first.

    Raises:
        NoStations: none of the stations is live.
        NotAllowed: no post of the person reports where they all lie.
        ObstacleKeyReused: the key is another obstacle's.
    """
    known = Obstacle.objects.filter(key=data.key).first()
    if known is not None:
        if known.reported_by_id != by.pk or known.title != normalise(data.title):
            raise ObstacleKeyReused(str(data.key))
        return known
    stations = list(
        Station.objects.filter(key__in=data.stations, retired_at=None).select_related("unit")
    )
    if not stations:
        raise NoStations(election.slug)
    unit = common_unit({station.unit.path for station in stations})
    tenure = acting_tenure(
        by, Permission.OBSTACLE_REPORT, unit_path=unit.path, election_id=election.pk
    )
    at = clock.now()
    obstacle = _open(election, unit, data, at, by)
    add_stations(obstacle, stations)
    link(obstacle, data.requirements, at)
    settle(obstacle, at, by=by)
    record_action(
        by=by,
        verb="obstacles.report",
        target=obstacle,
        unit_path=unit.path,
        under=tenure,
        data={
            "title": obstacle.title,
            "stations": obstacle.stations_all,
            "electors": obstacle.electors,
            "requirements": sorted(data.requirements),
        },
    )
    return obstacle


def common_unit(paths: Collection[str]) -> Unit:
    """The smallest unit that holds all these paths."""
    first, last = min(paths), max(paths)
    step = Unit.steplen
    shared = 0
    while first[shared : shared + step] == last[shared : shared + step] != "":
        shared += step
    return Unit.objects.get(path=first[:shared])


def add_stations(obstacle: Obstacle, stations: Sequence[Station]) -> None:
    """Let the obstacle concern these stations too."""
    rows = [
        ObstacleStation(
            obstacle=obstacle,
            station=station,
            election_id=obstacle.election_id,
            unit_path=station.unit.path,
            electors=station.electors,
        )
        for station in stations
    ]
    ObstacleStation.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def link(obstacle: Obstacle, codes: Collection[str], at: datetime) -> int:
    """Tie the obstacle to what is unmet of these requirements at its stations; how many more.

    Only unmet needs: what is verified already would prove nothing.
    """
    if not codes:
        return 0
    needs = Need.objects.filter(
        Q(requirement__election=None) | Q(requirement__election=obstacle.election_id),
        requirement__code__in=codes,
        requirement__set__polling_day=obstacle.election.polling_day_id,
        requirement__set__state="published",
        station__in=obstacle.links.values("station"),
        ended_at=None,
    )
    unmet = needs.exclude(state=Need.State.VERIFIED, verified_until__gt=at)
    before = obstacle.needs.count()
    for block in blocks(list(unmet.values_list("pk", flat=True))):
        rows = [ObstacleNeed(obstacle=obstacle, need_id=pk) for pk in block]
        ObstacleNeed.objects.bulk_create(rows, ignore_conflicts=True)
    return obstacle.needs.count() - before


def report_unmet(*, at: datetime | None = None, due_days: int = DUE_DAYS) -> int:
    """Open one obstacle per county for each blocking requirement unmet at its date; how many.

    One that is there already takes in the stations found since; harmless to repeat.
    """
    at = at or clock.now()
    today = clock.today(at)
    coming = Election.objects.filter(
        polling_day__date__gte=today, polling_day__date__lte=today + timedelta(days=due_days)
    ).select_related("polling_day")
    return sum(_report_gaps(election, at) for election in coming)


@transaction.atomic
def _report_gaps(election: Election, at: datetime) -> int:
    by_county: dict[tuple[str, str], list[int]] = defaultdict(list)
    gaps = StationGap.objects.filter(election=election).values_list(
        "code", "unit_path", "status__station_id"
    )
    length = _COUNTY_DEPTH * Unit.steplen
    for code, path, station in gaps.iterator():
        by_county[code, path[:length]].append(station)
    asked = {
        row.code: row
        for row in Requirement.objects.filter(
            set__polling_day=election.polling_day_id, set__state="published"
        )
    }
    units = {unit.path: unit for unit in Unit.objects.filter(path__in={p for _, p in by_county})}
    return sum(
        _report_gap(election, asked[code], units[path], stations, at)
        for (code, path), stations in sorted(by_county.items())
        if code in asked and path in units
    )


def _report_gap(
    election: Election, asked: Requirement, county: Unit, station_ids: list[int], at: datetime
) -> int:
    source_key = f"need:{asked.code}"
    obstacle = (
        Obstacle.objects.select_for_update(of=("self",))
        .select_related("election__polling_day", "unit")
        .filter(election=election, unit=county, source_key=source_key)
        .first()
    )
    is_new = obstacle is None
    if obstacle is None:
        data = ObstacleData(
            title=asked.name_fa,
            kind=_KINDS.get(asked.source, _kind_of(asked.code)).value,
            severity=Severity.BLOCKING.value,
            stations=(),
            source=Obstacle.Source.NEED.value,
        )
        obstacle = _open(election, county, data, at, None, source_key=source_key)
    elif obstacle.state in {State.MERGED, State.ACCEPTED}:
        return 0
    known = set(obstacle.links.values_list("station_id", flat=True))
    fresh = sorted(set(station_ids) - known)
    if not fresh and not is_new:
        return 0
    for block in blocks(fresh):
        add_stations(obstacle, list(Station.objects.filter(pk__in=block).select_related("unit")))
    link(obstacle, [asked.code], at)
    settle(obstacle, at)
    record_action(
        by=None,
        verb="obstacles.report-unmet",
        target=obstacle,
        unit_path=county.path,
        data={"requirement": asked.code, "stations": len(fresh)},
    )
    return int(is_new)


def _kind_of(code: str) -> Obstacle.Kind:
    return Obstacle.Kind.POWER if "power" in code else Obstacle.Kind.OTHER


def _open(
    election: Election,
    unit: Unit,
    data: ObstacleData,
    at: datetime,
    by: User | None,
    *,
    source_key: str = "",
) -> Obstacle:
    title = normalise(data.title)
    severity = Severity(data.severity).value
    obstacle = Obstacle.objects.create(
        key=data.key,
        election=election,
        unit=unit,
        unit_path=unit.path,
        title=title,
        description=data.description.strip(),
        search_text=text_key(title, data.description),
        kind=Obstacle.Kind(data.kind).value,
        source=data.source,
        source_key=source_key,
        severity_told=severity,
        severity=severity,
        slack_days=SLACK_DAYS,
        decide_by=obstacle_decide_by(election.polling_day.date, (), SLACK_DAYS),
        reached_depth=unit.depth,
        reported_by=by,
        reported_at=at,
        state_since=at,
    )
    tell(obstacle, "report", at=at, by=by, before="")
    add_owner(obstacle, unit, ObstacleOwner.Reason.REPORTED, at=at, by=by)
    return obstacle
