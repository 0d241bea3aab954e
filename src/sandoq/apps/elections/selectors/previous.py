"""What the previous election's stages were, from which this one goes at most one step further."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandoq.apps.elections.models import Contest
from sandoq.apps.elections.rules.stages import PAPER, nearest
from sandoq.apps.elections.selectors.stages import StageLadder
from sandoq.apps.territory.models import Station, Unit


def previous_contest(contest: Contest) -> Contest | None:
    """The contest of the previous election from which this one's stages go on.

    The one with the same short name, else the only one there is; a run-off goes on from the same
    election as its first round.
    """
    previous = contest.election.previous_election
    if previous is None:
        return None
    contests = list(previous.contests.all())
    same = [found for found in contests if found.slug == contest.slug]
    if same:
        return same[0]
    return contests[0] if len(contests) == 1 else None


class PreviousStages:
    """The previous election's stages of a contest; paper where it was not held."""

    def __init__(self, contest: Contest) -> None:
        self.contest = previous_contest(contest)
        self._ladder = StageLadder.load([self.contest]) if self.contest else None

    def stage(self, station: int | None, unit_path: str) -> str:
        """The stage at a station then; of the unit itself without one."""
        if self.contest is None or self._ladder is None:
            return PAPER
        if not self._ladder.is_held(self.contest.pk, unit_path):
            return PAPER
        return self._ladder.here(self.contest.pk, station, unit_path).stage


@dataclass(frozen=True, slots=True)
class Spot:
    """A unit or station whose stage an assignment decides, and its stage last time."""

    name: str
    previous: str


def spots(contest: Contest, place: Unit | Station) -> Iterator[Spot]:
    """What an assignment at the place decides, with the previous stages; nothing if outside.

    The place itself comes first, then the units below it, then stations that had a stage of their
    own last time. What has an assignment of its own now is not decided by one above it.
    """
    ladder = StageLadder.load([contest])
    earlier = PreviousStages(contest)
    if isinstance(place, Station):
        if ladder.is_held(contest.pk, place.unit.path):
            yield Spot(place.name, earlier.stage(place.pk, place.unit.path))
        return
    assigned = contest.stages.filter(station=None).values_list("unit__path", flat=True)
    holders = {path: path for path in (*assigned, place.path)}

    def is_decided(path: str) -> bool:
        return nearest(holders, path) == place.path and ladder.is_held(contest.pk, path)

    below = Unit.objects.filter(path__startswith=place.path).order_by("path")
    for path, name in below.values_list("path", "name_fa"):
        if is_decided(path):
            yield Spot(name, earlier.stage(None, path))
    for station in _apart(contest, earlier.contest, place):
        if is_decided(station.unit.path):
            yield Spot(station.name, earlier.stage(station.pk, station.unit.path))


def _apart(contest: Contest, previous: Contest | None, place: Unit) -> list[Station]:
    """Live stations with a stage of their own last time and none of their own now."""
    if previous is None:
        return []
    found = Station.objects.filter(
        pk__in=previous.stages.exclude(station=None).values("station"),
        unit__path__startswith=place.path,
        retired_at=None,
    ).exclude(pk__in=contest.stages.exclude(station=None).values("station"))
    return list(found.select_related("unit").order_by("pk"))
