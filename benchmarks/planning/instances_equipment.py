"""Seeded synthetic equipment questions: a province of 3,000 stations, a nation of 60,000."""

from dataclasses import dataclass

import numpy as np

ITEMS = (
    "computer",
    "monitor",
    "printer",
    "switch",
    "modem",
    "sim-a",
    "sim-b",
    "ups",
    "fingerprint",
    "camera",
    "cable-eth",
    "cable-power",
    "usb-hub",
    "powerbank",
    "router-ext",
    "lamp",
    "toner",
    "paper",
    "seal",
    "label",
    "toolkit",
    "spare-psu",
    "tablet",
    "tent",
    "generator",
)
BLOCKING = np.array([True] * 9 + [False] + [True] * 2 + [False] * 13)
SCARCE = (0, 3, 4, 7, 8)
"""Blocking items of which there is less than all stations need."""


@dataclass(frozen=True)
class Size:
    """How many provinces, counties and stations, on how many kilometres."""

    provinces: int
    counties: int
    stations: int
    width: float
    height: float


PROVINCE = Size(1, 22, 3000, 160.0, 130.0)
NATION = Size(30, 430, 60000, 1600.0, 1250.0)


def equipment_question(size: Size, seed: int = 7, tight: float = 0.93) -> dict[str, object]:
    """A question document; `tight` is stock over need of the scarce items.

    Counties have heavy-tailed sizes and unequal stock; a hub per province holds 8 %.
    """
    rng = np.random.default_rng(seed)
    county_xy, province, hub_xy, count = _counties(rng, size)
    county = np.repeat(np.arange(size.counties), count)
    urban = rng.random(size.stations) < 0.35 + 0.35 * np.minimum(1, count[county] / 400)
    spread = np.where(urban, 1.6 + 0.03 * count[county] ** 0.5, 13.0)[:, np.newaxis]
    xy = county_xy[county] + rng.normal(0, 1, (size.stations, 2)) * spread
    xy = np.clip(xy, 0, [size.width, size.height])
    electors = 60 + np.where(
        urban, rng.lognormal(7.1, 0.45, size.stations), rng.lognormal(6.0, 0.6, size.stations)
    ).astype(int)
    remote = np.linalg.norm(xy - county_xy[county], axis=1) > 20
    priority = ((electors > 2600) | remote).astype(int)
    need = _needs(rng, electors, urban)
    stock = _stock(rng, need, county, size, tight)
    store_xy = np.vstack([county_xy, hub_xy])
    lat, lon = 25.5 + store_xy[:, 1] / 111.2, 44.5 + store_xy[:, 0] / 92.0
    volume = np.round(rng.uniform(0.2, 1, 25), 2)
    volume[[0, 7, 24, 23]] = [1, 1.5, 4, 3]
    hubs = size.counties + province
    far = 1.35 * np.linalg.norm(store_xy[hubs] - county_xy, axis=1)
    place = np.round(np.column_stack([25.5 + xy[:, 1] / 111.2, 44.5 + xy[:, 0] / 92.0]), 5)
    return {
        "sandoq_plan": 1,
        "kind": "equipment",
        "title": f"{size.stations} stations, seed {seed}",
        "items": [
            {"code": code, "blocking": bool(BLOCKING[at]), "volume": float(volume[at])}
            for at, code in enumerate(ITEMS)
        ],
        "models": [{"code": f"{code}-1", "item": code} for code in ITEMS],
        "units": [{"code": f"u{at}"} for at in range(size.counties)],
        "stores": [
            {
                "code": f"s{at}",
                "unit": f"u{at}" if at < size.counties else None,
                "lat": round(float(lat[at]), 5),
                "lon": round(float(lon[at]), 5),
                "stock": {f"{ITEMS[i]}-1": int(n) for i, n in enumerate(stock[at]) if n},
            }
            for at in range(len(store_xy))
        ],
        "stations": [
            {
                "code": f"t{at}",
                "unit": f"u{county[at]}",
                "lat": float(place[at, 0]),
                "lon": float(place[at, 1]),
                "electors": int(electors[at]),
                "priority": int(priority[at]),
                "needs": {ITEMS[i]: int(n) for i, n in enumerate(need[at]) if n},
            }
            for at in range(size.stations)
        ],
        "roads": {
            "km": [
                {"from": f"s{hub}", "to": f"u{at}", "km": round(float(km), 1)}
                for at, (hub, km) in enumerate(zip(hubs, far, strict=True))
            ]
        },
    }


def _counties(rng: np.random.Generator, size: Size) -> tuple[np.ndarray, ...]:
    box = np.array([size.width, size.height])
    hub_xy = rng.uniform(0.08, 0.92, (size.provinces, 2)) * box
    if size.provinces == 1:
        province = np.zeros(size.counties, int)
        xy = rng.uniform(0.05, 0.95, (size.counties, 2)) * box
    else:
        more = rng.integers(0, size.provinces, size.counties - size.provinces)
        province = np.concatenate([np.arange(size.provinces), more])
        xy = np.clip(hub_xy[province] + rng.normal(0, 55, (size.counties, 2)), 5, box - 5)
    weight = rng.pareto(1.6, size.counties) + 0.45
    count = np.maximum(12, (weight / weight.sum() * size.stations).astype(int))
    while count.sum() != size.stations:
        at = rng.integers(size.counties)
        if count[at] > 12 or count.sum() < size.stations:
            count[at] += np.sign(size.stations - count.sum())
    return xy, province, hub_xy, count


def _needs(rng: np.random.Generator, electors: np.ndarray, urban: np.ndarray) -> np.ndarray:
    stations = len(electors)
    desks = np.clip(np.ceil(electors / 750), 1, 4).astype(int)
    weak = rng.random(stations) < np.where(urban, 0.03, 0.18)
    dark = rng.random(stations) < np.where(urban, 0.04, 0.15)
    big = desks > 2
    ones = np.ones(stations, int)
    columns = [desks + big, desks + big, 1 + big, ones, 1 + (desks > 3), ones, 1 + weak]
    columns += [1 + big + dark, desks, ones, 2 * desks + 1, desks + 1, desks, ones, weak, ones]
    columns += [ones, 2 * desks, 6 * ones, ones, ones, big, ones, ~urban, dark]
    return np.column_stack(columns).astype(int)


def _stock(
    rng: np.random.Generator, need: np.ndarray, county: np.ndarray, size: Size, tight: float
) -> np.ndarray:
    of_county = np.zeros((size.counties, len(ITEMS)), int)
    np.add.at(of_county, county, need)
    factor = np.full(len(ITEMS), 1.05)
    factor[list(SCARCE)] = tight + rng.uniform(-0.03, 0.03, len(SCARCE))
    factor[[9, 22, 24]] = 0.6, 0.3, 0.7
    stock = np.zeros((size.counties + size.provinces, len(ITEMS)), int)
    for item in range(len(ITEMS)):
        total = int(factor[item] * of_county[:, item].sum())
        hub = int(0.08 * total)
        part = of_county[:, item] * rng.lognormal(0, 0.28, size.counties)
        stock[: size.counties, item] = np.floor(part / part.sum() * (total - hub))
        stock[size.counties :, item] = hub // size.provinces
    return stock
