"""What a snapshot of the database holds before it becomes a question: plain rows, by code.

Codes are the keys of the rooms below, so that a plan written months later still finds its things.
"""

from dataclasses import dataclass, field
from enum import StrEnum

Degrees = tuple[float, float]
"""Longitude and latitude, WGS 84."""


class Doubt(StrEnum):
    """What a snapshot could not take as it stands, and what it did instead."""

    STATION_WITHOUT_PLACE = "station-without-place"  # placed at its county's seat
    STATION_WITHOUT_ELECTORS = "station-without-electors"  # brings nothing to the goal
    STORE_WITHOUT_PLACE = "store-without-place"  # placed at its unit's seat, or the middle
    COUNTY_WITHOUT_STORE = "county-without-store"  # orders to it wait for a store
    MODEL_NOT_APPROVED = "model-not-approved"  # left out
    DEVICE_MISSING = "device-missing"  # left out
    DEVICE_OFFERED = "device-offered"  # left out: promised to somebody
    DEVICE_IN_KIT = "device-in-kit"  # left out: a sealed kit travels whole
    DEVICE_UNTESTED = "device-untested"  # counted, must be tested and sealed first
    CONSUMABLE_ASKED = "consumable-asked"  # lots are not planned
    ITEM_NOT_IN_CATALOGUE = "item-not-in-catalogue"  # left out: nobody can send it


@dataclass(frozen=True, slots=True)
class UnitFact:
    """A county: `place` is its seat."""

    code: str
    name_fa: str
    name_en: str
    place: Degrees | None = None
    has_store: bool = True


@dataclass(frozen=True, slots=True)
class ItemFact:
    """A kind of equipment that stations need. A blocking one keeps a station from being ready."""

    code: str
    name_fa: str
    name_en: str
    is_blocking: bool


@dataclass(frozen=True, slots=True)
class ModelFact:
    """A model of a kind; `also_serves` are kinds of compatible models besides its own."""

    code: str
    item: str
    name: str
    compatible: frozenset[str] = frozenset()
    also_serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoreFact:
    """A store; `stock` counts devices by (model, region), region "" works everywhere.

    `unit` is the code of its county; "" for a store of the province or the country itself.
    """

    code: str
    name: str
    unit: str
    place: Degrees | None
    stock: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class StationFact:
    """A station with what it still needs and what already serves there.

    `needs` are quantities by item that no verified proof covers; `has` are devices by model in
    custody there that those needs may count.
    """

    code: str
    unit: str
    name: str
    number: int | None
    place: Degrees | None
    electors: int
    needs: dict[str, int]
    has: dict[str, int]
    lacks_else: int = 0  # gaps that no equipment of the snapshot closes


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a question about equipment is made of; `regions` maps a region to its units."""

    title: str
    as_of: str
    needed_by: str
    units: list[UnitFact]
    items: list[ItemFact]
    models: list[ModelFact]
    stores: list[StoreFact]
    stations: list[StationFact]
    regions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    road_factor: float = 1.4
    speed_kmh: float = 45.0
    doubts: dict[Doubt, list[str]] = field(default_factory=dict)
