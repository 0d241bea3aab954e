"""What the readiness room's API takes and answers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from sandoq.apps.readiness.models import Verification
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.ui.api import RowId, ShortText, Text


class TallyShown(Schema):
    """Stations, and electors at those stations, by readiness."""

    stations_ready: int
    stations_on_fallback: int
    stations_not_ready: int
    electors_ready: int
    electors_on_fallback: int
    electors_not_ready: int


class GapShown(Schema):
    """A requirement that stations lack uncovered."""

    requirement: str
    name_fa: str
    name_en: str
    stations: int
    electors: int


class AreaShown(Schema):
    """A unit just below, with its counts."""

    unit: UUID
    name_fa: str
    name_en: str
    tally: TallyShown


class ReadinessShown(Schema):
    """The figures of an area; there is no percentage that could be improved by counting."""

    election: str
    unit: UUID
    as_of: datetime | None
    tally: TallyShown
    gaps: list[GapShown]
    areas: list[AreaShown]


class StationRow(Schema):
    """A station on the board; `gaps` are requirement and point number, null for the station."""

    station: UUID
    name: str
    number: int | None
    unit: UUID
    kind: str
    area: str
    electors: int
    state: str
    gaps: list[tuple[str, int | None]]


class BoardShown(Schema):
    """One page of the board: fifty stations, the page's number from 1."""

    count: int
    page: int
    pages: int
    rows: list[StationRow]


class NeedShown(Schema):
    """A need of a station: what it is, its state now, and what comes next."""

    need: int
    requirement: str
    point: UUID | None
    quantity: int
    criticality: str
    state: str
    next: str
    covered_by: str
    is_gap: bool
    verified_until: datetime | None


class WhyShown(Schema):
    """Why a station is, or is not, ready."""

    station: UUID
    election: str
    state: str
    reasons: list[NeedShown]
    needs: list[NeedShown]


class FindingGiven(Schema):
    """One thing seen, for one need. `key` is the sender's: a repeat changes nothing."""

    key: UUID
    need: RowId
    kind: ProofKind
    taken_at: AwareDatetime
    quantity: Annotated[int, Field(ge=1, le=100_000)] | None = None
    serials: Annotated[list[Annotated[Text, Field(max_length=64)]], Field(max_length=200)] = []
    note: Annotated[Text, Field(max_length=500)] = ""
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None


class EvidenceShown(Schema):
    """A proof and what became of it."""

    key: UUID
    need: int
    kind: str
    quantity: int
    taken_at: datetime
    recorded_at: datetime
    sha256: str
    flags: list[str]
    state: str


class VerdictGiven(Schema):
    """A verdict on a proof; refuting needs a reason."""

    verdict: Verification.Verdict
    reason: Annotated[Text, Field(max_length=500)] = ""


class BoardAsked(Schema):
    """The board's filters, as in its address."""

    unit: UUID | None = None
    state: str = ""
    kind: str = ""
    area: str = ""
    gap: str = ""
    text: ShortText = ""
    sort: str = "worst"
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
