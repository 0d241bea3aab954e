"""Items shared one by one, bundles disregarded: a minimum-cost flow to stations each.

Useful where pieces help alone (chairs, seals), and as the plain comparison to bundles. Every
station may be served by its eight nearest stores that may serve its unit; a missing piece costs
10,000 km, four times that at priority 1 and sixteen times at priority 2. Models serve their own
item only. Prices of stores prove each flow: see `separate_flows`.
"""

import time
from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.distances import great_circle_km
from sandoq.engines.allocation.equipment.network import ways
from sandoq.engines.allocation.equipment.question import Flags, Floats, Question, Wholes
from sandoq.engines.allocation.equipment.separate_flows import (
    Ask,
    bound_of_prices,
    cheapest,
    price_of_stores,
)
from sandoq.engines.allocation.progress import Progress, Watch, unwatched

NEAREST = 8
_LACKING_METRES = 10_000_000


@dataclass(frozen=True, slots=True)
class ItemFlow:
    """One item's pieces: `sent` (stations, arcs) out of `supply` (stations, arcs), and the proof.

    `supply` numbers (store, model) pairs as store × models of the item + model; costs in metres;
    `prices` (supplies,) prove the certificate's bound.
    """

    item: int
    models: tuple[int, ...]
    asked: int
    served: int
    supply: Wholes
    sent: Wholes
    prices: Floats
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class SeparatePlan:
    """All items' flows; `status` is `optimal`, or `stopped` with the items done so far."""

    question: Question
    status: str
    flows: tuple[ItemFlow, ...]
    seconds: float

    def document(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "separately": True,
            "status": self.status,
            "items": [self._item(flow) for flow in self.flows],
            "allotments": [row for flow in self.flows for row in self._allotments(flow)],
            "seconds": round(self.seconds, 3),
        }

    def _item(self, flow: ItemFlow) -> dict[str, object]:
        question, certificate = self.question, flow.certificate
        count = len(flow.models)
        prices: dict[str, dict[str, float]] = {}
        for at in np.flatnonzero(flow.prices):
            store = question.stores.codes[at // count]
            model = question.models[flow.models[at % count]].code
            prices.setdefault(store, {})[model] = float(flow.prices[at])
        return {
            "item": question.items[flow.item].code,
            "asked": flow.asked,
            "served": flow.served,
            "certificate": {
                "sense": certificate.sense,
                "value": certificate.value,
                "bound": certificate.bound,
                "gap": certificate.gap,
                "how": certificate.how,
            },
            "proof": {"prices": prices},
        }

    def _allotments(self, flow: ItemFlow) -> list[dict[str, object]]:
        question, count = self.question, len(flow.models)
        station, arc = np.nonzero(flow.sent)
        rows = zip(
            station.tolist(),
            flow.supply[station, arc].tolist(),
            flow.sent[station, arc].tolist(),
            strict=True,
        )
        return [
            {
                "station": question.stations.codes[at],
                "store": question.stores.codes[supply // count],
                "model": question.models[flow.models[supply % count]].code,
                "item": question.items[flow.item].code,
                "quantity": pieces,
            }
            for at, supply, pieces in rows
        ]


def share_separately(question: Question, *, watch: Watch = unwatched) -> SeparatePlan:
    """Every item's cheapest flow of as many pieces as the penalties ask for.

    Raises:
        SolverFailed: a flow could not be solved.
    """
    started = time.monotonic()
    near, metres, reached = nearest_stores(question)
    flows: list[ItemFlow] = []
    status = "optimal"
    for item in range(len(question.items)):
        flows.append(_flow(question, item, near, metres, reached))
        done = (item + 1) / len(question.items)
        if not watch(Progress("flows", time.monotonic() - started, done)) and done < 1:
            status = "stopped"
            break
    return SeparatePlan(question, status, tuple(flows), time.monotonic() - started)


def nearest_stores(question: Question) -> tuple[Wholes, Wholes, Flags]:
    """Each station's nearest stores, metres by road, and whether it may be reached; (n, k) each."""
    stores, stations = question.stores, question.stations
    store, unit, _ = ways(question)
    allowed = np.zeros((len(question.unit_codes), len(stores.codes)), bool)
    allowed[unit, store] = True
    named = question.roads.km
    k = min(NEAREST, len(stores.codes))
    near = np.zeros((len(stations.codes), k), np.int64)
    metres = np.zeros((len(stations.codes), k), np.int64)
    reached = np.zeros((len(stations.codes), k), bool)
    for at in np.unique(stations.unit):
        inside = np.flatnonzero(stations.unit == at)
        lat, lon = stations.lat[inside, np.newaxis], stations.lon[inside, np.newaxis]
        far = question.roads.factor * great_circle_km(stores.lat, stores.lon, lat, lon)
        for other in np.flatnonzero(allowed[at]):
            if (int(other), int(at)) in named:
                far[:, other] = named[int(other), int(at)]
        far[:, ~allowed[at]] = np.inf
        order = np.argsort(far, axis=1, kind="stable")[:, :k]
        near[inside] = order
        best = np.take_along_axis(far, order, axis=1)
        reached[inside] = np.isfinite(best)
        metres[inside] = np.round(1000 * np.where(np.isfinite(best), best, 0.0)).astype(np.int64)
    return near, metres, reached


def _flow(question: Question, item: int, near: Wholes, metres: Wholes, reached: Flags) -> ItemFlow:
    models = tuple(at for at, model in enumerate(question.models) if model.serves[0] == item)
    stations = question.stations
    need = stations.need[:, item]
    lacking = _LACKING_METRES * 4**stations.priority
    stock = question.stores.stock[:, list(models)].ravel()
    count = len(models)
    supply = (near[:, :, np.newaxis] * count + np.arange(count)).reshape(len(need), -1)
    cost = np.repeat(metres, count, axis=1)
    usable = np.repeat(reached, count, axis=1) & (need > 0)[:, np.newaxis]
    for (station, named), accepted in stations.accepts.items():
        if named == item:
            usable[station] &= np.tile(np.isin(models, list(accepted)), near.shape[1])
    usable &= stock[supply] > 0 if len(stock) else False
    ask = Ask(need, lacking, stock, supply, cost, usable)
    sent = cheapest(ask)
    value = float((sent * cost).sum() + ((need - sent.sum(axis=1)) * lacking).sum())
    prices = price_of_stores(ask, sent)
    bound = bound_of_prices(ask, prices)
    return ItemFlow(
        item=item,
        models=models,
        asked=int(need.sum()),
        served=int(sent.sum()),
        supply=supply,
        sent=sent,
        prices=prices,
        certificate=Certificate("min", value, min(bound, value), "lp-dual"),
    )
