"""The cheapest carriage for choices that keep every floor: one linear program, priced out.

Columns are stations near the margin and some ways of each unit; the duals price all others, and
columns that would earn enter (sifting; Bixby et al. 1992) until the bound over *all* stations and
ways is as near as asked. Whole pieces then come from minimum-cost flow.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, vstack

from sandoq.engines.allocation.equipment.bounds import (
    Floor,
    Proof,
    Scene,
    lower_bound,
    station_gains,
)
from sandoq.engines.allocation.equipment.carriage import Rows
from sandoq.engines.allocation.equipment.question import Flags, Floats, Layers, Wholes
from sandoq.engines.allocation.highs import Program

_FIRST_WAYS = 5
_ROUNDS = 30
_ENTER = 1e-7


@dataclass(frozen=True, slots=True)
class Carried:
    """The linear program's stations in [0, 1], the proven least carriage, and its proof.

    `worth` (stations,) is what making each ready would save, `value` the program's carriage.
    """

    x: Floats
    value: float
    bound: float
    proof: Proof
    worth: Floats


class Carrier:
    """The program of carriage for one scene and its floors, around a known choice."""

    def __init__(
        self, scene: Scene, floors: list[Floor], layers: Layers, ready: Flags, free: Wholes
    ) -> None:
        self.rows = Rows.of(scene, floors)
        self.scene, self.layers = scene, layers
        self.ready = ready.astype(float)
        self._stations = np.sort(free)
        self._place = np.arange(len(free))
        near = self._nearest()
        self._ways: dict[tuple[int, int], Flags] = {}
        for model in self.rows.models:
            for layer, (_, room) in enumerate(layers[model]):
                known = np.isfinite(room) & (room > 0)
                self._ways[model, layer] = known | (near & (room > 0))

    def use(self, model: int, by_way: Wholes) -> None:
        """Let the ways of a known plan take part, so that there is an answer from the start."""
        for layer, (_, room) in enumerate(self.layers[model]):
            self._ways[model, layer] |= (by_way > 0) & (room > 0)

    def solve(self, gap: float) -> Carried:
        """The least carriage, proven within a relative gap if columns suffice."""
        program = self._program()
        for _ in range(_ROUNDS):
            solved = program.solve()
            x = self.ready.copy()
            x[self._stations] += self._turn(self._stations) * solved.x[self._place]
            proof, worth_there = self.rows.proof(solved.row_dual)
            worth = station_gains(self.scene, np.zeros(len(x)), proof, self.rows.floors)
            bound = lower_bound(self.scene, proof, self.rows.floors, self.layers)
            near = solved.value - bound <= gap * abs(solved.value) + _ENTER
            if near or not self._enter(program, proof, worth_there, worth):
                break
        return Carried(np.clip(x, 0.0, 1.0), solved.value, float(bound), proof, worth)

    def _turn(self, stations: Wholes) -> Floats:
        """A column moves its station away from the known choice: up by 1, or down."""
        turn: Floats = 1.0 - 2.0 * self.ready[stations]
        return turn

    def _turned(self, stations: Wholes) -> csr_matrix:
        """Columns of stations as moves away from the known choice."""
        return csr_matrix(
            self.rows.of_stations(stations).multiply(self._turn(stations)[:, np.newaxis])
        )

    def _nearest(self) -> Flags:
        """Whether a way is one of its unit's nearest, or fixed; (W,)."""
        network = self.scene.network
        order = np.lexsort((network.way_km, network.way_unit))
        unit = network.way_unit[order]
        near = np.zeros(len(order), bool)
        near[order] = np.arange(len(order)) - np.searchsorted(unit, unit) < _FIRST_WAYS
        return near | network.committed[network.way_supply]

    def _program(self) -> Program:
        rows, stations = self.rows, self._stations
        lower, upper = rows.limits()
        every = np.flatnonzero(self.ready)
        fixed = rows.of_stations(every).T @ self.ready[every]
        blocks = [self._turned(stations)]
        free = (self.scene.high > self.scene.low)[stations]
        costs, rooms = [np.zeros(len(stations))], [free.astype(float)]
        standing = rows.of_standing_in()
        blocks.append(standing)
        costs.append(np.zeros(standing.shape[0]))
        rooms.append(np.full(standing.shape[0], np.inf))
        for (model, layer), inside in self._ways.items():
            used = np.flatnonzero(inside)
            blocks.append(rows.of_ways(model, used))
            costs.append(self.layers[model][layer][0][used])
            rooms.append(self.layers[model][layer][1][used])
        cost = np.concatenate(costs)
        program = Program(cost, np.zeros(len(cost)), np.concatenate(rooms), maximize=False)
        program.add_rows(lower - fixed, upper - fixed, vstack(blocks).T)
        return program

    def _enter(
        self, program: Program, proof: Proof, worth_there: dict[int, Floats], worth: Floats
    ) -> bool:
        """Let columns that would earn take part; False if there are none."""
        network, entered = self.scene.network, False
        for (model, layer), inside in self._ways.items():
            slots = [at for at, slot in enumerate(network.slots) if model in slot.models]
            cost, room = self.layers[model][layer]
            price = proof.prices[:, slots].max(axis=1)[network.way_unit]
            earns = price - cost - worth_there[model][network.way_supply] > _ENTER
            new = np.flatnonzero(earns & ~inside & (room > 0))
            if len(new):
                inside[new] = True
                program.add_columns(cost[new], room[new], self.rows.of_ways(model, new))
                entered = True
        outside = self.scene.high > self.scene.low
        outside[self._stations] = False
        late = np.flatnonzero(outside & (worth * self._turn(np.arange(len(worth))) > _ENTER))
        if len(late):
            place = program.columns + np.arange(len(late))
            program.add_columns(np.zeros(len(late)), np.ones(len(late)), self._turned(late))
            self._stations = np.concatenate([self._stations, late])
            self._place = np.concatenate([self._place, place])
            entered = True
        return entered
