"""A stand-in for LLVM's builder that computes bounds instead of values, and refuses overflow.

Whatever the cuts and formulas emit is run on intervals [0, most]; the lower end is always 0, except
for constants, which are exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sandoq.engines.ballots.kernel.limbs import Cut, Limbs
from sandoq.engines.ballots.kernel.llvm import ir


@dataclass(frozen=True)
class Range:
    """least ≤ value ≤ most in `bits` bits; `is_cut` where high bits were thrown away."""

    least: int
    most: int
    bits: int = 64
    is_cut: bool = False


def exactly(number: int, bits: int = 64) -> Range:
    return Range(number, number, bits)


def up_to(most: int) -> Range:
    return Range(0, most)


class Overflow(AssertionError):
    """A value may leave its bits, or fall below zero."""


def _range(value: Any) -> Range:
    if isinstance(value, Range):
        assert not value.is_cut, "a value with lost bits is used other than by a mask"
        return value
    constant = value.constant
    numbers = constant if isinstance(constant, list) else [constant]
    lanes = [n if isinstance(n, int) else n.constant for n in numbers]
    return Range(min(lanes), max(lanes), _bits(value.type))


def _bits(kind: Any) -> int:
    width: int = (kind.element if isinstance(kind, ir.VectorType) else kind).width
    return width


class Bounds:
    """Implements the builder's methods that the cuts use."""

    def __init__(self) -> None:
        self.module = ir.Module()

    def _fitting(self, least: int, most: int, bits: int) -> Range:
        if least < 0 or most >= 1 << bits:
            raise Overflow(f"[{least}, 2^{most.bit_length()}) in {bits} bits")
        return Range(least, most, bits)

    def add(self, x: Any, y: Any) -> Range:
        u, v = _range(x), _range(y)
        return self._fitting(u.least + v.least, u.most + v.most, u.bits)

    def sub(self, x: Any, y: Any) -> Range:
        u, v = _range(x), _range(y)
        return self._fitting(u.least - v.most, u.most - v.least, u.bits)

    def mul(self, x: Any, y: Any) -> Range:
        u, v = _range(x), _range(y)
        return self._fitting(u.least * v.least, u.most * v.most, u.bits)

    def shl(self, x: Any, y: Any) -> Range:
        u, by = _range(x), _range(y).least
        return self._fitting(u.least << by, u.most << by, u.bits)

    def lshr(self, x: Any, y: Any) -> Range:
        u, by = _range(x), _range(y).least
        return Range(u.least >> by, u.most >> by, u.bits)

    def and_(self, x: Any, y: Any) -> Range:
        mask = _range(y)
        assert mask.least == mask.most
        most = mask.most if isinstance(x, Range) and x.is_cut else min(_range(x).most, mask.most)
        return Range(0, most, mask.bits)

    def zext(self, x: Any, kind: Any) -> Range:
        u = _range(x)
        return Range(u.least, u.most, _bits(kind))

    def trunc(self, x: Any, kind: Any) -> Range:
        """Lost bits are fine only if a mask follows."""
        u, bits = _range(x), _bits(kind)
        limit = (1 << bits) - 1
        return (
            Range(0, limit, bits, is_cut=True) if u.most > limit else Range(u.least, u.most, bits)
        )

    def call(self, function: Any, arguments: Sequence[Any]) -> Range:
        """vpmadd52: the sum, and low or high 52 bits of the product of the low 52 bits."""
        total, x, y = map(_range, arguments)
        for factor in (x, y):
            if factor.most >= 1 << 52:
                raise Overflow("the instruction would ignore bits of a factor")
        half = (1 << 52) - 1
        most = min(half, x.most * y.most)
        if "vpmadd52h" in function.name:
            most = x.most * y.most >> 52
        return self._fitting(total.least, total.most + most, total.bits)


class BoundsOfElements:
    """`formulas.Operations` on bounds. What is loaded from memory is reduced, no more is known."""

    def __init__(self, cut: Cut) -> None:
        self._cut, self._b = cut, Bounds()

    def load(self, place: Any, k: int) -> Limbs:
        return [up_to(limit) for limit in self._cut.limits]

    def multiply(self, x: Limbs, y: Limbs) -> Limbs:
        return self._reduced(self._cut.multiply(self._b, x, y))

    def square(self, x: Limbs) -> Limbs:
        return self._reduced(self._cut.square(self._b, x))

    def add(self, x: Limbs, y: Limbs) -> Limbs:
        return self._cut.add(self._b, x, y)

    def subtract(self, x: Limbs, y: Limbs) -> Limbs:
        return self._cut.subtract(self._b, x, y)

    def multiply_into(self, place: Any, k: int, x: Limbs, y: Limbs) -> None:
        self.multiply(x, y)

    def square_into(self, place: Any, k: int, x: Limbs) -> None:
        self.square(x)

    def add_into(self, place: Any, k: int, x: Limbs, y: Limbs) -> None:
        self._reduced(self._cut.carry(self._b, self.add(x, y)))

    def subtract_into(self, place: Any, k: int, x: Limbs, y: Limbs) -> None:
        self._reduced(self._cut.carry(self._b, self.subtract(x, y)))

    def _reduced(self, x: Limbs) -> Limbs:
        """What was promised to be reduced; the answer forgets that it may be smaller."""
        for limb, limit in zip(x, self._cut.limits, strict=True):
            assert limb.most < limit, (limb.most - limit, limit)
        return [up_to(limit) for limit in self._cut.limits]
