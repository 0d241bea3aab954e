"""The import of readings from the command line: without `apply` it judges and writes nothing."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.connectivity.services.importing.assessing import Outcome, assess
from sandoq.apps.connectivity.services.importing.batches import apply_readings, preview_readings
from sandoq.apps.territory.services.importing.asked import (
    file_at,
    person_asked,
    unit_asked,
    write_report,
)
from sandoq.apps.territory.services.importing.files import describe
from sandoq.common.clock import now


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
    actor = person_asked(by)
    place = unit_asked(unit, actor, Permission.READING_IMPORT)
    files = [file_at(path) for path in paths]
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
        write_report(report_path, head, (row.to_json() for row in found.rows))
    return 0
