"""Erlang C against the factorial formula, and the facts the platform was promised with."""

from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.allocation.queues.formulas import erlang_c, least_servers, steady


def by_factorials(offered: float, servers: int) -> float:
    """The textbook's sum."""
    last = offered**servers / factorial(servers) * servers / (servers - offered)
    return last / (sum(offered**k / factorial(k) for k in range(servers)) + last)


def test_270_an_hour_at_45_seconds_need_four_desks() -> None:
    """Three desks are unstable, four wait 0.8 minutes."""
    desks = steady([270.0, 270.0], 45, [3, 4])

    assert desks.load[0] > 1
    assert desks.wait[0] == np.inf
    assert round(float(desks.wait[1]), 1) == 0.8


def test_270_an_hour_at_90_seconds_wait_long_at_seven_booths_and_little_at_eight() -> None:
    """One booth more takes the mean wait from 5.4 to 0.7 minutes."""
    booths = steady([270.0, 270.0], 90, [7, 8])

    assert [round(float(wait), 1) for wait in booths.wait] == [5.4, 0.7]


@settings(deadline=None, max_examples=100)
@given(servers=st.integers(1, 40), load=st.floats(0.01, 0.99))
def test_the_recursion_gives_the_factorial_formula(servers: int, load: float) -> None:
    """The recursion never overflows, and is the same number."""
    assert erlang_c(load * servers, servers) == pytest.approx(
        by_factorials(load * servers, servers)
    )


def test_constant_services_wait_half_as_long_as_exponential_ones() -> None:
    """(1 + cv²) / 2, exact for one server (Pollaczek and Khinchine)."""
    assert steady(30, 60, 1, 0.0).wait == pytest.approx(float(steady(30, 60, 1, 1.0).wait) / 2)


def test_the_least_servers_meet_the_target_and_one_fewer_does_not() -> None:
    """Checked for a spread of arrivals at once."""
    per_hour = np.linspace(1, 900, 200)

    least = least_servers(per_hour, 45, 1.0, limit_minutes=5, share=0.9)

    enough = steady(per_hour, 45, least).longer_than(5)
    fewer = steady(per_hour, 45, np.maximum(least - 1, 1)).longer_than(5)
    assert (enough <= 0.1 + 1e-9).all()
    assert ((fewer > 0.1) | (least == 1)).all()
