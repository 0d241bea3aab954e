"""`sandoq manage publish_reports`: the day's reports, for the timetable."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import AreaStatus
from sandoq.apps.readiness.services import freeze_due_report
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now, today

REPORTED_AFTER = timedelta(days=30)
"""So long after the polling day an election's reports are still frozen without being asked for."""


class Command(BaseCommand):
    """Freezes today's report of the country and of each province that holds the election."""

    help = "Freeze today's status reports; repeating it on the same day changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--election", metavar="E", help="an election's slug; all coming and recent ones without"
        )
        parser.add_argument(
            "--counties", action="store_true", help="freeze a report of each county too"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        levels = ["country", "province"] + (["county"] if options["counties"] else [])
        for election in _elections(options["election"]):
            self._freeze(election, levels)

    def _freeze(self, election: Election, levels: list[str]) -> None:
        paths = AreaStatus.objects.filter(election=election).values_list("unit_path", flat=True)
        held = set(paths)
        for unit in Unit.objects.filter(level__in=levels).order_by("path"):
            if not any(path.startswith(unit.path) for path in held):
                continue
            report, is_new = freeze_due_report(election=election, unit=unit)
            said = "frozen" if is_new else "was frozen"
            self.stdout.write(f"{unit.name_fa} {report.number} {said} {report.sha256}")


def _elections(slug: str | None) -> Iterable[Election]:
    if slug is None:
        since = today(now()) - REPORTED_AFTER
        return Election.objects.filter(polling_day__date__gte=since).order_by("pk")
    found = Election.objects.filter(slug=slug)
    if not found:
        raise CommandError(f"There is no election “{slug}”.")
    return found
