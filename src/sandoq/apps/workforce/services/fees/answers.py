"""Reads the bank's answer: what was paid, what came back, what does not fit."""

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import IO
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import BankAnswer, FeeBatch, FeeItem, FeeLine
from sandoq.apps.workforce.rules.fees.answers import (
    PAID,
    PENDING,
    RETURNED,
    Answer,
    read_csv_answers,
    read_pain002,
)
from sandoq.apps.workforce.rules.fees.refusals import BankFileUnreadable
from sandoq.apps.workforce.services.fees.book import lock_book
from sandoq.common.clock import now

_BLOCK = 500
_PIECE = 64 * 1024
_MOST_PROBLEMS = 1000
_LARGEST_FILE = 200 * 1024 * 1024


@transaction.atomic
def read_bank_answer(
    *, by: User, polling_day: PollingDay, unit: Unit, name: str, data: IO[bytes]
) -> BankAnswer:
    """Apply a table or a pain.002 report to the transfers of a place, matched by end-to-end id.

    A row that does not fit (unknown transfer, other amount, contradiction to what the bank said
    before) is listed and changes nothing. The same file again gives the first reading.

    Raises:
        NotAllowed: no post of the person settles there.
        BankFileUnreadable: the file is no answer; nothing was changed.
    """
    require(by, Permission.FEES_CHECK, unit_path=unit.path)
    lock_book(polling_day)
    sha256 = _digest(data)
    known = BankAnswer.objects.filter(polling_day=polling_day, unit=unit, sha256=sha256)
    if same := known.first():
        return same
    reader = _Reader(polling_day, unit, now())
    answers = _answers(data)
    while block := list(islice(answers, _BLOCK)):
        reader.apply(block)
    _settle(reader.batches, reader.at)
    read = BankAnswer.objects.create(
        polling_day=polling_day,
        unit=unit,
        name=name[-160:],
        sha256=sha256,
        paid=reader.paid,
        returned=reader.returned,
        unchanged=reader.unchanged,
        problems=reader.problems[:_MOST_PROBLEMS],
        problem_count=reader.problem_count,
        by=by,
        at=reader.at,
    )
    record_action(
        by=by,
        verb="workforce.read-bank-answer",
        target=read,
        unit_path=unit.path,
        data={
            "sha256": sha256,
            "paid": reader.paid,
            "returned": reader.returned,
            "problems": reader.problem_count,
        },
    )
    return read


def _digest(data: IO[bytes]) -> str:
    digest, size = hashlib.sha256(), 0
    while piece := data.read(_PIECE):
        digest.update(piece)
        size += len(piece)
        if size > _LARGEST_FILE:
            raise BankFileUnreadable("file", str(_LARGEST_FILE), "too-large")
    data.seek(0)
    return digest.hexdigest()


def _answers(data: IO[bytes]) -> Iterator[Answer]:
    start = data.read(64).lstrip(b"\xef\xbb\xbf \r\n\t")
    data.seek(0)
    if start.startswith(b"<"):
        return read_pain002(iter(lambda: data.read(_PIECE), b""))
    return read_csv_answers(_text_lines(data))


def _text_lines(data: IO[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    rest = ""
    for piece in iter(lambda: data.read(_PIECE), b""):
        *lines, rest = (rest + decoder.decode(piece)).splitlines(keepends=True)
        yield from lines
    if rest := rest + decoder.decode(b"", final=True):
        yield rest


@dataclass
class _Reader:
    """Applies answers, some at a time, and keeps count."""

    day: PollingDay
    unit: Unit
    at: datetime
    paid: int = 0
    returned: int = 0
    unchanged: int = 0
    problem_count: int = 0
    problems: list[dict[str, object]] = field(default_factory=list)
    batches: set[int] = field(default_factory=set)

    def apply(self, block: list[Answer]) -> None:
        named = [answer for answer in block if answer.end_to_end_id != "*"]
        found = self._items().filter(end_to_end_id__in=[one.end_to_end_id for one in named])
        items = {item.end_to_end_id: item for item in found}
        changed: list[FeeItem] = []
        for answer in named:
            item = items.get(answer.end_to_end_id)
            if item is None:
                self._problem(answer, "unknown-transfer")
            elif self._answered(item, answer):
                changed.append(item)
        self._write(changed)
        for answer in block:
            if answer.end_to_end_id == "*":
                self._apply_to_rest(answer)

    def _items(self) -> QuerySet[FeeItem]:
        return FeeItem.objects.filter(
            batch__polling_day=self.day, batch__unit__path__startswith=self.unit.path
        ).select_related("batch")

    def _apply_to_rest(self, answer: Answer) -> None:
        """A status of the whole message holds for every transfer the bank did not name."""
        key = _key(answer.message)
        if key is None:
            self._problem(answer, "unknown-transfer")
            return
        rest = self._items().filter(batch__key=key, outcome="", is_live=True)
        while items := list(rest.order_by("seq")[:_BLOCK]):
            changed = [item for item in items if self._answered(item, answer)]
            self._write(changed)
            if len(changed) < len(items):
                return

    def _answered(self, item: FeeItem, answer: Answer) -> bool:
        """Whether the answer changes the transfer; what does not fit becomes a problem."""
        if problem := _misfit(item, answer):
            self._problem(answer, problem)
            return False
        if answer.status in {PENDING, item.outcome}:
            self.unchanged += 1
            return False
        item.outcome, item.answered_at = answer.status, self.at
        item.reason = answer.reason
        if answer.status == PAID:
            self.paid += 1
        else:
            self.returned += 1
            item.is_live = False
        return True

    def _write(self, changed: list[FeeItem]) -> None:
        groups: dict[tuple[str, str], list[FeeItem]] = {}
        for item in changed:
            groups.setdefault((item.outcome, item.reason), []).append(item)
        for (outcome, reason), items in groups.items():
            paid = outcome == PAID
            FeeItem.objects.filter(pk__in=[item.pk for item in items]).update(
                outcome=outcome, reason=reason, answered_at=self.at, is_live=paid
            )
            FeeLine.objects.filter(pk__in=[item.line_id for item in items]).update(
                state=FeeLine.State.PAID if paid else FeeLine.State.RETURNED, state_at=self.at
            )
        self.batches.update(item.batch_id for item in changed)

    def _problem(self, answer: Answer, problem: str) -> None:
        self.problem_count += 1
        if len(self.problems) < _MOST_PROBLEMS:
            told = {"row": answer.row, "id": answer.end_to_end_id[:40], "problem": problem}
            self.problems.append({**told, "status": answer.status, "reason": answer.reason[:80]})


def _misfit(item: FeeItem, answer: Answer) -> str:
    if item.batch.state in {FeeBatch.State.SEALED, FeeBatch.State.VOID}:
        return "not-sent"
    if answer.status not in {PAID, RETURNED, PENDING}:
        return "unknown-status"
    if answer.rial is not None and answer.rial != item.amount_rial:
        return "amount-differs"
    if item.outcome and answer.status not in {PENDING, item.outcome}:
        return "contradicts"
    return ""


def _key(message: str) -> UUID | None:
    try:
        return UUID(message)
    except ValueError:
        return None


def _settle(batches: set[int], at: datetime) -> None:
    """Batches of which the bank has answered every transfer."""
    open_ones = FeeItem.objects.filter(batch__in=batches, outcome="").values("batch")
    FeeBatch.objects.filter(pk__in=batches, state=FeeBatch.State.EXPORTED).exclude(
        pk__in=open_ones
    ).update(state=FeeBatch.State.SETTLED, state_at=at)
