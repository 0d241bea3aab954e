"""Separate items by minimum-cost flow, against PuLP + CBC on the same arcs and costs."""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
TIMES = 30.0
SCARCE = ("computer", "switch", "ups")


def ours(size: str) -> dict[str, float]:
    """The scarce items' flows with their proofs, and CPU seconds per item."""
    from benchmarks.planning import measuring_equipment as measuring
    from sandoq.engines.allocation.equipment import read_question, share_separately

    question = read_question(_only_scarce(measuring.document(size, 7)))
    start = measuring.cpu()
    plan = share_separately(question)
    return {
        "cpu": (measuring.cpu() - start) / len(plan.flows),
        "mb": measuring.peak_mb(),
        "value": sum(flow.certificate.value for flow in plan.flows),
        "bound": sum(flow.certificate.bound for flow in plan.flows),
    }


def peer(size: str) -> dict[str, float]:
    """The same items as linear programs built in PuLP and solved by CBC."""
    import numpy as np
    import pulp

    from benchmarks.planning import measuring_equipment as measuring
    from sandoq.engines.allocation.equipment import read_question
    from sandoq.engines.allocation.equipment.separately import nearest_stores

    question = read_question(_only_scarce(measuring.document(size, 7)))
    start = measuring.cpu()
    near, metres, reached = nearest_stores(question)
    stations, value = question.stations, 0.0
    for item in range(len(question.items)):
        need, stock = stations.need[:, item], question.stores.stock[:, item]
        lacking = 10_000_000 * 4**stations.priority
        model = pulp.LpProblem("flow", pulp.LpMinimize)
        by_store: list[list[pulp.LpVariable]] = [[] for _ in stock]
        terms = []
        for at in np.flatnonzero(need):
            unmet = pulp.LpVariable(f"u{at}", 0)
            arcs = [unmet]
            terms.append(int(lacking[at]) * unmet)
            for place, store in enumerate(near[at]):
                if reached[at, place]:
                    arc = pulp.LpVariable(f"x{at}_{place}", 0)
                    arcs.append(arc)
                    by_store[store].append(arc)
                    terms.append(int(metres[at, place]) * arc)
            model += pulp.lpSum(arcs) == int(need[at])
        for store, arcs in enumerate(by_store):
            model += pulp.lpSum(arcs) <= int(stock[store])
        model += pulp.lpSum(terms)
        model.solve(pulp.PULP_CBC_CMD(msg=0, threads=1))
        value += pulp.value(model.objective)
    seconds = (measuring.cpu() - start) / len(question.items)
    return {"cpu": seconds, "mb": measuring.peak_mb(), "value": value}


def _only_scarce(document: dict) -> dict:
    """The question with three scarce items alone."""
    for station in document["stations"]:
        station["needs"] = {item: n for item, n in station["needs"].items() if item in SCARCE}
    for store in document["stores"]:
        kept = {f"{item}-1" for item in SCARCE}
        store["stock"] = {model: n for model, n in store["stock"].items() if model in kept}
    document["items"] = [row for row in document["items"] if row["code"] in SCARCE]
    document["models"] = [row for row in document["models"] if row["item"] in SCARCE]
    return document


def main() -> int:
    """Print the table; status 1 if a promise is missed."""
    from benchmarks.planning.measuring_equipment import in_a_child

    missed = []
    print("size      who        CPU s per item     MB            metres")
    for size in sys.argv[1:] or ("province", "nation"):
        mine = in_a_child(Path(__file__), "ours", size)
        theirs = in_a_child(Path(__file__), "peer", size)
        for who, one in (("ours", mine), ("PuLP+CBC", theirs)):
            print(f"{size:9} {who:9} {one['cpu']:15.3f} {one['mb']:6.0f} {one['value']:17.0f}")
        ratio = theirs["cpu"] / mine["cpu"]
        print(f"{size}: {ratio:.0f} times less CPU per item", flush=True)
        if ratio < TIMES or mine["value"] > theirs["value"] * (1 + 1e-9):
            missed.append(size)
        if mine["value"] != mine["bound"]:
            missed.append(f"{size}: not proven")
    print("missed: " + ", ".join(missed) if missed else "every promise kept")
    return bool(missed)


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent.parent))
    if sys.argv[1:2] in (["ours"], ["peer"]):
        work = {"ours": ours, "peer": peer}[sys.argv[1]]
        print(json.dumps(work(sys.argv[2])))
    else:
        sys.exit(main())
