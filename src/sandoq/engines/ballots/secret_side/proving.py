"""Making the proofs that `equations` checks (docs § 6, § 8): Schnorr and disjunctions."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandoq.engines.ballots.hashing import challenge
from sandoq.engines.ballots.model import Proof, TrusteeKey
from sandoq.engines.ballots.secret_side import Code, Scalar, SecretArithmetic


def schnorr(arithmetic: SecretArithmetic, prefix: str, secret: Scalar) -> Proof:
    """c = H(prefix, [g^w]), r = w - secret·c."""
    w = arithmetic.random_scalar()
    commitment = arithmetic.text(arithmetic.generator_power(w))
    c = challenge(arithmetic.group.order, prefix, [commitment])
    return respond(arithmetic, w, secret, c)


def respond(arithmetic: SecretArithmetic, w: Scalar, secret: Scalar, c: int) -> Proof:
    """The proof with challenge c and response w - secret·c."""
    masked = arithmetic.times(secret, arithmetic.scalar(c))
    return Proof(c, arithmetic.value(arithmetic.subtract(w, masked)))


def sign(arithmetic: SecretArithmetic, key: Scalar, message: str) -> Proof:
    """A trustee's signature of a message (docs § 6.2)."""
    return schnorr(arithmetic, f"sigmsg|{message}|", key)


def trustee_key(
    arithmetic: SecretArithmetic, secret: Scalar, name: str | None = None
) -> TrusteeKey:
    """X = g^x with the proof of knowing x (docs § 6.1)."""
    public = arithmetic.text(arithmetic.generator_power(secret))
    prefix = f"pok|{arithmetic.group.description}|{public}|"
    return TrusteeKey(public, schnorr(arithmetic, prefix, secret), name=name)


@dataclass(frozen=True, slots=True)
class Statement:
    """ "(α, β) encrypts `value`", with α and β already as codes."""

    alpha: Code
    beta: Code
    value: int


class Disjunctions:
    """Proofs that one of several statements is true, for the public key y."""

    def __init__(self, arithmetic: SecretArithmetic, public_key: str) -> None:
        self._arithmetic = arithmetic
        self._key = arithmetic.load(public_key)
        self._generator = arithmetic.generator_power(arithmetic.scalar(1))

    def prove(
        self, prefix: str, statements: Sequence[Statement], true: int, randomness: Scalar
    ) -> list[int]:
        """c and r of each statement in order, flat (docs § 8.2).

        Args:
            prefix: everything hashed before the commitments.
            statements: at least one.
            true: index of the statement that holds.
            randomness: r of α = g^r in the true statement.
        """
        arithmetic = self._arithmetic
        w = arithmetic.random_scalar()
        flat: list[int] = []
        commitments: list[str] = []
        others = arithmetic.scalar(0)
        for index, statement in enumerate(statements):
            if index == true:
                a, b = arithmetic.generator_power(w), arithmetic.power(self._key, w)
                flat += [0, 0]
            else:
                c, r = arithmetic.random_scalar(), arithmetic.random_scalar()
                a, b = self._simulated(statement, c, r)
                others = arithmetic.add(others, c)
                flat += [arithmetic.value(c), arithmetic.value(r)]
            commitments += [arithmetic.text(a), arithmetic.text(b)]
        total = arithmetic.scalar(challenge(arithmetic.group.order, prefix, commitments))
        own = arithmetic.value(arithmetic.subtract(total, others))
        proof = respond(arithmetic, w, randomness, own)
        flat[2 * true : 2 * true + 2] = [proof.challenge, proof.response]
        return flat

    def _simulated(self, statement: Statement, c: Scalar, r: Scalar) -> tuple[Code, Code]:
        """A = g^r·α^c, B = y^r·(β·g^-value)^c for a statement that need not hold."""
        arithmetic = self._arithmetic
        shifted = arithmetic.divide(statement.beta, self.shift(statement.value))
        a = arithmetic.multiply(arithmetic.generator_power(r), arithmetic.power(statement.alpha, c))
        b = arithmetic.multiply(arithmetic.power(self._key, r), arithmetic.power(shifted, c))
        return a, b

    def shift(self, value: int) -> Code:
        """g^value."""
        return self._arithmetic.generator_power(self._arithmetic.scalar(value))
