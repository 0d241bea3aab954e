"""`sandoq manage access_table`: shows, writes or checks the document of who may do what."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from sandoq.apps.accounts.accesstable import document

PLACE = Path("docs/en/access.md")
_STALE = 1


class Command(BaseCommand):
    """Without arguments the document goes to standard output."""

    help = "Make docs/en/access.md from the access table and the marks of all views."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write the document")
        parser.add_argument("--check", action="store_true", help="fail if the document is stale")

    def handle(self, **options: Any) -> None:
        text, path = document(), Path(settings.REPOSITORY) / PLACE
        if options["write"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"wrote {PLACE}")
        elif options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                self.stderr.write(f"sandoq: stale-document: run access_table --write for {PLACE}")
                sys.exit(_STALE)
        else:
            self.stdout.write(text, ending="")
