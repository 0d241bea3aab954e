"""From a question to a plan: goal after goal, each with its floor, then carriage."""

import time

import numpy as np

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.equipment.bounds import Proof, station_gains
from sandoq.engines.allocation.equipment.carriage import carriage, paid
from sandoq.engines.allocation.equipment.choosing import Chooser, alone_reachable
from sandoq.engines.allocation.equipment.moving import Moved, move, move_others, transfers
from sandoq.engines.allocation.equipment.network import build_network
from sandoq.engines.allocation.equipment.plan import GoalReached, Plan
from sandoq.engines.allocation.equipment.question import Flags, Question, Wholes
from sandoq.engines.allocation.equipment.scene import aims, open_scene
from sandoq.engines.allocation.equipment.sharing import together
from sandoq.engines.allocation.equipment.shortage import shortages
from sandoq.engines.allocation.equipment.transport import Carried, Carrier
from sandoq.engines.allocation.progress import Progress, Watch, unwatched

_MARGIN = 0.1
"""Share of the stations, nearest to the margin, that the program of carriage starts with."""
_TRANSPORT_GAP = 1e-4


def solve(question: Question, *, watch: Watch = unwatched) -> Plan:
    """The best use of the equipment, goal after goal, with a certificate for each.

    Raises:
        NoFeasiblePlan: what was fixed cannot be.
        SolverFailed: no answer that can be trusted.
    """
    return Solving(question, watch).plan()


