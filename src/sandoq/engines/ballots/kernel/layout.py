"""Where everything of a ballot stands in the kernel's arrays, the same for a whole election.

A ballot has *elements* (its credential, then α, β of every ciphertext), *bases* (the elements, then
for each homomorphic question the product of its choices), *disjuncts* (pairs c, r, in the order of
the model: signature first, then for each answer individual, overall and blank proofs) and *jobs*,
one for each commitment

    c·base + r·F - v·c·G        F = G or Y, v the value a disjunct claims,

in the order in which the proofs hash them (docs § 8; sums here are products there).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from sandoq.engines.ballots.groups import Element
from sandoq.engines.ballots.kernel.arrays import Integers
from sandoq.engines.ballots.model import ElectionContext, HomomorphicQuestion, Question

CREDENTIAL = 0
"""The first element and base."""

_G, _Y = 0, 1


@dataclass(frozen=True, slots=True)
class Job:
    """One commitment: which base and disjunct, r times G (side 0) or Y (side 1), the value v."""

    base: int
    disjunct: int
    side: int
    value: int = 0


class Kind(Enum):
    """The prefixes of docs § 8."""

    SIGNATURE = "sig"
    RAW = "raweg"
    INDIVIDUAL = "prove"
    OVERALL = "overall"
    EITHER = "bproof1"
    NOT_BOTH = "bproof0"


@dataclass(frozen=True, slots=True)
class Place:
    """One proof of a ballot: its jobs [job, job_end) and disjuncts [disjunct, disjunct_end).

    `question` and `entry` count from 0; `base` is that of α, β of the same pair is base + 1.
    """

    kind: Kind
    question: int
    base: int
    job: int
    job_end: int
    disjunct: int
    disjunct_end: int


@dataclass(frozen=True, slots=True)
class Sum:
    """Bases base, base + 1 := the sums of `count` pairs of elements from `first` on."""

    base: int
    first: int
    count: int


class Layout:
    """See the module. Sizes: `elements`, `bases`, `disjuncts`, `jobs`."""

    def __init__(self, context: ElectionContext) -> None:
        self.questions = context.questions
        self.firsts = _first_elements(context.questions)
        self.elements = self.firsts[-1]
        self.sums: list[Sum] = []
        self.jobs: list[Job] = []
        self.places: list[Place] = []
        self.disjuncts = 0
        self._place(Kind.SIGNATURE, 0, [(CREDENTIAL, 0)], has_pairs=False)
        for number, question in enumerate(context.questions):
            if isinstance(question, HomomorphicQuestion):
                self._homomorphic(number, question)
            else:
                self._place(Kind.RAW, number, [(self.firsts[number], 0)], has_pairs=False)

    @property
    def bases(self) -> int:
        return self.elements + 2 * len(self.sums)

    def by_question(self, totals: Sequence[Element]) -> tuple[tuple[Element, ...], ...]:
        """The elements' products, cut by homomorphic question; others have none."""
        return tuple(
            tuple(totals[self.firsts[number] : self.firsts[number + 1]])
            if isinstance(question, HomomorphicQuestion)
            else ()
            for number, question in enumerate(self.questions)
        )

    def _homomorphic(self, number: int, question: HomomorphicQuestion) -> None:
        first, blank = self.firsts[number], question.blank
        for entry in range(question.entries):
            pair = first + 2 * entry
            self._place(Kind.INDIVIDUAL, number, [(pair, 0), (pair, 1)])
        total = self.bases
        self.sums.append(Sum(total, first + 2 * blank, question.entries - blank))
        allowed = [(total, value) for value in range(question.minimum, question.maximum + 1)]
        if blank:
            self._place(Kind.EITHER, number, [(first, 1), *allowed])
            self._place(Kind.NOT_BOTH, number, [(first, 0), (total, 0)])
        else:
            self._place(Kind.OVERALL, number, allowed)

    def _place(
        self,
        kind: Kind,
        question: int,
        claims: Sequence[tuple[int, int]],
        *,
        has_pairs: bool = True,
    ) -> None:
        """One proof; `claims` are (base of α, value), one for each disjunct."""
        job, disjunct = len(self.jobs), self.disjuncts
        for base, value in claims:
            self.jobs.append(Job(base, self.disjuncts, _G))
            if has_pairs:
                self.jobs.append(Job(base + 1, self.disjuncts, _Y, value))
            self.disjuncts += 1
        self.places.append(
            Place(kind, question, claims[0][0], job, len(self.jobs), disjunct, self.disjuncts)
        )

    @cached_property
    def values(self) -> list[int]:
        """For each disjunct the value v its B-commitment is shifted by; 0 without B."""
        values = [0] * self.disjuncts
        for job in self.jobs:
            values[job.disjunct] = values[job.disjunct] or job.value
        return values

    @cached_property
    def plan(self) -> Integers:
        """For each base: its number, whether to check membership, first row of `job_rows`, count.

        Bases with equally many jobs on the same side stand together: lanes work in step. A ballot's
        sums need no check: they are sums of checked elements.
        """
        by_base = self._by_base()
        order = sorted(range(self.bases), key=lambda b: (len(by_base[b]), _side(by_base[b]), b))
        counts = [len(by_base[base]) for base in order]
        starts = np.cumsum([0, *counts[:-1]])
        rows = [
            (base, base < self.elements, start, count)
            for base, start, count in zip(order, starts, counts, strict=True)
            if count or base < self.elements
        ]
        return np.array(rows, dtype=np.int64)

    @cached_property
    def job_rows(self) -> Integers:
        """For each job, in the order of `plan`: disjunct, side, its number, whether v ≠ 0."""
        by_base = self._by_base()
        rows = [
            (job.disjunct, job.side, number, job.value != 0)
            for base in [int(row[0]) for row in self.plan]
            for number, job in by_base[base]
        ]
        return np.array(rows, dtype=np.int64)

    def _by_base(self) -> list[list[tuple[int, Job]]]:
        jobs: list[list[tuple[int, Job]]] = [[] for _ in range(self.bases)]
        for number, job in enumerate(self.jobs):
            jobs[job.base].append((number, job))
        return jobs


def _side(jobs: Sequence[tuple[int, Job]]) -> int:
    return jobs[0][1].side if jobs else _G


def _first_elements(questions: Sequence[Question]) -> list[int]:
    """The number of each question's first element, and the number of all elements."""
    firsts = [CREDENTIAL + 1]
    for question in questions:
        pairs = question.entries if isinstance(question, HomomorphicQuestion) else 1
        firsts.append(firsts[-1] + 2 * pairs)
    return firsts
