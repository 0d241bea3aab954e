"""Judges a siting plan: limits, what the sites serve, and the proof of the bound.

Nothing here knows how the plan was found. Distances and covers are recomputed from the question;
the bound is rebuilt from the multipliers the plan shows. For multipliers λ of the demands, site j
has the profit Σ λ_i over the demands it covers (covering) or Σ (λ_i - c_ij)⁺ (p-median), and no
plan costs less than Σ λ - the best sum of profits that k and the kinds allow: adding up profits
in falling order is exact for such limits. A price on the budget or on a split is a multiplier too.
"""

import numpy as np

from sandoq.engines.allocation.checking.findings import Finding
from sandoq.engines.allocation.checking.siting_facts import Facts, read_facts
from sandoq.engines.allocation.checking.siting_proof import proven_cost
from sandoq.engines.allocation.documents import Document, Node

_RELATIVE = 1e-6
_WORDS = ("optimal", "feasible", "stopped")


def check(question: Document, plan: Document) -> list[Finding]:
    """The findings, in a fixed order.

    Raises:
        BadDocument: the question or the plan cannot be read.
    """
    facts = read_facts(Node(question))
    answer = Node(plan)
    chosen, unknown = _open_sites(facts, answer)
    found = [
        Finding("open-sites-known-once", not unknown, ", ".join(unknown[:5])),
        *_limits(facts, chosen),
    ]
    cost = facts.cost_of(chosen)
    mark = answer.node("certificate")
    value, bound = mark.number("value"), mark.number("bound")
    claimed = facts.total - bound if facts.covering else bound
    told = facts.total - cost if facts.covering else cost
    sense = "max" if facts.covering else "min"
    found += [
        Finding("sense", mark.text("sense") == sense, mark.text("sense")),
        Finding("value-recomputed", _near(value, told, facts.scale), f"{value} against {told}"),
        _totals(facts, chosen, answer, told),
        _sites(facts, chosen, answer),
    ]
    proven = proven_cost(facts, answer.node("proof"), claimed)
    shown = facts.total - proven if facts.covering else proven
    holds = proven >= claimed - _RELATIVE * max(1.0, facts.scale)
    found.append(Finding("bound-proven", holds, "" if holds else f"{bound} against {shown}"))
    return [*found, _beyond(value, bound, facts), _status(facts, answer, value, bound)]


def _open_sites(facts: Facts, answer: Node) -> tuple[np.ndarray, list[str]]:
    """Usable sites by number, and the codes that are none or stand twice."""
    numbers: list[int] = []
    unknown: list[str] = []
    for code in answer.items("open"):
        number = facts.number_of.get(code) if isinstance(code, str) else None
        if number is None or number in numbers:
            unknown.append(str(code))
        else:
            numbers.append(number)
    return np.array(numbers, dtype=np.int64), unknown


def _limits(facts: Facts, chosen: np.ndarray) -> list[Finding]:
    kinds = [facts.kinds[site] for site in chosen]
    over = [name for name, cap in facts.caps.items() if kinds.count(name) > cap]
    spent = float(facts.price[chosen].sum())
    missing = [facts.sites[site] for site in np.setdiff1d(facts.must, chosen)]
    return [
        Finding("at-most-k-open", len(chosen) <= facts.k, f"{len(chosen)} of {facts.k}"),
        Finding("at-most-k-by-kind-open", not over, ", ".join(over)),
        Finding("within-budget", spent <= facts.budget + 1e-6, f"{spent} of {facts.budget}"),
        Finding("fixed-sites-open", not missing, ", ".join(missing[:5])),
    ]


def _totals(facts: Facts, chosen: np.ndarray, answer: Node, told: float) -> Finding:
    totals = answer.node("totals")
    pairs = {"electors": float(facts.electors.sum()), "demands": float(len(facts.electors))}
    if facts.covering:
        pairs["electors_covered"] = told
        pairs["demands_covered"] = float((facts.times(chosen) > 0).sum())
    else:
        pairs["elector_km"] = told
    wrong = [n for n, one in pairs.items() if not _near(totals.number(n), one, facts.scale)]
    return Finding("totals-recomputed", not wrong, ", ".join(wrong))


def _sites(facts: Facts, chosen: np.ndarray, answer: Node) -> Finding:
    """Each site's row: the electors it covers, and alone; or those nearest to it add up."""
    rows = {row.text("code"): row for row in answer.nodes("sites")}
    if set(rows) != {facts.sites[site] for site in chosen}:
        return Finding("sites-recomputed", holds=False, told="other sites than open")
    if not facts.covering:
        # Who has two nearest sites may be counted at either, so only the sum is certain.
        total = sum(row.number("electors") for row in rows.values())
        same = _near(total, float(facts.electors.sum()), facts.scale)
        return Finding("sites-recomputed", same, "" if same else f"{total} electors")
    times = facts.times(chosen)
    for site in chosen:
        mine, row = facts.reached(int(site)), rows[facts.sites[site]]
        alone = float(facts.electors[mine[times[mine] == 1]].sum())
        right = _near(row.number("electors"), float(facts.electors[mine].sum()), facts.scale)
        right = right and _near(row.number("electors_alone"), alone, facts.scale)
        if not right or row.whole("demands") != len(mine):
            return Finding("sites-recomputed", holds=False, told=facts.sites[site])
    return Finding("sites-recomputed", holds=True)


def _beyond(value: float, bound: float, facts: Facts) -> Finding:
    slack = _RELATIVE * max(1.0, facts.scale)
    right = value <= bound + slack if facts.covering else value >= bound - slack
    return Finding("value-within-bound", right, "" if right else f"{value} against {bound}")


def _status(facts: Facts, answer: Node, value: float, bound: float) -> Finding:
    """The gap is the numbers' own; `optimal` only within the gap asked."""
    gap, status = answer.node("certificate").number("gap", least=0.0), answer.text("status")
    share = abs(bound - value) / max(abs(bound), 1e-12) if bound != value else 0.0
    if status not in _WORDS or abs(gap - share) > _RELATIVE:
        return Finding("status-follows-gap", holds=False, told=f"{status}, {gap} against {share}")
    right = status != "optimal" or share <= facts.gap + _RELATIVE
    return Finding("status-follows-gap", right, "" if right else f"{share} above {facts.gap}")


def _near(one: float, other: float, scale: float) -> bool:
    return abs(one - other) <= _RELATIVE * max(1.0, abs(scale) * 1e-3, abs(other))
