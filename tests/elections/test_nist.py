"""The report before an election has the structure NIST published, and says what is true."""

import json
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.models import Contest, SeatRule, StageAssignment
from sandoq.apps.elections.selectors.nist import nist_report
from sandoq.apps.elections.services import create_run_off, draw_constituency
from sandoq.apps.territory.models import Point, StationCode, UnitCode
from tests.elections.builders import (
    RUN_OFF_DAY,
    Land,
    a_contest_by,
    a_planned_day,
    an_election_by,
)
from tests.elections.nist_structure import faults
from tests.factories import a_station, a_user

pytestmark = pytest.mark.django_db

AT = datetime(2024, 1, 2, 3, 4, 5, 678, tzinfo=UTC)


@pytest.fixture
def contest(boss: User, land: Land) -> Contest:
    """Sari and Miandorud with two seats; check-in in Sari, a scanner at one of its stations."""
    contest = a_contest_by(boss, an_election_by(boss))
    units = [land.sari, land.miandorud]
    draw_constituency(by=boss, contest=contest, name_fa="ساری و میاندورود", seats=2, units=units)
    scanned = a_station(land.sari_centre, address="خیابان فرهنگ")
    a_station(land.sari_dodangeh, kind="mobile", points=3)
    a_station(land.miandorud, number=None)
    a_station(land.babol)
    StageAssignment.objects.create(contest=contest, unit=land.sari, stage="S1", fallback="S0")
    StageAssignment.objects.create(contest=contest, station=scanned, stage="S2", fallback="S1")
    StationCode.objects.create(station=scanned, scheme="interior", value="۱۲۳")
    recoded = date(2020, 11, 24)
    for value, since, until in (("IR-21", None, recoded), ("IR-02", recoded, None)):
        UnitCode.objects.create(
            unit=land.mazandaran, scheme="iso-3166-2", value=value, since=since, until=until
        )
    return contest


def report_of(user: User, contest: Contest) -> dict[str, Any]:
    report = json.loads("".join(nist_report(user, contest.election, AT)))
    assert isinstance(report, dict)
    return report


