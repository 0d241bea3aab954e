"""A prover that cheats: proofs over any elements, with any commitments, hashed and signed.

It knows the vote's randomness, so whatever it cannot prove, nobody can; what an honest verifier
must notice is said in each test. Written with the groups of the reference only.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sandoq.engines.ballots.equations import membership_prefix
from sandoq.engines.ballots.groups import Element, Group, edwards
from sandoq.engines.ballots.hashing import challenge
from sandoq.engines.ballots.model import (
    Ballot,
    ElectionContext,
    HomomorphicAnswer,
    HomomorphicQuestion,
    Proof,
)

Condition = Callable[[int], bool]
"""What the challenge of the true branch must satisfy; the prover tries until it does."""


def anything(_challenge: int) -> bool:
    return True


def even(number: int) -> bool:
    return number % 2 == 0


def of_order_two(group: Group) -> Element:
    """An element of order 2 outside the prime-order group."""
    if group.description == "Ed25519":
        point = edwards.decompress(edwards.P - 1)
        assert point is not None
        return point
    return group.p - 1  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Encrypted:
    """A ciphertext of `value`, with its randomness and texts; the elements may be spoilt."""

    alpha: Element
    beta: Element
    value: int
    randomness: int
    texts: tuple[str, str]


class Forger:
    """Makes answers and ballots of one election."""

    def __init__(self, context: ElectionContext, seed: int = 1) -> None:
        self.context, self.group = context, context.group
        self.key = self.group.decode(context.public_key)
        self.random = random.Random(seed)

    def scalar(self) -> int:
        return self.random.randrange(self.group.order)

    def encrypt(
        self, value: int, *, alpha_times: Element = None, beta_times: Element = None
    ) -> Encrypted:
        """(g^r, y^r·g^value), each times an element of the forger's choice."""
        group, r = self.group, self.scalar()
        alpha = group.generator_power(r)
        beta = group.multiply(group.power(self.key, r), group.power(group.generator, value))
        if alpha_times is not None:
            alpha = group.multiply(alpha, alpha_times)
        if beta_times is not None:
            beta = group.multiply(beta, beta_times)
        return self.known(alpha, beta, value, r)

    def known(self, alpha: Element, beta: Element, value: int, r: int) -> Encrypted:
        return Encrypted(alpha, beta, value, r, tuple(self.group.encode_all([alpha, beta])))

    def total(self, entries: Sequence[Encrypted]) -> Encrypted:
        product = self.group.product
        return self.known(
            product(e.alpha for e in entries),
            product(e.beta for e in entries),
            sum(e.value for e in entries),
            sum(e.randomness for e in entries),
        )

    def disjunction(
        self, prefix: str, claims: Sequence[tuple[Encrypted, int]], condition: Condition = anything
    ) -> list[int]:
        """c, r of each claim "this encrypts that"; if none is true, the first is treated as if."""
        group, q = self.group, self.group.order
        true = next((i for i, (e, v) in enumerate(claims) if e.value == v), 0)
        while True:
            flat = [self.scalar() for _ in range(2 * len(claims))]
            w = self.scalar()
            commitments: list[Element] = []
            for i, (e, v) in enumerate(claims):
                c, r = flat[2 * i : 2 * i + 2]
                if i == true:
                    commitments += [group.generator_power(w), group.power(self.key, w)]
                else:
                    commitments += self.commitments(e, v, c, r)
            others = sum(flat[::2]) - flat[2 * true]
            c = (challenge(q, prefix, group.encode_all(commitments)) - others) % q
            flat[2 * true : 2 * true + 2] = [c, (w - claims[true][0].randomness * c) % q]
            if condition(c):
                return flat

    def commitments(self, e: Encrypted, value: int, c: int, r: int) -> list[Element]:
        """What the verifier computes from (c, r)."""
        group = self.group
        shifted = group.multiply(e.beta, group.power(group.generator, -value))
        return [
            group.multiply(group.generator_power(r), group.power(e.alpha, c)),
            group.multiply(group.power(self.key, r), group.power(shifted, c)),
        ]

    def answer(
        self,
        question: HomomorphicQuestion,
        entries: Sequence[Encrypted],
        public: str,
        condition: Condition = anything,
    ) -> HomomorphicAnswer:
        """All proofs of an answer, as honest as the entries allow."""
        s0 = f"{self.context.fingerprint}|{public}"
        individual: list[int] = []
        for e in entries:
            prefix = membership_prefix(s0, *e.texts)
            individual += self.disjunction(prefix, [(e, 0), (e, 1)], condition)
        texts = [text for e in entries for text in e.texts]
        s1 = f"{s0}|{','.join(texts)}"
        total = self.total(entries[question.blank :])
        allowed = [(total, v) for v in range(question.minimum, question.maximum + 1)]
        if not question.blank:
            prefix = membership_prefix(s1, *total.texts)
            overall = self.disjunction(prefix, allowed, condition)
            return HomomorphicAnswer(tuple(texts), tuple(individual), tuple(overall))
        blank = entries[0]
        either = self.disjunction(f"bproof1|{s1}|", [(blank, 1), *allowed], condition)
        not_both = self.disjunction(f"bproof0|{s1}|", [(blank, 0), (total, 0)], condition)
        return HomomorphicAnswer(tuple(texts), tuple(individual), tuple(either), tuple(not_both))

    def ballot(
        self,
        answers: Sequence[Any],
        secret: int,
        *,
        public_times: Element = None,
        condition: Condition = anything,
    ) -> Ballot:
        """A signed ballot; the verifier's reader would check the hash, the engine takes any."""
        group, q = self.group, self.group.order
        key = group.generator_power(secret)
        if public_times is not None:
            key = group.multiply(key, public_times)
        signed_hash = f"hash{self.random.randrange(10**9)}"
        while True:
            w = self.scalar()
            commitment = group.encode(group.generator_power(w))
            c = challenge(q, f"sig|{signed_hash}|", [commitment])
            if condition(c):
                break
        signature = Proof(c, (w - secret * c) % q)
        return Ballot(group.encode(key), tuple(answers), signed_hash, signature)


def bumped(flat: Sequence[int], place: int, by: int, order: int) -> tuple[int, ...]:
    """A list of scalars with one of them changed."""
    changed = list(flat)
    changed[place] = (changed[place] + by) % order
    return tuple(changed)


def with_answer(ballot: Ballot, index: int, **changes: Any) -> Ballot:
    """A ballot with fields of one answer replaced; the signature no longer knows, nor need it."""
    answers = list(ballot.answers)
    answers[index] = replace(answers[index], **changes)
    return replace(ballot, answers=tuple(answers))
