"""An obstacle at a station without a link, forty days before the election."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import time_machine

from sandoq.apps.accounts.models import Post, User
from sandoq.apps.obstacles.models import Agency, AgencySeat, Obstacle, SolutionOption
from sandoq.apps.obstacles.services import (
    ObstacleData,
    OptionData,
    propose_option,
    report_obstacle,
    triage_obstacle,
)
from sandoq.apps.territory.models import Station, Unit
from tests.factories import LONG_AGO, a_user
from tests.readiness.scene import Scene, a_followed_station

START = datetime(2024, 1, 21, 6, tzinfo=UTC)
"""Forty days before the polling day of the scene, 1 March 2024."""


@contextmanager
def on_day(day: int) -> Iterator[None]:
    """That many days after the start; the start is day 0."""
    with time_machine.travel(START + timedelta(days=day), tick=True):
        yield


def an_agency(unit: Unit, name: str = "همراه اول") -> tuple[Agency, User]:
    """An agency of a unit and an officer who speaks for it."""
    agency = Agency.objects.create(unit=unit, code=f"a{Agency.objects.count()}", name_fa=name)
    officer = a_user("agency-officer", unit)
    post = Post.objects.get(tenures__person=officer.person)
    AgencySeat.objects.create(agency=agency, post=post, since=LONG_AGO)
    return agency, officer


def an_obstacle(
    scene: Scene, *stations: Station, by: User | None = None, **fields: object
) -> Obstacle:
    """Reported by the district, tied to the unmet primary link."""
    chosen = stations or (a_followed_station(scene.babol_central),)
    values: dict[str, object] = {
        "title": "دکل روستا خاموش است",
        "kind": "link",
        "severity": "important",
        "stations": [station.key for station in chosen],
        "requirements": ["link"],
    }
    data = ObstacleData(**(values | fields))  # type: ignore[arg-type]
    return report_obstacle(by=by or scene.babol_district_it, election=scene.election, data=data)


def an_option(obstacle: Obstacle, by: User, **fields: object) -> SolutionOption:
    """The tower fix: lead 25 days, verification 5."""
    values: dict[str, object] = {
        "title": "تعمیر دکل",
        "cost_rial": 900_000_000,
        "lead_days": 25,
        "verification_days": 5,
        "residual_risk": "low",
    }
    return propose_option(by=by, obstacle=obstacle, data=OptionData(**(values | fields)))  # type: ignore[arg-type]


def with_options(scene: Scene, **fields: object) -> tuple[Obstacle, SolutionOption]:
    """Reported, weighed, with the tower fix proposed."""
    obstacle = an_obstacle(scene)
    triage_obstacle(by=scene.babol_it, obstacle=obstacle, severity="blocking")
    return obstacle, an_option(obstacle, scene.babol_it, **fields)
