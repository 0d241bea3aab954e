"""Desks in short supply, against every possible sharing."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.allocation.errors import NoFeasiblePlan
from sandoq.engines.allocation.queues.sharing import least_highest, share_servers


def highest(work: list[float], need: list[int], got: tuple[int, ...]) -> list[float]:
    """Work per server of the stations below their need, highest first."""
    short = [w / g for w, n, g in zip(work, need, got, strict=True) if g < n]
    return sorted(short, reverse=True) or [0.0]


@settings(deadline=None, max_examples=150)
@given(
    stations=st.lists(st.tuples(st.floats(0.0, 9.0), st.integers(1, 4)), min_size=1, max_size=5),
    spare=st.integers(0, 6),
)
def test_no_sharing_loads_the_most_loaded_less(
    stations: list[tuple[float, int]], spare: int
) -> None:
    """Every sharing within the needs and the total is tried; the bound is met exactly."""
    work, need = [one[0] for one in stations], [one[1] for one in stations]
    total = min(len(work) + spare, sum(need))
    fixed = np.zeros(len(work), np.int64)

    got = share_servers(np.array(work), np.array(need), fixed, total)

    every = [p for p in product(*(range(1, n + 1) for n in need)) if sum(p) <= total]
    least = min(highest(work, need, p)[0] for p in every)
    assert got.sum() == total
    assert (got <= need).all()
    assert highest(work, need, tuple(got))[0] == pytest.approx(least)
    bound = least_highest(np.array(work), np.array(need), got, fixed, total)
    assert bound == pytest.approx(highest(work, need, tuple(got))[0])


def test_what_is_fixed_stays_and_counts() -> None:
    """A station with three fixed desks leaves two for the others."""
    got = share_servers(np.array([2.0, 5.0, 1.0]), np.array([3, 6, 2]), np.array([3, 0, 0]), 5)

    assert got.tolist() == [3, 1, 1]


def test_fewer_desks_than_stations_are_refused() -> None:
    """The refusal names how many there are and how many it takes."""
    with pytest.raises(NoFeasiblePlan) as refusal:
        share_servers(np.array([1.0, 1.0]), np.array([2, 2]), np.array([0, 0]), 1)

    assert refusal.value.names == ("1", "2")
