"""The import from the command line: without `apply` it reads, judges, and writes nothing."""

import sys
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.inventory.models import Store
from sandoq.apps.inventory.services.catalogue import require_keeper
from sandoq.apps.inventory.services.importing.applying import apply_import
from sandoq.apps.inventory.services.importing.assessing import assess, read_files
from sandoq.apps.inventory.services.importing.previewing import (
    counts_of,
    preview_import,
    proposed_model,
    row_json,
)
from sandoq.apps.inventory.services.stores import open_store
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.services.importing.asked import (
    file_at,
    person_asked,
    unit_asked,
    write_report,
)
from sandoq.common.clock import now
from sandoq.common.errors import NotFound

FIRST_STORE = "انبار مرکزی"
"""What the first store of a unit is called where nobody named one."""


def run_from_command(
    paths: Sequence[Path],
    *,
    by: str | None = None,
    unit: str | None = None,
    store: str | None = None,
    apply: bool = False,
    report_path: Path | None = None,
) -> int:
    """Judge lists of equipment, print what becomes of their rows, and with `apply` write them.

    Args:
        by: username of who imports; without, the first holder of a headquarters post.
        unit: code of the unit whose store receives the devices; without, the widest unit into
            which the person may import.
        store: name of the store; without, the unit's first.
        report_path: where to write every row with its outcome and reason, as JSON.

    Raises:
        DomainError: a file, the person or the unit forbids it.
    """
    actor = person_asked(by)
    target = unit_asked(unit, actor, Permission.INVENTORY_EDIT)
    require_keeper(actor, target.path)
    files = [file_at(path) for path in paths]
    rows = read_files(files)
    place = _store(target, store)
    verdicts, proposed = assess(rows, place)
    counts = counts_of(verdicts)
    if apply and counts["created"] + counts["updated"]:
        with transaction.atomic():
            if place.pk is None:
                place = open_store(by=actor, unit=target, name=place.name)
            batch = preview_import(by=actor, store=place, files=files)
            apply_import(by=actor, batch=batch)
    for name, number in counts.items():
        sys.stdout.write(f"{name}\t{number}\n")
    for model in proposed:
        sys.stdout.write(f"proposed model\t{proposed_model(model)}\n")
    if report_path is not None:
        head = {"applied": apply, "counts": counts}
        write_report(report_path, head, (row_json(verdict) for verdict in verdicts))
    return 0


def _store(unit: Unit, name: str | None) -> Store:
    """The store meant; unsaved if the unit has none yet."""
    found = Store.objects.filter(unit=unit, closed_at=None).select_related("unit")
    if name:
        store = found.filter(name=name).first()
        if store is None:
            raise NotFound("store", name)
        return store
    return found.order_by("pk").first() or Store(unit=unit, name=FIRST_STORE, opened_at=now())
