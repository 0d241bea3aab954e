"""Judge a plan of spares: reach, compatibility and every pool's confidence, by themselves.

Nothing is shared with the solver: distances and binomial sums are written out, and the bound is
tested device by device with the incomplete beta function.
"""

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy.special import betainc

from sandoq.engines.allocation.checking.findings import Finding
from sandoq.engines.allocation.documents import Document, Node

_SHOWN = 5
_ROUNDED = 1e-5
_SLACK_KM = 1e-3
_EARTH_KM = 6371.0088
Pool = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question by codes; `near` the stores that may serve a station."""

    rates: dict[str, float]
    serves: dict[str, set[str]]
    cost: dict[str, float]
    stations: dict[str, Node]
    confidence: float
    root: Node
    near: dict[str, set[str]]


def check(question: Document, plan: Document) -> list[Finding]:
    """Service, reach, levels, totals and bound, in this order."""
    asked, told = _read(Node(question)), Node(plan)
    rows = [
        (row.text("station"), row.text("model"), row.whole("devices"), _pool(row))
        for row in told.nodes("stations")
    ]
    unserved = [
        (row.text("station"), row.text("model"), row.whole("devices"))
        for row in told.nodes("unserved")
    ]
    served = _every_device(asked, [row[:3] for row in rows] + unserved)
    if not served.holds:
        return [served]
    return [
        served,
        _finding(
            "served-by-a-fitting-spare-in-reach",
            [s for s, m, _, pool in rows if not _fits(asked, s, m, pool)],
        ),
        _finding(
            "unserved-only-without-choice", [s for s, m, _ in unserved if _choices(asked, s, m)]
        ),
        *_levels(asked, told, rows),
        _bound(asked, told, rows),
    ]


def _read(root: Node) -> _Asked:
    rates = {node.text("code"): node.number("failure_rate") for node in root.nodes("models")}
    spares = list(root.nodes("spares"))
    serves = {node.text("code"): {str(m) for m in node.items("serves")} for node in spares}
    cost = {node.text("code"): node.number("cost", 1.0) for node in spares}
    if not spares:
        serves, cost = {code: {code} for code in rates}, dict.fromkeys(rates, 1.0)
    stations = {node.text("code"): node for node in root.nodes("stations")}
    confidence = root.number("confidence", 0.99)
    return _Asked(rates, serves, cost, stations, confidence, root, _near(root, stations))


def _near(root: Node, stations: dict[str, Node]) -> dict[str, set[str]]:
    """The stores that may serve each station, by county and by minutes."""
    stores = [(node.text("code"), set(node.items("only_in"))) for node in root.nodes("stores")]
    lat, lon = (
        np.radians([node.number(axis) for node in root.nodes("stores")]) for axis in ("lat", "lon")
    )
    roads = root.node("roads")
    minutes = root.number("reach_minutes", 60.0) - roads.number("start_minutes", 4.0)
    km = minutes / 60 * roads.number("speed_kmh", 55.0) / roads.number("detour", 1.35)
    near = {}
    for code, node in stations.items():
        phi, turn = math.radians(node.number("lat")), math.radians(node.number("lon"))
        cosine = math.sin(phi) * np.sin(lat) + math.cos(phi) * np.cos(lat) * np.cos(lon - turn)
        apart = _EARTH_KM * np.arccos(np.clip(cosine, -1.0, 1.0))
        county = node.text("county", "")
        near[code] = {
            stores[j][0]
            for j in np.flatnonzero(apart <= km + _SLACK_KM)
            if not stores[j][1] or county in stores[j][1]
        }
    return near


def _pool(row: Node) -> Pool:
    return row.text("store"), row.text("spare")


def _every_device(asked: _Asked, rows: list[tuple[str, str, int]]) -> Finding:
    """Each station's devices of each model stand in exactly one row."""
    wanted = {
        (code, model): count
        for code, node in asked.stations.items()
        for model, count in node.counts("devices").items()
        if count
    }
    found = {(station, model): count for station, model, count in rows}
    good = found == wanted and len(found) == len(rows)
    return Finding("every-device-once", good, "" if good else "devices are missing or twice")


def _fits(asked: _Asked, station: str, model: str, pool: Pool) -> bool:
    store, spare = pool
    return store in asked.near[station] and model in asked.serves.get(spare, set())


def _choices(asked: _Asked, station: str, model: str) -> list[Pool]:
    """Pools that may serve a device."""
    spares = [code for code, models in asked.serves.items() if model in models]
    return [(store, spare) for store in sorted(asked.near[station]) for spare in spares]


