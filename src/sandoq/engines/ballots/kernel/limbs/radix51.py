"""Five limbs of 51 bits with products of 128 bits: for any 64-bit processor, one lane.

Source: Bernstein, Duif, Lange, Schwabe and Yang (2012), *High-speed high-security signatures*.
"""

from typing import Any

from sandoq.engines.ballots.kernel.limbs import Limbs, P, split_51, times_19
from sandoq.engines.ballots.kernel.llvm import Lanes, Value, ir

_WIDE = ir.IntType(128)
_BITS = 51
_MASK = (1 << _BITS) - 1
_COUNT = 5
_FOUR_P = [4 * limb for limb in split_51(P)]


class Radix51:
    """See `limbs.Cut`."""

    name = "u128"
    lanes = 1
    count = _COUNT
    limits = (_MASK + 2**14,) * _COUNT
    calls = False

    def __init__(self) -> None:
        self._lanes = Lanes(1)

    def multiply(self, b: Any, x: Limbs, y: Limbs) -> Limbs:
        wide_x = [b.zext(limb, _WIDE) for limb in x]
        wide_y = [b.zext(limb, _WIDE) for limb in y]
        nineteen = self._lanes.constant(19)
        wrapped = [b.zext(b.mul(limb, nineteen), _WIDE) for limb in y]
        sums = []
        for k in range(_COUNT):
            terms = [
                b.mul(wide_x[i], wide_y[k - i] if i <= k else wrapped[k - i]) for i in range(_COUNT)
            ]
            sums.append(_total(b, terms))
        return self._reduce(b, sums)

    def square(self, b: Any, x: Limbs) -> Limbs:
        one, nineteen = self._lanes.constant(1), self._lanes.constant(19)
        plain = [b.zext(limb, _WIDE) for limb in x]
        doubled = [b.zext(b.shl(limb, one), _WIDE) for limb in x]
        wrapped = [b.zext(b.mul(limb, nineteen), _WIDE) for limb in x]
        sums = []
        for k in range(_COUNT):
            terms = []
            for i in range(_COUNT):
                j = (k - i) % _COUNT
                if j >= i:
                    left = plain[i] if i == j else doubled[i]
                    terms.append(b.mul(left, plain[j] if i + j == k else wrapped[j]))
            sums.append(_total(b, terms))
        return self._reduce(b, sums)

    def _reduce(self, b: Any, sums: list[Value]) -> Limbs:
        """One carry through five sums of 128 bits, and its wrap 2^255 = 19."""
        mask, shift = self._lanes.constant(_MASK), ir.Constant(_WIDE, _BITS)
        limbs = []
        over = None
        for total in sums:
            whole = total if over is None else b.add(total, b.zext(over, _WIDE))
            limbs.append(b.and_(b.trunc(whole, self._lanes.type), mask))
            over = b.trunc(b.lshr(whole, shift), self._lanes.type)
        first = b.add(limbs[0], b.mul(over, self._lanes.constant(19)))
        second = b.add(limbs[1], b.lshr(first, self._lanes.constant(_BITS)))
        return [b.and_(first, mask), second, *limbs[2:]]

    def add(self, b: Any, x: Limbs, y: Limbs) -> Limbs:
        return [b.add(u, v) for u, v in zip(x, y, strict=True)]

    def subtract(self, b: Any, x: Limbs, y: Limbs) -> Limbs:
        """x + 4p - y, so that no limb falls below zero."""
        bias = [self._lanes.constant(limb) for limb in _FOUR_P]
        return [b.add(u, b.sub(k, v)) for u, k, v in zip(x, bias, y, strict=True)]

    def carry(self, b: Any, x: Limbs) -> Limbs:
        return carry_51(b, self._lanes, x)

    def pack(self, b: Any, x: Limbs) -> Limbs:  # noqa: ARG002
        return x

    def unpack(self, b: Any, words: Limbs) -> Limbs:  # noqa: ARG002
        return words

    def as_limbs(self, number: int) -> list[int]:
        return split_51(number)


def carry_51(b: Any, lanes: Lanes, x: Limbs) -> Limbs:
    """All five carries at once, each into the next limb only: enough to be reduced."""
    over = [b.lshr(limb, lanes.constant(_BITS)) for limb in x]
    kept = [b.and_(limb, lanes.constant(_MASK)) for limb in x]
    wrapped = times_19(b, lanes, over[-1])
    return [b.add(k, o) for k, o in zip(kept, [wrapped, *over[:-1]], strict=True)]


def _total(b: Any, terms: list[Value]) -> Value:
    total = terms[0]
    for term in terms[1:]:
        total = b.add(total, term)
    return total
