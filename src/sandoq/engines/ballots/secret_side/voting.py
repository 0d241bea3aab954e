"""Encrypting a vote with all its proofs, and signing it (docs § 8)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandoq.engines.ballots.codec import Codec
from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.equations import membership_prefix
from sandoq.engines.ballots.errors import BadVote, CannotEmbed
from sandoq.engines.ballots.hashing import fingerprint
from sandoq.engines.ballots.model import (
    Answer,
    Ballot,
    Ciphertext,
    ElectionContext,
    HomomorphicAnswer,
    HomomorphicQuestion,
    NonHomomorphicAnswer,
    NonHomomorphicQuestion,
)
from sandoq.engines.ballots.secret_side import Code, Scalar, SecretArithmetic
from sandoq.engines.ballots.secret_side.proving import Disjunctions, Statement, schnorr

Vote = Sequence[Sequence[int]]
"""For each question: 0 or 1 per entry (entry 0 the blank, where allowed), or the integers."""


@dataclass(frozen=True, slots=True)
class Cast:
    """A finished ballot. `tracker` is what the voter keeps: b64 of the ballot's bytes."""

    data: bytes
    tracker: str


@dataclass(frozen=True, slots=True)
class _Encrypted:
    """One entry with its randomness; the secret must not outlive the ballot."""

    alpha: Code
    beta: Code
    value: int
    randomness: Scalar


class VotingBooth:
    """Makes ballots of one election."""

    def __init__(
        self, context: ElectionContext, arithmetic: SecretArithmetic, codec: Codec = CODECS[1]
    ) -> None:
        self._context = context
        self._arithmetic = arithmetic
        self._codec = codec
        self._key = arithmetic.load(context.public_key)
        self._disjunctions = Disjunctions(arithmetic, context.public_key)

    def cast(self, credential: Scalar, vote: Vote) -> Cast:
        """The ballot of this vote, signed with the voter's secret.

        Raises:
            BadVote: the vote is outside the questions' rules.
        """
        check_vote(self._context, vote)
        arithmetic, context = self._arithmetic, self._context
        public = arithmetic.text(arithmetic.generator_power(credential))
        s0 = f"{context.fingerprint}|{public}"
        answers = [
            self._answer(number, question, choices, s0)
            for number, (question, choices) in enumerate(
                zip(context.questions, vote, strict=True), start=1
            )
        ]
        return self._signed(credential, public, answers)

    def _signed(self, credential: Scalar, public: str, answers: Sequence[Answer]) -> Cast:
        unsigned = self._codec.write_unsigned_ballot(self._context, public, answers)
        signed_hash = fingerprint(unsigned)
        signature = schnorr(self._arithmetic, f"sig|{signed_hash}|", credential)
        ballot = Ballot(public, tuple(answers), signed_hash, signature)
        data = self._codec.write_ballot(self._context, ballot)
        return Cast(data, fingerprint(data))

    def _answer(
        self,
        number: int,
        question: HomomorphicQuestion | NonHomomorphicQuestion,
        choices: Sequence[int],
        s0: str,
    ) -> Answer:
        if isinstance(question, HomomorphicQuestion):
            return self.homomorphic(question, choices, s0)
        try:
            return self.raw(choices, s0)
        except CannotEmbed as error:
            raise BadVote(number, error.reason) from error

    def raw(self, values: Sequence[int], s0: str) -> NonHomomorphicAnswer:
        """β = y^r·embed(values), with the proof of knowing r (docs § 8.4)."""
        arithmetic, group = self._arithmetic, self._context.group
        carried = arithmetic.load(group.encode(group.embed(values)))
        r = arithmetic.random_scalar()
        alpha = arithmetic.text(arithmetic.generator_power(r))
        beta = arithmetic.text(arithmetic.multiply(arithmetic.power(self._key, r), carried))
        prefix = f"raweg|{s0}|{self._context.public_key},{alpha},{beta}|"
        return NonHomomorphicAnswer(Ciphertext(alpha, beta), schnorr(arithmetic, prefix, r))

    def homomorphic(
        self, question: HomomorphicQuestion, choices: Sequence[int], s0: str
    ) -> HomomorphicAnswer:
        """Each entry with its proof, then the proofs about their sum (docs § 8.2, § 8.3)."""
        entries = [self._encrypt(value) for value in choices]
        text = self._arithmetic.text
        texts = [text(code) for entry in entries for code in (entry.alpha, entry.beta)]
        individual: list[int] = []
        for place, entry in enumerate(entries):
            prefix = membership_prefix(s0, *texts[2 * place : 2 * place + 2])
            both = [Statement(entry.alpha, entry.beta, value) for value in (0, 1)]
            individual += self._disjunctions.prove(prefix, both, entry.value, entry.randomness)
        prove = self._prove_blank if question.blank else self._prove_sum
        overall, blank = prove(question, entries, f"{s0}|{','.join(texts)}")
        return HomomorphicAnswer(tuple(texts), tuple(individual), tuple(overall), tuple(blank))

    def _encrypt(self, value: int) -> _Encrypted:
        arithmetic = self._arithmetic
        r = arithmetic.random_scalar()
        shared = arithmetic.power(self._key, r)
        beta = arithmetic.multiply(shared, self._disjunctions.shift(value))
        return _Encrypted(arithmetic.generator_power(r), beta, value, r)

    def _sum(self, entries: Sequence[_Encrypted]) -> _Encrypted:
        arithmetic = self._arithmetic
        randomness = arithmetic.scalar(0)
        for entry in entries:
            randomness = arithmetic.add(randomness, entry.randomness)
        return _Encrypted(
            arithmetic.product(entry.alpha for entry in entries),
            arithmetic.product(entry.beta for entry in entries),
            sum(entry.value for entry in entries),
            randomness,
        )

    def _prove_sum(
        self, question: HomomorphicQuestion, entries: Sequence[_Encrypted], s1: str
    ) -> tuple[list[int], list[int]]:
        """The sum is one of min…max; no blank proof."""
        total = self._sum(entries)
        text = self._arithmetic.text
        prefix = membership_prefix(s1, text(total.alpha), text(total.beta))
        allowed = _allowed(question, total)
        true = total.value - question.minimum
        return self._disjunctions.prove(prefix, allowed, true, total.randomness), []

    def _prove_blank(
        self, question: HomomorphicQuestion, entries: Sequence[_Encrypted], s1: str
    ) -> tuple[list[int], list[int]]:
        """Blank or a sum of min…max; and not both a blank and a choice."""
        blank, total = entries[0], self._sum(entries[1:])
        witness = blank if blank.value else total
        either = [Statement(blank.alpha, blank.beta, 1), *_allowed(question, total)]
        true = 0 if blank.value else 1 + total.value - question.minimum
        overall = self._disjunctions.prove(f"bproof1|{s1}|", either, true, witness.randomness)
        not_both = [Statement(e.alpha, e.beta, 0) for e in (blank, total)]
        witness, true = (total, 1) if blank.value else (blank, 0)
        return overall, self._disjunctions.prove(
            f"bproof0|{s1}|", not_both, true, witness.randomness
        )


