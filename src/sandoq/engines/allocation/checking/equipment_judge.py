"""An equipment plan's rows, summed as its checks need them."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sandoq.engines.allocation.checking.equipment_bounds import Duality
from sandoq.engines.allocation.checking.equipment_facts import Facts, rows

_NAMED = 5


class Judge:
    """The plan's rows, summed as the checks need them."""

    def __init__(self, facts: Facts, plan: Mapping[str, Any]) -> None:
        self.facts, self.plan = facts, plan
        self.duality = Duality(facts)
        self._gains: dict[str, dict[str, float]] = {}
        self._shares: dict[str, float] | None = None
        self.ready = set(rows(plan, "ready"))
        unknown = self.ready - facts.stations.keys()
        if unknown:
            raise ValueError(sorted(unknown)[:_NAMED])
        self.sent: Counter[tuple[str, str, str]] = Counter()
        for row in rows(plan, "transfers"):
            self.sent[row["from"], row["to"], row["model"]] += _count(row["quantity"])
        self.given: Counter[tuple[str, str]] = Counter()
        self.used: Counter[tuple[str, str, str]] = Counter()
        self.misfits: list[str] = []
        stations = facts.stations
        for row in rows(plan, "allotments"):
            station, model, item = row["station"], row["model"], row["item"]
            pieces = _count(row["quantity"])
            self.given[station, item] += pieces
            self.used[row["store"], stations[station]["unit"], model] += pieces
            if model not in facts.slot(station, item)[1]:
                self.misfits.append(f"{model} for {item} at {station}")
        self.goals: dict[str, Mapping[str, Any]] = {g["goal"]: g for g in rows(plan, "goals")}

    def gains(self, goal: str) -> dict[str, float]:
        """What each station gives to a goal of electors."""
        if goal in self._gains:
            return self._gains[goal]
        rank = {"priority-2": 2, "priority-1": 1}.get(goal)
        self._gains[goal] = {
            code: float(row["electors"])
            for code, row in self.facts.stations.items()
            if rank is None or (row.get("priority") or 0) == rank
        }
        return self._gains[goal]

    def value(self, goal: str) -> float:
        """A goal's value, computed from the plan."""
        if goal == "equity":
            return min(self.shares().values(), default=1.0)
        if goal == "transport":
            return self.carriage()
        return sum(gain for code, gain in self.gains(goal).items() if code in self.ready)

    def shares(self) -> dict[str, float]:
        """Share of ready electors, by unit that can have any."""
        if self._shares is not None:
            return self._shares
        duality = self.duality
        hopeful = {
            row["unit"]
            for code, row in self.facts.stations.items()
            if row["electors"] and code not in duality.never and code not in duality.closed_to
        }
        ready: Counter[str] = Counter()
        for code in self.ready:
            row = self.facts.stations[code]
            ready[row["unit"]] += row["electors"]
        self._shares = {unit: ready[unit] / duality.electors[unit] for unit in hopeful}
        return self._shares

    def carriage(self) -> float:
        """Kilometres × volume of the items of bundles, and the price of change."""
        facts = self.facts
        previous = facts.question.get("previous")
        known: Counter[tuple[str, str, str]] = Counter()
        price = 0.0
        if isinstance(previous, Mapping):
            price = _price(facts)
            for row in rows(previous, "transfers"):
                known[row["from"], row["to"], row["model"]] += row["quantity"]
        total = 0.0
        for way, pieces in self.sent.items():
            item = facts.serves[way[2]][0]
            if not facts.bundle.isdisjoint(facts.serves[way[2]]):
                volume = float(facts.items[item].get("volume") or 1.0)
                total += pieces * facts.ways[way[0], way[1]] * volume
                total += price * max(0, pieces - known[way])
        return total

    def bound(self, goal: str) -> float:
        """The bound that the goal's proof gives; of carriage from below."""
        duality = self.duality
        proof = self.goals[goal].get("proof") or {}
        before = list(self.goals)[: list(self.goals).index(goal)]
        floors = {
            name: (self.gains(name), float(self.goals[name]["floor"]))
            for name in before
            if name != "equity"
        }
        least = max(
            float((self.plan.get("equity_floor") or {}).get("held", 0.0)),
            float(self.goals["equity"]["floor"]) if "equity" in before else 0.0,
        )
        if goal == "equity":
            weights = sum((proof.get("units") or {}).values())
            # the share itself is at most 1
            spare = max(0.0, 1.0 - float(weights))
            return duality.bound({}, proof, floors, {}, carried=False) + spare
        shares = dict.fromkeys(self.shares(), least)
        if goal == "transport":
            return -duality.bound({}, proof, floors, shares, carried=True)
        return duality.bound(self.gains(goal), proof, floors, shares, carried=False)


def _price(facts: Facts) -> float:
    value: Any = facts.question.get("change_price") or 0.0
    return float(value)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(value)
    return value
