"""Babol lacks what Amol has plenty of: the smallest province in which a plan is worth making."""

from dataclasses import dataclass
from uuid import uuid4

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Election
from sandoq.apps.inventory.models import Store
from sandoq.apps.planning.models import Run, Scenario
from sandoq.apps.planning.rules.settings import Settings
from sandoq.apps.planning.services import (
    approve_plan,
    make_scenario,
    propose_plan,
    revise_scenario,
    start_solving,
)
from sandoq.apps.planning.services.running import run_solver
from sandoq.apps.readiness.services import (
    RequirementData,
    draft_set,
    follow_stations,
    publish_set,
    revise_requirement,
)
from sandoq.apps.territory.models import Station
from tests.factories import a_district, a_station, an_election
from tests.inventory.scene import Scene, a_scene

_ALL = ("S0", "S1", "S2", "S3", "S4")

RULES = (
    RequirementData(
        code="device",
        source="equipment",
        item="check-in-device",
        name_fa="دستگاه احراز هویت",
        name_en="Check-in device",
        stages=_ALL,
        evidence_policy={"kinds": ["serial", "photo"], "serials": True, "max_age_days": 45},
        order=1,
    ),
    RequirementData(
        code="ups",
        item="ups",
        name_fa="برق اضطراری",
        name_en="UPS",
        stages=_ALL,
        evidence_policy={"kinds": ["visit"], "max_age_days": 45},
        order=2,
    ),
    RequirementData(
        code="power",
        item="power",
        name_fa="برق شهری",
        name_en="Mains",
        stages=_ALL,
        evidence_policy={"kinds": ["visit"], "max_age_days": 45},
        order=3,
    ),
)


@dataclass
class Short:
    """The inventory's scene with an election, stations in both counties, and short means."""

    base: Scene
    election: Election
    babol: list[Station]
    amol: list[Station]

    @property
    def head(self) -> User:
        return self.base.head

    @property
    def member(self) -> User:
        return self.base.member

    @property
    def store(self) -> Store:
        return self.base.store


def a_short_province(*, readers: int = 4, ups: int = 7) -> Short:
    """Babol: a store with nothing, four stations. Amol: two stations, and all the means."""
    base = a_scene()
    election = an_election()
    amol_central = a_district("مرکزی آمل", base.amol)
    babol = [base.station, *(a_station(base.central, electors=900 + 10 * n) for n in range(3))]
    amol = [a_station(amol_central, electors=500 + 10 * n) for n in range(2)]
    day = election.polling_day
    drafted = draft_set(by=base.headquarters, polling_day=day, unit=base.country)
    for rule in RULES:
        revise_requirement(by=base.headquarters, requirement_set=drafted, data=rule)
    publish_set(by=base.headquarters, requirement_set=drafted)
    follow_stations([station.pk for station in (*babol, *amol)])
    if readers:
        base.devices(readers, store=base.amol_store, by=base.amol_keeper)
    if ups:
        base.devices(ups, model=base.plain_switch, store=base.amol_store, by=base.amol_keeper)
    return Short(base, election, babol, amol)


def a_draft(short: Short, *, by: User | None = None, **settings: object) -> Scenario:
    scenario = make_scenario(
        by=by or short.head,
        unit=short.base.province,
        election=short.election,
        title="تجهیزات استان",
        key=uuid4(),
    )
    if settings:
        told = Settings(**settings)  # type: ignore[arg-type]
        scenario = revise_scenario(by=by or short.head, scenario=scenario, settings=told)
    return scenario


def solve_now(scenario: Scenario, by: User) -> Scenario:
    """Send a scenario to be solved and do the worker's part here."""
    run = start_solving(by=by, scenario=scenario)
    run_solver(str(run.key))
    return Scenario.objects.get(pk=scenario.pk)


def a_solved(short: Short, **settings: object) -> Scenario:
    scenario = solve_now(a_draft(short, **settings), short.head)
    assert scenario.state == "solved", list(Run.objects.values("error_code", "error_told"))
    return scenario


def an_approved(short: Short, **settings: object) -> Scenario:
    """Proposed by the head, approved by a member."""
    scenario = a_solved(short, **settings)
    approval = propose_plan(by=short.head, scenario=scenario)
    approve_plan(by=short.member, scenario=scenario, statement_sha256=approval.statement_sha256)
    return Scenario.objects.get(pk=scenario.pk)
