"""Waits in the steady state: Erlang C, and Allen and Cunneen's correction for other services."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Steady:
    """A queue in the steady state; arrays of one shape, infinite waits where it is unstable.

    `load` is arrivals times service over servers (unstable from 1), `delayed` the probability of
    waiting at all, `wait` the mean wait in the unit of the service time.
    """

    load: Floats
    delayed: Floats
    wait: Floats
    decay: Floats

    def longer_than(self, limit: float) -> Floats:
        """P(wait > limit): exact for M/M/c, an exponential tail otherwise; 1 where unstable."""
        return np.where(self.load < 1, self.delayed * np.exp(-self.decay * limit), 1.0)


def erlang_c(offered: ArrayLike, servers: ArrayLike) -> Floats:
    """Probability of waiting in M/M/c; 1 where offered >= servers.

    Exact, by the stable recursion for Erlang B: B_0 = 1, B_k = a B_(k-1) / (k + a B_(k-1)).

    Args:
        offered: arrivals times mean service (Erlang), each at least 0.
        servers: whole numbers of at least 1, broadcast against `offered`.

    Source: Erlang (1917); the recursion as in Jagerman (1974), Bell System Technical Journal 53.
    """
    a, c = np.broadcast_arrays(np.asarray(offered, float), np.asarray(servers, np.int64))
    blocked = np.ones(a.shape)
    for k in range(1, int(c.max(initial=0)) + 1):
        blocked = np.where(k <= c, a * blocked / (k + a * blocked), blocked)
    load = a / c
    stable = load < 1
    return np.where(stable, blocked / np.where(stable, 1 - load * (1 - blocked), 1.0), 1.0)


def steady(
    per_hour: ArrayLike, service_seconds: float, servers: ArrayLike, service_cv: float = 1.0
) -> Steady:
    """M/G/c in the steady state; waits in minutes.

    Exact for M/M/c (service_cv 1); for other services the mean wait of M/M/c times
    (1 + cv²) / 2, and a tail that keeps the probability of waiting and has that mean.

    Source: Allen (1990), *Probability, Statistics, and Queueing Theory*, Allen-Cunneen formula.
    """
    rate = np.asarray(per_hour, float) / 60
    minutes = service_seconds / 60
    c = np.asarray(servers, np.int64)
    load = rate * minutes / c
    delayed = erlang_c(rate * minutes, c)
    spread = (1 + service_cv**2) / 2
    room = np.where(load < 1, c / minutes - rate, 1.0)
    wait = np.where(load < 1, delayed * spread / room, np.inf)
    return Steady(load, delayed, wait, room / spread)


def least_servers(
    per_hour: Floats,
    service_seconds: float,
    service_cv: float,
    *,
    limit_minutes: float,
    share: float,
) -> Counts:
    """Least servers whose steady state lets `share` of arrivals wait at most the limit, shape (n,).

    Exact for M/M/c: the tail falls with every server, so the first that suffices is the least.
    """
    offered = per_hour * service_seconds / 3600
    servers = np.floor(offered).astype(np.int64) + 1
    open_ = np.arange(len(servers))
    while len(open_):
        now = steady(per_hour[open_], service_seconds, servers[open_], service_cv)
        open_ = open_[now.longer_than(limit_minutes) > 1 - share + 1e-12]
        servers[open_] += 1
    return servers
