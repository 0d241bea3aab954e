"""Whether items shared one by one keep the question's rules, and whether their prices prove."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from sandoq.engines.allocation.checking.equipment_facts import Facts, Floats, rows, sphere_km

NEAREST = 8
_LACKING_METRES = 10_000_000
_METRE = 1.0


class Separate:
    """A plan of separate items, summed as its checks need it."""

    def __init__(self, facts: Facts, plan: Mapping[str, Any]) -> None:
        self.facts, self.plan = facts, plan
        self.stores = [row["code"] for row in rows(facts.question, "stores")]
        self.codes = list(facts.stations)
        self.given: Counter[tuple[str, str]] = Counter()
        self.taken: Counter[tuple[str, str]] = Counter()
        self.metres = self._metres()
        self.cost: Counter[str] = Counter()
        self.faults: list[str] = []
        place = {code: at for at, code in enumerate(self.codes)}
        column = {code: at for at, code in enumerate(self.stores)}
        for row in rows(plan, "allotments"):
            station, store, pieces = row["station"], row["store"], row["quantity"]
            if isinstance(pieces, bool) or not isinstance(pieces, int) or pieces < 0:
                raise ValueError(pieces)
            self.given[station, row["item"]] += pieces
            self.taken[store, row["model"]] += pieces
            metres = self.metres[place[station], column[store]]
            own = facts.serves[row["model"]][0] == row["item"]
            if not np.isfinite(metres) or not own:
                self.faults.append(f"{row['model']} from {store} to {station}")
            elif row["model"] not in facts.slot(station, row["item"])[1]:
                self.faults.append(f"{station} does not accept {row['model']}")
            else:
                self.cost[row["item"]] += pieces * int(metres)

    def _metres(self) -> Floats:
        """Metres from each station to its nearest stores that may serve it, else infinite."""
        facts = self.facts
        roads = facts.section("roads")
        named = {(r["from"], r["to"]): 1000.0 * r["km"] for r in rows(roads, "km")}
        at = np.array([[r["lat"], r["lon"]] for r in facts.stations.values()], float)
        stores = rows(facts.question, "stores")
        places = np.array([[r["lat"], r["lon"]] for r in stores], float).reshape(-1, 2)
        far = 1000.0 * float(roads.get("factor", 1.35)) * sphere_km(at.reshape(-1, 2), places)
        unit = np.array([row["unit"] for row in facts.stations.values()])
        for of_unit in set(unit.tolist()):
            inside = np.flatnonzero(unit == of_unit)
            for column, store in enumerate(self.stores):
                if (store, of_unit) not in facts.ways:
                    far[inside, column] = np.inf
                elif (store, of_unit) in named:
                    far[inside, column] = named[store, of_unit]
        k = min(NEAREST, len(self.stores))
        if k:
            limit = np.partition(far, k - 1, axis=1)[:, k - 1 : k]
            far[far > limit] = np.inf
        return np.round(far)

    def lacking(self) -> Floats:
        """Metres that a missing piece costs, by station."""
        ranks = [row.get("priority") or 0 for row in self.facts.stations.values()]
        return np.asarray(_LACKING_METRES * 4.0 ** np.array(ranks, float), float)

    def value(self, item: str) -> float:
        """Metres of an item's pieces and of the missing ones."""
        lacking = self.lacking()
        short = [self.facts.need[c].get(item, 0) - self.given[c, item] for c in self.codes]
        return float(self.cost[item]) + float(lacking @ np.array(short, float))

    def bound(self, row: Mapping[str, Any]) -> float:
        """What the item's prices prove that no flow undercuts."""
        item = row["item"]
        prices = (row.get("proof") or {}).get("prices") or {}
        best = self.lacking()
        total = 0.0
        models = [model for model, serves in self.facts.serves.items() if serves[0] == item]
        for model in models:
            accepts = [model in self.facts.slot(code, item)[1] for code in self.codes]
            for column, store in enumerate(self.stores):
                price = float((prices.get(store) or {}).get(model, 0.0))
                if not price >= 0:
                    raise ValueError(price)
                stock = self.facts.stock.get((store, model), 0)
                total -= price * stock
                if stock:
                    reach = np.where(accepts, self.metres[:, column] + price, np.inf)
                    best = np.minimum(best, reach)
        need = np.array([self.facts.need[code].get(item, 0) for code in self.codes], float)
        return total + float(need @ best)


def _allowed(judge: Separate) -> Iterator[str]:
    yield from judge.faults


def _within_stock(judge: Separate) -> Iterator[str]:
    for key, pieces in judge.taken.items():
        if pieces > judge.facts.stock.get(key, 0):
            yield f"{key[0]} gives {pieces} {key[1]} of {judge.facts.stock.get(key, 0)}"


def _not_beyond_need(judge: Separate) -> Iterator[str]:
    for (station, item), pieces in judge.given.items():
        if pieces > judge.facts.need[station].get(item, 0):
            yield f"{station} gets {pieces} {item}"


def _values(judge: Separate) -> Iterator[str]:
    for row in rows(judge.plan, "items"):
        served = sum(n for (_, item), n in judge.given.items() if item == row["item"])
        value = judge.value(row["item"])
        if served != row["served"] or abs(value - row["certificate"]["value"]) > _METRE:
            yield f"{row['item']}: {served} pieces, {value} metres"


def _bounds(judge: Separate) -> Iterator[str]:
    for row in rows(judge.plan, "items"):
        told, proven = float(row["certificate"]["bound"]), judge.bound(row)
        if told > proven + _METRE + 1e-9 * abs(proven):
            yield f"{row['item']}: {told} from below, proven {proven}"


CHECKS = {
    "pieces-go-allowed-ways": _allowed,
    "stores-send-what-they-have": _within_stock,
    "nobody-gets-more-than-needed": _not_beyond_need,
    "values-recomputed": _values,
    "bounds-proven": _bounds,
}
