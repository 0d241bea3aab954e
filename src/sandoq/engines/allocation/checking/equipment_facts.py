"""An equipment question and plan as plain facts, read anew and without the planner's own code."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.documents import Document
from sandoq.engines.allocation.errors import BadDocument

Floats: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = Sequence[Any]
"""Whatever stands in a list; a fault in it becomes a finding."""
Slot: TypeAlias = tuple[str, frozenset[str]]
"""An item and the models a station accepts for it."""
Way: TypeAlias = tuple[str, str]
_EARTH_KM = 6371.0088
_EQUAL = 1e-9


@dataclass(slots=True)
class Facts:
    """The question, by code.

    `need` holds pieces still to be brought by station and item; `stock` pieces in time by store and
    model; `ways` kilometres by (store, unit); `slot` what a station accepts for an item.
    """

    question: Document
    items: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    serves: dict[str, list[str]] = field(default_factory=dict)
    bundle: frozenset[str] = frozenset()
    units: list[str] = field(default_factory=list)
    stations: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    need: dict[str, dict[str, int]] = field(default_factory=dict)
    stock: dict[tuple[str, str], int] = field(default_factory=dict)
    ways: dict[Way, float] = field(default_factory=dict)
    _usual: dict[str, frozenset[str]] = field(default_factory=dict)

    def slot(self, station: str, item: str) -> Slot:
        """The item and the models this station accepts for it."""
        accepts = self.stations[station].get("accepts")
        usual = self._usual[item]
        if not accepts or item not in accepts:
            return item, usual
        return item, usual & frozenset(accepts[item])

    def slot_key(self, slot: Slot) -> str:
        """The slot's name in a proof's prices."""
        item, models = slot
        return item if models == self._usual[item] else f"{item}={'+'.join(sorted(models))}"

    def section(self, name: str) -> Mapping[str, Any]:
        """An object of the question, empty if missing."""
        value = self.question.get(name) or {}
        if not isinstance(value, Mapping):
            raise BadDocument(f"/{name}", "not-an-object", value)
        return value


def gather(question: Document) -> Facts:
    """The facts of a question.

    Raises:
        BadDocument: the question lacks what every question has.
    """
    facts = Facts(question)
    try:
        _fill(facts)
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise BadDocument("/", "not-an-equipment-question", repr(fault)) from None
    return facts


def rows(document: Mapping[str, Any], name: str) -> Rows:
    """A list of a document, empty if missing."""
    value = document.get(name) or []
    if not isinstance(value, list):
        raise BadDocument(f"/{name}", "not-a-list", value)
    return value


def _fill(facts: Facts) -> None:
    question: Any = facts.question
    facts.items = {row["code"]: row for row in rows(question, "items")}
    for row in rows(question, "models"):
        facts.serves[row["code"]] = [row["item"], *(row.get("also_serves") or [])]
    for item in facts.items:
        facts._usual[item] = frozenset(m for m, all_ in facts.serves.items() if item in all_)
    facts.bundle = frozenset(i for i, row in facts.items.items() if row.get("blocking", True))
    facts.units = [row["code"] for row in rows(question, "units")]
    until = question.get("needed_by")
    for row in rows(question, "stores"):
        for model, pieces in (row.get("stock") or {}).items():
            facts.stock[row["code"], model] = pieces
        for arrival in row.get("arrivals") or []:
            if until is None or arrival.get("on") is None or arrival["on"] <= until:
                key = (row["code"], arrival["model"])
                facts.stock[key] = facts.stock.get(key, 0) + arrival["quantity"]
    for row in rows(question, "stations"):
        facts.stations[row["code"]] = row
        need = {item: n for item, n in (row.get("needs") or {}).items() if n}
        if row.get("has"):
            _take_off(facts, row, need)
        facts.need[row["code"]] = need
    facts.ways = dict(_ways(facts))


def _take_off(facts: Facts, row: Mapping[str, Any], need: dict[str, int]) -> None:
    left = dict(row["has"])
    for rank in range(max(map(len, facts.serves.values()), default=0)):
        for model, serves in facts.serves.items():
            if left.get(model) and rank < len(serves) and need.get(serves[rank]):
                item = serves[rank]
                if model in facts.slot(row["code"], item)[1]:
                    used = min(left[model], need[item])
                    left[model] -= used
                    need[item] -= used


def _ways(facts: Facts) -> Iterable[tuple[Way, float]]:
    """Allowed ways and their kilometres, by the question's own rules."""
    roads = facts.section("roads")
    stores = rows(facts.question, "stores")
    closed = {(row["from"], row["to"]) for row in rows(roads, "closed")}
    named = {(row["from"], row["to"]): float(row["km"]) for row in rows(roads, "km")}
    place = {unit: [0.0, 0.0, 0.0] for unit in facts.units}
    for row in facts.stations.values():
        total = place[row["unit"]]
        total[0] += row["lat"]
        total[1] += row["lon"]
        total[2] += 1
    some = [unit for unit in facts.units if place[unit][2]]
    middle = np.array([[place[u][0] / place[u][2], place[u][1] / place[u][2]] for u in some])
    at = np.array([[row["lat"], row["lon"]] for row in stores]).reshape(-1, 2)
    far = sphere_km(at, middle.reshape(-1, 2))
    free = np.array([row.get("serves") is None for row in stores], bool)
    count = min(int(roads.get("neighbours", 30)), int(free.sum()))
    factor = float(roads.get("factor", 1.35))
    limit = np.sort(far[free], axis=0)[count - 1] if count else np.full(len(some), -1.0)
    near = free[:, np.newaxis] & (far <= limit * (1 + _EQUAL) + _EQUAL) & (count > 0)
    for s, store in enumerate(stores):
        served = store.get("serves")
        for u, unit in enumerate(some):
            way = (store["code"], unit)
            linked = near[s, u] or store.get("unit") == unit or unit in (served or ())
            if (
                (linked or way in named)
                and way not in closed
                and (served is None or unit in served)
            ):
                yield way, named.get(way, round(factor * float(far[s, u]), 3))
    for way, km in named.items():
        if way[1] not in some and way not in closed:
            yield way, km


def sphere_km(first: Floats, second: Floats) -> Floats:
    """Great-circle kilometres between places in degrees, shape (n, m); by the chord's length."""
    lat, lon = np.radians(first[:, :1]), np.radians(first[:, 1:])
    to_lat, to_lon = np.radians(second[:, 0]), np.radians(second[:, 1])
    h = np.sin((to_lat - lat) / 2) ** 2
    h = h + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    distance: Floats = 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    return distance
