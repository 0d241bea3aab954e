"""Which pool serves which devices: large pools first, then moves as long as spares are saved."""

import time
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.progress import Progress, Watch
from sandoq.engines.allocation.roads import Floats
from sandoq.engines.allocation.spares.failures import failures, least_spares, quantile
from sandoq.engines.allocation.spares.question import Question

Pool = tuple[int, int]
"""A store and a spare model, by position."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Devices alike: same model, same county, same pools within reach.

    `members` lists (station, count).
    """

    model: str
    county: str
    pools: tuple[Pool, ...]
    members: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        """Devices in all."""
        return sum(count for _, count in self.members)


def demands(question: Question) -> list[Demand]:
    """The devices, grouped; those without any pool have no `pools`."""
    station, store, _ = question.roads.within(
        question.stations, question.stores, question.reach_minutes
    )
    near: dict[int, list[int]] = defaultdict(list)
    for s, j in zip(station.tolist(), store.tolist(), strict=True):
        allowed = question.serving[j]
        if not allowed or question.counties[s] in allowed:
            near[s].append(j)
    fitting = {
        model: [k for k, spare in enumerate(question.spares) if model in spare.serves]
        for model in question.rates
    }
    groups: dict[tuple[str, str, tuple[int, ...]], list[tuple[int, int]]] = defaultdict(list)
    for s, model, count in question.devices:
        groups[model, question.counties[s], tuple(sorted(near[s]))].append((s, count))
    return [
        Demand(model, county, tuple((j, k) for k in fitting[model] for j in stores), tuple(members))
        for (model, county, stores), members in groups.items()
    ]


class Pooling:
    """An assignment of demands to pools, with the spares it takes."""

    def __init__(self, question: Question, wanted: list[Demand]) -> None:
        self._question, self._wanted = question, wanted
        self._levels: dict[tuple[tuple[float, int], ...], int] = {}
        self.served: dict[int, Pool] = {}
        self.content: dict[Pool, set[int]] = defaultdict(set)
        self.eligible: dict[Pool, set[int]] = defaultdict(set)
        for number, demand in enumerate(wanted):
            for pool in demand.pools:
                self.eligible[pool].add(number)

    def level(self, content: set[int]) -> int:
        """Spares a pool of these demands needs."""
        counts: dict[float, int] = defaultdict(int)
        for number in content:
            counts[self._question.rates[self._wanted[number].model]] += self._wanted[number].count
        key = tuple(sorted(counts.items()))
        if key not in self._levels:
            self._levels[key] = self._sized(key)
        return self._levels[key]

    def cost(self, pool: Pool, content: set[int]) -> float:
        """Cost of the spares such a pool needs."""
        return self.level(content) * self._question.spares[pool[1]].cost

    @property
    def total(self) -> float:
        """Cost of all spares."""
        return sum(self.cost(pool, content) for pool, content in self.content.items())

    def begin(self) -> None:
        """Greedy: again and again the pool that serves most remaining devices for its cost."""
        left = {number for number, demand in enumerate(self._wanted) if demand.pools}
        sizes = [demand.count for demand in self._wanted]
        while left:
            pool = max(
                sorted(self.eligible),
                key=lambda p: (
                    sum(sizes[n] for n in self.eligible[p] & left)
                    / self._question.spares[p[1]].cost
                ),
            )
            self._move(self.eligible[pool] & left, pool)
            left -= self.eligible[pool]

    def improve(self, watch: Watch, bound: float) -> bool:
        """Move what two pools share, close pools, open pools, while it saves; False if stopped."""
        start = time.monotonic()
        saved = True
        while saved and self.total > bound:
            saved = False
            for pool in sorted(self.eligible):
                seconds = time.monotonic() - start
                if not watch(Progress("pools", seconds, best=self.total, bound=bound)):
                    return False
                saved |= self._take(pool) or self._close(pool)
        return True

    def _take(self, pool: Pool) -> bool:
        """Take everything eligible from one other pool, or from all of them."""
        others = {self.served[n] for n in self.eligible[pool]} - {pool}
        for giver in [*sorted(others), None]:
            within = self.eligible[pool] - self.content[pool]
            moving = within if giver is None else within & self.content[giver]
            if moving and self._saving(dict.fromkeys(moving, pool)):
                return True
        return False

    def _close(self, pool: Pool) -> bool:
        """Give each of a pool's demands to the fullest other pool that may serve it."""
        moves = {}
        for number in self.content[pool]:
            others = [p for p in self._wanted[number].pools if p != pool]
            if not others:
                return False
            moves[number] = max(others, key=lambda p: (self.level(self.content[p]), p))
        return bool(moves) and self._saving(moves)

    def _saving(self, moves: dict[int, Pool]) -> bool:
        """Make the moves if they save."""
        touched = set(moves.values()) | {self.served[number] for number in moves}
        before = sum(self.cost(pool, self.content[pool]) for pool in touched)
        back = {number: self.served[number] for number in moves}
        for number, pool in moves.items():
            self._move({number}, pool)
        if sum(self.cost(pool, self.content[pool]) for pool in touched) < before - 1e-9:
            return True
        for number, pool in back.items():
            self._move({number}, pool)
        return False

    def _move(self, numbers: set[int], pool: Pool) -> None:
        for number in numbers:
            if number in self.served:
                self.content[self.served[number]].discard(number)
            self.served[number] = pool
            self.content[pool].add(number)

    def _sized(self, counts: tuple[tuple[float, int], ...]) -> int:
        confidence = self._question.confidence
        if len(counts) == 1:
            rate, devices = counts[0]
            if 0 < rate < 1:
                return int(least_spares(np.array([devices]), rate, confidence)[0])
        return quantile(failures(dict(counts)), confidence)


def rates_of(question: Question, wanted: list[Demand]) -> dict[Pool, float]:
    """For each pool a cost per device that it cannot undercut, whatever it serves.

    min over n <= M of spares(n) / n, where M is all a pool could serve and every device fails
    at the lowest rate among them (fewer failures never need more spares).
    """
    found: dict[Pool, float] = {}
    known: dict[float, Floats] = {}
    most: dict[Pool, int] = defaultdict(int)
    least: dict[Pool, float] = {}
    for demand in wanted:
        rate = question.rates[demand.model]
        for pool in demand.pools:
            most[pool] += demand.count
            least[pool] = min(least.get(pool, 1.0), rate)
    largest = max(most.values(), default=0)
    for pool in sorted(most):
        rate = least[pool]
        if rate not in known:
            n = np.arange(1, largest + 1)
            full = n if rate == 1 else least_spares(n, rate, question.confidence) if rate else n * 0
            known[rate] = np.minimum.accumulate(full / n)
        found[pool] = float(known[rate][most[pool] - 1]) * question.spares[pool[1]].cost
    return found


def bound_of(wanted: list[Demand], rates: dict[Pool, float]) -> float:
    """Cost that no plan can undercut: each device at the least rate of its pools."""
    return sum(
        demand.count * min(rates[pool] for pool in demand.pools)
        for demand in wanted
        if demand.pools
    )
