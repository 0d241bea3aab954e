"""What the connectivity room's API takes and answers."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from sandoq.apps.connectivity.rules.links import LinkKind
from sandoq.apps.connectivity.rules.operators import Technology
from sandoq.apps.connectivity.rules.readings import MOST_ATTEMPTS, MOST_MS
from sandoq.ui.api import ShortText, Slug, Text

Identifier = Annotated[Text, Field(max_length=60)]
Count = Annotated[int, Field(ge=0, le=MOST_ATTEMPTS)]


class FiguresShown(Schema):
    """Sums over the live stations of a unit; electors count once a station."""

    unit: UUID
    as_of: AwareDatetime
    stations: int
    points: int
    electors: int
    points_without_link: int
    points_without_fallback: int
    stations_without_link: int
    stations_without_fallback: int
    electors_without_link: int
    electors_without_fallback: int


class ReasonShown(Schema):
    """What is missing: how much there is, how much is needed, since when."""

    code: str
    have: int
    need: int
    at: AwareDatetime | None


class GradeShown(Schema):
    """What is known of one operator at a point."""

    operator: str
    grade: str
    attempts: int
    successes: int
    bands: int
    rsrp_dbm: int | None
    latest: AwareDatetime | None
    until: AwareDatetime | None
    reasons: list[ReasonShown]


class SharedShown(Schema):
    """What a link shares with the primary one; without a name because nobody knows."""

    domain: str
    name: str


class LinkShown(Schema):
    """A link in its order."""

    kind: str
    operator: str
    tower: str
    backhaul: str
    feeder: str
    is_primary: bool
    is_verified: bool
    is_independent: bool
    shared: list[SharedShown]


class LinkedPointRow(Schema):
    """A point of a list."""

    point: UUID
    station: UUID
    name: str
    electors: int
    state: str
    is_planned: bool
    has_link: bool
    has_fallback: bool
    until: AwareDatetime | None


class PointShown(Schema):
    """The links of one point at this moment."""

    point: UUID
    state: str
    is_planned: bool
    primary_verified: bool
    fallback_verified: bool
    until: AwareDatetime | None
    links: list[LinkShown]
    grades: list[GradeShown]


class PointsAsked(Schema):
    """Filters of a list of points; as on the board."""

    under: UUID | None = None
    gap: str = ""
    state: str = ""
    operator: str = ""
    grade: str = ""
    kind: str = ""
    area: str = ""
    text: ShortText = ""


class ReadingGiven(Schema):
    """A measurement. `key` is chosen where it was taken, so that a repeat doubles nothing."""

    key: UUID
    point: UUID
    operator: Slug
    technology: Technology
    attempts: Count
    successes: Count
    taken_at: AwareDatetime
    rsrp_dbm: Annotated[int, Field(ge=-200, le=200)] | None = None
    sinr_db: Annotated[float, Field(ge=-200, le=200)] | None = None
    is_indoor: bool = True
    p95_ms: Annotated[int, Field(ge=0, le=MOST_MS)] | None = None
    note: Annotated[Text, Field(max_length=200)] = ""


class RecordedShown(Schema):
    """How many readings were new, and how many known already."""

    created: int
    known: int


class LinkGiven(Schema):
    """A link of a plan; an empty identifier is unknown and counts as shared."""

    kind: LinkKind
    operator: Slug | None = None
    tower: Identifier = ""
    backhaul: Identifier = ""
    feeder: Identifier = ""


class OperatorShown(Schema):
    """An operator of links."""

    slug: str
    kind: str
    name_fa: str
    name_en: str
    network_code: str
