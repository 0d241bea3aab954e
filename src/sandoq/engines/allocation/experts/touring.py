"""Day tours of roaming experts: who visits whom, in which order, within opening times.

Heuristic: hybrid genetic search by PyVRP (Wouda, Lan and Kool 2024, INFORMS Journal on
Computing), with a fixed number of iterations and a seed, so that a question has one answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sandoq.engines.allocation.documents import Node, index_of
from sandoq.engines.allocation.roads import Counts, Places, Roads, read_point

ITERATIONS = 2000
WORTH = 1000
"""Minutes of road that a visit of weight 1 is worth."""
_CLOCK = re.compile(r"([0-2]\d):([0-5]\d)")
_MINUTE = 60
"""PyVRP counts whole numbers: seconds."""


@dataclass(frozen=True, slots=True)
class Visits:
    """Places to be visited; `rows` has shape (n, 4): service minutes, opens and closes in minutes
    since midnight (service begins within), weight."""

    places: Places
    rows: Counts


@dataclass(frozen=True, slots=True)
class Roamers:
    """Experts who start and end at a place; `rows` has shape (m, 3): starts, ends in minutes since
    midnight, and the longest day in minutes."""

    places: Places
    rows: Counts


@dataclass(frozen=True, slots=True)
class Tour:
    """One roamer's day: visits in order; moments are seconds since midnight.

    `begins` is when each visit's service begins.
    """

    roamer: int
    visits: tuple[int, ...]
    begins: tuple[int, ...]
    leaves: int
    returns: int
    road_minutes: float


def read_visits(root: Node) -> Visits:
    """`visits`: code, lat, lon, service_minutes, opens, closes, weight."""
    rows = [
        (
            node.whole("service_minutes", 30),
            _clock(node, "opens", "08:00"),
            _clock(node, "closes", "18:00"),
            node.whole("weight", 1, least=1),
        )
        for node in root.nodes("visits")
    ]
    for node, row in zip(root.nodes("visits"), rows, strict=True):
        if row[2] < row[1]:
            raise node.refuse("closes", "before-opening")
    return Visits(_places(root, "visits"), np.array(rows, np.int64).reshape(-1, 4))


def read_roamers(root: Node) -> Roamers:
    """`roamers`: code, lat, lon, starts, ends, day_minutes."""
    rows = [
        (
            _clock(node, "starts", "07:00"),
            _clock(node, "ends", "19:00"),
            node.whole("day_minutes", 600),
        )
        for node in root.nodes("roamers")
    ]
    for node, row in zip(root.nodes("roamers"), rows, strict=True):
        if row[1] < row[0]:
            raise node.refuse("ends", "before-start")
    return Roamers(_places(root, "roamers"), np.array(rows, np.int64).reshape(-1, 3))


def road_seconds(roads: Roads, roamers: Roamers, visits: Visits) -> Counts:
    """Seconds between roamers' places, then visits, shape (m + n, m + n), rounded up."""
    lat = np.concatenate([roamers.places.lat, visits.places.lat])
    lon = np.concatenate([roamers.places.lon, visits.places.lon])
    minutes = roads.minutes(lat[:, None], lon[:, None], lat, lon)
    np.fill_diagonal(minutes, 0.0)
    return np.ceil(minutes * _MINUTE - 1e-6).astype(np.int64)


def tour(
    roads: Roads, roamers: Roamers, visits: Visits, *, seed: int = 1, iterations: int = ITERATIONS
) -> list[Tour]:
    """Tours that visit as much weight as found, with few minutes of road; a heuristic.

    A visit of weight 1 is worth 1000 minutes. Every tour keeps the windows, the roamer's hours
    and the longest day; visits in no tour are left out.
    """
    if not len(visits.places) or not len(roamers.places):
        return []
    seconds = road_seconds(roads, roamers, visits)
    found = _search(seconds, roamers, visits, seed, iterations)
    return [_timed(number, order, seconds, roamers, visits) for number, order in found]


