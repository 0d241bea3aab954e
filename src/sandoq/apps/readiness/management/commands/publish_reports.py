"""`sandoq manage publish_reports --election E`: the day's reports, for a timer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import AreaStatus
from sandoq.apps.readiness.services import freeze_due_report
from sandoq.apps.territory.models import Unit


class Command(BaseCommand):
    """Freezes today's report of the country and of each province that holds the election."""

    help = "Freeze today's status reports; repeating it on the same day changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--election", required=True, metavar="E", help="the election's slug")
        parser.add_argument(
            "--counties", action="store_true", help="freeze a report of each county too"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        election = Election.objects.filter(slug=options["election"]).first()
        if election is None:
            raise CommandError(f"There is no election “{options['election']}”.")
        paths = AreaStatus.objects.filter(election=election).values_list("unit_path", flat=True)
        held = set(paths)
        levels = ["country", "province"] + (["county"] if options["counties"] else [])
        for unit in Unit.objects.filter(level__in=levels).order_by("path"):
            if not any(path.startswith(unit.path) for path in held):
                continue
            report, is_new = freeze_due_report(election=election, unit=unit)
            said = "frozen" if is_new else "was frozen"
            self.stdout.write(f"{unit.name_fa} {report.number} {said} {report.sha256}")
