"""Binomial pools against sums written out, and the facts the platform was promised with."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.allocation.spares.failures import beyond, failures, least_spares, quantile


def at_most(k: int, n: int, rate: float) -> float:
    """The binomial sum."""
    return sum(comb(n, i) * rate**i * (1 - rate) ** (n - i) for i in range(k + 1))


def test_one_pool_of_3228_devices_needs_84_spares() -> None:
    """2 % fail, 99 % confidence; 22 equal counties apart need 154."""
    assert least_spares(np.array([3228]), 0.02, 0.99).tolist() == [84]
    assert (22 * least_spares(np.array([3228 // 22, 3228 // 22 + 1]), 0.02, 0.99)).tolist() == [
        154,
        154,
    ]


@settings(deadline=None, max_examples=80)
@given(
    n=st.integers(0, 200),
    rate=st.floats(0.001, 0.6),
    confidence=st.sampled_from([0.5, 0.9, 0.99, 0.9999]),
)
def test_the_spares_suffice_and_one_fewer_does_not(n: int, rate: float, confidence: float) -> None:
    """Against the sum of binomial terms."""
    spares = int(least_spares(np.array([n]), rate, confidence)[0])

    assert at_most(spares, n, rate) >= confidence - 1e-10
    assert spares == 0 or at_most(spares - 1, n, rate) < confidence + 1e-10


def test_two_rates_add_up_by_every_case() -> None:
    """Three devices at 10 % and two at 50 %, all 32 cases."""
    chances = failures({0.1: 3, 0.5: 2})

    told = np.zeros(6)
    for a in range(4):
        for b in range(3):
            told[a + b] += comb(3, a) * 0.1**a * 0.9 ** (3 - a) * comb(2, b) * 0.25
    assert chances == pytest.approx(told)
    assert quantile(chances, 0.99) == 3


def test_spares_of_their_own_leave_only_what_is_beyond_them() -> None:
    """Two locked spares: up to two failures leave none."""
    assert beyond(np.array([0.4, 0.3, 0.2, 0.1]), 2) == pytest.approx([0.9, 0.1])


def test_devices_that_never_or_always_fail_are_no_special_case() -> None:
    """Rates 0 and 1."""
    assert failures({0.0: 10, 1.0: 3}).tolist() == [0, 0, 0, 1]