def _allowed(question: HomomorphicQuestion, total: _Encrypted) -> list[Statement]:
    values = range(question.minimum, question.maximum + 1)
    return [Statement(total.alpha, total.beta, value) for value in values]


def check_vote(context: ElectionContext, vote: Vote) -> None:
    """Refuse what the questions do not allow, before anything is encrypted.

    Raises:
        BadVote: reason `number-of-questions`, `number-of-entries`, `not-0-or-1`,
            `blank-with-choices` or `sum`.
    """
    if len(vote) != len(context.questions):
        raise BadVote(0, "number-of-questions")
    for number, (question, choices) in enumerate(
        zip(context.questions, vote, strict=True), start=1
    ):
        if isinstance(question, HomomorphicQuestion):
            _check_choices(number, question, choices)
        elif len(choices) != len(question.answers):
            raise BadVote(number, "number-of-entries")


def _check_choices(number: int, question: HomomorphicQuestion, choices: Sequence[int]) -> None:
    if len(choices) != question.entries:
        raise BadVote(number, "number-of-entries")
    if any(value not in {0, 1} for value in choices):
        raise BadVote(number, "not-0-or-1")
    total = sum(choices[question.blank :])
    if question.blank and choices[0]:
        if total:
            raise BadVote(number, "blank-with-choices")
    elif not question.minimum <= total <= question.maximum:
        raise BadVote(number, "sum")
