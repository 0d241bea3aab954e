"""Which contests are held at a station and at which stage, for one station or for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, QuerySet

from sandoq.apps.elections.models import Contest, Election, Stage, StageAssignment
from sandoq.apps.elections.rules.stages import LADDER, StageHere, is_under, nearest
from sandoq.apps.elections.selectors.stations import stations_of_contest, unit_sums
from sandoq.apps.territory.models import Station, Unit


class StageLadder:
    """The stages of some contests, asked for any number of stations without further queries.

    A contest is held where one of its constituencies reaches; everywhere as long as none is drawn.
    An election without contests counts as held everywhere on paper.
    """

    def __init__(self, elections: Iterable[int], contests: Mapping[int, int]) -> None:
        self._elections = tuple(elections)
        self._election_of = dict(contests)
        self._areas: dict[int, set[str]] = {contest: set() for contest in contests}
        self._by_unit: dict[int, dict[str, StageHere]] = {contest: {} for contest in contests}
        self._by_station: dict[int, dict[int, StageHere]] = {}
        self._known: dict[str, Mapping[int, StageHere]] = {}
        self._merged: dict[str, Mapping[int, frozenset[str]]] = {}

    @classmethod
    def load(cls, contests: Iterable[Contest]) -> "StageLadder":
        """The ladder of these contests, in two queries."""
        elections = {contest.pk: contest.election_id for contest in contests}
        ladder = cls(dict.fromkeys(elections.values()), elections)
        ladder._read()
        return ladder

    @classmethod
    def of_elections(cls, elections: Iterable[int]) -> "StageLadder":
        """The ladder of all contests of these elections (primary keys), in three queries."""
        wanted = tuple(elections)
        contests = Contest.objects.filter(election__in=wanted).order_by("pk")
        ladder = cls(wanted, dict(contests.values_list("pk", "election_id")))
        ladder._read()
        return ladder

    def stage(self, contest: int, station: int, unit_path: str) -> str:
        """S0 to S4, by the station's own assignment, else its nearest unit's upwards, else S0."""
        return self.here(contest, station, unit_path).stage

    def fallback(self, contest: int, station: int, unit_path: str) -> str:
        """The stage it falls back to."""
        return self.here(contest, station, unit_path).fallback

    def here(self, contest: int, station: int | None, unit_path: str) -> StageHere:
        """Stage and fallback of a contest at a station; of the unit itself without one."""
        own = self._by_station.get(station, {}).get(contest) if station is not None else None
        return own or nearest(self._by_unit[contest], unit_path) or StageHere()

    def is_held(self, contest: int, unit_path: str) -> bool:
        """Whether the contest is held at a station of this unit."""
        areas = self._areas[contest]
        return not areas or is_under(unit_path, areas)

    def contests_at(self, unit_path: str) -> Mapping[int, StageHere]:
        """The contests held at the unit's stations, with the unit's own stage."""
        if unit_path not in self._known:
            self._known[unit_path] = {
                contest: self.here(contest, None, unit_path)
                for contest in self._areas
                if self.is_held(contest, unit_path)
            }
        return self._known[unit_path]

    def stages_at(self, station: int, unit_path: str) -> Mapping[int, frozenset[str]]:
        """For each election held at the station, the stages of its contests there."""
        own = self._by_station.get(station)
        if own is None:
            if unit_path not in self._merged:
                self._merged[unit_path] = self._merge(self.contests_at(unit_path))
            return self._merged[unit_path]
        at_unit = self.contests_at(unit_path)
        return self._merge({contest: own.get(contest, here) for contest, here in at_unit.items()})

    def with_assignment(
        self, contest: int, *, station: int | None, unit_path: str, here: StageHere
    ) -> None:
        """Change this ladder, not the register: what would hold if `here` were assigned."""
        self._known.clear()
        self._merged.clear()
        if station is None:
            self._by_unit[contest][unit_path] = here
        else:
            self._by_station.setdefault(station, {})[contest] = here

    def own_stations(self, contest: int) -> list[int]:
        """Stations with an assignment of their own in the contest."""
        return [station for station, own in self._by_station.items() if contest in own]

    def _read(self) -> None:
        contests = list(self._election_of)
        drawn = Contest.objects.filter(pk__in=contests, constituencies__units__isnull=False)
        for contest, path in drawn.values_list("pk", "constituencies__units__path"):
            self._areas[contest].add(path)
        rows = StageAssignment.objects.filter(contest__in=contests)
        for contest, path, station, stage, fallback in rows.values_list(
            "contest_id", "unit__path", "station_id", "stage", "fallback"
        ):
            here = StageHere(stage, fallback)
            if station is None:
                self._by_unit[contest][path] = here
            else:
                self._by_station.setdefault(station, {})[contest] = here

    def _merge(self, contests: Mapping[int, StageHere]) -> Mapping[int, frozenset[str]]:
        merged: dict[int, set[str]] = {}
        for contest, here in contests.items():
            merged.setdefault(self._election_of[contest], set()).add(here.stage)
        empty = set(self._elections) - set(self._election_of.values())
        merged |= {election: {Stage.S0.value} for election in empty}
        return {election: frozenset(stages) for election, stages in merged.items()}


@dataclass(frozen=True, slots=True)
class StageCount:
    """Live stations of a contest at one stage in a unit, and their electors."""

    contest_id: int
    stage: str
    stations: int
    electors: int


def stage_counts(election: Election, unit: Unit | None = None) -> list[StageCount]:
    """For every contest and every stage from S0: stations and electors in the unit; zeros too.

    The database groups by unit; only stations with an assignment of their own are read one by one.
    """
    contests = list(election.contests.order_by("pk"))
    ladder = StageLadder.load(contests)
    found = []
    for contest in contests:
        stations = stations_of_contest(contest)
        if unit is not None:
            stations = stations.filter(unit__path__startswith=unit.path)
        found.extend(counts_at(contest, stations, ladder))
    return found


def counts_at(
    contest: Contest, stations: QuerySet[Station], ladder: StageLadder | None = None
) -> list[StageCount]:
    """The same for these stations of one contest, S0 first."""
    ladder = ladder or StageLadder.load([contest])
    counts = dict.fromkeys(LADDER, 0)
    electors = dict.fromkeys(LADDER, 0)

    def add(stage: str, number: int, total: int) -> None:
        counts[stage] += number
        electors[stage] += total

    for path, number, total in unit_sums(stations):
        add(ladder.here(contest.pk, None, path).stage, number, total)
    own = stations.filter(pk__in=StageAssignment.objects.filter(contest=contest).values("station"))
    for pk, path, total in own.values_list("pk", "unit__path", "electors"):
        add(ladder.here(contest.pk, None, path).stage, -1, -total)
        add(ladder.here(contest.pk, pk, path).stage, 1, total)
    return [StageCount(contest.pk, stage, counts[stage], electors[stage]) for stage in LADDER]


def assignments_of(contest: Contest, unit_path: str = "") -> QuerySet[StageAssignment]:
    """What was assigned in a contest, the widest unit first, then stations."""
    rows = contest.stages.select_related(
        "unit", "station__unit", "station__county", "assigned_by__person"
    ).order_by(F("unit__path").asc(nulls_last=True), "station_id")
    return rows.filter(unit__path__startswith=unit_path) if unit_path else rows
