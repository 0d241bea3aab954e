"""Equipment as bundles: 16 provinces and the nation, against PuLP + CBC on the same model."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
GAP = 1e-4
NATION_CPU, PROVINCE_CPU, TIMES = 15.0, 1.0, 2.5
PEER_LIMIT = 300


def ours(size: str, seed: int) -> dict[str, float]:
    """Our plan of one instance, checked; CPU seconds of reading and solving, without the checks."""
    from benchmarks.planning import measuring_equipment as measuring
    from sandoq.engines.allocation.equipment import read_question, solve

    document = measuring.document(size, seed)
    start = measuring.cpu()
    plan = solve(read_question(document))
    seconds = measuring.cpu() - start
    memory = measuring.peak_mb()
    goals = {goal.goal: goal.certificate for goal in plan.goals}
    return {
        "cpu": seconds,
        "mb": memory,
        "value": goals["electors"].value,
        "bound": goals["electors"].bound,
        "gap": goals["electors"].gap,
        "equity": goals["equity"].value,
        "carriage_gap": goals["transport"].gap,
        "ready": float(plan.ready.sum()),
        "failed": float(len(measuring.failed_checks(document, plan))),
    }


def peer(size: str, seed: int) -> dict[str, float]:
    """The aggregated model of electors alone (no equity, no carriage), built in PuLP, by CBC.

    A whole-number column per station, pieces on ways continuous (whole at a vertex). Of our goals
    it has the two that count electors, one after the other as ours. CBC is asked our gap.
    """
    import numpy as np
    import pulp

    from benchmarks.planning import measuring_equipment as measuring
    from sandoq.engines.allocation.equipment import read_question
    from sandoq.engines.allocation.equipment.network import build_network

    question = read_question(measuring.document(size, seed))
    network = build_network(question, question.blocking)
    start = measuring.cpu()
    stations = question.stations
    model = pulp.LpProblem("bundles", pulp.LpMaximize)
    x = [pulp.LpVariable(f"x{j}", 0, 1, cat="Integer") for j in range(len(stations.codes))]
    inside = [np.flatnonzero(stations.unit == unit) for unit in range(network.units)]
    for slot in range(len(network.slots)):
        y = [pulp.LpVariable(f"y{slot}_{w}", 0) for w in range(len(network.way_unit))]
        (item_model,) = network.slots[slot].models
        for supply in range(len(network.supply_store)):
            out = np.flatnonzero(network.way_supply == supply)
            model += pulp.lpSum(y[w] for w in out) <= int(network.stock[supply, item_model])
        for unit in range(network.units):
            into = [y[w] for w in np.flatnonzero(network.way_unit == unit)]
            need = [int(network.need[j, slot]) * x[j] for j in inside[unit]]
            model += pulp.lpSum(need) <= pulp.lpSum(into)
    solver = pulp.PULP_CBC_CMD(msg=0, gapRel=GAP, timeLimit=PEER_LIMIT, threads=1)
    first = np.where(stations.priority > 0, stations.electors, 0)
    priority = pulp.lpSum(int(w) * v for w, v in zip(first, x, strict=True) if w)
    model.setObjective(priority)
    model.solve(solver)
    model += priority >= round(pulp.value(priority))
    model.setObjective(pulp.lpSum(int(w) * v for w, v in zip(stations.electors, x, strict=True)))
    status = model.solve(solver)
    ready = np.array([(v.value() or 0) > 0.5 for v in x])
    return {
        "cpu": measuring.cpu() - start,
        "mb": measuring.peak_mb(),
        "value": float(stations.electors[ready].sum()),
        "priority": float(stations.electors[ready & (stations.priority > 0)].sum()),
        "solved": float(status == pulp.LpStatusOptimal),
        "ready": float(ready.sum()),
    }


def child(who: str, size: str, seed: int) -> dict[str, float]:
    """One contender in a process of its own."""
    from benchmarks.planning.measuring_equipment import in_a_child

    return in_a_child(Path(__file__), who, size, seed)


def main() -> int:
    """Print the table; status 1 if a promise is missed."""
    missed = []
    print("instance       who           CPU s     MB    electors       gap  ready")
    for seed in range(16):
        one = child("ours", "province", seed)
        _line(f"province {seed}", "ours", one)
        if one["cpu"] >= PROVINCE_CPU or one["gap"] > GAP or one["failed"]:
            missed.append(f"province {seed}")
    for size in ("province", "nation"):
        mine, theirs = child("ours", size, 7), child("peer", size, 7)
        _line(size, "ours", mine)
        _line(size, "PuLP+CBC", theirs)
        ratio = theirs["cpu"] / mine["cpu"]
        print(
            f"{size}: {ratio:.1f} times less CPU, equity {mine['equity']:.4f}, "
            f"carriage gap {mine['carriage_gap']:.5f}"
        )
        if size == "nation" and (mine["cpu"] >= NATION_CPU or ratio < TIMES):
            missed.append("nation")
        if mine["gap"] > GAP or mine["failed"]:
            missed.append(f"{size}: gap or checks")
        if theirs["solved"] and mine["value"] < theirs["value"] * (1 - GAP):
            missed.append(f"{size}: objective")
    print("missed: " + ", ".join(missed) if missed else "every promise kept")
    return bool(missed)


def _line(instance: str, who: str, one: dict[str, float]) -> None:
    gap = f"{one['gap']:9.1e}" if "gap" in one else " " * 9
    print(
        f"{instance:14} {who:10} {one['cpu']:8.2f} {one['mb']:6.0f} {one['value']:11.0f} {gap} "
        f"{one['ready']:6.0f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent.parent))
    if len(sys.argv) > 1:
        work = {"ours": ours, "peer": peer}[sys.argv[1]]
        print(json.dumps(work(sys.argv[2], int(sys.argv[3]))))
    else:
        sys.exit(main())
