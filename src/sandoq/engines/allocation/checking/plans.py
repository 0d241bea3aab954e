"""Which validator judges which plan."""

from collections.abc import Callable
from importlib import import_module

from sandoq.engines.allocation.checking.findings import Finding
from sandoq.engines.allocation.documents import Document, accept_document, input_sha256

KINDS = ("equipment", "experts", "siting", "spares", "queues")


def check_plan(question: object, plan: object) -> list[Finding]:
    """Every check of the plan's kind, in a fixed order; the plan is valid if all hold.

    Raises:
        BadDocument: either is not a planning document.
    """
    asked = accept_document(question, KINDS)
    kind = str(asked["kind"])
    answered = accept_document(plan, [f"{kind}-plan"])
    belongs = answered.get("input_sha256") == input_sha256(asked)
    found = [Finding("plan-answers-this-input", belongs, "" if belongs else "other input_sha256")]
    check: Callable[[Document, Document], list[Finding]] = import_module(
        f"sandoq.engines.allocation.checking.{kind}"
    ).check
    return found + check(asked, answered)
