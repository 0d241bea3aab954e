"""Who can be supplied from where with what: slots, ways and their parts.

A *slot* is an item together with the models accepted for it; stations that accept the same models
share it. A *way* leads from a supply to a unit. Supplies are the stores, and one more for each
transfer fixed to at least some pieces: those lie, as it were, in a store that serves one unit.
A *part* is a set of models and slots bound by substitution; parts never compete for pieces.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from sandoq.engines.allocation.distances import great_circle_km
from sandoq.engines.allocation.equipment.question import Flags, Floats, Question, Wholes
from sandoq.engines.allocation.errors import NoFeasiblePlan

_EQUAL = 1e-9
"""Distances differing by less count as equal."""


@dataclass(frozen=True, slots=True)
class Slot:
    """An item and the models accepted for it; `key` names it in plans."""

    item: int
    models: frozenset[int]
    key: str


@dataclass(frozen=True, slots=True)
class Part:
    """Models and slots bound by substitution, by position."""

    models: tuple[int, ...]
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Supplies, ways and needs of a set of items.

    Attributes:
        slots: K of them. parts: they and the models, divided.
        need: pieces by station and slot, shape (stations, K).
        supply_store: the store behind each supply, shape (P,).
        committed: whether the supply is a fixed transfer, shape (P,).
        stock: pieces by supply and model, shape (P, models).
        way_supply, way_unit, way_km: shape (W,), sorted by supply.
        most: (way, model) → pieces that may go that way, where fixed.
    """

    slots: tuple[Slot, ...]
    parts: tuple[Part, ...]
    need: Wholes
    supply_store: Wholes
    committed: Flags
    stock: Wholes
    way_supply: Wholes
    way_unit: Wholes
    way_km: Floats
    most: dict[tuple[int, int], int]
    units: int


def build_network(
    question: Question, items: Wholes, without: frozenset[int] = frozenset()
) -> Network:
    """The network of some items; models `without` serve none of them.

    Raises:
        NoFeasiblePlan: a fixed transfer asks more than its store has, or leads where no way is.
    """
    slots, need = _slots(question, items, without)
    store, unit, km = ways(question)
    at = {(int(s), int(u)): way for way, (s, u) in enumerate(zip(store, unit, strict=True))}
    stock = question.stores.stock.copy()
    wanted = {model for slot in slots for model in slot.models}
    virtual: list[tuple[int, int, float, int, int]] = []
    most: dict[tuple[int, int], int] = {}
    for limit in question.fixed_transfers:
        if limit.model not in wanted:
            continue
        way = at.get((limit.store, limit.unit))
        name = "/".join(
            (
                question.stores.codes[limit.store],
                question.unit_codes[limit.unit],
                question.models[limit.model].code,
            )
        )
        if way is None:
            if limit.at_least:
                raise NoFeasiblePlan("fixed-transfer-without-way", (name,))
            continue
        if limit.at_least > stock[limit.store, limit.model]:
            raise NoFeasiblePlan("fixed-transfer-above-stock", (name,))
        if limit.at_most is not None:
            most[way, limit.model] = limit.at_most - limit.at_least
        if limit.at_least:
            stock[limit.store, limit.model] -= limit.at_least
            virtual.append((limit.store, limit.unit, float(km[way]), limit.model, limit.at_least))
    extra = np.zeros((len(virtual), stock.shape[1]), np.int64)
    for row, (_, _, _, model, pieces) in enumerate(virtual):
        extra[row, model] = pieces
    stores = len(question.stores.codes)
    return Network(
        slots=slots,
        parts=_parts(slots, len(question.models)),
        need=need,
        supply_store=np.array([*range(stores), *(one[0] for one in virtual)], np.int64),
        committed=np.arange(stores + len(virtual)) >= stores,
        stock=np.vstack([stock, extra]),
        way_supply=np.concatenate([store, stores + np.arange(len(virtual))]).astype(np.int64),
        way_unit=np.array([*unit, *(one[1] for one in virtual)], np.int64),
        way_km=np.array([*km, *(one[2] for one in virtual)], float),
        most=most,
        units=len(question.unit_codes),
    )


