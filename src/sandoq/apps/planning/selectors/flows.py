"""A plan's flows for its map and its list: one line from a store to a county, all models."""

from collections import defaultdict
from typing import Any

from sandoq.apps.planning.rules.figures import ways
from sandoq.apps.planning.selectors.reading import Told

_DEGREE = 5  # decimals: about a metre


def flow_rows(told: Told) -> list[dict[str, Any]]:
    """Every pair of store and county with its devices, the largest first.

    Each has `lines` (model, quantity), `quantity` in all, `km`, and both ends as [lon, lat].
    """
    middles = middles_of(told)
    found: dict[tuple[str, str], list[Any]] = defaultdict(list)
    for way in ways(told.question, told.plan):
        found[way.store, way.unit].append(way)
    rows = []
    for (store, unit), pieces in found.items():
        place = told.stores[store]
        by_model: dict[str, int] = defaultdict(int)
        for way in pieces:
            by_model[way.model] += way.quantity
        rows.append(
            {
                "store": told.store_name(store),
                "unit": told.unit_name(unit),
                "quantity": sum(by_model.values()),
                "lines": [(told.model_name(code), n) for code, n in by_model.items()],
                "km": pieces[0].km,
                "from": [place["lon"], place["lat"]],
                "to": middles[unit],
            }
        )
    return sorted(rows, key=lambda row: (-row["quantity"], row["store"], row["unit"]))


def middles_of(told: Told) -> dict[str, list[float]]:
    """The middle of every county's stations, as [lon, lat]."""
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for row in told.question["stations"]:
        one = sums[row["unit"]]
        one[0] += row["lon"]
        one[1] += row["lat"]
        one[2] += 1
    return {
        unit: [round(lon / n, _DEGREE), round(lat / n, _DEGREE)]
        for unit, (lon, lat, n) in sums.items()
    }


def map_of(told: Told) -> dict[str, Any]:
    """What the map draws: lines, stations as [lon, lat, 1 if ready], names of counties."""
    flows = flow_rows(told)
    middles = middles_of(told)
    return {
        "lines": [
            {
                "from": row["from"],
                "to": row["to"],
                "units": row["quantity"],
                "name": f"{row['store']} ← {row['unit']}",
            }
            for row in flows
        ],
        "stations": [
            [row["lon"], row["lat"], int(row["code"] in told.ready)]
            for row in told.question["stations"]
        ],
        "labels": [{"name": told.unit_name(code), "at": place} for code, place in middles.items()],
    }
