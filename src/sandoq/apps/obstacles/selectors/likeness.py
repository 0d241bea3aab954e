"""Obstacles that may be the same: a person decides whether they are."""

from dataclasses import dataclass

from django.db.models import Q

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.models import Link
from sandoq.apps.obstacles.models import Obstacle, ObstacleStation
from sandoq.apps.obstacles.rules.likeness import Likeness, Profile, alike
from sandoq.apps.obstacles.rules.states import OPEN
from sandoq.apps.obstacles.selectors.scope import visible
from sandoq.apps.territory.models import Unit

_MOST_STATIONS = 300
_MOST_COMPARED = 3_000
_PROVINCE_DEPTH = 2
_HANGS_ON = ("tower", "backhaul", "feeder")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An open obstacle that may be the same one, and why."""

    obstacle: Obstacle
    likeness: Likeness


def duplicates_of(user: User, obstacle: Obstacle) -> list[Duplicate]:
    """Open obstacles of the same province that may be this one, the likeliest first.

    Of a very large area only the first few hundred stations are compared by what they hang on.
    """
    if obstacle.state not in OPEN:
        return []
    path = obstacle.unit_path[: _PROVINCE_DEPTH * Unit.steplen]
    others = (
        visible(user)
        .filter(
            election=obstacle.election_id,
            state__in=sorted(OPEN),
            unit_path__startswith=path,
        )
        .exclude(pk=obstacle.pk)
        .order_by("-weight")
    )
    stations = frozenset(obstacle.links.values_list("station_id", flat=True)[:_MOST_STATIONS])
    hangs = _links_of(stations)
    shared = _who_shares(obstacle, hangs)
    profiles = [
        Profile(pk, kind, text, *shared.get(pk, (frozenset(), frozenset())))
        for pk, kind, text in others.values_list("pk", "kind", "search_text")[:_MOST_COMPARED]
    ]
    one = Profile(obstacle.pk, obstacle.kind, obstacle.search_text, hangs, stations)
    found = alike(one, profiles)
    rows = Obstacle.objects.select_related("unit").in_bulk([like.id for like in found])
    return [Duplicate(rows[like.id], like) for like in found]


def _links_of(stations: frozenset[int]) -> frozenset[tuple[str, str]]:
    """What the links planned at these stations hang on; unknown is nothing to compare."""
    rows = Link.objects.filter(point__station__in=stations).values_list(*_HANGS_ON)
    return frozenset(
        (kind, name) for row in rows for kind, name in zip(_HANGS_ON, row, strict=True) if name
    )


def _who_shares(
    obstacle: Obstacle, hangs: frozenset[tuple[str, str]]
) -> dict[int, tuple[frozenset[tuple[str, str]], frozenset[int]]]:
    """By obstacle: what it hangs on of these, and its stations, as far as either is shared."""
    touching = Q(station__in=obstacle.links.values("station"))
    on: dict[int, set[tuple[str, str]]] = {}
    if hangs:
        wanted = Q(pk__in=[])
        for kind, name in hangs:
            wanted |= Q(**{kind: name})
        rows = Link.objects.filter(wanted).values_list("point__station_id", *_HANGS_ON)
        for station, *names in rows:
            pairs = set(zip(_HANGS_ON, names, strict=True)) & hangs
            on.setdefault(station, set()).update(pairs)
        touching |= Q(station__in=list(on))
    others = ObstacleStation.objects.filter(
        touching, election=obstacle.election_id, is_live=True
    ).exclude(obstacle=obstacle)
    found: dict[int, tuple[set[tuple[str, str]], set[int]]] = {}
    for pk, station in others.values_list("obstacle_id", "station_id"):
        pairs, stations = found.setdefault(pk, (set(), set()))
        pairs |= on.get(station, set())
        stations.add(station)
    return {pk: (frozenset(pairs), frozenset(some)) for pk, (pairs, some) in found.items()}