def _slots(
    question: Question, items: Wholes, without: frozenset[int]
) -> tuple[tuple[Slot, ...], Wholes]:
    usual = [question.serving(int(item)) - without for item in items]
    slots = [
        Slot(int(item), models, question.items[int(item)].code)
        for item, models in zip(items, usual, strict=True)
    ]
    need = question.stations.need[:, items].copy()
    column = {(slot.item, slot.models): at for at, slot in enumerate(slots)}
    extra: list[Wholes] = []
    position = {int(item): at for at, item in enumerate(items)}
    for (station, item), models in sorted(
        question.stations.accepts.items(), key=lambda one: (one[0], sorted(one[1]))
    ):
        if item not in position or not need[station, position[item]]:
            continue
        at = column.setdefault((item, models - without), len(slots))
        if at == len(slots):
            named = "+".join(sorted(question.models[model].code for model in models))
            slots.append(Slot(item, models - without, f"{question.items[item].code}={named}"))
            extra.append(np.zeros(len(need), np.int64))
        if at >= len(items):
            extra[at - len(items)][station] = need[station, position[item]]
            need[station, position[item]] = 0
    return tuple(slots), np.column_stack([need, *extra])


def _parts(slots: tuple[Slot, ...], models: int) -> tuple[Part, ...]:
    pairs = [(model, models + at) for at, slot in enumerate(slots) for model in slot.models]
    size = models + len(slots)
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    links = csr_matrix((np.ones(len(pairs)), (rows, columns)), shape=(size, size))
    _, label = connected_components(links, directed=False)
    parts = []
    for one in dict.fromkeys(label[models:].tolist()):
        inside = np.flatnonzero(label == one)
        parts.append(
            Part(
                tuple(int(node) for node in inside if node < models),
                tuple(int(node) - models for node in inside if node >= models),
            )
        )
    return tuple(parts)


def ways(question: Question) -> tuple[Wholes, Wholes, Floats]:
    """Stores, units and kilometres of all ways, sorted by store, then unit; each shape (W,)."""
    stores, roads = question.stores, question.roads
    lat, lon = unit_places(question)
    pairs = _near(question, lat, lon)
    pairs |= {(at, int(unit)) for at, unit in enumerate(stores.unit) if unit >= 0}
    pairs |= {(at, unit) for at, served in enumerate(stores.serves) for unit in served or ()}
    pairs |= set(roads.km)
    allowed = [
        (store, unit)
        for store, unit in sorted(pairs - roads.closed)
        if ((served := stores.serves[store]) is None or unit in served)
        and (np.isfinite(lat[unit]) or (store, unit) in roads.km)
    ]
    store, unit = np.array(allowed, np.int64).reshape(-1, 2).T
    km = roads.factor * great_circle_km(stores.lat[store], stores.lon[store], lat[unit], lon[unit])
    named = [at for at, pair in enumerate(allowed) if pair in roads.km]
    km[named] = [roads.km[allowed[at]] for at in named]
    return store, unit, np.round(km, 3)


def unit_places(question: Question) -> tuple[Floats, Floats]:
    """The middle of each unit's stations in degrees, shape (units,) twice; NaN without any."""
    stations, units = question.stations, len(question.unit_codes)
    many = np.bincount(stations.unit, minlength=units)
    with np.errstate(invalid="ignore"):
        lat = np.bincount(stations.unit, weights=stations.lat, minlength=units) / many
        lon = np.bincount(stations.unit, weights=stations.lon, minlength=units) / many
    return lat, lon


def _near(question: Question, lat: Floats, lon: Floats) -> set[tuple[int, int]]:
    """Each unit's nearest stores among those that may serve it, all of equal distance included."""
    stores, neighbours = question.stores, question.roads.neighbours
    free = np.array([at for at, served in enumerate(stores.serves) if served is None], np.int64)
    some = np.flatnonzero(np.isfinite(lat))
    count = min(neighbours, len(free))
    if not count or not len(some):
        return set()
    far = great_circle_km(
        stores.lat[free], stores.lon[free], lat[some][:, np.newaxis], lon[some][:, np.newaxis]
    )
    limit = np.partition(far, count - 1, axis=1)[:, count - 1]
    unit, store = np.nonzero(far <= limit[:, np.newaxis] * (1 + _EQUAL) + _EQUAL)
    return set(zip(free[store].tolist(), some[unit].tolist(), strict=True))