def _search(
    seconds: Counts, roamers: Roamers, visits: Visits, seed: int, iterations: int
) -> list[tuple[int, Sequence[int]]]:
    """Roamers with their visits in order, by PyVRP."""
    import pyvrp  # noqa: PLC0415 - heavy, and few questions have visits
    from pyvrp.stop import MaxIterations  # noqa: PLC0415

    first = len(roamers.places)
    every: Any = [pyvrp.Location(0, 0) for _ in range(len(seconds))]
    clients = [
        pyvrp.Client(
            first + number,
            service_duration=service * _MINUTE,
            tw_early=opens * _MINUTE,
            tw_late=closes * _MINUTE,
            prize=weight * WORTH * _MINUTE,
            required=False,
        )
        for number, (service, opens, closes, weight) in enumerate(visits.rows.tolist())
    ]
    vehicles = [
        pyvrp.VehicleType(
            1,
            start_depot=number,
            end_depot=number,
            tw_early=starts * _MINUTE,
            tw_late=ends * _MINUTE,
            shift_duration=longest * _MINUTE,
        )
        for number, (starts, ends, longest) in enumerate(roamers.rows.tolist())
    ]
    depots = [pyvrp.Depot(number) for number in range(first)]
    matrix: Any = seconds
    data = pyvrp.ProblemData(every, clients, depots, vehicles, [matrix], [matrix])
    best = pyvrp.solve(data, MaxIterations(iterations), seed, collect_stats=False).best
    if not best.is_feasible():
        return []
    return [
        (route.vehicle_type(), [stop.idx for stop in route.schedule() if stop.is_client()])
        for route in best.routes()
    ]


def _timed(
    number: int, order: Sequence[int], seconds: Counts, roamers: Roamers, visits: Visits
) -> Tour:
    """The day: as late a start as delays no visit's window, waiting where one is early."""
    starts, _, _ = roamers.rows[number].tolist()
    first = len(roamers.places)
    stops = [first + visit for visit in order]
    legs = [int(seconds[a, b]) for a, b in zip([number, *stops], [*stops, number], strict=True)]
    rows = visits.rows[list(order)]
    leave = _latest_start(legs, rows, starts * _MINUTE)
    now, begins = leave, []
    for leg, (service, opens, _, _) in zip(legs, rows.tolist(), strict=False):
        now = max(now + leg, opens * _MINUTE)
        begins.append(now)
        now += service * _MINUTE
    return Tour(
        number,
        tuple(order),
        tuple(begins),
        leave,
        now + legs[-1],
        sum(legs) / _MINUTE,
    )


def _latest_start(legs: list[int], rows: Counts, starts: int) -> int:
    """Seconds: leaving as late as takes waiting away without missing a window (forward slack).

    Source: Savelsbergh (1992), ORSA Journal on Computing 4, 146-154.
    """
    now, slack = starts, 10**9
    waited = 0
    for leg, (service, opens, closes, _) in zip(legs, rows.tolist(), strict=False):
        now += leg
        wait = max(opens * _MINUTE - now, 0)
        waited += wait
        now += wait
        slack = min(slack, waited + closes * _MINUTE - now)
        now += service * _MINUTE
    return starts + max(min(waited, slack), 0)


def _places(root: Node, name: str) -> Places:
    nodes = list(root.nodes(name))
    codes = [node.text("code") for node in nodes]
    index_of(codes, f"/{name}")
    at = np.array([read_point(node) for node in nodes]).reshape(-1, 2)
    return Places(tuple(codes), at[:, 0], at[:, 1])


def _clock(node: Node, name: str, default: str) -> int:
    """Minutes since midnight of HH:MM; hours up to 29 reach into the next day."""
    found = _CLOCK.fullmatch(node.text(name, default))
    if not found:
        raise node.refuse(name, "not-a-time")
    return int(found[1]) * 60 + int(found[2])


def told(tours: list[Tour], roamers: Roamers, visits: Visits) -> dict[str, object]:
    """`tours` and `unvisited` of a plan's document; moments as seconds since midnight."""
    seen = {visit for one in tours for visit in one.visits}
    return {
        "tours": [
            {
                "roamer": roamers.places.codes[one.roamer],
                "leaves_seconds": one.leaves,
                "returns_seconds": one.returns,
                "road_minutes": round(one.road_minutes, 1),
                "visits": [
                    {"code": visits.places.codes[visit], "begins_seconds": begins}
                    for visit, begins in zip(one.visits, one.begins, strict=True)
                ],
            }
            for one in sorted(tours, key=lambda one: one.roamer)
        ],
        "unvisited": [code for n, code in enumerate(visits.places.codes) if n not in seen],
    }
