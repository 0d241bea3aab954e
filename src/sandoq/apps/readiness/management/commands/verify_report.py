"""`sandoq manage verify_report FILE`: is this report what a head signed, byte for byte?"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sandoq.apps.readiness.services.report_checking import check_report


class Command(BaseCommand):
    """Runs every check and prints numbered findings; exit status 1 if any check fails."""

    help = "Check the hash and signature of a status report (.json, or .pdf with it attached)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--key", action="append", default=[], help="another public key to trust, in hexadecimal"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} cannot be read: {error.strerror}") from None
        found = check_report(content, keys=frozenset(key.lower() for key in options["key"]))
        for number, finding in enumerate(found, start=1):
            mark = "holds" if finding.holds else "FAILS"
            self.stdout.write(f"{number}. {finding.check}: {mark}. {finding.told}".rstrip())
        failed = sum(not finding.holds for finding in found)
        if failed:
            self.stderr.write(f"{failed} of {len(found)} checks fail.")
            raise SystemExit(1)
        self.stdout.write("valid")
