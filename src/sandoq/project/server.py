"""Starts the platform: migrate, then serve by granian, with workers for long jobs beside it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module

from django.conf import settings
from django.core.management import call_command


def serve(*, host: str, port: int, workers: int, welcome: Callable[[str], str] | None) -> int:
    """Bring the database up to date and serve until stopped.

    `welcome` says what else to print for an address, once the database is there.
    """
    call_command("migrate", verbosity=0)
    address = f"http://{host}:{port}/"
    print(f"Sandoq: {address}", flush=True)  # noqa: T201
    if welcome is not None:
        print(welcome(address), flush=True)  # noqa: T201
    granian = import_module("granian")
    server = granian.Granian(
        "sandoq.project.asgi:application",
        address=host,
        port=port,
        interface="asginl",
        workers=workers,
        backpressure=int(os.environ.get("SANDOQ_BACKPRESSURE", "2048")),
        log_access=settings.DEBUG,
        respawn_failed_workers=True,
    )
    with _working(int(os.environ.get("SANDOQ_JOB_WORKERS", "1"))):
        server.serve()
    return 0


@contextmanager
def _working(count: int) -> Iterator[None]:
    """So many `sandoq manage work` beside the pages; they end with them."""
    command = [sys.executable, "-m", "sandoq.cli", "manage", "work"]
    workers = [subprocess.Popen(command) for _ in range(count)]  # noqa: S603 - our own command
    try:
        yield
    finally:
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.wait()
