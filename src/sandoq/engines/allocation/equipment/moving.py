"""From chosen stations to whole pieces on ways: bundles first, other items after."""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.equipment.carriage import carriage
from sandoq.engines.allocation.equipment.flows import PartFlow
from sandoq.engines.allocation.equipment.network import Network, build_network
from sandoq.engines.allocation.equipment.plan import Transfers
from sandoq.engines.allocation.equipment.question import Flags, Layers, Question, Wholes
from sandoq.engines.allocation.equipment.sharing import Allotments, in_order, share

_LACKING_KM = 10**7
"""Carriage that is never worth leaving a piece behind."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Pieces by part: `by_way` (models of the part, W), `used` (models, slots, units)."""

    network: Network
    by_way: tuple[Wholes, ...]
    used: tuple[Wholes, ...]
    need: Wholes
    cost: float

    def left(self) -> Wholes:
        """Pieces that stay, by supply and model, shape (P, models)."""
        left = self.network.stock.copy()
        for part, sent in zip(self.network.parts, self.by_way, strict=True):
            for at, model in enumerate(part.models):
                gone = np.bincount(self.network.way_supply, weights=sent[at], minlength=len(left))
                left[:, model] -= gone.astype(np.int64)
        return left

    def allotments(self, unit: Wholes) -> list[Allotments]:
        """Pieces at stations; `unit` (stations,)."""
        return [
            share(self.network, part, need=self.need, unit=unit, by_way=sent, used=used)
            for part, sent, used in zip(self.network.parts, self.by_way, self.used, strict=True)
        ]


def move(flows: list[PartFlow], need: Wholes, unit: Wholes, layers: Layers) -> Moved:
    """Bring what stations need, all of it, as cheaply as can be.

    Args:
        flows: of every part. need: pieces by station and slot, 0 for those not served.
        unit: shape (stations,). layers: carriage by model.
    """
    network = flows[0].network
    demand = at_units(need, unit, network.units)
    sent = [flow.cheapest(demand, layers) for flow in flows]
    cost = 0.0
    for flow, (by_way, _) in zip(flows, sent, strict=True):
        for at, model in enumerate(flow.part.models):
            rest = by_way[at].astype(float)
            for price, room in layers[model]:
                taken = np.minimum(rest, room)
                cost += float(price @ taken)
                rest -= taken
    return Moved(network, tuple(s for s, _ in sent), tuple(u for _, u in sent), need, cost)


def move_others(question: Question, ready: Flags) -> Moved | None:
    """Bring items that do not block to ready stations: as many pieces as can be, then cheaply.

    Models that serve a bundle's item are left to bundles. Inside a unit priority comes first, then
    electors. None if there are no such items.
    """
    items = np.flatnonzero([not item.blocking for item in question.items]).astype(np.int64)
    if not len(items):
        return None
    network = build_network(question, items, without=question.bundle_models)
    stations = question.stations
    need = network.need * ready[:, np.newaxis]
    layers = carriage(question, network)
    demand = at_units(need, stations.unit, network.units)
    flows = [PartFlow(network, part) for part in network.parts]
    sent = [flow.cheapest(demand, layers, unmet=_LACKING_KM) for flow in flows]
    order = np.lexsort((-stations.electors, -stations.priority))
    received = np.zeros_like(need)
    for flow, (_, used) in zip(flows, sent, strict=True):
        for position, slot in enumerate(flow.part.slots):
            arrived = used[:, position].sum(axis=0)
            received[:, slot] = in_order(need[:, slot], stations.unit, order, arrived)
    return Moved(network, tuple(s for s, _ in sent), tuple(u for _, u in sent), received, 0.0)


def at_units(need: Wholes, unit: Wholes, units: int) -> Wholes:
    """Sums of stations' needs by unit, shape (units, K)."""
    columns = [np.bincount(unit, weights=column, minlength=units) for column in need.T]
    return np.round(np.column_stack(columns)).astype(np.int64)


def transfers(parts: list[Moved]) -> Transfers:
    """All pieces from stores to units, fixed ones whole; sorted by store, unit and model."""
    sent: dict[tuple[int, int, int], int] = {}
    km: dict[tuple[int, int], float] = {}
    for moved in parts:
        network = moved.network
        for part, by_way in zip(network.parts, moved.by_way, strict=True):
            for at, model in enumerate(part.models):
                fixed = network.committed[network.way_supply]
                pieces = np.where(fixed, network.stock[network.way_supply, model], by_way[at])
                for way in np.flatnonzero(pieces):
                    store = int(network.supply_store[network.way_supply[way]])
                    unit = int(network.way_unit[way])
                    key = (store, unit, model)
                    sent[key] = sent.get(key, 0) + int(pieces[way])
                    km[store, unit] = float(network.way_km[way])
    keys = sorted(sent)
    columns = np.array(keys, np.int64).reshape(-1, 3).T
    return Transfers(
        store=columns[0],
        unit=columns[1],
        model=columns[2],
        quantity=np.array([sent[key] for key in keys], np.int64),
        km=np.array([km[store, unit] for store, unit, _ in keys]),
    )
