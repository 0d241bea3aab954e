"""Points and scalars for tests: ordinary ones and every kind that has broken somebody's code."""

from collections.abc import Sequence

from hypothesis import strategies as st

from sandoq.engines.ballots.groups import edwards
from sandoq.engines.ballots.groups.edwards import L, P, Point
from sandoq.engines.ballots.groups.registry import group_named

GROUP = group_named("Ed25519")
G: Point = GROUP.generator

_EIGHTH = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")


def _torsion() -> list[Point]:
    """The eight points whose order divides 8, the identity first."""
    generator = edwards.decompress(int.from_bytes(_EIGHTH, "little"))
    assert generator is not None
    return [edwards.multiply(k, generator) for k in range(8)]


TORSION = _torsion()

EDGE_SCALARS = (0, 1, 2, 7, 8, 9, 15, 16, 2**128 - 1, 2**252 - 1, 2**252, L - 2, L - 1)
"""Where digits carry, vanish, or reach their ends."""

EDGE_NUMBERS = (0, 1, 2, 19, 2**26 - 1, 2**51 - 1, 2**51, P - 19, P - 1, P, P + 1, 2**255 - 1)
"""Elements modulo p, some of them not canonical."""

scalars = st.one_of(st.sampled_from(EDGE_SCALARS), st.integers(0, L - 1))
numbers = st.one_of(st.sampled_from(EDGE_NUMBERS), st.integers(0, 2**255 - 1))
codes = st.one_of(
    st.sampled_from([*EDGE_NUMBERS, *(n | 1 << 255 for n in EDGE_NUMBERS)]),
    st.sampled_from(edwards.compress(TORSION)),
    st.integers(0, 2**256 - 1),
)
"""Compressed points of all kinds; about half of the random ones decode."""


def point(k: int, torsion: int = 0) -> Point:
    """k·G plus a point of order dividing 8."""
    return edwards.add(edwards.multiply(k % L, G), TORSION[torsion])


points = st.builds(point, st.integers(0, L - 1), st.just(0))
"""Members of the prime-order group."""

any_points = st.builds(point, scalars, st.integers(0, 7))
"""Any points of the curve."""


def affine(points: Sequence[Point]) -> list[tuple[int, int]]:
    """Canonical coordinates."""
    found = []
    for p in points:
        z = pow(p.z, -1, P)
        found.append((p.x * z % P, p.y * z % P))
    return found