class Solving:
    """One question being solved; `chooser` stays for whoever asks further."""

    def __init__(self, question: Question, watch: Watch = unwatched) -> None:
        self.question = question
        self._started = time.monotonic()
        self._watch = watch
        self.network = build_network(question, question.blocking)
        scene, self.equity_units = open_scene(question, self.network)
        self.chooser = Chooser(scene, question.goals.gap / 2, self._tick)
        self.layers = carriage(question, self.network)
        self.goals: list[tuple[str, float, Proof, str, float | None]] = []
        self.floored_share: float | None = None
        self._rows_of_shares = False

    def choose(self) -> None:
        """Priorities and electors; their floors are kept from here on."""
        goals = self.question.goals
        if goals.equity_floor is not None:
            self._share_rows()
            electors = self.question.stations.electors.astype(float)
            held, _, _ = self.chooser.equalize(electors, goals.equity_floor)
            self.floored_share = min(goals.equity_floor, held)
            self.chooser.keep_shares(self.floored_share)
        for aim in aims(self.question):
            chosen = self.chooser.maximize(aim.goal, aim.gain)
            floor = float(np.ceil(chosen.value * (1 - aim.loss) - 1e-6))
            self.chooser.keep(aim.goal, aim.gain, floor)
            self.goals.append((aim.goal, chosen.bound, chosen.proof, chosen.how, floor))

    def plan(self) -> Plan:
        """All goals, then the whole plan."""
        self.choose()
        self._equalize()
        bundles, carried = self._carry()
        ready = self.chooser.incumbent
        others = move_others(self.question, ready)
        parts = [bundles] if others is None else [bundles, others]
        unit = self.question.stations.unit
        reached = self._reached(bundles, carried)
        return Plan(
            question=self.question,
            status=self._status(reached),
            goals=reached,
            slots=tuple(slot.key for slot in self.network.slots),
            ready=ready,
            transfers=transfers(parts),
            allotments=together([one for moved in parts for one in moved.allotments(unit)]),
            short=shortages(
                self.question,
                self.network,
                ready,
                bundles.left(),
                alone_reachable(self.chooser.scene),
            ),
            seconds=time.monotonic() - self._started,
            equity_floor=self.floored_share,
        )

    def _equalize(self) -> None:
        """Raise the least share of ready electors, and keep most of it."""
        if self.chooser.stopped or len(self.equity_units) < 2:  # noqa: PLR2004 - nobody to equal
            return
        self._share_rows()
        electors = self.question.stations.electors.astype(float)
        held, bound, proof = self.chooser.equalize(electors, 1.0)
        floor = held * (1 - self.question.goals.equity_loss)
        floor = max(floor, self.floored_share or 0.0)
        floor = float(np.floor(floor * 1e9) / 1e9)
        self.chooser.keep_shares(floor)
        self.goals.append(("equity", bound, proof, "lp-dual", floor))

    def _share_rows(self) -> None:
        if not self._rows_of_shares:
            self.chooser.master.add_shares(self.equity_units)
            self._rows_of_shares = True

    def _carry(self) -> tuple[Moved, Carried | None]:
        """The cheapest way found to supply a choice that keeps all floors."""
        chooser = self.chooser
        here = self._moved(chooser.incumbent)
        if chooser.stopped:
            return here, None
        carrier = Carrier(
            chooser.scene, chooser.floors, self.layers, chooser.incumbent, self._margin()
        )
        for part, by_way in zip(self.network.parts, here.by_way, strict=True):
            for at, model in enumerate(part.models):
                carrier.use(model, by_way[at])
        carried = carrier.solve(_TRANSPORT_GAP)
        self._tick("transport", here.cost, carried.bound)
        near = None if chooser.stopped else chooser.settle(carried.x, carried.worth)
        for other in (near, self._as_before()):
            if other is not None:
                there = self._moved(other)
                if there.cost < here.cost:
                    chooser.incumbent, here = other, there
        return here, carried

    def _as_before(self) -> Flags | None:
        """The previous plan's ready stations, if they keep every floor and limit."""
        chooser, previous = self.chooser, self.question.previous
        if previous is None or chooser.stopped:
            return None
        ready = np.zeros(len(chooser.incumbent), bool)
        ready[list(previous.ready)] = True
        inside = (ready >= chooser.scene.low) & (ready <= chooser.scene.high)
        if not inside.all() or not chooser.master.holds(ready) or chooser.violated(ready):
            return None
        return ready

    def _moved(self, ready: Flags) -> Moved:
        need = self.network.need * ready[:, np.newaxis]
        return move(self.chooser.flows, need, self.question.stations.unit, self.layers)

    def _margin(self) -> Wholes:
        """Stations nearest to being chosen otherwise, by the electors' prices."""
        proof = next(proof for goal, _, proof, _, _ in self.goals if goal == "electors")
        electors = self.question.stations.electors.astype(float)
        worth = np.abs(station_gains(self.chooser.scene, electors, proof, self.chooser.floors))
        count = max(300, round(_MARGIN * len(worth)))
        return np.argsort(worth, kind="stable")[:count]

    def _reached(self, bundles: Moved, carried: Carried | None) -> tuple[GoalReached, ...]:
        """Every goal's value in the final plan, and its bound."""
        ready = self.chooser.incumbent
        values = {aim.goal: float(aim.gain[ready].sum()) for aim in aims(self.question)}
        values["equity"] = self.chooser.least_share(ready)
        found = [
            GoalReached(
                goal,
                Certificate("max", values[goal], max(bound, values[goal]), how),
                floor,
                proof,
            )
            for goal, bound, proof, how, floor in self.goals
        ]
        always = paid(self.question, self.network)
        units, slots = self.network.units, len(self.network.slots)
        proof = Proof(np.zeros((units, slots)), {}, np.zeros(units))
        bound, how = 0.0, "nothing-below-zero"
        if carried is not None:
            bound, how, proof = max(carried.bound, 0.0), "lp-dual", carried.proof
        value = bundles.cost + always
        certificate = Certificate("min", value, min(bound + always, value), how)
        return (*found, GoalReached("transport", certificate, None, proof))

    def _status(self, reached: tuple[GoalReached, ...]) -> str:
        if self.chooser.stopped:
            return "stopped"
        goals = self.question.goals
        for goal in reached:
            if goal.goal in {"equity", "transport"}:
                continue
            loss = goals.electors_loss if goal.goal == "electors" else goals.priority_loss
            if goal.certificate.gap > goals.gap / 2 + loss + 1e-12:
                return "feasible"
        return "optimal"

    def _tick(self, stage: str, best: float, bound: float) -> bool:
        seconds = time.monotonic() - self._started
        known = best if np.isfinite(best) else None
        return self._watch(Progress(stage, seconds, None, known, bound))
