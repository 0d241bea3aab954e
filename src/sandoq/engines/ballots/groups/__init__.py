"""The three groups behind one interface (docs § 1).

Multiplicative notation as in the specification: `multiply` is the group operation also on the
curve. Everything here computes on *public* values: Python integers leak through time. Whoever holds
a secret uses `secret_side`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

Element: TypeAlias = Any
"""An `int` in a field group, a `Point` on the curve; only its own group looks inside."""


@dataclass(frozen=True, slots=True)
class Embedding:
    """How small integers are written into one element (docs § 1.4).

    `bits_per_int` bits for each integer, then `padding` free bits; at most `most` integers.
    """

    padding: int
    bits_per_int: int
    most: int


class Group(Protocol):
    """A cyclic group of prime order `order` with a strict text form of its elements."""

    @property
    def description(self) -> str:
        """Its name in `election` and inside proofs of knowledge."""

    @property
    def order(self) -> int:
        """The prime q: number of elements, modulus of scalars."""

    @property
    def generator(self) -> Element: ...

    @property
    def identity(self) -> Element: ...

    @property
    def embedding(self) -> Embedding | None:
        """None where the group cannot carry answers to non-homomorphic questions."""

    @property
    def text_pattern(self) -> str:
        """Regular expression of the shape of an element's text; membership is not implied."""

    def decode(self, text: str) -> Element:
        """The element of a canonical text; proves membership in the prime-order group.

        Raises:
            NotAnElement: not canonical, not on the curve, or outside the subgroup.
        """

    def encode(self, element: Element) -> str: ...

    def encode_all(self, elements: Sequence[Element]) -> list[str]:
        """The texts of many elements, cheaper than one by one."""

    def equal(self, left: Element, right: Element) -> bool: ...

    def multiply(self, left: Element, right: Element) -> Element: ...

    def invert(self, element: Element) -> Element: ...

    def power(self, base: Element, exponent: int) -> Element:
        """base^exponent for any integer exponent; it is reduced modulo q."""

    def generator_power(self, exponent: int) -> Element: ...

    def multi_power(self, bases: Sequence[Element], exponents: Sequence[int]) -> Element:
        """∏ base_i^exponent_i; the identity for empty lists."""

    def product(self, elements: Iterable[Element]) -> Element: ...

    def sort_key(self, text: str) -> Any:
        """Comparable key of an element's text in the order of encrypted tallies (docs § 1.5)."""

    def independent_generator(self, index: int) -> Element:
        """The generator of number `index` ≥ -1 whose logarithm nobody knows (docs § 1.6)."""

    def embed(self, values: Sequence[int]) -> Element:
        """The element that carries `values`, each in [0, 2^bits_per_int).

        Raises:
            CannotEmbed: no embedding, too many values, or a value out of range.
        """

    def extract(self, element: Element, count: int) -> list[int]:
        """The `count` integers an element carries, each in [0, 2^bits_per_int).

        Defined for every element, also for one that `embed` never makes.

        Raises:
            CannotEmbed: reason `no-embedding`.
        """

    def extract_text(self, text: str, count: int) -> list[int]:
        """`extract` of the element with this text, which is known to be a member's.

        Much cheaper than decoding, where membership was shown already or follows.
        """


ED25519 = "Ed25519"
BELENIOS_2048 = "BELENIOS-2048"
RFC_3526_2048 = "RFC-3526-2048"
