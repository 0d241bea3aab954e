"""What the API of fees takes and answers. Amounts are whole rials."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sandoq.apps.workforce.models import FeeRule
from sandoq.ui.api import ShortText, Text

_MOST_RIAL = 10**16
Rial = Annotated[int, Field(ge=0, le=_MOST_RIAL)]
_Keys = Annotated[list[UUID], Field(max_length=5000)]


class FeeTally(Schema):
    """How many lines, and rials together."""

    lines: int
    rial: int


class TallyGiven(Schema):
    """What the sender was shown: anything else is refused."""

    lines: Annotated[int, Field(ge=0, le=10**9)]
    rial: Rial


class StandingShown(Schema):
    """How the fees of a unit stand, by the state of lines."""

    unit: UUID
    unit_name: str
    by_state: dict[str, FeeTally]
    total: FeeTally
    paid: FeeTally
    allocated_rial: int | None
    committed_rial: int


class UnitGiven(Schema):
    """Which unit an act is for."""

    unit: UUID


class ComputedShown(Schema):
    """What a computation did; `unrated` counts days by class that no rate is named for."""

    written: int
    unchanged: int
    withdrawn: int
    doubled_days: int
    capped_days: int
    unrated: dict[str, int]


class LinesAsked(Schema):
    """What a list of lines shows; empty parts narrow nothing."""

    unit: UUID | None = None
    state: ShortText = ""
    text: ShortText = ""


class FeeLineShown(Schema):
    """What one person is owed for a polling day."""

    key: UUID
    person: UUID
    name: str
    unit: UUID
    part: int
    claimed_days: int
    doubled_days: int
    capped_days: int
    paid_days: int
    amount_rial: int
    state: str
    state_at: datetime
    held: str


class DayShown(Schema):
    """One paid day."""

    date: date
    rate_class: str
    amount_rial: int


class TransferShown(Schema):
    """The line as it stands in a batch; the account is masked."""

    batch: UUID
    end_to_end_id: str
    account: str
    amount_rial: int
    outcome: str
    reason: str


class WholeLine(FeeLineShown):
    """A line with its days and its way to the bank."""

    note: str
    days: list[DayShown]
    transfers: list[TransferShown]


class CorrectionGiven(Schema):
    """A right account, or why the bank erred."""

    sheba: Annotated[Text, Field(max_length=40)] = ""
    bank_erred: ShortText = ""


class StepGiven(Schema):
    """Which lines are taken: those named, or all that wait for this person."""

    unit: UUID
    lines: _Keys | None = None
    seen: TallyGiven | None = None


class ReturnGiven(Schema):
    """Which lines are sent back, and why."""

    unit: UUID
    lines: Annotated[list[UUID], Field(min_length=1, max_length=5000)]
    reason: Annotated[ShortText, Field(min_length=1)]


class TakenShown(Schema):
    """What a step took, and how many it had to leave to somebody else."""

    lines: int
    rial: int
    left_out: int


class BatchShown(Schema):
    """Transfers that go to the bank together; `sha256` covers head and items."""

    key: UUID
    number: str
    unit: UUID
    made_at: datetime
    pay_on: date
    lines: int
    amount_rial: int
    held_lines: int
    sha256: str
    state: str


class ExportShown(Schema):
    """That it was written for the bank."""

    format: str
    sha256: str
    size_bytes: int
    at: datetime


class WholeBatch(BatchShown):
    """A batch; `holds` says whether what is stored still has its hash."""

    holds: bool
    payer_name: str
    payer_account: str
    void_reason: str
    exports: list[ExportShown]


class BatchGiven(Schema):
    """What is sealed. `key` is the sender's: a repeat changes nothing."""

    key: UUID
    unit: UUID
    pay_on: date | None = None


class MadeShown(Schema):
    """The batch, null if every line had to be held; and how many were held."""

    batch: BatchShown | None
    held: int


class ExportGiven(Schema):
    """The format for the bank."""

    format: Literal["csv", "pain001"] = "csv"


class ReasonGiven(Schema):
    """Why something is taken back."""

    reason: Annotated[ShortText, Field(min_length=1)]


class AnswerShown(Schema):
    """A file of the bank, and what it changed."""

    key: UUID
    unit: UUID
    name: str
    sha256: str
    paid: int
    returned: int
    unchanged: int
    problem_count: int
    at: datetime


class WholeAnswer(AnswerShown):
    """The same with the rows that did not fit, at most a thousand."""

    problems: list[Any]


class AllocationShown(Schema):
    """Money of a unit and all below it."""

    unit: UUID
    unit_name: str
    amount_rial: int
    committed_rial: int
    payer_name: str


class AllocationGiven(Schema):
    """An order that gives money or takes some back (a negative amount)."""

    unit: UUID
    order_number: Annotated[Text, Field(min_length=1, max_length=64)]
    amount_rial: Annotated[int, Field(ge=-_MOST_RIAL, le=_MOST_RIAL)]
    payer_name: Annotated[Text, Field(max_length=120)] = ""
    payer_sheba: Annotated[Text, Field(max_length=40)] = ""


class RuleGiven(Schema):
    """How days become rials since a date; `rates` are per mille of the ceiling by class."""

    name_fa: Annotated[Text, Field(min_length=1, max_length=160)]
    name_en: Annotated[Text, Field(min_length=1, max_length=160)]
    since: date
    legal_reference: Annotated[Text, Field(min_length=1, max_length=200)]
    salary_order: Annotated[Text, Field(min_length=1, max_length=64)]
    salary_rial: Annotated[int, Field(ge=1, le=_MOST_RIAL)]
    rates: dict[
        Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")], Annotated[int, Field(ge=1, le=1000)]
    ]
    share_numerator: Annotated[int, Field(ge=1, le=1000)] = 1
    share_denominator: Annotated[int, Field(ge=1, le=1000)] = 12
    max_days: Annotated[int, Field(ge=1, le=31)] = 3
    round_to_rial: Annotated[int, Field(ge=1, le=10**6)] = 1


class RuleShown(Schema):
    """A rule that was put in force."""

    name_fa: str
    name_en: str
    since: date
    legal_reference: str
    salary_order: str
    salary_rial: int
    rates: dict[str, int]
    share_numerator: int
    share_denominator: int
    max_days: int
    round_to_rial: int
    is_sample: bool
    issued_at: datetime


class ArrearsShown(Schema):
    """What a unit's people are still owed, by age in days."""

    unit: UUID
    unit_name: str
    by_age: dict[str, FeeTally]
    total: FeeTally
    oldest_days: int


def rule_shown(rule: FeeRule) -> dict[str, Any]:
    """A rule as it is answered."""
    return {name: getattr(rule, name) for name in RuleShown.model_fields}