def units_of(report: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [unit for unit in report["GpUnit"] if unit.get("Type") == kind]


def test_the_report_has_the_published_structure(boss: User, contest: Contest) -> None:
    """Required and allowed properties, lists of values, ids that exist and are unique."""
    report = report_of(boss, contest)

    assert faults(report) == []
    assert (report["Status"], report["Format"]) == ("pre-election", "precinct-level")
    assert report["GeneratedDate"] == "2024-01-02T06:34:05+03:30"


def test_the_description_finds_what_is_wrong(boss: User, contest: Contest) -> None:
    """A structure check that accepts everything would prove nothing."""
    sound = report_of(boss, contest)
    for spoil in (
        lambda r: r.pop("Issuer"),
        lambda r: r["GpUnit"].append(deepcopy(r["GpUnit"][0])),
        lambda r: r["GpUnit"][0].update(Type="kiosk"),
        lambda r: r["GpUnit"][0].update(Colour="red"),
        lambda r: r["Election"][0].update(ElectionScopeId="unit-nowhere"),
        lambda r: r["Election"][0]["Contest"][0].pop("VotesAllowed"),
        lambda r: r["Election"][0].update(StartDate="1402/12/11"),
        lambda r: r["Election"][0]["Name"].update(Text=[]),
    ):
        spoilt = deepcopy(sound)
        spoil(spoilt)
        assert faults(spoilt)


def test_stations_are_polling_places_with_devices_from_s1_on(boss: User, contest: Contest) -> None:
    """Two of three have a device; Babol is not in the constituency, so not in the report."""
    report = report_of(boss, contest)
    places = units_of(report, "polling-place")
    devices = [u for u in report["GpUnit"] if u["@type"].endswith("ReportingDevice")]

    assert len(places) == 3
    assert [device["DeviceClass"].get("Type") for device in devices] == ["opscan-precinct", "other"]
    assert [len(place.get("ComposingGpUnitIds", [])) for place in places] == [1, 1, 0]
    assert places[0]["ContactInformation"]["AddressLine"] == ["خیابان فرهنگ"]
    assert places[0]["ExternalIdentifier"][0]["Type"] == "national-level"
    mobile = json.loads(places[1]["SpatialDimension"]["SpatialExtent"]["Coordinates"])
    assert len(mobile["coordinates"]) == Point.objects.filter(station__kind="mobile").count() == 3
    assert "Number" not in places[2]


def test_units_hang_together_and_bear_the_code_of_the_day(
    boss: User, land: Land, contest: Contest
) -> None:
    """On polling day Mazandaran was IR-02; East Azerbaijan has nothing to do with it."""
    report = report_of(boss, contest)
    names = {unit["@id"]: unit for unit in report["GpUnit"]}
    province = names[f"unit-{land.mazandaran.key}"]

    assert (province["Type"], province["OtherType"]) == ("other", "province")
    (code,) = province["ExternalIdentifier"]
    assert (code["OtherType"], code["Value"], code["Label"]) == (
        "iso-3166-2",
        "IR-02",
        "2020-11-24/..",
    )
    assert f"unit-{land.azerbaijan.key}" not in names
    assert f"unit-{land.babol.key}" not in names
    assert set(province["ComposingGpUnitIds"]) == {
        f"unit-{land.sari.key}",
        f"unit-{land.miandorud.key}",
    }
    (district,) = [u for u in report["GpUnit"] if u.get("OtherType") == "constituency"]
    assert len(district["ComposingGpUnitIds"]) == 2


def test_a_contest_says_how_many_are_elected(boss: User, contest: Contest) -> None:
    """Two seats, two names on the ballot, at most four in the run-off."""
    (found,) = report_of(boss, contest)["Election"][0]["Contest"]

    numbers = (found["NumberElected"], found["VotesAllowed"], found["NumberRunoff"])
    assert numbers == (2, 2, 4)
    assert found["VoteVariation"] == "n-of-m"


def test_a_run_off_is_called_one(boss: User, contest: Contest) -> None:
    """Another type, another day, no run-off after it."""
    run_off = create_run_off(
        by=boss,
        first=contest.election,
        slug="majles-12-2",
        name_fa="مرحله دوم",
        name_en="Second round",
        polling_day=a_planned_day(boss, RUN_OFF_DAY),
        seats={contest.constituencies.get(): 1},
        seat_rule=SeatRule.objects.get(slug="majles-second-round"),
    )
    report = report_of(boss, run_off.contests.get())

    assert faults(report) == []
    election = report["Election"][0]
    assert (election["Type"], election["StartDate"]) == ("runoff", "2024-05-10")
    assert election["Contest"][0]["VoteVariation"] == "plurality"
    assert "NumberRunoff" not in election["Contest"][0]


def test_polling_places_are_those_of_ones_own_units(land: Land, contest: Contest) -> None:
    """The head of another province gets the contests, not our stations; the report says so."""
    stranger = a_user(Role.PROVINCE_HEAD, land.azerbaijan)
    report = report_of(stranger, contest)

    assert faults(report) == []
    assert units_of(report, "polling-place") == []
    assert report["Election"][0]["Contest"]
    assert "limited" in report["Notes"]


def test_an_election_without_contests_is_reported_too(boss: User, land: Land) -> None:
    """Before anything is drawn it is held everywhere and elects nothing."""
    election = an_election_by(boss, "council-7")
    a_station(land.tabriz)

    report = json.loads("".join(nist_report(boss, election, AT)))

    assert faults(report) == []
    assert len(units_of(report, "polling-place")) == 1


def test_more_stations_need_no_more_queries(boss: User, land: Land, contest: Contest) -> None:
    """Blocks of stations, not stations, are asked for."""
    with CaptureQueriesContext(connection) as few:
        report_of(boss, contest)
    for _ in range(50):
        a_station(land.sari_centre)
    with CaptureQueriesContext(connection) as many:
        report = report_of(boss, contest)

    assert len(many) == len(few)
    assert len(units_of(report, "polling-place")) == 53
