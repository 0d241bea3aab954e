"""The verification equations of ballots, one function each, as in docs § 8.

Elements are decoded; texts are given beside them because hashes are over texts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sandoq.engines.ballots.groups import Element, Group
from sandoq.engines.ballots.groups.fixed_base import FixedBase
from sandoq.engines.ballots.hashing import challenge
from sandoq.engines.ballots.model import Proof


@dataclass(frozen=True, slots=True)
class Pair:
    """A decoded ciphertext (α, β)."""

    alpha: Element
    beta: Element


class ElectionKey:
    """y with a table of its powers, and the commitments that verification recomputes."""

    def __init__(self, group: Group, text: str) -> None:
        self.group = group
        self.text = text
        self.element = group.decode(text)
        self._powers = FixedBase(group, self.element)

    def power(self, exponent: int) -> Element:
        """y^exponent."""
        return self._powers.power(exponent)

    def commitments(self, pair: Pair, value: int, c: int, r: int) -> tuple[Element, Element]:
        """A = g^r·α^c and B = y^r·(β·g^-value)^c (docs § 8.2)."""
        group = self.group
        a = group.multiply(group.generator_power(r), group.power(pair.alpha, c))
        shift = group.generator_power(-value * c)
        b = group.multiply(self.power(r), group.multiply(group.power(pair.beta, c), shift))
        return a, b


def schnorr_commitment(group: Group, key: Element, proof: Proof) -> str:
    """The text of A = g^response · key^challenge."""
    a = group.generator_power(proof.response)
    return group.encode(group.multiply(a, group.power(key, proof.challenge)))


def schnorr_holds(group: Group, prefix: str, key: Element, proof: Proof) -> bool:
    """Whether challenge = H(prefix, [g^response · key^challenge])."""
    commitment = schnorr_commitment(group, key, proof)
    return proof.challenge == challenge(group.order, prefix, [commitment])


def in_pairs(flat: Sequence[int]) -> Iterator[tuple[int, int]]:
    """(c, r) by (c, r) of a flat list."""
    return zip(flat[::2], flat[1::2], strict=True)


def disjunction_holds(
    key: ElectionKey, prefix: str, statements: Sequence[tuple[Pair, int]], flat: Sequence[int]
) -> bool:
    """Whether a disjunctive proof holds: one (c, r) for each statement "this pair encrypts value".

    H(prefix, [A_0, B_0, …, A_k, B_k]) = Σ c_j mod q.
    """
    commitments: list[Element] = []
    total = 0
    for (pair, value), (c, r) in zip(statements, in_pairs(flat), strict=True):
        commitments += key.commitments(pair, value, c, r)
        total += c
    order = key.group.order
    return challenge(order, prefix, key.group.encode_all(commitments)) == total % order


def membership_prefix(z: str, alpha: str, beta: str) -> str:
    """Prefix of a proof of interval membership with string Z (docs § 8.2)."""
    return f"prove|{z}|{alpha},{beta}|"
