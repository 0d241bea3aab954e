"""`sandoq manage verify_readiness`: is every figure what the evidence says?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandoq.apps.readiness.services.checking import differences
from sandoq.common.clock import now

_SHOWN = 100


class Command(BaseCommand):
    """Recomputes needs, statuses and areas; exit status 1 and a list if anything differs."""

    help = "Recompute all readiness from evidence and name what differs; writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all", action="store_true", help="name every difference")

    def handle(self, *_: Any, **options: Any) -> None:
        found = 0
        for difference in differences(now()):
            found += 1
            if options["all"] or found <= _SHOWN:
                self.stdout.write(
                    f"{found}. {difference.what} {difference.key}:"
                    f" kept “{difference.kept}”, due “{difference.due}”"
                )
        if found:
            self.stderr.write(
                f"{found} differences. If evidence has only grown old, refresh_readiness writes so."
            )
            raise SystemExit(1)
        self.stdout.write("Every need, status and area is what its evidence says.")
