"""The reference engine: every equation in Python integers, one ballot at a time.

Slow (some 10 ms for each encrypted choice) and plain: it names faults and is the oracle of the fast
kernel. It follows docs § 8 line by line.
"""

from collections.abc import Iterator, Sequence

from sandoq.engines.ballots.arithmetic import BatchVerdict, HintsUnsupported
from sandoq.engines.ballots.equations import (
    ElectionKey,
    Pair,
    disjunction_holds,
    membership_prefix,
    schnorr_holds,
)
from sandoq.engines.ballots.errors import NotAnElement
from sandoq.engines.ballots.findings import Finding, finding
from sandoq.engines.ballots.groups import Element, Group
from sandoq.engines.ballots.hashing import challenge
from sandoq.engines.ballots.model import (
    Answer,
    Ballot,
    Ciphertext,
    ElectionContext,
    HomomorphicAnswer,
    HomomorphicQuestion,
    NonHomomorphicAnswer,
    Proof,
    ShuffleProof,
)
from sandoq.engines.ballots.shuffle_proof import shuffle_findings


class ReferenceEngine:
    """See `arithmetic.Verifying`."""

    name = "reference"
    hint_bytes = 0

    def __init__(self, context: ElectionContext) -> None:
        self.context = context
        self.key = ElectionKey(context.group, context.public_key)

    def are_members(self, texts: Sequence[str]) -> list[bool]:
        return [decoded(self.context.group, text) is not None for text in texts]

    def check_ballots(
        self,
        ballots: Sequence[Ballot],
        weights: Sequence[int],
        hints: Sequence[bytes] | None = None,  # noqa: ARG002
    ) -> BatchVerdict:
        valid = tuple(next(self.faults(ballot), None) is None for ballot in ballots)
        counted = [
            (ballot, weight)
            for ballot, weight, is_valid in zip(ballots, weights, valid, strict=True)
            if is_valid and weight
        ]
        return BatchVerdict(valid, _products(self.context, counted))

    def make_hints(self, ballots: Sequence[Ballot]) -> list[bytes]:  # noqa: ARG002
        raise HintsUnsupported

    def faults(self, ballot: Ballot) -> Iterator[Finding]:
        """Every equation of docs § 8 that fails, in the specification's order."""
        group = self.context.group
        credential = decoded(group, ballot.credential)
        if credential is None:
            yield finding("ballot-credential-outside-group")
        elif not schnorr_holds(group, f"sig|{ballot.signed_hash}|", credential, ballot.signature):
            yield finding("ballot-signature")
        s0 = f"{self.context.fingerprint}|{ballot.credential}"
        for number, answer in enumerate(ballot.answers, start=1):
            for fault in self._answer_faults(number, answer, s0):
                yield fault.at(question=number)

    def _answer_faults(self, number: int, answer: Answer, s0: str) -> Iterator[Finding]:
        if isinstance(answer, NonHomomorphicAnswer):
            return self._raw_faults(answer, s0)
        question = self.context.questions[number - 1]
        assert isinstance(question, HomomorphicQuestion)  # noqa: S101
        return self._homomorphic_faults(question, answer, s0)

    def _raw_faults(self, answer: NonHomomorphicAnswer, s0: str) -> Iterator[Finding]:
        """Docs § 8.4: c = H("raweg|S0|y,α,β|", [g^r α^c])."""
        group, choice = self.context.group, answer.choice
        pair = _pair(group, choice.alpha, choice.beta)
        prefix = f"raweg|{s0}|{self.key.text},{choice.alpha},{choice.beta}|"
        if pair is None:
            yield finding("ballot-ciphertext-outside-group")
        elif not schnorr_holds(group, prefix, pair.alpha, answer.proof):
            yield finding("ballot-raw-proof")

    def _homomorphic_faults(
        self, question: HomomorphicQuestion, answer: HomomorphicAnswer, s0: str
    ) -> Iterator[Finding]:
        texts = list(zip(answer.choices[::2], answer.choices[1::2], strict=True))
        maybe = [_pair(self.context.group, alpha, beta) for alpha, beta in texts]
        for entry, ((alpha, beta), pair) in enumerate(zip(texts, maybe, strict=True)):
            if pair is None:
                yield finding("ballot-ciphertext-outside-group", {"answer": entry + 1})
                continue
            proofs = answer.individual[4 * entry : 4 * entry + 4]
            prefix = membership_prefix(s0, alpha, beta)
            if not disjunction_holds(self.key, prefix, [(pair, 0), (pair, 1)], proofs):
                yield finding("ballot-individual-proof", {"answer": entry + 1})
        pairs = [pair for pair in maybe if pair is not None]
        if len(pairs) == len(maybe):
            s1 = f"{s0}|{','.join(answer.choices)}"
            check = self._blank_faults if question.blank else self._sum_faults
            yield from check(question, answer, pairs, s1)

    def _sum_faults(
        self, question: HomomorphicQuestion, answer: HomomorphicAnswer, pairs: list[Pair], s1: str
    ) -> Iterator[Finding]:
        """Docs § 8.2: the sum of the choices is one of min…max."""
        total = _product(self.context.group, pairs)
        alpha, beta = self.context.group.encode_all([total.alpha, total.beta])
        allowed = [(total, value) for value in range(question.minimum, question.maximum + 1)]
        prefix = membership_prefix(s1, alpha, beta)
        if not disjunction_holds(self.key, prefix, allowed, answer.overall):
            yield finding("ballot-overall-proof")

    def _blank_faults(
        self, question: HomomorphicQuestion, answer: HomomorphicAnswer, pairs: list[Pair], s1: str
    ) -> Iterator[Finding]:
        """Docs § 8.3: m0 = 0 or mΣ = 0; m0 = 1 or mΣ is one of min…max."""
        blank, total = pairs[0], _product(self.context.group, pairs[1:])
        not_both = [(blank, 0), (total, 0)]
        either = [(blank, 1)]
        either += [(total, value) for value in range(question.minimum, question.maximum + 1)]
        if not disjunction_holds(self.key, f"bproof1|{s1}|", either, answer.overall):
            yield finding("ballot-overall-proof")
        if not disjunction_holds(self.key, f"bproof0|{s1}|", not_both, answer.blank):
            yield finding("ballot-blank-proof")

    def check_shuffle(
        self, inputs: Sequence[Ciphertext], outputs: Sequence[Ciphertext], proof: ShuffleProof
    ) -> bool:
        return next(shuffle_findings(self.context, inputs, outputs, proof), None) is None

    def check_factors(
        self,
        trustee_key: str,
        alphas: Sequence[str],
        factors: Sequence[str],
        proofs: Sequence[Proof],
    ) -> list[bool]:
        key = self.context.group.decode(trustee_key)
        return [
            self._factor_holds(trustee_key, key, *row)
            for row in zip(alphas, factors, proofs, strict=True)
        ]

    def _factor_holds(
        self, trustee_key: str, key: Element, alpha_text: str, factor_text: str, proof: Proof
    ) -> bool:
        """Docs § 11.1: c = H("decrypt|φ|X|", [g^r X^c, α^r F^c])."""
        group = self.context.group
        factor = decoded(group, factor_text)
        if factor is None:
            return False
        c, r = proof.challenge, proof.response
        a = group.multiply(group.generator_power(r), group.power(key, c))
        b = group.multi_power([group.decode(alpha_text), factor], [r, c])
        prefix = f"decrypt|{self.context.fingerprint}|{trustee_key}|"
        return challenge(group.order, prefix, group.encode_all([a, b])) == c

    def row_products(self, columns: Sequence[Sequence[str]], exponents: Sequence[int]) -> list[str]:
        group = self.context.group
        return group.encode_all(
            [
                group.multi_power([group.decode(text) for text in row], exponents)
                for row in zip(*columns, strict=True)
            ]
        )


