"""The encrypted tally of a set of ballots (docs § 9)."""

from collections.abc import Sequence

from sandoq.engines.ballots.batches import Outcome
from sandoq.engines.ballots.groups import Element, Group
from sandoq.engines.ballots.model import (
    Ciphertext,
    ElectionContext,
    HomomorphicQuestion,
    Tally,
)


class RunningTally:
    """Sums the outcomes of batches; memory grows only with non-homomorphic answers."""

    def __init__(self, context: ElectionContext) -> None:
        self._context = context
        self._products: list[list[Element]] = [
            [context.group.identity] * (2 * question.entries)
            if isinstance(question, HomomorphicQuestion)
            else []
            for question in context.questions
        ]
        self._lists: list[list[Ciphertext]] = [[] for _ in context.questions]

    def add(self, outcome: Outcome) -> None:
        """Take one batch in."""
        multiply = self._context.group.multiply
        for index, row in enumerate(outcome.products):
            mine = self._products[index]
            self._products[index] = [multiply(a, b) for a, b in zip(mine, row, strict=True)]
        for own, theirs in zip(self._lists, outcome.lists, strict=True):
            own.extend(theirs)

    def tally(self) -> Tally:
        """Products of homomorphic questions, sorted lists of the others."""
        group = self._context.group
        rows = []
        for products, found in zip(self._products, self._lists, strict=True):
            texts = group.encode_all(products)
            pairs = zip(texts[::2], texts[1::2], strict=True)
            rows.append(tuple(Ciphertext(*pair) for pair in pairs) or sorted_list(group, found))
        return tuple(rows)


def sorted_list(group: Group, ciphertexts: Sequence[Ciphertext]) -> tuple[Ciphertext, ...]:
    """By (α, β) in the group's order, so that the order tells nothing of the voters' order."""
    return tuple(
        sorted(ciphertexts, key=lambda c: (group.sort_key(c.alpha), group.sort_key(c.beta)))
    )
