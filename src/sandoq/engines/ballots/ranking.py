"""A choice of k of n as one number, and the number as small integers (docs § 4.3).

With many candidates a homomorphic question needs a ciphertext for each. A choice of up to 30 of
3,000 is a number below 2^240, which fits into the integers of *one* non-homomorphic answer. The
voter's machine ranks, the count unranks; numbers beyond the last choice are invalid votes.

Source: combinatorial number system; Knuth, *The Art of Computer Programming* 4A, § 7.2.1.3.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import comb

from sandoq.common.errors import DomainError

MOST_CANDIDATES = 3000
MOST_CHOSEN = 30

_BITS = 8


class NotAChoice(DomainError):
    """Integers that stand for no allowed choice: the answer is an invalid vote.

    `reason` is `out-of-range`, `wrong-length` or `not-a-choice`.
    """

    code = "not-a-choice"
    status = 422

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ranking:
    """Choices of `least` to `most` of `candidates`, numbered from 0.

    Smaller choices come first; among choices of one size k, c_1 < … < c_k has number Σ C(c_i, i).

    Raises:
        ValueError: not 0 ≤ least ≤ most ≤ min(candidates, 30), or more than 3,000 candidates.
    """

    candidates: int
    least: int
    most: int

    def __post_init__(self) -> None:
        if not 0 <= self.least <= self.most <= min(self.candidates, MOST_CHOSEN):
            raise ValueError("bounds")
        if self.candidates > MOST_CANDIDATES:
            raise ValueError("candidates")

    @property
    def total(self) -> int:
        """How many choices there are."""
        return sum(comb(self.candidates, k) for k in range(self.least, self.most + 1))

    @property
    def length(self) -> int:
        """Integers of one answer, each in [0, 256): answers of the non-homomorphic question."""
        return max(1, -(-(self.total - 1).bit_length() // _BITS))

    def rank(self, chosen: Iterable[int]) -> int:
        """The number of a choice of candidates, each in [0, candidates).

        Raises:
            NotAChoice: reason `not-a-choice`: repeated, out of range, too few or too many.
        """
        ordered = sorted(chosen)
        size = len(ordered)
        is_known = all(0 <= candidate < self.candidates for candidate in ordered)
        if len(set(ordered)) != size or not is_known or not self.least <= size <= self.most:
            raise NotAChoice("not-a-choice")
        smaller = sum(comb(self.candidates, k) for k in range(self.least, size))
        return smaller + sum(comb(c, i) for i, c in enumerate(ordered, start=1))

    def unrank(self, number: int) -> tuple[int, ...]:
        """The choice of a number, ascending.

        Raises:
            NotAChoice: reason `out-of-range`.
        """
        if not 0 <= number < self.total:
            raise NotAChoice("out-of-range")
        size = self.least
        while number >= comb(self.candidates, size):
            number -= comb(self.candidates, size)
            size += 1
        chosen = []
        for place in range(size, 0, -1):
            candidate = _largest(number, place, self.candidates)
            number -= comb(candidate, place)
            chosen.append(candidate)
        return tuple(reversed(chosen))

    def to_integers(self, chosen: Iterable[int]) -> list[int]:
        """The answer's integers, most significant first, shape (length,).

        Raises:
            NotAChoice: see `rank`.
        """
        return list(self.rank(chosen).to_bytes(self.length, "big"))

    def from_integers(self, values: Sequence[int]) -> tuple[int, ...]:
        """The choice in a decrypted answer.

        Raises:
            NotAChoice: reason `wrong-length` or `out-of-range`: count the vote as invalid.
        """
        if len(values) != self.length:
            raise NotAChoice("wrong-length")
        if not all(0 <= value < 1 << _BITS for value in values):
            raise NotAChoice("out-of-range")
        return self.unrank(int.from_bytes(bytes(values), "big"))


def _largest(number: int, place: int, below: int) -> int:
    """The largest c < below with C(c, place) ≤ number, by bisection."""
    low, high = place - 1, below
    while high - low > 1:
        middle = (low + high) // 2
        if comb(middle, place) <= number:
            low = middle
        else:
            high = middle
    return low
