"""Ten limbs of 26 and 25 bits in turn with products of 64 bits: vectors of four lanes.

Made for AVX2, whose one multiplication takes 32 by 32 bits; plain vector instructions, so LLVM can
make them for any processor. Limb i stands for 2^⌈25.5 i⌉, so two neighbours make one limb of 51.

Source: Bernstein and Schwabe (2012), *NEON crypto*, section 4.
"""

from typing import Any

from sandoq.engines.ballots.kernel.limbs import Limbs, P, split_51, times_19
from sandoq.engines.ballots.kernel.llvm import Lanes, Value

_COUNT = 10
_BITS = (26, 25) * 5
_MASKS = tuple((1 << bits) - 1 for bits in _BITS)
_LOW_32 = (1 << 32) - 1
_CARRY_ORDER = (0, 5, 1, 6, 2, 7, 3, 8, 4, 9, 5, 0)
"""Two chains side by side, half the waiting; limbs 0 and 5 are carried twice."""


class Radix25:
    """See `limbs.Cut`."""

    name = "avx2"
    lanes = 4
    count = _COUNT
    limits = tuple(mask + 2**13 for mask in _MASKS)
    calls = True

    def __init__(self) -> None:
        self._lanes = Lanes(self.lanes)
        self._bias = [self._lanes.constant(4 * limb) for limb in self.as_limbs(P)]

    def multiply(self, b: Any, x: Limbs, y: Limbs) -> Limbs:
        """Limbs of `y` below 2^27.7 and of `x` below 2^28.7 (26-bit limbs; half for the others)."""
        nineteen = self._lanes.constant(19)
        wrapped = [self._product(b, limb, nineteen) for limb in y]
        doubled = [b.add(limb, limb) if i % 2 else limb for i, limb in enumerate(x)]
        sums = []
        for k in range(_COUNT):
            terms = []
            for i in range(_COUNT):
                j = (k - i) % _COUNT
                left = doubled[i] if j % 2 else x[i]
                terms.append(self._product(b, left, y[j] if i <= k else wrapped[j]))
            sums.append(_total(b, terms))
        return self._reduce(b, sums)

    def square(self, b: Any, x: Limbs) -> Limbs:
        nineteen = self._lanes.constant(19)
        wrapped = [self._product(b, limb, nineteen) for limb in x]
        twice = [b.add(limb, limb) for limb in x]
        four_times = [b.add(limb, limb) for limb in twice]
        by_factor = {1: x, 2: twice, 4: four_times}
        sums = []
        for k in range(_COUNT):
            terms = []
            for i in range(_COUNT):
                j = (k - i) % _COUNT
                if j >= i:
                    factor = (1 if i == j else 2) * (2 if i % 2 and j % 2 else 1)
                    right = x[j] if i + j == k else wrapped[j]
                    terms.append(self._product(b, by_factor[factor][i], right))
            sums.append(_total(b, terms))
        return self._reduce(b, sums)

    def _product(self, b: Any, x: Value, y: Value) -> Value:
        """Product of the low halves; the masks tell LLVM to take one vpmuludq and cost nothing."""
        low = self._lanes.constant(_LOW_32)
        return b.mul(b.and_(x, low), b.and_(y, low))

    def _reduce(self, b: Any, sums: list[Value]) -> Limbs:
        limbs = list(sums)
        for i in _CARRY_ORDER:
            over = b.lshr(limbs[i], self._lanes.constant(_BITS[i]))
            limbs[i] = b.and_(limbs[i], self._lanes.constant(_MASKS[i]))
            if i == _COUNT - 1:
                over = times_19(b, self._lanes, over)
            following = (i + 1) % _COUNT
            limbs[following] = b.add(limbs[following], over)
        return limbs

    def add(self, b: Any, x: Limbs, y: Limbs) -> Limbs:
        return [b.add(u, v) for u, v in zip(x, y, strict=True)]

    def subtract(self, b: Any, x: Limbs, y: Limbs) -> Limbs:
        """x + 4p - y, carried: the factor 19 leaves no room for loose differences."""
        return self.carry(
            b, [b.add(u, b.sub(k, v)) for u, k, v in zip(x, self._bias, y, strict=True)]
        )

    def carry(self, b: Any, x: Limbs) -> Limbs:
        over = [b.lshr(u, self._lanes.constant(bits)) for u, bits in zip(x, _BITS, strict=True)]
        kept = [b.and_(u, self._lanes.constant(mask)) for u, mask in zip(x, _MASKS, strict=True)]
        wrapped = times_19(b, self._lanes, over[-1])
        return [b.add(k, o) for k, o in zip(kept, [wrapped, *over[:-1]], strict=True)]

    def pack(self, b: Any, x: Limbs) -> Limbs:
        shift = self._lanes.constant(_BITS[0])
        return [b.add(x[i], b.shl(x[i + 1], shift)) for i in range(0, _COUNT, 2)]

    def unpack(self, b: Any, words: Limbs) -> Limbs:
        mask, shift = self._lanes.constant(_MASKS[0]), self._lanes.constant(_BITS[0])
        return [part for w in words for part in (b.and_(w, mask), b.lshr(w, shift))]

    def as_limbs(self, number: int) -> list[int]:
        return [part for w in split_51(number) for part in (w & _MASKS[0], w >> _BITS[0])]


def _total(b: Any, terms: list[Value]) -> Value:
    total = terms[0]
    for term in terms[1:]:
        total = b.add(total, term)
    return total
