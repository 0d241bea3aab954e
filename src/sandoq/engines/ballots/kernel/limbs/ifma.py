"""Five limbs of 51 bits with AVX512-IFMA: eight lanes, products of 52 by 52 bits.

The one instruction, vpmadd52, adds the low or the high half of a 104-bit product to a word and
looks at the low 52 bits of its factors only, so every sum and difference is carried at once.

`Modelled` replaces that instruction by plain ones that mean the same. It is slow and runs anywhere,
so that everything else about this backend can be tested where the processor lacks it.

Source: Gueron and Krasnov (2016), *Accelerating big integer arithmetic using Intel IFMA
extensions*.
"""

from typing import Any

from sandoq.engines.ballots.kernel.limbs import Limbs, P, split_51, times_19
from sandoq.engines.ballots.kernel.limbs.radix51 import carry_51
from sandoq.engines.ballots.kernel.llvm import Lanes, Value, ir

_COUNT = 5
_COLUMNS = 2 * _COUNT - 1
_FACTOR_BITS = 52
_MASK = (1 << 51) - 1
_FOUR_P = [4 * limb for limb in split_51(P)]


class Ifma:
    """See `limbs.Cut`."""

    name = "ifma"
    lanes = 8
    count = _COUNT
    limits = (_MASK + 2**14,) * _COUNT
    calls = True

    def __init__(self) -> None:
        self._lanes = Lanes(self.lanes)

    def multiply(self, b: Any, x: Limbs, y: Limbs) -> Limbs:
        low, high = self._zeros(), self._zeros()
        for i in range(_COUNT):
            for j in range(_COUNT):
                low[i + j] = self._add_product(b, "l", low[i + j], x[i], y[j])
                high[i + j] = self._add_product(b, "h", high[i + j], x[i], y[j])
        return self._reduce(b, low, high)

    def square(self, b: Any, x: Limbs) -> Limbs:
        """Products of two different limbs are summed once, then doubled."""
        low, high = self._zeros(), self._zeros()
        one = self._lanes.constant(1)
        for i in range(_COUNT):
            for j in range(i + 1, _COUNT):
                low[i + j] = self._add_product(b, "l", low[i + j], x[i], x[j])
                high[i + j] = self._add_product(b, "h", high[i + j], x[i], x[j])
        low, high = [b.shl(v, one) for v in low], [b.shl(v, one) for v in high]
        for i in range(_COUNT):
            low[2 * i] = self._add_product(b, "l", low[2 * i], x[i], x[i])
            high[2 * i] = self._add_product(b, "h", high[2 * i], x[i], x[i])
        return self._reduce(b, low, high)

    def _zeros(self) -> list[Value]:
        return [self._lanes.constant(0)] * _COLUMNS

    def _add_product(self, b: Any, half: str, total: Value, x: Value, y: Value) -> Value:
        """total + the low or high 52 bits of x·y."""
        name = f"llvm.x86.avx512.vpmadd52{half}.uq.512"
        kind = self._lanes.type
        instruction = b.module.globals.get(name) or ir.Function(
            b.module, ir.FunctionType(kind, [kind, kind, kind]), name
        )
        return b.call(instruction, [total, x, y])

    def _reduce(self, b: Any, low: list[Value], high: list[Value]) -> Limbs:
        """A high half weighs 2^52 = 2·2^51, so it goes doubled into the next column."""
        one = self._lanes.constant(1)
        doubled = [b.shl(v, one) for v in high]
        columns = [low[0]]
        columns += [b.add(v, h) for v, h in zip(low[1:], doubled[:-1], strict=True)]
        columns.append(doubled[-1])
        wrapped = [times_19(b, self._lanes, v) for v in columns[_COUNT:]]
        return self.carry(b, [b.add(v, w) for v, w in zip(columns, wrapped, strict=False)])

    def add(self, b: Any, x: Limbs, y: Limbs) -> Limbs:
        return self.carry(b, [b.add(u, v) for u, v in zip(x, y, strict=True)])

    def subtract(self, b: Any, x: Limbs, y: Limbs) -> Limbs:
        bias = [self._lanes.constant(limb) for limb in _FOUR_P]
        return self.carry(b, [b.add(u, b.sub(k, v)) for u, k, v in zip(x, bias, y, strict=True)])

    def carry(self, b: Any, x: Limbs) -> Limbs:
        return carry_51(b, self._lanes, x)

    def pack(self, b: Any, x: Limbs) -> Limbs:  # noqa: ARG002
        return x

    def unpack(self, b: Any, words: Limbs) -> Limbs:  # noqa: ARG002
        return words

    def as_limbs(self, number: int) -> list[int]:
        return split_51(number)


class Modelled(Ifma):
    """`Ifma` with its instruction spelt out; for tests."""

    name = "ifma-model"

    def _add_product(self, b: Any, half: str, total: Value, x: Value, y: Value) -> Value:
        wide = ir.VectorType(ir.IntType(128), self.lanes)
        mask = self._lanes.constant((1 << _FACTOR_BITS) - 1)
        left, right = b.zext(b.and_(x, mask), wide), b.zext(b.and_(y, mask), wide)
        product = b.mul(left, right)
        if half == "h":
            product = b.lshr(product, ir.Constant(wide, [_FACTOR_BITS] * self.lanes))
        return b.add(total, b.and_(b.trunc(product, self._lanes.type), mask))
