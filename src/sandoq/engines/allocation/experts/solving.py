"""From a question about experts to a plan."""

import time

import numpy as np

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.experts.assignment import assign
from sandoq.engines.allocation.experts.basing import Basings
from sandoq.engines.allocation.experts.plan import Plan
from sandoq.engines.allocation.experts.question import Question
from sandoq.engines.allocation.experts.reach import Arcs, arcs_of, kind_of_bin
from sandoq.engines.allocation.experts.relaxation import Prices, bound_of, relax
from sandoq.engines.allocation.experts.touring import tour
from sandoq.engines.allocation.progress import Watch, unwatched
from sandoq.engines.allocation.roads import Counts

_RELAXING_SECONDS = 240.0
_FILLED = 100_000.0


def solve(question: Question, watch: Watch = unwatched) -> Plan:
    """Teams based, needs assigned, people sent.

    With `previous` the plan in force is the start and changes cost their prices; otherwise the
    relaxation is rounded. A watch that says stop keeps the best so far with its gap.

    Raises:
        SolverFailed: HiGHS or the flow ended without an optimum.
    """
    start = time.monotonic()
    arcs = arcs_of(question, question.stations, question.needs)
    fractions, prices = relax(question, _RELAXING_SECONDS)
    prices = _cheaper(question, arcs, prices)
    bound = bound_of(question, arcs, prices)
    basings = Basings(question, arcs)
    teams = basings.rounded(fractions) if question.before is None else basings.taken_over()
    basing, whole = basings.improved(basings.with_teams(teams), watch, bound)
    return Plan(
        question,
        arcs,
        basing,
        prices,
        Certificate("max", basing.points, bound, "prices-of-teams"),
        _people(question, basing.teams),
        tour(question.roads, question.roamers, question.visits),
        stopped=not whole,
        seconds=time.monotonic() - start,
    )


def _cheaper(question: Question, arcs: Arcs, prices: Prices) -> Prices:
    """The prices, or none at all where that bounds better: every need at its nearest base."""
    free = Prices(np.zeros_like(prices.bins), np.zeros_like(prices.bases))
    if bound_of(question, arcs, free) < bound_of(question, arcs, prices):
        return free
    return prices


def _people(question: Question, teams: Counts) -> Counts:
    """The bin each person goes to, -1 for none: most teams filled, then fewest minutes.

    Who has a place already keeps it unless leaving it saves more minutes than `duty_price`.
    """
    if not question.people:
        return np.zeros(0, np.int64)
    farthest = max(person.travel_minutes for person in question.people)
    person, base, minutes = question.roads.within(question.homes, question.bases, farthest)
    allowed = np.array([one.travel_minutes for one in question.people])
    near = minutes <= allowed[person]
    person, base, minutes = person[near], base[near], minutes[near]
    kinds = np.array([one.kind for one in question.people])
    bins = np.arange(len(teams)).reshape(len(question.bases), -1)
    width = bins.shape[1]
    who, place = np.repeat(person, width), bins[base].ravel()
    road = np.repeat(minutes, width)
    fits = kind_of_bin(question)[place] == kinds[who]
    arcs = Arcs(who[fits], place[fits], road[fits])
    gain = _FILLED - arcs.minutes
    if question.before is not None:
        kept = question.before.people[arcs.need]
        gain = gain - question.duty_price * ((kept >= 0) & (kept != arcs.bin))
    chosen = assign(arcs, gain, teams, len(question.people))
    return np.where(chosen >= 0, arcs.bin[chosen] if len(arcs.bin) else -1, -1)
