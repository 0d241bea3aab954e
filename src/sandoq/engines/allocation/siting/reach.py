"""Who is within reach of which site, and how far away: from places, lists or a road network."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.distances import chord_of, great_circle_km, on_sphere
from sandoq.engines.allocation.errors import BadDocument
from sandoq.engines.allocation.matrices import csgraph, sparse, spatial
from sandoq.engines.allocation.siting.columns import Floats, Row, numbers

Whole = NDArray[np.int64]

TOLERANCE_KM = 1e-6
"""A millimetre: a demand at exactly the radius is covered, whatever the rounding."""

_BLOCK = 2000
_CORNERS = 3


class Places:
    """Points in degrees (`lat`, `lon`) or on a plane (`x_km`, `y_km`), shape (n, 2)."""

    def __init__(self, first: Floats, second: Floats, *, plane: bool) -> None:
        self.first, self.second, self.plane = first, second, plane

    @property
    def points(self) -> Floats:
        """Coordinates in which straight distance grows with the distance on the ground."""
        if self.plane:
            return np.column_stack([self.first, self.second])
        return on_sphere(self.first, self.second)

    def straight(self, km: Floats) -> Floats:
        """The straight distance in `points` that belongs to kilometres."""
        return km if self.plane else chord_of(km)

    def km_to(self, others: "Places") -> Floats:
        """Kilometres from each to each, shape (n, others)."""
        if self.plane:
            east = self.first[:, None] - others.first[None, :]
            return np.hypot(east, self.second[:, None] - others.second[None, :])
        here, there = (self.first[:, None], self.second[:, None]), (others.first, others.second)
        return great_circle_km(here[0], here[1], there[0][None, :], there[1][None, :])


def read_places(rows: Sequence[Row], where: str) -> Places:
    """Where the rows are; all in degrees, or all on a plane.

    Raises:
        BadDocument: a coordinate is missing, no number or out of range.
    """
    if any(row.get("x_km") is not None for row in rows[:1]):
        x = numbers(rows, "x_km", where, least=-np.inf)
        return Places(x, numbers(rows, "y_km", where, least=-np.inf), plane=True)
    lat = numbers(rows, "lat", where, least=-90.0, most=90.0)
    return Places(lat, numbers(rows, "lon", where, least=-180.0, most=180.0), plane=False)


def within(sites: Places, demands: Places, radius_km: Floats) -> Any:
    """Sites × demands, CSR: ones where the demand is within the site's radius."""
    tree = spatial.cKDTree(demands.points)
    points, radius = sites.points, sites.straight(radius_km + TOLERANCE_KM)
    counts, parts = [np.zeros(1, dtype=np.int64)], [np.zeros(0, dtype=np.int32)]
    for start in range(0, len(points), _BLOCK):
        block = slice(start, start + _BLOCK)
        found = tree.query_ball_point(points[block], radius[block], return_sorted=False)
        counts.append(np.fromiter(map(len, found), np.int64, len(found)))
        parts.extend(np.array(one, dtype=np.int32) for one in found)
    return _rows_of(np.concatenate(counts), np.concatenate(parts), len(demands.first))


def listed(rows: Sequence[Row], demands: dict[str, int], where: str) -> Any:
    """Sites × demands, CSR, from each site's `covers`: codes of demands.

    Raises:
        BadDocument: no list, an unknown code, or one twice.
    """
    counts, parts = [np.zeros(1, dtype=np.int64)], [np.zeros(0, dtype=np.int32)]
    for index, row in enumerate(rows):
        codes, at = row.get("covers"), f"{where}/{index}/covers"
        if not isinstance(codes, list):
            raise BadDocument(at, "missing" if codes is None else "not-a-list", codes or "")
        found: dict[int, None] = {}
        for place, code in enumerate(codes):
            number = demands.get(code) if isinstance(code, str) else None
            if number is None:
                raise BadDocument(f"{at}/{place}", "unknown-demand", code)
            if number in found:
                raise BadDocument(f"{at}/{place}", "code-twice", code)
            found[number] = None
        counts.append(np.array([len(found)]))
        parts.append(np.array(list(found), dtype=np.int32))
    return _rows_of(np.concatenate(counts), np.concatenate(parts), len(demands))


def network_km(vertices: int, edges: Sequence[object], where: str) -> Floats:
    """Shortest paths between all vertices 1…n of an undirected graph, shape (n, n).

    Of an edge given twice the last length counts, as OR-Library asks; a loop says nothing.

    Raises:
        BadDocument: an edge is no [from, to, length], or a vertex cannot be reached.
    """
    last: dict[tuple[int, int], float] = {}
    for index, edge in enumerate(edges):
        begin, end, length = _edge(edge, vertices, f"{where}/{index}")
        if begin != end:
            last[min(begin, end), max(begin, end)] = length
    ends = np.array(list(last), dtype=np.int64).reshape(-1, 2) - 1
    lengths = np.array(list(last.values()), dtype=np.float64)
    graph = sparse.csr_matrix((lengths, (ends[:, 0], ends[:, 1])), shape=(vertices, vertices))
    found: Floats = csgraph.shortest_path(graph, method="D", directed=False)
    for vertex in np.flatnonzero(~np.isfinite(found[0]))[:1]:
        raise BadDocument(where, "not-connected", f"vertex {vertex + 1} from vertex 1")
    return found


def _edge(edge: object, vertices: int, where: str) -> tuple[int, int, float]:
    if not isinstance(edge, list | tuple) or len(edge) != _CORNERS:
        raise BadDocument(where, "not-an-edge", edge)
    for place, end in enumerate(edge[:2]):
        if isinstance(end, bool) or not isinstance(end, int) or not 1 <= end <= vertices:
            raise BadDocument(f"{where}/{place}", "unknown-vertex", end)
    length = edge[2]
    if isinstance(length, bool) or not isinstance(length, int | float):
        raise BadDocument(f"{where}/2", "not-a-number", length)
    if not 0 <= length < np.inf:
        raise BadDocument(f"{where}/2", "out-of-range", length)
    return edge[0], edge[1], float(length)


def _rows_of(counts: Whole, columns: Any, width: int) -> Any:
    shape = (len(counts) - 1, width)
    matrix = sparse.csr_matrix((np.ones(len(columns)), columns, np.cumsum(counts)), shape=shape)
    matrix.sort_indices()
    return matrix
