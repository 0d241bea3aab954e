"""Which teams could cover which needs."""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.experts.question import Needs, Question
from sandoq.engines.allocation.roads import Counts, Floats, Places

WORTH = 1000
"""Points for a covered need of weight 1; a minute of road costs one."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """Pairs of a need and a bin that may cover it, arrays of shape (a,), by need, nearest first."""

    need: Counts
    bin: Counts
    minutes: Floats


def arcs_of(question: Question, places: Places, needs: Needs) -> Arcs:
    """All pairs within reach with a fitting skill; `needs.station` counts in `places`."""
    place, base, minutes = question.roads.within(places, question.bases, question.reach_minutes)
    first = np.searchsorted(place, np.arange(len(places)))
    many = np.bincount(place, minlength=len(places))[needs.station]
    need = np.repeat(np.arange(len(needs)), many)
    offset = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    pair = np.repeat(first[needs.station], many) + offset
    _, kinds, shifts = question.bins
    found: list[tuple[Counts, Counts, Counts]] = []
    for number, kind in enumerate(question.kinds):
        fits = np.array([skill in kind.skills for skill in question.skills])
        kept = np.flatnonzero(fits[needs.skill[need]])
        bins = (base[pair[kept]] * kinds + number) * shifts + needs.shift[need[kept]]
        found.append((need[kept], bins, pair[kept]))
    every, bins, pair = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((bins, minutes[pair], every))
    return Arcs(every[order], bins[order], minutes[pair[order]])


def capacities(question: Question) -> Counts:
    """Stations one team serves, by bin."""
    bases, _, shifts = question.bins
    each = np.array([kind.capacity for kind in question.kinds], np.int64)
    return np.tile(np.repeat(each, shifts), bases)


def kind_of_bin(question: Question) -> Counts:
    """Kind by bin."""
    bases, kinds, shifts = question.bins
    return np.tile(np.repeat(np.arange(kinds), shifts), bases)


def base_of_bin(question: Question) -> Counts:
    """Base by bin."""
    bases, kinds, shifts = question.bins
    return np.repeat(np.arange(bases), kinds * shifts)
