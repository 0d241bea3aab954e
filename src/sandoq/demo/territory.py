"""The demo's territory: Iran's provinces, counties and districts, and Mazandaran's constituencies.

Written down for the demo from general knowledge, not taken from a register. Names of provinces,
counties (as of about 2017) and constituencies are the real ones; 45 district names that are only a
direction («شرقی») stand in for districts we could not name. Seats of counties are right to about
0.05 degrees; those of districts outside Mazandaran and East Azerbaijan are only near their county's
seat. Weights are rough, and serve to share electors and stations.

Source: totals are Iran's Ministry of Interior figures of 1402 and 1403 as cited in the project's
domain notes; codes are ISO 3166-2:IR before and after the recoding of 2020.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import hypot
from typing import Literal, get_args

Scope = Literal["mazandaran", "east-azerbaijan", "nation"]
LonLat = tuple[float, float]
"""WGS 84 degrees, east and north positive."""

MAZANDARAN = "IR-02"
EAST_AZERBAIJAN = "IR-03"
_PROVINCE_OF_SCOPE = {"mazandaran": MAZANDARAN, "east-azerbaijan": EAST_AZERBAIJAN}


@dataclass(frozen=True, slots=True)
class Province:
    """A province with its electors of 1403; all provinces sum to 61,450,000.

    Mazandaran's figure is official; East Azerbaijan's is rounded; the others are estimates scaled
    to the national sum. `iso` is the code since 2020, `iso_before_2020` the one until then.
    """

    iso: str
    iso_before_2020: str
    name_fa: str
    name_en: str
    seat: LonLat
    electors: int


@dataclass(frozen=True, slots=True)
class County:
    """A county; `weight` is relative to the other counties of its province."""

    province_iso: str
    name_fa: str
    name_en: str
    seat: LonLat
    weight: int


@dataclass(frozen=True, slots=True)
class District:
    """A district; `weight` is relative to the other districts of its county (they sum to 1,000)."""

    province_iso: str
    county_fa: str
    name_fa: str
    name_en: str
    seat: LonLat
    weight: int

    @property
    def is_central(self) -> bool:
        return self.name_fa == "مرکزی"


@dataclass(frozen=True, slots=True)
class ConstituencyData:
    """A constituency of the 12th Majles or the 6th Assembly of Experts, and its whole counties."""

    contest: Literal["parliament", "experts"]
    province_iso: str
    name_fa: str
    name_en: str
    seats: int
    counties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Territory:
    """The units of one demo, each tuple in the order of its file: parents before children."""

    provinces: tuple[Province, ...]
    counties: tuple[County, ...]
    districts: tuple[District, ...]
    constituencies: tuple[ConstituencyData, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A rough outline of the mainland, right to some 10 km; islands are outside it."""

    corners: tuple[LonLat, ...]

    def contains(self, point: LonLat) -> bool:
        """True if the point lies inside, by counting crossings of the line to its east."""
        lon, lat = point
        is_inside = False
        for (lon_a, lat_a), (lon_b, lat_b) in self._edges():
            if (lat_a > lat) != (lat_b > lat):
                crossing = lon_a + (lon_b - lon_a) * (lat - lat_a) / (lat_b - lat_a)
                is_inside ^= lon < crossing
        return is_inside

    def distance_degrees(self, point: LonLat) -> float:
        """Distance to the nearest edge, in degrees as if the map were flat."""
        return min(_distance_degrees(point, a, b) for a, b in self._edges())

    def _edges(self) -> Iterator[tuple[LonLat, LonLat]]:
        yield from pairwise(self.corners)
        yield self.corners[-1], self.corners[0]


def demo_territory(scope: Scope) -> Territory:
    """The units of one province or of the nation, and the constituencies within.

    Raises:
        ValueError: an unknown scope.
    """
    if scope not in get_args(Scope):
        raise ValueError(f"unknown scope: {scope}")
    iso = _PROVINCE_OF_SCOPE.get(scope)
    return Territory(
        provinces=tuple(unit for unit in _provinces() if iso in {None, unit.iso}),
        counties=tuple(unit for unit in _counties() if iso in {None, unit.province_iso}),
        districts=tuple(unit for unit in _districts() if iso in {None, unit.province_iso}),
        constituencies=tuple(c for c in _constituencies() if iso in {None, c.province_iso}),
    )


@cache
def iran_outline() -> Outline:
    """Iran's mainland; along Mazandaran it follows `mazandaran_coast`."""
    return Outline(tuple(_lon_lat(row) for row in _rows("outline.csv")))


@cache
def mazandaran_coast() -> tuple[LonLat, ...]:
    """The Caspian shore from west to east, south of Gorgan Bay: nobody votes north of it."""
    rows = _rows("outline.csv")
    return tuple(_lon_lat(row) for row in rows if row["part"] == "mazandaran-coast")


@cache
def demo_words(kind: str) -> tuple[str, ...]:
    """Words of one kind from `words.csv`, of which names and addresses are made; may be empty."""
    return tuple(row["word"] for row in _rows("words.csv") if row["kind"] == kind)


@cache
def _provinces() -> tuple[Province, ...]:
    return tuple(
        Province(
            iso=row["iso"],
            iso_before_2020=row["iso_before_2020"],
            name_fa=row["name_fa"],
            name_en=row["name_en"],
            seat=(float(row["seat_lon"]), float(row["seat_lat"])),
            electors=int(row["electors"]),
        )
        for row in _rows("provinces.csv")
    )


@cache
def _counties() -> tuple[County, ...]:
    return tuple(
        County(
            province_iso=row["province_iso"],
            name_fa=row["name_fa"],
            name_en=row["name_en"],
            seat=_lon_lat(row),
            weight=int(row["weight"]),
        )
        for row in _rows("counties.csv")
    )


@cache
def _districts() -> tuple[District, ...]:
    return tuple(
        District(
            province_iso=row["province_iso"],
            county_fa=row["county_fa"],
            name_fa=row["name_fa"],
            name_en=row["name_en"],
            seat=_lon_lat(row),
            weight=int(row["weight"]),
        )
        for row in _rows("districts.csv")
    )


@cache
def _constituencies() -> tuple[ConstituencyData, ...]:
    return tuple(
        ConstituencyData(
            contest="experts" if row["contest"] == "experts" else "parliament",
            province_iso=row["province_iso"],
            name_fa=row["name_fa"],
            name_en=row["name_en"],
            seats=int(row["seats"]),
            counties=tuple(row["counties"].split("|")),
        )
        for row in _rows("constituencies.csv")
    )


def _rows(name: str) -> Iterable[dict[str, str]]:
    text = (files("sandoq.demo") / "data" / name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _lon_lat(row: dict[str, str]) -> LonLat:
    return float(row["lon"]), float(row["lat"])


def _distance_degrees(point: LonLat, a: LonLat, b: LonLat) -> float:
    """From a point to the straight segment between two different points."""
    along = (b[0] - a[0], b[1] - a[1])
    away = (point[0] - a[0], point[1] - a[1])
    part = (away[0] * along[0] + away[1] * along[1]) / (along[0] ** 2 + along[1] ** 2)
    part = min(1.0, max(0.0, part))
    return hypot(away[0] - part * along[0], away[1] - part * along[1])
