"""The question: who is to be served, where sites may stand, and how many.

docs/en/planning-siting.md describes every field.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.documents import Document, Node, accept_document, index_of
from sandoq.engines.allocation.errors import BadDocument
from sandoq.engines.allocation.siting.columns import Floats, Row, numbers, rows_of, texts
from sandoq.engines.allocation.siting.limits import Limits
from sandoq.engines.allocation.siting.models import Covering, Median
from sandoq.engines.allocation.siting.reach import listed, network_km, read_places, within

Whole = NDArray[np.int64]

OBJECTIVES = ("covering", "p-median")
PAIRS_MOST = 40_000_000
"""p-median keeps every cost in memory: sites times demands at most."""

_SMALL_SITES = 1000
_GAP = 1e-4
_VERTICES_MOST = 6_000


@dataclass(frozen=True, slots=True)
class Question:
    """A question as arrays; candidates that are fixed closed are left out.

    Attributes:
        objective: `covering` or `p-median`.
        demands: their codes, in the document's order.
        electors: weight of each demand, shape (I,).
        sites: codes of the usable candidates, in the document's order.
        kinds: the name of each site's kind.
        limits: how many may be opened.
        model: what serving costs.
        gap: the gap at which a plan is good enough.
    """

    objective: str
    demands: Sequence[str]
    electors: Floats
    sites: Sequence[str]
    kinds: Sequence[str]
    limits: Limits
    model: Covering | Median
    gap: float


def read_question(document: Document) -> Question:
    """The question of a planning document.

    Raises:
        BadDocument: a value cannot be used; the error names its place.
        NoFeasiblePlan: the candidates fixed open break a limit by themselves.
    """
    node = Node(accept_document(document, ["siting"]))
    objective = node.text("objective", "covering")
    if objective not in OBJECTIVES:
        raise node.refuse("objective", "unknown-objective")
    if "network" in node:
        return _of_network(node, objective)
    people = rows_of(node.items("demands"), "/demands")
    rows = rows_of(node.items("candidates"), "/candidates")
    for name, found in (("demands", people), ("candidates", rows)):
        if not found:
            raise node.refuse(name, "missing")
    demands = texts(people, "code", "/demands")
    index = index_of(demands, "/demands")
    electors = numbers(people, "electors", "/demands", default=1.0)
    sites = texts(rows, "code", "/candidates")
    index_of(sites, "/candidates")
    usable, must = _fixed(rows)
    if objective == "covering":
        model: Covering | Median = _covering(node, people, rows, index, electors)
    else:
        model = _median(node, people, rows, electors)
    kinds = texts(rows, "kind", "/candidates", default="")
    cost = numbers(rows, "cost", "/candidates", default=0.0)
    limits = _limits(node, kinds, cost, must)
    return Question(
        objective,
        demands,
        electors,
        [sites[one] for one in usable],
        [kinds[one] for one in usable],
        limits.among(usable),
        model.among(usable),
        _gap(node, len(usable)),
    )


def _of_network(node: Node, objective: str) -> Question:
    """Every vertex is a demand of one elector and a candidate, named by its number."""
    if objective != "p-median":
        raise node.refuse("network", "only-for-p-median")
    network = node.node("network")
    vertices = network.whole("vertices", least=1)
    if vertices > _VERTICES_MOST:
        raise network.refuse("vertices", "too-large")
    names = [str(number) for number in range(1, vertices + 1)]
    kinds = [""] * vertices
    limits = _limits(node, kinds, np.zeros(vertices), np.zeros(vertices, dtype=bool))
    km = network_km(vertices, network.items("edges"), "/network/edges")
    gap = _gap(node, vertices)
    return Question(objective, names, np.ones(vertices), names, kinds, limits, Median(km), gap)


def _covering(
    node: Node, people: list[Row], rows: list[Row], index: dict[str, int], electors: Floats
) -> Covering:
    if any(row.get("covers") is not None for row in rows):
        return Covering(listed(rows, index, "/candidates"), electors)
    radius = _radius_km(node, rows)
    sites, demands = read_places(rows, "/candidates"), read_places(people, "/demands")
    if sites.plane != demands.plane:
        raise BadDocument("/candidates/0", "degrees-and-plane-mixed")
    return Covering(within(sites, demands, radius), electors)


def _median(node: Node, people: list[Row], rows: list[Row], electors: Floats) -> Median:
    if len(people) * len(rows) > PAIRS_MOST:
        raise BadDocument("/candidates", "too-many-pairs-for-p-median", len(people) * len(rows))
    sites, demands = read_places(rows, "/candidates"), read_places(people, "/demands")
    if sites.plane != demands.plane:
        raise BadDocument("/candidates/0", "degrees-and-plane-mixed")
    winding = node.node("road").number("winding", 1.0, least=1.0, most=10.0)
    return Median(sites.km_to(demands) * (winding * electors))


def _radius_km(node: Node, rows: list[Row]) -> Floats:
    """Each site's radius as the crow flies: its own or everyone's, kilometres or minutes.

    Minutes become kilometres by the question's `road`: minutes x kmh / 60 / winding.
    """
    road = node.node("road")
    per_minute = road.number("kmh", 50.0, least=1e-3, most=1000.0) / 60.0
    per_minute /= road.number("winding", 1.0, least=1.0, most=10.0)
    everyone = np.nan
    if "radius_minutes" in node:
        everyone = node.number("radius_minutes", least=0.0) * per_minute
    if "radius_km" in node:
        everyone = node.number("radius_km", least=0.0)
    own = numbers(rows, "radius_km", "/candidates", default=np.nan)
    minutes = numbers(rows, "radius_minutes", "/candidates", default=np.nan)
    radius = np.where(np.isnan(own), minutes * per_minute, own)
    radius = np.where(np.isnan(radius), everyone, radius)
    for index in np.flatnonzero(np.isnan(radius))[:1]:
        raise BadDocument(f"/candidates/{index}/radius_km", "missing")
    return radius


def _fixed(rows: list[Row]) -> tuple[Whole, NDArray[np.bool_]]:
    """Usable sites, and which of all sites must be open."""
    fixed = texts(rows, "fixed", "/candidates", default="")
    for index, word in enumerate(fixed):
        if word not in ("", "open", "closed"):
            raise BadDocument(f"/candidates/{index}/fixed", "neither-open-nor-closed", word)
    words = np.array(fixed)
    return np.flatnonzero(words != "closed"), words == "open"


def _limits(node: Node, kinds: list[str], cost: Floats, must: NDArray[np.bool_]) -> Limits:
    names = sorted(set(kinds))
    caps = node.counts("k_by_kind")
    for name in caps:
        if name not in names:
            raise node.node("k_by_kind").refuse(name, "unknown-kind")
    k = node.whole("k", sum(caps.values()) if caps and set(caps) == set(names) else None)
    limits = Limits(
        min(k, len(kinds)),
        np.searchsorted(names, kinds).astype(np.int64),
        np.array([caps.get(name, len(kinds)) for name in names], dtype=np.int64),
        cost,
        node.number("budget", least=0.0) if "budget" in node else np.inf,
        must,
    )
    limits.require_possible()
    return limits


def _gap(node: Node, sites: int) -> float:
    """What the question asks; else the exact best of few sites, 0.01 % of many."""
    return node.number("gap", 0.0 if sites <= _SMALL_SITES else _GAP, least=0.0, most=1.0)
