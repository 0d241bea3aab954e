"""The import of people from the command line: without `apply` it reads, judges, writes nothing."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.services.importing.asked import (
    file_at,
    person_asked,
    unit_asked,
    write_report,
)
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
    actor = person_asked(by)
    target = unit_asked(unit, actor, Permission.WORKERS_IMPORT)
    files = [file_at(path) for path in paths]
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
        write_report(report_path, head, _rows(gathered, judged))
    return 0


def _rows(gathered: Sequence[Gathered], judged: Sequence[Judged]) -> Iterator[dict[str, Any]]:
    for where, one in zip(gathered, judged, strict=True):
        yield {
            "file": where.file,
            "sheet": where.sheet,
            "row": where.row,
            "outcome": one.outcome.value,
            "name": one.draft.name,
            "reasons": reasons_of(one),
        }
