"""What is asked: needs of stations, kinds of teams, bases, shifts, people and what they do now."""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.documents import Document, Node, accept_document, index_of
from sandoq.engines.allocation.experts.touring import (
    Roamers,
    Visits,
    read_roamers,
    read_visits,
)
from sandoq.engines.allocation.roads import Counts, Places, Roads, read_point, read_roads

_ANY = "expert"
_FOREVER = 10**9


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of team: its skills, how many teams there are, and the stations one team can serve."""

    code: str
    skills: frozenset[str]
    count: int
    capacity: int


@dataclass(frozen=True, slots=True)
class Needs:
    """Every station's needs, arrays of shape (d,): station, skill and shift by position, weight."""

    station: Counts
    skill: Counts
    shift: Counts
    weight: Counts

    def __len__(self) -> int:
        return len(self.station)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be on a team of a kind, at most `travel_minutes` from home."""

    code: str
    kind: int
    travel_minutes: float


@dataclass(frozen=True, slots=True)
class Before:
    """The plan in force: teams (bases, kinds, shifts), the place of each need's team or -1, and of
    each person's; places are numbered as in `Question.bins`."""

    teams: Counts
    duties: Counts
    people: Counts


@dataclass(frozen=True, slots=True)
class Question:
    """A question as arrays.

    A *bin* is a base, kind and shift: number (base · kinds + kind) · shifts + shift.
    `most` is the largest number of teams at each base; `people` with `homes`, in one order.
    """

    stations: Places
    needs: Needs
    skills: tuple[str, ...]
    shifts: tuple[str, ...]
    kinds: tuple[Kind, ...]
    bases: Places
    most: Counts
    reach_minutes: float
    roads: Roads
    people: tuple[Person, ...]
    homes: Places
    before: Before | None
    duty_price: float
    team_price: float
    roamers: Roamers
    visits: Visits

    @property
    def bins(self) -> tuple[int, int, int]:
        """Bases, kinds, shifts."""
        return len(self.bases), len(self.kinds), len(self.shifts)


def read_question(document: Document) -> Question:
    """The question of an `experts` document (docs/en/planning-experts.md).

    Raises:
        BadDocument: a value is missing, of the wrong kind or out of range, or a code is unknown.
    """
    root = Node(accept_document(document, ["experts"]))
    shifts = tuple(_codes(root, "shifts")) or ("day",)
    bases, base_nodes = _places(root, "bases")
    people_nodes = list(root.nodes("people"))
    kinds = _kinds(root, people_nodes)
    kind_at = {kind.code: number for number, kind in enumerate(kinds)}
    stations, nodes = _places(root, "stations")
    skills = sorted({skill for kind in kinds for skill in kind.skills})
    needs = _needs(nodes, skills, shifts)
    people, homes = _people(people_nodes, kind_at)
    reader = _BeforeReader(
        bases=bases,
        kinds=kind_at,
        shifts=shifts,
        stations=stations,
        skills=skills,
        needs=needs,
        people=people,
    )
    change = root.node("change")
    return Question(
        stations,
        needs,
        tuple(skills),
        shifts,
        kinds,
        bases,
        np.array([node.whole("max_teams", _FOREVER) for node in base_nodes], np.int64),
        root.number("reach_minutes", 45.0, least=0.0, most=900.0),
        read_roads(root),
        people,
        homes,
        reader.read(root) if "previous" in root else None,
        change.number("duty_price", 0.0, least=0.0, most=900.0),
        change.number("team_price", 0.0, least=0.0, most=1e6),
        read_roamers(root),
        read_visits(root),
    )


def _kinds(root: Node, people: list[Node]) -> tuple[Kind, ...]:
    """The kinds; without a count as many teams as people of the kind."""
    nodes = list(root.nodes("kinds"))
    if not nodes:
        raise root.refuse("kinds", "missing")
    index_of([node.text("code") for node in nodes], "/kinds")
    listed = [node.text("kind") for node in people]
    found = []
    for node in nodes:
        skills = frozenset(_codes(node, "skills")) or frozenset([_ANY])
        code = node.text("code")
        count = node.whole("count", listed.count(code) if people else None)
        found.append(Kind(code, skills, count, node.whole("capacity", least=1)))
    return tuple(found)


