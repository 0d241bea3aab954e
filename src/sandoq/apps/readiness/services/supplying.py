"""Asks the rooms below, and binds to equipment needs what custody says is at their stations."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db.models import QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.readiness.errors import SerialNotHere
from sandoq.apps.readiness.models import Assignment, Evidence, Need
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.rules.sources import TOLD, Source
from sandoq.apps.readiness.selectors.days import Day
from sandoq.apps.readiness.selectors.rooms import rules_of, supply_of, where_is
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.apps.readiness.services.standing import catch_up, restate


def ask_rooms(day: Day, station_ids: Collection[int], at: datetime) -> set[int]:
    """Ask every room again about these stations; those whose verdict may change."""
    told = rules_of(day, TOLD)
    touched: set[int] = set()
    if told:
        needs = Need.objects.filter(station__in=station_ids, ended_at=None)
        touched |= restate(day, keys_of(needs, told), Event.TELL, at)
    if rules_of(day, {Source.EQUIPMENT}):
        touched |= supply(day, station_ids, at)
    return touched


def keys_of(needs: QuerySet[Need], rules: Collection[int]) -> list[int]:
    """Keys of those needs that these rules ask for."""
    # Not by requirement: SQLite would then read all needs of the day.
    return [pk for pk, rule in needs.values_list("pk", "requirement_id") if rule in rules]


def supply(day: Day, station_ids: Collection[int], at: datetime) -> set[int]:
    """Bring the serial numbers bound at these stations in line; the stations affected.

    What serves another need of the day by somebody's word is taken from it: custody says where a
    thing is, and a proof that names it elsewhere counts no longer.
    """
    touched: set[int] = set()
    for block in blocks(sorted(station_ids)):
        found = supply_of(day, block)
        gone = {need: found.bound[need] - found.due[need] for need in found.differing}
        come = {need: found.due[need] - found.bound[need] for need in found.differing}
        if not found.differing:
            continue
        _release(gone, at)
        robbed = _take(day.id, {serial for some in come.values() for serial in some}, at)
        Assignment.objects.bulk_create(
            Assignment(need_id=need, polling_day_id=day.id, serial=serial, assigned_at=at)
            for need, serials in come.items()
            for serial in sorted(serials)
        )
        needs = {*found.differing, *robbed}
        touched |= catch_up(day, needs, at)
        touched |= restate(day, needs, Event.SUPPLY, at)
    return touched


def _release(gone: dict[int, frozenset[str]], at: datetime) -> None:
    live = Assignment.objects.filter(need__in=[need for need in gone if gone[need]])
    rows = live.filter(released_at=None).values_list("pk", "need_id", "serial")
    freed = [pk for pk, need, serial in rows if serial in gone[need]]
    Assignment.objects.filter(pk__in=freed).update(released_at=at)


def _take(day_id: int, serials: set[str], at: datetime) -> set[int]:
    """Free these serial numbers wherever they serve; the needs that lose one."""
    held = Assignment.objects.filter(
        polling_day=day_id, serial__in=sorted(serials), released_at=None
    )
    rows = dict(held.values_list("pk", "need_id"))
    Assignment.objects.filter(pk__in=list(rows)).update(released_at=at)
    known = Need.objects.filter(pk__in=set(rows.values()), ended_at=None)
    return set(known.filter(requirement__set__state="published").values_list("pk", flat=True))


def claim(day: Day, proofs: Iterable[Evidence], *, by: User, at: datetime) -> set[int]:
    """Let proofs name only things that custody has at the station; the needs that gave one up.

    A thing that stands at another need of the same station, where no proof names it, comes over:
    custody knows the station, and who was there knows the point.

    Raises:
        SerialNotHere: inventory holds the thing elsewhere, or does not know it.
    """
    gave: set[int] = set()
    for proof in proofs:
        need = proof.need
        item = day.rules[need.requirement_id].item
        live = Assignment.objects.filter(
            polling_day=day.id, serial__in=proof.serials, released_at=None
        )
        rows = {row.serial: row for row in live.select_related("need")}
        for serial in proof.serials:
            row = rows.get(serial)
            if row is None or not _serves_beside(day, row.need, need, item):
                place, is_known = where_is(by, serial)
                raise SerialNotHere(serial, need.station.name, place, is_known=is_known)
            if row.need_id != need.pk:
                if _is_named(row.need, serial):
                    raise SerialNotHere(serial, need.station.name, need.station.name, is_known=True)
                Assignment.objects.filter(pk=row.pk).update(released_at=at)
                Assignment.objects.create(
                    need=need, polling_day_id=day.id, serial=serial, assigned_at=at
                )
                gave.add(row.need_id)
    return gave


def _serves_beside(day: Day, other: Need, need: Need, item: str) -> bool:
    rule = day.rules.get(other.requirement_id)
    return (
        rule is not None
        and rule.source == Source.EQUIPMENT
        and rule.item == item
        and other.station_id == need.station_id
    )


def _is_named(need: Need, serial: str) -> bool:
    rows: Sequence[list[str]] = list(
        need.evidence.exclude(state=Evidence.State.REFUTED).values_list("serials", flat=True)
    )
    return any(serial in serials for serials in rows)
