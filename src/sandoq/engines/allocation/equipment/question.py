"""What is asked of an equipment plan: items, models, stores, stations, roads and goals.

Codes stand in tuples, numbers in arrays; positions bind them. Quantities are whole pieces.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Wholes: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]
Layers: TypeAlias = dict[int, list[tuple[Floats, Floats]]]
"""Per model, layers of (cost of a piece (ways,), pieces that may go so (ways,)), cheapest first."""


@dataclass(frozen=True, slots=True)
class Item:
    """A kind of equipment; a blocking one belongs to every station's bundle.

    `volume` weighs its transport: a piece of volume 2 costs two pieces' kilometres.
    """

    code: str
    blocking: bool
    volume: float


@dataclass(frozen=True, slots=True)
class Model:
    """A model of one item (`serves[0]`), which may stand in for others (`serves[1:]`)."""

    code: str
    serves: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Stores:
    """Where equipment lies.

    Attributes:
        codes: of the stores, n of them.
        unit: the unit each lies in, shape (n,); -1 for none.
        lat, lon: degrees WGS84, shape (n,).
        serves: units a store may serve; None: all (no region lock).
        stock: pieces of each model usable by the needed day, arrivals included, shape (n, models).
    """

    codes: tuple[str, ...]
    unit: Wholes
    lat: Floats
    lon: Floats
    serves: tuple[frozenset[int] | None, ...]
    stock: Wholes


@dataclass(frozen=True, slots=True)
class Stations:
    """Who needs equipment.

    Attributes:
        codes: of the stations, n of them.
        unit: position of each one's unit, shape (n,).
        lat, lon: degrees WGS84, shape (n,).
        electors: shape (n,). priority: 0 to 2, shape (n,).
        need: pieces of each item still to be brought (asked less what it has), shape (n, items).
        accepts: (station, item) → models it can use; without an entry, every serving model.
    """

    codes: tuple[str, ...]
    unit: Wholes
    lat: Floats
    lon: Floats
    electors: Wholes
    priority: Wholes
    need: Wholes
    accepts: dict[tuple[int, int], frozenset[int]]


@dataclass(frozen=True, slots=True)
class Roads:
    """Kilometres and which ways exist.

    Great-circle kilometres times `factor`, unless `km` names a pair (store, unit); a unit is
    reached from its `neighbours` nearest stores, its own, those whose `serves` names it, and pairs
    in `km`; never by a pair in `closed`. `speed_kmh` is told to the reader only.
    """

    factor: float = 1.35
    speed_kmh: float = 50.0
    neighbours: int = 30
    closed: frozenset[tuple[int, int]] = frozenset()
    km: dict[tuple[int, int], float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Goals:
    """In what order, and what each goal may lose for the next (shares of its reached value).

    Priority 2 first, then priority 1, then electors, then equity (the lowest share of ready
    electors among units), then transport. `gap` is the relative gap at which a goal counts as
    proven; `equity_floor` a share of electors every unit is to reach before anything else.
    """

    equity_floor: float | None = None
    priority_loss: float = 0.0
    electors_loss: float = 5e-5
    equity_loss: float = 0.01
    gap: float = 1e-4


@dataclass(frozen=True, slots=True)
class Transfer:
    """Pieces of a model from a store to a unit, by position; as a limit, at least and at most."""

    store: int
    unit: int
    model: int
    at_least: int
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Previous:
    """The plan people already work by: quantity by (store, unit, model), and who was ready."""

    transfers: dict[tuple[int, int, int], int]
    ready: frozenset[int]


@dataclass(frozen=True, slots=True)
class Question:
    """An equipment question; see `docs/en/planning-equipment.md`.

    `change_price` is in kilometres of a volume-1 piece, for each piece that the previous plan did
    not send on that way.
    """

    title: str
    as_of: date | None
    needed_by: date | None
    items: tuple[Item, ...]
    models: tuple[Model, ...]
    unit_codes: tuple[str, ...]
    stores: Stores
    stations: Stations
    roads: Roads = field(default_factory=Roads)
    goals: Goals = field(default_factory=Goals)
    fixed_ready: frozenset[int] = frozenset()
    fixed_not_ready: frozenset[int] = frozenset()
    fixed_transfers: tuple[Transfer, ...] = ()
    previous: Previous | None = None
    change_price: float = 0.0

    @property
    def blocking(self) -> Wholes:
        """Positions of the items that make the bundle."""
        return np.flatnonzero([item.blocking for item in self.items]).astype(np.int64)

    @property
    def bundle_models(self) -> frozenset[int]:
        """Models that serve an item of the bundle."""
        return frozenset().union(*(self.serving(int(item)) for item in self.blocking))

    def usable(self, station: int, item: int) -> frozenset[int]:
        """Models that a station can use for an item."""
        return self.stations.accepts.get((station, item), self.serving(item))

    def serving(self, item: int) -> frozenset[int]:
        """Models that serve an item unless a station says otherwise."""
        return frozenset(at for at, model in enumerate(self.models) if item in model.serves)
