"""What a siting question says, read and computed for its judge alone.

Covers are found by walking through demands in order of their latitude (or y), one site after
another: slow beside a tree of neighbours, but simple to follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.documents import Node
from sandoq.engines.allocation.errors import BadDocument
from sandoq.engines.allocation.matrices import sparse

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_EARTH_KM = 6371.0088
_MILLIMETRE = 1e-6
_SMALL_SITES, _GAP = 1000, 1e-4


@dataclass(slots=True)
class Facts:
    """Usable sites (not fixed closed), demands, limits, and who serves whom at what cost.

    Attributes:
        served: covering: sites × demands of ones, CSR; p-median: dense costs.
    """

    covering: bool
    sites: Sequence[str]
    kinds: Sequence[str]
    price: Floats
    must: Whole
    electors: Floats
    served: Any
    k: int
    caps: dict[str, int]
    budget: float
    gap: float
    number_of: dict[str, int]

    @property
    def total(self) -> float:
        """All electors."""
        return float(self.electors.sum())

    @property
    def scale(self) -> float:
        """The size of the numbers compared."""
        return self.total if self.covering else float(self.served.max())

    @property
    def whole(self) -> bool:
        """Whether every plan costs a whole number."""
        numbers = self.electors if self.covering else self.served
        return bool((numbers == np.round(numbers)).all())

    def reached(self, site: int) -> Whole:
        """Demands a site covers."""
        found: Whole = self.served.indices[self.served.indptr[site] : self.served.indptr[site + 1]]
        return found

    def times(self, chosen: Whole) -> Whole:
        """How many of the sites cover each demand."""
        parts = [self.reached(int(site)) for site in chosen]
        where = np.concatenate([*parts, np.zeros(0, dtype=np.int64)])
        return np.bincount(where, minlength=len(self.electors))

    def cost_of(self, chosen: Whole) -> float:
        """Electors left uncovered; or electors times distance to the nearest site."""
        if self.covering:
            return float(self.electors[self.times(chosen) == 0].sum())
        return float(self.served[chosen].min(axis=0).sum()) if len(chosen) else float("inf")


def read_facts(node: Node) -> Facts:
    """The facts of a question.

    Raises:
        BadDocument: a value cannot be used.
    """
    covering = node.text("objective", "covering") == "covering"
    if "network" in node:
        network = node.node("network")
        count = network.whole("vertices", least=1)
        sites = [str(number) for number in range(1, count + 1)]
        rows: list[Node] = []
        electors = np.ones(count)
        served: Any = _paths(count, network.items("edges"))
    else:
        people, rows = list(node.nodes("demands")), list(node.nodes("candidates"))
        sites = [one.text("code") for one in rows]
        electors = np.array([one.number("electors", 1.0, least=0.0) for one in people])
        served = _served(node, people, rows, electors, covering=covering)
    words = [row.text("fixed", "") for row in rows] or [""] * len(sites)
    kinds = [row.text("kind", "") for row in rows] or [""] * len(sites)
    price = np.array([row.number("cost", 0.0, least=0.0) for row in rows] or [0.0] * len(sites))
    usable = [number for number, word in enumerate(words) if word != "closed"]
    names = [sites[number] for number in usable]
    caps = node.counts("k_by_kind")
    return Facts(
        covering,
        names,
        [kinds[number] for number in usable],
        price[usable],
        np.array([at for at, one in enumerate(usable) if words[one] == "open"], dtype=np.int64),
        electors,
        served[usable],
        node.whole("k", sum(caps.values()) if set(caps) >= set(kinds) else None),
        caps,
        node.number("budget", least=0.0) if "budget" in node else float("inf"),
        node.number("gap", 0.0 if len(usable) <= _SMALL_SITES else _GAP),
        {name: number for number, name in enumerate(names)},
    )


def _served(
    node: Node, people: list[Node], rows: list[Node], electors: Floats, *, covering: bool
) -> Any:
    if any("covers" in row for row in rows):
        index = {one.text("code"): number for number, one in enumerate(people)}
        lists = [[index.get(str(code), -1) for code in row.items("covers")] for row in rows]
        for row, numbers in zip(rows, lists, strict=True):
            if -1 in numbers or len(set(numbers)) != len(numbers):
                raise row.refuse("covers", "unknown-demand-or-twice")
        return _matrix([np.array(one, dtype=np.int64) for one in lists], len(people))
    plane = "x_km" in rows[0]
    here, there = _points(rows, plane=plane), _points(people, plane=plane)
    road = node.node("road")
    winding = road.number("winding", 1.0)
    if not covering:
        far = [_distance(point, there, plane=plane) for point in here]
        return np.array(far) * (winding * electors)
    speed = road.number("kmh", 50.0) / 60.0 / winding
    radius = [_radius(row, node, speed) for row in rows]
    order = np.argsort(there[:, 0], kind="stable")
    sorted_points = there[order]
    found = []
    for point, reach in zip(here, radius, strict=True):
        band = reach + 1.0 if plane else np.degrees((reach + 1.0) / _EARTH_KM)
        low, high = np.searchsorted(sorted_points[:, 0], [point[0] - band, point[0] + band])
        near = _distance(point, sorted_points[low:high], plane=plane) <= reach + _MILLIMETRE
        found.append(order[low:high][near])
    return _matrix(found, len(people))


def _radius(row: Node, node: Node, per_minute: float) -> float:
    """Kilometres: the site's own, else everyone's; kilometres before minutes."""
    for source in (row, node):
        if "radius_km" in source:
            return source.number("radius_km")
        if "radius_minutes" in source:
            return source.number("radius_minutes") * per_minute
    raise row.refuse("radius_km", "missing")


def _points(rows: list[Node], *, plane: bool) -> Floats:
    """Latitude and longitude, or y and x, shape (n, 2)."""
    names = ("y_km", "x_km") if plane else ("lat", "lon")
    return np.array([[row.number(name) for name in names] for row in rows])


def _distance(point: Floats, others: Floats, *, plane: bool) -> Floats:
    """Kilometres from a point; the haversine formula unless on a plane."""
    if plane:
        return np.asarray(np.hypot(others[:, 0] - point[0], others[:, 1] - point[1]))
    lat, lon = np.radians(point)
    phi, turn = np.radians(others).T
    half = np.sin((phi - lat) / 2) ** 2
    half += np.cos(lat) * np.cos(phi) * np.sin((turn - lon) / 2) ** 2
    return np.asarray(2 * _EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def _paths(count: int, edges: Sequence[object]) -> Floats:
    """Shortest paths by Floyd's algorithm; of an edge given twice the last length counts."""
    far = np.full((count, count), np.inf)
    for edge in edges:
        if not isinstance(edge, list) or len(edge) != 3:  # noqa: PLR2004 - from, to, length
            raise BadDocument("/network/edges", "not-an-edge", edge)
        begin, end, length = edge
        if not all(type(one) is int and 1 <= one <= count for one in (begin, end)):
            raise BadDocument("/network/edges", "unknown-vertex", edge)
        if type(length) not in (int, float) or not 0 <= length < np.inf:
            raise BadDocument("/network/edges", "out-of-range", edge)
        far[begin - 1, end - 1] = far[end - 1, begin - 1] = length
    np.fill_diagonal(far, 0.0)
    for middle in range(count):
        np.minimum(far, far[:, middle, None] + far[None, middle, :], out=far)
    return far


def _matrix(found: list[Whole], width: int) -> Any:
    starts = np.concatenate([[0], np.cumsum([len(one) for one in found])])
    where = np.concatenate([*found, np.zeros(0, dtype=np.int64)])
    shape = (len(found), width)
    return sparse.csr_matrix((np.ones(len(where)), where, starts), shape=shape)
