"""The cheapest flow of one item to stations, and prices of stores that prove it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.graph.python import min_cost_flow

from sandoq.engines.allocation.equipment.question import Flags, Floats, Wholes
from sandoq.engines.allocation.errors import SolverFailed


@dataclass(frozen=True, slots=True)
class Ask:
    """One item's flow problem.

    Attributes:
        need: pieces asked, shape (n,). lacking: cost of a missing piece, shape (n,).
        stock: pieces by supply, shape (p,).
        supply: the supply at the end of each arc, shape (n, k). cost: of a piece, shape (n, k).
        usable: which arcs there are, shape (n, k).
    """

    need: Wholes
    lacking: Wholes
    stock: Wholes
    supply: Wholes
    cost: Wholes
    usable: Flags


def cheapest(ask: Ask) -> Wholes:
    """Whole pieces on arcs of the least cost, missing pieces included, shape (n, k).

    Raises:
        SolverFailed: the flow could not be solved.
    """
    sent = np.zeros(ask.cost.shape, np.int64)
    asking = np.flatnonzero(ask.need)
    if not len(asking):
        return sent
    row, arc = np.nonzero(ask.usable[asking])
    station, first = asking[row], len(ask.stock)
    short, dump = first + len(asking), first + len(asking) + 1
    places, stocked = np.arange(len(asking)), np.arange(first)
    total, need = int(ask.need.sum()), ask.need[asking]
    spare = np.array([short]), np.array([dump])
    tails = [ask.supply[station, arc], np.full(len(asking), short), stocked, spare[0]]
    heads = [first + row, first + places, np.full(first, dump), spare[1]]
    rooms = [ask.need[station], need, ask.stock, np.array([total])]
    prices = [ask.cost[station, arc], ask.lacking[asking], np.zeros(first + 1, np.int64)]
    solver: Any = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(tails).astype(np.int32),
        np.concatenate(heads).astype(np.int32),
        np.concatenate(rooms).astype(np.int64),
        np.concatenate(prices).astype(np.int64),
    )
    balance = np.concatenate([ask.stock, -need, [total, -int(ask.stock.sum())]]).astype(np.int64)
    solver.set_nodes_supplies(np.arange(len(balance), dtype=np.int32), balance)
    if solver.solve() != solver.OPTIMAL:
        raise SolverFailed("SimpleMinCostFlow", "not-optimal")
    sent[station, arc] = solver.flows(np.arange(len(row), dtype=np.int32))
    return sent


def price_of_stores(ask: Ask, sent: Wholes) -> Floats:
    """Prices of pieces in supplies that prove an optimal flow, shape (p,).

    Complementary slackness makes lower limits: a station that lacks pieces, or is served at a
    price, lets no supply in its reach be cheaper. The least prices that keep them are found by
    raising (Bellman 1958); a supply with pieces left keeps price 0 if the flow is optimal.
    """
    prices = np.zeros(len(ask.stock))
    row, arc = np.nonzero(ask.usable)
    source, far = ask.supply[row, arc], ask.cost[row, arc].astype(float)
    used = sent[row, arc] > 0
    unmet = ask.need - sent.sum(axis=1)
    lacks = np.where(unmet > 0, ask.lacking, -np.inf).astype(float)
    for _ in range(len(prices) + 1):
        level = lacks.copy()
        np.maximum.at(level, row[used], far[used] + prices[source[used]])
        raised = prices.copy()
        np.maximum.at(raised, source, level[row] - far)
        if np.array_equal(raised, prices):
            break
        prices = raised
    return prices


def bound_of_prices(ask: Ask, prices: Floats) -> float:
    """What no flow undercuts: Σ need · min(lacking, cost + price) - Σ stock · price."""
    dear = np.full((len(ask.need), 1), np.inf)
    if len(prices):
        dear = np.where(ask.usable, ask.cost + prices[ask.supply], np.inf)
    return float(ask.need @ np.minimum(ask.lacking, dear.min(axis=1)) - ask.stock @ prices)
