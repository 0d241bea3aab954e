"""What carrying a piece costs on each way, and the rows of the program that keeps it least."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix

from sandoq.engines.allocation.equipment.bounds import Floor, Proof, Scene
from sandoq.engines.allocation.equipment.network import Network
from sandoq.engines.allocation.equipment.question import Floats, Layers, Question, Wholes


def carriage(question: Question, network: Network) -> Layers:
    """The layers of every model.

    A piece costs km × volume of the model's own item; what the previous plan did not send on that
    way costs the price of change besides. Fixed transfers are already paid and cost nothing.
    """
    layers: Layers = {}
    endless = np.full(len(network.way_km), np.inf)
    committed = network.committed[network.way_supply]
    known = _known(question, network)
    for model, sent in known.items():
        volume = question.items[question.models[model].serves[0]].volume
        cost = np.where(committed, 0.0, network.way_km * volume)
        room = endless.copy()
        for (way, named), most in network.most.items():
            if named == model:
                room[way] = most
        if question.previous is None or not question.change_price:
            layers[model] = [(cost, room)]
        else:
            dearer = np.where(committed, 0.0, cost + question.change_price)
            kept = np.minimum(sent, room)
            layers[model] = [(cost, kept), (dearer, room - kept)]
    return layers


def paid(question: Question, network: Network) -> float:
    """Carriage of the fixed transfers, price of change included."""
    total = 0.0
    sent = question.previous.transfers if question.previous else {}
    for way in np.flatnonzero(network.committed[network.way_supply]):
        supply = network.way_supply[way]
        unit, store = int(network.way_unit[way]), int(network.supply_store[supply])
        for model in np.flatnonzero(network.stock[supply]):
            pieces = int(network.stock[supply, model])
            volume = question.items[question.models[model].serves[0]].volume
            total += pieces * float(network.way_km[way]) * volume
            if question.previous is not None:
                new = max(0, pieces - sent.get((store, unit, int(model)), 0))
                total += new * question.change_price
    return total


def _known(question: Question, network: Network) -> dict[int, Floats]:
    """Per model, pieces the previous plan sent on each way beyond what is fixed now, (W,)."""
    ends = zip(network.way_supply.tolist(), network.way_unit.tolist(), strict=True)
    at = {pair: way for way, pair in enumerate(ends)}
    models = [model for part in network.parts for model in part.models]
    known = {model: np.zeros(len(network.way_km)) for model in models}
    fixed = {(one.store, one.unit, one.model): one.at_least for one in question.fixed_transfers}
    previous = question.previous.transfers if question.previous else {}
    for (store, unit, model), pieces in previous.items():
        if model in known and (store, unit) in at:
            more = max(0, pieces - fixed.get((store, unit, model), 0))
            known[model][at[store, unit]] = more
    return known


@dataclass(frozen=True, slots=True)
class Rows:
    """Where rows stand: supply·model, unit·model, unit·slot, floors, shares.

    `models` gives each model its place; `single` the only slot of a model without substitution,
    whose unit·model rows stay empty.
    """

    scene: Scene
    floors: list[Floor]
    models: dict[int, int]
    single: dict[int, int]
    shared: Wholes

    @classmethod
    def of(cls, scene: Scene, floors: list[Floor]) -> "Rows":
        """The rows of a scene and its floors."""
        parts = scene.network.parts
        models = [model for part in parts for model in part.models]
        return cls(
            scene,
            floors,
            {model: at for at, model in enumerate(models)},
            {m: part.slots[0] for part in parts for m in part.models if len(part.slots) == 1},
            np.flatnonzero(scene.shares > 0),
        )

    @property
    def between(self) -> int:
        """The first row of unit·model."""
        return len(self.models) * len(self.scene.network.supply_store)

    @property
    def demand(self) -> int:
        """The first row of unit·slot."""
        return self.between + len(self.models) * self.scene.network.units

    @property
    def floor(self) -> int:
        """The first row of floors."""
        return self.demand + len(self.scene.network.slots) * self.scene.network.units

    @property
    def share(self) -> int:
        """The first row of shares."""
        return self.floor + len(self.floors)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.share + len(self.shared)

    def limits(self) -> tuple[Floats, Floats]:
        """Lower and upper limits of all rows when no station is ready."""
        lower, upper = np.full(self.count, -np.inf), np.full(self.count, np.inf)
        stock = self.scene.network.stock[:, list(self.models)]
        upper[: self.between] = stock.T.ravel()
        lower[self.between : self.floor] = 0.0
        lower[self.floor : self.share] = [floor.least for floor in self.floors]
        lower[self.share :] = self.scene.shares[self.shared]
        return lower, upper

    def of_ways(self, model: int, used: Wholes) -> csr_matrix:
        """Columns of a model's ways, one row each: from the supply to the unit."""
        network, position = self.scene.network, self.models[model]
        slot = self.single.get(model)
        to = (
            self.between + position * network.units
            if slot is None
            else self.demand + slot * network.units
        )
        source = position * len(network.supply_store) + network.way_supply[used]
        ends = np.column_stack([source, to + network.way_unit[used]]).ravel()
        start = np.arange(0, 2 * len(used) + 1, 2)
        return csr_matrix((np.ones(len(ends)), ends, start), shape=(len(used), self.count))

    def of_stations(self, stations: Wholes) -> csr_matrix:
        """Columns of stations, one row each: what they need, and what they give to floors."""
        scene, network = self.scene, self.scene.network
        place = np.arange(len(stations))
        unit = scene.unit[stations]
        rows, columns, values = [], [], []
        for slot in range(len(network.slots)):
            rows.append(place)
            columns.append(self.demand + slot * network.units + unit)
            values.append(-network.need[stations, slot].astype(float))
        for at, floor in enumerate(self.floors):
            rows.append(place)
            columns.append(np.full(len(stations), self.floor + at))
            values.append(floor.gain[stations])
        position = np.full(network.units, -1)
        position[self.shared] = np.arange(len(self.shared))
        some = position[unit] >= 0
        rows.append(place[some])
        columns.append(self.share + position[unit[some]])
        values.append(scene.part_of_unit[stations[some]])
        entries = (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns)))
        matrix = csr_matrix(coo_matrix(entries, shape=(len(stations), self.count)))
        matrix.eliminate_zeros()
        return matrix

    def of_standing_in(self) -> csr_matrix:
        """Columns by which a unit's pieces of a model fill a slot, in parts with substitution."""
        network = self.scene.network
        units = np.arange(network.units)
        ends = [np.zeros((0, 2), np.int64)]
        for model, position in self.models.items():
            for number, slot in enumerate(network.slots):
                if model in slot.models and model not in self.single:
                    source = self.between + position * network.units + units
                    ends.append(
                        np.column_stack([source, self.demand + number * network.units + units])
                    )
        pairs = np.concatenate(ends)
        values = np.tile([-1.0, 1.0], len(pairs))
        start = np.arange(0, 2 * len(pairs) + 1, 2)
        return csr_matrix((values, pairs.ravel(), start), shape=(len(pairs), self.count))

    def proof(self, dual: Floats) -> tuple[Proof, dict[int, Floats]]:
        """Prices of pieces, floors and shares; and per model what a piece in a supply is worth."""
        network = self.scene.network
        positive = np.maximum(dual, 0.0)
        shares = np.zeros(network.units)
        shares[self.shared] = positive[self.share :]
        values = positive[self.floor : self.share].tolist()
        floors = {floor.goal: value for floor, value in zip(self.floors, values, strict=True)}
        prices = positive[self.demand : self.floor].reshape(-1, network.units).T
        worth = np.maximum(-dual[: self.between], 0.0).reshape(len(self.models), -1)
        return Proof(prices, floors, shares).rounded(), {
            model: worth[position] for model, position in self.models.items()
        }
