"""`sandoq manage compute_fees`: computes the fees of an election from verified attendance."""

import json
import sys
import time
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandoq.apps.workforce.selectors.fees.commanding import polling_day_named, unit_named
from sandoq.apps.workforce.services.fees import compute_fees
from sandoq.common.errors import DomainError

_REFUSED = 1


class Command(BaseCommand):
    """Exit status 0: computed; 1: refused, with a stable code on standard error."""

    help = "Compute fees from verified attendance; running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--election", required=True, metavar="E", help="short name")
        parser.add_argument("--unit", metavar="CODE", help="a unit's code; the country without one")
        parser.add_argument("--json", action="store_true", help="tell the result as JSON")

    def handle(self, **options: Any) -> None:
        begun = time.monotonic()
        try:
            done = compute_fees(
                by=None,
                polling_day=polling_day_named(options["election"]),
                unit=unit_named(options["unit"]),
                progress=self._progress,
            )
        except DomainError as refusal:
            self.stderr.write(f"sandoq: {refusal.code}: {refusal.fields()}")
            sys.exit(_REFUSED)
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done)))
            return
        self.stdout.write(
            f"{done.people} people: {done.written} lines written, {done.unchanged} unchanged,"
            f" {done.withdrawn} withdrawn; {done.paid_days} days paid, {done.doubled_days} doubled,"
            f" {done.capped_days} over the cap; {done.rial} rials written"
            f" ({time.monotonic() - begun:.1f} s)"
        )
        for rate_class, days in sorted(done.unrated.items()):
            self.stderr.write(f"the rule names no rate for {rate_class}: {days} days not paid")

    def _progress(self, people: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{people} people", ending="")
