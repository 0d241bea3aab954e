"""Subgroups of prime order q of the integers modulo a 2048-bit prime p (docs § 1.1, § 1.2).

Python integers are not constant time. For secrets in these groups the platform offers nothing
better: use Ed25519 wherever the tools allow it.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from sandoq.engines.ballots.errors import CannotEmbed, NotAnElement
from sandoq.engines.ballots.groups import (
    BELENIOS_2048,
    RFC_3526_2048,
    Element,
    Embedding,
)
from sandoq.engines.ballots.groups import parameters as published
from sandoq.engines.ballots.groups.embedding import embedding_of, from_digits, to_digits
from sandoq.engines.ballots.groups.fixed_base import FixedBase

_TEXT = re.compile(r"[1-9][0-9]*")
_MOST_DIGITS = 617
"""Decimal digits of a 2048-bit number: longer texts are refused before they are converted."""


class FieldGroup:
    """Elements are integers in (0, p); their text is decimal without leading zeros."""

    identity: Element = 1
    text_pattern = r"[1-9][0-9]{0,616}"

    def __init__(
        self, description: str, *, p: int, q: int, g: int, embedding: Embedding | None
    ) -> None:
        self.description = description
        self.p = p
        self.order = q
        self.generator: Element = g
        self.embedding = embedding
        self._is_safe_prime = p == 2 * q + 1
        self._generators: dict[int, int] = {}
        self._generator_powers: FixedBase | None = None

    def decode(self, text: str) -> int:
        """See `Group.decode`."""
        if len(text) > _MOST_DIGITS or not _TEXT.fullmatch(text) or int(text) >= self.p:
            raise NotAnElement(self.description, text, "not-canonical")
        number = int(text)
        if not self.is_member(number):
            raise NotAnElement(self.description, text, "outside-subgroup")
        return number

    def is_member(self, number: int) -> bool:
        """Whether number^q = 1; for a safe prime this is the Jacobi symbol (Euler's criterion)."""
        if self._is_safe_prime:
            return _jacobi(number, self.p) == 1
        return pow(number, self.order, self.p) == 1

    def encode(self, element: int) -> str:
        return str(element)

    def encode_all(self, elements: Sequence[int]) -> list[str]:
        return [str(element) for element in elements]

    def equal(self, left: int, right: int) -> bool:
        return left == right

    def multiply(self, left: int, right: int) -> int:
        return left * right % self.p

    def invert(self, element: int) -> int:
        return pow(element, -1, self.p)

    def power(self, base: int, exponent: int) -> int:
        return pow(base, exponent % self.order, self.p)

    def generator_power(self, exponent: int) -> int:
        if self._generator_powers is None:
            self._generator_powers = FixedBase(self, self.generator)
        return int(self._generator_powers.power(exponent))

    def multi_power(self, bases: Sequence[int], exponents: Sequence[int]) -> int:
        total = 1
        for base, exponent in zip(bases, exponents, strict=True):
            total = total * self.power(base, exponent) % self.p
        return total

    def product(self, elements: Iterable[int]) -> int:
        total = 1
        for element in elements:
            total = total * element % self.p
        return total

    def sort_key(self, text: str) -> int:
        return int(text)

    def independent_generator(self, index: int) -> int:
        if index not in self._generators:
            digest = hashlib.sha256(f"ggen|{index}".encode()).digest()
            element = pow(int.from_bytes(digest, "big"), (self.p - 1) // self.order, self.p)
            if element in {0, 1, self.generator, *self._generators.values()}:
                raise AssertionError("two generators collide")
            self._generators[index] = element
        return self._generators[index]

    def embed(self, values: Sequence[int]) -> int:
        padding = embedding_of(self).padding
        number = from_digits(self, values) << padding
        while number == 0 or not self.is_member(number):
            number += 1
        if number >= self.p:
            raise CannotEmbed(self.description, "out-of-range")
        return number

    def extract(self, element: int, count: int) -> list[int]:
        return to_digits(self, element, count)

    def extract_text(self, text: str, count: int) -> list[int]:
        return to_digits(self, int(text), count)


def _jacobi(a: int, n: int) -> int:
    """The Jacobi symbol (a/n) for odd n > 0; 0 when they share a factor."""
    a %= n
    sign = 1
    while a:
        twos = (a & -a).bit_length() - 1
        a >>= twos
        if twos & 1 and n & 7 in {3, 5}:
            sign = -sign
        if a & n & 3 == 3:  # noqa: PLR2004
            sign = -sign
        a, n = n % a, a
    return sign if n == 1 else 0


def belenios_2048() -> FieldGroup:
    """BELENIOS-2048: 256-bit exponents, homomorphic questions only."""
    return FieldGroup(
        BELENIOS_2048,
        p=published.BELENIOS_P,
        q=published.BELENIOS_Q,
        g=published.BELENIOS_G,
        embedding=None,
    )


def rfc_3526_2048() -> FieldGroup:
    """RFC-3526-2048: 2047-bit exponents, with an embedding of up to 255 integers."""
    p = published.RFC3526_P
    return FieldGroup(
        RFC_3526_2048,
        p=p,
        q=(p - 1) // 2,
        g=2,
        embedding=Embedding(padding=8, bits_per_int=8, most=255),
    )
