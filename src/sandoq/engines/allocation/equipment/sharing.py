"""From pieces at units to pieces at stations; every sum is kept."""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.equipment.network import Network, Part
from sandoq.engines.allocation.equipment.question import Wholes


@dataclass(frozen=True, slots=True)
class Allotments:
    """Pieces of a model, filling an item of a station, out of a store; all of shape (n,)."""

    station: Wholes
    store: Wholes
    model: Wholes
    item: Wholes
    quantity: Wholes


def align(first: Wholes, second: Wholes) -> tuple[Wholes, Wholes, Wholes]:
    """Lay two rows of quantities with one sum side by side, and cut at every border.

    Returns:
        Positions in the first, positions in the second, and quantities above 0; shape (n,) each.
    """
    ends = np.cumsum(first), np.cumsum(second)
    borders = np.unique(np.concatenate(ends))
    borders = borders[borders > 0]
    quantity = np.diff(borders, prepend=0)
    return (
        np.searchsorted(ends[0], borders),
        np.searchsorted(ends[1], borders),
        quantity,
    )


def share(
    network: Network, part: Part, *, need: Wholes, unit: Wholes, by_way: Wholes, used: Wholes
) -> Allotments:
    """Give a part's pieces at units to stations.

    Args:
        need: pieces each station receives, by slot, shape (stations, K); units' sums equal `used`.
        unit: position of each station's unit, shape (stations,).
        by_way: pieces by model of the part and way.
        used: pieces by model of the part, slot of the part and unit.
    """
    chunks: dict[int, list[tuple[Wholes, Wholes, Wholes]]] = {slot: [] for slot in part.slots}
    ways = np.argsort(network.way_unit, kind="stable")
    places = len(part.slots)
    for at in range(len(part.models)):
        wanted = used[at].T.ravel()  # by unit, then slot
        target, way, quantity = align(wanted, by_way[at][ways])
        for position, slot in enumerate(part.slots):
            here = target % places == position
            model = np.full(int(here.sum()), part.models[at])
            chunks[slot].append((ways[way[here]], model, quantity[here]))
    found: list[Allotments] = []
    order = np.argsort(unit, kind="stable")
    for slot in part.slots:
        way, model, quantity = (np.concatenate(one) for one in zip(*chunks[slot], strict=True))
        by_unit = np.argsort(network.way_unit[way], kind="stable")
        station, chunk, pieces = align(need[order, slot], quantity[by_unit])
        chunk = by_unit[chunk]
        found.append(
            Allotments(
                order[station],
                network.supply_store[network.way_supply[way[chunk]]],
                model[chunk],
                np.full(len(pieces), network.slots[slot].item),
                pieces,
            )
        )
    return together(found)


def together(parts: list[Allotments]) -> Allotments:
    """All allotments, by station, item, model and store; equal ones summed."""
    names = ("station", "item", "model", "store", "quantity")
    empty = [np.zeros(0, np.int64)]
    columns = [np.concatenate([getattr(p, name) for p in parts] or empty) for name in names]
    *keys, quantity = columns
    order = np.lexsort(keys[::-1])
    keys = [key[order] for key in keys]
    quantity = quantity[order]
    if not len(quantity):
        first = np.zeros(0, np.int64)
    else:
        differs = np.any([key[1:] != key[:-1] for key in keys], axis=0)
        first = np.flatnonzero(np.append(True, differs))
        quantity = np.add.reduceat(quantity, first)
    station, item, model, store = (key[first] for key in keys)
    return Allotments(station, store, model, item, quantity)


def in_order(need: Wholes, unit: Wholes, order: Wholes, arrived: Wholes) -> Wholes:
    """Serve stations of each unit one after another until what arrived is used up.

    Args:
        need: pieces asked, shape (stations,). unit: shape (stations,).
        order: all stations, first served first; arrived: pieces by unit.

    Returns:
        Pieces received, shape (stations,).
    """
    order = order[np.argsort(unit[order], kind="stable")]
    asked = need[order]
    before = np.cumsum(asked) - asked
    inside = unit[order]
    start = np.searchsorted(inside, inside)
    before = before - before[start]
    received = np.zeros(len(need), np.int64)
    received[order] = np.clip(arrived[inside] - before, 0, asked)
    return received
