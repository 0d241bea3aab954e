"""What the pay of workers refuses, and why. Amounts are whole rials."""

from dataclasses import dataclass

from sandoq.common.errors import BadInput, Conflict, DomainError


@dataclass(frozen=True, slots=True)
class Named:
    """What a unit is called in both languages."""

    name_fa: str
    name_en: str = ""

    def __str__(self) -> str:
        return self.name_fa


class _BadPart(DomainError):
    """A part of what was given cannot be accepted; the whole sentence is shown beside it."""

    status = 422

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(field, value, reason)
        self.field = field
        self.value = value
        self.reason = reason


class BadFeeRule(_BadPart):
    """A fee rule cannot hold; `field` names the part."""

    code = "bad-fee-rule"


class NoFeeRule(Conflict):
    """No fee rule is in force on the polling day, so nothing can be computed."""

    code = "no-fee-rule"

    def __init__(self, polling_day: str) -> None:
        super().__init__(polling_day)
        self.polling_day = polling_day


class FourEyes(DomainError):
    """A person may take only one step of a fee, and none of their own fee.

    `taken` is the step the person took before, or "own" for their own fee.
    """

    code = "fees-four-eyes"
    status = 403

    def __init__(self, step: str, taken: str, lines: int) -> None:
        super().__init__(step, taken, lines)
        self.step = step
        self.taken = taken
        self.lines = lines


class WrongFeeState(Conflict):
    """Some lines are not where the step begins."""

    code = "fees-wrong-state"

    def __init__(self, step: str, lines: int) -> None:
        super().__init__(step, lines)
        self.step = step
        self.lines = lines


class NothingToDo(Conflict):
    """No line waits for this step in this place."""

    code = "fees-nothing-waits"

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


class FeesChanged(Conflict):
    """The list is not the one the person saw: agreement holds for what was shown only."""

    code = "fees-changed"

    def __init__(self, seen_lines: int, seen_rial: int, lines: int, rial: int) -> None:
        super().__init__(seen_lines, seen_rial, lines, rial)
        self.seen_lines = seen_lines
        self.seen_rial = seen_rial
        self.lines = lines
        self.rial = rial


class AllocationExceeded(Conflict):
    """The sum would pass the money allocated to a unit."""

    code = "fees-allocation-exceeded"

    def __init__(
        self, unit: Named, allocated_rial: int, committed_rial: int, asked_rial: int
    ) -> None:
        super().__init__(unit, allocated_rial, committed_rial, asked_rial)
        self.unit = unit
        self.allocated_rial = allocated_rial
        self.committed_rial = committed_rial
        self.asked_rial = asked_rial
        self.missing_rial = committed_rial + asked_rial - allocated_rial


class NoAllocation(Conflict):
    """Money is promised only where some is allocated."""

    code = "fees-no-allocation"

    def __init__(self, unit: Named, asked_rial: int) -> None:
        super().__init__(unit, asked_rial)
        self.unit = unit
        self.asked_rial = asked_rial


class BadAllocation(BadInput):
    """An allocation needs an order number and an amount that keeps it above what is promised."""

    code = "bad-allocation"


class BatchState(Conflict):
    """The batch is not in a state that allows this."""

    code = "fees-batch-state"

    def __init__(self, number: str, state: str) -> None:
        super().__init__(number, state)
        self.number = number
        self.state = state


class BatchAltered(Conflict):
    """The batch in the database no longer has the hash it was sealed with: pay nothing from it."""

    code = "fees-batch-altered"

    def __init__(self, number: str, sealed: str, found: str) -> None:
        super().__init__(number, sealed, found)
        self.number = number
        self.sealed = sealed
        self.found = found


class BankFileUnreadable(_BadPart):
    """The bank's answer cannot be read; `reason` says why."""

    code = "bank-file-unreadable"


class NotCorrected(Conflict):
    """A returned fee is sent again only after the account was corrected, or the bank erred."""

    code = "fees-not-corrected"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FeeReasonMissing(DomainError):
    """Who sends lines back says why, so that the county can put it right."""

    code = "fees-reason-missing"
    status = 422


class FeesStale(Conflict):
    """Attendance behind the lines was refuted since they were computed."""

    code = "fees-stale"

    def __init__(self, lines: int) -> None:
        super().__init__(lines)
        self.lines = lines
