"""Checking ballots in batches, in this process or in several (docs § 8, § 9).

A batch is plain data and its outcome is plain data, so the same function runs in this process, in a
pool of processes, or on another machine.
"""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from sandoq.engines.ballots.arithmetic import Verifying
from sandoq.engines.ballots.choice import Preference, choose_engine
from sandoq.engines.ballots.codec import Codec
from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.errors import BallotRefused
from sandoq.engines.ballots.findings import Finding, finding
from sandoq.engines.ballots.groups import Element
from sandoq.engines.ballots.model import (
    Ballot,
    Ciphertext,
    ElectionContext,
    NonHomomorphicAnswer,
)
from sandoq.engines.ballots.reference import ReferenceEngine

_T = TypeVar("_T")

BATCH = 1000
_AHEAD = 2
"""Batches waiting per process: enough to keep it busy, few enough to keep memory flat."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive ballots: `first` is the number, from 0, of the first.

    weights: with how much each counts, 0 for superseded or unlisted ones.
    hints: one per ballot, or None.
    most_named: invalid ballots whose faults are named one by one.
    """

    first: int
    bodies: tuple[bytes, ...]
    weights: tuple[int, ...]
    hints: tuple[bytes, ...] | None = None
    most_named: int = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch comes to: findings with the ballot's number (from 1), and its part of the tally.

    products: per question, see `BatchVerdict.products`. lists: per question, the counted ballots'
    ciphertexts in file order, empty for homomorphic questions.
    """

    first: int
    size: int
    findings: tuple[Finding, ...]
    products: tuple[tuple[Element, ...], ...]
    lists: tuple[tuple[Ciphertext, ...], ...]


class BatchChecker:
    """Checks the batches of one election with one engine."""

    def __init__(self, context: ElectionContext, engine: Verifying, codec: Codec) -> None:
        self._context = context
        self._engine = engine
        self._reader = codec.ballot_reader(context)
        self._reference: ReferenceEngine | None = None

    def check(self, batch: Batch) -> Outcome:
        """Read and check every ballot of a batch."""
        findings: list[Finding] = []
        places: list[int] = []
        ballots: list[Ballot] = []
        for place, body in enumerate(batch.bodies):
            try:
                ballots.append(self._reader.read(body))
                places.append(place)
            except BallotRefused as refusal:
                findings.append(refusal.finding.at(ballot=batch.first + place + 1))
        weights = [batch.weights[place] for place in places]
        hints = None if batch.hints is None else [batch.hints[place] for place in places]
        verdict = self._engine.check_ballots(ballots, weights, hints)
        invalid = [i for i, is_valid in enumerate(verdict.valid) if not is_valid]
        for rank, i in enumerate(invalid):
            named = self._faults(ballots[i], is_named=rank < batch.most_named)
            findings += [fault.at(ballot=batch.first + places[i] + 1) for fault in named]
        counted = [
            ballot
            for ballot, weight, is_valid in zip(ballots, weights, verdict.valid, strict=True)
            if weight and is_valid
        ]
        lists = raw_lists(self._context, counted)
        size = len(batch.bodies)
        return Outcome(batch.first, size, tuple(findings), verdict.products, lists)

    def _faults(self, ballot: Ballot, *, is_named: bool) -> list[Finding]:
        """The faults of a ballot the engine calls invalid, by the reference.

        Raises:
            AssertionError: the reference finds none: one of the engines is wrong.
        """
        if not is_named:
            return [finding("ballot-invalid")]
        if self._reference is None:
            self._reference = ReferenceEngine(self._context)
        faults = list(self._reference.faults(ballot))
        if not faults:
            raise AssertionError(f"{self._engine.name} and the reference disagree")
        return faults


def raw_lists(
    context: ElectionContext, ballots: Sequence[Ballot]
) -> tuple[tuple[Ciphertext, ...], ...]:
    """For each question the ballots' single ciphertexts; none where it is homomorphic."""
    return tuple(
        tuple(
            answer.choice
            for ballot in ballots
            if isinstance(answer := ballot.answers[index], NonHomomorphicAnswer)
        )
        for index in range(len(context.questions))
    )


class Workers:
    """Runs a checker's batches, in order, in this process (jobs = 1) or in `jobs` processes."""

    def __init__(
        self, context: ElectionContext, engine: Verifying, prefer: Preference, jobs: int
    ) -> None:
        self._context = context
        self._engine = engine
        self._prefer: Preference = prefer
        self._jobs = jobs

    def check_ballots(self, batches: Iterable[Batch], count: int) -> Iterator[Outcome]:
        """The outcomes, in the order of the batches; `count` is how many there are."""
        if self._jobs == 1 or count <= 1:
            checker = BatchChecker(self._context, self._engine, CODECS[1])
            return map(checker.check, batches)
        return self._in_processes(_check_here, batches)

    def are_members(self, texts: Sequence[str], size: int = BATCH) -> list[bool]:
        """`Verifying.are_members` of any number of texts."""
        parts = (texts[start : start + size] for start in range(0, len(texts), size))
        if self._jobs == 1 or len(texts) <= size:
            answers: Iterable[list[bool]] = map(self._engine.are_members, parts)
        else:
            answers = self._in_processes(_are_members_here, parts)
        return [answer for part in answers for answer in part]

    def _in_processes(self, work: Callable[..., _T], tasks: Iterable[object]) -> Iterator[_T]:
        with ProcessPoolExecutor(
            self._jobs,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_start,
            initargs=(self._context, self._prefer),
        ) as pool:
            waiting: deque[Future[_T]] = deque()
            for task in tasks:
                waiting.append(pool.submit(work, task))
                if len(waiting) > _AHEAD * self._jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()


_here: list[tuple[Verifying, BatchChecker]] = []
"""The engine and checker of a worker process."""


def _start(context: ElectionContext, prefer: Preference) -> None:
    engine = choose_engine(context, prefer).engine
    _here.append((engine, BatchChecker(context, engine, CODECS[1])))


def _check_here(batch: Batch) -> Outcome:
    return _here[0][1].check(batch)


def _are_members_here(texts: Sequence[str]) -> list[bool]:
    return _here[0][0].are_members(texts)
