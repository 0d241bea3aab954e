"""What is asked from the command line: the report, the check, the job; and what follows a stage."""

import csv
import io
import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command

from sandoq.apps.elections.models import Contest, SeatRule, StageAssignment
from sandoq.apps.elections.selectors import stations_of
from sandoq.apps.elections.services.announcing import announce
from sandoq.apps.readiness.models import AreaStatus, Need
from sandoq.apps.readiness.selectors import report_for_command
from sandoq.apps.readiness.services import RequirementData
from sandoq.apps.territory.models import UnitCode
from sandoq.common.errors import BadInput, NotFound
from tests.factories import a_station
from tests.readiness.scene import (
    Scene,
    a_followed_station,
    a_scene,
    make_ready,
    prove,
    publish_rules,
)


@pytest.fixture
def province(scene: Scene) -> Scene:
    UnitCode.objects.create(unit=scene.province, scheme="iso-3166-2", value="IR-02")
    ready = a_followed_station(scene.babol_central, electors=900, name="Ready school")
    make_ready(ready, scene.babol_it, scene.amol_it)
    poor = a_followed_station(scene.amol_central, electors=400, name="Poor school", points=1)
    prove(scene.need(poor, "power"), scene.amol_it, scene.babol_it)
    return scene


def report(*arguments: str | None) -> str:
    return "".join(report_for_command(*arguments))  # type: ignore[arg-type]


def test_the_table_leads_with_electors_and_names_what_is_lacking(province: Scene) -> None:
    """Figures, gaps, areas; the country without a code, the next election without a slug."""
    lines = report(None, None, "table").splitlines()
    assert lines[2].split(maxsplit=1) == ["400", "electors at not-ready stations, of 1,300"]
    assert any("1 pollbook" in " ".join(line.split()) for line in lines)
    assert "مازندران" in report(None, None, "table")


def test_json_and_csv_hold_every_station_with_its_reasons(province: Scene) -> None:
    """The same rows in both, by the code of the province."""
    data = json.loads(report("IR-02", province.election.slug, "json"))
    assert data["electors_not_ready"] == 400
    assert [station["name"] for station in data["stations"]] == ["Poor school", "Ready school"]
    assert data["stations"][0]["gaps"] == [
        {"requirement": "pollbook", "point": None},
        {"requirement": "link", "point": 1},
    ]
    assert {area["name"] for area in data["areas"]} == {"بابل", "آمل"}
    rows = list(csv.DictReader(io.StringIO(report(str(province.province.key), None, "csv"))))
    assert [(row["station"], row["gaps"]) for row in rows] == [
        ("Poor school", "pollbook link@1"),
        ("Ready school", ""),
    ]


def test_an_unknown_unit_election_or_format_is_refused_before_anything_is_written(
    province: Scene,
) -> None:
    """The command ends with a status other than 0, and standard output stays empty."""
    for arguments, refusal in (
        (("IR-99", None, "csv"), NotFound),
        ((None, "nothing", "csv"), NotFound),
        ((None, None, "pdf"), BadInput),
    ):
        with pytest.raises(refusal):
            report_for_command(*arguments)


def test_the_check_is_silent_when_all_is_right_and_names_what_is_not(
    province: Scene, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 1 and the first difference, numbered."""
    call_command("verify_readiness")
    assert "what its evidence says" in capsys.readouterr().out
    AreaStatus.objects.filter(unit=province.amol_central).update(electors_not_ready=0)
    with pytest.raises(SystemExit) as end:
        call_command("verify_readiness")
    assert end.value.code == 1
    assert "1. area" in capsys.readouterr().out


def test_the_job_lets_evidence_grow_old(
    province: Scene, clock: time_machine.Traveller, capsys: pytest.CaptureFixture[str]
) -> None:
    """After it, the check agrees again."""
    clock.shift(timedelta(days=50))
    with pytest.raises(SystemExit):
        call_command("verify_readiness")
    call_command("refresh_readiness")
    assert "verifications 5" in capsys.readouterr().out
    assert province.electors_not_ready(province.country) == 1300
    call_command("verify_readiness")


@pytest.mark.django_db
def test_needs_follow_the_stage(clock: time_machine.Traveller) -> None:
    """A step up the ladder asks for more at once; a step back asks for less."""
    scene = a_scene(publish=False)
    rule = SeatRule.objects.create(slug="plurality", name_fa="ن", name_en="p", rule={})
    contest = Contest.objects.create(
        election=scene.election, slug="seats", name_fa="ک", name_en="seats", seat_rule=rule
    )
    station = a_station(scene.babol_central)
    publish_rules(
        scene,
        (
            RequirementData(code="box", name_fa="صندوق", name_en="ballot box"),
            RequirementData(code="pollbook", name_fa="د", name_en="pollbook", stages=("S1",)),
        ),
    )

    def codes() -> list[str]:
        live = Need.objects.filter(station=station, ended_at=None)
        return sorted(live.values_list("requirement__code", flat=True))

    assert codes() == ["box"]
    stage = StageAssignment.objects.create(
        contest=contest, unit=scene.province, stage="S1", fallback="S0"
    )
    announce(scene.election, stations_of(scene.election))
    assert codes() == ["box", "pollbook"]
    assert scene.status(station).gaps == [["box", None], ["pollbook", None]]
    stage.delete()
    announce(scene.election, stations_of(scene.election))
    assert codes() == ["box"]
