"""Checking a Terelius–Wikström proof of a shuffle, as in CHVote 1.3.2 (docs § 10).

Symbols are the paper's: e and e' the lists before and after, c the permutation's commitments, ĉ the
chain, u the challenges, h_i independent generators, x the final challenge.
"""

import hashlib
from collections.abc import Iterator, Sequence

from sandoq.engines.ballots.errors import NotAnElement
from sandoq.engines.ballots.findings import Finding, finding
from sandoq.engines.ballots.groups import Element, Group
from sandoq.engines.ballots.hashing import challenge, hexdigest
from sandoq.engines.ballots.model import Ciphertext, ElectionContext, ShuffleProof


def text_of_elements(texts: Sequence[str]) -> str:
    """str_c: each text and a comma, also after the last."""
    return "".join(f"{text}," for text in texts)


def flat(ciphertexts: Sequence[Ciphertext]) -> list[str]:
    """α_1, β_1, α_2, β_2 …"""
    return [text for e in ciphertexts for text in (e.alpha, e.beta)]


def statement_text(
    inputs: Sequence[Ciphertext], outputs: Sequence[Ciphertext], c: Sequence[str]
) -> str:
    """str1 = str_e(e) + str_e(e') + str_c(c)."""
    return text_of_elements([*flat(inputs), *flat(outputs), *c])


def list_challenges(group: Group, fingerprint: str, str1: str, count: int) -> list[int]:
    """u_0 … u_(N-1): hashes of the concatenated *hexadecimal texts* of two hashes."""
    head = hexdigest(f"shuffle-challenges|{fingerprint}|{str1}".encode())
    return [
        int(hexdigest((head + hashlib.sha256(str(i).encode()).hexdigest()).encode()), 16)
        % group.order
        for i in range(count)
    ]


def final_challenge(context: ElectionContext, str1: str, proof: ShuffleProof) -> int:
    """x, over everything committed; no comma after y."""
    parts = [
        f"shuffle-challenge|{context.fingerprint}|",
        text_of_elements(proof.t),
        text_of_elements(proof.t_hat),
        str1,
        text_of_elements(proof.c_hat),
        context.public_key,
    ]
    return challenge(context.group.order, "".join(parts))


def shuffle_findings(
    context: ElectionContext,
    inputs: Sequence[Ciphertext],
    outputs: Sequence[Ciphertext],
    proof: ShuffleProof,
) -> Iterator[Finding]:
    """`shuffle-outside-group` if any element is none, else `shuffle-proof` if an equation fails."""
    group = context.group
    try:
        decoded = _Decoded(group, inputs, outputs, proof)
    except NotAnElement as refusal:
        yield finding("shuffle-outside-group", text=refusal.text, reason=refusal.reason)
        return
    str1 = statement_text(inputs, outputs, proof.c)
    u = list_challenges(group, context.fingerprint, str1, len(inputs))
    x = final_challenge(context, str1, proof)
    for name, left, right in _equations(context, decoded, proof, u, x):
        if not group.equal(left, right):
            yield finding("shuffle-proof", equation=name)


class _Decoded:
    """All elements of a shuffle, decoded; NotAnElement for the first that is none."""

    def __init__(
        self,
        group: Group,
        inputs: Sequence[Ciphertext],
        outputs: Sequence[Ciphertext],
        proof: ShuffleProof,
    ) -> None:
        def decode(texts: Sequence[str]) -> list[Element]:
            return [group.decode(text) for text in texts]

        self.alpha, self.beta = decode([e.alpha for e in inputs]), decode([e.beta for e in inputs])
        self.alpha_out = decode([e.alpha for e in outputs])
        self.beta_out = decode([e.beta for e in outputs])
        self.t1, self.t2, self.t3, self.t41, self.t42 = decode(proof.t)
        self.t_hat, self.c, self.c_hat = map(decode, (proof.t_hat, proof.c, proof.c_hat))


def _equations(
    context: ElectionContext, d: _Decoded, proof: ShuffleProof, u: Sequence[int], x: int
) -> Iterator[tuple[str, Element, Element]]:
    """(name, left side, right side) of the five equations and the N of the chain."""
    group, n, (s1, s2, s3, s4) = context.group, len(u), proof.s
    g, y = group.generator, group.decode(context.public_key)
    h, h_list = generators(group, n)
    product_u = 1
    for u_i in u:
        product_u = product_u * u_i % group.order
    chain = [h, *d.c_hat]
    c_bar = group.multiply(group.product(d.c), group.invert(group.product(h_list)))
    c_star = group.multiply(chain[-1], group.invert(group.power(h, product_u)))

    def side(bases: list[Element], exponents: list[int]) -> Element:
        return group.multi_power(bases, exponents)

    c_tilde, alpha_u, beta_u = side(d.c, [*u]), side(d.alpha, [*u]), side(d.beta, [*u])
    s_prime = [*proof.s_prime]
    yield "t1", d.t1, side([c_bar, g], [-x, s1])
    yield "t2", d.t2, side([c_star, g], [-x, s2])
    yield "t3", d.t3, side([c_tilde, g, *h_list], [-x, s3, *s_prime])
    yield "t41", d.t41, side([beta_u, y, *d.beta_out], [-x, -s4, *s_prime])
    yield "t42", d.t42, side([alpha_u, g, *d.alpha_out], [-x, -s4, *s_prime])
    for i in range(n):
        bases = [d.c_hat[i], g, chain[i]]
        yield f"t_hat {i + 1}", d.t_hat[i], side(bases, [-x, proof.s_hat[i], s_prime[i]])


def generators(group: Group, count: int) -> tuple[Element, list[Element]]:
    """h and h_1 … h_N: the independent generators -1 and 0 … N-1."""
    h = group.independent_generator(-1)
    return h, [group.independent_generator(i) for i in range(count)]
