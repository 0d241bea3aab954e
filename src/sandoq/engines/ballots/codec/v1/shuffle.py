"""Shuffles with their proofs (docs § 10)."""

from sandoq.engines.ballots.codec import Shuffle
from sandoq.engines.ballots.codec.json_text import Json, canonical, parse_canonical
from sandoq.engines.ballots.codec.shape import ciphertexts, elements, fields, items, scalars
from sandoq.engines.ballots.codec.v1.tally import ciphertext_value
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.model import ShuffleProof

_IN_PROOF = 4
_IN_T = 5
_IN_S = 6
_SINGLE_S = 4


def read_shuffle(data: bytes, group: Group) -> Shuffle:
    """{"ciphertexts":[[…]…],"proofs":[…]}; all lists of a proof are as long as its ciphertexts."""
    found = fields(parse_canonical(data), "shuffle", "ciphertexts proofs")
    rows = items(found["ciphertexts"], "ciphertexts")
    lists = [
        tuple(ciphertexts(items(row, f"ciphertexts[{i}]"), f"ciphertexts[{i}]", group))
        for i, row in enumerate(rows)
    ]
    values = items(found["proofs"], "proofs", len(lists))
    proofs = [
        _proof(value, len(row), f"proofs[{i}]", group)
        for i, (value, row) in enumerate(zip(values, lists, strict=True))
    ]
    return Shuffle(tuple(lists), tuple(proofs))


def _proof(value: Json, count: int, where: str, group: Group) -> ShuffleProof:
    t, s, c, c_hat = items(value, where, _IN_PROOF)
    t1, t2, t3, t4, t_hat = items(t, f"{where}.t", _IN_T)
    *single, s_hat, s_prime = items(s, f"{where}.s", _IN_S)
    lists = [items(part, where, count) for part in (t_hat, c, c_hat, s_hat, s_prime)]
    if len(single) != _SINGLE_S:
        raise Malformed(where, "wrong-length")
    return ShuffleProof(
        t=tuple(elements([t1, t2, t3, *items(t4, f"{where}.t", 2)], f"{where}.t", group)),
        t_hat=tuple(elements(lists[0], f"{where}.t", group)),
        s=tuple(scalars(single, f"{where}.s", group)),
        s_hat=tuple(scalars(lists[3], f"{where}.s", group)),
        s_prime=tuple(scalars(lists[4], f"{where}.s", group)),
        c=tuple(elements(lists[1], f"{where}.c", group)),
        c_hat=tuple(elements(lists[2], f"{where}.c_hat", group)),
    )


def write_shuffle(shuffle: Shuffle) -> bytes:
    """See `read_shuffle`."""
    return canonical(
        {
            "ciphertexts": [[ciphertext_value(c) for c in row] for row in shuffle.ciphertexts],
            "proofs": [_proof_value(proof) for proof in shuffle.proofs],
        }
    )


def _proof_value(proof: ShuffleProof) -> Json:
    t1, t2, t3, t41, t42 = proof.t
    s = [str(number) for number in proof.s]
    s_hat: Json = [str(number) for number in proof.s_hat]
    s_prime: Json = [str(number) for number in proof.s_prime]
    return [
        [t1, t2, t3, [t41, t42], [*proof.t_hat]],
        [*s, s_hat, s_prime],
        [*proof.c],
        [*proof.c_hat],
    ]
