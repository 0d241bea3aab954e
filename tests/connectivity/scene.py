"""A province with two counties, three operators, and readings made as a surveyor makes them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.models import Operator
from sandoq.apps.connectivity.rules.grading import DEFAULT_RULE, GradingRule
from sandoq.apps.connectivity.rules.links import PlannedLink
from sandoq.apps.connectivity.rules.readings import ReadingDraft
from sandoq.apps.connectivity.services import (
    follow_stations,
    record_readings,
    register_known_operators,
    set_link_plan,
)
from sandoq.apps.territory.models import Point, Station, Unit
from sandoq.common.clock import now
from tests.factories import a_country, a_county, a_district, a_province, a_station, a_user

MORNING, MIDDAY, NIGHT = 5, 9, 19
"""Hours in UTC: 8:30, 12:30 and 22:30 in Tehran."""

RULE: GradingRule = DEFAULT_RULE


@dataclass
class Scene:
    """Units, people and operators."""

    country: Unit
    province: Unit
    babol: Unit
    amol: Unit
    babol_central: Unit
    amol_central: Unit
    headquarters: User
    head: User
    member: User
    babol_it: User
    amol_it: User
    surveyor: User
    mci: Operator
    irancell: Operator
    satellite: Operator


def a_scene() -> Scene:
    """The scene without stations."""
    country = a_country()
    province = a_province()
    babol, amol = a_county("بابل", province), a_county("آمل", province)
    babol_central, amol_central = a_district("مرکزی بابل", babol), a_district("مرکزی آمل", amol)
    headquarters = a_user("headquarters", country)
    operators = {row.slug: row for row in register_known_operators(by=headquarters)}
    return Scene(
        country=country,
        province=province,
        babol=babol,
        amol=amol,
        babol_central=babol_central,
        amol_central=amol_central,
        headquarters=headquarters,
        head=a_user("province-head", province),
        member=a_user("province-member", province),
        babol_it=a_user("county-it", babol),
        amol_it=a_user("county-it", amol),
        surveyor=a_user("operator", babol_central),
        mci=operators["mci"],
        irancell=operators["irancell"],
        satellite=operators["satellite"],
    )


def a_followed_station(unit: Unit, **fields: object) -> Station:
    """A station that this room has been told of."""
    station = a_station(unit, **fields)  # type: ignore[arg-type]
    follow_stations([station.pk])
    return station


def days_ago(days: float, hour: int = MORNING) -> datetime:
    """A moment so many whole days ago at this hour in UTC; never in the future."""
    day = now() - timedelta(days=days)
    at = day.replace(hour=hour, minute=0, second=0, microsecond=0)
    return at if at <= now() else at - timedelta(days=1)


def a_draft(point: Point, operator: Operator, **fields: object) -> ReadingDraft:
    """Ten transactions that all succeeded, two days ago in the morning."""
    technology = {"mobile": "4g", "fixed": "fibre", "satellite": "satellite"}[operator.kind]
    values: dict[str, object] = {
        "client_uuid": uuid4(),
        "point_id": point.pk,
        "operator_id": operator.pk,
        "technology": technology,
        "attempts": 10,
        "successes": 10,
        "taken_at": days_ago(2),
        "rsrp_dbm": -90 if technology == "4g" else None,
    }
    return ReadingDraft(**(values | fields))  # type: ignore[arg-type]


def measure(
    point: Point, operator: Operator, by: User, *, successes: int = 10, days: float = 2
) -> None:
    """Ten transactions in the morning and ten at midday."""
    drafts = [
        a_draft(point, operator, successes=successes, taken_at=days_ago(days, hour))
        for hour in (MORNING, MIDDAY)
    ]
    record_readings(by=by, drafts=drafts, source="phone")


def plan(point: Point, by: User, *links: tuple[str, Operator, str, str, str]) -> None:
    """A plan of (kind, operator, tower, backhaul, feeder)."""
    wanted = [PlannedLink(kind, operator.pk, *under) for kind, operator, *under in links]
    set_link_plan(by=by, point=point, links=wanted)


def at_utc(*parts: int) -> datetime:
    """A moment in UTC."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]
