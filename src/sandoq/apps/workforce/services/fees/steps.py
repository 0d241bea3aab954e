"""Agreement: the county confirms, finance checks, the province approves; each somebody else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require, scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import FeeAllocation, FeeLine
from sandoq.apps.workforce.rules.fees.refusals import (
    AllocationExceeded,
    FeeReasonMissing,
    FeesChanged,
    FeesStale,
    FourEyes,
    NoAllocation,
    NothingToDo,
    WrongFeeState,
)
from sandoq.apps.workforce.rules.fees.steps import BEGINS, ENDS, Step, barred_by
from sandoq.apps.workforce.selectors.fees import LineFilter, Tally, covering, tally_of, waiting_for
from sandoq.apps.workforce.selectors.fees.lines import PERMISSIONS, TAKERS, barred, stale
from sandoq.apps.workforce.selectors.fees.money import all_units_of
from sandoq.apps.workforce.services.fees.book import lock_book, named
from sandoq.common.clock import now
from sandoq.common.errors import NotFound


@dataclass(frozen=True, slots=True)
class Taken:
    """What a step took: lines and rials; and how many it had to leave to somebody else."""

    lines: int
    rial: int
    left_out: int = 0


def confirm_fees(
    *,
    by: User,
    polling_day: PollingDay,
    unit: Unit,
    lines: Collection[UUID] | None = None,
    seen: Tally | None = None,
) -> Taken:
    """Vouch for the people of one's own unit: those named by key, or all that wait.

    Args:
        lines: keys of the lines; None for all that wait, without those the person may not take.
        seen: what the person was shown; anything else is refused.

    Raises:
        NotAllowed: no post of the person takes the step there.
        FourEyes: the person took another step of a line, or it is their own.
        WrongFeeState, FeesStale, NothingToDo, FeesChanged: as they say.
    """
    return _take(Step.CONFIRM, by=by, day=polling_day, unit=unit, keys=lines, seen=seen)


def check_fees(
    *,
    by: User,
    polling_day: PollingDay,
    unit: Unit,
    lines: Collection[UUID] | None = None,
    seen: Tally | None = None,
) -> Taken:
    """Check what counties confirmed; as `confirm_fees`."""
    return _take(Step.CHECK, by=by, day=polling_day, unit=unit, keys=lines, seen=seen)


def approve_fees(
    *,
    by: User,
    polling_day: PollingDay,
    unit: Unit,
    lines: Collection[UUID] | None = None,
    seen: Tally | None = None,
) -> Taken:
    """Approve what finance checked, and promise the money; as `confirm_fees`.

    Raises:
        AllocationExceeded: it would pass an allocation that covers the lines; nothing is approved.
        NoAllocation: nothing is allocated to the unit or above it.
    """
    return _take(Step.APPROVE, by=by, day=polling_day, unit=unit, keys=lines, seen=seen)


@transaction.atomic
def _take(
    step: Step,
    *,
    by: User,
    day: PollingDay,
    unit: Unit,
    keys: Collection[UUID] | None,
    seen: Tally | None,
) -> Taken:
    lock_book(day)
    require(by, PERMISSIONS[step], unit_path=unit.path)
    at = now()
    chosen, left_out = _chosen(step, by, LineFilter(polling_day=day, unit=unit), keys)
    found = tally_of(chosen)
    if seen is not None and seen != found:
        raise FeesChanged(seen.lines, seen.rial, found.lines, found.rial)
    if not found.lines:
        if keys is not None:
            return Taken(0, 0)
        raise NothingToDo(step.value)
    if step is Step.APPROVE:
        _commit(day, all_units_of(chosen))
    _move(chosen, step, by, at)
    record_action(
        by=by,
        verb=f"workforce.{step.value}-fees",
        target=day,
        unit_path=unit.path,
        data={"day": day.date, "lines": found.lines, "rial": found.rial},
    )
    return Taken(found.lines, found.rial, left_out)


def _chosen(
    step: Step, by: User, wanted: LineFilter, keys: Collection[UUID] | None
) -> tuple[QuerySet[FeeLine], int]:
    """The lines the step takes, and how many wait for somebody else."""
    waiting = waiting_for(by, step, wanted)
    if keys is not None:
        _require_waiting(step, by, wanted, keys)
        waiting = waiting.filter(key__in=keys)
    shut, old = barred(by, step), stale()
    free = waiting.exclude(shut).exclude(old)
    left_out = waiting.count() - free.count()
    if left_out and (keys is not None or not free.exists()):
        _refuse(step, by, waiting)
    return free, left_out


def _refuse(step: Step, by: User, waiting: QuerySet[FeeLine]) -> None:
    """Name why lines cannot be taken: the first reason that holds for any of them."""
    if by.person_id and (own := waiting.filter(person=by.person_id).count()):
        raise FourEyes(step.value, "own", own)
    for earlier in barred_by(step):
        if taken := waiting.filter(**{TAKERS[earlier]: by}).count():
            raise FourEyes(step.value, earlier.value, taken)
    raise FeesStale(waiting.filter(stale()).count())


def _require_waiting(step: Step, by: User, wanted: LineFilter, keys: Collection[UUID]) -> None:
    """Every key names a line in reach that stands where the step begins, or was taken by them."""
    scope = scope_of(by, PERMISSIONS[step]).q("unit__path")
    inside = FeeLine.objects.filter(scope, key__in=keys, polling_day=wanted.polling_day)
    if inside.count() != len(set(keys)):
        raise NotFound("fee-line", str(len(set(keys)) - inside.count()))
    begins = [state.value for state in BEGINS[step]]
    done = inside.filter(**{"state": ENDS[step].value, TAKERS[step]: by})
    elsewhere = inside.exclude(state__in=begins).exclude(pk__in=done.values("pk"))
    if wrong := elsewhere.count():
        raise WrongFeeState(step.value, wrong)


def _commit(day: PollingDay, asked_by_unit: dict[int, int]) -> None:
    """Promise the rials from every allocation that covers them, or refuse as a whole."""
    allocations = list(
        FeeAllocation.objects.select_for_update(of=("self",))
        .filter(polling_day=day)
        .select_related("unit")
        .order_by("pk")
    )
    units = Unit.objects.in_bulk(asked_by_unit)
    asked: dict[int, int] = {}
    for pk, rial in asked_by_unit.items():
        bounds = covering(allocations, units[pk].path)
        if not bounds:
            raise NoAllocation(named(units[pk]), rial)
        for one in bounds:
            asked[one.pk] = asked.get(one.pk, 0) + rial
    for one in allocations:
        rial = asked.get(one.pk, 0)
        if rial and one.committed_rial + rial > one.amount_rial:
            raise AllocationExceeded(named(one.unit), one.amount_rial, one.committed_rial, rial)
    for one in allocations:
        if rial := asked.get(one.pk, 0):
            change = {"committed_rial": F("committed_rial") + rial}
            FeeAllocation.objects.filter(pk=one.pk).update(**change)


def _move(lines: QuerySet[FeeLine], step: Step, by: User, at: datetime) -> None:
    taker = TAKERS[step]
    change = {"state": ENDS[step].value, "state_at": at, taker: by}
    change[taker.replace("_by", "_at")] = at
    pks = list(lines.values_list("pk", flat=True))
    for begin in range(0, len(pks), _BLOCK):
        FeeLine.objects.filter(pk__in=pks[begin : begin + _BLOCK]).update(**change)


_BLOCK = 5000


@transaction.atomic
def send_back_fees(
    *, by: User, polling_day: PollingDay, unit: Unit, lines: Collection[UUID], reason: str
) -> Taken:
    """Send lines that are not right back to the county, with the reason; they begin again.

    Whoever would check may send back what was confirmed, whoever would approve what was checked.

    Raises:
        NotAllowed: the person neither checks nor approves there.
        FeeReasonMissing: nobody would know what to put right.
        WrongFeeState: a line has not come that far, or money is promised for it already.
    """
    lock_book(polling_day)
    if not reason.strip():
        raise FeeReasonMissing()
    may_check = scope_of(by, Permission.FEES_CHECK).covers(unit.path)
    if not may_check:
        require(by, Permission.FEES_APPROVE, unit_path=unit.path)
    begins = FeeLine.State.CONFIRMED if may_check else FeeLine.State.CHECKED
    inside = FeeLine.objects.filter(
        polling_day=polling_day, unit__path__startswith=unit.path, key__in=lines
    )
    if inside.count() != len(set(lines)):
        raise NotFound("fee-line", str(len(set(lines)) - inside.count()))
    back = inside.filter(state=FeeLine.State.COMPUTED).exclude(note="").count()
    chosen = inside.filter(state=begins)
    if wrong := inside.count() - back - chosen.count():
        raise WrongFeeState(Step.SEND_BACK.value, wrong)
    found = tally_of(chosen)
    if not found.lines:
        return Taken(0, 0)
    chosen.update(
        state=FeeLine.State.COMPUTED,
        state_at=now(),
        note=reason.strip()[:300],
        confirmed_by=None,
        confirmed_at=None,
        checked_by=None,
        checked_at=None,
    )
    record_action(
        by=by,
        verb="workforce.send-back-fees",
        target=polling_day,
        unit_path=unit.path,
        data={"lines": found.lines, "rial": found.rial, "reason": reason.strip()[:300]},
    )
    return Taken(found.lines, found.rial)
