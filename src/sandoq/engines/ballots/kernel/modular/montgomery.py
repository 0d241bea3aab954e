# ruff: noqa: PLR0917
"""Montgomery products of numbers of up to 2048 bits, four side by side.

A number has 74 limbs of 28 bits in words of 64, the lanes of a limb side by side, and is below 2p;
R = 2^2072. Products of limbs are summed without carries: 2·74 products of 56 bits and a carry stay
below 2^64. The result x·y/R mod p is again below 2p, because (4p² + R·p)/R < 2p.

Source: Montgomery (1985), *Modular multiplication without trial division*; Gueron and Krasnov
(2012), *Software implementation of modular exponentiation, using advanced vector instructions*.
"""

from typing import Any, Final

from sandoq.engines.ballots.kernel.jit import int64, intrinsic, void
from sandoq.engines.ballots.kernel.llvm import WORD, Place, Value, VectorMemory, function

LIMB_BITS: Final = 28
LIMBS: Final = 74
LANES: Final = 4
NUMBER: Final = LIMBS * LANES
"""Words of a number in a workspace."""

MODULUS: Final = NUMBER + LANES
"""Words of a modulus: its limbs, then -1/p mod 2^28."""

_MEMORY = VectorMemory(LANES)
_LOW_32: Final = (1 << 32) - 1
_MASK: Final = (1 << LIMB_BITS) - 1


def _product(b: Any, x: Value, y: Value) -> Value:
    """Product of the low halves; the masks tell LLVM to take one vpmuludq and cost nothing."""
    low = _MEMORY.lanes.constant(_LOW_32)
    return b.mul(b.and_(x, low), b.and_(y, low))


def _sum(b: Any, terms: list[Value]) -> Value:
    total = terms[0]
    for term in terms[1:]:
        total = b.add(total, term)
    return total


def _limb(b: Any, place: Place, i: int) -> Value:
    return _MEMORY.read_vector(b, place, i * LANES)


def _write_product(b: Any, d: Place, x: Place, y: Place, p: Place, room: Place) -> None:
    """d := x·y/R mod p; `room` is a number of scratch. d may be x or y.

    Two limbs of x at a time: half the reading and writing of the running sum.
    """
    start, loop = b.basic_block, b.append_basic_block("two_limbs")
    done = b.append_basic_block("carry")
    for j in range(LIMBS):
        _MEMORY.write_vector(b, room, j * LANES, _MEMORY.lanes.constant(0))
    b.branch(loop)
    b.position_at_end(loop)
    i = b.phi(WORD)
    i.add_incoming(WORD(0), start)
    offset = b.mul(i, WORD(LANES))
    x0 = _MEMORY.read_vector(b, x, offset)
    x1 = _MEMORY.read_vector(b, x, b.add(offset, WORD(LANES)))
    _add_two_rows(b, (x0, x1), y, p, room)
    following = b.add(i, WORD(2))
    i.add_incoming(following, b.basic_block)
    b.cbranch(b.icmp_unsigned("<", following, WORD(LIMBS)), loop, done)
    b.position_at_end(done)
    _write_carried(b, d, room)
    b.ret_void()


def _add_two_rows(b: Any, x: tuple[Value, Value], y: Place, p: Place, room: Place) -> None:
    """room := (room + (x0 + 2^28 x1)·y + (m0 + 2^28 m1)·p) / 2^56, for the m that divide it."""
    x0, x1 = x
    mask, bits = _MEMORY.lanes.constant(_MASK), _MEMORY.lanes.constant(LIMB_BITS)
    inverse = _limb(b, p, LIMBS)
    y_before, p_before = _limb(b, y, 0), _limb(b, p, 0)
    p_first = p_before
    total = b.add(_limb(b, room, 0), _product(b, x0, y_before))
    m0 = b.and_(_product(b, total, inverse), mask)
    over = b.lshr(b.add(total, _product(b, m0, p_first)), bits)
    y_here, p_here = _limb(b, y, 1), _limb(b, p, 1)
    terms = [_product(b, x0, y_here), _product(b, x1, y_before), _product(b, m0, p_here)]
    total = _sum(b, [_limb(b, room, 1), over, *terms])
    m1 = b.and_(_product(b, total, inverse), mask)
    over = b.lshr(b.add(total, _product(b, m1, p_first)), bits)
    for j in range(2, LIMBS + 1):
        y_before, p_before = y_here, p_here
        terms = [_product(b, x1, y_before), _product(b, m1, p_before)]
        if j < LIMBS:
            y_here, p_here = _limb(b, y, j), _limb(b, p, j)
            terms += [_product(b, x0, y_here), _product(b, m0, p_here), _limb(b, room, j)]
        if j == 2:  # noqa: PLR2004
            terms.append(over)
        _MEMORY.write_vector(b, room, (j - 2) * LANES, _sum(b, terms))
    _MEMORY.write_vector(b, room, (LIMBS - 1) * LANES, _MEMORY.lanes.constant(0))


def _write_carried(b: Any, d: Place, room: Place) -> None:
    over = None
    for j in range(LIMBS):
        limb = _limb(b, room, j)
        if over is not None:
            limb = b.add(limb, over)
        over = b.lshr(limb, _MEMORY.lanes.constant(LIMB_BITS))
        if j < LIMBS - 1:
            limb = b.and_(limb, _MEMORY.lanes.constant(_MASK))
        _MEMORY.write_vector(b, d, j * LANES, limb)


@intrinsic
def multiply(_typing: Any, w: Any, d: Any, x: Any, y: Any, p: Any, room: Any) -> Any:  # noqa: ARG001
    """The number at d := x·y/R mod p, all five places in one workspace; no bounds checks."""

    def generate(context: Any, b: Any, signature: Any, arguments: Any) -> Any:
        base = context.make_array(signature.args[0])(context, b, arguments[0]).data
        places = [b.gep(base, [index]) for index in arguments[1:]]
        b.call(function(b.module, "montgomery_product", len(places), _write_product), places)
        return context.get_dummy_value()

    return void(w, int64, int64, int64, int64, int64), generate
