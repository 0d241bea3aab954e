"""Reads the demo's workbooks by the same import as a county's own files."""

from pathlib import Path

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.territory.models import ImportBatch, ImportRow, Unit
from sandoq.apps.territory.services.importing import NamedFile, apply_batch, decide, preview
from sandoq.demo.errors import DemoRowsHeld


def import_workbook(path: Path, *, province: Unit) -> ImportBatch:
    """Preview and apply one province's workbook in the name of its committee's first member.

    Every proposed duplicate is decided as what it is in the demo: another station.

    Raises:
        DemoRowsHeld: rows stayed in quarantine, so the totals would not hold.
    """
    member = User.objects.get(
        person__tenures__post__unit=province,
        person__tenures__post__role=Role.PROVINCE_MEMBER,
        person__tenures__post__number=1,
        person__tenures__until=None,
    )
    file = NamedFile(path.name, path.read_bytes())
    batch = preview(by=member, unit=province, files=[file])
    held = batch.rows.filter(outcome=ImportRow.Outcome.QUARANTINED)
    while (row := held.filter(duplicate_of__isnull=False, decision="").first()) is not None:
        decide(by=member, row=row, decision="different")
    if held.exists():
        first = held.first()
        raise DemoRowsHeld(path.name, held.count(), first.row if first else 0)
    return apply_batch(by=member, batch=batch)
