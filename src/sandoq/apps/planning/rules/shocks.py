"""What broke, applied to a question before it is frozen: means that are gone are not offered."""

from collections.abc import Iterable
from typing import Any

from sandoq.apps.planning.rules.settings import Shock, ShockKind

Document = dict[str, Any]


def base_code(store: str) -> str:
    """A store's own code, without the region its locked devices are listed under."""
    return store.partition("@")[0]


def with_shocks(question: Document, shocks: Iterable[Shock]) -> Document:
    """The question after everything that broke; the one given is not changed.

    A lost store keeps its row and loses its stock and arrivals. A recalled model is neither in
    stores nor counted at stations. A closed road forbids that store to send to that unit.
    """
    found = dict(question)
    for shock in shocks:
        match shock.kind:
            case ShockKind.STORE_LOST:
                found["stores"] = [
                    {**store, "stock": {}, "arrivals": []}
                    if base_code(store["code"]) == shock.store
                    else store
                    for store in found["stores"]
                ]
            case ShockKind.MODEL_RECALLED:
                found["stores"] = [_without_model(store, shock.model) for store in found["stores"]]
                found["stations"] = [
                    {**station, "has": _less(station["has"], shock.model)}
                    if shock.model in station.get("has", {})
                    else station
                    for station in found["stations"]
                ]
            case ShockKind.ROAD_CLOSED:
                closed = [
                    {"from": store["code"], "to": shock.unit}
                    for store in found["stores"]
                    if base_code(store["code"]) == shock.store
                ]
                roads = found["roads"]
                found["roads"] = {**roads, "closed": [*roads["closed"], *closed]}
    return found


def _without_model(store: Document, model: str) -> Document:
    return {
        **store,
        "stock": _less(store["stock"], model),
        "arrivals": [row for row in store["arrivals"] if row["model"] != model],
    }


def _less(counts: dict[str, int], model: str) -> dict[str, int]:
    return {code: n for code, n in counts.items() if code != model}
