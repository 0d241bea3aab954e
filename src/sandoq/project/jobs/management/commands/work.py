"""`sandoq manage work`: take jobs from the database, keep the timetable, give back lost jobs."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandoq.project.jobs.supervising import Supervisor, take


class Command(BaseCommand):
    """Run as many of these as there are processors to spare, on one machine or several."""

    help = "Run jobs: long plans, imports, what is due by the timetable. `sandoq serve` starts one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=1.0, help="idle seconds between looks"
        )
        parser.add_argument("--batch", action="store_true", help="do what waits, then end")
        parser.add_argument("--take-as", default="", help="used by the supervisor for its child")

    def handle(self, *_: Any, **options: Any) -> None:
        if options["take_as"]:
            take(options["take_as"], options["interval"], batch=options["batch"])
        else:
            Supervisor(options["interval"], batch=options["batch"]).run()
