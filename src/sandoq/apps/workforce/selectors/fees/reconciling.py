"""Whether every rial is where the accounts say: each kept sum against what it is made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from sandoq.apps.elections.models import PollingDay
from sandoq.apps.workforce.models import FeeAllocation, FeeBatch, FeeItem, FeeLine
from sandoq.apps.workforce.rules.fees.steps import COMMITTED, LineState
from sandoq.apps.workforce.selectors.fees.batches import sealed_now

_IN_BATCH = {
    LineState.BATCHED: "",
    LineState.EXPORTED: "",
    LineState.PAID: FeeItem.Outcome.PAID.value,
}


@dataclass(frozen=True, slots=True)
class FeeDifference:
    """A kept figure that is not what it should be: whose, kept and due."""

    what: str
    key: str
    kept: str
    due: str


def fee_differences(day: PollingDay, *, with_hashes: bool = True) -> Iterator[FeeDifference]:
    """Every difference in the accounts of a polling day; none if all reconciles to the rial."""
    yield from _lines(day)
    yield from _allocations(day)
    yield from _transfers(day)
    yield from _batches(day, with_hashes)


def _lines(day: PollingDay) -> Iterator[FeeDifference]:
    """A line is worth the sum of its days."""
    lines = FeeLine.objects.filter(polling_day=day).order_by()
    summed = lines.annotate(due=Sum("days__amount_rial"), n=Count("days"))
    for line in summed.exclude(amount_rial=F("due"), paid_days=F("n")):
        yield FeeDifference("line", str(line.key), str(line.amount_rial), str(line.due))


def _allocations(day: PollingDay) -> Iterator[FeeDifference]:
    """What is promised is what approved lines ask; what is allocated is what orders gave."""
    committed = [state.value for state in COMMITTED]
    for one in FeeAllocation.objects.filter(polling_day=day).select_related("unit"):
        lines = FeeLine.objects.filter(
            polling_day=day, unit__path__startswith=one.unit.path, state__in=committed
        )
        due = lines.aggregate(rial=Sum("amount_rial"))["rial"] or 0
        if due != one.committed_rial:
            name = f"committed at {one.unit.path}"
            yield FeeDifference("allocation", name, str(one.committed_rial), str(due))
        given = one.orders.aggregate(rial=Sum("amount_rial"))["rial"] or 0
        if given != one.amount_rial:
            name = f"amount at {one.unit.path}"
            yield FeeDifference("allocation", name, str(one.amount_rial), str(given))


def _transfers(day: PollingDay) -> Iterator[FeeDifference]:
    """A line is in a batch exactly where its state says so, once, with the same amount."""
    live = Q(items__is_live=True)
    lines = FeeLine.objects.filter(polling_day=day).order_by()
    counted = lines.annotate(
        live=Count("items", filter=live),
        live_rial=Sum("items__amount_rial", filter=live, default=0),
        paid=Count("items", filter=live & Q(items__outcome="paid")),
    )
    inside = Q(state__in=[state.value for state in _IN_BATCH])
    right = Q(live=1, live_rial=F("amount_rial"))
    wrong = (inside & ~right) | (~inside & ~Q(live=0))
    wrong |= Q(state=LineState.PAID.value) & ~Q(paid=1)
    wrong |= ~Q(state=LineState.PAID.value) & ~Q(paid=0)
    for line in counted.filter(wrong):
        told = f"{line.state}, {line.live} live, {line.paid} paid"
        yield FeeDifference("transfer", str(line.key), told, str(line.amount_rial))


def _batches(day: PollingDay, with_hashes: bool) -> Iterator[FeeDifference]:  # noqa: FBT001
    """A batch is the sum of its transfers, and has the hash it was sealed with."""
    batches = FeeBatch.objects.filter(polling_day=day).select_related("polling_day")
    for batch in batches.annotate(n=Count("items"), rial=Sum("items__amount_rial", default=0)):
        if (batch.lines, batch.amount_rial) != (batch.n, batch.rial):
            kept = f"{batch.lines} lines, {batch.amount_rial} rials"
            yield FeeDifference("batch", batch.number, kept, f"{batch.n} lines, {batch.rial} rials")
        if with_hashes and (found := sealed_now(batch).hash()) != batch.sha256:
            yield FeeDifference("hash", batch.number, batch.sha256, found)
