"""Stations at which an election is held, found by the paths of its constituencies' units."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Left

from sandoq.apps.elections.models import Constituency, Contest, Election
from sandoq.apps.elections.rules.stages import PATH_STEP, upwards
from sandoq.apps.territory.models import Station, Unit


def stations_of(election: Election) -> QuerySet[Station]:
    """Live stations under any unit of the election's constituencies.

    As long as one of its contests has no constituencies, it is held everywhere.
    """
    contests = election.contests.all()
    if not contests.exists() or contests.filter(constituencies=None).exists():
        return Station.objects.filter(retired_at=None)
    return stations_under(Unit.objects.filter(constituencies__contest__election=election))


def stations_of_contest(contest: Contest) -> QuerySet[Station]:
    """Live stations at which the contest is held; everywhere before constituencies are drawn."""
    if not contest.constituencies.exists():
        return Station.objects.filter(retired_at=None)
    return stations_under(Unit.objects.filter(constituencies__contest=contest))


def stations_of_constituency(constituency: Constituency) -> QuerySet[Station]:
    """Live stations of one constituency."""
    return stations_under(Unit.objects.filter(constituencies=constituency))


def stations_under(units: QuerySet[Unit]) -> QuerySet[Station]:
    """Live stations of these units and of all below them, each once.

    The database compares prefixes of paths by equality, level by level, so that it can hash them:
    cost grows with the stations, not with stations times units.
    """
    units = units.order_by()
    covered = Q(pk__in=[])
    prefixes = {}
    for depth in units.values_list("depth", flat=True).distinct():
        prefixes[f"prefix_{depth}"] = Left("path", depth * PATH_STEP)
        wanted = units.filter(depth=depth).values("path")
        covered |= Q(**{f"prefix_{depth}__in": wanted})
    inside = Unit.objects.alias(**prefixes).filter(covered).order_by().values("pk")
    return Station.objects.filter(retired_at=None, unit__in=inside)


@dataclass(frozen=True, slots=True)
class Sums:
    """How many stations, and electors at them."""

    stations: int = 0
    electors: int = 0


def electoral_sums(constituencies: Iterable[Constituency]) -> Mapping[int, Sums]:
    """Live stations and electors of each constituency, in three queries for any number of them."""
    keys = [constituency.pk for constituency in constituencies]
    drawn = Constituency.units.through.objects.filter(constituency__in=keys)
    holders: dict[str, list[int]] = {}
    for pk, path in drawn.values_list("constituency_id", "unit__path"):
        holders.setdefault(path, []).append(pk)
    stations = dict.fromkeys(keys, 0)
    electors = dict.fromkeys(keys, 0)
    for path, count, total in unit_sums(Station.objects.filter(retired_at=None)):
        for above in upwards(path):
            for pk in holders.get(above, ()):
                stations[pk] += count
                electors[pk] += total
    return {pk: Sums(stations[pk], electors[pk]) for pk in keys}


def unit_sums(stations: QuerySet[Station]) -> Iterable[tuple[str, int, int]]:
    """Path, stations and electors of each unit that holds some of the stations."""
    rows = (
        stations.order_by().values("unit__path").annotate(count=Count("pk"), total=Sum("electors"))
    )
    return [(row["unit__path"], row["count"], row["total"]) for row in rows]
