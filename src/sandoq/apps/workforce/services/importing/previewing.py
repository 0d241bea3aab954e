"""Preview, apply and discard a list of people."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import PersonRow, record_action, write_people
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.services.importing import NamedFile
from sandoq.apps.workforce.errors import PeopleBatchStateForbids, PeopleListOutdated
from sandoq.apps.workforce.models import PeopleBatch, PeopleRow, Worker
from sandoq.apps.workforce.services.appointing import batches
from sandoq.apps.workforce.services.importing.assessing import Judged, assess, draft_of
from sandoq.apps.workforce.services.importing.gathering import Gathered, gather
from sandoq.common.clock import now
from sandoq.common.errors import BadInput
from sandoq.common.hashing import sha256_hex

MOST_FILES = 30
_BATCH = 500
_WRITES = (PeopleRow.Outcome.CREATED, PeopleRow.Outcome.UPDATED)


def judge_files(
    *, by: User, unit: Unit, files: Sequence[NamedFile]
) -> tuple[list[Gathered], list[Judged]]:
    """Read files and say what would become of every row; nothing is written.

    Raises:
        NotAllowed: without the permission to import people into `unit`.
        FileUnreadable: a file cannot be read.
        PeopleColumnsMissing: a file is no list of people.
        BadInput: no file, or more than `MOST_FILES`.
    """
    require(by, Permission.WORKERS_IMPORT, unit_path=unit.path)
    if not 0 < len(files) <= MOST_FILES:
        raise BadInput("files", str(len(files)), "no-file" if not files else "too-many-files")
    gathered = gather(files)
    return gathered, assess(by, unit, [one.draft for one in gathered])


def preview_people(*, by: User, unit: Unit, files: Sequence[NamedFile]) -> PeopleBatch:
    """Read files and keep what would become of every row; writes only the batch and its rows.

    The same files for the same unit, while nobody applied them, give the same batch, judged anew.

    Raises:
        as `judge_files`.
    """
    gathered, judged = judge_files(by=by, unit=unit, files=files)
    about = describe(files)
    with transaction.atomic():
        PeopleBatch.objects.filter(
            unit=unit, files=about, state=PeopleBatch.State.PREVIEWED
        ).delete()
        batch = PeopleBatch.objects.create(
            unit=unit,
            files=about,
            counts=counts_of(judged),
            previewed_at=now(),
            previewed_by=by,
        )
        PeopleRow.objects.bulk_create(
            (
                PeopleRow(
                    batch=batch,
                    position=position,
                    file=where.file,
                    sheet=where.sheet,
                    row=where.row,
                    outcome=one.outcome,
                    name=one.draft.name,
                    reasons=reasons_of(one),
                    payload=one.payload,
                    person=one.person,
                )
                for position, (where, one) in enumerate(zip(gathered, judged, strict=True))
            ),
            batch_size=_BATCH,
        )
        record_action(
            by=by,
            verb="workforce.preview-people",
            target=batch,
            unit_path=unit.path,
            data={"files": [file["sha256"] for file in about], "counts": batch.counts},
        )
    return batch


def describe(files: Sequence[NamedFile]) -> list[dict[str, Any]]:
    """Name, hash and size of each file; the files are not kept, for they hold identifiers."""
    return [
        {"name": file.name[-160:], "sha256": sha256_hex(file.data), "bytes": len(file.data)}
        for file in files
    ]


def counts_of(judged: Sequence[Judged]) -> dict[str, int]:
    """Rows by outcome, every outcome named."""
    counted = Counter(one.outcome.value for one in judged)
    return {outcome: counted.get(outcome, 0) for outcome in PeopleRow.Outcome.values}


def reasons_of(one: Judged) -> list[dict[str, Any]]:
    """Why a row is held back, merged or ignored; identifiers masked."""
    found: list[dict[str, Any]] = [dict(problem.to_json()) for problem in one.draft.problems]
    if one.draft.ignored:
        found.append({"field": "", "reason": one.draft.ignored, "value": "", "other": ""})
    return found


@transaction.atomic
def apply_people(*, by: User, batch: PeopleBatch) -> PeopleBatch:
    """Write what the preview shows, all of it or nothing; a second call changes nothing.

    Raises:
        NotAllowed: the unit is out of reach.
        PeopleBatchStateForbids: it was discarded.
        PeopleListOutdated: people changed since the preview; nothing was written.
        PersonKnown, PersonOutOfReach: as `accounts.services.write_people`.
    """
    batch = (
        PeopleBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
    )
    require(by, Permission.WORKERS_IMPORT, unit_path=batch.unit.path)
    if batch.state == PeopleBatch.State.APPLIED:
        return batch
    if batch.state != PeopleBatch.State.PREVIEWED:
        raise PeopleBatchStateForbids(batch.state)
    rows = list(batch.rows.filter(outcome__in=_WRITES).order_by("position"))
    judged = assess(by, batch.unit, [draft_of(row.payload) for row in rows])
    for row, one in zip(rows, judged, strict=True):
        if (one.outcome, one.person.pk if one.person else None) != (row.outcome, row.person_id):
            raise PeopleListOutdated(row.row)
    people = write_people(by=by, rows=[_person_row(one) for one in judged])
    _list(judged, people)
    for row, person in zip(rows, people, strict=True):
        row.person, row.payload = person, ""
    PeopleRow.objects.bulk_update(rows, ["person", "payload"], batch_size=_BATCH)
    batch.state, batch.applied_at, batch.applied_by = PeopleBatch.State.APPLIED, now(), by
    batch.save(update_fields=["state", "applied_at", "applied_by"])
    record_action(
        by=by,
        verb="workforce.apply-people",
        target=batch,
        unit_path=batch.unit.path,
        data={"counts": batch.counts},
    )
    return batch


def _person_row(one: Judged) -> PersonRow:
    draft = one.draft
    return PersonRow(
        name_fa=draft.name,
        name_en=draft.latin,
        national_id="" if one.person else draft.national_id,
        mobile=draft.mobile,
        sheba=draft.sheba,
        home_unit=one.unit if one.person is None else None,
        person=one.person,
    )


def _list(judged: Sequence[Judged], people: Sequence[Person]) -> None:
    """Put the people into the pool of their unit; a role left empty stays what it was."""
    at = now()
    known: Mapping[int, Worker] = {
        worker.person_id: worker
        for batch in batches([person.pk for person in people])
        for worker in Worker.objects.select_for_update().filter(person__in=batch)
    }
    fresh, moved = [], []
    for one, person in zip(judged, people, strict=True):
        worker = known.get(person.pk)
        if worker is None:
            fresh.append(Worker(person=person, unit=one.unit, role=one.role, listed_at=at))
            continue
        worker.unit, worker.role = one.unit or worker.unit, one.role or worker.role
        moved.append(worker)
    Worker.objects.bulk_create(fresh, batch_size=_BATCH)
    Worker.objects.bulk_update(moved, ["unit", "role"], batch_size=_BATCH)


@transaction.atomic
def discard_people(*, by: User, batch: PeopleBatch) -> PeopleBatch:
    """Set a previewed list aside; what it held of people is erased.

    Raises:
        NotAllowed: the unit is out of reach.
        PeopleBatchStateForbids: it was applied.
    """
    batch = (
        PeopleBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
    )
    require(by, Permission.WORKERS_IMPORT, unit_path=batch.unit.path)
    if batch.state == PeopleBatch.State.DISCARDED:
        return batch
    if batch.state != PeopleBatch.State.PREVIEWED:
        raise PeopleBatchStateForbids(batch.state)
    batch.rows.update(payload="")
    batch.state = PeopleBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    record_action(by=by, verb="workforce.discard-people", target=batch, unit_path=batch.unit.path)
    return batch
