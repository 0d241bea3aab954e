"""What the workforce room's API takes and answers. No identifier of a person leaves by it."""

from datetime import datetime
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from sandoq.ui.api import ShortText


class ShortageRow(Schema):
    """One role in one area: `own`, `by_substitute` and `missing` sum to `needed`."""

    unit: UUID
    unit_name: str
    role: str
    needed: int
    own: int
    by_substitute: int
    missing: int
    appointed: int
    accepted: int
    trained: int
    listed: int
    short_stations: int
    electors_at_short: int


class AppointmentRow(Schema):
    """An appointment; `station` is empty for work in a unit."""

    key: UUID
    person: UUID
    name: str
    role: str
    station: UUID | None
    unit: UUID
    shift: str
    starts_at: datetime
    ends_at: datetime
    state: str
    rate_class: str


class TeamRow(Schema):
    """One role at a station: how many count, until when, and why others do not."""

    role: str
    needed: int
    ready: int
    by_substitute: int
    until: datetime | None
    lacking: list[str] = Field(description="reasons, one for each appointment that does not count")


class CardRead(Schema):
    """A trainee's card as a phone read it, perhaps without network a while ago."""

    card: ShortText
    seen_at: AwareDatetime
    client_uuid: UUID


class PresenceShown(Schema):
    """That a trainee was seen."""

    client_uuid: UUID
    session: UUID
    seen_at: datetime
    way: str
