"""How much less CPU than spopt's MCLP with HiGHS does siting take, for a plan as good or better?

    script/bench planning/siting [province] [stores] [nation]

province: 3,000 stations, each a candidate, k = 20, 50, 100. stores: 60,000 stations, 300
candidates, k = 50. nation: 60,000 × 60,000, k = 200, where spopt cannot build its model. Both get
the same places and electors; CPU seconds count from there: reading, distances, model, answer.
"""

import json
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np

from benchmarks.planning.instances_siting import stations

CPU_NATION = 150.0


@dataclass(frozen=True)
class Case:
    """One question and what is promised of it."""

    demands: int
    candidates: int
    k: int
    radius_km: float
    gap_asked: float
    gap_promised: float
    times_less: float | None


CASES = {
    "province": [Case(3000, 3000, k, 5.0, 3e-5, 1e-4, 5.0) for k in (20, 50, 100)],
    "stores": [Case(60000, 300, 50, 30.0, 1e-4, 1e-4, 500.0)],
    "nation": [Case(60000, 60000, 200, 5.0, 1e-3, 1e-3, None)],
}


def places_of(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Demands' places, their electors, candidates' places."""
    places, electors = stations(case.demands)
    chosen = np.arange(case.demands)
    if case.candidates < case.demands:
        chosen = np.random.default_rng(5).permutation(case.demands)[: case.candidates]
    return places, electors, places[chosen]


def cpu() -> float:
    """CPU seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def ours(case: Case) -> dict[str, float]:
    """Question as a document, plan as a document; then the validator, not counted."""
    from sandoq.engines.allocation.checking import check_plan
    from sandoq.engines.allocation.documents import input_sha256
    from sandoq.engines.allocation.siting import read_question, solve

    places, electors, sites = places_of(case)
    demands = [
        {"code": f"d{n}", "x_km": x, "y_km": y, "electors": int(w)}
        for n, ((x, y), w) in enumerate(zip(places.tolist(), electors, strict=True))
    ]
    candidates = [
        {"code": f"s{n}", "x_km": x, "y_km": y} for n, (x, y) in enumerate(sites.tolist())
    ]
    head = {"sandoq_plan": 1, "kind": "siting", "k": case.k, "radius_km": case.radius_km}
    question = {**head, "gap": case.gap_asked, "demands": demands, "candidates": candidates}
    begun = cpu()
    plan = solve(read_question(question), seconds=3600).document()
    spent, peak = cpu() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    whole = {"sandoq_plan": 1, "kind": "siting-plan", "input_sha256": input_sha256(question)}
    begun = cpu()
    wrong = [one for one in check_plan(question, {**whole, **plan}) if not one.holds]
    if wrong:
        sys.exit(f"the validator refuses the plan: {wrong}")
    mark = plan["certificate"]
    told = {"value": mark["value"], "gap": mark["gap"], "checked": cpu() - begun}
    return {"cpu": spent, "peak": peak, **told}


def spopt(case: Case) -> dict[str, float]:
    """spopt's MCLP from a matrix of distances, HiGHS on one thread at its own gap of 0.01 %."""
    import pulp
    from scipy.spatial.distance import cdist
    from spopt.locate import MCLP

    places, electors, sites = places_of(case)
    begun = cpu()
    model = MCLP.from_cost_matrix(cdist(places, sites), electors, case.radius_km, case.k)
    model.solve(pulp.HiGHS(msg=False, threads=1, gapRel=1e-4))
    spent, peak = cpu() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"cpu": spent, "peak": peak, "value": float(model.problem.objective.value())}


def in_child(who: str, name: str, number: int) -> dict[str, float]:
    """Run one contender in a process of its own."""
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, __file__, "--one", who, name, str(number)]
    done = subprocess.run(
        command, check=True, stdout=subprocess.PIPE, env={**os.environ, **one_thread}
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def judge(case: Case, mine: dict[str, float], peer: dict[str, float] | None) -> list[str]:
    """Promises that do not hold."""
    broken = []
    if mine["gap"] > case.gap_promised:
        broken.append(f"gap {mine['gap']:.2g} above {case.gap_promised:.0e}")
    if peer is None:
        if mine["cpu"] >= CPU_NATION:
            broken.append(f"{mine['cpu']:.0f} CPU s, promised under {CPU_NATION:.0f}")
        return broken
    if mine["value"] < peer["value"] - 1e-6:
        broken.append(f"{peer['value'] - mine['value']:.0f} electors fewer than spopt")
    if case.times_less and peer["cpu"] < case.times_less * mine["cpu"]:
        broken.append(f"{peer['cpu'] / mine['cpu']:.1f} times, promised {case.times_less:.0f}")
    return broken


def main(names: list[str]) -> int:
    """Print the table; 1 if a promise is missed."""
    print("demands candidates   k  who        CPU s  peak MB     electors       gap   times")
    missed = 0
    for name in names or list(CASES):
        for number, case in enumerate(CASES[name]):
            mine = in_child("ours", name, number)
            peer = in_child("spopt", name, number) if case.times_less else None
            head = f"{case.demands:7} {case.candidates:10} {case.k:3}"
            shown = f"{mine['cpu']:10.2f} {mine['peak']:8.0f} {mine['value']:12.0f}"
            checked = f"(checked in {mine['checked']:.1f} CPU s)"
            print(f"{head}  Sandoq{shown}  {mine['gap']:.1e}       1  {checked}", flush=True)
            if peer:
                times = peer["cpu"] / mine["cpu"]
                shown = f"{peer['cpu']:11.2f} {peer['peak']:8.0f} {peer['value']:12.0f}"
                print(f"{head}  spopt{shown}           {times:7.1f}", flush=True)
            for told in judge(case, mine, peer):
                missed += 1
                print(f"  MISSED: {told}", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        who, name, number = sys.argv[2:5]
        print(json.dumps({"ours": ours, "spopt": spopt}[who](CASES[name][int(number)])))
    else:
        sys.exit(main(sys.argv[1:]))
