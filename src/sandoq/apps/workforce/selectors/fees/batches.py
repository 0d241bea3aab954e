"""Batches and the bank's answers a person may see; a batch as the bytes its hash covers."""

from collections.abc import Iterator
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet, Sum

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import BankAnswer, FeeBatch, FeeItem
from sandoq.apps.workforce.rules.fees.batches import BatchHead, BatchLine, Seal, sealed
from sandoq.common.errors import NotFound

_BLOCK = 1000


def batches_seen(
    user: User, day: PollingDay | None = None, unit: Unit | None = None
) -> QuerySet[FeeBatch]:
    """Batches the person may see, the newest first."""
    found = FeeBatch.objects.filter(scope_of(user, Permission.FEES_VIEW).q("unit__path"))
    if day is not None:
        found = found.filter(polling_day=day)
    if unit is not None:
        found = found.filter(unit__path__startswith=unit.path)
    return found.select_related("unit", "polling_day", "made_by__person")


def batch_seen(user: User, key: UUID | str) -> FeeBatch:
    """The batch with this key.

    Raises:
        NotFound: there is none, or it lies outside the scope.
    """
    try:
        found = batches_seen(user).filter(key=key).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise NotFound("fee-batch", str(key)[:40])
    return found


def answers_seen(user: User, day: PollingDay, unit: Unit) -> QuerySet[BankAnswer]:
    """The bank's files of the place and below, the newest first."""
    scope = scope_of(user, Permission.FEES_VIEW)
    found = BankAnswer.objects.filter(scope.q("unit__path"), polling_day=day)
    return found.filter(unit__path__startswith=unit.path).select_related("unit", "by__person")


def head_of(batch: FeeBatch) -> BatchHead:
    """The head that the hash covers."""
    return BatchHead(
        key=batch.key,
        number=batch.number,
        polling_day=batch.polling_day.date,
        payer_name=batch.payer_name,
        payer_sheba=batch.payer_sheba,
        made_at=batch.made_at,
        pay_on=batch.pay_on,
    )


def lines_of(batch: FeeBatch) -> Iterator[BatchLine]:
    """The transfers in their order, some at a time."""
    last = 0
    fields = ("seq", "end_to_end_id", "line__key", "name", "sheba", "amount_rial")
    items = FeeItem.objects.filter(batch=batch).order_by("seq").values_list(*fields)
    while block := list(items.filter(seq__gt=last)[:_BLOCK]):
        for row in block:
            yield BatchLine(*row)
        last = block[-1][0]


def sealed_now(batch: FeeBatch) -> Seal:
    """The seal of what the database holds now; its hash should be the batch's."""
    return sealed(head_of(batch), lines_of(batch))


def sums_by_unit(batch: FeeBatch) -> list[tuple[Unit, int, int]]:
    """(unit that vouched, transfers, rials) of a batch, by path."""
    rows = (
        FeeItem.objects.filter(batch=batch)
        .order_by()
        .values("line__unit")
        .annotate(n=Count("pk"), rial=Sum("amount_rial"))
    )
    told = {row["line__unit"]: (row["n"], row["rial"]) for row in rows}
    return [(unit, *told[unit.pk]) for unit in Unit.objects.filter(pk__in=told).order_by("path")]


def answer_seen(user: User, key: UUID | str) -> BankAnswer:
    """The bank's file with this key.

    Raises:
        NotFound: there is none, or it lies outside the scope.
    """
    scope = scope_of(user, Permission.FEES_VIEW)
    found = BankAnswer.objects.filter(scope.q("unit__path"), key=key)
    read = found.select_related("unit", "polling_day", "by__person").first()
    if read is None:
        raise NotFound("bank-answer", str(key)[:40])
    return read
