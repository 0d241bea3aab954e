"""Seals approved lines into a batch; a line without a good account is held by itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import FeeBatch, FeeBook, FeeItem, FeeLine
from sandoq.apps.workforce.rules.fees.accounts import read_account
from sandoq.apps.workforce.rules.fees.batches import BatchLine, Seal, end_to_end_id, fit_name
from sandoq.apps.workforce.rules.fees.refusals import (
    BatchState,
    FeeReasonMissing,
    FourEyes,
    NoAllocation,
    NothingToDo,
)
from sandoq.apps.workforce.rules.fees.steps import Step, barred_by
from sandoq.apps.workforce.selectors.fees import LineFilter, head_of, payer_of, waiting_for
from sandoq.apps.workforce.selectors.fees.lines import TAKERS
from sandoq.apps.workforce.services.fees.book import lock_book, named
from sandoq.common.clock import now, today

_BLOCK = 1000
_Row = tuple[int, UUID, str, str, int, str]


@dataclass(frozen=True, slots=True)
class Made:
    """The batch, or None if every line had to be held; and how many were held."""

    batch: FeeBatch | None
    held: int


@transaction.atomic
def make_batch(
    *,
    by: User,
    polling_day: PollingDay,
    unit: Unit,
    key: UUID | None = None,
    pay_on: date | None = None,
) -> Made:
    """Seal every approved or corrected line of a place into one batch.

    A line whose person has no good Sheba stays where it is and is marked with the reason. The
    same `key` again gives the same batch.

    Raises:
        NotAllowed: no post of the person makes batches there.
        FourEyes: the person confirmed, checked or corrected one of the lines.
        NoAllocation: there is no account to pay from.
        NothingToDo: no line waits.
    """
    book = lock_book(polling_day)
    require(by, Permission.FEES_BATCH, unit_path=unit.path)
    if key and (same := FeeBatch.objects.filter(key=key, unit=unit).first()):
        return Made(same, same.held_lines)
    waiting = waiting_for(by, Step.BATCH, LineFilter(polling_day=polling_day, unit=unit))
    for earlier in barred_by(Step.BATCH):
        if taken := waiting.filter(**{TAKERS[earlier]: by}).count():
            raise FourEyes(Step.BATCH.value, earlier.value, taken)
    at = now()
    maker = _Maker(by, book, unit, key or uuid4(), pay_on or today(at), at)
    for rows in _blocks(waiting):
        maker.take(rows)
    if maker.batch is None and not maker.held:
        raise NothingToDo(Step.BATCH.value)
    return maker.finish()


def _blocks(waiting: Any) -> Iterator[list[_Row]]:
    """The waiting lines by primary key, some at a time, so that memory stays small."""
    fields = ("pk", "key", "person__name_fa", "person__sheba", "amount_rial", "held")
    last = 0
    while rows := list(waiting.filter(pk__gt=last).order_by("pk").values_list(*fields)[:_BLOCK]):
        last = rows[-1][0]
        yield rows


@dataclass
class _Maker:
    """Fills one batch; it is made with the first line that can be paid."""

    by: User
    book: FeeBook
    unit: Unit
    key: UUID
    pay_on: date
    at: datetime
    batch: FeeBatch | None = None
    seal: Seal | None = None
    held: int = 0

    def take(self, rows: list[_Row]) -> None:
        items: list[FeeItem] = []
        held: dict[str, list[int]] = {}
        for pk, line, name, sheba, rial, before in rows:
            account, problem = read_account(sheba)
            if problem:
                self.held += 1
                if problem != before:
                    held.setdefault(problem, []).append(pk)
                continue
            items.append(self._item(pk, line, name, account, rial))
        for problem, pks in held.items():
            FeeLine.objects.filter(pk__in=pks).update(held=problem)
        FeeItem.objects.bulk_create(items)
        FeeLine.objects.filter(pk__in=[item.line_id for item in items]).update(
            state=FeeLine.State.BATCHED, state_at=self.at, held=""
        )

    def _item(self, pk: int, line: UUID, name: str, account: str, rial: int) -> FeeItem:
        if self.batch is None or self.seal is None:
            self.batch = self._open()
            self.seal = Seal(head_of(self.batch))
        seq = self.seal.lines + 1
        told = BatchLine(seq, end_to_end_id(self.key, seq), line, fit_name(name), account, rial)
        self.seal.add(told)
        return FeeItem(
            batch=self.batch,
            line_id=pk,
            seq=seq,
            end_to_end_id=told.end_to_end_id,
            name=told.name,
            sheba=account,
            amount_rial=rial,
        )

    def _open(self) -> FeeBatch:
        day = self.book.polling_day
        payer = payer_of(day, self.unit)
        if payer is None:
            raise NoAllocation(named(self.unit), 0)
        self.book.batches += 1
        self.book.save(update_fields=["batches"])
        return FeeBatch.objects.create(
            key=self.key,
            number=f"{day.date:%Y%m%d}-{self.book.batches:03d}",
            polling_day=day,
            unit=self.unit,
            payer_name=payer.payer_name,
            payer_sheba=payer.payer_sheba,
            pay_on=self.pay_on,
            made_by=self.by,
            made_at=self.at,
            state_at=self.at,
        )

    def finish(self) -> Made:
        if self.batch is None or self.seal is None:
            return Made(None, self.held)
        batch = self.batch
        batch.lines, batch.amount_rial = self.seal.lines, self.seal.rial
        batch.sha256, batch.held_lines = self.seal.hash(), self.held
        batch.save(update_fields=["lines", "amount_rial", "sha256", "held_lines"])
        record_action(
            by=self.by,
            verb="workforce.seal-fee-batch",
            target=batch,
            unit_path=self.unit.path,
            data={
                "number": batch.number,
                "lines": batch.lines,
                "rial": batch.amount_rial,
                "sha256": batch.sha256,
                "held": self.held,
            },
        )
        return Made(batch, self.held)


@transaction.atomic
def void_batch(*, by: User, batch: FeeBatch, reason: str) -> FeeBatch:
    """Withdraw a batch the bank has not been told of; its lines wait for a batch again.

    Raises:
        NotAllowed: no post of the person makes batches there.
        BatchState: it was exported, so the money may be on its way.
        FeeReasonMissing: a withdrawal says why.
    """
    lock_book(batch.polling_day)
    batch = FeeBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=batch.pk)
    require(by, Permission.FEES_BATCH, unit_path=batch.unit.path)
    if batch.state == FeeBatch.State.VOID:
        return batch
    if batch.state != FeeBatch.State.SEALED:
        raise BatchState(batch.number, batch.state)
    if not reason.strip():
        raise FeeReasonMissing()
    at = now()
    FeeLine.objects.filter(items__batch=batch, items__is_live=True).update(
        state=FeeLine.State.APPROVED, state_at=at
    )
    FeeItem.objects.filter(batch=batch).update(is_live=False)
    batch.state, batch.state_at = FeeBatch.State.VOID, at
    batch.void_reason = reason.strip()[:300]
    batch.save(update_fields=["state", "state_at", "void_reason"])
    record_action(
        by=by,
        verb="workforce.void-fee-batch",
        target=batch,
        unit_path=batch.unit.path,
        data={"number": batch.number, "reason": batch.void_reason},
    )
    return batch
