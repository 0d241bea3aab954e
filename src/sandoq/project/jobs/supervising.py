"""A supervisor keeps one worker process alive, vouches for it, and gives back what others lost."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from django.db import OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker as Taking

from sandoq.common.clock import now
from sandoq.project.jobs.models import Worker
from sandoq.project.jobs.reaping import reap
from sandoq.project.jobs.timetable import enqueue_due

LOOK_SECONDS = 5.0
_STEP_SECONDS = 0.25
_GRACE_SECONDS = 10.0


class Supervisor:
    """Runs until told to stop; the worker is a child process, so that a crash takes only a job.

    `interval` is how many seconds an idle worker waits before it asks for work again; with `batch`
    the supervisor ends when its worker finds nothing more to do.
    """

    def __init__(self, interval: float, *, batch: bool = False) -> None:
        self._interval = interval
        self._batch = batch
        self._stopping = threading.Event()
        self._name = ""
        self._child: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Supervise until SIGTERM or SIGINT; then the job in hand may take ten seconds to end."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        _forget_own_dead()
        looked = -LOOK_SECONDS
        while not self._stopping.is_set():
            if self._child is None or self._child.poll() is not None:
                if self._batch and self._child is not None and self._child.returncode == 0:
                    break
                self._replace()
            if time.monotonic() - looked >= LOOK_SECONDS:
                looked = time.monotonic()
                self._look()
            self._stopping.wait(_STEP_SECONDS)
        self._end()

    def _stop(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002 - a handler
        self._stopping.set()

    def _replace(self) -> None:
        """Start a worker; what the former had begun waits again at once."""
        if self._name:
            self._stopping.wait(1.0)  # a worker that dies at once must not turn in a circle
            _tolerating(lambda: reap(at=now(), lost=[self._name]))
        self._name = f"{socket.gethostname()[:30]}-{os.getpid()}-{get_random_string(8)}"
        command = [sys.executable, "-m", "sandoq.cli", "manage", "work"]
        options = ["--take-as", self._name, "--interval", str(self._interval)]
        if self._batch:
            options.append("--batch")
        self._child = subprocess.Popen([*command, *options])  # noqa: S603 - our own command
        _tolerating(self._vouch)

    def _look(self) -> None:
        close_old_connections()
        _tolerating(self._vouch)
        _tolerating(lambda: reap(at=now()))
        _tolerating(lambda: enqueue_due(at=now()))

    def _vouch(self) -> None:
        at = now()
        if self._child is None or self._child.poll() is not None:
            return
        Worker.objects.update_or_create(
            name=self._name,
            defaults={"seen_at": at},
            create_defaults={
                "host": socket.gethostname(),
                "pid": self._child.pid,
                "started_at": at,
                "seen_at": at,
            },
        )

    def _end(self) -> None:
        if self._child is not None:
            self._child.terminate()
            try:
                self._child.wait(_GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait()
        _tolerating(lambda: reap(at=now(), lost=[self._name]))


def take(name: str, interval: float, *, batch: bool) -> None:
    """Take jobs until told to stop, or until none waits if `batch`."""
    worker = Taking(
        queue_names=["*"],
        interval=interval,
        batch=batch,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=name,
        excluded_queue_names=[],
    )
    worker.configure_signals()
    threading.Thread(target=_end_with_parent, args=[os.getppid()], daemon=True).start()
    worker.run()


def _end_with_parent(parent: int) -> None:
    """A worker nobody vouches for any more must not go on: another may have its job already."""
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)


def _forget_own_dead() -> None:
    """After a crash of this machine's supervisor its workers need not be waited for."""
    gone = [
        worker.name
        for worker in Worker.objects.filter(host=socket.gethostname())
        if not _is_alive(worker.pid)
    ]
    _tolerating(lambda: reap(at=now(), lost=gone))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _tolerating(act: Callable[[], object]) -> None:
    """A busy or absent database is tried again at the next look."""
    try:
        act()
    except OperationalError:
        close_old_connections()
