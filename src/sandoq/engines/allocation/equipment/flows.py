"""Pieces flowing from supplies to units, one part at a time: can it be, and how cheaply.

The need of a set of stations can be supplied exactly if, for every set of (unit, slot), it is at
most what the supplies reaching that set hold (Gale 1957, Hoffman 1960). `violated` finds a set that
breaks this by maximum flow; `cheapest` sends whole pieces with the least cost.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.graph.python import max_flow, min_cost_flow

from sandoq.engines.allocation.equipment.network import Network, Part
from sandoq.engines.allocation.equipment.question import Flags, Floats, Layers, Wholes
from sandoq.engines.allocation.errors import SolverFailed

_PLENTY = 10**12
_FINE = 1000
"""Parts of a piece in which fractional needs are judged."""


@dataclass(frozen=True, slots=True)
class Limit:
    """Need of a set of (unit, slot) ≤ `pieces`, what can reach the set; `inside` (units, K)."""

    inside: Flags
    pieces: int


class PartFlow:
    """The graph of one part: supply·model → (unit·model →) unit·slot."""

    def __init__(self, network: Network, part: Part) -> None:
        self.network, self.part = network, part
        supplies, units = len(network.supply_store), network.units
        models, slots = list(part.models), list(part.slots)
        ways = len(network.way_supply)
        self.plain = len(slots) == 1
        between = 0 if self.plain else len(models) * units
        self.first_demand = len(models) * supplies + between
        tails, heads, caps = [], [], []
        for at, model in enumerate(models):
            tails.append(at * supplies + network.way_supply)
            to = self.first_demand if self.plain else len(models) * supplies + at * units
            heads.append(to + network.way_unit)
            cap = np.full(ways, _PLENTY)
            for (way, named), pieces in network.most.items():
                if named == model:
                    cap[way] = pieces
            caps.append(cap)
        self.sending = ways * len(models)
        if not self.plain:
            for at, model in enumerate(models):
                for place, slot in enumerate(slots):
                    if model in network.slots[slot].models:
                        tails.append(len(models) * supplies + at * units + np.arange(units))
                        heads.append(self.first_demand + place * units + np.arange(units))
                        caps.append(np.full(units, _PLENTY))
        self.tails, self.heads, self.caps = map(np.concatenate, (tails, heads, caps))
        self.nodes = self.first_demand + len(slots) * units

    @property
    def stock(self) -> Wholes:
        """Pieces by model of the part and supply, as they are now."""
        return np.asarray(self.network.stock[:, list(self.part.models)].T.ravel(), np.int64)

    def demand_of(self, demand: Floats | Wholes) -> Floats | Wholes:
        """This part's entries of a demand (units, K), slot after slot."""
        return demand[:, list(self.part.slots)].T.ravel()

    def violated(self, demand: Floats | Wholes) -> Limit | None:
        """A limit that the demand (units, K) breaks, None if it can be supplied.

        Exact for whole demands; for fractional ones up to a thousandth of a piece.
        """
        asked = np.round(self.demand_of(demand) * _FINE).astype(np.int64)
        total = int(asked.sum())
        solver: Any = max_flow.SimpleMaxFlow()
        source, sink = self.nodes, self.nodes + 1
        stocked = np.flatnonzero(self.stock)
        asking = np.flatnonzero(asked)
        solver.add_arcs_with_capacity(
            np.concatenate([self.tails, np.full(len(stocked), source), self.first_demand + asking]),
            np.concatenate([self.heads, stocked, np.full(len(asking), sink)]),
            np.concatenate(
                [np.minimum(self.caps, _PLENTY) * _FINE, self.stock[stocked] * _FINE, asked[asking]]
            ),
        )
        if solver.solve(source, sink) != solver.OPTIMAL:
            raise SolverFailed("SimpleMaxFlow", "not-optimal")
        short = total - solver.optimal_flow()
        if short <= (0 if (asked % _FINE == 0).all() else len(asking)):
            return None
        side = np.zeros(self.nodes + 2, bool)
        side[solver.get_sink_side_min_cut()] = True
        inside = np.zeros(demand.shape, bool)
        units = self.network.units
        flat = side[self.first_demand : self.nodes].reshape(-1, units)
        flat &= asked.reshape(-1, units) > 0
        inside[:, list(self.part.slots)] = flat.T
        return Limit(inside, reaching(self.network, inside))

    def cheapest(
        self, demand: Wholes, cost: Layers, unmet: float | None = None
    ) -> tuple[Wholes, Wholes]:
        """Whole pieces by (model, way), and by (model, slot, unit), of least cost.

        Args:
            demand: pieces by unit and slot, shape (units, K).
            cost: per model, layers of (cost of a piece (W,), pieces that may go so (W,)).
            unmet: what a piece not brought costs; None if all can be and must be brought.

        Returns:
            Shapes (models of the part, W) and (models of the part, slots of the part, units).
        """
        return _cheapest(self, demand, cost, unmet)