def _needs(nodes: list[Node], skills: list[str], shifts: tuple[str, ...]) -> Needs:
    skill_at = {code: number for number, code in enumerate(skills)}
    shift_at = {code: number for number, code in enumerate(shifts)}
    rows: list[tuple[int, int, int, int]] = []
    for number, node in enumerate(nodes):
        weight = node.whole("weight", 1, least=1)
        if weight > _FOREVER // 1000:
            raise node.refuse("weight", "out-of-range")
        asked = _codes(node, "needs", skill_at) or [_ANY]
        if _ANY in asked and _ANY not in skill_at:
            raise node.refuse("needs", "unknown-code")
        when = _codes(node, "shifts", shift_at) or list(shifts)
        rows += [(number, skill_at[a], shift_at[s], weight) for a in asked for s in when]
    table = np.array(rows, np.int64).reshape(-1, 4)
    return Needs(*(np.ascontiguousarray(column) for column in table.T))


def _people(nodes: list[Node], kind_at: dict[str, int]) -> tuple[tuple[Person, ...], Places]:
    index_of([node.text("code") for node in nodes], "/people")
    people, points = [], []
    for node in nodes:
        if node.text("kind") not in kind_at:
            raise node.refuse("kind", "unknown-code")
        travel = node.number("travel_minutes", 120.0, least=0.0, most=10_000.0)
        people.append(Person(node.text("code"), kind_at[node.text("kind")], travel))
        points.append(read_point(node))
    at = np.array(points).reshape(-1, 2)
    return tuple(people), Places(tuple(one.code for one in people), at[:, 0], at[:, 1])


def _places(root: Node, name: str) -> tuple[Places, list[Node]]:
    nodes = list(root.nodes(name))
    if not nodes:
        raise root.refuse(name, "missing")
    codes = [node.text("code") for node in nodes]
    index_of(codes, f"/{name}")
    at = np.array([read_point(node) for node in nodes])
    return Places(tuple(codes), at[:, 0], at[:, 1]), nodes


def _codes(node: Node, name: str, known: dict[str, int] | None = None) -> list[str]:
    """A list of different texts, all of them known if `known` says which are."""
    codes = [code for code in node.items(name) if isinstance(code, str) and code]
    if len(codes) < len(node.items(name)) or len(set(codes)) < len(codes):
        raise node.refuse(name, "not-different-codes")
    if known is not None and any(code not in known for code in codes):
        raise node.refuse(name, "unknown-code")
    return codes


class _BeforeReader:
    """Reads `previous`, by code."""

    def __init__(
        self,
        *,
        bases: Places,
        kinds: dict[str, int],
        shifts: tuple[str, ...],
        stations: Places,
        skills: list[str],
        needs: Needs,
        people: tuple[Person, ...],
    ) -> None:
        self._known = {
            "base": {code: number for number, code in enumerate(bases.codes)},
            "kind": kinds,
            "shift": {code: number for number, code in enumerate(shifts)},
            "station": {code: number for number, code in enumerate(stations.codes)},
            "skill": {code: number for number, code in enumerate(skills)},
            "person": {one.code: number for number, one in enumerate(people)},
        }
        rows = zip(needs.station.tolist(), needs.skill.tolist(), needs.shift.tolist(), strict=True)
        self._need_at = {row: number for number, row in enumerate(rows)}
        self._people = people

    def read(self, root: Node) -> Before:
        """Teams less those absent, duties and people; who is no longer asked for is passed over."""
        node = root.node("previous")
        shape = tuple(len(self._known[name]) for name in ("base", "kind", "shift"))
        teams = np.zeros(shape, np.int64)
        for row in node.nodes("teams"):
            teams[self._place(row)] += row.whole("teams")
        for row in root.nodes("absent"):
            place = self._place(row)
            if row.whole("teams") > teams[place]:
                raise row.refuse("teams", "more-than-there-were")
            teams[place] -= row.whole("teams")
        duties = np.full(len(self._need_at), -1)
        for row in node.nodes("duties"):
            need = tuple(self._known[n].get(row.text(n), -1) for n in ("station", "skill", "shift"))
            if need in self._need_at:
                duties[self._need_at[need]] = np.ravel_multi_index(self._place(row), shape)
        people = np.full(len(self._people), -1)
        for row in node.nodes("people"):
            number = self._known["person"].get(row.text("person"))
            if number is not None:
                people[number] = np.ravel_multi_index(self._place(row), shape)
        return Before(teams.ravel(), duties, people)

    def _place(self, row: Node) -> tuple[int, int, int]:
        found = []
        for name in ("base", "kind", "shift"):
            number = self._known[name].get(row.text(name))
            if number is None:
                raise row.refuse(name, "unknown-code")
            found.append(number)
        return found[0], found[1], found[2]
