"""`sandoq manage verify_audit`: reads the audit trail and names the first broken link."""

import argparse
import json
import re
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandoq.apps.accounts.rules.chain import Finding, Mark
from sandoq.apps.accounts.services import check_chain

_BROKEN = 1
_MARK = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def _mark(text: str) -> Mark:
    if match := _MARK.fullmatch(text):
        return Mark(int(match[1]), match[2])
    raise argparse.ArgumentTypeError("a mark is SEQ:HASH, as an earlier run printed it")


class Command(BaseCommand):
    """Exit status 0: every link holds; 1: one does not; 2: the command was misspelt."""

    help = "Check every link of the audit trail; exit 1 names the first that is broken."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="tell the finding as JSON")
        parser.add_argument(
            "--published",
            action="append",
            default=[],
            metavar="SEQ:HASH",
            help="a head written down earlier that must still be in the trail; repeatable",
        )

    def handle(self, **options: Any) -> None:
        try:
            marks = [_mark(text) for text in options["published"]]
        except argparse.ArgumentTypeError as error:
            self.stderr.write(f"sandoq: bad-mark: {error}")
            sys.exit(2)
        finding = check_chain(published=marks)
        if options["json"]:
            self.stdout.write(json.dumps(_told(finding)))
        elif finding.broken is None:
            last = finding.last
            self.stdout.write(f"{finding.held} entries hold; head {last.seq}:{last.hash}")
        if finding.broken is not None:
            broken = finding.broken
            self.stderr.write(
                f"sandoq: audit-broken: entry {broken.seq}: {broken.fault.value}: "
                f"expected {broken.expected}, found {broken.found or 'nothing'}"
            )
            sys.exit(_BROKEN)


def _told(finding: Finding) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ok": finding.broken is None,
        "entries": finding.held,
        "head": asdict(finding.last),
    }
    if finding.broken is not None:
        told["broken"] = asdict(finding.broken)
    return told
