"""Bounds that need no solver: prices of pieces at units turn into a proof by weak duality.

Let π price a piece at (unit, slot), μ a unit of a floored goal, ν the floored share of a unit. For
every plan, pieces brought cover pieces needed, floors hold, and so its goal is at most

    Σ_j max over x_j of (g_j - π·need_j + Σ μ c_j + ν e_j/E) x_j          what stations pay
    + Σ_supplies best use of their pieces at prices π less carriage        what supplies earn
    - Σ μ floor - Σ ν share.

Any π, μ, ν ≥ 0 prove a bound; a linear program's duals prove the best one (Geoffrion 1974). With
carriage and its sense turned, the same sum bounds transport from below.
"""

from dataclasses import dataclass, field

import numpy as np

from sandoq.engines.allocation.equipment.network import Network
from sandoq.engines.allocation.equipment.question import Floats, Layers, Wholes

_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Proof:
    """Multipliers, all at least 0: `prices` (units, K), `floors` by goal, `shares` (units,)."""

    prices: Floats
    floors: dict[str, float] = field(default_factory=dict)
    shares: Floats = field(default_factory=lambda: np.zeros(0))

    def rounded(self) -> "Proof":
        """The same with nine significant digits, as a document holds it; it proves as well."""
        return Proof(
            significant(self.prices),
            {goal: float(significant(np.array([one]))[0]) for goal, one in self.floors.items()},
            significant(self.shares),
        )


@dataclass(frozen=True, slots=True)
class Floor:
    """A goal that may not fall below `least`: Σ gain_j over ready stations; gain (stations,)."""

    goal: str
    gain: Floats
    least: float


@dataclass(frozen=True, slots=True)
class Scene:
    """What a bound speaks of: stations' limits, floors kept, the least share of each unit.

    `low`, `high` (stations,) are 0 or 1; `part_of_unit` (stations,) is electors over the unit's
    electors; `shares` (units,) the least share asked, 0 where none.
    """

    network: Network
    unit: Wholes
    low: Floats
    high: Floats
    part_of_unit: Floats
    shares: Floats


def station_gains(scene: Scene, gain: Floats, proof: Proof, floors: list[Floor]) -> Floats:
    """g_j - π·need_j + Σ μ c_j + ν e_j/E: what making a station ready is worth, (stations,)."""
    worth = gain + proof.shares[scene.unit] * scene.part_of_unit
    for slot in range(scene.network.need.shape[1]):
        worth -= proof.prices[scene.unit, slot] * scene.network.need[:, slot]
    for floor in floors:
        worth += proof.floors.get(floor.goal, 0.0) * floor.gain
    return worth


def upper_bound(scene: Scene, gain: Floats, proof: Proof, floors: list[Floor]) -> float:
    """What Σ gain over ready stations cannot exceed in any plan that keeps the floors."""
    worth = station_gains(scene, gain, proof, floors)
    stations = np.where(worth > 0, worth * scene.high, worth * scene.low).sum()
    kept = sum(proof.floors.get(floor.goal, 0.0) * floor.least for floor in floors)
    kept += float(proof.shares @ scene.shares)
    return float(stations) + earned(scene.network, proof.prices, {}) - kept


def lower_bound(
    scene: Scene,
    proof: Proof,
    floors: list[Floor],
    carriage: Layers,
) -> float:
    """What transport cannot undercut in any plan that keeps the floors; see `earned`."""
    nothing = np.zeros(len(scene.unit))
    worth = station_gains(scene, nothing, proof, floors)
    stations = np.where(worth > 0, worth * scene.high, worth * scene.low).sum()
    kept = sum(proof.floors.get(floor.goal, 0.0) * floor.least for floor in floors)
    kept += float(proof.shares @ scene.shares)
    return kept - float(stations) - earned(scene.network, proof.prices, carriage)


def earned(network: Network, prices: Floats, carriage: Layers) -> float:
    """The most that supplies can earn by bringing pieces to where they are priced.

    Args:
        network: supplies and ways.
        prices: of a piece, by unit and slot, shape (units, K).
        carriage: per model, layers of (cost of a piece (W,), pieces that may go so (W,)), cheapest
            first; without an entry carriage is free and unlimited but for the network's limits.
    """
    total = 0.0
    for part in network.parts:
        for model in part.models:
            slots = [at for at in part.slots if model in network.slots[at].models]
            price = prices[:, slots].max(axis=1)[network.way_unit]
            layers = carriage.get(model, [(np.zeros(len(price)), np.full(len(price), np.inf))])
            total += _earned_by(network, model, price, layers)
    return total


def _earned_by(
    network: Network, model: int, price: Floats, layers: list[tuple[Floats, Floats]]
) -> float:
    stock = network.stock[:, model].astype(float)
    left = np.full(len(price), np.inf)
    limited = [(way, most) for (way, named), most in network.most.items() if named == model]
    for way, most in limited:
        left[way] = most
    best = np.zeros(len(stock))
    gains, rooms, supplies = [], [], []
    for cost, room in layers:
        gain = price - cost
        open_room = np.minimum(room, left)
        left = np.where(
            np.isinf(open_room), 0.0, left - np.where(np.isinf(open_room), 0.0, open_room)
        )
        endless = np.isinf(open_room)
        np.maximum.at(best, network.way_supply[endless], gain[endless])
        some = np.flatnonzero(~endless & (open_room > 0) & (gain > 0))
        gains.append(gain[some])
        rooms.append(open_room[some])
        supplies.append(network.way_supply[some])
    total = 0.0
    gain, room, supply = map(np.concatenate, (gains, rooms, supplies))
    order = np.lexsort((-gain, supply))
    for at in order:
        source = supply[at]
        more = gain[at] - best[source]
        if more > 0 and stock[source] > 0:
            taken = min(room[at], stock[source])
            total += gain[at] * taken
            stock[source] -= taken
    return total + float((best * stock).sum())


def significant(values: Floats) -> Floats:
    """Values at least 0 with nine significant digits; what is below 1e-9 is 0."""
    kept = np.where(values > 10.0**-_DIGITS, values, 0.0)
    scale = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(np.where(kept > 0, kept, 1.0))))
    rounded: Floats = np.round(kept * scale) / scale
    return rounded
