"""Whether an equipment plan keeps its question's rules, and whether its proofs prove.

Everything is computed anew from the two documents; the planner's code is not used.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sandoq.engines.allocation.checking.equipment_bounds import Duality
from sandoq.engines.allocation.checking.equipment_facts import Facts, gather, rows
from sandoq.engines.allocation.checking.equipment_separately import CHECKS, Separate
from sandoq.engines.allocation.checking.findings import Finding
from sandoq.engines.allocation.documents import Document

_NAMED = 5
_NEAR = 1e-6
_FAULTS = (KeyError, TypeError, AttributeError, ValueError)


def check(question: Document, plan: Document) -> list[Finding]:
    """Every check, in a fixed order.

    Raises:
        BadDocument: the question is no equipment question.
    """
    facts = gather(question)
    judge: Any
    tests: Mapping[str, Callable[[Any], Iterator[str]]]
    try:
        separate = bool(plan.get("separately"))
        judge, tests = (
            (Separate(facts, plan), CHECKS) if separate else (_Judge(facts, plan), _CHECKS)
        )
    except _FAULTS as fault:
        return [Finding("plan-can-be-read", holds=False, told=repr(fault)[:200])]
    found = [Finding("plan-can-be-read", holds=True)]
    for name, test in tests.items():
        try:
            told = [told for _, told in zip(range(_NAMED), test(judge), strict=False)]
        except _FAULTS as fault:
            told = [f"cannot be read: {fault!r}"[:200]]
        found.append(Finding(name, not told, "; ".join(told)))
    return found


class _Judge:
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


def _ways_allowed(judge: _Judge) -> Iterator[str]:
    for store, unit, _ in judge.sent:
        if (store, unit) not in judge.facts.ways:
            yield f"no way from {store} to {unit}"
    for row in rows(judge.plan, "transfers"):
        km = judge.facts.ways.get((row["from"], row["to"]))
        if km is not None and abs(km - row["km"]) > 0.01 + _NEAR * km:
            yield f"{row['from']} to {row['to']}: {row['km']} km, not {km}"


def _within_stock(judge: _Judge) -> Iterator[str]:
    taken: Counter[tuple[str, str]] = Counter()
    for (store, _, model), pieces in judge.sent.items():
        taken[store, model] += pieces
    for key, pieces in taken.items():
        if pieces > judge.facts.stock.get(key, 0):
            yield f"{key[0]} sends {pieces} {key[1]} of {judge.facts.stock.get(key, 0)}"


def _fixed_transfers(judge: _Judge) -> Iterator[str]:
    for row in rows(judge.facts.section("fixed"), "transfers"):
        pieces = judge.sent[row["from"], row["to"], row["model"]]
        most = row.get("at_most")
        if pieces < (row.get("at_least") or 0) or (most is not None and pieces > most):
            yield f"{row['from']} to {row['to']}: {pieces} {row['model']}"


def _fixed_stations(judge: _Judge) -> Iterator[str]:
    fixed = judge.facts.section("fixed")
    yield from sorted(set(rows(fixed, "ready")) - judge.ready)
    yield from sorted(set(rows(fixed, "not_ready")) & judge.ready)


def _allotted_arrived(judge: _Judge) -> Iterator[str]:
    for way, pieces in judge.used.items():
        if pieces > judge.sent[way]:
            yield f"{pieces} {way[2]} from {way[0]} in {way[1]}, {judge.sent[way]} came"


def _models_serve(judge: _Judge) -> Iterator[str]:
    yield from judge.misfits


def _not_beyond_need(judge: _Judge) -> Iterator[str]:
    for (station, item), pieces in judge.given.items():
        need = judge.facts.need[station].get(item, 0)
        if pieces > need:
            yield f"{station} gets {pieces} {item} and needs {need}"


def _bundles_whole(judge: _Judge) -> Iterator[str]:
    facts = judge.facts
    for station in judge.ready:
        for item, need in facts.need[station].items():
            if item in facts.bundle and judge.given[station, item] < need:
                yield f"{station} has {judge.given[station, item]} of {need} {item}"


def _short_are_the_rest(judge: _Judge) -> Iterator[str]:
    short = [row["station"] for row in rows(judge.plan, "short")]
    twice = [code for code, times in Counter(short).items() if times > 1]
    wrong = (judge.facts.stations.keys() - judge.ready) ^ set(short)
    yield from sorted({*twice, *wrong})
    if len(rows(judge.plan, "ready")) != len(judge.ready):
        yield "a ready station stands twice"


def _counties_add_up(judge: _Judge) -> Iterator[str]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for code, row in judge.facts.stations.items():
        sums[row["unit"]][0] += 1
        sums[row["unit"]][2] += row["electors"]
        if code in judge.ready:
            sums[row["unit"]][1] += 1
            sums[row["unit"]][3] += row["electors"]
    names = ("stations", "ready", "electors", "ready_electors")
    told = {row["unit"]: [row[name] for name in names] for row in rows(judge.plan, "counties")}
    yield from (unit for unit in judge.facts.units if told.get(unit) != sums[unit])


def _goals_in_order(judge: _Judge) -> Iterator[str]:
    ranks = {row.get("priority") or 0 for row in judge.facts.stations.values() if row["electors"]}
    asked = [f"priority-{rank}" for rank in (2, 1) if rank in ranks] + ["electors"]
    named = [goal for goal in judge.goals if goal != "equity"]
    if named != [*asked, "transport"]:
        yield f"{named}, not {[*asked, 'transport']}"


def _values_recomputed(judge: _Judge) -> Iterator[str]:
    for goal, row in judge.goals.items():
        told, value = float(row["certificate"]["value"]), judge.value(goal)
        if abs(told - value) > 2 * _NEAR * max(1.0, abs(value)):
            yield f"{goal}: {told}, recomputed {value}"


def _floors_kept(judge: _Judge) -> Iterator[str]:
    for goal, row in judge.goals.items():
        floor = row.get("floor")
        if floor is not None and judge.value(goal) < floor - _NEAR * max(1.0, abs(floor)):
            yield f"{goal}: {judge.value(goal)} below its floor {floor}"


def _bounds_proven(judge: _Judge) -> Iterator[str]:
    for goal, row in judge.goals.items():
        certificate = row["certificate"]
        told, proven = float(certificate["bound"]), judge.bound(goal)
        room = _NEAR * max(1.0, abs(proven))
        if goal == "transport":
            if told > max(proven, 0.0) + room:
                yield f"{goal}: {told} from below, proven {proven}"
        elif certificate["how"] == "branch-and-bound":
            if told > proven + room or told < judge.value(goal) - room:
                yield f"{goal}: {told} outside value and proof"
        elif told < min(proven, 1.0 if goal == "equity" else proven) - room:
            yield f"{goal}: {told}, proven only {proven}"


def _status_earned(judge: _Judge) -> Iterator[str]:
    if judge.plan.get("status") != "optimal":
        return
    goals = judge.facts.section("goals")
    losses, gap = goals.get("loss") or {}, goals.get("gap", 1e-4)
    for goal, row in judge.goals.items():
        loss = losses.get("electors", 5e-5) if goal == "electors" else losses.get("priority", 0)
        bound = float(row["certificate"]["bound"])
        if goal not in {"equity", "transport"}:
            short = bound - judge.value(goal)
            if short > (gap / 2 + loss) * bound + 1:
                yield f"{goal}: {short} below its bound"


_CHECKS: dict[str, Callable[[_Judge], Iterator[str]]] = {
    "transfers-go-allowed-ways": _ways_allowed,
    "stores-send-what-they-have": _within_stock,
    "fixed-transfers-kept": _fixed_transfers,
    "fixed-stations-kept": _fixed_stations,
    "allotted-pieces-arrived": _allotted_arrived,
    "models-serve-their-items": _models_serve,
    "nobody-gets-more-than-needed": _not_beyond_need,
    "ready-stations-have-whole-bundles": _bundles_whole,
    "every-other-station-is-short": _short_are_the_rest,
    "counties-add-up": _counties_add_up,
    "goals-in-the-asked-order": _goals_in_order,
    "values-recomputed": _values_recomputed,
    "floors-kept": _floors_kept,
    "bounds-proven": _bounds_proven,
    "status-earned": _status_earned,
}
