"""Starts the platform: migrate, then serve by granian."""

import os
from importlib import import_module

from django.conf import settings
from django.core.management import call_command


def serve(*, host: str, port: int, workers: int) -> int:
    """Bring the database up to date and serve until stopped."""
    call_command("migrate", verbosity=0)
    print(f"Sandoq: http://{host}:{port}/", flush=True)  # noqa: T201
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", os.environ["DJANGO_SETTINGS_MODULE"])
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
    server.serve()
    return 0
