"""What is asked: devices at stations, spares that fit them, stores that can hold them."""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.documents import Document, Node, accept_document, index_of
from sandoq.engines.allocation.roads import Places, Roads, read_point, read_roads


@dataclass(frozen=True, slots=True)
class Spare:
    """A spare model: the device models it replaces, and its cost against the others'."""

    code: str
    serves: frozenset[str]
    cost: float


@dataclass(frozen=True, slots=True)
class Stock:
    """Spares there already: at a store, of a model, locked to some counties if `only_in`."""

    store: int
    spare: int
    count: int
    only_in: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as values.

    `rates` is the failure rate by device model; `devices` lists (station, model, count);
    `counties` names each station's county; `serving` the counties a store may serve, empty if
    all.
    """

    confidence: float
    reach_minutes: float
    roads: Roads
    rates: dict[str, float]
    spares: tuple[Spare, ...]
    stores: Places
    serving: tuple[frozenset[str], ...]
    stations: Places
    counties: tuple[str, ...]
    devices: tuple[tuple[int, str, int], ...]
    stock: tuple[Stock, ...]


def read_question(document: Document) -> Question:
    """The question of a `spares` document (docs/en/planning-spares.md).

    Raises:
        BadDocument: a value is missing, of the wrong kind or out of range, or a code is unknown.
    """
    root = Node(accept_document(document, ["spares"]))
    rates = _rates(root)
    spares = _spares(root, rates)
    stores, serving = _stores(root)
    stations, counties, devices = _stations(root, rates)
    return Question(
        root.number("confidence", 0.99, least=0.5, most=0.999999),
        root.number("reach_minutes", 60.0, least=0.0, most=10_000.0),
        read_roads(root),
        rates,
        spares,
        stores,
        serving,
        stations,
        counties,
        devices,
        _stock(root, spares, stores),
    )


def _rates(root: Node) -> dict[str, float]:
    nodes = list(root.nodes("models"))
    if not nodes:
        raise root.refuse("models", "missing")
    codes = [node.text("code") for node in nodes]
    index_of(codes, "/models")
    rates = [node.number("failure_rate", least=0.0, most=1.0) for node in nodes]
    return dict(zip(codes, rates, strict=True))


def _spares(root: Node, rates: dict[str, float]) -> tuple[Spare, ...]:
    """The spare models; without any, each device model is its own spare."""
    if not root.items("spares"):
        return tuple(Spare(code, frozenset([code]), 1.0) for code in rates)
    found = []
    for node in root.nodes("spares"):
        serves = _codes(node, "serves", rates)
        if not serves:
            raise node.refuse("serves", "missing")
        cost = node.number("cost", 1.0, least=1e-6, most=1e12)
        found.append(Spare(node.text("code"), serves, cost))
    index_of([one.code for one in found], "/spares")
    return tuple(found)


def _stores(root: Node) -> tuple[Places, tuple[frozenset[str], ...]]:
    nodes = list(root.nodes("stores"))
    if not nodes:
        raise root.refuse("stores", "missing")
    places = _places(nodes, "/stores")
    return places, tuple(_codes(node, "only_in") for node in nodes)


def _stations(
    root: Node, rates: dict[str, float]
) -> tuple[Places, tuple[str, ...], tuple[tuple[int, str, int], ...]]:
    nodes = list(root.nodes("stations"))
    if not nodes:
        raise root.refuse("stations", "missing")
    places = _places(nodes, "/stations")
    devices = []
    for number, node in enumerate(nodes):
        for model, count in node.counts("devices").items():
            if model not in rates:
                raise node.node("devices").refuse(model, "unknown-code")
            if count:
                devices.append((number, model, count))
    return places, tuple(node.text("county", "") for node in nodes), tuple(devices)


def _places(nodes: list[Node], where: str) -> Places:
    codes = [node.text("code") for node in nodes]
    index_of(codes, where)
    points = np.array([read_point(node) for node in nodes])
    return Places(tuple(codes), points[:, 0], points[:, 1])


def _stock(root: Node, spares: tuple[Spare, ...], stores: Places) -> tuple[Stock, ...]:
    spare_at = {one.code: number for number, one in enumerate(spares)}
    store_at = {code: number for number, code in enumerate(stores.codes)}
    found = []
    for node in root.nodes("stock"):
        for name, known in (("store", store_at), ("spare", spare_at)):
            if node.text(name) not in known:
                raise node.refuse(name, "unknown-code")
        found.append(
            Stock(
                store_at[node.text("store")],
                spare_at[node.text("spare")],
                node.whole("count"),
                _codes(node, "only_in"),
            )
        )
    return tuple(found)


def _codes(node: Node, name: str, known: dict[str, float] | None = None) -> frozenset[str]:
    """A list of texts, all of them known if `known` says which are."""
    codes = node.items(name)
    for code in codes:
        if not isinstance(code, str) or not code:
            raise node.refuse(name, "not-codes")
        if known is not None and code not in known:
            raise node.refuse(name, "unknown-code")
    return frozenset(str(code) for code in codes)
