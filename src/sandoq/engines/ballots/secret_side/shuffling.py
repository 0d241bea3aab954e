"""Shuffling ciphertexts with a Terelius–Wikström proof, as in CHVote 1.3.2 (docs § 10).

Symbols are the paper's, as in `shuffle_proof`. Lists count from 0 here, from 1 in the paper.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandoq.engines.ballots.codec import Shuffle
from sandoq.engines.ballots.model import Ciphertext, ElectionContext, ShuffleProof, Tally
from sandoq.engines.ballots.secret_side import Code, RandomBytes, Scalar, SecretArithmetic
from sandoq.engines.ballots.secret_side.scalars import uniform
from sandoq.engines.ballots.shuffle_proof import (
    final_challenge,
    generators,
    list_challenges,
    statement_text,
)


def shuffle_lists(
    context: ElectionContext,
    arithmetic: SecretArithmetic,
    random_bytes: RandomBytes,
    lists: Tally,
) -> Shuffle:
    """Shuffle each list by a permutation of its own."""
    made = [Shuffler(context, arithmetic, random_bytes).shuffle(row) for row in lists]
    return Shuffle(tuple(e for e, _ in made), tuple(proof for _, proof in made))


@dataclass(frozen=True, slots=True)
class _Witness:
    """What only the shuffler knows: ψ, the re-encryptions, and the commitments' randomness r."""

    psi: list[int]
    reencryption: list[Scalar]
    r: list[Scalar]


