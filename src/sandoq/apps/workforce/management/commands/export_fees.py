"""`sandoq manage export_fees`: writes a sealed batch as a file for the bank."""

import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sandoq.apps.workforce.models import FeeBatch, FeeExport
from sandoq.apps.workforce.selectors.fees.commanding import batch_named
from sandoq.apps.workforce.services.fees import export_batch
from sandoq.common.errors import DomainError

_REFUSED = 1


class Command(BaseCommand):
    """Exit status 0: the file is whole; 1: refused. A killed run leaves no file of the name."""

    help = "Write a batch for the bank; a rerun writes the same bytes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("batch", metavar="BATCH", help="the batch's number or key")
        parser.add_argument("--format", choices=FeeExport.Format.values, default="pain001")
        parser.add_argument(
            "-o", "--output", required=True, metavar="FILE", help="the file; - for standard output"
        )

    def handle(self, **options: Any) -> None:
        try:
            batch = batch_named(options["batch"])
            export = self._write(batch, options["format"], options["output"])
        except DomainError as refusal:
            self.stderr.write(f"sandoq: {refusal.code}: {refusal.fields()}")
            sys.exit(_REFUSED)
        told = f"{batch.number}: {batch.lines} lines, {batch.amount_rial} rials"
        self.stderr.write(f"{told}, {export.size_bytes} bytes, SHA-256 {export.sha256}")

    def _write(self, batch: FeeBatch, kind: str, output: str) -> FeeExport:
        if output == "-":
            export = export_batch(by=None, batch=batch, format=kind, to=sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return export
        # Whole or not there: the name appears after the last byte is on the disk.
        part = Path(f"{output}.part")
        try:
            with part.open("wb") as file:
                part.chmod(0o600)
                export = export_batch(by=None, batch=batch, format=kind, to=file)
                file.flush()
                os.fsync(file.fileno())
            part.replace(output)
        finally:
            part.unlink(missing_ok=True)
        return export
