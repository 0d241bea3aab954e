"""The least servers of each station that meet the target in simulated days."""

from collections.abc import Callable

import numpy as np

from sandoq.engines.allocation.queues.formulas import Counts, Floats, least_servers
from sandoq.engines.allocation.queues.question import Question
from sandoq.engines.allocation.queues.simulation import Service, simulate

Within = Callable[[Counts, Counts, int], Floats]
"""Share within the limit for (stations, their servers, round)."""
Going = Callable[[float], bool]
"""Told the share done; False asks to stop."""


def by_formula(question: Question, service: Service) -> Counts:
    """Servers for the steady state of the busiest period, shape (n,)."""
    return least_servers(
        question.day.per_hour.max(axis=1),
        service.seconds,
        service.cv,
        limit_minutes=question.target.minutes,
        share=question.target.share,
    )


def least_desks(question: Question, going: Going) -> Counts:
    """Least check-in desks of each station, shape (n,)."""

    def within(stations: Counts, desks: Counts, turn: int) -> Floats:
        return simulate(
            question.day.of(stations),
            question.desks.service,
            desks,
            limit_minutes=question.target.minutes,
            days=question.days,
            seed=question.seed + turn,
            quantiles=False,
        ).check_in.within

    return _search(by_formula(question, question.desks.service), question, within, going)


def least_booths(question: Question, desks: Counts, going: Going) -> Counts:
    """Least booths of each station behind its desks, shape (n,)."""

    def within(stations: Counts, booths: Counts, turn: int) -> Floats:
        voting = simulate(
            question.day.of(stations),
            question.desks.service,
            desks[stations],
            voting=question.booths.service,
            booths=booths,
            limit_minutes=question.target.minutes,
            days=question.days,
            seed=question.seed + turn,
            quantiles=False,
        ).voting
        if voting is None:
            raise AssertionError
        return voting.within

    return _search(by_formula(question, question.booths.service), question, within, going)


def _search(start: Counts, question: Question, within: Within, going: Going) -> Counts:
    """Step down while the target is met, up while it is missed, all open stations at once.

    A station ends where one server fewer missed the target; an early stop leaves the others at
    the least that met it, or at the formula's number.
    """
    n = len(start)
    failed, met, now = np.zeros(n, np.int64), np.zeros(n, np.int64), start.copy()
    open_ = np.arange(n)
    turn = 0
    while len(open_) and going(1 - len(open_) / n):
        good = within(open_, now[open_], turn) >= question.target.share - 1e-12
        met[open_[good]] = now[open_[good]]
        failed[open_[~good]] = now[open_[~good]]
        now[open_] += np.where(good, -1, 1)
        done = (met > 0) & (met == failed + 1)
        now[done] = met[done]
        open_ = np.flatnonzero(~done)
        turn += 1
    return np.where(met > 0, met, np.maximum(now, 1))
