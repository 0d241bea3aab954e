"""Brings the states of needs in line with what is recorded of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from django.db.models import Exists, OuterRef, Q, QuerySet

from sandoq.apps.readiness.models import (
    Assignment,
    Evidence,
    Need,
    ReinspectionOutcome,
    Waiver,
)
from sandoq.apps.readiness.rules.needs import (
    UNPROVEN,
    Event,
    NeedState,
    Proof,
    Standing,
    check_move,
    spent_serials,
    standing_of,
)
from sandoq.apps.readiness.rules.placement import Rule
from sandoq.apps.readiness.rules.sources import TOLD, Source, standing_of_told
from sandoq.apps.readiness.selectors.days import Day
from sandoq.apps.readiness.selectors.rooms import rules_of, told_of
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.apps.readiness.services.announcing import announce

_VERDICTS: Mapping[str, bool] = {"verified": True, "refuted": False}


@dataclass
class NeedRecord:
    """What is recorded of one need at one moment."""

    proofs: list[Proof] = field(default_factory=list)
    bound: set[str] = field(default_factory=set)
    waived: bool = False
    told: Standing | None = None

    def standing(self, need: Need, rule: Rule, at: datetime) -> Standing:
        """The state that follows; a room that answers for the need is the only one asked."""
        if self.told is not None:
            return standing_of_told(self.told, at, waived=self.waived)
        return standing_of(
            self.proofs,
            quantity=need.quantity,
            max_age=timedelta(days=rule.policy.max_age_days),
            at=at,
            bound=self.bound,
            waived=self.waived,
        )


def records_of(day: Day, needs: Sequence[Need], at: datetime) -> Mapping[int, NeedRecord]:
    """What is recorded of these needs, in four queries and those of the rooms that answer."""
    need_ids = [need.pk for need in needs]
    records: dict[int, NeedRecord] = defaultdict(NeedRecord)
    for pk, told in told_of(day, needs, at).items():
        records[pk].told = told
    bound = Assignment.objects.filter(need__in=need_ids, released_at=None)
    for need, serial in bound.values_list("need_id", "serial"):
        records[need].bound.add(serial)
    waivers = Waiver.objects.filter(need__in=need_ids, since__lte=at, until__gt=at)
    for need in waivers.values_list("need_id", flat=True):
        records[need].waived = True
    proven = [pk for pk in need_ids if pk not in records or records[pk].told is None]
    rows = Evidence.objects.filter(need__in=proven).values_list(
        "need_id", "quantity", "taken_at", "state", "verification__pk", "serials"
    )
    for need, quantity, taken_at, state, judged, serials in rows:
        place = 2 * (judged or 0)
        proof = Proof(quantity, taken_at, _VERDICTS.get(state), place, frozenset(serials))
        records[need].proofs.append(proof)
    for need, proof in _refuted_again(need_ids):
        records[need].proofs.append(proof)
    return records


def _refuted_again(need_ids: list[int]) -> Iterator[tuple[int, Proof]]:
    """Refutations by re-inspection: each comes between the verdict it follows and the next."""
    refuted = ReinspectionOutcome.objects.filter(
        item__need__in=need_ids, verdict=ReinspectionOutcome.Verdict.REFUTED
    )
    for need, seen_at, follows in refuted.values_list("item__need_id", "seen_at", "follows"):
        yield need, Proof(0, seen_at, confirmed=False, judged=2 * follows + 1)


def restate(
    day: Day,
    need_ids: Iterable[int],
    event: Event,
    at: datetime,
    *,
    after_verdict: bool = False,
    quantities: Mapping[int, int] = MappingProxyType({}),
) -> set[int]:
    """Write the states that follow after an event; the stations whose verdict may change.

    Args:
        quantities: what needs ask for from now on, where it is another number.
        after_verdict: first free the serial numbers that the verdict leaves without a proof.

    Raises:
        ImpossibleMove: a need changed in a way the event cannot explain.
    """
    touched: set[int] = set()
    for block in blocks(sorted(set(need_ids))):
        needs = list(Need.objects.filter(pk__in=block))
        records = records_of(day, needs, at)
        if after_verdict:
            supplied = rules_of(day, {Source.EQUIPMENT})
            typed = {need.pk for need in needs if need.requirement_id not in supplied}
            _free_spent({pk: records[pk] for pk in typed & records.keys()}, at)
        changed, judged = [], []
        for need in needs:
            rule = day.rules[need.requirement_id]
            asked, need.quantity = need.quantity, quantities.get(need.pk, need.quantity)
            now = records.get(need.pk, NeedRecord()).standing(need, rule, at)
            if (need.state, need.verified_until, asked) == (
                *(now.state.value, now.verified_until),
                need.quantity,
            ):
                continue
            check_move(need.state, Event.TELL if rule.source in TOLD else event, now.state)
            if _counts(need, at) != (now.state is NeedState.VERIFIED):
                touched.add(need.station_id)
                judged.append(need.pk)
            if need.state != now.state:
                need.state, need.state_since = now.state.value, at
            need.verified_until = now.verified_until
            changed.append(need)
        if changed:
            write_needs(changed)
            announce(judged)
    return touched


def _counts(need: Need, at: datetime) -> bool | None:
    """Whether the need counted as verified until now; None where only a job would know."""
    if need.state != Need.State.VERIFIED:
        return False
    return True if need.verified_until and at < need.verified_until else None


def mark_evidenced(need_ids: Collection[int], at: datetime) -> None:
    """Write what a fresh proof of the whole quantity does to needs that are caught up.

    The same as `restate` with `Event.RECORD`, in one statement: see `MOVES`.
    """
    Need.objects.filter(pk__in=need_ids, state__in=UNPROVEN).update(
        state=NeedState.EVIDENCED.value, state_since=at
    )


def _free_spent(records: Mapping[int, NeedRecord], at: datetime) -> None:
    """Release serial numbers that serve no proof any more, and drop them from the records."""
    spent = {need: spent_serials(record.proofs, record.bound) for need, record in records.items()}
    serials = [serial for some in spent.values() for serial in some]
    if not serials:
        return
    bound = Assignment.objects.filter(need__in=spent, serial__in=serials, released_at=None)
    rows = bound.values_list("pk", "need_id", "serial")
    freed = [pk for pk, need, serial in rows if serial in spent[need]]
    Assignment.objects.filter(pk__in=freed).update(released_at=at)
    for need, some in spent.items():
        records[need].bound -= some


def overdue(day: Day, needs: QuerySet[Need], at: datetime) -> dict[Event, list[int]]:
    """Those of the day's needs to which time has done something that is not written yet."""
    told = list(rules_of(day, TOLD))
    by_age: dict[int, list[int]] = defaultdict(list)
    for rule in day.rules.values():
        if rule.id not in told:
            by_age[rule.policy.max_age_days].append(rule.id)
    fresh = Q(pk__in=[])
    for days, rules in by_age.items():
        fresh |= Q(need__requirement__in=rules, taken_at__gt=at - timedelta(days=days))
    pending = Evidence.objects.filter(fresh, need=OuterRef("pk"), state=Evidence.State.PENDING)
    in_force = Waiver.objects.filter(need=OuterRef("pk"), since__lte=at, until__gt=at)
    live = needs.filter(ended_at=None)
    aged = live.filter(
        Q(state=Need.State.VERIFIED, verified_until__lte=at)
        | Q(~Exists(pending), ~Q(requirement__in=told), state=Need.State.EVIDENCED)
    )
    unwaived = live.filter(~Exists(in_force), state=Need.State.WAIVED)
    return {
        Event.AGE: list(aged.values_list("pk", flat=True)),
        Event.UNWAIVE: list(unwaived.values_list("pk", flat=True)),
    }


def catch_up(day: Day, need_ids: Iterable[int], at: datetime) -> set[int]:
    """Let time do its part before an act does: the stations whose verdict may change.

    A state may lag behind the clock until a job has run; an act must not be blamed for it.
    """
    touched: set[int] = set()
    for block in blocks(sorted(set(need_ids))):
        for event, due in overdue(day, Need.objects.filter(pk__in=block), at).items():
            touched |= restate(day, due, event, at)
    return touched


def write_needs(needs: list[Need]) -> None:
    """Write quantity, state and dates of existing needs, many in one statement."""
    Need.objects.bulk_create(
        needs,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=["quantity", "state", "state_since", "verified_until", "ended_at"],
    )
