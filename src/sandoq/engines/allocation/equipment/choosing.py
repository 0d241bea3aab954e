"""Which stations become ready: a small master program, and limits found by maximum flow.

No way appears in the master: it has a column per station, and a row for each set of (unit, slot)
whose supply was found short (a Benders decomposition whose cuts are the sets of Gale and Hoffman;
Benders 1962). Its linear program is solved warm from goal to goal; whole numbers come from a core
of the stations whose reduced gain is small (Balas and Zemel 1980), and every answer is judged by
maximum flow before it is believed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from sandoq.engines.allocation.equipment.bounds import (
    Floor,
    Proof,
    Scene,
    station_gains,
    upper_bound,
)
from sandoq.engines.allocation.equipment.flows import Limit, PartFlow, in_reach
from sandoq.engines.allocation.equipment.master import Choice, Master, widest_limits
from sandoq.engines.allocation.equipment.question import Floats, Wholes
from sandoq.engines.allocation.errors import SolverFailed
from sandoq.engines.allocation.highs import Infeasible, Solved

_CORES = ((300, 2000, 3.0), (1500, 5000, 6.0), (6000, 20000, 60.0))
"""Stations of a core, nodes and seconds of its search."""
_WHOLE = 1e-7
_REPAIRS = 10
_SMALL = 300
_STEPS = (0.005, 0.012, 0.022, 0.035, 0.05, 0.08, 0.15)
Tick = Callable[[str, float, float], bool]
"""Told the stage, the best value and the bound; False asks to stop."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Ready stations for a goal, what no choice exceeds, and the proof of that.

    `how` is `lp-dual` if `proof` alone gives `bound`, `branch-and-bound` if the search of a core,
    outside which no better choice lies, was needed to bring it down.
    """

    ready: Choice
    value: float
    bound: float
    proof: Proof
    how: str


class Chooser:
    """The master program of one scene, kept warm from goal to goal."""

    def __init__(self, scene: Scene, gap: float, tick: Tick) -> None:
        self.scene, self.gap, self.tick = scene, gap, tick
        self.floors: list[Floor] = []
        self.flows = [PartFlow(scene.network, part) for part in scene.network.parts]
        self.incumbent: Choice = scene.low > 0
        self.stopped = False
        self.unsure = False
        """Whether the incumbent has to be judged anew by maximum flow."""
        self._quick = False
        self.master = Master(scene)
        for flow in self.flows:
            self.master.add_limits(widest_limits(flow))

    def maximize(self, goal: str, gain: Floats, *, quick: bool = False) -> Chosen:
        """The most of Σ gain over ready stations; the incumbent becomes the answer.

        A quick search looks at one core only, and may find none where there is one.

        Raises:
            Infeasible: no choice keeps the floors, or none was found that does.
        """
        fair = self.master.holds(self.incumbent) and bool(
            (self.incumbent >= self.scene.low).all() and (self.incumbent <= self.scene.high).all()
        )
        if fair and self.unsure:
            fair = not self.violated(self.incumbent)
            self.unsure = False
        solved, proof = self._relaxed(goal, np.append(gain, 0.0))
        if self.stopped and not self.floors:
            down = solved.x[:-1] > 1 - _WHOLE
            if self.master.holds(down) and not self.violated(down):
                self.incumbent, fair = down, True
        while True:
            bound = upper_bound(self.scene, gain, proof, self.floors)
            how = "lp-dual"
            value = float(gain[self.incumbent].sum()) if fair else -np.inf
            if fair and (self.stopped or value >= bound - self._room(bound)):
                break
            self._quick = quick
            ready, least = self._whole(gain, solved, proof, bound, fair=fair)
            if ready is None:
                raise Infeasible
            broken = self.violated(ready)
            if not broken:
                self.incumbent = ready
                if least < bound:
                    bound, how = least, "branch-and-bound"
                break
            self.master.add_limits(broken)
            solved, proof = self._relaxed(goal, np.append(gain, 0.0))
        value = float(gain[self.incumbent].sum())
        self.tick(goal, value, bound)
        return Chosen(self.incumbent, value, max(bound, value), proof, how)

    def equalize(self, gain: Floats, at_most: float) -> tuple[float, float, Proof]:
        """Raise the least share of ready electors as far as whole stations allow.

        Steps down from the linear program's share until a choice is found; among the choices that
        keep it, the most of Σ gain.

        Returns:
            The share reached, the bound no choice exceeds, and the bound's proof.
        """
        bound, proof = self.relaxed_share(at_most)
        before = self.least_share(self.incumbent)
        small = len(gain) <= _SMALL or bound >= at_most
        for step in (0.0, *_STEPS) if small else _STEPS:
            share = bound * (1 - step)
            if share <= before or self.stopped:
                break
            self.keep_shares(share)
            try:
                self.maximize("equity", gain, quick=True)
            except Infeasible:
                continue
            return self.least_share(self.incumbent), bound, proof
        self.keep_shares(0.0)
        return before, bound, proof

    def least_share(self, ready: Choice) -> float:
        """The lowest share of ready electors among units that have a row for it; 1 if none."""
        units = [row.unit for row in self.master.rows if row.unit >= 0]
        scene = self.scene
        shares = np.bincount(
            scene.unit, weights=scene.part_of_unit * ready, minlength=scene.network.units
        )
        return float(shares[units].min()) if units else 1.0

    def keep(self, goal: str, gain: Floats, least: float) -> None:
        """A floor under a goal for everything after."""
        floor = Floor(goal, gain, least)
        self.floors.append(floor)
        self.master.add_floor(floor)

    def refloor(self, goal: str, least: float) -> None:
        """Another floor under a goal that has one."""
        self.floors = [
            replace(floor, least=least) if floor.goal == goal else floor for floor in self.floors
        ]
        self.master.refloor(goal, least)

    def force(self, low: Floats) -> None:
        """Other stations that must be ready, shape (stations,)."""
        self.scene = replace(self.scene, low=low)
        self.master.limit_stations(self.scene)
        self.unsure = True

    def resupply(self) -> None:
        """Take a changed stock of the network into account."""
        self.master.resupply()
        self.unsure = True

    def keep_shares(self, share: float) -> None:
        """A floor under every unit's share of ready electors that has a row for it."""
        self.master.limit_share(share, 1.0)
        shares = np.zeros(self.scene.network.units)
        shares[[row.unit for row in self.master.rows if row.unit >= 0]] = share
        self.scene = replace(self.scene, shares=shares)
        self.master.scene = self.scene

    def relaxed_share(self, at_most: float) -> tuple[float, Proof]:
        """The largest least share by the linear program: its bound and proof."""
        self.master.limit_share(0.0, at_most)
        nothing = np.zeros(len(self.scene.unit))
        _, proof = self._relaxed("equity", np.append(nothing, 1.0))
        scene = replace(self.scene, shares=np.zeros(self.scene.network.units))
        bound = upper_bound(scene, nothing, proof, self.floors)
        bound += max(0.0, 1.0 - float(proof.shares.sum())) * at_most
        return min(bound, at_most), proof

    def settle(self, x: Floats, worth: Floats) -> Choice | None:
        """A choice near a fractional one that keeps every floor and limit, of the most worth.

        None if none was found near.
        """
        rest = x > 0.5  # noqa: PLR2004 - nearest whole number
        loose = (x > _WHOLE) & (x < 1 - _WHOLE)
        order = np.lexsort((np.arange(len(x)), np.where(loose, -1.0, np.abs(worth))))
        order = order[self.scene.high[order] > self.scene.low[order]]
        for stations, nodes, seconds in _CORES[:2]:
            free = np.sort(order[: max(stations, int(loose.sum()))])
            for _ in range(_REPAIRS):
                found, _ = self._search(worth, rest, free, nodes, seconds)
                broken = [] if found is None else self.violated(found)
                if not broken:
                    break
                self.master.add_limits(broken)
            if found is not None and not broken:
                return found
        return None

    def violated(self, ready: Floats | Choice) -> list[Limit]:
        """Limits of supply that a choice, perhaps fractional, breaks."""
        demand = self.demand(ready)
        found = [flow.violated(demand) for flow in self.flows]
        return [limit for limit in found if limit is not None]

    def demand(self, ready: Floats | Choice) -> Floats:
        """Pieces by unit and slot, shape (units, K)."""
        network = self.scene.network
        chosen = np.asarray(ready, float)
        return np.column_stack(
            [
                np.bincount(
                    self.scene.unit, weights=chosen * network.need[:, slot], minlength=network.units
                )
                for slot in range(len(network.slots))
            ]
        )

    def _room(self, bound: float) -> float:
        return self.gap * abs(bound) + 1e-6

    def _relaxed(self, goal: str, cost: Floats) -> tuple[Solved, Proof]:
        """The linear program with every limit that its answer would break."""
        self.master.program.aim(cost, maximize=True)
        solved = self.master.program.solve()
        while not self.stopped:
            self.stopped = not self.tick(goal, float(cost[:-1][self.incumbent].sum()), solved.value)
            broken = self.violated(np.clip(solved.x[:-1], 0.0, 1.0))
            if not broken:
                break
            self.master.add_limits(broken)
            solved = self.master.program.solve()
        return solved, self.master.proof(solved)

    def _whole(
        self, gain: Floats, solved: Solved, proof: Proof, bound: float, *, fair: bool
    ) -> tuple[Choice | None, float]:
        """A choice that keeps all rows, and a bound of the search (infinite if it proves none).

        None if no choice was found, which cannot be when the incumbent is `fair`.
        """
        best: Choice | None = self.incumbent if fair else None
        value, least = (float(gain[self.incumbent].sum()) if fair else -np.inf), np.inf
        worth = np.abs(station_gains(self.scene, gain, proof, self.floors))
        x = solved.x[:-1]
        loose = (x > _WHOLE) & (x < 1 - _WHOLE)
        order = np.lexsort((np.arange(len(x)), np.where(loose, -1.0, worth)))
        order = order[self.scene.high[order] > self.scene.low[order]]
        for stations, nodes, seconds in _CORES[:1] if self._quick else _CORES:
            free = np.sort(order[: max(stations, int(loose.sum()))])
            found, core_bound = self._search(gain, x > 0.5, free, nodes, seconds)  # noqa: PLR2004
            if found is not None and gain[found].sum() > value:
                best, value = found, float(gain[found].sum())
            outside = np.setdiff1d(order, free)
            if core_bound is not None and (
                not len(outside) or bound - float(worth[outside].min()) <= value
            ):
                least = max(core_bound, value)
            reached = best is not None and value >= min(bound, least) - self._room(bound)
            if reached or len(free) == len(order):
                break
        return best, least

    def _search(
        self, gain: Floats, rest: Choice, free: Wholes, nodes: int, seconds: float
    ) -> tuple[Choice | None, float | None]:
        """The best choice that differs from `rest` only in `free`, and its bound if proven."""
        program, _ = self.master.core(gain, rest, free)
        program.set(
            mip_rel_gap=self.gap / 4, mip_abs_gap=0.0, mip_max_nodes=nodes, time_limit=seconds
        )
        try:
            solved = program.solve()
        except SolverFailed:  # Infeasible among them: this core holds no choice
            return None, None
        ready = rest.copy()
        ready[free] = solved.x > 0.5  # noqa: PLR2004 - whole numbers
        outside = float(gain[rest].sum() - gain[free][rest[free]].sum())
        if not self.master.holds(ready):
            return None, None
        return ready, outside + solved.bound


def alone_reachable(scene: Scene) -> Choice:
    """Stations whose whole need could be supplied if nobody else needed anything."""
    network = scene.network
    reach = in_reach(network, network.stock)
    return np.asarray((network.need <= reach[scene.unit]).all(axis=1), bool)
