"""Secrets in the field groups, on Python integers: *not* constant time (docs § 14)."""

from collections.abc import Iterable

from sandoq.engines.ballots.groups import Element, Group
from sandoq.engines.ballots.secret_side import RandomBytes
from sandoq.engines.ballots.secret_side.scalars import uniform


class IntegerArithmetic:
    """Scalars and elements are integers."""

    def __init__(self, group: Group, random_bytes: RandomBytes) -> None:
        self.group = group
        self._random_bytes = random_bytes

    def random_scalar(self) -> int:
        return uniform(self.group.order, self._random_bytes)

    def scalar(self, value: int) -> int:
        return value % self.group.order

    def value(self, scalar: int) -> int:
        return scalar

    def add(self, left: int, right: int) -> int:
        return (left + right) % self.group.order

    def subtract(self, left: int, right: int) -> int:
        return (left - right) % self.group.order

    def times(self, left: int, right: int) -> int:
        return left * right % self.group.order

    def load(self, text: str) -> Element:
        return int(text)

    def text(self, code: Element) -> str:
        return self.group.encode(code)

    def generator_power(self, scalar: int) -> Element:
        return self.group.generator_power(scalar)

    def power(self, base: Element, scalar: int) -> Element:
        return self.group.power(base, scalar)

    def multiply(self, left: Element, right: Element) -> Element:
        return self.group.multiply(left, right)

    def divide(self, left: Element, right: Element) -> Element:
        return self.group.multiply(left, self.group.invert(right))

    def product(self, codes: Iterable[Element]) -> Element:
        return self.group.product(codes)
