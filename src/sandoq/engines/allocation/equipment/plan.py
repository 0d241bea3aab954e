"""The answer: who is ready, what goes where, how good it is, and its document."""

from dataclasses import dataclass, field, replace

import numpy as np

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.equipment.bounds import Proof
from sandoq.engines.allocation.equipment.question import Flags, Floats, Question, Wholes
from sandoq.engines.allocation.equipment.sharing import Allotments


@dataclass(frozen=True, slots=True)
class GoalReached:
    """A goal's value and bound, the floor kept under it for later goals, and the bound's proof."""

    goal: str
    certificate: Certificate
    floor: float | None
    proof: Proof


@dataclass(frozen=True, slots=True)
class Transfers:
    """Pieces of a model from a store to a unit; all of shape (n,), sorted by the codes' places."""

    store: Wholes
    unit: Wholes
    model: Wholes
    quantity: Wholes
    km: Floats


@dataclass(frozen=True, slots=True)
class Short:
    """A station that is not made ready, what it lacks by item, and why."""

    station: int
    missing: dict[str, int]
    reason: str
    told: dict[str, object]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the bottleneck staircase, verified by an integer re-solve."""

    model: str
    store: str
    add: int
    gain_stations: int
    gain_electors: int
    then_binds: str | None
    verified: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """An equipment plan; `slots` are the keys of the proofs' prices, `ready` (stations,)."""

    question: Question
    status: str
    goals: tuple[GoalReached, ...]
    slots: tuple[str, ...]
    ready: Flags
    transfers: Transfers
    allotments: Allotments
    short: tuple[Short, ...]
    seconds: float
    equity_floor: float | None = None
    staircase: tuple[Step, ...] = field(default=())

    @property
    def electors(self) -> int:
        """Electors at ready stations."""
        return int(self.question.stations.electors[self.ready].sum())

    def explained(self, steps: tuple[Step, ...]) -> "Plan":
        """The same plan with a bottleneck staircase."""
        return replace(self, staircase=steps)

    def document(self) -> dict[str, object]:
        """The plan as JSON values, without kind and identity (the command adds them)."""
        question = self.question
        codes = question.stations.codes
        return {
            "status": self.status,
            "goals": [self._goal(goal) for goal in self.goals],
            "equity_floor": _held(question.goals.equity_floor, self.equity_floor),
            "ready": [codes[at] for at in np.flatnonzero(self.ready)],
            "short": [
                {
                    "station": codes[one.station],
                    "missing": one.missing,
                    "reason": one.reason,
                    "told": one.told,
                }
                for one in self.short
            ],
            "transfers": self._transfers(),
            "allotments": self._allotments(),
            "counties": self._counties(),
            "staircase": [
                {name: getattr(step, name) for name in Step.__dataclass_fields__}
                for step in self.staircase
            ],
            "changes": self.changes(),
            "seconds": round(self.seconds, 3),
        }

    def changes(self) -> dict[str, object]:
        """What differs from the previous plan; empty without one."""
        previous, codes = self.question.previous, self.question.stations.codes
        if previous is None:
            return {}
        now = set(np.flatnonzero(self.ready).tolist())
        sent = dict(previous.transfers)
        moved = self.transfers
        for store, unit, model, pieces in zip(
            moved.store, moved.unit, moved.model, moved.quantity, strict=True
        ):
            way = (int(store), int(unit), int(model))
            sent[way] = sent.get(way, 0) - int(pieces)
        return {
            "ready_gained": [codes[at] for at in sorted(now - previous.ready)],
            "ready_lost": [codes[at] for at in sorted(previous.ready - now)],
            "units_changed": sum(abs(pieces) for pieces in sent.values()),
            "units_added": -sum(min(pieces, 0) for pieces in sent.values()),
            "units_before": sum(previous.transfers.values()),
        }

    def _goal(self, goal: GoalReached) -> dict[str, object]:
        proof, units = goal.proof, self.question.unit_codes
        shared = {units[at]: float(proof.shares[at]) for at in np.flatnonzero(proof.shares)}
        prices: dict[str, dict[str, float]] = {}
        for unit, slot in zip(*np.nonzero(proof.prices), strict=True):
            prices.setdefault(units[unit], {})[self.slots[slot]] = float(proof.prices[unit, slot])
        certificate = goal.certificate
        return {
            "goal": goal.goal,
            "certificate": {
                "sense": certificate.sense,
                "value": round(certificate.value, 6),
                "bound": round(certificate.bound, 6),
                "gap": round(certificate.gap, 9),
                "how": certificate.how,
            },
            "floor": goal.floor,
            "proof": {
                "prices": prices,
                "floors": {name: value for name, value in proof.floors.items() if value},
                "units": shared,
            },
        }

    def _transfers(self) -> list[dict[str, object]]:
        question, moved = self.question, self.transfers
        return [
            {
                "from": question.stores.codes[store],
                "to": question.unit_codes[unit],
                "model": question.models[model].code,
                "quantity": quantity,
                "km": km,
            }
            for store, unit, model, quantity, km in zip(
                moved.store.tolist(),
                moved.unit.tolist(),
                moved.model.tolist(),
                moved.quantity.tolist(),
                moved.km.tolist(),
                strict=True,
            )
        ]

    def _allotments(self) -> list[dict[str, object]]:
        question, given = self.question, self.allotments
        stations, stores = question.stations.codes, question.stores.codes
        models = [model.code for model in question.models]
        items = [item.code for item in question.items]
        return [
            {
                "station": stations[station],
                "store": stores[store],
                "model": models[model],
                "item": items[item],
                "quantity": quantity,
            }
            for station, store, model, item, quantity in zip(
                given.station.tolist(),
                given.store.tolist(),
                given.model.tolist(),
                given.item.tolist(),
                given.quantity.tolist(),
                strict=True,
            )
        ]

    def _counties(self) -> list[dict[str, object]]:
        stations, units = self.question.stations, len(self.question.unit_codes)
        ready, electors = self.ready.astype(float), stations.electors.astype(float)
        columns = {
            "stations": np.bincount(stations.unit, minlength=units),
            "ready": np.bincount(stations.unit, weights=ready, minlength=units),
            "electors": np.bincount(stations.unit, weights=electors, minlength=units),
            "ready_electors": np.bincount(stations.unit, weights=electors * ready, minlength=units),
        }
        return [
            {"unit": code, **{name: round(float(column[at])) for name, column in columns.items()}}
            for at, code in enumerate(self.question.unit_codes)
        ]


def _held(asked: float | None, held: float | None) -> dict[str, float] | None:
    """What equity floor was asked and what could be kept."""
    return None if asked is None or held is None else {"asked": asked, "held": round(held, 9)}
