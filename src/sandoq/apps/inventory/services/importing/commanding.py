"""The import from the command line: without `apply` it reads, judges, and writes nothing."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from django.db import transaction

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.inventory.models import Store
from sandoq.apps.inventory.rules.importing import Verdict
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
from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.models import Unit, UnitCode
from sandoq.apps.territory.services.importing.reading import NamedFile
from sandoq.common.clock import now
from sandoq.common.errors import BadInput, NotFound

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
    actor = _actor(by)
    target = _unit(unit, actor)
    require_keeper(actor, target.path)
    files = [_file(path) for path in paths]
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
        _report(report_path, counts, verdicts, applied=apply)
    return 0


def _report(
    path: Path, counts: dict[str, int], verdicts: Sequence[Verdict], *, applied: bool
) -> None:
    told = {
        "applied": applied,
        "counts": counts,
        "rows": [row_json(verdict) for verdict in verdicts],
    }
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _file(path: Path) -> NamedFile:
    try:
        return NamedFile(path.name, path.read_bytes())
    except OSError:
        raise FileUnreadable(str(path), "gone") from None


def _store(unit: Unit, name: str | None) -> Store:
    """The store meant; unsaved if the unit has none yet."""
    found = Store.objects.filter(unit=unit, closed_at=None).select_related("unit")
    if name:
        store = found.filter(name=name).first()
        if store is None:
            raise NotFound("store", name)
        return store
    return found.order_by("pk").first() or Store(unit=unit, name=FIRST_STORE, opened_at=now())


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
        scope = scope_of(by, Permission.INVENTORY_EDIT)
        unit = Unit.objects.filter(scope.q("path")).order_by("depth", "path").first()
    else:
        found = UnitCode.objects.filter(value=code, until=None).select_related("unit")
        if len(found) > 1:
            raise BadInput("unit", code, "ambiguous")
        unit = found[0].unit if found else None
    if unit is None:
        raise NotFound("unit", code or "")
    return unit
