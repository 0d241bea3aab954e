"""What is asked: stations, the day, the two services, the target and the means."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.documents import Document, Node, accept_document, index_of
from sandoq.engines.allocation.queues.formulas import Counts, Floats
from sandoq.engines.allocation.queues.simulation import Day, Service

_CLOCK = re.compile(r"([0-2]\d):([0-5]\d)")
_MOST_DAYS = 1000
_STATION_DAYS = 15_000  # a nation lives one day, a province five, a county twenty
_MOST_SERVERS = 500
_MOST_SECONDS = 7200.0


@dataclass(frozen=True, slots=True)
class Target:
    """At each queue at least `share` of a station's electors wait at most `minutes`."""

    minutes: float
    share: float


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the two queues: its service, what stations fixed (0: free) and what there is."""

    service: Service
    fixed: Counts
    total: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as arrays; the order of stations is that of `codes`.

    `days` are simulated days per station, 0 for formulas alone.
    """

    codes: tuple[str, ...]
    day: Day
    desks: Stage
    booths: Stage
    target: Target
    days: int
    seed: int


def read_question(document: Document) -> Question:
    """The question of a `queues` document (docs/en/planning-queues.md).

    Raises:
        BadDocument: a value is missing, of the wrong kind or out of range; its place is named.
    """
    root = Node(accept_document(document, ["queues"]))
    day = root.node("day")
    edges, profile = _periods(day)
    codes, arrivals, desks, booths = _stations(root, day, edges, profile)
    service, limits, target = root.node("service"), root.node("limits"), root.node("target")
    simulation = root.node("simulation")
    days = simulation.whole("days", min(max(_STATION_DAYS // len(codes), 1), 20))
    if days > _MOST_DAYS:
        raise simulation.refuse("days", "out-of-range")
    return Question(
        codes,
        Day(arrivals, edges),
        Stage(_service(service, "check_in", 45.0), desks, _total(limits, "desks")),
        Stage(_service(service, "voting", 90.0), booths, _total(limits, "booths")),
        Target(
            target.number("minutes", 30.0, least=0.0, most=1440.0),
            target.number("share", 0.95, least=0.01, most=0.9999),
        ),
        days,
        simulation.whole("seed", 1),
    )


def _stations(
    root: Node, day: Node, edges: Floats, profile: Floats
) -> tuple[tuple[str, ...], Floats, Counts, Counts]:
    """Codes, expected arrivals (n, h), and fixed desks and booths (n,)."""
    codes: list[str] = []
    rows: list[Floats] = []
    fixed: list[tuple[int, int]] = []
    hours = np.diff(edges) / 60
    for node in root.nodes("stations"):
        codes.append(node.text("code"))
        rows.append(_arrivals(node, day, hours, profile))
        fixed.append((_servers(node, "desks"), _servers(node, "booths")))
    if not codes:
        raise root.refuse("stations", "missing")
    index_of(codes, "/stations")
    given = np.array(fixed, np.int64)
    return tuple(codes), np.array(rows), given[:, 0].copy(), given[:, 1].copy()


def _arrivals(node: Node, day: Node, hours: Floats, profile: Floats) -> Floats:
    """A station's expected arrivals by period: its own rates, or electors x turnout x profile."""
    if "arrivals_per_hour" in node:
        rates = np.array(_numbers(node, "arrivals_per_hour"))
        if len(rates) != len(hours):
            raise node.refuse("arrivals_per_hour", "not-one-for-each-period")
        own: Floats = rates * hours
        return own
    common = day.number("turnout", 0.0, least=0.0, most=1.0) if "turnout" in day else None
    turnout = node.number("turnout", common, least=0.0, most=1.0)
    return node.whole("electors") * turnout * profile


def _periods(day: Node) -> tuple[Floats, Floats]:
    """Ends of the day's equal periods in minutes since opening, and each period's share."""
    opens, closes = _clock(day, "opens", "08:00"), _clock(day, "closes", "18:00")
    if closes <= opens:
        raise day.refuse("closes", "not-after-opening")
    weights = np.array(_numbers(day, "profile"))
    if not len(weights):
        weights = np.ones(math.ceil((closes - opens) / 60))
    if weights.sum() <= 0:
        raise day.refuse("profile", "nobody-comes")
    return np.linspace(0.0, float(closes - opens), len(weights) + 1), weights / weights.sum()


def _clock(node: Node, name: str, default: str) -> int:
    """Minutes since midnight of HH:MM; hours up to 29 reach into the next day."""
    found = _CLOCK.fullmatch(node.text(name, default))
    if not found:
        raise node.refuse(name, "not-a-time")
    return int(found[1]) * 60 + int(found[2])


def _service(node: Node, name: str, seconds: float) -> Service:
    return Service(
        node.number(f"{name}_seconds", seconds, least=0.1, most=_MOST_SECONDS),
        node.number(f"{name}_cv", 1.0, least=0.0, most=5.0),
    )


def _servers(node: Node, name: str) -> int:
    """A fixed number of servers; 0 if the station leaves it open."""
    if name not in node:
        return 0
    count = node.whole(name, least=1)
    if count > _MOST_SERVERS:
        raise node.refuse(name, "out-of-range")
    return count


def _total(limits: Node, name: str) -> int | None:
    return limits.whole(name) if name in limits else None


def _numbers(node: Node, name: str) -> Sequence[float]:
    """A list of finite numbers of at least 0."""
    values = node.items(name)
    numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
    good = len(numbers) == len(values) and all(0 <= v < math.inf for v in numbers)
    if not good:
        raise node.refuse(name, "not-numbers-of-at-least-0")
    return numbers
