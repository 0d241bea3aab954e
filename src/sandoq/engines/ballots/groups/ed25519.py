"""Ed25519 as a Belenios group: the prime-order subgroup of edwards25519 (docs § 1.3)."""

import hashlib
import re
from collections.abc import Iterable, Sequence

from sandoq.engines.ballots.errors import NotAnElement
from sandoq.engines.ballots.groups import ED25519, Element, Embedding
from sandoq.engines.ballots.groups import edwards as curve
from sandoq.engines.ballots.groups.edwards import Point
from sandoq.engines.ballots.groups.embedding import from_digits, to_digits
from sandoq.engines.ballots.groups.fixed_base import FixedBase

_TEXT = re.compile(r"[0-9a-f]{64}")
_COFACTOR = 8
_HASH_BITS_DROPPED = 2


class Ed25519:
    """Elements are `Point`s; their text is the RFC 8032 code as 64 hex digits, big endian."""

    description = ED25519
    order = curve.L
    identity: Element = curve.IDENTITY
    embedding = Embedding(padding=14, bits_per_int=8, most=30)
    text_pattern = r"[0-9a-f]{64}"

    def __init__(self) -> None:
        base = curve.decompress(4 * pow(5, -1, curve.P) % curve.P)
        if base is None:
            raise AssertionError("RFC 8032 base point")
        self.generator: Element = base
        self._generator_powers: FixedBase | None = None
        self._generators: dict[int, Point] = {}

    def decode(self, text: str) -> Point:
        """See `Group.decode`; the identity is an element, as in the specification."""
        if not _TEXT.fullmatch(text):
            raise NotAnElement(self.description, text, "not-canonical")
        point = curve.decompress(int(text, 16))
        if point is None:
            raise NotAnElement(self.description, text, "not-on-curve")
        if not self.is_member(point):
            raise NotAnElement(self.description, text, "outside-subgroup")
        return point

    def is_member(self, point: Point) -> bool:
        """Whether order · point is the identity: no component of order 2, 4 or 8."""
        return curve.same(curve.multiply(self.order, point), curve.IDENTITY)

    def encode(self, element: Point) -> str:
        return self.encode_all([element])[0]

    def encode_all(self, elements: Sequence[Point]) -> list[str]:
        return [f"{code:064x}" for code in curve.compress(elements)]

    def equal(self, left: Point, right: Point) -> bool:
        return curve.same(left, right)

    def multiply(self, left: Point, right: Point) -> Point:
        return curve.add(left, right)

    def invert(self, element: Point) -> Point:
        return curve.negate(element)

    def power(self, base: Point, exponent: int) -> Point:
        return curve.multiply(exponent % self.order, base)

    def generator_power(self, exponent: int) -> Point:
        if self._generator_powers is None:
            self._generator_powers = FixedBase(self, self.generator)
        power: Point = self._generator_powers.power(exponent)
        return power

    def multi_power(self, bases: Sequence[Point], exponents: Sequence[int]) -> Point:
        reduced = [exponent % self.order for exponent in exponents]
        return curve.multiply_sum(list(zip(reduced, bases, strict=True)))

    def product(self, elements: Iterable[Point]) -> Point:
        total = curve.IDENTITY
        for element in elements:
            total = curve.add(total, element)
        return total

    def sort_key(self, text: str) -> bytes:
        """The 32 little-endian bytes: the order in which libsodium-based tools sort."""
        return bytes.fromhex(text)[::-1]

    def independent_generator(self, index: int) -> Point:
        if index not in self._generators:
            self._generators[index] = self._hash_to_element(index)
        return self._generators[index]

    def _hash_to_element(self, index: int) -> Point:
        digest = hashlib.sha256(f"ggen|{index}".encode()).digest()
        point = self._next_point(int.from_bytes(digest, "big") >> _HASH_BITS_DROPPED)
        element = curve.multiply(_COFACTOR, point)
        taken = [self.identity, self.generator, *self._generators.values()]
        if any(curve.same(element, other) for other in taken):
            raise AssertionError("two generators collide")
        return element

    def _next_point(self, code: int) -> Point:
        """The first point at or after `code` with sign bit 0."""
        while (point := curve.decompress(code)) is None:
            code += 1
        return point

    def embed(self, values: Sequence[int]) -> Point:
        code = from_digits(self, values) << self.embedding.padding
        point = self._next_point(code)
        while not self.is_member(point):
            code = curve.compress([point])[0] + 1
            point = self._next_point(code)
        return point

    def extract(self, element: Point, count: int) -> list[int]:
        code = curve.compress([element])[0]
        return to_digits(self, code, count)

    def extract_text(self, text: str, count: int) -> list[int]:
        return to_digits(self, int(text, 16), count)
