"""Every choice of ready stations, each judged by a linear program: slow, simple, and no other code.

Ways, needs and stock come from the checker's facts, which do not use the planner's code.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import linprog

from sandoq.engines.allocation.checking.equipment_bounds import Duality
from sandoq.engines.allocation.checking.equipment_facts import gather

Column = tuple[float, float, dict[str, float]]
"""Cost, room, and entries by row."""


class Brute:
    """All feasible choices of a question, with their values."""

    def __init__(self, question: dict[str, Any]) -> None:
        self.facts = gather(question)
        self.duality = Duality(self.facts)
        self.codes = list(self.facts.stations)
        self.previous, self.price = self.duality._previous()
        self.choices = []
        for flags in product((False, True), repeat=len(self.codes)):
            ready = {code for code, flag in zip(self.codes, flags, strict=True) if flag}
            if not ready & self.duality.never and self.duality.always <= ready:
                cost = self.carriage(ready)
                if cost is not None:
                    self.choices.append((self.values(ready), cost))

    def values(self, ready: set[str]) -> tuple[float, ...]:
        """Priority 2, priority 1, electors, least share."""
        rows = self.facts.stations
        of = [
            sum(rows[c]["electors"] for c in ready if rank is None or rows[c]["priority"] == rank)
            for rank in (2, 1, None)
        ]
        hopeful = {
            row["unit"]
            for code, row in rows.items()
            if row["electors"] and code not in self.duality.never | self.duality.closed_to
        }
        share = min(
            (
                sum(rows[c]["electors"] for c in ready if rows[c]["unit"] == unit)
                / self.duality.electors[unit]
                for unit in hopeful
            ),
            default=1.0,
        )
        return (*of, share)

    def carriage(self, ready: set[str]) -> float | None:
        """The least carriage that supplies these stations; None if they cannot be supplied."""
        need: dict[str, float] = {}
        columns = [*self.sending(), *self.filling(ready, need)]
        names = sorted({name for _, _, put in columns for name in put} | set(need))
        if not names:
            return 0.0
        limit = [
            -need.get(name, 0) + self.facts.stock.get(tuple(name.split(" ")[1:]), 0)
            for name in names
        ]
        matrix = np.zeros((len(names), len(columns)))
        for column, (_, _, put) in enumerate(columns):
            for name, value in put.items():
                matrix[names.index(name), column] = value
        costs, rooms = [cost for cost, _, _ in columns], [(0, room) for _, room, _ in columns]
        found = linprog(costs, A_ub=matrix, b_ub=limit, bounds=rooms)
        return float(found.fun) if found.status == 0 else None

    def sending(self) -> Iterator[Column]:
        """A column per way and model, kept pieces and others: out of stock, into the unit."""
        for (store, unit), km in self.facts.ways.items():
            for model in self.facts.serves:
                way = (store, unit, model)
                cost = km * self.facts.items[self.facts.serves[model][0]].get("volume", 1.0)
                most = self.duality.most.get(way, 10**6)
                kept = min(self.previous.get(way, 0), most)
                put = {f"stock {store} {model}": 1.0, f"in {unit} {model}": -1.0}
                yield cost, kept, put
                yield cost + self.price, most - kept, put

    def filling(self, ready: set[str], need: dict[str, float]) -> list[Column]:
        """A column per unit, model and slot of ready stations; `need` is filled by the way."""
        columns: dict[str, Column] = {}
        for code in ready:
            unit = self.facts.stations[code]["unit"]
            for slot, pieces in self.duality.of_station[code]:
                key = f"need {unit} {self.facts.slot_key(slot)}"
                need[key] = need.get(key, 0) + pieces
                for model in slot[1]:
                    columns[f"{key} {model}"] = (0.0, 10**6, {f"in {unit} {model}": 1.0, key: -1.0})
        return list(columns.values())
