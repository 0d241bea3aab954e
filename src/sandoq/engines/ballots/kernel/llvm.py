"""Writing LLVM functions over memory: shared by the curve and the field groups."""

from collections.abc import Callable
from typing import Any, Final, TypeAlias

from llvmlite import binding, ir  # type: ignore[import-untyped]

__all__ = [
    "POINTER",
    "WORD",
    "Lanes",
    "Place",
    "Value",
    "VectorMemory",
    "binding",
    "function",
    "ir",
]

WORD: Final = ir.IntType(64)
POINTER: Final = WORD.as_pointer()

Value: TypeAlias = Any
"""An LLVM value, or an interval in the tests of bounds."""

Place: TypeAlias = Any
"""A pointer into a workspace."""


class Lanes:
    """Words, or vectors of words, for `lanes` numbers side by side."""

    def __init__(self, lanes: int) -> None:
        self.lanes = lanes
        self.type = WORD if lanes == 1 else ir.VectorType(WORD, lanes)

    def constant(self, number: int) -> Any:
        """The same number in every lane."""
        return ir.Constant(self.type, number if self.lanes == 1 else [number] * self.lanes)


def function(module: Any, name: str, places: int, write: Callable[..., None]) -> Any:
    """The function `name` of so many pointers in this module, written on first use.

    It is kept out of line: inlined, the same products would be compiled a hundred times.
    """
    found = module.globals.get(name)
    if found is not None:
        return found
    made = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] * places), name)
    made.linkage = "linkonce_odr"
    made.attributes.add("noinline")
    made.attributes.add("nounwind")
    write(ir.IRBuilder(made.append_basic_block("entry")), *made.args)
    return made


class VectorMemory:
    """Vectors of lanes in memory, with no more alignment than a word has."""

    def __init__(self, lanes: int) -> None:
        self.lanes = Lanes(lanes)

    def read_vector(self, b: Any, place: Place, offset: Any) -> Value:
        """The vector `offset` words after a place; offset an integer or a value."""
        value = b.load(self._vector(b, place, offset))
        value.align = 8
        return value

    def write_vector(self, b: Any, place: Place, offset: Any, value: Value) -> None:
        b.store(value, self._vector(b, place, offset)).align = 8

    def _vector(self, b: Any, place: Place, offset: Any) -> Any:
        index = WORD(offset) if isinstance(offset, int) else offset
        return b.bitcast(b.gep(place, [index]), self.lanes.type.as_pointer())
