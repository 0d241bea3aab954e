"""The way of a line from computation to the bank, and who may take which step."""

from collections.abc import Mapping
from enum import StrEnum


class LineState(StrEnum):
    """Where a fee stands."""

    COMPUTED = "computed"
    CONFIRMED = "county-confirmed"
    CHECKED = "finance-checked"
    APPROVED = "province-approved"
    BATCHED = "batched"
    EXPORTED = "exported"
    PAID = "paid"
    RETURNED = "returned"
    CORRECTED = "corrected"


class Step(StrEnum):
    """What is done with lines."""

    CONFIRM = "confirm"
    CHECK = "check"
    APPROVE = "approve"
    SEND_BACK = "send-back"
    BATCH = "batch"
    VOID = "void"
    EXPORT = "export"
    PAY = "pay"
    RETURN = "return"
    CORRECT = "correct"


BEGINS: Mapping[Step, frozenset[LineState]] = {
    Step.CONFIRM: frozenset({LineState.COMPUTED}),
    Step.CHECK: frozenset({LineState.CONFIRMED}),
    Step.APPROVE: frozenset({LineState.CHECKED}),
    Step.SEND_BACK: frozenset({LineState.CONFIRMED, LineState.CHECKED}),
    Step.BATCH: frozenset({LineState.APPROVED, LineState.CORRECTED}),
    Step.VOID: frozenset({LineState.BATCHED}),
    Step.EXPORT: frozenset({LineState.BATCHED}),
    Step.PAY: frozenset({LineState.EXPORTED}),
    Step.RETURN: frozenset({LineState.EXPORTED}),
    Step.CORRECT: frozenset({LineState.RETURNED}),
}
"""The states a step begins in; no step ends a state that is not named here."""

ENDS: Mapping[Step, LineState] = {
    Step.CONFIRM: LineState.CONFIRMED,
    Step.CHECK: LineState.CHECKED,
    Step.APPROVE: LineState.APPROVED,
    Step.SEND_BACK: LineState.COMPUTED,
    Step.BATCH: LineState.BATCHED,
    Step.VOID: LineState.APPROVED,
    Step.EXPORT: LineState.EXPORTED,
    Step.PAY: LineState.PAID,
    Step.RETURN: LineState.RETURNED,
    Step.CORRECT: LineState.CORRECTED,
}

COMMITTED = frozenset(
    {
        LineState.APPROVED,
        LineState.BATCHED,
        LineState.EXPORTED,
        LineState.PAID,
        LineState.RETURNED,
        LineState.CORRECTED,
    }
)
"""States in which a line's rials are promised from an allocation."""

IN_ARREARS = frozenset(LineState) - {LineState.PAID}
"""Everything that is due and has not reached the person."""

DECISIONS = (Step.CONFIRM, Step.CHECK, Step.APPROVE)
"""Steps in which a person vouches for a line: each by somebody else."""

_BARRED: Mapping[Step, tuple[Step, ...]] = {
    Step.CONFIRM: (Step.CHECK, Step.APPROVE),
    Step.CHECK: (Step.CONFIRM, Step.APPROVE),
    Step.APPROVE: (Step.CONFIRM, Step.CHECK),
    # Whoever corrects an account must not also be the one who pays into it.
    Step.BATCH: (Step.CONFIRM, Step.CHECK, Step.CORRECT),
}
"""Steps that the taker of a step may not have taken before. A batch takes every approved line
and chooses nothing, so the approver may make it."""


def barred_by(step: Step) -> tuple[Step, ...]:
    """The earlier steps whose takers may not take this one."""
    return _BARRED.get(step, ())


def eyes_problem(step: Step, actor: int, takers: Mapping[Step, int], payee: int | None) -> str:
    """Why this person may not take the step: the step they took before, "own", or "".

    Args:
        actor: the account that would act.
        takers: who took which step of the line.
        payee: the account of the person the fee is for, if there is one.
    """
    if step in {*DECISIONS, Step.CORRECT} and payee == actor:
        return "own"
    for earlier in barred_by(step):
        if takers.get(earlier) == actor:
            return earlier.value
    return ""
