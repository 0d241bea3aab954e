"""The proof of a shuffle as one sum of multiples (docs § 10).

Each equation "left = right" is multiplied by a random weight w below 2^128 and all are added: if
one fails, the sum is zero with probability at most 2^-128. Symbols are those of `shuffle_proof`;
products there are sums here.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sandoq.engines.ballots.groups.edwards import L
from sandoq.engines.ballots.kernel.arrays import Words
from sandoq.engines.ballots.kernel.curve.batch import CurveSetting
from sandoq.engines.ballots.kernel.curve.belonging import decoded_members
from sandoq.engines.ballots.kernel.curve.generators import independent_generators
from sandoq.engines.ballots.kernel.curve.hint_batch import sum_is_zero
from sandoq.engines.ballots.kernel.curve.texts import words_of_integers
from sandoq.engines.ballots.model import Ciphertext, ShuffleProof
from sandoq.engines.ballots.shuffle_proof import final_challenge, list_challenges, statement_text

_WEIGHT_BITS = 128


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight for each equation; `chain` for the N equations of t̂."""

    t1: int
    t2: int
    t3: int
    t41: int
    t42: int
    chain: Sequence[int]

    @classmethod
    def random(cls, count: int) -> "Weights":
        """Unpredictable to whoever made the proof."""
        t1, t2, t3, t41, t42, *chain = (secrets.randbits(_WEIGHT_BITS) for _ in range(5 + count))
        return cls(t1, t2, t3, t41, t42, chain)


@dataclass(frozen=True, slots=True)
class Terms:
    """The coefficient of each point of the sum but the commitments t."""

    g: int
    y: int
    h: int
    h_list: list[int]
    alpha: list[int]
    beta: list[int]
    alpha_out: list[int]
    beta_out: list[int]
    c: list[int]
    c_hat: list[int]

    def flat(self) -> list[int]:
        """In the order of `_points`."""
        lists = (self.h_list, self.alpha, self.beta, self.alpha_out, self.beta_out)
        rest = [number for numbers in (*lists, self.c, self.c_hat) for number in numbers]
        return [number % L for number in (self.g, self.y, self.h, *rest)]


def shuffle_holds(
    setting: CurveSetting,
    inputs: Sequence[Ciphertext],
    outputs: Sequence[Ciphertext],
    proof: ShuffleProof,
) -> bool:
    """Whether the proof holds and all its points are members; N ≥ 1. See `Verifying`."""
    points = _points(inputs, outputs, proof)
    if points is None:
        return False
    context, count = setting.context, len(inputs)
    str1 = statement_text(inputs, outputs, proof.c)
    u = list_challenges(context.group, context.fingerprint, str1, count)
    x = final_challenge(context, str1, proof)
    weights = Weights.random(count)
    known = np.concatenate([setting.sides, independent_generators(count, setting.sides[0])])
    return sum_is_zero(
        np.concatenate([known, points]),
        words_of_integers(terms(proof, u, x, weights).flat()),
        words_of_integers(
            [weights.t1, weights.t2, weights.t3, weights.t41, weights.t42, *weights.chain]
        ),
    )


def _points(
    inputs: Sequence[Ciphertext], outputs: Sequence[Ciphertext], proof: ShuffleProof
) -> Words | None:
    """All points of the statement and the proof, the commitments t last; None for a non-member."""
    columns = (
        [e.alpha for e in inputs],
        [e.beta for e in inputs],
        [e.alpha for e in outputs],
        [e.beta for e in outputs],
        proof.c,
        proof.c_hat,
        proof.t,
        proof.t_hat,
    )
    return decoded_members([text for column in columns for text in column])


def terms(proof: ShuffleProof, u: Sequence[int], x: int, w: Weights) -> Terms:
    """The coefficients of Σ w·(right side), which must equal Σ w·t."""
    count = len(u)
    s1, s2, s3, s4 = proof.s
    product_u = 1
    for u_i in u:
        product_u = product_u * u_i % L
    # t̂_i = -x ĉ_i + ŝ_i g + s'_i ĉ_(i-1) with ĉ_0 = h.
    onward = [w_i * s % L for w_i, s in zip(w.chain, proof.s_prime, strict=True)]
    c_hat = [after - x * w_i for after, w_i in zip([*onward[1:], 0], w.chain, strict=True)]
    c_hat[-1] -= x * w.t2
    from_chain = sum(w_i * s for w_i, s in zip(w.chain, proof.s_hat, strict=True))
    x3, x41, x42 = x * w.t3 % L, x * w.t41 % L, x * w.t42 % L
    return Terms(
        g=w.t1 * s1 + w.t2 * s2 + w.t3 * s3 - w.t42 * s4 + from_chain,
        y=-w.t41 * s4,
        h=x * product_u * w.t2 + onward[0],
        h_list=[x * w.t1 + w.t3 * s for s in proof.s_prime],
        alpha=[-x42 * u_i for u_i in u],
        beta=[-x41 * u_i for u_i in u],
        alpha_out=[w.t42 * s for s in proof.s_prime],
        beta_out=[w.t41 * s for s in proof.s_prime],
        c=[-x * w.t1 - x3 * u[i] for i in range(count)],
        c_hat=c_hat,
    )
