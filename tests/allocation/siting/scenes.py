"""Small siting questions, and their best plans by trying every set of sites."""

from itertools import combinations
from math import inf

import numpy as np

from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.siting import Plan, Question, read_question, solve

Document = dict[str, object]


def a_question(
    *,
    seed: int = 0,
    demands: int = 12,
    candidates: int = 7,
    k: int = 3,
    objective: str = "covering",
    plane: bool = False,
    whole: bool = True,
    **more: object,
) -> Document:
    """Stations and candidates in a province of 60 km; `more` goes into the document."""
    draw = np.random.default_rng(seed)
    people = []
    for number in range(demands):
        weight = int(draw.integers(1, 3000)) if whole else float(draw.uniform(0.1, 900))
        people.append({"code": f"d{number}", "electors": weight, **_place(draw, plane)})
    sites = [{"code": f"s{number}", **_place(draw, plane)} for number in range(candidates)]
    head = {"sandoq_plan": 1, "kind": "siting", "objective": objective, "k": k, "radius_km": 15}
    return {**head, "demands": people, "candidates": sites, **more}


def _place(draw: np.random.Generator, plane: bool) -> dict[str, float]:
    east, north = draw.uniform(0, 60, 2)
    if plane:
        return {"x_km": float(np.round(east)), "y_km": float(np.round(north))}
    return {"lat": round(36.0 + north / 111.2, 6), "lon": round(52.0 + east / 89.9, 6)}


def answer_of(plan: Plan, question: Document) -> Document:
    """The plan's whole document, as the command writes it."""
    head = {"sandoq_plan": 1, "kind": "siting-plan", "input_sha256": input_sha256(question)}
    return {**head, **plan.document()}


def failing(question: Document, answer: Document) -> list[str]:
    """Names of the checks that do not hold."""
    return [one.check for one in check_plan(question, answer) if not one.holds]


def solved(question: Document) -> Plan:
    """The plan, which the validator must accept."""
    plan = solve(read_question(question))
    assert failing(question, answer_of(plan, question)) == []
    return plan


def best_cost(question: Question) -> float:
    """The least cost over all sets of sites the limits allow."""
    limits, best = question.limits, inf
    for count in range(limits.k + 1):
        for chosen in combinations(range(len(question.sites)), count):
            sites = np.array(chosen, dtype=np.int64)
            if limits.allows(sites):
                best = min(best, question.model.cost_of(sites))
    return best
