"""The demo's polling stations: invented by a seeded generator, with the real totals.

Exact: counts of stations, of mobile and of urban ones, points and electors are shared in whole
numbers down to the district, largest remainder first, so that they sum to the totals. The rest is
drawn: names, places, times, and how a district's electors spread over its stations. A province's
rows are the same whether it is asked for alone or (at full size) within the nation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from random import Random
from typing import Literal

from sandoq.demo.shares import share
from sandoq.demo.sites import Site, place_at, sites_of
from sandoq.demo.station_names import Area, Names
from sandoq.demo.territory import District, Province, Scope, demo_territory
from sandoq.demo.totals import FEWEST_STOPS, MOST_STOPS, Totals, extra_points, province_totals

Kind = Literal["fixed", "mobile"]

OPENS, CLOSES = "08:00", "18:00"
_OPENS_MINUTE, _OPEN_MINUTES = 8 * 60, 10 * 60
_LEAST_GAP_MINUTES, _MOST_GAP_MINUTES = 20, 45
_ELECTOR_WEIGHTS: dict[tuple[Kind, Area], tuple[int, int]] = {
    ("fixed", "urban"): (70, 180),
    ("fixed", "rural"): (20, 110),
    ("mobile", "urban"): (15, 50),
    ("mobile", "rural"): (10, 45),
}


@dataclass(frozen=True, slots=True)
class PointRow:
    """Where a station stands between two times of polling day; `lon`, `lat` are WGS 84 degrees.

    `opens` and `closes` are local times, 'HH:MM'.
    """

    name: str
    address: str
    lon: float
    lat: float
    opens: str
    closes: str


@dataclass(frozen=True, slots=True)
class StationRow:
    """A polling station as a register would list it; names are Persian and normalised.

    `code` is province, county and number within the county: 'IR-02-0209-0037'. A fixed station has
    one point, a mobile one 2-5 whose times follow each other without overlap.
    """

    code: str
    number: int
    province_iso: str
    province: str
    county: str
    district: str
    name: str
    kind: Kind
    area: Area
    electors: int
    address: str
    points: tuple[PointRow, ...]


def generate_stations(
    scope: Scope, *, stations: int | None = None, seed: int
) -> Iterator[StationRow]:
    """The stations of a demo, county by county; the same arguments give the same rows.

    Args:
        scope: a province or the nation.
        stations: how many, at least 1; all totals, electors too, shrink in proportion. None means
            the real number: 3,210, 3,231 or 58,640.
        seed: chooses everything that is drawn.

    Raises:
        ValueError: an unknown scope, or fewer stations than 1.
    """
    territory = demo_territory(scope)
    totals = province_totals(scope, stations=stations)
    for province in territory.provinces:
        districts = [d for d in territory.districts if d.province_iso == province.iso]
        # Not a secret: the demo must be repeatable.
        rng = Random(f"{seed}/{province.iso}")  # noqa: S311
        yield from _province_stations(province, districts, totals[province.iso], rng)


def _province_stations(
    province: Province, districts: Sequence[District], totals: Totals, rng: Random
) -> Iterator[StationRow]:
    sites = sites_of(districts, totals)
    stops = iter(_stops(totals, rng))
    by_county = groupby(sites, key=lambda site: site.district.county_fa)
    for county_number, (county, county_sites) in enumerate(by_county, start=1):
        code = f"{province.iso}-{province.iso[-2:]}{county_number:02}"
        names = Names(province.iso, county, rng)
        number = 0
        for site in county_sites:
            kinds = _kinds_and_areas(site)
            weights = [rng.randint(*_ELECTOR_WEIGHTS[kind]) for kind in kinds]
            electors = share(site.electors, weights) if kinds else []
            for (kind, area), voters in zip(kinds, electors, strict=True):
                number += 1
                points = (
                    (_fixed_point(names, site, area, rng),)
                    if kind == "fixed"
                    else _itinerary(next(stops), names, site, area, rng)
                )
                yield StationRow(
                    code=f"{code}-{number:04}",
                    number=number,
                    province_iso=province.iso,
                    province=province.name_fa,
                    county=county,
                    district=site.district.name_fa,
                    name=points[0].name if kind == "fixed" else names.mobile(site.district),
                    kind=kind,
                    area=area,
                    electors=voters,
                    address=points[0].address,
                    points=points,
                )


def _kinds_and_areas(site: Site) -> list[tuple[Kind, Area]]:
    """The stations of a district in the order of their numbers; mobile ones mostly rural."""
    rural = site.stations - site.urban
    rural_mobile = min(rural, max(site.mobile - site.urban, (9 * site.mobile + 5) // 10))
    urban_mobile = site.mobile - rural_mobile
    groups: list[tuple[int, Kind, Area]] = [
        (site.urban - urban_mobile, "fixed", "urban"),
        (rural - rural_mobile, "fixed", "rural"),
        (urban_mobile, "mobile", "urban"),
        (rural_mobile, "mobile", "rural"),
    ]
    return [(kind, area) for count, kind, area in groups for _ in range(count)]


def _stops(totals: Totals, rng: Random) -> list[int]:
    """How many points each mobile station has, 2-5 each, so that all points sum to the total."""
    stops = [FEWEST_STOPS] * totals.mobile
    extendable = list(range(totals.mobile))
    for _ in range(extra_points(totals)):
        place = rng.randrange(len(extendable))
        station = extendable[place]
        stops[station] += 1
        if stops[station] == MOST_STOPS:
            extendable[place] = extendable[-1]
            extendable.pop()
    return stops


def _fixed_point(names: Names, site: Site, area: Area, rng: Random) -> PointRow:
    name, address = names.building(site.district, area)
    return PointRow(name, address, *place_at(site, area, rng), OPENS, CLOSES)


def _itinerary(
    count: int, names: Names, site: Site, area: Area, rng: Random
) -> tuple[PointRow, ...]:
    """The halts of a mobile station, equal slots with 20 to 45 minutes on the road between."""
    slot = _OPEN_MINUTES // count
    points = []
    for i, (name, address) in enumerate(names.stops(count, site.district, area)):
        opens = _OPENS_MINUTE + i * slot
        gap = rng.randrange(_LEAST_GAP_MINUTES, _MOST_GAP_MINUTES + 1, 5) if i < count - 1 else 0
        place = place_at(site, area, rng)
        points.append(PointRow(name, address, *place, _clock(opens), _clock(opens + slot - gap)))
    return tuple(points)


def _clock(minute: int) -> str:
    """Minutes after midnight as 'HH:MM'."""
    return f"{minute // 60:02}:{minute % 60:02}"
