"""The hashes of a ballot's proofs, once their commitments are known (docs § 8)."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sandoq.engines.ballots.kernel.layout import Kind, Layout, Place
from sandoq.engines.ballots.model import Ballot, ElectionContext, HomomorphicAnswer

Texts: TypeAlias = Callable[[int, int], bytes]
"""The texts of elements, sums or commitments [first, end) of one ballot, commas between them."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A ballot's element texts, and c, r, c, r … of its disjuncts, in the order of the layout."""

    ballot: Ballot
    elements: list[str]
    scalars: list[int]


def flatten(ballot: Ballot) -> Flat:
    """A ballot as flat lists."""
    elements = [ballot.credential]
    scalars = [ballot.signature.challenge, ballot.signature.response]
    for answer in ballot.answers:
        if isinstance(answer, HomomorphicAnswer):
            elements += answer.choices
            scalars += answer.individual
            scalars += answer.overall
            scalars += answer.blank
        else:
            elements += (answer.choice.alpha, answer.choice.beta)
            scalars += (answer.proof.challenge, answer.proof.response)
    return Flat(ballot, elements, scalars)


class HashCheck:
    """Whether a ballot's challenges are the hashes of its commitments."""

    def __init__(self, context: ElectionContext, layout: Layout) -> None:
        self._context = context
        self._order = context.group.order
        self._places = layout.places
        self._firsts = layout.firsts
        self._elements = layout.elements
        self._public_key = context.public_key.encode()

    def holds(self, flat: Flat, elements: Texts, sums: Texts, jobs: Texts) -> bool:
        """Whether every proof of the ballot hashes to the sum of its challenges."""
        challenges = flat.scalars[::2]
        order, sha256 = self._order, hashlib.sha256
        ballot = flat.ballot
        s0 = f"{self._context.fingerprint}|{ballot.credential}|".encode()
        membership = b"prove|" + s0
        for place in self._places:
            if place.kind is Kind.INDIVIDUAL:
                prefix = membership + elements(place.base, place.base + 2)
            else:
                prefix = self._prefix(place, ballot, s0, elements, sums)
            data = prefix + b"|" + jobs(place.job, place.job_end)
            claimed = sum(challenges[place.disjunct : place.disjunct_end])
            if (int.from_bytes(sha256(data).digest(), "big") - claimed) % order:
                return False
        return True

    def _prefix(
        self, place: Place, ballot: Ballot, s0: bytes, elements: Texts, sums: Texts
    ) -> bytes:
        """What is hashed before the commitments and a bar."""
        if place.kind is Kind.SIGNATURE:
            return b"sig|" + ballot.signed_hash.encode()
        if place.kind is Kind.RAW:
            pair = elements(place.base, place.base + 2)
            return b"raweg|" + s0 + self._public_key + b"," + pair
        first, end = self._firsts[place.question], self._firsts[place.question + 1]
        s1 = s0 + elements(first, end)
        if place.kind is Kind.OVERALL:
            total = place.base - self._elements
            return b"prove|" + s1 + b"|" + sums(total, total + 2)
        kind: str = place.kind.value
        return f"{kind}|".encode() + s1


def texts_of_list(texts: Sequence[str]) -> Texts:
    """`Texts` of any texts."""
    return lambda first, end: ",".join(texts[first:end]).encode()


def texts_of_fixed_width(joined: bytes, width: int, start: int) -> Texts:
    """`Texts` cut out of many texts of `width` bytes with commas between; `start` is number 0."""
    step = width + 1
    return lambda first, end: joined[(start + first) * step : (start + end) * step - 1]
