"""The door to the planning engines: heavy imports happen here, in workers only."""

from typing import Any

from sandoq.common.errors import DomainError
from sandoq.engines.allocation.checking import equipment as equipment_check
from sandoq.engines.allocation.equipment import read_question
from sandoq.engines.allocation.equipment import solve as solve_equipment
from sandoq.engines.allocation.progress import Watch

Document = dict[str, Any]


class PlanUnsound(DomainError):
    """The validator refused what the solver answered; `finding` is the first of its findings."""

    code = "plan-unsound"

    def __init__(self, finding: str) -> None:
        super().__init__(finding)
        self.finding = finding


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
    findings = equipment_check.check(question, plan)
    if findings:
        raise PlanUnsound(str(findings[0]))
