"""How a province's totals spread over its districts, and where in a district people vote."""

from collections.abc import Sequence
from math import cos, isqrt, radians, sqrt
from random import Random
from typing import NamedTuple

from sandoq.demo.shares import share, share_within
from sandoq.demo.station_names import Area
from sandoq.demo.territory import District, LonLat, demo_territory, iran_outline
from sandoq.demo.totals import Totals

_SMALL_TOWN_WEIGHT = 2
_RURAL_MOBILE_WEIGHT = 4
_RURAL_REACH_DEGREES, _MOST_URBAN_REACH_DEGREES, _ISLAND_REACH_DEGREES = 0.14, 0.12, 0.015


class Site(NamedTuple):
    """A district, what it must hold, and how far from its seat people vote."""

    district: District
    stations: int
    mobile: int
    urban: int
    electors: int
    is_island: bool
    is_near_border: bool


def sites_of(districts: Sequence[District], totals: Totals) -> list[Site]:
    """Share a province's totals over its districts; each sum is exact."""
    counts = _by_weight(totals.stations, districts, [1] * len(districts))
    electors = _by_weight(totals.electors, districts, counts)
    urban = _urban(totals.urban, districts, counts)
    remote = [u + _RURAL_MOBILE_WEIGHT * (n - u) for n, u in zip(counts, urban, strict=True)]
    mobile = share_within(totals.mobile, remote, counts)
    return [
        Site(district, counts[i], mobile[i], urban[i], electors[i], *_surroundings(district))
        for i, district in enumerate(districts)
    ]


def _urban(total: int, districts: Sequence[District], counts: Sequence[int]) -> list[int]:
    """Urban stations by district: most in large central ones, yet villages remain everywhere."""
    towns = [
        n * (isqrt(n) if district.is_central else _SMALL_TOWN_WEIGHT)
        for n, district in zip(counts, districts, strict=True)
    ]
    caps = [n - n // 8 for n in counts]
    return share_within(total, towns, caps if total <= sum(caps) else counts)


def _by_weight(total: int, districts: Sequence[District], present: Sequence[int]) -> list[int]:
    """Shares by the counties' weights, then the districts'; nothing where `present` is 0."""
    counties = {
        county.name_fa: county.weight
        for county in demo_territory("nation").counties
        if county.province_iso == districts[0].province_iso
    }
    members: dict[str, list[int]] = {name: [] for name in counties}
    for i, district in enumerate(districts):
        members[district.county_fa].append(i)
    weights = [
        weight if any(present[i] for i in members[name]) else 0 for name, weight in counties.items()
    ]
    shares = [0] * len(districts)
    for county, part in zip(counties, share(total, weights), strict=True):
        inside = members[county]
        within = [districts[i].weight if present[i] else 0 for i in inside]
        for i, amount in zip(inside, share(part, within), strict=True):
            shares[i] = amount
    return shares


def _surroundings(district: District) -> tuple[bool, bool]:
    """Whether the seat is on an island, and whether its stations could cross the border or shore.

    A degree of latitude is at most 1.3 degrees of longitude here, so 1.4 reaches are enough.
    """
    outline = iran_outline()
    is_island = not outline.contains(district.seat)
    return is_island, outline.distance_degrees(district.seat) < 1.4 * _RURAL_REACH_DEGREES


def place_at(site: Site, area: Area, rng: Random) -> LonLat:
    """A place near the district's seat, denser towards it, inside the country.

    A draw beyond the border or in the sea is turned to the other side of the seat, else drawn
    closer, at last to the seat itself.
    """
    lon, lat = site.district.seat
    reach = _reach_degrees(site, area)
    while True:
        east, north = rng.uniform(-1, 1), rng.uniform(-1, 1)
        square = east * east + north * north
        if square <= 1:
            break
    # A radius drawn as the square of the uniform disc's: density falls off from the seat.
    north *= reach * sqrt(square)
    east *= reach * sqrt(square) / cos(radians(lat))
    for turn in (1, -1, 0.5, -0.5, 0.2, -0.2):
        place = (round(lon + turn * east, 5), round(lat + turn * north, 5))
        if site.is_island or not site.is_near_border or iran_outline().contains(place):
            return place
    return lon, lat


def _reach_degrees(site: Site, area: Area) -> float:
    """How far from the seat stations lie, in degrees of latitude (0.01 is about 1.1 km)."""
    if site.is_island:
        return _ISLAND_REACH_DEGREES
    if area == "rural":
        return _RURAL_REACH_DEGREES
    return min(_MOST_URBAN_REACH_DEGREES, 0.008 + 0.0025 * sqrt(site.urban))
