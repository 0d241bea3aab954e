"""Ballots (docs § 8).

Two canonical ballots of one election differ only in their values, and no value of a ballot needs an
escape. So a ballot cut at its quotation marks has, at every other place, the same pieces as a
template, and the values stand at known places between them. That is the whole grammar: there is no
second JSON text it would accept. What does not fit is read slowly, only to say what is wrong.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from operator import itemgetter

from sandoq.engines.ballots.codec.json_text import Json, canonical, parse
from sandoq.engines.ballots.codec.shape import all_match, scalars_of
from sandoq.engines.ballots.codec.v1.trustees import proof_value
from sandoq.engines.ballots.errors import BallotRefused, Malformed
from sandoq.engines.ballots.findings import finding
from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.hashing import fingerprint
from sandoq.engines.ballots.model import (
    Answer,
    Ballot,
    Ciphertext,
    ElectionContext,
    HomomorphicAnswer,
    HomomorphicQuestion,
    NonHomomorphicAnswer,
    Proof,
    Question,
)

_HOLE = "¤"
_HASH = re.compile(r"[A-Za-z0-9+/]{43}")
_SIGNATURE_KEY = b',"signature":'
_PER_PAIR = 2
_PER_ENTRY = 4


def _pair_value(alpha: str, beta: str) -> Json:
    return {"alpha": alpha, "beta": beta}


def _proof_values(flat: Sequence[str]) -> list[Json]:
    pairs = zip(flat[::2], flat[1::2], strict=True)
    return [{"challenge": c, "response": r} for c, r in pairs]


def _answer_value(
    choices: Sequence[str], individual: Sequence[str], overall: Sequence[str], blank: Sequence[str]
) -> Json:
    single = _proof_values(individual)
    value: dict[str, Json] = {
        "choices": [_pair_value(*pair) for pair in zip(choices[::2], choices[1::2], strict=True)],
        "individual_proofs": [list(pair) for pair in zip(single[::2], single[1::2], strict=True)],
        "overall_proof": _proof_values(overall),
    }
    if blank:
        value["blank_proof"] = _proof_values(blank)
    return value


def _value_of(answer: Answer) -> Json:
    if isinstance(answer, NonHomomorphicAnswer):
        choice = _pair_value(answer.choice.alpha, answer.choice.beta)
        return {"choices": choice, "proof": proof_value(answer.proof)}
    numbers = (answer.individual, answer.overall, answer.blank)
    return _answer_value(answer.choices, *([str(n) for n in flat] for flat in numbers))


def _unsigned_value(
    context: ElectionContext, credential: str, answers: Sequence[Json]
) -> dict[str, Json]:
    return {
        "election_uuid": context.uuid,
        "election_hash": context.fingerprint,
        "credential": credential,
        "answers": [*answers],
    }


def write_unsigned_ballot(
    context: ElectionContext, credential: str, answers: Sequence[Answer]
) -> bytes:
    """See `Codec.write_unsigned_ballot`."""
    return canonical(_unsigned_value(context, credential, [_value_of(a) for a in answers]))


def write_ballot(context: ElectionContext, ballot: Ballot) -> bytes:
    """The canonical bytes of a ballot."""
    value = _unsigned_value(context, ballot.credential, [_value_of(a) for a in ballot.answers])
    signature: Json = {"hash": ballot.signed_hash, "proof": proof_value(ballot.signature)}
    return canonical({**value, "signature": signature})


def _holes(question: Question) -> Json:
    """An answer to the question with a hole for every value."""
    if isinstance(question, HomomorphicQuestion):
        counts = (
            _PER_PAIR * question.entries,
            _PER_ENTRY * question.entries,
            _PER_PAIR * question.overall_proofs,
            _PER_ENTRY * question.blank,
        )
        return _answer_value(*([_HOLE] * count for count in counts))
    proof: Json = {"challenge": _HOLE, "response": _HOLE}
    return {"choices": _pair_value(_HOLE, _HOLE), "proof": proof}


class BallotReader:
    """Reads the ballots of one election."""

    def __init__(self, context: ElectionContext) -> None:
        self._context = context
        value = _unsigned_value(context, _HOLE, [_holes(q) for q in context.questions])
        proof: Json = {"challenge": _HOLE, "response": _HOLE}
        template = canonical({**value, "signature": {"hash": _HOLE, "proof": proof}}).decode()
        pieces = template.split('"')
        fixed = [i for i, piece in enumerate(pieces) if piece != _HOLE]
        holes = [i for i, piece in enumerate(pieces) if piece == _HOLE]
        self._pieces = len(pieces)
        self._fixed_of: Callable[[list[str]], tuple[str, ...]] = itemgetter(*fixed)
        self._values_of: Callable[[list[str]], tuple[str, ...]] = itemgetter(*holes)
        self._fixed = self._fixed_of(pieces)
        head = re.escape(template[: template.index(_HOLE)])
        self._head = re.compile(f'{head}({context.group.text_pattern})"'.encode())

    def credential_of(self, data: bytes) -> str | None:
        """See `BallotReading`."""
        found = self._head.match(data)
        return found[1].decode() if found else None

    def read(self, data: bytes) -> Ballot:
        """See `BallotReading`."""
        try:
            ballot = self._ballot(self._values(data.decode("ascii")))
        except UnicodeDecodeError as error:
            raise self._refusal(data, "not-ascii") from error
        except Malformed as error:
            raise self._refusal(data, error.reason) from error
        unsigned = data[: data.rindex(_SIGNATURE_KEY)] + b"}"
        if fingerprint(unsigned) != ballot.signed_hash:
            raise BallotRefused(finding("ballot-hash"))
        return ballot

    def _values(self, text: str) -> tuple[str, ...]:
        pieces = text.split('"')
        if len(pieces) != self._pieces or self._fixed_of(pieces) != self._fixed:
            raise Malformed("ballot", "wrong-form")
        return self._values_of(pieces)

    def _ballot(self, values: tuple[str, ...]) -> Ballot:
        credential, *_, signed_hash, _, _ = values
        group = self._context.group
        rest = iter(values[1:])
        answers = tuple(_answer(question, rest, group) for question in self._context.questions)
        challenge, response = scalars_of(values[-2:], "signature", group)
        if not all_match([credential], group.text_pattern) or not _HASH.fullmatch(signed_hash):
            raise Malformed("ballot", "wrong-form")
        return Ballot(credential, answers, signed_hash, Proof(challenge, response))

    def _refusal(self, data: bytes, reason: str) -> BallotRefused:
        """Why a ballot that does not fit the template is refused."""
        try:
            value = parse(data)
            same = canonical(value) == data
        except (Malformed, UnicodeEncodeError):
            return BallotRefused(finding("ballot-form", reason="not-json"))
        named = value if isinstance(value, dict) else {}
        if named.get("election_uuid", self._context.uuid) != self._context.uuid:
            return BallotRefused(finding("ballot-other-election", reason="uuid"))
        if named.get("election_hash", self._context.fingerprint) != self._context.fingerprint:
            return BallotRefused(finding("ballot-other-election", reason="fingerprint"))
        if not same:
            return BallotRefused(finding("ballot-not-canonical"))
        return BallotRefused(finding("ballot-form", reason=reason))


def ballot_reader(context: ElectionContext) -> BallotReader:
    """See `Codec.ballot_reader`."""
    return BallotReader(context)


def _take(values: Iterator[str], count: int) -> list[str]:
    return list(islice(values, count))


def _elements(values: Iterator[str], count: int, group: Group) -> tuple[str, ...]:
    found = _take(values, count)
    if not all_match(found, group.text_pattern):
        raise Malformed("choices", "not-an-element")
    return tuple(found)


def _answer(question: Question, values: Iterator[str], group: Group) -> Answer:
    if not isinstance(question, HomomorphicQuestion):
        alpha, beta = _elements(values, _PER_PAIR, group)
        challenge, response = scalars_of(_take(values, 2), "proof", group)
        return NonHomomorphicAnswer(Ciphertext(alpha, beta), Proof(challenge, response))
    choices = _elements(values, _PER_PAIR * question.entries, group)
    in_individual = _PER_ENTRY * question.entries
    in_overall = _PER_PAIR * question.overall_proofs
    count = in_individual + in_overall + _PER_ENTRY * question.blank
    numbers = tuple(scalars_of(_take(values, count), "proofs", group))
    return HomomorphicAnswer(
        choices=choices,
        individual=numbers[:in_individual],
        overall=numbers[in_individual : in_individual + in_overall],
        blank=numbers[in_individual + in_overall :],
    )
