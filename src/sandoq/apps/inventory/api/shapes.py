"""What the inventory room's API takes and answers."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sandoq.ui.api import ShortText, Text

Serial = Annotated[Text, Field(min_length=1, max_length=64)]
Sha256 = Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]


class Keeper(Schema):
    """Who answers for a device: one person or one store."""

    person: UUID | None
    store: UUID | None
    name: str
    since: datetime


class AssetShown(Schema):
    """A device, and who keeps it."""

    key: UUID
    kind: str
    model: str
    serial: str
    state: str
    state_since: datetime
    firmware: str
    unit: UUID
    station: UUID | None
    kit: str | None
    is_missing: bool
    keeper: Keeper


class AssetsAsked(Schema):
    """Filters of a list of devices."""

    under: UUID | None = None
    text: ShortText = ""
    kind: ShortText = ""
    state: str = ""
    where: str = ""
    store: UUID | None = None
    sort: str = "kind"


class StoreShown(Schema):
    """A store."""

    key: UUID
    unit: UUID
    name: str


class HandOverLine(Schema):
    """One device of a hand-over; `is_received` is null while it waits."""

    asset: UUID
    serial: str
    seal: str
    is_received: bool | None


class HandOverShown(Schema):
    """A hand-over between two sides."""

    key: UUID
    state: str
    giver: str
    receiver: str
    station: UUID | None
    offered_at: datetime
    answered_at: datetime | None
    statement_sha256: str
    lines: list[HandOverLine]


class OfferGiven(Schema):
    """Devices offered to one person or one store. `client_uuid` makes a repeat harmless."""

    client_uuid: UUID
    assets: Annotated[list[UUID], Field(min_length=1, max_length=500)]
    to_person: UUID | None = None
    to_store: UUID | None = None
    station: UUID | None = None
    note: ShortText = ""


class AnswerGiven(Schema):
    """What came: `received` null means all. `verdict` declined: nothing."""

    client_uuid: UUID
    verdict: Literal["acknowledged", "declined", "withdrawn"]
    received: list[UUID] | None = Field(default=None, max_length=500)
    note: ShortText = ""


class SwapGiven(Schema):
    """A spare takes a failed device's place."""

    client_uuid: UUID
    failed: UUID
    spare: UUID
    reason: ShortText = ""


class SwapShown(Schema):
    """A swap that was done."""

    key: UUID
    failed: UUID
    spare: UUID
    station: UUID
    at: datetime


class SpareShown(Schema):
    """A spare within reach; `minutes` is an estimate from the straight line."""

    asset: UUID
    serial: str
    model: str
    store: str
    minutes: float
