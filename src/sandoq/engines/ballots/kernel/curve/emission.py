"""LLVM functions over memory: elements, and rows of elements as tables hold them.

An element in a *workspace* takes `count·lanes` words, limb by limb, the lanes of a limb side by
side. A *row* belongs to one lane: some elements in a row of five radix-2^51 words each, the same in
every cut, so that tables can be shared. Reading rows for all lanes is a transposition.
"""

from collections.abc import Sequence
from typing import Any

from sandoq.engines.ballots.kernel.curve.formulas import Handle, Place
from sandoq.engines.ballots.kernel.limbs import RADIX51_WORDS, Cut, Limbs
from sandoq.engines.ballots.kernel.llvm import WORD, Value, VectorMemory, function, ir

_INDEX = ir.IntType(32)
_TILE = 4
"""Words read at once from a row: one 256-bit register."""


class Memory(VectorMemory):
    """Elements of one cut in memory."""

    def __init__(self, cut: Cut) -> None:
        super().__init__(cut.lanes)
        self.cut = cut
        self.words = cut.count * cut.lanes

    def at(self, b: Any, place: Place, k: int) -> Place:
        """Where the k-th element from a place lies."""
        return b.gep(place, [WORD(k * self.words)]) if k else place

    def read(self, b: Any, place: Place) -> Limbs:
        return [self.read_vector(b, place, i * self.cut.lanes) for i in range(self.cut.count)]

    def write(self, b: Any, place: Place, x: Limbs) -> None:
        for i, limb in enumerate(x):
            self.write_vector(b, place, i * self.cut.lanes, limb)


class InRegisters:
    """`formulas.Operations` that copies every product into the formula: for short code."""

    def __init__(self, memory: Memory, b: Any) -> None:
        self._memory, self._cut, self._b = memory, memory.cut, b

    def load(self, place: Place, k: int) -> Handle:
        return self._memory.read(self._b, self._memory.at(self._b, place, k))

    def multiply(self, x: Handle, y: Handle) -> Handle:
        return self._cut.multiply(self._b, x, y)

    def square(self, x: Handle) -> Handle:
        return self._cut.square(self._b, x)

    def add(self, x: Handle, y: Handle) -> Handle:
        return self._cut.add(self._b, x, y)

    def subtract(self, x: Handle, y: Handle) -> Handle:
        return self._cut.subtract(self._b, x, y)

    def multiply_into(self, place: Place, k: int, x: Handle, y: Handle) -> None:
        self._store(place, k, self.multiply(x, y))

    def square_into(self, place: Place, k: int, x: Handle) -> None:
        self._store(place, k, self.square(x))

    def add_into(self, place: Place, k: int, x: Handle, y: Handle) -> None:
        self._store(place, k, self._cut.carry(self._b, self.add(x, y)))

    def subtract_into(self, place: Place, k: int, x: Handle, y: Handle) -> None:
        self._store(place, k, self._cut.carry(self._b, self.subtract(x, y)))

    def _store(self, place: Place, k: int, x: Handle) -> None:
        self._memory.write(self._b, self._memory.at(self._b, place, k), x)


class InMemory(InRegisters):
    """`formulas.Operations` that calls products: their code is long, registers are few."""

    def load(self, place: Place, k: int) -> Handle:
        return self._memory.at(self._b, place, k)

    def multiply(self, x: Handle, y: Handle) -> Handle:
        return self._called("multiply", x, y)

    def square(self, x: Handle) -> Handle:
        return self._called("square", x)

    def add(self, x: Handle, y: Handle) -> Handle:
        return self._kept(self._cut.add(self._b, self._read(x), self._read(y)))

    def subtract(self, x: Handle, y: Handle) -> Handle:
        return self._kept(self._cut.subtract(self._b, self._read(x), self._read(y)))

    def multiply_into(self, place: Place, k: int, x: Handle, y: Handle) -> None:
        self._call("multiply", self._memory.at(self._b, place, k), x, y)

    def square_into(self, place: Place, k: int, x: Handle) -> None:
        self._call("square", self._memory.at(self._b, place, k), x)

    def add_into(self, place: Place, k: int, x: Handle, y: Handle) -> None:
        total = self._cut.add(self._b, self._read(x), self._read(y))
        self._store(place, k, self._cut.carry(self._b, total))

    def subtract_into(self, place: Place, k: int, x: Handle, y: Handle) -> None:
        difference = self._cut.subtract(self._b, self._read(x), self._read(y))
        self._store(place, k, self._cut.carry(self._b, difference))

    def _read(self, x: Handle) -> Limbs:
        return self._memory.read(self._b, x)

    def _kept(self, x: Limbs) -> Handle:
        room = self._b.alloca(WORD, size=WORD(self._memory.words))
        self._memory.write(self._b, room, x)
        return room

    def _called(self, name: str, *factors: Handle) -> Handle:
        room = self._b.alloca(WORD, size=WORD(self._memory.words))
        self._call(name, room, *factors)
        return room

    def _call(self, name: str, room: Place, *factors: Handle) -> None:
        def write(b: Any, d: Place, *places: Place) -> None:
            x = [self._memory.read(b, place) for place in places]
            self._memory.write(b, d, getattr(self._cut, name)(b, *x))
            b.ret_void()

        called = f"field_{name}_{self._cut.name}"
        self._b.call(function(self._b.module, called, 1 + len(factors), write), [room, *factors])


