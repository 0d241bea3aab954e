"""What the obstacles room's API takes and answers."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sandoq.ui.api import ShortText, Slug, Text, Window

Title = Annotated[Text, Field(min_length=1, max_length=160)]
Days = Annotated[int, Field(ge=0, le=365)]
Long = Annotated[Text, Field(max_length=2000)]


class ObstaclesAsked(Window):
    """Which obstacles; unknown values are ignored, as on the board."""

    unit: UUID | None = None
    state: ShortText = ""
    severity: ShortText = ""
    kind: ShortText = ""
    source: ShortText = ""
    late: ShortText = ""
    mine: ShortText = ""
    text: ShortText = ""
    sort: ShortText = ""


class ObstacleRow(Schema):
    """An obstacle in a list; everything but title and kind is computed."""

    key: UUID
    title: str
    kind: str
    state: str
    severity: str
    source: str
    unit: UUID
    stations: int
    stations_left: int
    electors: int
    weight: int
    needs_linked: int
    needs_verified: int
    decide_by: date
    reported_at: datetime


class OptionShown(Schema):
    """One option of those that stand side by side."""

    key: UUID
    title: str
    agency: UUID | None
    cost_rial: int
    lead_days: int
    verification_days: int
    residual_risk: str
    decide_by: date
    is_decided: bool


class OwnerShown(Schema):
    """Who answers for it."""

    id: int
    unit: UUID | None
    agency: UUID | None
    reason: str
    since: datetime
    acknowledged_at: datetime | None


class ObstacleShown(ObstacleRow):
    """All of an obstacle."""

    description: str
    options: list[OptionShown]
    owners: list[OwnerShown]
    escalated_to: list[UUID]


class ObstacleGiven(Schema):
    """A report; `key` is chosen by the sender, so that sending it again doubles nothing."""

    key: UUID
    title: Title
    kind: Literal["link", "power", "equipment", "staff", "place", "security", "other"]
    severity: Literal["blocking", "important", "minor"]
    stations: Annotated[list[UUID], Field(min_length=1, max_length=5000)]
    description: Long = ""
    requirements: Annotated[list[Slug], Field(max_length=50)] = []


class TriageGiven(Schema):
    """How bad it is, and whose."""

    severity: Literal["blocking", "important", "minor"]
    agency: UUID | None = None


class OptionGiven(Schema):
    """One more option."""

    key: UUID
    title: Title
    cost_rial: Annotated[int, Field(ge=0, le=10**15)]
    lead_days: Days
    verification_days: Days = 5
    residual_risk: Literal["low", "medium", "high"]
    description: Long = ""
    agency: UUID | None = None


class DecisionGiven(Schema):
    """For which option."""

    option: UUID


class ClaimGiven(Schema):
    """What was done."""

    note: ShortText = ""
