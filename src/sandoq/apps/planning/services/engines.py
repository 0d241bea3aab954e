"""The door to the planning engines: heavy imports happen here, in workers only."""

from typing import Any

from sandoq.apps.planning.errors import PlanUnsound
from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.equipment import read_question
from sandoq.engines.allocation.equipment import solve as solve_equipment
from sandoq.engines.allocation.progress import Watch, unwatched

Document = dict[str, Any]


def solve(question: Document, watch: Watch) -> Document:
    """The plan's own fields.

    Raises:
        BadDocument, NoFeasiblePlan, SolverFailed: as the engine says.
    """
    return dict(solve_equipment(read_question(question), watch=watch).document())


def checked(question: Document, plan: Document) -> None:
    """Refuse a plan that the validator does not find sound.

    Raises:
        PlanUnsound: it found something.
    """
    for finding in check_plan(question, plan):
        if not finding.holds:
            raise PlanUnsound(f"{finding.check}: {finding.told}"[:200])


def what_if(question: Document, plan: Document, model: str, store: str, add: int) -> Document:
    """What `add` devices more (or fewer) of a model in a store would change; nothing is kept.

    The whole plan is solved again over the changed means, so the answer is as good as the plan.

    Returns:
        `gain_stations`, `gain_electors` (below 0 for a loss), and `gap`, that of the electors.
    """
    stores = [
        {**row, "stock": _changed(row["stock"], model, add)} if row["code"] == store else row
        for row in question["stores"]
    ]
    electors = {row["code"]: row["electors"] for row in question["stations"]}
    there = solve({**question, "stores": stores}, unwatched)
    before, after = set(plan["ready"]), set(there["ready"])
    gaps = [row["certificate"]["gap"] for row in there["goals"] if row["goal"] == "electors"]
    return {
        "gain_stations": len(after) - len(before),
        "gain_electors": sum(map(electors.__getitem__, after))
        - sum(map(electors.__getitem__, before)),
        "gap": gaps[0] if gaps else None,
    }


def _changed(stock: dict[str, int], model: str, add: int) -> dict[str, int]:
    return {**stock, model: max(0, stock.get(model, 0) + add)}
