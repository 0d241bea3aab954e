"""`sandoq manage import_towers`: an operator's tower list from the command line."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.connectivity.services.estimating import apply_towers, preview_towers
from sandoq.apps.connectivity.services.estimating.assessing import assess_towers
from sandoq.apps.territory.services.importing.asked import file_at, person_asked, unit_asked


class Command(BaseCommand):
    """Judges tower lists; writes the new towers with --apply."""

    help = "Judge operators' tower lists; with --apply write the towers that are new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--unit", metavar="CODE", help="code of the unit; the widest without")
        parser.add_argument("--by", metavar="USER", help="username of the person who imports")
        parser.add_argument("--apply", action="store_true", help="write what is new")

    def handle(self, *_: Any, **options: Any) -> None:
        by = person_asked(options["by"])
        unit = unit_asked(options["unit"], by, Permission.READING_IMPORT)
        files = [file_at(path) for path in options["files"]]
        if options["apply"]:
            batch, found = preview_towers(by=by, unit=unit, files=files)
            apply_towers(by=by, batch=batch)
        else:
            found = assess_towers(files, unit=unit)
        for name, number in {**found.counts, **found.reasons}.items():
            self.stdout.write(f"{name}\t{number}")
