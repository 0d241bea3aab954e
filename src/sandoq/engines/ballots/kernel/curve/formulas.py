"""Point formulas of edwards25519 over abstract field operations.

A point is four elements in a row: extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, T = XY/Z.
A *cached* point, ready to be added, is (Y+X, Y-X, 2Z, 2dT), or (y+x, y-x, 2dxy) when Z = 1. The
addition formulas are complete: right for every pair of points of the curve, also of small order.

The order of factors matters: some cuts bound the second factor of a product more tightly, so loose
sums come first (tests/ballots/kernel/test_bounds.py computes all bounds).

Source: Hisil, Wong, Carter and Dawson (2008), *Twisted Edwards Curves Revisited*, sections 3.1 and
3.3, for a = -1.
"""

from typing import Any, Protocol, TypeAlias

Handle: TypeAlias = Any
"""An element in passing: values in registers, a pointer to memory, or intervals in tests."""

Place: TypeAlias = Any
"""Where elements lie in a row in memory. What lies in memory is always reduced."""

X, Y, Z, T = range(4)
SUM, DIFFERENCE, TWICE_Z, TWO_D_T = range(4)
TWO_D_XY = 2


class Operations(Protocol):
    """Field operations; `k` counts elements from a place; `…_into` leaves one reduced there."""

    def load(self, place: Place, k: int) -> Handle: ...

    def multiply(self, x: Handle, y: Handle) -> Handle: ...

    def square(self, x: Handle) -> Handle: ...

    def add(self, x: Handle, y: Handle) -> Handle: ...

    def subtract(self, x: Handle, y: Handle) -> Handle: ...

    def multiply_into(self, place: Place, k: int, x: Handle, y: Handle) -> None: ...

    def square_into(self, place: Place, k: int, x: Handle) -> None: ...

    def add_into(self, place: Place, k: int, x: Handle, y: Handle) -> None: ...

    def subtract_into(self, place: Place, k: int, x: Handle, y: Handle) -> None: ...


def double(o: Operations, p: Place) -> None:
    """p := 2p."""
    _double(o, p, with_t=True)


def double_without_t(o: Operations, p: Place) -> None:
    """p := 2p with a stale T: one product less where the next step is another doubling."""
    _double(o, p, with_t=False)


def _double(o: Operations, p: Place, *, with_t: bool) -> None:
    x, y, z = o.load(p, X), o.load(p, Y), o.load(p, Z)
    a, b, c = o.square(x), o.square(y), o.square(z)
    h = o.add(a, b)
    e = o.subtract(h, o.square(o.add(x, y)))
    g = o.subtract(a, b)
    f = o.add(o.add(c, c), g)
    _finish(o, p, (e, f, g, h), with_t=with_t)


def add_cached(o: Operations, p: Place, q: Place) -> None:
    """p := p + q for a cached q of four elements."""
    d = o.multiply(o.load(p, Z), o.load(q, TWICE_Z))
    _add(o, p, q, d, TWO_D_T)


def add_affine(o: Operations, p: Place, q: Place) -> None:
    """p := p + q for a cached q of three elements."""
    z = o.load(p, Z)
    _add(o, p, q, o.add(z, z), TWO_D_XY)


def _add(o: Operations, p: Place, q: Place, d: Handle, last: int) -> None:
    x, y, t = o.load(p, X), o.load(p, Y), o.load(p, T)
    a = o.multiply(o.subtract(y, x), o.load(q, DIFFERENCE))
    b = o.multiply(o.add(y, x), o.load(q, SUM))
    c = o.multiply(t, o.load(q, last))
    _finish(o, p, (o.subtract(b, a), o.subtract(d, c), o.add(d, c), o.add(b, a)), with_t=True)


def _finish(
    o: Operations, p: Place, parts: tuple[Handle, Handle, Handle, Handle], *, with_t: bool
) -> None:
    e, f, g, h = parts
    o.multiply_into(p, X, f, e)
    o.multiply_into(p, Y, h, g)
    o.multiply_into(p, Z, f, g)
    if with_t:
        o.multiply_into(p, T, h, e)


def cache(o: Operations, d: Place, p: Place, two_d: Place) -> None:
    """d := p, cached with four elements; `two_d` is where the constant 2d lies."""
    z = o.load(p, Z)
    o.add_into(d, TWICE_Z, z, z)
    _cache(o, d, p, two_d, TWO_D_T)


def cache_affine(o: Operations, d: Place, p: Place, two_d: Place) -> None:
    """d := p, cached with three elements, for a p with Z = 1."""
    _cache(o, d, p, two_d, TWO_D_XY)


def _cache(o: Operations, d: Place, p: Place, two_d: Place, last: int) -> None:
    x, y = o.load(p, X), o.load(p, Y)
    o.add_into(d, SUM, y, x)
    o.subtract_into(d, DIFFERENCE, y, x)
    o.multiply_into(d, last, o.load(p, T), o.load(two_d, 0))


def multiply(o: Operations, d: Place, x: Place, y: Place) -> None:
    """d := x·y, single elements."""
    o.multiply_into(d, 0, o.load(x, 0), o.load(y, 0))


def square(o: Operations, d: Place, x: Place) -> None:
    """d := x²."""
    o.square_into(d, 0, o.load(x, 0))


def add(o: Operations, d: Place, x: Place, y: Place) -> None:
    """d := x + y."""
    o.add_into(d, 0, o.load(x, 0), o.load(y, 0))


def subtract(o: Operations, d: Place, x: Place, y: Place) -> None:
    """d := x - y."""
    o.subtract_into(d, 0, o.load(x, 0), o.load(y, 0))
