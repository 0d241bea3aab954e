"""Builds a demo by calling the services and the import that real data goes through."""

import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import translation

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import found_headquarters
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.elections.selectors import next_election
from sandoq.apps.readiness.services import draft_set, publish_set, revise_requirement
from sandoq.apps.territory.models import Station, Unit
from sandoq.common.clock import now, today
from sandoq.demo import (
    connectivity,
    elections,
    evidence,
    fees,
    inventory,
    obstacles,
    people,
    planning,
    towers,
    workbooks,
    workforce,
)
from sandoq.demo.errors import DemoNeedsEmptyDatabase
from sandoq.demo.loading import import_workbook
from sandoq.demo.progress import Progress
from sandoq.demo.requirements import requirements_of
from sandoq.demo.stations import generate_stations
from sandoq.demo.territory import Scope, demo_territory
from sandoq.demo.units import COUNTRY_REF, open_units, province_ref


def build(scope: Scope, *, stations: int | None, seed: int) -> int:
    """Fill an empty database; the exit status.

    Raises:
        DemoNeedsEmptyDatabase: there are units already.
    """
    call_command("migrate", verbosity=0)
    if Unit.objects.exists():
        raise DemoNeedsEmptyDatabase(Unit.objects.count())
    with translation.override("fa"):
        _build(scope, stations, seed)
    return 0


def _build(scope: Scope, stations: int | None, seed: int) -> None:
    territory = demo_territory(scope)
    with _step("units and offices"):
        headquarters = found_headquarters(
            username=people.HEADQUARTERS, name_fa="ستاد انتخابات کشور", name_en="Headquarters"
        ).user
        units = open_units(by=headquarters, territory=territory, at=now())
        people.fill_offices(by=headquarters, units=units, seed=seed)
    with _step("elections"):
        day = elections.call_elections(
            by=headquarters, scope=scope, territory=territory, units=units, today=today(now())
        )

    folder = Path(settings.HOME) / "demo"
    rows = generate_stations(scope, stations=stations, seed=seed)
    with Progress("stations", total=len(territory.provinces)) as progress:
        for iso, path, _ in workbooks.write_workbooks(rows, folder):
            import_workbook(path, province=units[province_ref(iso)])
            progress.advance()

    counties = [units[ref] for ref in units if units[ref].level == "county"]
    counties = [unit for unit in counties if Station.objects.filter(county=unit).exists()]
    models = inventory.define_equipment(by=headquarters)
    with Progress("equipment", total=len(counties)) as progress:
        for _ in inventory.stock_counties(
            models=models, counties=counties, seed=seed, everywhere=scope != "nation"
        ):
            progress.advance()
    operators = connectivity.register_operators(by=headquarters)
    with Progress("links", total=len(counties)) as progress:
        for _ in connectivity.survey(counties=counties, operators=operators, seed=seed):
            progress.advance()
    if scope != "nation":
        with _step("towers and coverage estimate"):
            for province in territory.provinces:
                towers.estimate_province(
                    by=headquarters, province=units[province_ref(province.iso)], seed=seed
                )
    plan = workforce.plan_work(by=headquarters, day=day, country=units[COUNTRY_REF])
    staffed = workforce.counties_to_staff(units)
    with Progress("workforce", total=len(staffed)) as progress:
        for _ in workforce.staff(by=headquarters, plan=plan, counties=staffed, seed=seed):
            progress.advance()
    # After the rooms below, which answer for some of them: each is then asked once.
    with _step("requirements"):
        _publish_requirements(headquarters, day, units[COUNTRY_REF], scope)
    with Progress("evidence", total=len(counties)) as progress:
        for _ in evidence.gather(day=day, counties=counties, seed=seed):
            progress.advance()
    election = next_election(now(), units[COUNTRY_REF].path)
    if election is not None:
        with _step("obstacles"):
            obstacles.gather(by=headquarters, election=election, counties=counties)
    with _step("fees of the former election"):
        fees.pay_former(by=headquarters, plan=plan, counties=staffed, seed=seed)
    if scope != "nation":
        with _step("plan of equipment"):
            _plan_equipment(day, units)


def _plan_equipment(day: PollingDay, units: Mapping[str, Unit]) -> None:
    province = next(unit for unit in units.values() if unit.level == "province")
    election = day.elections.order_by("pk").first()
    if election is not None:
        planning.plan_equipment(province=province, election=election)


def _publish_requirements(by: User, day: PollingDay, country: Unit, scope: Scope) -> None:
    drafted = draft_set(by=by, polling_day=day, unit=country)
    for requirement in requirements_of(scope):
        revise_requirement(by=by, requirement_set=drafted, data=requirement)
    publish_set(by=by, requirement_set=drafted)


@contextmanager
def _step(name: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    sys.stderr.write(f"demo: {name} ({time.monotonic() - begun:.1f} s)\n")
