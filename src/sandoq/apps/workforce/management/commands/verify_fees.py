"""`sandoq manage verify_fees`: adds up the fees of an election again, and every batch's hash."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandoq.apps.workforce.selectors.fees import fee_differences
from sandoq.apps.workforce.selectors.fees.commanding import polling_day_named
from sandoq.common.errors import DomainError

_DIFFERS = 1


class Command(BaseCommand):
    """Exit status 0: all reconciles to the rial; 1: something differs, or there is no election."""

    help = "Check lines, allocations, transfers and hashes of an election's fees; writes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--election", required=True, metavar="E", help="short name")

    def handle(self, **options: Any) -> None:
        try:
            found = list(fee_differences(polling_day_named(options["election"])))
        except DomainError as refusal:
            self.stderr.write(f"sandoq: {refusal.code}: {refusal.fields()}")
            sys.exit(_DIFFERS)
        for one in found:
            self.stderr.write(f"{one.what} {one.key}: kept {one.kept}, due {one.due}")
        if found:
            sys.exit(_DIFFERS)
        self.stdout.write("every rial is where the accounts say")
