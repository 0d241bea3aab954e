"""The import of people from the command line: without `apply` it reads, judges, writes nothing."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.models import Unit, UnitCode
from sandoq.apps.territory.services.importing import NamedFile
from sandoq.apps.workforce.models import PeopleRow
from sandoq.apps.workforce.services.importing.assessing import Judged
from sandoq.apps.workforce.services.importing.gathering import Gathered
from sandoq.apps.workforce.services.importing.previewing import (
    apply_people,
    counts_of,
    describe,
    judge_files,
    preview_people,
    reasons_of,
)
from sandoq.common.errors import BadInput, NotFound


def run_from_command(
    paths: Sequence[Path],
    *,
    by: User | str | None = None,
    unit: Unit | str | None = None,
    apply: bool = False,
    report_path: Path | None = None,
) -> int:
    """Judge files of people, print what becomes of their rows, and with `apply` write them.

    Args:
        by: who imports, or the username; without, the first holder of a headquarters post.
        unit: the unit or its code; without, the widest into which `by` may import.
        report_path: where to write every row with its outcome and reasons, as JSON; identifiers
            are masked.

    Returns:
        0: the rows were judged, and written if `apply` asked for it.

    Raises:
        DomainError: a file, the person, the unit or the state of the register forbids it.
    """
    actor = by if isinstance(by, User) else _actor(by)
    target = unit if isinstance(unit, Unit) else _unit(unit, actor)
    files = [_file(path) for path in paths]
    head: dict[str, Any] = {"unit": target.name_fa, "applied": False, "files": describe(files)}
    gathered, judged = judge_files(by=actor, unit=target, files=files)
    counts = counts_of(judged)
    if apply and counts[PeopleRow.Outcome.CREATED] + counts[PeopleRow.Outcome.UPDATED]:
        batch = preview_people(by=actor, unit=target, files=files)
        apply_people(by=actor, batch=batch)
        head |= {"applied": True, "import": str(batch.key)}
    head["counts"] = counts
    for name, number in counts.items():
        sys.stdout.write(f"{name}\t{number}\n")
    if report_path is not None:
        _report(report_path, head, gathered, judged)
    return 0


def _report(
    path: Path, head: dict[str, Any], gathered: Sequence[Gathered], judged: Sequence[Judged]
) -> None:
    """One JSON object; its rows one a line."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with path.open("w", encoding="utf-8") as report:
        report.write(encode(head)[:-1] + ', "rows": [')
        mark = "\n"
        for where, one in zip(gathered, judged, strict=True):
            row = {
                "file": where.file,
                "sheet": where.sheet,
                "row": where.row,
                "outcome": one.outcome.value,
                "name": one.draft.name,
                "reasons": reasons_of(one),
            }
            report.write(mark + encode(row))
            mark = ",\n"
        report.write("\n]}\n")


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
        scope = scope_of(by, Permission.WORKERS_IMPORT)
        unit = Unit.objects.filter(scope.q("path")).order_by("depth", "path").first()
    else:
        found = UnitCode.objects.filter(value=code, until=None).select_related("unit")
        if len(found) > 1:
            raise BadInput("unit", code, "ambiguous")
        unit = found[0].unit if found else None
    if unit is None:
        raise NotFound("unit", code or "")
    return unit
