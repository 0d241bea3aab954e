"""Day tours of roaming experts: PyVRP (ours) against OR-Tools routing, equal CPU seconds.

    script/bench planning/tours

Seeded days with time windows; both get the same matrix of seconds, prizes and windows. Each runs
in a process of its own; OR-Tools gets at least the CPU seconds that PyVRP took. The points are
1000 minutes for each weight visited, less minutes of road; the promise is that ours are no fewer.
"""

import json
import math
import resource
import subprocess
import sys
import time

import numpy as np

from sandoq.engines.allocation.documents import Node
from sandoq.engines.allocation.experts.touring import (
    Roamers,
    Visits,
    read_roamers,
    read_visits,
    road_seconds,
    tour,
)
from sandoq.engines.allocation.roads import Roads

DAYS = ((60, 5), (150, 12), (300, 25))
WORTH = 1000 * 60


def day(visits: int, roamers: int) -> tuple[Roamers, Visits]:
    """Visits of 20 to 60 minutes, a third of them only in the morning; homes among them."""
    seeded = np.random.default_rng(visits)

    def point() -> dict[str, float]:
        return {"lat": 36 + seeded.uniform(0, 1), "lon": 52 + seeded.uniform(0, 1.2)}

    rows = [
        point()
        | {
            "code": f"v{n}",
            "service_minutes": int(seeded.integers(20, 60)),
            "closes": "11:00" if n % 3 == 0 else "17:00",
            "weight": 1 + n % 2,
        }
        for n in range(visits)
    ]
    homes = [point() | {"code": f"r{n}", "day_minutes": 540} for n in range(roamers)]
    root = Node({"visits": rows, "roamers": homes})
    return read_roamers(root), read_visits(root)


def points(road_minutes: float, weight: int) -> float:
    """What both are judged by."""
    return 1000 * weight - road_minutes


def ours(visits: int, roamers: int) -> dict[str, float]:
    """PyVRP through the engine."""
    people, places = day(visits, roamers)
    tour(Roads(), people, places, iterations=1)  # imports are not counted
    start = time.process_time()
    tours = tour(Roads(), people, places)
    seconds = time.process_time() - start
    seen = [visit for one in tours for visit in one.visits]
    weight = int(places.rows[seen, 3].sum())
    road = sum(one.road_minutes for one in tours)
    return {"seconds": seconds, "visited": len(seen), "points": points(road, weight)}


def theirs(visits: int, roamers: int, limit: float) -> dict[str, float]:
    """OR-Tools routing with guided local search, as its documentation sets it up."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    people, places = day(visits, roamers)
    matrix = road_seconds(Roads(), people, places)
    homes = list(range(roamers))
    manager = pywrapcp.RoutingIndexManager(len(matrix), roamers, homes, homes)
    routing = pywrapcp.RoutingModel(manager)
    road = routing.RegisterTransitMatrix(matrix.tolist())
    routing.SetArcCostEvaluatorOfAllVehicles(road)
    service = np.concatenate([np.zeros(roamers, np.int64), places.rows[:, 0] * 60])
    clock = routing.RegisterTransitMatrix((matrix + service[:, None]).tolist())
    routing.AddDimension(clock, 86_400, 86_400, False, "time")  # noqa: FBT003 - its API
    dimension = routing.GetDimensionOrDie("time")
    for number, (_, opens, closes, weight) in enumerate(places.rows.tolist()):
        index = manager.NodeToIndex(roamers + number)
        dimension.CumulVar(index).SetRange(opens * 60, closes * 60)
        routing.AddDisjunction([index], int(weight) * WORTH)
    for number, (starts, ends, longest) in enumerate(people.rows.tolist()):
        for index in (routing.Start(number), routing.End(number)):
            dimension.CumulVar(index).SetRange(starts * 60, ends * 60)
        dimension.SetSpanUpperBoundForVehicle(longest * 60, number)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = (
        routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    )
    asked.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    asked.time_limit.FromMilliseconds(math.ceil(1000 * limit))
    start = time.process_time()
    found = routing.SolveWithParameters(asked)
    seconds = time.process_time() - start
    weight = seen = driven = 0
    for number in range(roamers):
        index = routing.Start(number)
        while not routing.IsEnd(index):
            after = found.Value(routing.NextVar(index))
            a, b = manager.IndexToNode(index), manager.IndexToNode(after)
            driven += int(matrix[a, b])
            if a >= roamers:
                weight += int(places.rows[a - roamers, 3])
                seen += 1
            index = after
    return {"seconds": seconds, "visited": seen, "points": points(driven / 60, weight)}


def child(*words: object) -> dict[str, float]:
    """A contender's figures from a process of its own."""
    command = [sys.executable, __file__, *map(str, words)]
    told: dict[str, float] = json.loads(
        subprocess.run(command, check=True, capture_output=True).stdout
    )
    return told


def main() -> int:
    """Print the table; 1 if OR-Tools finds more points anywhere."""
    if len(sys.argv) > 1:
        name, visits, roamers, limit = sys.argv[1], *map(float, sys.argv[2:])
        size = int(visits), int(roamers)
        figures = ours(*size) if name == "ours" else theirs(*size, limit)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(figures | {"peak": peak}))
        return 0
    print("visits roamers contender   CPU s  peak MB  visited    points")
    row = "{:6} {:7} {:10} {:6.1f} {:8.0f} {:8} {:9.0f}"
    worse = 0
    for visits, roamers in DAYS:
        us = child("ours", visits, roamers, 0)
        # Its limit is of the clock: on a busy machine more of it is needed for the same CPU.
        them, limit = {"seconds": 0.0}, us["seconds"]
        while them["seconds"] < us["seconds"]:
            them = child("theirs", visits, roamers, limit)
            limit *= max(1.1, 1.1 * us["seconds"] / max(them["seconds"], 0.1))
        for name, told in (("pyvrp", us), ("or-tools", them)):
            figures = told["seconds"], told["peak"], told["visited"], told["points"]
            print(row.format(visits, roamers, name, *figures), flush=True)
        worse += us["points"] < them["points"]
    print("no fewer points anywhere" if not worse else "FEWER POINTS")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
