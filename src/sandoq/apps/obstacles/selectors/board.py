"""The board: figures of an area, its obstacles as a list, by state, and by area below."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Left

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.selectors import tenures_of
from sandoq.apps.elections.models import Election
from sandoq.apps.obstacles.models import (
    Obstacle,
    ObstacleArea,
    ObstacleOwner,
    ObstacleStation,
)
from sandoq.apps.obstacles.rules.states import OPEN, UNDECIDED, State
from sandoq.apps.obstacles.rules.weight import Severity
from sandoq.apps.obstacles.selectors.scope import agencies_of, visible
from sandoq.apps.readiness.selectors.paths import below
from sandoq.apps.territory.models import Station, Unit
from sandoq.common import clock
from sandoq.common.text import search_key

PAGE_SIZE = 50
_CARDS = 12
_OPEN = sorted(state.value for state in OPEN)
_UNDECIDED = sorted(state.value for state in UNDECIDED)
SORTS: Mapping[str, tuple[str, ...]] = {
    "weight": ("-weight", "pk"),
    "date": ("decide_by", "-weight", "pk"),
    "newest": ("-reported_at", "-pk"),
}
COLUMNS = (
    *(State.REPORTED, State.TRIAGED, State.OPTIONS, State.DECIDED, State.DOING, State.CLAIMED),
    *(State.CLOSED, State.ACCEPTED),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a board is narrowed to; "" is everything. Unknown values are ignored.

    Attributes:
        state: one of `State`, "open" (the usual) or "all".
        late: "1" for those past the day by which they must be decided.
        mine: "1" for those of which the person's agency or unit is an owner.
        station: a station's key.
    """

    state: str = "open"
    severity: str = ""
    kind: str = ""
    source: str = ""
    late: str = ""
    mine: str = ""
    text: str = ""
    sort: str = "weight"

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> "Filters":
        """From an address's query."""
        states = {"all", *(state.value for state in State)}
        asked = {name: str(query.get(name, "")) for name in ("state", "severity", "kind", "source")}
        return cls(
            state=asked["state"] if asked["state"] in states else "open",
            severity=asked["severity"] if asked["severity"] in set(Severity) else "",
            kind=asked["kind"] if asked["kind"] in Obstacle.Kind.values else "",
            source=asked["source"] if asked["source"] in Obstacle.Source.values else "",
            late="1" if query.get("late") == "1" else "",
            mine="1" if query.get("mine") == "1" else "",
            text=str(query.get("text", "")).replace("\0", "").strip()[:80],
            sort=sort if (sort := query.get("sort", "")) in SORTS else "weight",
        )

    @property
    def are_set(self) -> bool:
        """Whether anything is left out."""
        return self != Filters(sort=self.sort)


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of an area; electors are counted once however many obstacles touch them."""

    open: int
    late: int
    claimed: int
    mine: int
    stations: int
    electors: int
    by_state: Mapping[str, int]
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Column:
    """The obstacles in one state, the heaviest few of them."""

    state: str
    count: int
    obstacles: list[Obstacle]


@dataclass(frozen=True, slots=True)
class AreaCount:
    """What is open in an area just below; one cause counts once, electors once."""

    unit: Unit
    obstacles: int
    stations: int
    electors: int


def at_place(user: User, election: Election, unit: Unit | None) -> QuerySet[Obstacle]:
    """The obstacles of an election that touch a unit, as far as the person sees them."""
    found = visible(user).filter(election=election)
    if unit is not None and len(unit.path) > Unit.steplen:
        areas = ObstacleArea.objects.filter(below("unit_path", unit.path), election=election)
        found = found.filter(pk__in=areas.values("obstacle"))
    return found


def summary(user: User, election: Election, unit: Unit | None) -> Summary:
    """Counts and electors of an area, in five queries."""
    at = clock.now()
    found = at_place(user, election, unit)
    by_state: dict[str, int] = dict(
        found.order_by().values_list("state").annotate(n=Count("pk")).values_list("state", "n")
    )
    is_open = found.filter(state__in=_OPEN)
    touched = _touched(user, election, unit).aggregate(
        stations=Count("pk"), electors=Sum("electors", default=0)
    )
    return Summary(
        open=sum(by_state.get(state, 0) for state in _OPEN),
        late=found.filter(_late(clock.today(at))).count(),
        claimed=by_state.get(State.CLAIMED.value, 0),
        mine=is_open.filter(_owned_by(user)).count(),
        stations=touched["stations"],
        electors=touched["electors"],
        by_state=by_state,
        as_of=at,
    )


def listed(
    user: User, election: Election, unit: Unit | None, filters: Filters
) -> QuerySet[Obstacle]:
    """The obstacles that pass the filters, in their order."""
    found = at_place(user, election, unit)
    if filters.state == "open":
        found = found.filter(state__in=_OPEN)
    elif filters.state != "all":
        found = found.filter(state=filters.state)
    for name in ("severity", "kind", "source"):
        if value := getattr(filters, name):
            found = found.filter(**{name: value})
    if filters.late:
        found = found.filter(_late(clock.today(clock.now())))
    if filters.mine:
        found = found.filter(_owned_by(user))
    if filters.text:
        found = found.filter(search_text__contains=search_key(filters.text))
    return found.select_related("unit").order_by(*SORTS[filters.sort])


def columns(
    user: User, election: Election, unit: Unit | None, filters: Filters, counts: Mapping[str, int]
) -> list[Column]:
    """The board by state: how many, and the heaviest of each. `counts` are the unfiltered ones."""
    wide = Filters.read(
        {name: getattr(filters, name) for name in ("severity", "kind", "source", "late", "mine")}
        | {"text": filters.text, "state": "all"}
    )
    rows = listed(user, election, unit, wide)
    if wide.are_set and wide != Filters(state="all"):
        counts = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return [
        Column(
            state.value,
            counts.get(state.value, 0),
            list(rows.filter(state=state.value)[:_CARDS]) if counts.get(state.value) else [],
        )
        for state in COLUMNS
    ]


def areas_below(user: User, election: Election, unit: Unit) -> list[AreaCount]:
    """The areas just below a unit, most electors first, in three queries."""
    length = len(unit.path) + Unit.steplen
    found = at_place(user, election, unit).filter(state__in=_OPEN)
    rows = ObstacleArea.objects.filter(
        below("unit_path", unit.path), election=election, stations__gt=0, obstacle__in=found
    )
    counts = dict(
        rows.annotate(child=Left("unit_path", length))
        .order_by()
        .values_list("child")
        .annotate(n=Count("obstacle", distinct=True))
    )
    sums = (
        _touched(user, election, unit)
        .annotate(child=Left("unit__path", length))
        .order_by()
        .values("child")
        .annotate(n=Count("pk"), e=Sum("electors"))
    )
    touched = {row["child"]: (row["n"], row["e"]) for row in sums}
    units = Unit.objects.filter(path__in=counts)
    areas = [AreaCount(one, counts[one.path], *touched.get(one.path, (0, 0))) for one in units]
    return sorted(areas, key=lambda area: (-area.electors, area.unit.path))


def _touched(user: User, election: Election, unit: Unit | None) -> QuerySet[Station]:
    """The stations that an open obstacle touches, each once."""
    path = unit.path if unit else ""
    live = ObstacleStation.objects.filter(below("unit_path", path), election=election, is_live=True)
    seen = visible(user)
    if seen.query.where:  # a national post sees all, and needs no join
        live = live.filter(obstacle__in=seen.values("pk"))
    return Station.objects.filter(pk__in=live.values("station"))


def _late(today: date) -> Q:
    return Q(state__in=_UNDECIDED, decide_by__lt=today)


def _owned_by(user: User) -> Q:
    """Those of which an agency of the person's, or the very unit of a post, is an owner."""
    units = {tenure.post.unit_id for tenure in tenures_of(user)}
    owners = ObstacleOwner.objects.filter(Q(agency__in=agencies_of(user)) | Q(unit__in=units))
    return Q(pk__in=owners.values("obstacle"))
