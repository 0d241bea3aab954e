"""Judge a plan of experts: duties, teams, people, and a bound that its own prices must carry.

Nothing is shared with the solver.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.checking.findings import Finding
from sandoq.engines.allocation.checking.tours import check_tours
from sandoq.engines.allocation.documents import Document, Node

Floats: TypeAlias = NDArray[np.float64]
Place: TypeAlias = tuple[str, str, str]
Need: TypeAlias = tuple[str, str, str]
_EARTH_KM = 6371.0088
_WORTH = 1000
_SHOWN = 5
_ROUNDED_MINUTES = 0.06
_SLACK = 1e-4
_FOREVER = 10**9


@dataclass(slots=True)
class _Asked:
    """The question by codes; `minutes` from a point to every base is worked out once."""

    root: Node
    kinds: dict[str, Node] = field(default_factory=dict)
    skills: dict[str, set[str]] = field(default_factory=dict)
    bases: dict[str, int] = field(default_factory=dict)
    most: list[int] = field(default_factory=list)
    shifts: list[str] = field(default_factory=list)
    weights: dict[Need, int] = field(default_factory=dict)
    minutes: dict[str, Floats] = field(default_factory=dict)
    limit: float = 0.0

    def count(self, kind: str) -> int:
        """Teams there are of a kind."""
        listed = sum(node.text("kind") == kind for node in self.root.nodes("people"))
        return self.kinds[kind].whole("count", listed)


def check(question: Document, plan: Document) -> list[Finding]:
    """Needs, duties, teams, people, totals, bound and tours, in this order."""
    asked, told = _read(Node(question)), Node(plan)
    duties = [(_need(row), _place(row), row.number("minutes")) for row in told.nodes("duties")]
    uncovered = [(_need(row), row.text("reason")) for row in told.nodes("uncovered")]
    every = Counter([need for need, *_ in duties] + [need for need, _ in uncovered])
    whole = dict(every) == dict.fromkeys(asked.weights, 1)
    found = [Finding("every-need-once", whole, "" if whole else "needs are missing or twice")]
    if not whole:
        return found
    teams = {_place(row): row.whole("teams") for row in told.nodes("teams")}
    known = all(_exists(asked, place) for place in [*teams, *(place for _, place, _ in duties)])
    if not known or len(teams) < len(told.items("teams")):
        return [*found, Finding("places-exist", holds=False, told="an unknown place, or one twice")]
    return [
        *found,
        _fitting(asked, duties),
        _within_capacity(asked, duties, teams),
        _within_counts(asked, teams),
        _reasons(asked, uncovered),
        _people(asked, told, teams),
        _totals(asked, told, duties, teams),
        _bound(asked, told, duties),
        *check_tours(asked.root, told),
    ]


def _read(root: Node) -> _Asked:
    asked = _Asked(root, limit=root.number("reach_minutes", 45.0))
    asked.kinds = {node.text("code"): node for node in root.nodes("kinds")}
    for code, node in asked.kinds.items():
        asked.skills[code] = {str(skill) for skill in node.items("skills")} or {"expert"}
    for number, node in enumerate(root.nodes("bases")):
        asked.bases[node.text("code")] = number
        asked.most.append(node.whole("max_teams", _FOREVER))
    asked.shifts = [str(shift) for shift in root.items("shifts")] or ["day"]
    roads = _Roads(root)
    for node in root.nodes("stations"):
        code = node.text("code")
        asked.minutes[code] = roads.from_point(node)
        for skill in node.items("needs") or ["expert"]:
            for shift in node.items("shifts") or asked.shifts:
                asked.weights[code, str(skill), str(shift)] = node.whole("weight", 1)
    return asked


class _Roads:
    """Minutes from a point to every base."""

    def __init__(self, root: Node) -> None:
        self._lat, self._lon = (
            np.radians([node.number(axis) for node in root.nodes("bases")])
            for axis in ("lat", "lon")
        )
        roads = root.node("roads")
        self._start = roads.number("start_minutes", 4.0)
        self._slow = 60 * roads.number("detour", 1.35) / roads.number("speed_kmh", 55.0)

    def from_point(self, node: Node) -> Floats:
        phi, turn = np.radians(node.number("lat")), np.radians(node.number("lon"))
        # Twice the half angle, which keeps metres where a cosine would lose them.
        half = np.sin((self._lat - phi) / 2) ** 2
        half = half + np.cos(phi) * np.cos(self._lat) * np.sin((self._lon - turn) / 2) ** 2
        angle = np.arctan2(np.sqrt(half), np.sqrt(np.maximum(1 - half, 0)))
        minutes: Floats = self._start + self._slow * 2 * _EARTH_KM * angle
        return minutes


def _place(row: Node) -> Place:
    return row.text("base"), row.text("kind"), row.text("shift")


def _need(row: Node) -> Need:
    return row.text("station"), row.text("skill"), row.text("shift")


def _exists(asked: _Asked, place: Place) -> bool:
    base, kind, shift = place
    return base in asked.bases and kind in asked.kinds and shift in asked.shifts


def _minutes(asked: _Asked, need: Need, place: Place) -> float:
    return float(asked.minutes[need[0]][asked.bases[place[0]]])


def _fitting(asked: _Asked, duties: list[tuple[Need, Place, float]]) -> Finding:
    """The team has the skill, works that shift and is within reach, as many minutes as told."""
    bad = [
        need[0]
        for need, place, told in duties
        if need[1] not in asked.skills[place[1]]
        or need[2] != place[2]
        or _minutes(asked, need, place) > asked.limit + _SLACK
        or abs(_minutes(asked, need, place) - told) > _ROUNDED_MINUTES
    ]
    return _finding("teams-fit-and-reach", bad)


def _within_capacity(
    asked: _Asked, duties: list[tuple[Need, Place, float]], teams: dict[Place, int]
) -> Finding:
    """No team has more stations than one team can serve."""
    load = Counter(place for _, place, _ in duties)
    bad = [
        "/".join(place)
        for place, used in load.items()
        if used > teams.get(place, 0) * asked.kinds[place[1]].whole("capacity")
    ]
    return _finding("teams-not-overloaded", bad)


def _within_counts(asked: _Asked, teams: dict[Place, int]) -> Finding:
    """No more teams than there are, of each kind and at each base; one shift for each team."""
    kinds: dict[str, int] = defaultdict(int)
    bases: dict[str, int] = defaultdict(int)
    for (base, kind, _), many in teams.items():
        kinds[kind] += many
        bases[base] += many
    bad = [kind for kind, many in kinds.items() if many > asked.count(kind)]
    bad += [base for base, many in bases.items() if many > asked.most[asked.bases[base]]]
    return _finding("teams-there-are", bad)


def _reasons(asked: _Asked, uncovered: list[tuple[Need, str]]) -> Finding:
    """Who is said to be out of reach is, and nobody else."""
    bad = []
    for need, reason in uncovered:
        skilled = any(need[1] in skills for skills in asked.skills.values())
        near = bool((asked.minutes[need[0]] <= asked.limit).any()) and skilled
        if (reason == "no-base-in-reach") == near:
            bad.append(need[0])
    return _finding("reasons-are-true", bad)


def _people(asked: _Asked, told: Node, teams: dict[Place, int]) -> Finding:
    """Each person once, of the team's kind, near enough to home, and no more than teams."""
    roads = _Roads(asked.root)
    known = {node.text("code"): node for node in asked.root.nodes("people")}
    sent: set[str] = set()
    used: Counter[Place] = Counter()
    bad = []
    for row in told.nodes("people"):
        code, place = row.text("person"), _place(row)
        used[place] += 1
        node = known.get(code)
        if (
            node is None
            or code in sent
            or not _exists(asked, place)
            or node.text("kind") != place[1]
            or used[place] > teams.get(place, 0)
            or float(roads.from_point(node)[asked.bases[place[0]]])
            > node.number("travel_minutes", 120.0) + _SLACK
        ):
            bad.append(code)
        sent.add(code)
    return _finding("people-fit-their-teams", bad)


