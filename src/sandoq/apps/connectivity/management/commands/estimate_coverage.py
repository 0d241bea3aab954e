"""`sandoq manage estimate_coverage`: the estimate of a whole province or of the nation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.connectivity.services import refresh_estimates
from sandoq.apps.territory.services.importing.asked import person_asked, unit_asked


class Command(BaseCommand):
    """Estimates coverage where nobody measured, without the limit of the page."""

    help = "Estimate coverage at the points of a unit that nobody measured."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", metavar="CODE", help="code of the unit; the widest without")
        parser.add_argument("--by", metavar="USER", help="username of the person who asks")

    def handle(self, *_: Any, **options: Any) -> None:
        by = person_asked(options["by"])
        unit = unit_asked(options["unit"], by, Permission.READING_IMPORT)
        run = refresh_estimates(by=by, unit=unit, most_points=None)
        self.stdout.write(f"estimates {run.estimates.count()}; to measure {run.targets.count()}")
