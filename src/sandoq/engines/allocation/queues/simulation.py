"""The polling day of all stations at once: check-in, then the booths, first come first served.

Kiefer and Wolfowitz's recursion, vectorised over stations: customer k of every station is served
in one step. The free moments of a station's servers stay sorted, so the next customer starts at
max(arrival, first free moment), and the departure is inserted by a chain of minima and maxima.
Exact for FIFO queues with c servers, whatever the arrivals and services.

Source: Kiefer and Wolfowitz (1955), *On the theory of queues with many servers*.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.queues.formulas import Counts, Floats

NEVER = 1e9
"""Minutes no polling day reaches: the arrival of those who do not come."""
_CELLS = 3_000_000
_MAX_COLUMNS = 8192


@dataclass(frozen=True, slots=True)
class Day:
    """Expected arrivals at n stations over h periods of one polling day.

    `arrivals` has shape (n, h), electors; `edges` (h + 1,) the periods' ends in minutes since
    opening, rising from 0; the last one is closing.
    """

    arrivals: Floats
    edges: Floats

    @property
    def per_hour(self) -> Floats:
        """Arrivals an hour, shape (n, h)."""
        rates: Floats = self.arrivals / (np.diff(self.edges) / 60)
        return rates

    def of(self, stations: Counts) -> "Day":
        """The day of some stations."""
        return Day(self.arrivals[stations], self.edges)


@dataclass(frozen=True, slots=True)
class Service:
    """A service time: mean in seconds and coefficient of variation (0 constant, 1 exponential).

    Drawn from a gamma distribution of this mean and variation.
    """

    seconds: float
    cv: float

    def draw(self, random: np.random.Generator, shape: tuple[int, int]) -> Floats:
        """Service times in minutes."""
        mean = self.seconds / 60
        if self.cv == 0:
            return np.full(shape, mean)
        if self.cv == 1:
            return random.standard_exponential(shape) * mean
        times = random.standard_gamma(1 / self.cv**2, shape)
        times *= mean * self.cv**2
        return times


@dataclass(frozen=True, slots=True)
class Waits:
    """What electors of each station meet, arrays of shape (n,) over all simulated days.

    `mean` and `p95` in minutes, `within` the share waiting at most the limit; a station where
    nobody came waits 0 and is within.
    """

    mean: Floats
    p95: Floats
    within: Floats


@dataclass(frozen=True, slots=True)
class Simulated:
    """`closing_delay`: mean minutes from closing to the last departure; `people` who came."""

    check_in: Waits
    voting: Waits | None
    closing_delay: Floats
    people: Counts


def simulate(
    day: Day,
    check_in: Service,
    desks: Counts,
    *,
    voting: Service | None = None,
    booths: Counts | None = None,
    limit_minutes: float = 30.0,
    days: int = 1,
    seed: int = 1,
    quantiles: bool = True,
) -> Simulated:
    """Simulate `days` days at each of n stations; without `voting` the check-in queue alone.

    The same arguments give the same numbers. `quantiles` False leaves p95 at 0 and saves a sort.
    """
    n = len(day.arrivals)
    out = {name: np.zeros((2, n)) for name in ("mean", "p95", "within")}
    delay, people = np.zeros(n), np.zeros(n, np.int64)
    for number, block in enumerate(_blocks(day.arrivals.sum(axis=1), days)):
        random = np.random.default_rng([seed, number])
        rows = np.repeat(block, days)
        arrive, came = _arrivals(random, day.of(rows))
        counts = came.reshape(-1, days).sum(axis=1)
        people[block] = counts
        moments = arrive
        stages = [(check_in, desks)]
        if voting is not None and booths is not None:
            stages.append((voting, booths))
        for stage, (service, servers) in enumerate(stages):
            if stage:
                moments = _in_order(moments)
            wait, moments = serve(moments, service.draw(random, moments.shape), servers[rows], came)
            told = _summary(wait, days, counts, limit_minutes, quantiles=quantiles)
            for name, values in zip(out, told, strict=True):
                out[name][stage, block] = values
        last = np.where(moments < NEVER / 2, moments, 0.0).max(axis=0, initial=0.0)
        late = np.maximum(last - day.edges[-1], 0.0)
        delay[block] = late.reshape(-1, days).mean(axis=1)
    first, second = (Waits(*(out[name][stage] for name in out)) for stage in (0, 1))
    return Simulated(first, None if voting is None else second, delay, people)


def serve(arrive: Floats, service: Floats, servers: Counts, came: Counts) -> tuple[Floats, Floats]:
    """Waits and departures, shape (customers, columns), of FIFO queues beside each other.

    Args:
        arrive: moments in order down each column; NEVER below `came` rows.
        service: service times of the same shape.
        servers: servers of each column, shape (columns,), each at least 1.
        came: customers of each column, shape (columns,); best if it falls, since a step then
            works only on the columns that still have customers.
    """
    customers = len(arrive)
    width = int(servers.max(initial=1))
    free = np.where(np.arange(width)[:, None] < servers, 0.0, np.inf)
    wait, leave = np.zeros_like(arrive), np.full_like(arrive, NEVER)
    reach = np.maximum.accumulate(came[::-1])[::-1]
    active = np.searchsorted(-reach, -np.arange(customers), side="left")
    for k in range(customers):
        a = int(active[k])
        if a == 0:
            break
        moment, insert = leave[k, :a], np.empty(a)
        np.maximum(arrive[k, :a], free[0, :a], out=moment)
        np.subtract(moment, arrive[k, :a], out=wait[k, :a])
        np.add(moment, service[k, :a], out=moment)
        insert[:] = moment
        for i in range(1, width):
            np.minimum(free[i, :a], insert, out=free[i - 1, :a])
            np.maximum(free[i, :a], insert, out=insert)
        free[width - 1, :a] = insert
    absent = np.arange(customers)[:, None] >= came
    wait[absent], leave[absent] = 0.0, NEVER
    return wait, leave


def _blocks(people: Floats, days: int) -> Iterator[Counts]:
    """Stations of like size together, the large first, within a bound on memory."""
    order = np.argsort(-people, kind="stable")
    at = 0
    while at < len(order):
        rows = people[order[at]] + 6 * np.sqrt(people[order[at]]) + 10
        size = int(min(_MAX_COLUMNS, max(_CELLS / rows, 1)) / days)
        yield order[at : at + max(size, 1)]
        at += max(size, 1)


def _arrivals(random: np.random.Generator, day: Day) -> tuple[Floats, Counts]:
    """Poisson arrivals with the day's rates: (customers, columns) moments, and how many came.

    Unit exponential steps, carried back through the cumulative rate of each column; customers
    after closing stand at NEVER.
    """
    columns = len(day.arrivals)
    total = day.arrivals.sum(axis=1)
    largest = float(total.max(initial=0.0))
    customers = int(largest + 6 * np.sqrt(largest) + 10)
    steps = random.standard_exponential((columns, customers))
    np.cumsum(steps, axis=1, out=steps)
    came = (steps < total[:, None]).sum(axis=1)
    knots = np.concatenate([np.zeros((columns, 1)), np.cumsum(day.arrivals, axis=1)], axis=1)
    shift = (np.arange(columns) * (2 * largest + 2))[:, None]
    moments = np.interp(
        (np.minimum(steps, total[:, None]) + shift).ravel(),
        (knots + shift).ravel(),
        np.tile(day.edges, columns),
    ).reshape(columns, customers)
    moments[np.arange(customers) >= came[:, None]] = NEVER
    return np.ascontiguousarray(moments.T[: int(came.max(initial=0))]), came


def _in_order(moments: Floats) -> Floats:
    """Departures as the next queue's arrivals: sorted down each column."""
    rows = np.ascontiguousarray(moments.T)
    rows.sort(axis=1)
    return np.ascontiguousarray(rows.T)


def _summary(
    wait: Floats, days: int, counts: Counts, limit: float, *, quantiles: bool
) -> tuple[Floats, Floats, Floats]:
    """Mean, 95th percentile and share within the limit, pooled over a station's days.

    Who did not come waits 0 in `wait`, and is taken out of every count.
    """
    stations = len(counts)
    divide = np.maximum(counts, 1)
    mean = wait.sum(axis=0).reshape(stations, days).sum(axis=1) / divide
    longer = (wait > limit).sum(axis=0).reshape(stations, days).sum(axis=1)
    if not quantiles or not wait.size:
        return mean, np.zeros(stations), 1 - longer / divide
    rows = np.ascontiguousarray(wait.T).reshape(stations, -1)
    rows.sort(axis=1)
    absent = rows.shape[1] - counts
    at = np.minimum(absent + np.ceil(0.95 * counts).astype(np.int64), rows.shape[1]) - 1
    return mean, rows[np.arange(stations), np.maximum(at, 0)], 1 - longer / divide
