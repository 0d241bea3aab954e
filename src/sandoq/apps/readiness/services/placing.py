"""Gives stations the needs that the published rules ask, and ends those no longer asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F

from sandoq.apps.elections.selectors import StageLadder
from sandoq.apps.readiness.models import Assignment, Evidence, Need
from sandoq.apps.readiness.rules.guards import clashes
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.rules.placement import Place, Rule, needs_at
from sandoq.apps.readiness.rules.sources import TOLD, Source
from sandoq.apps.readiness.selectors.days import Day
from sandoq.apps.readiness.selectors.rooms import rules_of
from sandoq.apps.readiness.selectors.sites import blocks, load_grounds
from sandoq.apps.readiness.services.announcing import announce
from sandoq.apps.readiness.services.standing import catch_up, restate, write_needs
from sandoq.apps.readiness.services.supplying import supply


@dataclass
class Placed:
    """What changed; `touched` are stations whose verdict may have."""

    stations: int = 0
    created: int = 0
    kept: int = 0
    ended: int = 0
    resumed: int = 0
    touched: set[int] = field(default_factory=set)

    @property
    def counts(self) -> dict[str, int]:
        """The figures, for the audit trail."""
        names = ("stations", "created", "kept", "ended", "resumed")
        return {name: getattr(self, name) for name in names}


def place_needs(
    day: Day, station_ids: Iterable[int], at: datetime, *, rules: Mapping[int, Rule] | None = None
) -> Placed:
    """Make the needs of these stations those that the rules ask for; of some `rules`, or of all.

    A need that is no longer asked ends and frees its serial numbers; asked again, it resumes with
    the evidence it has, as far as the serial numbers are still free.
    """
    asked = day.rules if rules is None else rules
    ladder = StageLadder.of_elections(day.elections)
    placed = Placed()
    for block in blocks(station_ids):
        plan = _plan(asked, ladder, block)
        placed.stations += plan.stations
        placed.kept += plan.kept
        placed.created += _create(day, plan.missing, at)
        placed.ended += _end(plan.surplus, at)
        placed.resumed += _resume(day, plan.resumed, at)
        placed.touched |= {place.station for place, _ in plan.missing} | plan.left
        placed.touched |= {need.station_id for need in plan.resumed}
        placed.touched |= _requantify(day, plan.requantified, at)
        if any(rule.source == Source.EQUIPMENT for rule in asked.values()):
            placed.touched |= supply(day, block, at)
    return placed


@dataclass
class _Plan:
    stations: int = 0
    kept: int = 0
    missing: list[tuple[Place, int]] = field(default_factory=list)
    surplus: list[int] = field(default_factory=list)
    left: set[int] = field(default_factory=set)
    resumed: list[Need] = field(default_factory=list)
    requantified: list[Need] = field(default_factory=list)


def _plan(rules: Mapping[int, Rule], ladder: StageLadder, station_ids: Sequence[int]) -> _Plan:
    plan = _Plan()
    # A sum, so that SQLite does not read all needs of a requirement for each block.
    rows = Need.objects.annotate(rule=F("requirement_id") + 0)
    kept = {
        Place(need.station_id, need.requirement_id, need.point_id): need
        for need in rows.filter(station__in=station_ids, rule__in=list(rules))
    }
    for ground in load_grounds(ladder, station_ids):
        plan.stations += 1
        for place, quantity in needs_at(rules.values(), ground.site):
            need = kept.pop(place, None)
            if need is None:
                plan.missing.append((place, quantity))
                continue
            plan.kept += need.ended_at is None
            changed = need.quantity != quantity
            need.quantity = quantity
            if need.ended_at is not None:
                plan.resumed.append(need)
            elif changed:
                plan.requantified.append(need)
    surplus = [need for need in kept.values() if need.ended_at is None]
    plan.surplus, plan.left = [n.pk for n in surplus], {n.station_id for n in surplus}
    return plan


def _create(day: Day, missing: Iterable[tuple[Place, int]], at: datetime) -> int:
    rows = [
        Need(
            station_id=place.station,
            requirement_id=place.rule,
            point_id=place.point,
            quantity=quantity,
            state_since=at,
        )
        for place, quantity in missing
    ]
    if rows:
        told = rules_of(day, TOLD)
        made = Need.objects.bulk_create(rows)
        restate(day, [row.pk for row in made if row.requirement_id in told], Event.TELL, at)
    return len(rows)


def end_needs(need_ids: Sequence[int], at: datetime) -> int:
    """End needs and free their serial numbers."""
    return sum(_end(block, at) for block in blocks(need_ids))


def _end(need_ids: Sequence[int], at: datetime) -> int:
    if not need_ids:
        return 0
    Assignment.objects.filter(need__in=need_ids, released_at=None).update(released_at=at)
    ended = Need.objects.filter(pk__in=need_ids).update(ended_at=at)
    announce(need_ids)
    return ended


def _resume(day: Day, needs: list[Need], at: datetime) -> int:
    if not needs:
        return 0
    for need in needs:
        need.ended_at, need.verified_until = None, None
        need.state, need.state_since = Need.State.MISSING, at
    write_needs(needs)
    supplied = rules_of(day, {Source.EQUIPMENT})
    typed = [need.pk for need in needs if need.requirement_id not in supplied]
    _bind_again(day.id, typed, at)
    restate(day, [need.pk for need in needs], Event.RESUME, at)
    return len(needs)


def _bind_again(day_id: int, need_ids: Sequence[int], at: datetime) -> None:
    """Bind the serial numbers of evidence that was not refuted, where no other need has them."""
    wanted = [
        (serial, need, author)
        for need, serials, author in Evidence.objects.filter(need__in=need_ids)
        .exclude(state=Evidence.State.REFUTED)
        .order_by("-taken_at", "-pk")
        .values_list("need_id", "serials", "author_id")
        for serial in serials
    ]
    live = Assignment.objects.filter(polling_day=day_id, released_at=None)
    serials = {serial for serial, _, _ in wanted}
    held = dict(live.filter(serial__in=serials).values_list("serial", "need_id"))
    taken = {serial for serial, _ in clashes(((s, n) for s, n, _ in wanted), held)}
    free = {s: (n, author) for s, n, author in reversed(wanted) if s not in held and s not in taken}
    Assignment.objects.bulk_create(
        Assignment(
            need_id=need,
            polling_day_id=day_id,
            serial=serial,
            assigned_at=at,
            assigned_by_id=author,
        )
        for serial, (need, author) in free.items()
    )


def _requantify(day: Day, needs: list[Need], at: datetime) -> set[int]:
    if not needs:
        return set()
    quantities = {need.pk: need.quantity for need in needs}
    touched = catch_up(day, quantities, at)
    return touched | restate(day, quantities, Event.REVISE, at, quantities=quantities)
