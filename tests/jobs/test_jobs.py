"""Long work survives its worker, and the timetable is kept once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from sandoq.project.jobs.models import Slot, Worker
from sandoq.project.jobs.reaping import MOST_WORKERS, SILENCE, reap
from sandoq.project.jobs.tasks import run_command
from sandoq.project.jobs.timetable import DAY, HOUR, TEHRAN_EVENING, Line, enqueue_due
from tests.jobs import slow

REPOSITORY = Path(__file__).parents[2]
SETTINGS = {"DJANGO_SETTINGS_MODULE": "sandoq.project.settings.test"}
NOON = datetime(2027, 2, 26, 8, 30, tzinfo=UTC)


def a_running_job(worker: str, tries: int = 1) -> DBTaskResult:
    run_command.enqueue("check", [])
    job = DBTaskResult.objects.latest("enqueued_at")
    for _ in range(tries):
        job.claim(worker)
    return job


def a_worker(name: str, seen_at: datetime) -> None:
    Worker.objects.create(name=name, host="elsewhere", pid=1, started_at=seen_at, seen_at=seen_at)


@pytest.mark.django_db
def test_a_job_of_a_living_worker_is_left_alone() -> None:
    a_worker("one", NOON - SILENCE / 2)
    job = a_running_job("one")

    assert reap(at=NOON) == (0, 0)

    job.refresh_from_db()
    assert job.status == TaskResultStatus.RUNNING


@pytest.mark.django_db
def test_a_silent_workers_job_waits_again() -> None:
    a_worker("one", NOON - SILENCE - timedelta(seconds=1))
    job = a_running_job("one")

    assert reap(at=NOON) == (1, 0)

    job.refresh_from_db()
    assert job.status == TaskResultStatus.READY
    assert not Worker.objects.exists()
    assert reap(at=NOON) == (0, 0)


@pytest.mark.django_db
def test_a_job_that_kills_every_worker_is_called_failed() -> None:
    """Else it would be begun for ever."""
    job = a_running_job("gone", tries=MOST_WORKERS)

    assert reap(at=NOON) == (0, 1)

    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED
    assert job.exception_class_path.endswith("WorkerLost")


@pytest.mark.django_db
def test_a_line_of_the_timetable_is_enqueued_once_each_turn() -> None:
    """Also by two supervisors; a new installation waits for the next turn."""
    timetable = [Line("check", every=HOUR)]

    assert enqueue_due(at=NOON, timetable=timetable) == []
    assert enqueue_due(at=NOON + timedelta(hours=1), timetable=timetable) == ["check"]
    assert enqueue_due(at=NOON + timedelta(hours=1, minutes=5), timetable=timetable) == []
    assert enqueue_due(at=NOON + timedelta(hours=9), timetable=timetable) == ["check"]

    assert DBTaskResult.objects.count() == 2
    assert Slot.objects.count() == 1


@pytest.mark.django_db
def test_a_clock_set_back_enqueues_nothing() -> None:
    timetable = [Line("check", every=HOUR)]
    enqueue_due(at=NOON, timetable=timetable)

    assert enqueue_due(at=NOON - timedelta(hours=5), timetable=timetable) == []
    assert not DBTaskResult.objects.exists()


def test_the_days_reports_are_due_in_the_evening_of_tehran() -> None:
    """17:00 UTC is 20:30 in Tehran."""
    line = Line("publish_reports", every=DAY, after=TEHRAN_EVENING)
    evening = datetime(2027, 2, 26, 17, 0, tzinfo=UTC)

    assert line.number(evening) == line.number(evening - timedelta(seconds=1)) + 1


@pytest.fixture
def supervisor(transactional_db: None) -> "Callable[..., subprocess.Popen[bytes]]":
    """Starts `sandoq manage work` on the test's own database."""
    begun: list[subprocess.Popen[bytes]] = []

    def start(*options: str) -> "subprocess.Popen[bytes]":
        name = str(connection.settings_dict["NAME"])
        server = os.environ.get("DATABASE_URL", "")
        url = server.rsplit("/", 1)[0] + f"/{name}" if server else f"sqlite:///{name}"
        process = subprocess.Popen(
            [sys.executable, "-m", "sandoq.cli", "manage", "work", "--interval", "0.1", *options],
            env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(REPOSITORY), **SETTINGS},
            cwd=REPOSITORY,
        )
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.terminate()
        process.wait(20)


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Look again and again; the limit only ends a test that would never end."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.1)


def is_at_work(pid: int) -> bool:
    ask = ["ps", "-o", "stat=", "-p", str(pid)]
    told = subprocess.run(ask, check=False, capture_output=True, text=True)
    return told.stdout.strip()[:1] not in ("", "Z")


def status(job: str) -> str:
    return DBTaskResult.objects.get(pk=job).status


@pytest.mark.processes
def test_a_killed_worker_loses_no_job(supervisor: Callable[..., object], tmp_path: Path) -> None:
    """The worker is killed in the middle; the supervisor starts another, which does it whole."""
    job = slow.end_when_told.enqueue(str(tmp_path)).id
    supervisor()
    until((tmp_path / "begun").exists)

    os.kill(int((tmp_path / "begun").read_text()), signal.SIGKILL)
    (tmp_path / "told").touch()

    until(lambda: status(job) == TaskResultStatus.SUCCESSFUL)
    assert len(DBTaskResult.objects.get(pk=job).worker_ids) == 2


@pytest.mark.processes
def test_a_worker_ends_with_its_supervisor(
    supervisor: "Callable[..., subprocess.Popen[bytes]]", tmp_path: Path
) -> None:
    """Nobody vouches for it any more, so another may get its job: it must not go on."""
    slow.end_when_told.enqueue(str(tmp_path))
    process = supervisor()
    until((tmp_path / "begun").exists)

    process.kill()

    worker = int((tmp_path / "begun").read_text())
    until(lambda: not is_at_work(worker))


@pytest.mark.processes
def test_a_batch_ends_when_nothing_waits(
    supervisor: "Callable[..., subprocess.Popen[bytes]]", tmp_path: Path
) -> None:
    (tmp_path / "told").touch()
    job = slow.end_when_told.enqueue(str(tmp_path)).id

    process = supervisor("--batch")

    assert process.wait(60) == 0
    assert status(job) == TaskResultStatus.SUCCESSFUL
    assert not Worker.objects.exists()
