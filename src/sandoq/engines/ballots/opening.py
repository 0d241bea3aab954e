"""From partial decryptions to the result (docs § 11.2), on public values."""

from collections.abc import Mapping, Sequence
from math import isqrt

from sandoq.common.errors import DomainError
from sandoq.engines.ballots.arithmetic import Verifying
from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.model import (
    HomomorphicQuestion,
    PartialDecryption,
    Question,
    Result,
    Tally,
)
from sandoq.engines.ballots.setup import Quorum

Plaintexts = tuple[tuple[str, ...], ...]
"""For each question and entry the text of M = β/F."""


class NotACount(DomainError):
    """A decrypted element is no power of g between 0 and the total weight."""

    code = "not-a-count"
    status = 422


class TooFewDecryptions(DomainError):
    """The partial decryptions do not reach the quorum of `owners`."""

    code = "too-few-decryptions"
    status = 409

    def __init__(self, owners: tuple[int, ...], threshold: int, present: int) -> None:
        super().__init__(owners, threshold, present)
        self.owners = owners
        self.threshold = threshold
        self.present = present


def lagrange(indices: Sequence[int], order: int) -> list[int]:
    """λ_j = ∏_{k≠j} k/(k-j) mod q for each j: the weights that interpolate at 0."""
    weights = []
    for j in indices:
        numerator = denominator = 1
        for k in indices:
            if k != j:
                numerator = numerator * k % order
                denominator = denominator * (k - j) % order
        weights.append(numerator * pow(denominator, -1, order) % order)
    return weights


def shares(quorums: Sequence[Quorum], present: Sequence[int], order: int) -> list[tuple[int, int]]:
    """(owner, exponent) of the factors whose product is F.

    Of each quorum the first `threshold` present owners are taken.

    Raises:
        TooFewDecryptions: for the first quorum that is not reached.
    """
    chosen: list[tuple[int, int]] = []
    for quorum in quorums:
        owners = [owner for owner in quorum.owners if owner in present]
        if len(owners) < quorum.threshold:
            raise TooFewDecryptions(quorum.owners, quorum.threshold, len(owners))
        owners = owners[: quorum.threshold]
        indices = [owner - quorum.owners[0] + 1 for owner in owners]
        weights = [1] if len(quorum.owners) == 1 else lagrange(indices, order)
        chosen += zip(owners, weights, strict=True)
    return chosen


def plaintexts(
    engine: Verifying,
    tally: Tally,
    decryptions: Mapping[int, PartialDecryption],
    exponents: Sequence[tuple[int, int]],
) -> Plaintexts:
    """M = β / ∏ F_j^λ_j for each ciphertext, from checked decryptions by owner."""
    betas = [c.beta for row in tally for c in row]
    columns = [betas]
    columns += [[f for row in decryptions[owner].factors for f in row] for owner, _ in exponents]
    texts = iter(engine.row_products(columns, [1, *(-weight for _, weight in exponents)]))
    return tuple(tuple(next(texts) for _ in row) for row in tally)


def result_of(
    group: Group, questions: Sequence[Question], opened: Plaintexts, total_weight: int
) -> Result:
    """The result: logarithms of homomorphic entries, integers of the others.

    Raises:
        NotACount: a homomorphic entry is not g^v with 0 ≤ v ≤ total_weight.
    """
    logarithms = Logarithms(group, total_weight)
    rows: list[tuple[int, ...] | tuple[tuple[int, ...], ...]] = []
    for question, row in zip(questions, opened, strict=True):
        if isinstance(question, HomomorphicQuestion):
            rows.append(tuple(logarithms.of(text) for text in row))
        else:
            count = len(question.answers)
            rows.append(tuple(tuple(group.extract_text(m, count)) for m in row))
    return tuple(rows)


class Logarithms:
    """v of g^v for 0 ≤ v ≤ most, by baby steps and giant steps: √most of each."""

    def __init__(self, group: Group, most: int) -> None:
        self._group = group
        self._most = most
        self._step = isqrt(most) + 1
        self._baby: dict[str, int] = {}

    def of(self, text: str) -> int:
        """The logarithm of an element's text.

        Raises:
            NotACount: there is none in the range.
        """
        if not self._baby:
            self._baby = self._baby_steps()
        group, element = self._group, self._group.decode(text)
        giant = group.generator_power(-self._step)
        for lap in range(self._step + 1):
            small = self._baby.get(group.encode(element))
            if small is not None and lap * self._step + small <= self._most:
                return lap * self._step + small
            element = group.multiply(element, giant)
        raise NotACount

    def _baby_steps(self) -> dict[str, int]:
        group = self._group
        elements = [group.identity]
        for _ in range(self._step - 1):
            elements.append(group.multiply(elements[-1], group.generator))
        return {text: v for v, text in enumerate(group.encode_all(elements))}
