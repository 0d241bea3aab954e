"""Numbers modulo p = 2^255 - 19 cut into limbs, as LLVM instructions, one module for each cut.

An *element* here is a list of `count` values of the builder `b`, least significant limb first; each
value holds one limb of `lanes` numbers side by side. A limb may exceed its nominal bits a little:
an element is *reduced* when no limb exceeds `limits`. The promises, checked by interval arithmetic
in tests/ballots/kernel/test_bounds.py for every backend:

* `multiply`, `square`, `carry` and, of reduced elements, `subtract` never overflow;
* `multiply`, `square` and `carry` give limbs below `limits`, also of the loose elements that the
  formulas make with `add` and `subtract`; packing such a result and unpacking it gives a reduced
  element.

Nothing here takes constant time by promise, and nothing here may be given a secret.
"""

from typing import Any, Final, Protocol, TypeAlias

from sandoq.engines.ballots.kernel.llvm import Lanes, Value

P: Final = 2**255 - 19

Limbs: TypeAlias = list[Value]

RADIX51_WORDS: Final = 5
"""Words of the memory form that all backends share: limbs of 51 bits."""


class Cut(Protocol):
    """One way to hold numbers modulo p."""

    name: str
    lanes: int
    count: int
    limits: tuple[int, ...]
    calls: bool
    """Whether `multiply` and `square` are better called than copied into every formula."""

    def multiply(self, b: Any, x: Limbs, y: Limbs) -> Limbs: ...

    def square(self, b: Any, x: Limbs) -> Limbs: ...

    def add(self, b: Any, x: Limbs, y: Limbs) -> Limbs: ...

    def subtract(self, b: Any, x: Limbs, y: Limbs) -> Limbs: ...

    def carry(self, b: Any, x: Limbs) -> Limbs: ...

    def pack(self, b: Any, x: Limbs) -> Limbs:
        """The five radix-2^51 words of an element, as they stand in memory."""

    def unpack(self, b: Any, words: Limbs) -> Limbs:
        """The inverse of `pack`."""

    def as_limbs(self, number: int) -> list[int]:
        """The limbs of a number in [0, p)."""


def times_19(b: Any, lanes: Lanes, x: Value) -> Value:
    """19·x by shifts: vectors of 64-bit words have no cheap multiplication."""
    twice = b.shl(x, lanes.constant(1))
    return b.add(b.add(b.shl(x, lanes.constant(4)), twice), x)


def split_51(number: int) -> list[int]:
    """A number below 2^255 as five limbs of 51 bits."""
    return [number >> 51 * i & (1 << 51) - 1 for i in range(RADIX51_WORDS)]
