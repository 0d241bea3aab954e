"""The door to the planning engines: heavy imports happen here, where somebody solves."""

from typing import Any

from sandoq.apps.planning.errors import PlanUnsound
from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.equipment import (
    Study,
    SupplyChange,
    read_question,
    staircase,
)
from sandoq.engines.allocation.equipment import explain_station as explain
from sandoq.engines.allocation.equipment import solve as solve_equipment
from sandoq.engines.allocation.progress import Progress, Watch

Document = dict[str, Any]
_STEPS = 4


def solve(question: Document, watch: Watch) -> Document:
    """The plan's own fields, with the steps of its bottleneck unless it was stopped.

    Raises:
        BadDocument, NoFeasiblePlan, SolverFailed: as the engine says.
    """
    asked = read_question(question)
    plan = solve_equipment(asked, watch=watch)
    goes_on = watch(Progress("explaining", plan.seconds))
    if goes_on and plan.status != "stopped":
        plan = plan.explained(staircase(Study(asked, watch), steps=_STEPS))
    return dict(plan.document())


def checked(question: Document, plan: Document) -> None:
    """Refuse a plan that the validator does not find sound.

    Raises:
        PlanUnsound: it found something.
    """
    for finding in check_plan(question, plan):
        if not finding.holds:
            raise PlanUnsound(f"{finding.check}: {finding.told}"[:200])


def what_if(question: Document, model: str, store: str, add: int) -> Document:
    """What `add` devices more (or fewer) of a model in a store would change; nothing is kept.

    Returns:
        The engine's answer: `gain_stations`, `gain_electors` (below 0 for a loss), `then_binds`,
        and whether it is `verified`.

    Raises:
        NoFeasiblePlan: fewer would lie there than none.
    """
    study = Study(read_question(question))
    return dict(study.what_if([SupplyChange(store, model, add)]).document())


def explain_station(question: Document, station: str) -> Document:
    """Why a station is not ready, found by making it ready and solving again.

    Returns:
        `code`, `electors_lost`, `displaced` (codes of stations that would give way), `verified`.
    """
    return dict(explain(Study(read_question(question)), station).document())
