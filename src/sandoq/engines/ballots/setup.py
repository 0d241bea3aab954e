"""What an archive's setup says, once checked: everything later checks start from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandoq.engines.ballots.model import (
    Election,
    ElectionContext,
    NonHomomorphicQuestion,
    Pedersen,
    Trustee,
)


@dataclass(frozen=True, slots=True)
class Quorum:
    """Trustees of whom `threshold` must open; `owners` are their numbers in the archive, from 1.

    A Single trustee is a quorum of one out of one.
    """

    threshold: int
    owners: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """Election, proofs' context, trustees, and each one's verification key by owner number - 1."""

    election: Election
    context: ElectionContext
    trustees: tuple[Trustee, ...]
    quorums: tuple[Quorum, ...]
    keys: tuple[str, ...]

    @property
    def shuffled_questions(self) -> list[int]:
        """Indices of the questions whose ballots are shuffled."""
        return [
            index
            for index, question in enumerate(self.context.questions)
            if isinstance(question, NonHomomorphicQuestion)
        ]


def quorums_and_keys(trustees: Sequence[Trustee]) -> tuple[tuple[Quorum, ...], tuple[str, ...]]:
    """The flattened list of trustees: a Pedersen item of m keys takes m owner numbers."""
    quorums: list[Quorum] = []
    keys: list[str] = []
    for trustee in trustees:
        first = len(keys) + 1
        if isinstance(trustee, Pedersen):
            keys += [key.public_key for key in trustee.keys]
            quorums.append(Quorum(trustee.threshold, tuple(range(first, len(keys) + 1))))
        else:
            keys.append(trustee.key.public_key)
            quorums.append(Quorum(1, (first,)))
    return tuple(quorums), tuple(keys)
