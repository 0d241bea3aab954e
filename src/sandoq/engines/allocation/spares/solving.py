"""From a question about spares to a plan."""

import math
import time
from collections import defaultdict

import numpy as np

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.progress import Watch, unwatched
from sandoq.engines.allocation.roads import Floats
from sandoq.engines.allocation.spares.failures import beyond, failures, quantile
from sandoq.engines.allocation.spares.plan import Level, Plan
from sandoq.engines.allocation.spares.pooling import (
    Demand,
    Pool,
    Pooling,
    bound_of,
    demands,
    rates_of,
)
from sandoq.engines.allocation.spares.question import Question, Stock


def solve(question: Question, watch: Watch = unwatched) -> Plan:
    """The fewest spares found such that each pool meets its failures at the confidence.

    Devices out of reach of every store, or that no spare fits, are told and not served. A watch
    that says stop ends the search at the pools found so far.
    """
    start = time.monotonic()
    wanted = demands(question)
    rates = rates_of(question, wanted)
    bound = bound_of(wanted, rates)
    if all(spare.cost == int(spare.cost) for spare in question.spares):
        bound = float(math.ceil(bound - 1e-6))
    pooling = Pooling(question, wanted)
    pooling.begin()
    whole = pooling.improve(watch, bound)
    return Plan(
        question,
        wanted,
        [pooling.served.get(number) for number in range(len(wanted))],
        _levels(question, wanted, pooling),
        Certificate("min", pooling.total, bound, "least-spares-per-device"),
        rates,
        _alone(pooling, wanted),
        stopped=not whole,
        seconds=time.monotonic() - start,
    )


def _levels(question: Question, wanted: list[Demand], pooling: Pooling) -> list[Level]:
    found = []
    for pool, content in sorted(pooling.content.items()):
        if content:
            stock = [one for one in question.stock if (one.store, one.spare) == pool]
            inside = [wanted[number] for number in content]
            found.append(_level(question, pool, inside, stock, pooling.level(content)))
    return found


def _level(
    question: Question, pool: Pool, inside: list[Demand], stock: list[Stock], needed: int
) -> Level:
    """What is missing, once locked spares meet failures of their own counties only."""
    free = sum(one.count for one in stock if not one.only_in)
    rest, used = _after_locks(question, inside, [one for one in stock if one.only_in])
    missing = max(quantile(rest, question.confidence) - free, 0)
    return Level(
        pool,
        sum(demand.count for demand in inside),
        needed,
        free,
        used,
        missing,
        min(float(rest[: free + missing + 1].sum()), 1.0),
    )


def _after_locks(
    question: Question, inside: list[Demand], locked: list[Stock]
) -> tuple[Floats, int]:
    """Failures left when locked spares have met theirs, and how many such spares count.

    A county belongs to the first lock that names it, so no spare is counted twice; several locks
    on the same counties add up.
    """
    own: dict[frozenset[str], int] = defaultdict(int)
    for one in locked:
        own[one.only_in] += one.count
    counts: dict[frozenset[str], dict[float, int]] = defaultdict(lambda: defaultdict(int))
    for demand in inside:
        lock = next((only for only in own if demand.county in only), frozenset[str]())
        counts[lock][question.rates[demand.model]] += demand.count
    rest = np.ones(1)
    for lock, devices in sorted(counts.items(), key=lambda item: sorted(item[0])):
        rest = np.convolve(rest, beyond(failures(devices), own.get(lock, 0)))
    return rest, sum(count for lock, count in own.items() if lock in counts)


def _alone(pooling: Pooling, wanted: list[Demand]) -> int:
    """Spares if every county kept its own for each spare model."""
    apart: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, pool in pooling.served.items():
        apart[wanted[number].county, pool[1]].add(number)
    return sum(pooling.level(content) for content in apart.values())