def _cheapest(
    flow: PartFlow, demand: Wholes, cost: Layers, unmet: float | None
) -> tuple[Wholes, Wholes]:
    models = list(flow.part.models)
    units, ways = flow.network.units, len(flow.network.way_unit)
    asked = np.asarray(flow.demand_of(demand), np.int64)
    total, stocked = int(asked.sum()), int(flow.stock.sum())
    left, lack = (
        flow.nodes,
        flow.nodes + 1,
    )  # unneeded pieces go, missing ones come from there
    tails, heads, rooms, prices, place = [], [], [], [], []
    for at, model in enumerate(models):
        for price, room in cost[model]:
            open_ways = np.flatnonzero(room > 0)
            tails.append(flow.tails[at * ways + open_ways])
            heads.append(flow.heads[at * ways + open_ways])
            rooms.append(np.minimum(room[open_ways], total))
            prices.append(price[open_ways])
            place.append(at * ways + open_ways)
    between = len(flow.tails) - flow.sending
    tails.append(flow.tails[flow.sending :])
    heads.append(flow.heads[flow.sending :])
    rooms.append(np.full(between, total))
    prices.append(np.zeros(between))
    sending = sum(len(part) for part in place)
    supply, asking = np.arange(len(flow.stock)), np.flatnonzero(asked)
    missing = asking if unmet is not None else asking[:0]
    tails += [supply, np.full(len(missing), lack), np.array([lack])]
    heads += [np.full(len(supply), left), flow.first_demand + missing, np.array([left])]
    rooms += [flow.stock, asked[missing], np.array([total])]
    prices += [np.zeros(len(supply)), np.full(len(missing), unmet or 0.0), np.zeros(1)]
    balance = np.zeros(flow.nodes + 2, np.int64)
    balance[supply] = flow.stock
    balance[flow.first_demand : flow.nodes] -= asked
    balance[left], balance[lack] = -stocked, total
    solver: Any = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(tails).astype(np.int32),
        np.concatenate(heads).astype(np.int32),
        np.concatenate(rooms).astype(np.int64),
        np.round(np.concatenate(prices) * _FINE).astype(np.int64),
    )
    solver.set_nodes_supplies(np.arange(len(balance), dtype=np.int32), balance)
    if solver.solve() != solver.OPTIMAL:
        raise SolverFailed("SimpleMinCostFlow", "not-optimal")
    sent = np.asarray(solver.flows(np.arange(sending + between, dtype=np.int32)), np.int64)
    flat = np.zeros(flow.sending, np.int64)
    np.add.at(flat, np.concatenate(place), sent[:sending])
    by_way = flat.reshape(len(models), ways)
    return by_way, _used(flow, by_way, sent[sending:].reshape(-1, units))


def _used(flow: PartFlow, by_way: Wholes, between: Wholes) -> Wholes:
    """Pieces of a model that fill a slot of a unit, shape (models, slots, units)."""
    models, slots, units = flow.part.models, flow.part.slots, flow.network.units
    used = np.zeros((len(models), len(slots), units), np.int64)
    if flow.plain:
        for at, sent in enumerate(by_way):
            used[at, 0] = np.bincount(flow.network.way_unit, weights=sent, minlength=units)
        return used
    pairs = [
        (at, position)
        for at, model in enumerate(models)
        for position, slot in enumerate(slots)
        if model in flow.network.slots[slot].models
    ]
    for (at, position), pieces in zip(pairs, between, strict=True):
        used[at, position] = pieces
    return used


def reaching(network: Network, inside: Flags) -> int:
    """Pieces that can reach a set of (unit, slot), shape (units, K)."""
    pieces = 0
    for model in range(network.stock.shape[1]):
        columns = [at for at, slot in enumerate(network.slots) if model in slot.models]
        into = np.asarray(inside[:, columns].any(axis=1), bool)[network.way_unit]
        if not into.any():
            continue
        room = np.zeros(len(network.supply_store), np.int64)
        free = into.copy()
        for (way, named), most in network.most.items():
            if named == model and into[way]:
                free[way] = False
                room[network.way_supply[way]] += most
        room[network.way_supply[free]] = _PLENTY
        pieces += int(np.minimum(room, network.stock[:, model]).sum())
    return pieces


def in_reach(network: Network, left: Wholes) -> Wholes:
    """Of pieces by supply and model, those that could come to each unit and slot, (units, K)."""
    reach = np.zeros((network.units, len(network.slots)), np.int64)
    for at, slot in enumerate(network.slots):
        for model in slot.models:
            pieces = left[network.way_supply, model]
            for (way, named), most in network.most.items():
                if named == model:
                    pieces[way] = min(pieces[way], most)
            reach[:, at] += np.bincount(
                network.way_unit, weights=pieces, minlength=network.units
            ).astype(np.int64)
    return reach
