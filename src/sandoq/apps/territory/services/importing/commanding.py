"""The import from the command line: without `apply` it reads, judges, and writes nothing."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.territory.models import ImportBatch, Unit
from sandoq.apps.territory.services.importing.applying import apply_batch
from sandoq.apps.territory.services.importing.asked import (
    file_at,
    person_asked,
    unit_asked,
    write_report,
)
from sandoq.apps.territory.services.importing.assessing import Assessment, assess, reasons_of
from sandoq.apps.territory.services.importing.files import describe
from sandoq.apps.territory.services.importing.gathering import gather, table_json
from sandoq.apps.territory.services.importing.previewing import discard, preview
from sandoq.apps.territory.services.importing.reading import NamedFile


def run_from_command(
    paths: Sequence[Path],
    *,
    by: User | str | None = None,
    unit: Unit | str | None = None,
    election: str | None = None,
    apply: bool = False,
    report_path: Path | None = None,
) -> int:
    """Judge files of stations, print what becomes of their rows, and with `apply` write them.

    Args:
        by: who imports, or the username; without, the first holder of a headquarters post.
        unit: the unit or its code; without, the widest into which `by` may import.
        election: slug of the election for which the files came.
        report_path: where to write every row with its outcome and reasons, as JSON.

    Returns:
        0: the rows were judged, and written if `apply` asked for it.

    Raises:
        DomainError: a file, the person, the unit or the state of the register forbids it.
    """
    actor = person_asked(by)
    target = unit_asked(unit, actor, Permission.STATION_IMPORT)
    files = [file_at(path) for path in paths]
    if apply:
        head, rows = _write(files, by=actor, unit=target, election=election or "")
    else:
        head, rows = _judge(files, by=actor, unit=target, election=election or "")
    for name, number in {**head["counts"], **head["reasons"]}.items():
        sys.stdout.write(f"{name}\t{number}\n")
    if report_path is not None:
        write_report(report_path, head, rows)
    return 0


def _judge(
    files: Sequence[NamedFile], *, by: User, unit: Unit, election: str
) -> tuple[dict[str, Any], Iterator[dict[str, Any]]]:
    require(by, Permission.STATION_IMPORT, unit_path=unit.path)
    gathered = gather(files, unit=unit, choices={})
    assessment = assess(
        unit=unit,
        sources=gathered.sources,
        tables=[table_json(table) for table in gathered.tables],
        decisions={},
        has_order=False,
    )
    head = _head(files, unit, election, applied=False)
    head |= {"counts": assessment.counts, "reasons": reasons_of(assessment)}
    return head, _judged_rows(assessment)


def _write(
    files: Sequence[NamedFile], *, by: User, unit: Unit, election: str
) -> tuple[dict[str, Any], Iterator[dict[str, Any]]]:
    """Preview and apply; files that would change nothing leave no import behind."""
    batch = preview(by=by, unit=unit, files=files, election=election)
    head = _head(files, unit, election, applied=True)
    head |= {"counts": batch.counts, "reasons": batch.reasons}
    rows = list(_stored_rows(batch))
    if batch.counts["created"] + batch.counts["updated"] == 0:
        discard(by=by, batch=batch)
        head["applied"] = False
    else:
        batch = apply_batch(by=by, batch=batch)
        head["import"] = str(batch.key)
    return head, iter(rows)


def _head(
    files: Sequence[NamedFile], unit: Unit, election: str, *, applied: bool
) -> dict[str, Any]:
    about = [
        {"name": file["name"], "sha256": file["sha256"], "bytes": file["bytes"]}
        for file in describe(files)
    ]
    return {"unit": unit.name_fa, "election": election, "applied": applied, "files": about}


def _judged_rows(assessment: Assessment) -> Iterator[dict[str, Any]]:
    places = {
        one.row.index: {"file": one.row.file, "sheet": one.row.sheet, "row": one.row.number}
        for one in assessment.rows
    }
    for one in assessment.rows:
        twin = one.verdict.twin
        yield {
            **places[one.row.index],
            "outcome": one.verdict.outcome.value,
            "problems": [problem.to_json() for problem in one.verdict.problems],
            "values": one.values,
            "duplicate_of": places[twin] if twin is not None else None,
            "likeness": one.likeness_json,
        }


def _stored_rows(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    for row in batch.rows.select_related("duplicate_of").iterator():
        twin = row.duplicate_of
        yield {
            **_place(row.file, row.sheet, row.row),
            "outcome": row.outcome,
            "problems": row.problems,
            "values": row.values,
            "duplicate_of": _place(twin.file, twin.sheet, twin.row) if twin else None,
            "likeness": row.likeness,
        }


def _place(file: int, sheet: str, row: int) -> dict[str, Any]:
    return {"file": file, "sheet": sheet, "row": row}
