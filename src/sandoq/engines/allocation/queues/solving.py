"""From a question about queues to a plan."""

import time
from dataclasses import replace

import numpy as np

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.progress import Progress, Watch, unwatched
from sandoq.engines.allocation.queues.formulas import Counts, Flags, Floats, Steady, steady
from sandoq.engines.allocation.queues.plan import Plan, Servers
from sandoq.engines.allocation.queues.question import Question, Stage
from sandoq.engines.allocation.queues.sharing import least_highest, share_servers
from sandoq.engines.allocation.queues.simulation import Simulated, Waits, simulate
from sandoq.engines.allocation.queues.sizing import by_formula, least_booths, least_desks

_REPAIRS = 20


def solve(question: Question, watch: Watch = unwatched) -> Plan:
    """The least desks and booths that meet the target, shared where they are short.

    A watch that says stop ends the search; the plan then says `stopped` and keeps the least that
    met the target so far, or the formula's numbers.

    Raises:
        NoFeasiblePlan: fewer desks or booths than one for each station.
    """
    clock = _Clock(watch)
    desks = _servers(question, question.desks, _needed_desks(question, clock))
    booths = _servers(question, question.booths, _needed_booths(question, desks.got, clock))
    day = None
    if question.days:
        desks, booths, day = _live_through(question, desks, booths, clock)
    return Plan(question, desks, booths, day, clock.stopped, clock.seconds)


class _Clock:
    """Seconds since the start, and whether the watch said stop."""

    def __init__(self, watch: Watch) -> None:
        self._watch, self._start = watch, time.monotonic()
        self.stopped = False
        self.stage = ""

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._start

    def __call__(self, done: float) -> bool:
        if not self.stopped:
            self.stopped = not self._watch(Progress(self.stage, self.seconds, done))
        return not self.stopped


def _needed_desks(question: Question, clock: _Clock) -> Counts:
    clock.stage = "desks"
    if not question.days:
        return by_formula(question, question.desks.service)
    return least_desks(question, clock)


def _needed_booths(question: Question, desks: Counts, clock: _Clock) -> Counts:
    clock.stage = "booths"
    if not question.days:
        return by_formula(question, question.booths.service)
    return least_booths(question, desks, clock)


def _servers(question: Question, stage: Stage, need: Counts) -> Servers:
    """What each station gets of its need: all of it, what is fixed, or its share of too few."""
    per_hour = question.day.per_hour.max(axis=1)
    work = per_hour * stage.service.seconds / 3600
    got = np.where(stage.fixed > 0, stage.fixed, need)
    proof = None
    if stage.total is not None and got.sum() > stage.total:
        got = share_servers(work, need, stage.fixed, stage.total)
        proof = Certificate(
            "min",
            _highest(work, need, got, stage.fixed),
            least_highest(work, need, got, stage.fixed, stage.total),
            "counting-servers-below-the-level",
        )
    return Servers(got, need, _peak(stage, per_hour, got), proof)


def _highest(work: Floats, need: Counts, got: Counts, fixed: Counts) -> float:
    short = (fixed == 0) & (got < need)
    return float((work[short] / got[short]).max(initial=0.0))


def _peak(stage: Stage, per_hour: Floats, got: Counts) -> Steady:
    return steady(per_hour, stage.service.seconds, got, stage.service.cv)


def _live_through(
    question: Question, desks: Servers, booths: Servers, clock: _Clock
) -> tuple[Servers, Servers, Simulated]:
    """The days that the plan tells of; who had met the target by luck alone gets one more."""
    clock.stage = "day"
    day = _simulated(question, desks, booths, np.arange(len(question.codes)), 0)
    for turn in range(1, _REPAIRS if _may_grow(question) else 1):
        if day.voting is None or not clock(turn / _REPAIRS):
            break
        share = question.target.share - 1e-12
        few = (day.check_in.within < share) & (question.desks.fixed == 0)
        slow = (day.voting.within < share) & (question.booths.fixed == 0)
        again = np.flatnonzero(few | slow)
        if not len(again):
            break
        desks = _grown(question.desks, question, desks, few)
        booths = _grown(question.booths, question, booths, slow)
        day = _merged(day, _simulated(question, desks, booths, again, turn), again)
    return desks, booths, day


def _may_grow(question: Question) -> bool:
    """Whether nothing limits the means: a short supply was shared and stays as it is."""
    return question.desks.total is None and question.booths.total is None


def _grown(
    stage: Stage,
    question: Question,
    servers: Servers,
    where: Flags,
) -> Servers:
    need, got = servers.need + where, servers.got + where
    return replace(
        servers, need=need, got=got, peak=_peak(stage, question.day.per_hour.max(axis=1), got)
    )


def _simulated(
    question: Question, desks: Servers, booths: Servers, stations: Counts, turn: int
) -> Simulated:
    return simulate(
        question.day.of(stations),
        question.desks.service,
        desks.got[stations],
        voting=question.booths.service,
        booths=booths.got[stations],
        limit_minutes=question.target.minutes,
        days=question.days,
        seed=question.seed + 1000 + turn,
    )


def _merged(day: Simulated, new: Simulated, where: Counts) -> Simulated:
    """The day with some stations' figures replaced."""

    def put(old: Floats, now: Floats) -> Floats:
        result = old.copy()
        result[where] = now
        return result

    def waits(old: Waits, now: Waits) -> Waits:
        return Waits(put(old.mean, now.mean), put(old.p95, now.p95), put(old.within, now.within))

    if day.voting is None or new.voting is None:
        raise AssertionError
    people = day.people.copy()
    people[where] = new.people
    return Simulated(
        waits(day.check_in, new.check_in),
        waits(day.voting, new.voting),
        put(day.closing_delay, new.closing_delay),
        people,
    )
