"""The polling day of 60,000 stations, simulated: ours against simpy and ciw.

    script/bench planning/queues [--stations 60000] [--sample 60]

One day of check-in and voting at each station, Poisson arrivals by the hour, gamma services. The
peers simulate the same law at a seeded sample of the stations and are extrapolated per customer;
every contender in a process of its own. Two promises: at least 100 times less CPU than simpy, 200
times less than ciw, and a mean wait within the peer's 99 % interval over the same sample.
"""

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import time
from statistics import fmean, stdev

import numpy as np

PROFILE = [3, 5, 6, 5, 4, 3, 4, 5, 6, 5]
CHECK_IN, VOTING, CV = 45.0, 90.0, 0.6
LIMIT = 30.0
SAMPLE_DAYS = 10
PROMISED = {"simpy": 100.0, "ciw": 200.0}


def stations(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Expected arrivals (count, 10), desks and booths for a load of at most 0.92 at the peak."""
    seeded = np.random.default_rng(7)
    urban = seeded.random(count) < 0.45
    electors = np.where(
        urban, seeded.lognormal(7.1, 0.45, count), seeded.lognormal(6.0, 0.6, count)
    )
    arrivals = (electors + 60)[:, None] * 0.75 * np.array(PROFILE) / sum(PROFILE)
    peak = arrivals.max(axis=1)
    desks, booths = (
        np.ceil(peak * seconds / 3600 / 0.92).astype(np.int64) for seconds in (CHECK_IN, VOTING)
    )
    return arrivals, desks, booths


def sampled(count: int, sample: int) -> list[int]:
    """Stations the peers simulate."""
    return sorted(random.Random(11).sample(range(count), sample))


def gamma(mean_seconds: float) -> float:
    """A service time in minutes."""
    return random.gammavariate(1 / CV**2, mean_seconds / 60 * CV**2)


def one_day_simpy(arrivals: list[float], desks: int, booths: int) -> list[tuple[float, float]]:
    """Waits at check-in and at the booths of each elector, by simpy."""
    import simpy

    world = simpy.Environment()
    desk, booth = simpy.Resource(world, desks), simpy.Resource(world, booths)
    waits: list[tuple[float, float]] = []

    def elector():
        came = world.now
        with desk.request() as turn:
            yield turn
            first = world.now - came
            yield world.timeout(gamma(CHECK_IN))
        left = world.now
        with booth.request() as turn:
            yield turn
            waits.append((first, world.now - left))
            yield world.timeout(gamma(VOTING))

    def door():
        for hour, expected in enumerate(arrivals):
            while True:
                step = random.expovariate(expected / 60)
                if world.now + step >= (hour + 1) * 60:
                    yield world.timeout((hour + 1) * 60 - world.now)
                    break
                yield world.timeout(step)
                world.process(elector())

    world.process(door())
    world.run()
    return waits


def one_day_ciw(arrivals: list[float], desks: int, booths: int) -> list[tuple[float, float]]:
    """The same by ciw."""
    import ciw

    close = 60.0 * len(arrivals)
    network = ciw.create_network(
        arrival_distributions=[
            ciw.dists.PoissonIntervals(
                [expected / 60 for expected in arrivals],
                [60.0 * (hour + 1) for hour in range(len(arrivals))],
                max_sample_date=close,
            ),
            None,
        ],
        service_distributions=[
            ciw.dists.Gamma(1 / CV**2, seconds / 60 * CV**2) for seconds in (CHECK_IN, VOTING)
        ],
        number_of_servers=[desks, booths],
        routing=[[0.0, 1.0], [0.0, 0.0]],
    )
    ciw.seed(random.randrange(2**31))
    run = ciw.Simulation(network)
    run.simulate_until_max_time(close + 600)
    waits: dict[int, list[float]] = {}
    for record in run.get_all_records():
        waits.setdefault(record.id_number, []).append(record.waiting_time)
    return [(pair[0], pair[1]) for pair in waits.values() if len(pair) == 2]


def peer(name: str, count: int, sample: int) -> dict[str, object]:
    """CPU seconds and waits of a peer on the sample, SAMPLE_DAYS days."""
    arrivals, desks, booths = stations(count)
    one_day = {"simpy": one_day_simpy, "ciw": one_day_ciw}[name]
    one_day([5.0] * 3, 1, 1)  # imports are not counted
    random.seed(5)
    chosen, start, means, customers = sampled(count, sample), time.process_time(), [], 0
    for _ in range(SAMPLE_DAYS):
        total = [0.0, 0.0]
        people = 0
        for i in chosen:
            waits = one_day(arrivals[i].tolist(), int(desks[i]), int(booths[i]))
            people += len(waits)
            total[0] += sum(pair[0] for pair in waits)
            total[1] += sum(pair[1] for pair in waits)
        means.append((total[0] / people, total[1] / people))
        customers += people
    return {"seconds": time.process_time() - start, "customers": customers, "means": means}


def ours(count: int, sample: int) -> dict[str, object]:
    """CPU seconds for all stations; waits on the sample, 50 days."""
    from sandoq.engines.allocation.queues.simulation import Day, Service, simulate

    arrivals, desks, booths = stations(count)
    edges = np.arange(len(PROFILE) + 1) * 60.0

    def live(chosen: np.ndarray, days: int, seed: int):
        told = simulate(
            Day(arrivals[chosen], edges),
            Service(CHECK_IN, CV),
            desks[chosen],
            voting=Service(VOTING, CV),
            booths=booths[chosen],
            limit_minutes=LIMIT,
            days=days,
            seed=seed,
        )
        weights = told.people / told.people.sum()
        stages = [stage for stage in (told.check_in, told.voting) if stage is not None]
        return told, [float(stage.mean @ weights) for stage in stages]

    start = time.process_time()
    told, _ = live(np.arange(count), 1, 1)
    seconds = time.process_time() - start
    _, mean = live(np.array(sampled(count, sample)), 50, 2)
    return {"seconds": seconds, "customers": int(told.people.sum()), "means": [mean]}


def contender(name: str, count: int, sample: int) -> dict[str, object]:
    """One contender's figures, from a child process."""
    child = subprocess.run(
        [sys.executable, __file__, "--stations", str(count), "--sample", str(sample), "--as", name],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(child.stdout)


def main() -> int:
    """Print the table; 1 if a promise is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stations", type=int, default=60_000)
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--as", dest="name")
    asked = parser.parse_args()
    if asked.name:
        work = ours if asked.name == "ours" else None
        found = (
            work(asked.stations, asked.sample)
            if work
            else peer(asked.name, asked.stations, asked.sample)
        )
        found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found))
        return 0
    us = contender("ours", asked.stations, asked.sample)
    print(f"{asked.stations} stations, {us['customers']} electors, one day, two queues each")
    print("contender   measured CPU s  electors  all stations CPU s  ratio  peak MB  waits min")
    row = "{:11} {:14.1f} {:9} {:19.1f} {:6.1f} {:8.0f}  {:.3f} {:.3f}"
    at = us["means"][0]
    print(
        row.format("sandoq", us["seconds"], us["customers"], us["seconds"], 1, us["peak_mb"], *at)
    )
    missed = 0
    for name, promised in PROMISED.items():
        them = contender(name, asked.stations, asked.sample)
        all_seconds = them["seconds"] / them["customers"] * us["customers"]
        ratio = all_seconds / us["seconds"]
        sides = list(zip(*them["means"], strict=True))
        means = [fmean(side) for side in sides]
        print(
            row.format(
                name,
                them["seconds"],
                them["customers"],
                all_seconds,
                ratio,
                them["peak_mb"],
                *means,
            )
        )
        for side, mean, own in zip(sides, means, at, strict=True):
            half = 3.25 * stdev(side) / math.sqrt(SAMPLE_DAYS)  # Student, 9 degrees, 99 %
            inside = abs(mean - own) <= half
            missed += not inside
            print(f"  {mean:.3f} ± {half:.3f} min, ours {own:.3f}: {'in' if inside else 'OUTSIDE'}")
        missed += ratio < promised
        print(f"  promised {promised:.0f} times: {'kept' if ratio >= promised else 'MISSED'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