class Shuffler:
    """Shuffles one list; an object is used once."""

    def __init__(
        self, context: ElectionContext, arithmetic: SecretArithmetic, random_bytes: RandomBytes
    ) -> None:
        self._context = context
        self._a = arithmetic
        self._random_bytes = random_bytes
        self._y = arithmetic.load(context.public_key)

    def shuffle(self, inputs: Sequence[Ciphertext]) -> tuple[tuple[Ciphertext, ...], ShuffleProof]:
        """e' with e'_i = ReEnc(e_ψ(i)), and the proof."""
        n = len(inputs)
        psi = permutation(n, self._random_bytes)
        reencryption = self._random_scalars(n)
        outputs = tuple(self._reencrypted(inputs[j], reencryption[j]) for j in psi)
        r = self._random_scalars(n)
        return outputs, self._proof(inputs, outputs, _Witness(psi, reencryption, r))

    def _random_scalars(self, count: int) -> list[Scalar]:
        return [self._a.random_scalar() for _ in range(count)]

    def _reencrypted(self, e: Ciphertext, r: Scalar) -> Ciphertext:
        a = self._a
        alpha = a.multiply(a.load(e.alpha), a.generator_power(r))
        beta = a.multiply(a.load(e.beta), a.power(self._y, r))
        return Ciphertext(a.text(alpha), a.text(beta))

    def _generators(self, n: int) -> tuple[Code, list[Code]]:
        group = self._context.group
        h, h_list = generators(group, n)
        texts = group.encode_all([h, *h_list])
        return self._a.load(texts[0]), [self._a.load(text) for text in texts[1:]]

    def _proof(
        self, inputs: Sequence[Ciphertext], outputs: Sequence[Ciphertext], witness: _Witness
    ) -> ShuffleProof:
        a, n = self._a, len(inputs)
        h, h_list = self._generators(n)
        c: list[Code] = [None] * n
        for h_i, j in zip(h_list, witness.psi, strict=True):
            c[j] = a.multiply(a.generator_power(witness.r[j]), h_i)
        c_texts = [a.text(code) for code in c]
        str1 = statement_text(inputs, outputs, c_texts)
        numbers = list_challenges(self._context.group, self._context.fingerprint, str1, n)
        u = [a.scalar(number) for number in numbers]
        u_prime = [u[j] for j in witness.psi]
        r_hat = self._random_scalars(n)
        chain = [h]
        for r_i, u_i in zip(r_hat, u_prime, strict=True):
            chain.append(a.multiply(a.generator_power(r_i), a.power(chain[-1], u_i)))
        masks = _Masks(self._random_scalars(4), self._random_scalars(n), self._random_scalars(n))
        t, t_hat = self._commitments(masks, h_list, outputs, chain)
        c_hat = tuple(a.text(code) for code in chain[1:])
        nothing: tuple[int, ...] = ()
        committed = ShuffleProof(t, t_hat, nothing, nothing, nothing, tuple(c_texts), c_hat)
        x = a.scalar(final_challenge(self._context, str1, committed))
        return self._responses(committed, masks, x, _Secrets(witness, u, u_prime, r_hat))

    def _commitments(
        self,
        masks: "_Masks",
        h_list: Sequence[Code],
        outputs: Sequence[Ciphertext],
        chain: Sequence[Code],
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """t1, t2, t3, t41, t42 and the t̂_i."""
        a, (w1, w2, w3, w4) = self._a, masks.omega
        g, zero = a.generator_power, a.scalar(0)
        minus_w4 = a.subtract(zero, w4)

        def weighted(bases: Sequence[Code]) -> Code:
            pairs = zip(bases, masks.prime, strict=True)
            return a.product(a.power(base, omega) for base, omega in pairs)

        betas = weighted([a.load(e.beta) for e in outputs])
        alphas = weighted([a.load(e.alpha) for e in outputs])
        t = [
            g(w1),
            g(w2),
            a.multiply(g(w3), weighted(h_list)),
            a.multiply(a.power(self._y, minus_w4), betas),
            a.multiply(g(minus_w4), alphas),
        ]
        t_hat = [
            a.multiply(g(mask), a.power(before, omega))
            for mask, omega, before in zip(masks.hat, masks.prime, chain[:-1], strict=True)
        ]
        return tuple(map(a.text, t)), tuple(map(a.text, t_hat))

    def _responses(
        self, committed: ShuffleProof, masks: "_Masks", x: Scalar, known: "_Secrets"
    ) -> ShuffleProof:
        """s1…s4, ŝ_i and s'_i."""
        a = self._a

        def response(omega: Scalar, secret: Scalar) -> int:
            return a.value(a.add(omega, a.times(x, secret)))

        witness = known.witness
        ones = [a.scalar(1)] * len(known.u)
        sums = [
            self._dot(witness.r, ones),
            self._dot(known.r_hat, self._suffix_products(known.u_prime)),
            self._dot(witness.r, known.u),
            self._dot(witness.reencryption, known.u),
        ]
        return ShuffleProof(
            t=committed.t,
            t_hat=committed.t_hat,
            s=tuple(map(response, masks.omega, sums)),
            s_hat=tuple(map(response, masks.hat, known.r_hat)),
            s_prime=tuple(map(response, masks.prime, known.u_prime)),
            c=committed.c,
            c_hat=committed.c_hat,
        )

    def _dot(self, left: Sequence[Scalar], right: Sequence[Scalar]) -> Scalar:
        total = self._a.scalar(0)
        for one, other in zip(left, right, strict=True):
            total = self._a.add(total, self._a.times(one, other))
        return total

    def _suffix_products(self, u_prime: Sequence[Scalar]) -> list[Scalar]:
        """v_N = 1, v_i = u'_(i+1)·v_(i+1)."""
        products = [self._a.scalar(1)]
        for u in reversed(u_prime[1:]):
            products.append(self._a.times(u, products[-1]))
        return products[::-1][: len(u_prime)]


@dataclass(frozen=True, slots=True)
class _Masks:
    """ω1…ω4, ω̂_i, ω'_i."""

    omega: list[Scalar]
    hat: list[Scalar]
    prime: list[Scalar]


@dataclass(frozen=True, slots=True)
class _Secrets:
    """The witness with u, u' and r̂."""

    witness: _Witness
    u: list[Scalar]
    u_prime: list[Scalar]
    r_hat: list[Scalar]


def permutation(n: int, random_bytes: RandomBytes) -> list[int]:
    """A uniform permutation of 0 … n-1 (Fisher and Yates)."""
    order = list(range(n))
    for place in range(n - 1):
        other = place + uniform(n - place, random_bytes)
        order[place], order[other] = order[other], order[place]
    return order
