"""What a plan's prices prove, computed anew from the question.

For prices π ≥ 0 of pieces at (unit, slot), and multipliers μ, ν ≥ 0 of floors and shares, weak
duality bounds every goal: stations at their best under π, μ, ν, plus what supplies can earn at π
less carriage, minus what the floors take (`docs/en/planning-equipment.md`, Proofs).
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np

from sandoq.engines.allocation.checking.equipment_facts import Facts, Slot, rows

Prices = Mapping[str, Mapping[str, float]]


class Duality:
    """The question's stations, supplies and limits, ready to be priced."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        fixed = facts.section("fixed")
        self.always = frozenset(rows(fixed, "ready"))
        self.never = frozenset(rows(fixed, "not_ready"))
        self.least: dict[tuple[str, str, str], int] = {}
        self.most: dict[tuple[str, str, str], int] = {}
        for row in rows(fixed, "transfers"):
            way = (row["from"], row["to"], row["model"])
            self.least[way] = row.get("at_least") or 0
            if row.get("at_most") is not None:
                self.most[way] = row["at_most"]
        self.slots: dict[tuple[str, str], Slot] = {}
        self.in_unit: dict[str, set[Slot]] = defaultdict(set)
        self.of_station: dict[str, tuple[tuple[Slot, int], ...]] = {}
        """What each station needs of the bundle; equal needs are one object."""
        seen: dict[tuple[tuple[Slot, int], ...], tuple[tuple[Slot, int], ...]] = {}
        told: set[tuple[str, int]] = set()
        for station, need in facts.need.items():
            unit = facts.stations[station]["unit"]
            asked = [(item, n) for item, n in need.items() if n and item in facts.bundle]
            found = tuple((facts.slot(station, item), n) for item, n in asked)
            found = self.of_station[station] = seen.setdefault(found, found)
            if (unit, id(found)) not in told:
                told.add((unit, id(found)))
                self.in_unit[unit].update(slot for slot, _ in found)
        self.ways_of: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for (store, unit), km in facts.ways.items():
            self.ways_of[store].append((unit, km))
        self.closed_to = self._beyond_reach()
        self.electors: dict[str, int] = defaultdict(int)
        for row in facts.stations.values():
            self.electors[row["unit"]] += row["electors"]

    def _beyond_reach(self) -> set[str]:
        """Stations whose bundle could not be supplied even if nobody else needed anything."""
        reach: dict[tuple[str, Slot], int] = defaultdict(int)
        for (store, model), pieces in self.facts.stock.items():
            held = sum(n for (s, _, m), n in self.least.items() if s == store and m == model)
            for unit, _ in self.ways_of[store]:
                way = (store, unit, model)
                kept = self.least.get(way, 0)
                room = min(pieces - held, self.most.get(way, pieces) - kept) + kept
                for slot in self.in_unit[unit]:
                    if model in slot[1]:
                        reach[unit, slot] += room
        stations = self.facts.stations
        return {
            station
            for station, need in self.of_station.items()
            if any(n > reach[stations[station]["unit"], slot] for slot, n in need)
        }

    def bound(
        self,
        gain: Mapping[str, float],
        proof: Mapping[str, Any],
        floors: Mapping[str, tuple[Mapping[str, float], float]],
        shares: Mapping[str, float],
        *,
        carried: bool,
    ) -> float:
        """The bound on Σ gain over ready stations less carriage (only if `carried`).

        Args:
            gain: of each station, 0 if missing. floors: by goal, its gains and its floor.
            shares: least share of ready electors by unit, where one is kept.
        """
        prices: Prices = proof.get("prices") or {}
        weights: Mapping[str, float] = proof.get("floors") or {}
        of_units: Mapping[str, float] = proof.get("units") or {}
        _refuse_negative(prices, weights, of_units)
        total, slot_key = 0.0, self.facts.slot_key
        costs: dict[tuple[str, int], float] = {}
        for station, row in self.facts.stations.items():
            unit = row["unit"]
            if station in self.never or (station in self.closed_to):
                continue
            worth = gain.get(station, 0.0)
            priced = prices.get(unit)
            if priced:
                need = self.of_station[station]
                key = (unit, id(need))
                if key not in costs:
                    costs[key] = sum(priced.get(slot_key(slot), 0.0) * n for slot, n in need)
                worth -= costs[key]
            for goal, weight in weights.items():
                worth += weight * floors[goal][0].get(station, 0.0)
            if unit in of_units:
                worth += of_units[unit] * row["electors"] / max(self.electors[unit], 1)
            total += worth if station in self.always else max(worth, 0.0)
        total -= sum(weight * floors[goal][1] for goal, weight in weights.items())
        total -= sum(weight * shares.get(unit, 0.0) for unit, weight in of_units.items())
        return total + self._earned(prices, carried=carried)

    def _earned(self, prices: Prices, *, carried: bool) -> float:
        """The most that all supplies can earn."""
        best: dict[tuple[str, str], float] = {}
        for unit, priced in prices.items():
            for slot in self.in_unit[unit]:
                price = priced.get(self.facts.slot_key(slot), 0.0)
                for model in slot[1]:
                    best[unit, model] = max(best.get((unit, model), 0.0), price)
        previous, change = self._previous() if carried else ({}, 0.0)
        total = 0.0
        for (store, model), stock in self.facts.stock.items():
            volume = float(self.facts.items[self.facts.serves[model][0]].get("volume") or 1.0)
            chances: list[tuple[float, float]] = []
            left: float = stock
            for unit, km in self.ways_of[store]:
                way = (store, unit, model)
                price = best.get((unit, model), 0.0)
                cost = km * volume if carried else 0.0
                least = self.least.get(way, 0)
                if not price and not least:
                    continue
                known = previous.get(way, 0)
                left -= least
                total += least * (price - cost) - change * max(0, least - known)
                room = self.most.get(way, stock) - least
                kept = min(max(0, known - least), room) if change else 0
                chances += [(price - cost, kept), (price - cost - change, room - kept)]
            for gain, pieces in sorted(chances, reverse=True):
                if gain <= 0 or left <= 0:
                    break
                taken = min(pieces, left)
                total += gain * taken
                left -= taken
        return total

    def _previous(self) -> tuple[dict[tuple[str, str, str], int], float]:
        previous = self.facts.question.get("previous")
        sent: dict[tuple[str, str, str], int] = defaultdict(int)
        if isinstance(previous, Mapping):
            for row in rows(previous, "transfers"):
                sent[row["from"], row["to"], row["model"]] += row["quantity"]
            return sent, float(self.facts.question.get("change_price") or 0.0)  # type: ignore[arg-type]
        return sent, 0.0


def _refuse_negative(*multipliers: Mapping[str, Any]) -> None:
    for one in multipliers:
        for value in one.values():
            numbers = value.values() if isinstance(value, Mapping) else [value]
            if not all(np.isfinite(number) and number >= 0 for number in numbers):
                raise ValueError(value)
