"""Validators that know nothing of the solvers: a plan is judged by its question alone.

Each kind has a module with `check(question, plan) -> list[Finding]`; `check_plan` chooses it.
An import contract keeps the solvers out.
"""

from sandoq.engines.allocation.checking.findings import Finding
from sandoq.engines.allocation.checking.plans import check_plan

__all__ = ["Finding", "check_plan"]