def decoded(group: Group, text: str) -> Element | None:
    """The element, or None where the text is none: a check, not a failure."""
    try:
        return group.decode(text)
    except NotAnElement:
        return None


def _pair(group: Group, alpha: str, beta: str) -> Pair | None:
    a, b = decoded(group, alpha), decoded(group, beta)
    return None if a is None or b is None else Pair(a, b)


def _product(group: Group, pairs: Sequence[Pair]) -> Pair:
    return Pair(
        group.product(pair.alpha for pair in pairs), group.product(pair.beta for pair in pairs)
    )


def _products(
    context: ElectionContext, counted: Sequence[tuple[Ballot, int]]
) -> tuple[tuple[Element, ...], ...]:
    """See `BatchVerdict.products`."""
    return tuple(
        _question_products(context.group, question, index, counted)
        if isinstance(question, HomomorphicQuestion)
        else ()
        for index, question in enumerate(context.questions)
    )


def _question_products(
    group: Group,
    question: HomomorphicQuestion,
    index: int,
    counted: Sequence[tuple[Ballot, int]],
) -> tuple[Element, ...]:
    totals = [group.identity] * (2 * question.entries)
    for ballot, weight in counted:
        answer = ballot.answers[index]
        assert isinstance(answer, HomomorphicAnswer)  # noqa: S101
        for place, text in enumerate(answer.choices):
            element = group.decode(text)
            weighted = element if weight == 1 else group.power(element, weight)
            totals[place] = group.multiply(totals[place], weighted)
    return tuple(totals)
