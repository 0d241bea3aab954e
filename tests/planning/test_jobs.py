"""Runs survive their workers; the command writes what the engine reads."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from sandoq.apps.planning.models import Run, Scenario
from sandoq.apps.planning.rules.states import RunState
from sandoq.apps.planning.services import is_lost, start_solving
from sandoq.apps.planning.services.running import run_solver
from sandoq.apps.planning.services.solving import LOST_AFTER
from sandoq.common.clock import now
from tests.planning.scene import a_draft, a_short_province

REPOSITORY = Path(__file__).parents[2]
SLEEPY = """
import sys, time
import django
django.setup()
from sandoq.apps.planning.services import engines, running
def solve(question, watch):
    print("solving", flush=True)
    time.sleep(600)
engines.solve = solve
running.run_solver(sys.argv[1])
"""


def database_url() -> str:
    """The test's own database, for another process."""
    name = str(connection.settings_dict["NAME"])
    server = os.environ.get("DATABASE_URL", "")
    return server.rsplit("/", 1)[0] + f"/{name}" if server else f"sqlite:///{name}"


@pytest.mark.django_db
def test_a_run_that_went_silent_is_started_again_and_its_old_worker_writes_nothing() -> None:
    short = a_short_province()
    scenario = a_draft(short)
    lost = start_solving(by=short.head, scenario=scenario)
    Run.objects.filter(pk=lost.pk).update(
        state=RunState.RUNNING.value, heartbeat_at=now() - LOST_AFTER - timedelta(seconds=1)
    )
    lost.refresh_from_db()
    assert is_lost(lost, now())

    again = start_solving(by=short.head, scenario=Scenario.objects.get(pk=scenario.pk))
    assert again != lost
    assert not run_solver(str(lost.key))  # the old worker comes back too late
    assert run_solver(str(again.key))

    lost.refresh_from_db()
    assert (lost.state, lost.error_code) == ("failed", "worker-lost")
    assert Scenario.objects.get(pk=scenario.pk).state == "solved"


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_nothing_and_the_next_one_finishes() -> None:
    """A real process, killed in the middle of solving; the job begun again brings the plan."""
    short = a_short_province()
    scenario = a_draft(short)
    run = start_solving(by=short.head, scenario=scenario)
    worker = subprocess.Popen(
        [sys.executable, "-c", SLEEPY, str(run.key)],
        cwd=REPOSITORY,
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "sandoq.project.settings.test",
            "DATABASE_URL": database_url(),
        },
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"solving\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()

    scenario.refresh_from_db()
    assert (scenario.state, scenario.plan_sha256) == ("solving", "")
    assert run_solver(str(run.key))

    scenario.refresh_from_db()
    run.refresh_from_db()
    assert (scenario.state, run.state, run.attempt) == ("solved", "done", 2)


@pytest.mark.django_db
def test_the_command_writes_the_question_the_engine_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`sandoq plan equipment --from-db`, then the same file solved and judged without Django."""
    from sandoq.cli import main

    short = a_short_province()
    question, plan = tmp_path / "question.json", tmp_path / "plan.json"
    unit = str(short.base.province.key)

    assert main(["plan", "equipment", "--from-db", "--unit", unit, "-o", str(question)]) == 0
    assert main(["plan", "equipment", str(question), "-o", str(plan)]) == 0
    assert main(["plan", "check", str(question), str(plan)]) == 0

    assert main(["plan", "equipment", "--from-db", "--unit", "IR-99"]) == 1
    assert "not-found" in capsys.readouterr().err
