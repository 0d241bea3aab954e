"""The stations that are in the register already, as an import compares rows with them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from hashlib import sha256
from uuid import UUID

from sandoq.apps.territory.rules.importing.likeness import Profile
from sandoq.apps.territory.rules.importing.words import key, squeeze


@dataclass(frozen=True, slots=True)
class KnownPoint:
    """A point in force; `lon`, `lat` in WGS 84 degrees."""

    key: UUID
    name: str
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    opens: time | None = None
    closes: time | None = None


@dataclass(frozen=True, slots=True)
class KnownStation:
    """A live station of the register. `search` is the search key of its name."""

    id: int
    key: UUID
    county: int
    unit: int
    number: int | None
    code: str | None
    name: str
    search: str
    kind: str
    area: str
    electors: int
    address: str
    opened_on: date
    points: tuple[KnownPoint, ...]

    @property
    def location(self) -> tuple[float, float] | None:
        """Longitude and latitude of the first point that has them."""
        for point in self.points:
            if point.lon is not None and point.lat is not None:
                return point.lon, point.lat
        return None

    @property
    def profile(self) -> Profile:
        """As likeness is judged."""
        stops = tuple(key(p.name) for p in self.points) if self.kind == "mobile" else ()
        return Profile(
            area=self.county,
            name=self.search,
            location=self.location,
            electors=self.electors,
            kind=self.kind,
            unit=self.unit,
            code=self.code,
            stops=stops,
        )


@dataclass(frozen=True)
class Register:
    """The live stations inside the importer's unit, and the codes that are taken outside.

    Attributes:
        taken_codes: codes in force of stations elsewhere or retired, with the holder's name;
            `retired` are those of retired stations.
    """

    stations: Mapping[int, KnownStation]
    taken_codes: Mapping[str, str] = field(default_factory=dict)
    retired: frozenset[str] = frozenset()

    @classmethod
    def of(cls, stations: Iterable[KnownStation]) -> "Register":
        return cls({station.id: station for station in stations})

    @cached_property
    def by_code(self) -> dict[str, KnownStation]:
        return {s.code: s for s in self.stations.values() if s.code}

    @cached_property
    def by_number(self) -> dict[tuple[int, int], KnownStation]:
        return {(s.county, s.number): s for s in self.stations.values() if s.number is not None}

    @cached_property
    def by_name(self) -> dict[tuple[int, str], list[KnownStation]]:
        found: dict[tuple[int, str], list[KnownStation]] = defaultdict(list)
        for station in self.stations.values():
            found[(station.county, squeeze(station.search))].append(station)
        return found

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the stations in order of their ids: says whether the register changed."""
        total = sha256()
        for _, station in sorted(self.stations.items()):
            total.update(repr(station).encode())
        return total.hexdigest()
