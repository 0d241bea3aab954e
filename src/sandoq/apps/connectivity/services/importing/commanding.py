"""The import of readings from the command line: without `apply` it judges and writes nothing."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.selectors import require, scope_of
from sandoq.apps.connectivity.services.importing.assessing import Assessment, Outcome, assess
from sandoq.apps.connectivity.services.importing.batches import apply_readings, preview_readings
from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.models import Unit, UnitCode
from sandoq.apps.territory.services.importing.files import describe
from sandoq.apps.territory.services.importing.reading import NamedFile
from sandoq.common.clock import now
from sandoq.common.errors import BadInput, NotFound


def run_from_command(
    paths: Sequence[Path],
    *,
    by: str | None = None,
    unit: str | None = None,
    apply: bool = False,
    report_path: Path | None = None,
) -> int:
    """Judge files of readings, print what becomes of their rows, and with `apply` write them.

    Args:
        by: username of who imports; without, the first holder of a headquarters post.
        unit: code of the unit; without, the widest into which that person may import.
        report_path: where to write every row with its outcome and reasons, as JSON.

    Returns:
        0: the rows were judged, and written if `apply` asked for it.

    Raises:
        DomainError: a file, the person or the unit forbids it.
    """
    actor = _actor(by)
    place = _unit(unit, actor)
    files = [_file(path) for path in paths]
    head: dict[str, Any] = {"unit": place.name_fa, "applied": False, "files": describe(files)}
    if apply:
        batch, found = preview_readings(by=actor, unit=place, files=files)
        if found.counts[Outcome.CREATED]:
            apply_readings(by=actor, batch=batch)
            head |= {"applied": True, "import": str(batch.key)}
        else:
            batch.delete()  # it would change nothing, so it leaves nothing behind
    else:
        require(actor, Permission.READING_IMPORT, unit_path=place.path)
        found = assess(files, by=actor, unit=place, at=now())
    head |= {"counts": found.counts, "reasons": found.reasons}
    for name, number in {**found.counts, **found.reasons}.items():
        sys.stdout.write(f"{name}\t{number}\n")
    if report_path is not None:
        _report(report_path, head, found)
    return 0


def _report(path: Path, head: Mapping[str, Any], found: Assessment) -> None:
    """One JSON object; its rows one a line, so that a large report can be read in pieces."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    lines: Iterable[str] = (encode(row.to_json()) for row in found.rows)
    with path.open("w", encoding="utf-8") as report:
        report.write(encode(head)[:-1] + ', "rows": [\n' + ",\n".join(lines) + "\n]}\n")


def _file(path: Path) -> NamedFile:
    try:
        return NamedFile(path.name, path.read_bytes())
    except OSError:
        raise FileUnreadable(str(path), "gone") from None


def _actor(username: str | None) -> User:
    if username:
        user = User.objects.filter(username=username).first()
    else:
        held = Tenure.objects.filter(
            until=None, post__role=Role.HEADQUARTERS.value, person__user__is_active=True
        )
        first = held.select_related("person__user").order_by("since", "pk").first()
        user = first.person.user if first else None
    if user is None:
        raise NotFound("user", username or Role.HEADQUARTERS.value)
    return user


def _unit(code: str | None, by: User) -> Unit:
    if not code:
        scope = scope_of(by, Permission.READING_IMPORT)
        unit = Unit.objects.filter(scope.q("path")).order_by("depth", "path").first()
    else:
        found = UnitCode.objects.filter(value=code, until=None).select_related("unit")
        if len(found) > 1:
            raise BadInput("unit", code, "ambiguous")
        unit = found[0].unit if found else None
    if unit is None:
        raise NotFound("unit", code or "")
    return unit
