"""Stations as requirements see them, read in blocks so that memory stays flat."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sandoq.apps.elections.selectors import StageLadder
from sandoq.apps.readiness.rules.placement import Site
from sandoq.apps.territory.models import Point, Station

BLOCK = 1000
"""Stations handled at once: their needs fit in a few megabytes."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Ground:
    """A live station: what rules ask of it (`site`), and what a board shows of it.

    `seqs` maps the numbers of its points to their keys.
    """

    site: Site
    unit: int
    area: str
    seqs: Mapping[int, int]


def blocks(items: Iterable[_T], size: int = BLOCK) -> Iterator[list[_T]]:
    """The items in lists of at most `size`."""
    iterator = iter(items)
    while block := list(islice(iterator, size)):
        yield block


def live_station_ids(unit_path: str = "") -> list[int]:
    """Keys of all live stations below a unit."""
    live = Station.objects.filter(retired_at=None)
    if unit_path:
        live = live.filter(unit__path__startswith=unit_path)
    return list(live.order_by("pk").values_list("pk", flat=True))


def load_grounds(ladder: StageLadder, station_ids: Sequence[int]) -> list[Ground]:
    """The live ones among these stations, in two queries."""
    points: dict[int, dict[int, int]] = {}
    rows = Point.objects.filter(station__in=station_ids).order_by("station_id", "seq")
    for point, station, seq in rows.values_list("pk", "station_id", "seq"):
        points.setdefault(station, {})[seq] = point
    stations = Station.objects.filter(pk__in=station_ids, retired_at=None).order_by("pk")
    columns = ("pk", "unit_id", "unit__path", "kind", "area", "electors")
    return [
        Ground(
            site=Site(
                id=pk,
                unit_path=path,
                kind=kind,
                electors=electors,
                points=tuple(points.get(pk, {}).values()),
                stages=ladder.stages_at(pk, path),
            ),
            unit=unit,
            area=area,
            seqs=points.get(pk, {}),
        )
        for pk, unit, path, kind, area, electors in stations.values_list(*columns)
    ]
