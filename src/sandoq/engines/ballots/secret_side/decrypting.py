"""A trustee's partial decryption (docs § 11.1)."""

from sandoq.engines.ballots.hashing import challenge
from sandoq.engines.ballots.model import ElectionContext, PartialDecryption, Proof, Tally
from sandoq.engines.ballots.secret_side import Scalar, SecretArithmetic
from sandoq.engines.ballots.secret_side.proving import respond


def partial_decryption(
    context: ElectionContext, arithmetic: SecretArithmetic, key: Scalar, tally: Tally
) -> PartialDecryption:
    """F = α^x for every ciphertext of the final tally, each with its proof."""
    public = arithmetic.text(arithmetic.generator_power(key))
    prefix = f"decrypt|{context.fingerprint}|{public}|"
    rows = [[_factor(arithmetic, prefix, key, c.alpha) for c in row] for row in tally]
    return PartialDecryption(
        factors=tuple(tuple(factor for factor, _ in row) for row in rows),
        proofs=tuple(tuple(proof for _, proof in row) for row in rows),
    )


def _factor(
    arithmetic: SecretArithmetic, prefix: str, key: Scalar, alpha_text: str
) -> tuple[str, Proof]:
    """F and the proof that log_g X = log_α F."""
    alpha = arithmetic.load(alpha_text)
    factor = arithmetic.text(arithmetic.power(alpha, key))
    w = arithmetic.random_scalar()
    commitments = [arithmetic.generator_power(w), arithmetic.power(alpha, w)]
    texts = [arithmetic.text(code) for code in commitments]
    c = challenge(arithmetic.group.order, prefix, texts)
    return factor, respond(arithmetic, w, key, c)
