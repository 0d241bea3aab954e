"""Lets the demo's counties measure coverage and plan links; mountains stay without, by seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.connectivity.models import Operator
from sandoq.apps.connectivity.rules.links import LinkKind, PlannedLink
from sandoq.apps.connectivity.rules.readings import ReadingDraft
from sandoq.apps.connectivity.services import (
    record_readings,
    register_known_operators,
    set_link_plans,
)
from sandoq.apps.territory.models import Point, Unit
from sandoq.common.clock import TEHRAN, now

_HOURS = (9, 13, 17)
_MOUNTAIN_SHARE, _MOUNTAIN_CHANCE, _VALLEY_CHANCE = 0.2, 0.45, 0.95
_MEASURED, _PLANNED, _TOWERS_KNOWN = 0.94, 0.8, 0.7
_SATELLITE_IN_MOUNTAINS, _BOTH_MEASURED, _HICCUP = 0.25, 0.9, 0.15
_OLDEST_DAYS, _NEWEST_DAYS = 50, 3


@dataclass(frozen=True, slots=True)
class _Place:
    """A point as the demo sees it."""

    point: int
    unit: int
    is_rural: bool


def register_operators(*, by: User) -> dict[str, Operator]:
    """The country's operators by their codes."""
    return {row.slug: row for row in register_known_operators(by=by)}


def survey(
    *, counties: Sequence[Unit], operators: dict[str, Operator], seed: int
) -> Iterator[Unit]:
    """For each county its representative measures and plans. Yields each county when it is done."""
    for county in counties:
        # Not a secret: the demo must be repeatable.
        rng = Random(f"{seed}/links/{county.name_en}/{county.path}")  # noqa: S311
        places = _places(county)
        surveyor = _representative(county)
        mountains = _mountains(places, rng)
        drafts: list[ReadingDraft] = []
        plans: dict[int, list[PlannedLink]] = {}
        for place in places:
            draw = _Draw(
                place,
                is_mountain=place.unit in mountains and place.is_rural,
                operators=operators,
                rng=rng,
            )
            drafts += draw.readings()
            if rng.random() < _PLANNED:
                plans[place.point] = draw.plan()
        set_link_plans(by=surveyor, plans=plans)
        record_readings(by=surveyor, drafts=drafts, source="phone")
        yield county


class _Draw:
    """What is measured and planned at one point."""

    def __init__(
        self,
        place: _Place,
        *,
        is_mountain: bool,
        operators: dict[str, Operator],
        rng: Random,
    ) -> None:
        self._place = place
        self._operators = operators
        self._rng = rng
        self._mountain = is_mountain
        chance = _MOUNTAIN_CHANCE if is_mountain else _VALLEY_CHANCE
        self._works = {slug: rng.random() < chance for slug in ("mci", "irancell")}
        self._dish = is_mountain and rng.random() < _SATELLITE_IN_MOUNTAINS

    def readings(self) -> list[ReadingDraft]:
        if self._rng.random() > _MEASURED:
            return []
        age = self._rng.randint(_NEWEST_DAYS, _OLDEST_DAYS)
        found = []
        for slug in ("mci", "irancell") if self._rng.random() < _BOTH_MEASURED else ("mci",):
            found += self._series(slug, "4g", age, works=self._works[slug])
        if self._dish:
            found += self._series("satellite", "satellite", age, works=True)
        return found

    def plan(self) -> list[PlannedLink]:
        """Two SIMs whose ground is known in most places, a dish or a line in some."""
        mci, irancell = self._operators["mci"].pk, self._operators["irancell"].pk
        known = self._rng.random() < _TOWERS_KNOWN
        site, other = self._rng.randrange(100, 999), self._rng.randrange(100, 999)
        links = [
            PlannedLink(LinkKind.SIM_A, mci, f"MCI-{site}", f"BH-{site % 90}", f"F-{site % 40}"),
            PlannedLink(
                *(LinkKind.SIM_B, irancell),
                f"MTN-{other}" if known else "",
                f"BH-{100 + other % 90}" if known else "",
                f"F-{100 + other % 40}" if known else "",
            ),
        ]
        if self._dish:
            dish = f"D-{self._place.point}"
            satellite = self._operators["satellite"].pk
            links.append(PlannedLink(LinkKind.SATELLITE, satellite, dish, dish, f"UPS {dish}"))
        return [*links, PlannedLink(LinkKind.OFFLINE)]

    def _series(self, slug: str, technology: str, age: int, *, works: bool) -> list[ReadingDraft]:
        """Ten transactions in each of two parts of one day."""
        rng = self._rng
        day = now() - timedelta(days=age)
        level = rng.randint(-104, -72) if works else rng.randint(-128, -112)
        return [
            ReadingDraft(
                client_uuid=UUID(int=rng.getrandbits(128), version=4),
                point_id=self._place.point,
                operator_id=self._operators[slug].pk,
                technology=technology if works or technology == "satellite" else "3g",
                attempts=10,
                successes=10 - (rng.random() < _HICCUP) if works else rng.randint(0, 6),
                taken_at=_at(day, hour, rng.randrange(60)),
                rsrp_dbm=_level(technology, level, works=works),
                is_indoor=True,
                p95_ms=rng.randint(180, 900) if works else rng.randint(2_000, 9_000),
            )
            for hour in sorted(rng.sample(_HOURS, 2))
        ]


def _level(technology: str, level: int, *, works: bool) -> int | None:
    if technology == "satellite":
        return None
    return level if works else max(level, -119)


def _at(day: datetime, hour: int, minute: int) -> datetime:
    local = day.astimezone(TEHRAN)
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _places(county: Unit) -> list[_Place]:
    rows = (
        Point.objects.filter(station__county=county, station__retired_at=None)
        .order_by("station__number", "seq")
        .values_list("pk", "station__unit_id", "station__area")
    )
    return [_Place(point, unit, area == "rural") for point, unit, area in rows]


def _mountains(places: Sequence[_Place], rng: Random) -> set[int]:
    """Districts of the county whose villages lie behind mountains."""
    return {
        unit for unit in sorted({place.unit for place in places}) if rng.random() < _MOUNTAIN_SHARE
    }


def _representative(county: Unit) -> User:
    return User.objects.get(
        person__tenures__post__unit=county,
        person__tenures__post__role=Role.COUNTY_IT,
        person__tenures__until=None,
    )
