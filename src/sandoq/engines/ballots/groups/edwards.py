"""Arithmetic of edwards25519 on Python integers, written to be read beside RFC 8032.

Not constant time: public values only. This is the oracle the fast kernel is tested against.

Source: RFC 8032, section 5.1; Hisil, Wong, Carter, Dawson (2008), *Twisted Edwards Curves
Revisited*, sections 3.1 and 3.3 (a = -1, extended coordinates).
"""

from collections.abc import Sequence
from typing import NamedTuple

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
D2 = 2 * D % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)

_WINDOW_BITS = 4
_WINDOW = 1 << _WINDOW_BITS


class Point(NamedTuple):
    """Extended coordinates: x = X/Z, y = Y/Z, T = XY/Z."""

    x: int
    y: int
    z: int
    t: int


IDENTITY = Point(0, 1, 1, 0)


def add(p: Point, q: Point) -> Point:
    """p + q; the formula is complete: right for every pair of points of the curve."""
    a = (p.y - p.x) * (q.y - q.x) % P
    b = (p.y + p.x) * (q.y + q.x) % P
    c = D2 * p.t * q.t % P
    d = 2 * p.z * q.z % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return Point(e * f % P, g * h % P, f * g % P, e * h % P)


def double(p: Point) -> Point:
    """p + p."""
    a = p.x * p.x % P
    b = p.y * p.y % P
    c = 2 * p.z * p.z % P
    h = a + b
    e = h - (p.x + p.y) ** 2 % P
    g = a - b
    f = c + g
    return Point(e * f % P, g * h % P, f * g % P, e * h % P)


def negate(p: Point) -> Point:
    """-p."""
    return Point(P - p.x, p.y, p.z, P - p.t)


def same(p: Point, q: Point) -> bool:
    """Whether two points are one, whatever their coordinates' scale."""
    return (p.x * q.z - q.x * p.z) % P == 0 and (p.y * q.z - q.y * p.z) % P == 0


def window(p: Point) -> list[Point]:
    """0·p, 1·p … 15·p."""
    rows = [IDENTITY, p]
    for _ in range(_WINDOW - 2):
        rows.append(add(rows[-1], p))
    return rows


def multiply(scalar: int, p: Point) -> Point:
    """scalar·p for scalar ≥ 0, *not* reduced modulo L: p may lie outside the subgroup."""
    return multiply_sum([(scalar, p)])


def multiply_sum(terms: Sequence[tuple[int, Point]]) -> Point:
    """Σ scalar_i·p_i with shared doublings (Straus); scalars ≥ 0."""
    longest = max((scalar.bit_length() for scalar, _ in terms), default=0)
    tables = [(scalar, window(p)) for scalar, p in terms if scalar]
    total = IDENTITY
    for shift in range((longest - 1) // _WINDOW_BITS * _WINDOW_BITS, -1, -_WINDOW_BITS):
        for _ in range(_WINDOW_BITS):
            total = double(total)
        for scalar, table in tables:
            if digit := scalar >> shift & (_WINDOW - 1):
                total = add(total, table[digit])
    return total


def compress(points: Sequence[Point]) -> list[int]:
    """The 255-bit integers y + 2^255·(x mod 2) of many points, with one inversion for all."""
    prefixes, running = [], 1
    for p in points:
        prefixes.append(running)
        running = running * p.z % P
    inverse = pow(running, -1, P)
    codes = []
    for p, prefix in zip(reversed(points), reversed(prefixes), strict=True):
        one_over_z = inverse * prefix % P
        inverse = inverse * p.z % P
        x, y = p.x * one_over_z % P, p.y * one_over_z % P
        codes.append(y | (x & 1) << 255)
    return codes[::-1]


def decompress(code: int) -> Point | None:
    """The point of a compressed integer, or None.

    None for y ≥ p, a y that no point has, or the sign bit on x = 0: each point has one code only.
    """
    sign, y = code >> 255, code & (1 << 255) - 1
    if y >= P or sign > 1:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 % P * pow(u * v**7 % P, (P - 5) // 8, P) % P
    if v * x * x % P != u:
        x = x * SQRT_MINUS_1 % P
    if v * x * x % P != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return Point(x, y, 1, x * y % P)
