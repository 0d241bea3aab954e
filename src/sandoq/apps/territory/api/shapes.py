"""What the territory room's API takes and answers."""

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from sandoq.apps.territory.models import Area, StationKind
from sandoq.ui.api import (
    MOST_INTEGER,
    ShortText,
    Text,
)

Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["08:00"])]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Number = Annotated[int, Field(ge=1, le=MOST_INTEGER)]
Electors = Annotated[int, Field(ge=0, le=MOST_INTEGER)]


class UnitRow(Schema):
    """A unit of the administrative tree."""

    key: UUID
    level: str
    name_fa: str
    name_en: str
    seat: tuple[float, float] | None = Field(description="longitude, latitude (WGS 84)")
    codes: dict[str, str] = Field(description="codes in force, by scheme")


class PointRow(Schema):
    """A point; times are local, of polling day."""

    key: UUID
    seq: int
    name: str
    address: str
    lon: float | None
    lat: float | None
    opens: Clock | None
    closes: Clock | None


class StationShown(Schema):
    """A polling station with its points."""

    key: UUID
    unit: UUID
    county: UUID
    number: int | None
    name: str
    kind: StationKind
    area: Area
    electors: int
    address: str
    codes: dict[str, str]
    is_live: bool
    points: list[PointRow]


class PointGiven(Schema):
    """A point as it should be; with `key` it is one already known."""

    key: UUID | None = None
    name: ShortText
    address: ShortText = ""
    lon: Longitude | None = None
    lat: Latitude | None = None
    opens: Clock | None = None
    closes: Clock | None = None


class StationGiven(Schema):
    """A new station. `key` is chosen by the sender, so that a repeat opens nothing twice."""

    key: UUID
    unit: UUID
    number: Number | None = None
    name: ShortText
    kind: StationKind
    area: Area
    electors: Electors
    address: ShortText = ""
    points: Annotated[list[PointGiven], Field(min_length=1, max_length=50)]


class StationRevised(Schema):
    """What changes of a station; what is absent stays."""

    name: ShortText | None = None
    number: Number | None = None
    kind: StationKind | None = None
    area: Area | None = None
    electors: Electors | None = None
    address: ShortText | None = None
    order_number: Annotated[Text, Field(max_length=64)] = ""


class Retirement(Schema):
    """The order by which a station leaves the register."""

    order_number: Annotated[Text, Field(max_length=64)]


class StationsAsked(Schema):
    """Filters of a list of stations."""

    under: UUID | None = None
    text: ShortText = ""
    kind: str = ""
    area: str = ""
    state: str = "live"
    sort: str = "number"
