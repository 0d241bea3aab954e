"""Judge a plan of desks and booths: formulas from the textbook, days lived one customer at a time.

Nothing is shared with the solver: Erlang C by its sum, the simulation by a heap of events.
"""

import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from sandoq.engines.allocation.checking.findings import Finding
from sandoq.engines.allocation.documents import Document, Node

_SAMPLED = 24
_DAYS = 20
_MOST_CUSTOMERS = 400_000
_SHOWN = 5
_ROUNDED_LOAD = 1e-4
_QUEUES = (("desks", "check_in", 45.0), ("booths", "voting", 90.0))


@dataclass(frozen=True, slots=True)
class _Station:
    """Expected arrivals by period of `hours`, fixed servers (0: free), and the plan's row."""

    code: str
    arrivals: Sequence[float]
    hours: float
    fixed: dict[str, int]
    row: Node

    def offered(self, seconds: float) -> float:
        """Erlang in the busiest period."""
        return max(self.arrivals) / self.hours * seconds / 3600


def check(question: Document, plan: Document) -> list[Finding]:
    """Stations, means, formulas, sharing and waits, in this order."""
    asked, told = Node(question), Node(plan)
    rows = {row.text("code"): row for row in told.nodes("stations")}
    codes = [node.text("code") for node in asked.nodes("stations")]
    whole = len(rows) == len(told.items("stations")) and set(rows) == set(codes)
    found = [Finding("every-station-once", whole, "" if whole else "other stations than asked")]
    if not whole:
        return found
    stations = _stations(asked, rows)
    for name, stage, seconds in _QUEUES:
        service = asked.node("service")
        mean = service.number(f"{stage}_seconds", seconds)
        cv = service.number(f"{stage}_cv", 1.0)
        counted = _counts(stations, name)
        if not counted.holds:
            return [*found, counted]
        found += [
            counted,
            _limit(asked, told, stations, name),
            _peaks(stations, name, mean, cv),
            _sharing(asked, stations, name, mean),
        ]
    if told.text("method") == "simulation":
        found += [
            _promises(asked, stations, whole=told.text("status") != "stopped"),
            _waits(asked, stations, days=max(told.whole("days"), 1)),
        ]
    return found


def _stations(asked: Node, rows: dict[str, Node]) -> list[_Station]:
    day = asked.node("day")
    minutes = _clock(day.text("closes", "18:00")) - _clock(day.text("opens", "08:00"))
    weights = [float(str(w)) for w in day.items("profile")] or [1.0] * math.ceil(minutes / 60)
    hours = minutes / 60 / len(weights)
    result = []
    for node in asked.nodes("stations"):
        if "arrivals_per_hour" in node:
            own = [float(str(rate)) * hours for rate in node.items("arrivals_per_hour")]
        else:
            turnout = node.number("turnout", day.number("turnout", 0.0))
            own = [node.whole("electors") * turnout * w / sum(weights) for w in weights]
        fixed = {name: node.whole(name, 0) for name in ("desks", "booths")}
        code = node.text("code")
        result.append(_Station(code, own, hours, fixed, rows[code]))
    return result


def _counts(stations: list[_Station], name: str) -> Finding:
    """Whole numbers of at least 1, and what was fixed kept."""
    bad = [
        one.code
        for one in stations
        if min(one.row.whole(name), one.row.whole(f"{name}_needed")) < 1
        or one.fixed[name] not in (0, one.row.whole(name))
    ]
    return _finding(f"{name}-as-fixed", bad)


def _limit(asked: Node, told: Node, stations: list[_Station], name: str) -> Finding:
    """The totals add up and stay within the means."""
    used = sum(one.row.whole(name) for one in stations)
    limits = asked.node("limits")
    said = told.node("totals").whole(name)
    good = used == said and (name not in limits or used <= limits.whole(name))
    return Finding(f"{name}-within-the-total", good, "" if good else f"{used} used, {said} told")


def _peaks(stations: list[_Station], name: str, seconds: float, cv: float) -> Finding:
    """Load and wait of the busiest period, by the textbook's sum."""
    bad = []
    for one in stations:
        servers, offered = one.row.whole(name), one.offered(seconds)
        wait = _textbook_wait(offered, servers, seconds, cv)
        load = one.row.number(f"{name}_peak_load")
        key = f"{name}_peak_wait_minutes"
        said = one.row.number(key) if key in one.row else math.inf
        same = said == wait or abs(said - wait) <= 0.006 + 1e-6 * wait
        if not same or abs(load - offered / servers) > _ROUNDED_LOAD:
            bad.append(one.code)
    return _finding(f"{name}-peak-by-erlang", bad)


def _textbook_wait(offered: float, servers: int, seconds: float, cv: float) -> float:
    """Mean minutes in M/M/c, corrected by (1 + cv²) / 2; infinite if unstable."""
    if offered >= servers:
        return math.inf
    if offered == 0:
        return 0.0
    logs = [k * math.log(offered) - math.lgamma(k + 1) for k in range(servers + 1)]
    top = max(logs)
    last = math.exp(logs[-1] - top) * servers / (servers - offered)
    delayed = last / (sum(math.exp(value - top) for value in logs[:-1]) + last)
    return delayed * seconds / 60 / (servers - offered) * (1 + cv**2) / 2