def operations(cut: Cut, b: Any) -> InRegisters:
    """The operations that suit a cut."""
    return (InMemory if cut.calls else InRegisters)(Memory(cut), b)


def read_rows(b: Any, memory: Memory, rows: Sequence[Place], words: int) -> list[Value]:
    """The words 0 … of one row for each lane, as vectors across the lanes.

    Reads whole tiles: a row must be followed by up to three words of memory.
    """
    if memory.cut.lanes == 1:
        return [b.load(b.gep(rows[0], [WORD(i)])) for i in range(words)]
    vectors: list[Value] = []
    for start in range(0, words, _TILE):
        tiles = [_tile(b, row, start) for row in rows]
        halves = [_transposed(b, tiles[i : i + _TILE]) for i in range(0, len(tiles), _TILE)]
        vectors += [_joined(b, parts) for parts in zip(*halves, strict=True)]
    return vectors[:words]


def write_rows(b: Any, memory: Memory, rows: Sequence[Place], vectors: Sequence[Value]) -> None:
    """The inverse of `read_rows`; the number of vectors is a multiple of four."""
    if memory.cut.lanes == 1:
        for i, value in enumerate(vectors):
            b.store(value, b.gep(rows[0], [WORD(i)]))
        return
    for start in range(0, len(vectors), _TILE):
        parts = [_split(b, v, memory.cut.lanes) for v in vectors[start : start + _TILE]]
        for half, group in enumerate(zip(*parts, strict=True)):
            for lane, tile in enumerate(_transposed(b, group)):
                place = b.gep(rows[half * _TILE + lane], [WORD(start)])
                b.store(tile, b.bitcast(place, tile.type.as_pointer())).align = 8


def _tile(b: Any, row: Place, start: int) -> Value:
    kind = ir.VectorType(WORD, _TILE)
    value = b.load(b.bitcast(b.gep(row, [WORD(start)]), kind.as_pointer()))
    value.align = 8
    return value


def _shuffle(b: Any, pair: Sequence[Value], order: Sequence[int]) -> Value:
    """Words of two vectors one after the other, picked in this order."""
    x, y = pair
    return b.shuffle_vector(x, y, ir.Constant(ir.VectorType(_INDEX, len(order)), list(order)))


def _transposed(b: Any, rows: Sequence[Value]) -> list[Value]:
    """A 4 by 4 matrix of words, transposed in eight steps."""
    low = [_shuffle(b, rows[i : i + 2], (0, 4, 2, 6)) for i in (0, 2)]
    high = [_shuffle(b, rows[i : i + 2], (1, 5, 3, 7)) for i in (0, 2)]
    return [
        _shuffle(b, low, (0, 1, 4, 5)),
        _shuffle(b, high, (0, 1, 4, 5)),
        _shuffle(b, low, (2, 3, 6, 7)),
        _shuffle(b, high, (2, 3, 6, 7)),
    ]


def _joined(b: Any, parts: Sequence[Value]) -> Value:
    return parts[0] if len(parts) == 1 else _shuffle(b, parts, range(2 * _TILE))


def _split(b: Any, vector: Value, lanes: int) -> list[Value]:
    if lanes == _TILE:
        return [vector]
    return [_shuffle(b, (vector, vector), range(i, i + _TILE)) for i in range(0, lanes, _TILE)]


def pack_all(b: Any, cut: Cut, elements: Sequence[Limbs]) -> list[Value]:
    """Elements as the words of a row."""
    return [word for x in elements for word in cut.pack(b, x)]


def unpack_all(b: Any, cut: Cut, words: Sequence[Value]) -> list[Limbs]:
    """The words of a row as elements."""
    return [
        cut.unpack(b, list(words[i : i + RADIX51_WORDS]))
        for i in range(0, len(words), RADIX51_WORDS)
    ]
