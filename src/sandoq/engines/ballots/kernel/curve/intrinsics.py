# ruff: noqa: PLR0917
"""LLVM functions as numba sees them: operations on places in a workspace.

A workspace is one flat array of unsigned 64-bit words; a place is an index into it. There are *no
bounds checks*: callers use the places of `workspace.py`, and rows that they have checked.
"""

from collections.abc import Callable
from typing import Any

from sandoq.engines.ballots.kernel.curve import formulas
from sandoq.engines.ballots.kernel.curve.emission import (
    Memory,
    operations,
    pack_all,
    read_rows,
    unpack_all,
    write_rows,
)
from sandoq.engines.ballots.kernel.curve.formulas import DIFFERENCE, SUM
from sandoq.engines.ballots.kernel.jit import int64, intrinsic, void
from sandoq.engines.ballots.kernel.limbs import RADIX51_WORDS, Limbs
from sandoq.engines.ballots.kernel.llvm import WORD, Value, function
from sandoq.engines.ballots.kernel.processor import CUT

Operation = Callable[..., None]

_MEMORY = Memory(CUT)
_ZERO = _MEMORY.lanes.constant(0)


def _pointer(context: Any, b: Any, kind: Any, array: Any, index: Any) -> Any:
    return b.gep(context.make_array(kind)(context, b, array).data, [index])


def _formula(write: Callable[..., None]) -> Callable[..., Any]:
    """A code generator that calls a formula, which is emitted once as a function of its own."""
    name = f"{write.__name__}_{CUT.name}"

    def body(b: Any, *places: Any) -> None:
        write(operations(CUT, b), *places)
        b.ret_void()

    def generate(context: Any, b: Any, signature: Any, arguments: Any) -> Any:
        kind, (array, *indices) = signature.args[0], arguments
        places = [_pointer(context, b, kind, array, index) for index in indices]
        b.call(function(b.module, name, len(places), body), places)
        return context.get_dummy_value()

    return generate


def _with_one_place(write: Callable[..., None]) -> Operation:
    generate = _formula(write)

    @intrinsic
    def operation(_typing: Any, w: Any, p: Any) -> Any:  # noqa: ARG001
        return void(w, int64), generate

    return operation


def _with_two_places(write: Callable[..., None]) -> Operation:
    generate = _formula(write)

    @intrinsic
    def operation(_typing: Any, w: Any, p: Any, q: Any) -> Any:  # noqa: ARG001
        return void(w, int64, int64), generate

    return operation


def _with_three_places(write: Callable[..., None]) -> Operation:
    generate = _formula(write)

    @intrinsic
    def operation(_typing: Any, w: Any, d: Any, p: Any, q: Any) -> Any:  # noqa: ARG001
        return void(w, int64, int64, int64), generate

    return operation


multiply = _with_three_places(formulas.multiply)
square = _with_two_places(formulas.square)
add = _with_three_places(formulas.add)
subtract = _with_three_places(formulas.subtract)
double = _with_one_place(formulas.double)
double_without_t = _with_one_place(formulas.double_without_t)
add_cached = _with_two_places(formulas.add_cached)
add_affine = _with_two_places(formulas.add_affine)
cache = _with_three_places(formulas.cache)
cache_affine = _with_three_places(formulas.cache_affine)


def _lane_rows(context: Any, b: Any, kinds: Any, table: Any, rows: Any) -> list[Any]:
    """A pointer into the table for each lane, at words rows[0], rows[1] …"""
    table_kind, rows_kind = kinds
    first = _pointer(context, b, rows_kind, rows, WORD(0))
    return [
        _pointer(context, b, table_kind, table, b.load(b.gep(first, [WORD(lane)])))
        for lane in range(CUT.lanes)
    ]


def _negative(context: Any, b: Any, kind: Any, digits: Any, at: Any) -> Value:
    """A truth value for each lane: whether its digit is below zero."""
    vector = _MEMORY.read_vector(b, _pointer(context, b, kind, digits, at), 0)
    return b.icmp_signed("<", vector, _ZERO)


def _with_sign(b: Any, negative: Value, elements: list[Limbs]) -> list[Limbs]:
    """A cached point or its negative: sum and difference change places, 2dT its sign."""

    def chosen(yes: Limbs, no: Limbs) -> Limbs:
        return [b.select(negative, u, v) for u, v in zip(yes, no, strict=True)]

    plus, minus, *middle, last = elements
    opposite = CUT.carry(b, CUT.subtract(b, [_ZERO] * CUT.count, last))
    assert (SUM, DIFFERENCE) == (0, 1)  # noqa: S101
    return [chosen(minus, plus), chosen(plus, minus), *middle, chosen(opposite, last)]


def _store(b: Any, place: Any, elements: list[Limbs]) -> None:
    for k, element in enumerate(elements):
        _MEMORY.write(b, _MEMORY.at(b, place, k), element)