def _sharing(asked: Node, stations: list[_Station], name: str, seconds: float) -> Finding:
    """If some got less than they need, no sharing loads the most loaded of them less."""
    check = f"{name}-most-loaded-least"
    short = [s for s in stations if not s.fixed[name] and s.row.whole(name) < _need(s, name)]
    over = [s.code for s in stations if not s.fixed[name] and s.row.whole(name) > _need(s, name)]
    if over or not short:
        return _finding(check, over)
    limits = asked.node("limits")
    if name not in limits:
        return Finding(check, holds=False, told="stations are short and nothing is limited")
    level = max(one.offered(seconds) / one.row.whole(name) for one in short)
    if level == 0:
        return Finding(check, holds=True)
    wanted = sum(
        s.fixed[name] or int(min(_need(s, name), s.offered(seconds) / level * (1 + 1e-9) + 1))
        for s in stations
    )
    good = wanted > limits.whole(name)
    return Finding(check, good, "" if good else f"{wanted} would load every station less")


def _need(one: _Station, name: str) -> int:
    return one.row.whole(f"{name}_needed")


def _promises(asked: Node, stations: list[_Station], *, whole: bool) -> Finding:
    """`meets_target` says what the shares say; who has what it needs meets it."""
    share = asked.node("target").number("share", 0.95)
    limited = any(name in asked.node("limits") for name in ("desks", "booths"))
    bad = []
    for one in stations:
        shares = [one.row.number(f"{s}_share_within", least=0, most=1) for _, s, _ in _QUEUES]
        told = one.row.flag("meets_target", default=False)
        free = whole and not limited and not any(one.fixed.values())
        if told != (min(shares) >= share - 6e-6) or (free and not told):
            bad.append(one.code)
    return _finding("target-met-as-told", bad)


def _waits(asked: Node, stations: list[_Station], *, days: int) -> Finding:
    """Mean waits and shares of a sample agree with days of another simulation."""
    bad, customers = [], 0.0
    for one in _sample(stations):
        customers += sum(one.arrivals) * _DAYS
        if customers > _MOST_CUSTOMERS:
            break
        lived = _lived(asked, one)
        for index, (_, stage, _) in enumerate(_QUEUES):
            for part, key in enumerate(("share_within", "mean_minutes")):
                values = [day[index][part] for day in lived]
                # Days with a rare long queue may be missing among ours: spread at least this.
                spread = max(pstdev(values), part * 0.5 * fmean(values))
                room = 6 * spread * math.sqrt(1 / _DAYS + 1 / days)
                slack = 0.05
                if abs(one.row.number(f"{stage}_{key}") - fmean(values)) > room + slack:
                    bad.append(one.code)
    return _finding("waits-as-another-simulation", sorted(set(bad)))


def _sample(stations: list[_Station]) -> list[_Station]:
    """The most loaded stations, then some spread over all."""
    loaded = sorted(
        stations,
        key=lambda one: -max(one.row.number(f"{name}_peak_load") for name, _, _ in _QUEUES),
    )
    half = _SAMPLED // 2
    return loaded[:half] + loaded[half :: max(len(loaded) // half, 1)]


def _lived(asked: Node, one: _Station) -> list[list[tuple[float, float]]]:
    """For each day and queue: share within the limit, mean wait in minutes."""
    draw = random.Random(one.code)  # noqa: S311 - a simulation
    limit = asked.node("target").number("minutes", 30.0)
    service = asked.node("service")
    days = []
    for _ in range(_DAYS):
        moments, day = _arrivals(draw, one), []
        for name, stage, seconds in _QUEUES:
            mean = service.number(f"{stage}_seconds", seconds) / 60
            cv = service.number(f"{stage}_cv", 1.0)
            waits, moments = _queue(draw, moments, one.row.whole(name), mean, cv)
            within = fmean([wait <= limit for wait in waits]) if waits else 1.0
            day.append((within, fmean(waits) if waits else 0.0))
        days.append(day)
    return days


def _arrivals(draw: random.Random, one: _Station) -> list[float]:
    """Poisson arrivals in minutes, period by period."""
    moments = []
    for index, expected in enumerate(one.arrivals):
        moment = 0.0
        while expected > 0:
            moment += draw.expovariate(expected)
            if moment >= 1:
                break
            moments.append((index + moment) * one.hours * 60)
    return moments


def _queue(
    draw: random.Random, moments: list[float], servers: int, mean: float, cv: float
) -> tuple[list[float], list[float]]:
    """Waits, and departures in order."""
    free = [0.0] * servers
    waits, leave = [], []
    for moment in moments:
        start = max(moment, heapq.heappop(free))
        end = start + (mean if cv == 0 else draw.gammavariate(1 / cv**2, mean * cv**2))
        heapq.heappush(free, end)
        waits.append(start - moment)
        leave.append(end)
    return waits, sorted(leave)


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _finding(check: str, bad: list[str]) -> Finding:
    """Holds if nothing is bad; names at most five codes."""
    more = f" and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
    return Finding(check, not bad, ", ".join(bad[:_SHOWN]) + more)