def _levels(asked: _Asked, told: Node, rows: list[tuple[str, str, int, Pool]]) -> list[Finding]:
    """Each pool has the least spares that meet its failures, its stock counted as locked."""
    devices: dict[Pool, dict[str, dict[str, int]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(int))
    )
    for station, model, count, pool in rows:
        devices[pool][asked.stations[station].text("county", "")][model] += count
    pools = {_pool(row): row for row in told.nodes("pools")}
    wrong, weak = [], []
    for pool, inside in devices.items():
        row = pools.get(pool)
        name = "/".join(pool)
        if row is None:
            wrong.append(name)
            continue
        if row.whole("spares") != _least(_failing(asked, inside), asked.confidence):
            wrong.append(name)
        free, rest = _with_stock(asked, pool, inside)
        chance = sum(rest[: free + row.whole("missing") + 1])
        if chance < asked.confidence - 1e-9 or row.number("confidence") > chance + 1e-6:
            weak.append(name)
    wrong += ["/".join(pool) for pool in pools if pool not in devices]
    totals = told.node("totals")
    adds = all(
        totals.whole(name) == sum(row.whole(name) for row in pools.values())
        for name in ("devices", "spares", "missing")
    )
    return [
        _finding("spares-are-the-quantile", wrong),
        _finding("stock-and-missing-meet-the-confidence", weak),
        Finding("totals-add-up", adds),
    ]


def _with_stock(
    asked: _Asked, pool: Pool, inside: dict[str, dict[str, int]]
) -> tuple[int, list[float]]:
    """Free spares, and the distribution of failures that locked spares leave."""
    free = 0
    locks: dict[frozenset[str], int] = defaultdict(int)
    for row in asked.root.nodes("stock"):
        if _pool(row) == pool:
            only = frozenset(str(code) for code in row.items("only_in"))
            if only:
                locks[only] += row.whole("count")
            else:
                free += row.whole("count")
    regions: dict[frozenset[str], dict[str, dict[str, int]]] = defaultdict(dict)
    for county, models in inside.items():
        lock = next((only for only in locks if county in only), frozenset[str]())
        regions[lock][county] = models
    rest = [1.0]
    for lock, counties in regions.items():
        own = locks.get(lock, 0)
        failing = _failing(asked, counties)
        rest = _convolved(rest, [sum(failing[: own + 1]), *failing[own + 1 :]])
    return free, rest


def _failing(asked: _Asked, counties: dict[str, dict[str, int]]) -> list[float]:
    """P(k failures) of all these devices."""
    total = [1.0]
    by_rate: dict[float, int] = defaultdict(int)
    for models in counties.values():
        for model, count in models.items():
            by_rate[asked.rates[model]] += count
    for rate, count in by_rate.items():
        total = _convolved(total, _binomial(count, rate))
    return total


def _binomial(n: int, rate: float) -> list[float]:
    """Binomial probabilities to far beyond the mean."""
    if rate in (0.0, 1.0):
        return [1.0] if rate == 0 else [0.0] * n + [1.0]
    top = min(n, int(n * rate + 10 * math.sqrt(n * rate) + 40))
    logs = math.log(rate), math.log1p(-rate)
    return [
        math.exp(math.log(math.comb(n, k)) + k * logs[0] + (n - k) * logs[1])
        for k in range(top + 1)
    ]


def _convolved(one: list[float], other: list[float]) -> list[float]:
    result: list[float] = np.convolve(one, other).tolist()
    return result


def _least(chances: list[float], confidence: float) -> int:
    total = 0.0
    for k, chance in enumerate(chances):
        total += chance
        if total >= confidence - 1e-12:
            return k
    return len(chances)


def _bound(asked: _Asked, told: Node, rows: list[tuple[str, str, int, Pool]]) -> Finding:
    """Each told rate is one that its pool cannot undercut, and they add up to the bound."""
    proof = told.node("certificate")
    rates = {_pool(node): node.number("rate", least=0.0) for node in proof.nodes("rates")}
    most: dict[Pool, int] = defaultdict(int)
    lowest: dict[Pool, float] = {}
    total = value = 0.0
    for station, model, count, _ in rows:
        choices = _choices(asked, station, model)
        for pool in choices:
            most[pool] += count
            lowest[pool] = min(lowest.get(pool, 1.0), asked.rates[model])
        total += count * min(rates.get(pool, 0.0) for pool in choices)
    for row in told.nodes("pools"):
        value += row.whole("spares") * asked.cost[row.text("spare")]
    whole = all(cost == int(cost) for cost in asked.cost.values())
    bound = float(math.ceil(total - 1e-6)) if whole else total
    honest = all(
        _never_less(rates[pool] / asked.cost[pool[1]], most[pool], lowest[pool], asked.confidence)
        for pool in rates
        if pool in most
    )
    apart = abs(proof.number("bound") - bound), abs(proof.number("value") - value), bound - value
    good = honest and max(apart) < _ROUNDED
    return Finding("bound-proven-by-rates", good, "" if good else f"{value} against {bound}")


def _never_less(rate: float, most: int, lowest: float, confidence: float) -> bool:
    """For every n up to `most`, fewer than rate · n spares miss the confidence."""
    if lowest in (0.0, 1.0):
        return rate <= lowest + 1e-12
    n = np.arange(1, most + 1)
    fewer = np.ceil(rate * n - 1e-9) - 1
    real = fewer >= 0
    chance = betainc(n[real] - fewer[real], fewer[real] + 1, 1 - lowest)
    return bool((chance < confidence + 1e-12).all())


def _finding(check: str, bad: list[str]) -> Finding:
    """Holds if nothing is bad; names at most five codes."""
    more = f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
    return Finding(check, not bad, ", ".join(bad[:_SHOWN]) + more)
