"""Encrypted tally, partial decryptions and result (docs § 9, § 11)."""

import re
from collections.abc import Sequence

from sandoq.engines.ballots.codec.json_text import Json, canonical, parse_canonical
from sandoq.engines.ballots.codec.shape import ciphertexts, digest, elements, fields, items, whole
from sandoq.engines.ballots.codec.shape import proofs as read_proofs
from sandoq.engines.ballots.codec.v1.trustees import proof_value
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.model import (
    Ciphertext,
    HomomorphicQuestion,
    PartialDecryption,
    Question,
    Result,
    SizedTally,
    Tally,
)

MOST_PLAIN_NUMBER = 2**30 - 1
"""Larger sums of weights are written as decimal strings."""

_BIG = re.compile(r"[1-9][0-9]{9,30}")


def ciphertext_value(ciphertext: Ciphertext) -> Json:
    """{"alpha": …, "beta": …}."""
    return {"alpha": ciphertext.alpha, "beta": ciphertext.beta}


def read_tally(data: bytes, questions: Sequence[Question], group: Group) -> Tally:
    """A list of ciphertexts per question; as many as entries where it is homomorphic."""
    found = items(parse_canonical(data), "encrypted_tally", len(questions))
    tally = []
    for i, (item, question) in enumerate(zip(found, questions, strict=True)):
        where = f"encrypted_tally[{i}]"
        length = question.entries if isinstance(question, HomomorphicQuestion) else None
        tally.append(tuple(ciphertexts(items(item, where, length), where, group)))
    return tuple(tally)


def write_tally(tally: Tally) -> bytes:
    """See `read_tally`."""
    return canonical([[ciphertext_value(c) for c in row] for row in tally])


def _sum_value(number: int) -> Json:
    return number if number <= MOST_PLAIN_NUMBER else str(number)


def _sum(value: Json, where: str) -> int:
    """A sum of weights: an integer up to 2^30 - 1, else a decimal string."""
    if isinstance(value, str):
        if not _BIG.fullmatch(value) or int(value) <= MOST_PLAIN_NUMBER:
            raise Malformed(where, "not-a-sum")
        return int(value)
    if whole(value, where) > MOST_PLAIN_NUMBER:
        raise Malformed(where, "not-a-sum")
    return whole(value, where)


def read_sized_tally(data: bytes) -> SizedTally:
    """{"num_tallied":n,"total_weight":w,"encrypted_tally":H}."""
    form = "num_tallied total_weight encrypted_tally"
    found = fields(parse_canonical(data), "sized", form)
    return SizedTally(
        num_tallied=whole(found["num_tallied"], "num_tallied"),
        total_weight=_sum(found["total_weight"], "total_weight"),
        encrypted_tally=digest(found["encrypted_tally"], "encrypted_tally"),
    )


def write_sized_tally(sized: SizedTally) -> bytes:
    """See `read_sized_tally`."""
    return canonical(
        {
            "num_tallied": sized.num_tallied,
            "total_weight": _sum_value(sized.total_weight),
            "encrypted_tally": sized.encrypted_tally,
        }
    )


def read_decryption(data: bytes, group: Group) -> PartialDecryption:
    """{"decryption_factors":[[F…]…],"decryption_proofs":[[…]…]}, of equal lengths."""
    form = "decryption_factors decryption_proofs"
    found = fields(parse_canonical(data), "decryption", form)
    rows = items(found["decryption_factors"], "decryption_factors")
    proof_rows = items(found["decryption_proofs"], "decryption_proofs", len(rows))
    factors, proofs = [], []
    for i, (row, proof_row) in enumerate(zip(rows, proof_rows, strict=True)):
        where = f"decryption_factors[{i}]"
        factors.append(tuple(elements(items(row, where), where, group)))
        where = f"decryption_proofs[{i}]"
        proofs.append(tuple(read_proofs(items(proof_row, where, len(factors[-1])), where, group)))
    return PartialDecryption(tuple(factors), tuple(proofs))


def write_decryption(decryption: PartialDecryption) -> bytes:
    """See `read_decryption`."""
    return canonical(
        {
            "decryption_factors": [[*row] for row in decryption.factors],
            "decryption_proofs": [[proof_value(p) for p in row] for row in decryption.proofs],
        }
    )


def read_result(data: bytes, questions: Sequence[Question]) -> Result:
    """{"result":[…]}: counts of a homomorphic question, else a list of lists of integers."""
    found = fields(parse_canonical(data), "result", "result")
    rows = items(found["result"], "result", len(questions))
    result: list[tuple[int, ...] | tuple[tuple[int, ...], ...]] = []
    for i, (row, question) in enumerate(zip(rows, questions, strict=True)):
        where = f"result[{i}]"
        if isinstance(question, HomomorphicQuestion):
            counts = items(row, where, question.entries)
            result.append(tuple(_sum(count, where) for count in counts))
        else:
            result.append(_vectors(row, where, len(question.answers)))
    return tuple(result)


def _vectors(value: Json, where: str, length: int) -> tuple[tuple[int, ...], ...]:
    return tuple(
        tuple(whole(number, where) for number in items(row, where, length))
        for row in items(value, where)
    )


def write_result(result: Result) -> bytes:
    """See `read_result`."""
    return canonical({"result": [[_vector_or_sum(item) for item in row] for row in result]})


def _vector_or_sum(item: int | tuple[int, ...]) -> Json:
    return [*item] if isinstance(item, tuple) else _sum_value(item)
