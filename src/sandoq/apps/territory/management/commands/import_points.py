"""`sandoq manage import_points FILE --by USERNAME [--apply]`"""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sandoq.apps.accounts.models import User
from sandoq.apps.territory.services import import_points_geojson
from sandoq.common import clock
from sandoq.common.errors import DomainError


class Command(BaseCommand):
    """Says what a file would do to the points it names; `--apply` does it."""

    help = (
        "Give known points the positions of a GeoJSON file (RFC 7946). Without --apply, a preview."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USERNAME", help="who imports it")
        parser.add_argument("--apply", action="store_true", help="write; without it nothing is")

    def handle(self, *_: Any, file: Path, by: str, apply: bool = False, **__: Any) -> None:
        user = User.objects.filter(username=by).first()
        if user is None:
            raise CommandError(f"no account is called {by}")
        try:
            data = Path(file).read_bytes()
            report = import_points_geojson(by=user, data=data, at=clock.now(), apply=apply)
        except OSError as error:
            raise CommandError(str(error)) from error
        except DomainError as error:
            raise CommandError(f"{error.code}: {error.fields()}") from error
        summary = {
            "features": report.features,
            "moved": len(report.moved),
            "doubtful": sum(bool(point.doubt) for point in report.moved),
            "unchanged": report.unchanged,
            "repeated": report.repeated,
            "bad": [{"feature": bad.index, "reason": bad.reason} for bad in report.bad],
            "sha256": report.sha256,
            "written": report.is_written,
        }
        self.stdout.write(json.dumps(summary, indent=2))