def _totals(
    asked: _Asked, told: Node, duties: list[tuple[Need, Place, float]], teams: dict[Place, int]
) -> Finding:
    totals = told.node("totals")
    expected = {
        "needs": len(asked.weights),
        "covered": len(duties),
        "weight": sum(asked.weights.values()),
        "weight_covered": sum(asked.weights[need] for need, *_ in duties),
        "teams": sum(teams.values()),
    }
    if asked.root.items("people"):
        expected["people_sent"] = len(told.items("people"))
    return _finding("totals-add-up", [n for n, v in expected.items() if totals.whole(n) != v])


def _bound(asked: _Asked, told: Node, duties: list[tuple[Need, Place, float]]) -> Finding:
    """By weak duality: what needs earn above the prices, and what the teams would rent for."""
    proof = told.node("certificate")
    prices, on_bases = _prices(asked, proof.node("prices"))
    bound = float((on_bases * np.where(on_bases > 0, asked.most, 0)).sum())
    for code, kind in asked.kinds.items():
        capacity = kind.whole("capacity")
        rent = max(float((capacity * prices[code, s] - on_bases).max()) for s in asked.shifts)
        bound += asked.count(code) * max(rent, 0.0)
    for (station, skill, shift), weight in asked.weights.items():
        minutes = asked.minutes[station]
        near = minutes <= asked.limit
        best = 0.0
        for code, skills in asked.skills.items():
            if skill in skills and near.any():
                worth = weight * _WORTH - minutes[near] - prices[code, shift][near]
                best = max(best, float(worth.max()))
        bound += best
    value = sum(
        asked.weights[need] * _WORTH - _minutes(asked, need, place) for need, place, _ in duties
    )
    room = 1e-6 * abs(bound) + 0.01
    honest = min(float(on_bases.min()), *(float(array.min()) for array in prices.values())) >= 0
    same = abs(proof.number("bound") - bound) <= room and abs(proof.number("value") - value) <= room
    good = honest and same and value <= bound + room
    return Finding("bound-proven-by-prices", good, "" if good else f"{value} against {bound}")


def _prices(asked: _Asked, node: Node) -> tuple[dict[tuple[str, str], Floats], Floats]:
    """Prices by kind and shift for every base, and of the bases themselves."""
    count, usual = len(asked.bases), node.number("usual")
    prices = {
        (kind, shift): np.full(count, usual) for kind in asked.kinds for shift in asked.shifts
    }
    for row in node.nodes("places"):
        base, kind, shift = _place(row)
        prices[kind, shift][asked.bases[base]] = row.number("price")
    on_bases = np.zeros(count)
    for row in node.nodes("bases"):
        on_bases[asked.bases[row.text("base")]] = row.number("price")
    return prices, on_bases


def _finding(check: str, bad: list[str]) -> Finding:
    """Holds if nothing is bad; names at most five codes."""
    more = f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
    return Finding(check, not bad, ", ".join(bad[:_SHOWN]) + more)
