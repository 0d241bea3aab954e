"""Checking ballots in batches (docs § 8, § 9).

A batch is plain data and its outcome is plain data, so the same function runs in this process, in a
pool of processes, or on another machine (`workers`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandoq.engines.ballots.arithmetic import Verifying
from sandoq.engines.ballots.codec import Codec
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

BATCH = 1000


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
