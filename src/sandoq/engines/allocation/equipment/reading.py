"""From a question's document to arrays; every refusal names the place."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from sandoq.engines.allocation.documents import Document, Node, index_of
from sandoq.engines.allocation.equipment.question import (
    Goals,
    Item,
    Model,
    Previous,
    Question,
    Roads,
    Stores,
    Transfer,
)
from sandoq.engines.allocation.equipment.reading_stations import read_stations

_LARGEST = 10**9


def read_question(document: Document) -> Question:
    """An equipment question.

    Raises:
        BadDocument: a value cannot be used; `where` is its JSON pointer.
    """
    root = Node(document)
    items = _items(root)
    item_at = {item.code: at for at, item in enumerate(items)}
    models = _models(root, item_at)
    model_at = {model.code: at for at, model in enumerate(models)}
    units = [node.text("code") for node in root.nodes("units")]
    unit_at = index_of(units, "/units")
    needed_by = _day(root, "needed_by")
    stores = _stores(root, unit_at, model_at, needed_by)
    store_at = {code: at for at, code in enumerate(stores.codes)}
    stations = read_stations(root, unit_at, item_at, models)
    station_at = {code: at for at, code in enumerate(stations.codes)}
    fixed = root.node("fixed")
    ready = _codes(fixed, "ready", station_at)
    not_ready = _codes(fixed, "not_ready", station_at)
    if ready & not_ready:
        raise fixed.refuse("not_ready", "ready-and-not-ready")
    places = (store_at, unit_at, model_at)
    return Question(
        title=root.text("title", ""),
        as_of=_day(root, "as_of"),
        needed_by=needed_by,
        items=items,
        models=models,
        unit_codes=tuple(units),
        stores=stores,
        stations=stations,
        roads=_roads(root.node("roads"), store_at, unit_at),
        goals=_goals(root.node("goals")),
        fixed_ready=ready,
        fixed_not_ready=not_ready,
        fixed_transfers=tuple(_limit(node, places) for node in fixed.nodes("transfers")),
        previous=_previous(root, places, station_at),
        change_price=root.number("change_price", 0.0, least=0.0, most=_LARGEST),
    )


def _items(root: Node) -> tuple[Item, ...]:
    items = tuple(
        Item(
            node.text("code"),
            node.flag("blocking", default=True),
            node.number("volume", 1.0, least=1e-3, most=1e6),
        )
        for node in root.nodes("items")
    )
    index_of([item.code for item in items], "/items")
    if not items:
        raise root.refuse("items", "empty")
    if not any(item.blocking for item in items):
        raise root.refuse("items", "none-blocking")
    return items


def _models(root: Node, item_at: Mapping[str, int]) -> tuple[Model, ...]:
    models = []
    for node in root.nodes("models"):
        also = [_find(node, "also_serves", code, item_at) for code in node.items("also_serves")]
        serves = (_find(node, "item", node.text("item"), item_at), *also)
        models.append(Model(node.text("code"), tuple(dict.fromkeys(serves))))
    index_of([model.code for model in models], "/models")
    return tuple(models)


def _stores(
    root: Node, unit_at: Mapping[str, int], model_at: Mapping[str, int], needed_by: date | None
) -> Stores:
    nodes = list(root.nodes("stores"))
    codes = [node.text("code") for node in nodes]
    index_of(codes, "/stores")
    stock = np.zeros((len(nodes), len(model_at)), np.int64)
    for at, node in enumerate(nodes):
        for model, quantity in node.counts("stock").items():
            stock[at, _find(node, "stock", model, model_at)] += quantity
        for arrival in node.nodes("arrivals"):
            day = _day(arrival, "on")
            quantity = arrival.whole("quantity")
            if needed_by is None or day is None or day <= needed_by:
                stock[at, _find(arrival, "model", arrival.text("model"), model_at)] += quantity
    if stock.size and int(stock.max()) > _LARGEST:
        raise root.refuse("stores", "out-of-range")
    return Stores(
        codes=tuple(codes),
        unit=np.array(
            [_find(n, "unit", n.text("unit"), unit_at) if "unit" in n else -1 for n in nodes],
            np.int64,
        ),
        lat=np.array([node.number("lat", least=-90, most=90) for node in nodes]),
        lon=np.array([node.number("lon", least=-180, most=180) for node in nodes]),
        serves=tuple(_codes(n, "serves", unit_at) if "serves" in n else None for n in nodes),
        stock=stock,
    )


def _roads(node: Node, store_at: Mapping[str, int], unit_at: Mapping[str, int]) -> Roads:
    def way(pair: Node) -> tuple[int, int]:
        return (
            _find(pair, "from", pair.text("from"), store_at),
            _find(pair, "to", pair.text("to"), unit_at),
        )

    return Roads(
        factor=node.number("factor", 1.35, least=0.1, most=100),
        speed_kmh=node.number("speed_kmh", 50.0, least=1, most=1000),
        neighbours=node.whole("neighbours", 30, least=0),
        closed=frozenset(way(pair) for pair in node.nodes("closed")),
        km={way(pair): pair.number("km", least=0, most=1e5) for pair in node.nodes("km")},
    )


def _goals(node: Node) -> Goals:
    loss = node.node("loss")
    usual = Goals()
    floor = node.number("equity_floor", least=0, most=1) if "equity_floor" in node else None
    return Goals(
        equity_floor=floor,
        priority_loss=loss.number("priority", usual.priority_loss, least=0, most=1),
        electors_loss=loss.number("electors", usual.electors_loss, least=0, most=1),
        equity_loss=loss.number("equity", usual.equity_loss, least=0, most=1),
        gap=node.number("gap", usual.gap, least=0, most=1),
    )


_Places = tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]


def _way(node: Node, places: _Places) -> tuple[int, int, int]:
    store_at, unit_at, model_at = places
    return (
        _find(node, "from", node.text("from"), store_at),
        _find(node, "to", node.text("to"), unit_at),
        _find(node, "model", node.text("model"), model_at),
    )


def _limit(node: Node, places: _Places) -> Transfer:
    at_most = node.whole("at_most") if "at_most" in node else None
    limit = Transfer(*_way(node, places), node.whole("at_least", 0), at_most)
    if at_most is not None and at_most < limit.at_least:
        raise node.refuse("at_most", "below-at-least")
    return limit


def _previous(root: Node, places: _Places, station_at: Mapping[str, int]) -> Previous | None:
    if "previous" not in root:
        return None
    node = root.node("previous")
    sent: dict[tuple[int, int, int], int] = {}
    for row in node.nodes("transfers"):
        way = _way(row, places)
        sent[way] = sent.get(way, 0) + row.whole("quantity")
    return Previous(sent, _codes(node, "ready", station_at))


def _codes(node: Node, name: str, at: Mapping[str, int]) -> frozenset[int]:
    return frozenset(_find(node, name, code, at) for code in node.items(name))


def _find(node: Node, name: str, code: object, at: Mapping[str, int]) -> int:
    if not isinstance(code, str) or code not in at:
        raise node.refuse(name, "unknown-code")
    return at[code]


def _day(node: Node, name: str) -> date | None:
    if name not in node:
        return None
    try:
        return date.fromisoformat(node.text(name))
    except ValueError:
        raise node.refuse(name, "not-a-date") from None
