"""The vectorised day against a queue served one customer at a time, theory and ciw."""

import heapq
from statistics import fmean, stdev
from typing import Any

import ciw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.allocation.queues.formulas import steady
from sandoq.engines.allocation.queues.simulation import NEVER, Day, Service, serve, simulate

HOUR = 60.0


def one_by_one(arrive: list[float], service: list[float], servers: int) -> list[float]:
    """Waits of a FIFO queue by a heap of free moments."""
    free, waits = [0.0] * servers, []
    for moment, length in zip(arrive, service, strict=True):
        start = max(moment, heapq.heappop(free))
        heapq.heappush(free, start + length)
        waits.append(start - moment)
    return waits


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10_000),
    servers=st.lists(st.integers(1, 6), min_size=1, max_size=5),
)
def test_each_column_is_the_queue_served_one_by_one(seed: int, servers: list[int]) -> None:
    """Whatever stands beside it, and wherever its customers end."""
    random = np.random.default_rng(seed)
    came = random.integers(0, 30, len(servers))
    arrive = np.full((30, len(servers)), NEVER)
    service = random.exponential(2.0, arrive.shape)
    for column, count in enumerate(came):
        arrive[:count, column] = np.sort(random.uniform(0, 20, count))

    wait, leave = serve(arrive, service, np.array(servers), came)

    for column, count in enumerate(came):
        lengths = service[:count, column]
        told = one_by_one(list(arrive[:count, column]), list(lengths), servers[column])
        assert wait[:count, column] == pytest.approx(told)
        assert leave[:count, column] == pytest.approx(arrive[:count, column] + told + lengths)
        assert not wait[count:, column].any()


def test_long_steady_days_wait_as_erlang_says() -> None:
    """Loads of 0.5 to 0.85 with one to five servers, 600 hours each."""
    servers = np.array([1, 2, 3, 5])
    per_hour = np.array([0.5, 0.7, 0.8, 0.85]) * servers * 60
    day = Day(per_hour[:, None] * 600, np.array([0.0, 600 * HOUR]))

    told = simulate(day, Service(60, 1.0), servers, seed=3)

    assert told.check_in.mean == pytest.approx(steady(per_hour, 60, servers).wait, rel=0.1)


def test_arrivals_follow_the_periods() -> None:
    """People come when the profile says, and a period without arrivals is passed over."""
    day = Day(np.tile([400.0, 0.0, 100.0], (50, 1)), np.array([0.0, 60.0, 120.0, 180.0]))

    told = simulate(day, Service(1, 0.0), np.full(50, 1), seed=1)

    assert told.people.mean() == pytest.approx(500, rel=0.03)
    assert told.closing_delay.max() < 1


def test_a_station_where_nobody_comes_waits_for_nobody() -> None:
    """Zero expected arrivals are no error."""
    told = simulate(Day(np.zeros((2, 3)), np.arange(4) * 60.0), Service(45, 1), np.array([1, 2]))

    assert told.people.tolist() == [0, 0]
    assert told.check_in.within.tolist() == [1, 1]
    assert told.check_in.p95.tolist() == [0, 0]


def test_the_same_seed_gives_the_same_day() -> None:
    """Another seed gives another one."""
    day = Day(np.full((3, 2), 50.0), np.array([0.0, 60.0, 120.0]))
    first, again, other = (
        simulate(day, Service(90, 0.6), np.array([1, 2, 2]), seed=seed) for seed in (4, 4, 5)
    )

    assert first.check_in.mean.tolist() == again.check_in.mean.tolist()
    assert first.check_in.mean.tolist() != other.check_in.mean.tolist()


def two_queues(rates: list[float]) -> Any:
    """2 desks then 4 booths by ciw; it draws the arrivals when it is made."""
    return ciw.create_network(
        arrival_distributions=[
            ciw.dists.PoissonIntervals(
                [rate / 60 for rate in rates], [60.0, 120.0, 180.0], max_sample_date=180.0
            ),
            None,
        ],
        service_distributions=[ciw.dists.Exponential(1 / 0.75), ciw.dists.Exponential(1 / 1.5)],
        number_of_servers=[2, 4],
        routing=[[0.0, 1.0], [0.0, 0.0]],
    )


def test_check_in_and_voting_agree_with_ciw() -> None:
    """A day of two peaks, 2 desks then 4 booths: our mean waits lie in ciw's 99.9 % interval."""
    rates, days = [60.0, 150.0, 90.0], 60
    found: dict[int, list[float]] = {1: [], 2: []}
    for seed in range(days):
        ciw.seed(seed)
        run = ciw.Simulation(two_queues(rates))
        run.simulate_until_max_time(600.0)
        records = run.get_all_records()
        for node, means in found.items():
            means.append(fmean(r.waiting_time for r in records if r.node == node))

    told = simulate(
        Day(np.array([rates]), np.array([0.0, 60.0, 120.0, 180.0])),
        Service(45, 1.0),
        np.array([2]),
        voting=Service(90, 1.0),
        booths=np.array([4]),
        days=1000,
        seed=2,
    )

    assert told.voting is not None
    for means, ours in ((found[1], told.check_in), (found[2], told.voting)):
        # ciw's days weigh alike, ours by their people: a full day waits longer, so a little room.
        assert abs(float(ours.mean[0]) - fmean(means)) < 3.3 * stdev(means) / days**0.5 + 0.1