@intrinsic
def load_affine(_typing: Any, w: Any, d: Any, points: Any, rows: Any) -> Any:  # noqa: ARG001
    """Element d := x, d + 1 := y of each lane's point: 8 words from word rows[lane]."""

    def generate(context: Any, b: Any, signature: Any, arguments: Any) -> Any:
        w_kind, _, points_kind, rows_kind = signature.args
        w_, d_, points_, rows_ = arguments
        lanes = _lane_rows(context, b, (points_kind, rows_kind), points_, rows_)
        words = read_rows(b, _MEMORY, lanes, 8)
        elements = [CUT.unpack(b, _to_radix_51(b, words[i : i + 4])) for i in (0, 4)]
        _store(b, _pointer(context, b, w_kind, w_, d_), elements)
        return context.get_dummy_value()

    return void(w, int64, points, rows), generate


def _to_radix_51(b: Any, words: list[Value]) -> Limbs:
    """Four words of 64 bits, the topmost below 2^63, as five limbs of 51 bits."""
    constant = _MEMORY.lanes.constant
    mask = constant((1 << 51) - 1)
    limbs = [b.and_(words[0], mask)]
    for i in (1, 2, 3):
        high = b.shl(words[i], constant(13 * i))
        low = b.lshr(words[i - 1], constant(64 - 13 * i))
        limbs.append(b.and_(b.or_(high, low), mask))
    return [*limbs, b.lshr(words[3], constant(12))]


@intrinsic
def read_point(_typing: Any, w: Any, d: Any, table: Any, rows: Any) -> Any:  # noqa: ARG001
    """The four elements at d := each lane's row of 20 words from word rows[lane]."""

    def generate(context: Any, b: Any, signature: Any, arguments: Any) -> Any:
        w_kind, _, table_kind, rows_kind = signature.args
        w_, d_, table_, rows_ = arguments
        lanes = _lane_rows(context, b, (table_kind, rows_kind), table_, rows_)
        words = read_rows(b, _MEMORY, lanes, 4 * RADIX51_WORDS)
        _store(b, _pointer(context, b, w_kind, w_, d_), unpack_all(b, CUT, words))
        return context.get_dummy_value()

    return void(w, int64, table, rows), generate


@intrinsic
def write_point(_typing: Any, w: Any, p: Any, table: Any, rows: Any) -> Any:  # noqa: ARG001
    """The inverse of `read_point`; lanes are written in order, so a shared row gets the last."""

    def generate(context: Any, b: Any, signature: Any, arguments: Any) -> Any:
        w_kind, _, table_kind, rows_kind = signature.args
        w_, p_, table_, rows_ = arguments
        place = _pointer(context, b, w_kind, w_, p_)
        elements = [_MEMORY.read(b, _MEMORY.at(b, place, k)) for k in range(4)]
        lanes = _lane_rows(context, b, (table_kind, rows_kind), table_, rows_)
        write_rows(b, _MEMORY, lanes, pack_all(b, CUT, elements))
        return context.get_dummy_value()

    return void(w, int64, table, rows), generate


@intrinsic
def read_affine_signed(
    _typing: Any,
    w: Any,
    d: Any,  # noqa: ARG001
    table: Any,
    rows: Any,
    digits: Any,
    at: Any,  # noqa: ARG001
) -> Any:
    """The three elements at d := each lane's cached row of 15 words, with the sign of its digit.

    Rows from word rows[lane] on; digits[at + lane] gives the sign.
    """

    def generate(context: Any, b: Any, signature: Any, arguments: Any) -> Any:
        w_kind, _, table_kind, rows_kind, digits_kind, _ = signature.args
        w_, d_, table_, rows_, digits_, at_ = arguments
        lanes = _lane_rows(context, b, (table_kind, rows_kind), table_, rows_)
        words = read_rows(b, _MEMORY, lanes, 3 * RADIX51_WORDS)
        negative = _negative(context, b, digits_kind, digits_, at_)
        elements = _with_sign(b, negative, unpack_all(b, CUT, words))
        _store(b, _pointer(context, b, w_kind, w_, d_), elements)
        return context.get_dummy_value()

    return void(w, int64, table, rows, digits, int64), generate


@intrinsic
def copy_signed(_typing: Any, w: Any, d: Any, p: Any, digits: Any, at: Any) -> Any:  # noqa: ARG001
    """The cached point at d := the one at p, negated in the lanes whose digit is below zero."""

    def generate(context: Any, b: Any, signature: Any, arguments: Any) -> Any:
        w_kind, _, _, digits_kind, _ = signature.args
        w_, d_, p_, digits_, at_ = arguments
        source = _pointer(context, b, w_kind, w_, p_)
        elements = [_MEMORY.read(b, _MEMORY.at(b, source, k)) for k in range(4)]
        negative = _negative(context, b, digits_kind, digits_, at_)
        _store(b, _pointer(context, b, w_kind, w_, d_), _with_sign(b, negative, elements))
        return context.get_dummy_value()

    return void(w, int64, int64, digits, int64), generate
