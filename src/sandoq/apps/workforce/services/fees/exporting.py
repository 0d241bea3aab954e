"""Writes a sealed batch as a file for the bank. A rerun writes the same bytes."""

import hashlib
from collections.abc import Iterator
from typing import Protocol

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.workforce.models import FeeBatch, FeeExport, FeeLine
from sandoq.apps.workforce.rules.fees.bank_csv import write_csv
from sandoq.apps.workforce.rules.fees.batches import BatchLine, Chunks, Seal
from sandoq.apps.workforce.rules.fees.pain001 import write_pain001
from sandoq.apps.workforce.rules.fees.refusals import BatchAltered, BatchState
from sandoq.apps.workforce.selectors.fees import head_of, lines_of
from sandoq.apps.workforce.services.fees.book import lock_book
from sandoq.common.clock import now
from sandoq.common.errors import BadInput


class Output(Protocol):
    """Where the file goes: whatever takes bytes."""

    def write(self, data: bytes, /) -> object:
        """Take the next piece."""


def export_batch(
    *,
    by: User | None,
    batch: FeeBatch,
    format: str,  # noqa: A002
    to: Output,
) -> FeeExport:
    """Write the batch piece by piece, then record that it was written.

    Nothing is recorded before the last byte: a process killed on the way leaves the batch sealed,
    and the next run writes the same bytes. A caller removes what was written if this raises.
    `by` is None for the platform's own command.

    Raises:
        NotAllowed: no post of the person exports there.
        BadInput: the format is neither csv nor pain001.
        BatchState: the batch was withdrawn.
        BatchAltered: what is stored no longer has the hash of the seal.
    """
    if by is not None:
        require(by, Permission.FEES_BATCH, unit_path=batch.unit.path)
    if format not in FeeExport.Format.values:
        raise BadInput("format", format[:20], "unknown-format")
    if batch.state == FeeBatch.State.VOID:
        raise BatchState(batch.number, batch.state)
    seal = Seal(head_of(batch))
    digest, size = hashlib.sha256(), 0
    for piece in _file(batch, format, seal):
        to.write(piece)
        digest.update(piece)
        size += len(piece)
    if seal.hash() != batch.sha256:
        raise BatchAltered(batch.number, batch.sha256, seal.hash())
    return _record(by, batch, format, digest.hexdigest(), size)


def _file(batch: FeeBatch, kind: str, seal: Seal) -> Chunks:
    """The file; every line passes the seal on its way."""

    def watched() -> Iterator[BatchLine]:
        for line in lines_of(batch):
            seal.add(line)
            yield line

    head = head_of(batch)
    try:
        if kind == FeeExport.Format.CSV:
            yield from write_csv(head, watched())
        else:
            yield from write_pain001(head, watched(), count=batch.lines, rial=batch.amount_rial)
    except ValueError:
        raise BatchAltered(batch.number, batch.sha256, "") from None


@transaction.atomic
def _record(by: User | None, batch: FeeBatch, kind: str, sha256: str, size: int) -> FeeExport:
    lock_book(batch.polling_day)
    batch = FeeBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
    if batch.state == FeeBatch.State.VOID:
        raise BatchState(batch.number, batch.state)
    if same := FeeExport.objects.filter(batch=batch, format=kind).first():
        if same.sha256 != sha256:
            raise BatchAltered(batch.number, same.sha256, sha256)
        return same
    at = now()
    export = FeeExport.objects.create(
        batch=batch, format=kind, sha256=sha256, size_bytes=size, by=by, at=at
    )
    if batch.state == FeeBatch.State.SEALED:
        FeeLine.objects.filter(
            items__batch=batch, items__is_live=True, state=FeeLine.State.BATCHED
        ).update(state=FeeLine.State.EXPORTED, state_at=at)
        batch.state, batch.state_at = FeeBatch.State.EXPORTED, at
        batch.save(update_fields=["state", "state_at"])
    record_action(
        by=by,
        verb="workforce.export-fee-batch",
        target=batch,
        unit_path=batch.unit.path,
        data={"number": batch.number, "format": kind, "sha256": sha256, "bytes": size},
    )
    return export
