"""Appointing people to shifts, one by one or thousands at once, and withdrawing them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require, scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import Election
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.workforce.errors import (
    AppointmentStateForbids,
    DutiesClash,
    ElectionOfAnotherDay,
    ReasonMissing,
    RolePlaceMismatch,
    WorkKeyReused,
)
from sandoq.apps.workforce.models import Appointment, DutyLimits, Invitation, Shift, WorkRole
from sandoq.apps.workforce.rules.limits import Breach, Clash, Duty, Limits, clash_with
from sandoq.apps.workforce.services.announcing import announce_stations
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed
from sandoq.common.hashing import canonical_json, sha256_hex
from sandoq.common.text import normalise

_T = TypeVar("_T")
_BATCH = 500
_AROUND = timedelta(days=2)
"""Duties further away than this touch neither rest nor a day's maximum."""


@dataclass(frozen=True, slots=True)
class Placing:
    """One person for one shift: at a station, or in a unit where there is none."""

    person: Person
    role: WorkRole
    shift: Shift
    station: Station | None = None
    unit: Unit | None = None
    election: Election | None = None
    order_number: str = ""
    key: UUID | None = None

    @property
    def place(self) -> Unit:
        """The unit in whose reach the appointment lies."""
        place = self.station.unit if self.station else self.unit
        if place is None:
            raise RolePlaceMismatch(self.role.name_fa, "")
        return place


def appoint(*, by: User, placing: Placing) -> Appointment:
    """Appoint a person; the same key, or the same person in the same shift and place, repeats.

    Raises:
        NotAllowed: the place is out of reach.
        RolePlaceMismatch: the role belongs at a station and none is given, or the reverse.
        ElectionOfAnotherDay: the election is not held on the shift's day.
        DutiesClash: another duty of the person forbids it, whichever election it is for.
        WorkKeyReused: the key was used for another appointment.
    """
    return appoint_many(by=by, placings=[placing])[0]


@transaction.atomic
def appoint_many(*, by: User, placings: Sequence[Placing]) -> list[Appointment]:
    """Appoint all of these people or none; appointments that exist already are left as they are.

    One entry of the audit trail stands for the call. People are locked first, so that two
    committees cannot fill one person's day at the same moment.

    Returns:
        The appointments in the order of the placings, new and known.

    Raises:
        as `appoint`, for the first that is refused; then nothing is written.
    """
    if not placings:
        return []
    _check(by, placings)
    desk = _Desk(by, placings)
    found = [desk.place(placing) for placing in placings]
    if desk.fresh:
        Appointment.objects.bulk_create(desk.fresh, batch_size=_BATCH)
        announce_stations(one.station_id for one in desk.fresh)
        _record(by, desk.fresh)
    return found


def _check(by: User, placings: Sequence[Placing]) -> None:
    scope = scope_of(by, Permission.APPOINT)
    for placing in placings:
        role, shift, election = placing.role, placing.shift, placing.election
        if (role.place == WorkRole.Place.STATION) != (placing.station is not None):
            place = placing.station or placing.unit
            raise RolePlaceMismatch(role.name_fa, str(place or ""))
        if not scope.covers(placing.place.path, election.pk if election else None):
            raise NotAllowed(Permission.APPOINT.value, placing.place.name_fa)
        if election is not None and election.polling_day_id != shift.polling_day_id:
            raise ElectionOfAnotherDay(election.name_fa, shift.name_fa)


class _Desk:
    """Holds the locked people's duties while placings are taken one after another."""

    def __init__(self, by: User, placings: Sequence[Placing]) -> None:
        self.fresh: list[Appointment] = []
        self._by = by
        self._at = now()
        people = sorted({placing.person.pk for placing in placings})
        for batch in batches(people):
            list(Person.objects.select_for_update(of=("self",)).filter(pk__in=batch).values("pk"))
        days = {placing.shift.polling_day_id for placing in placings}
        self._limits = {
            row.polling_day_id: Limits(row.daily_minutes, row.rest_minutes)
            for row in DutyLimits.objects.filter(polling_day__in=days)
        }
        self._held = _held_by(people, [placing.shift for placing in placings])
        self._known = {
            row.key: row
            for batch in batches([p.key for p in placings if p.key])
            for row in Appointment.objects.filter(key__in=batch)
        }

    def place(self, placing: Placing) -> Appointment:
        if known := self._repeat(placing):
            return known
        mine = self._held.setdefault(placing.person.pk, [])
        shift = placing.shift
        limits = self._limits.get(shift.polling_day_id, Limits())
        wanted = Duty(shift.starts_at, shift.ends_at)
        clash = clash_with([_duty(row) for row in mine], wanted, limits)
        if clash is not None:
            raise _refusal(placing, clash, limits)
        row = Appointment(
            key=placing.key or uuid4(),
            person=placing.person,
            role=placing.role,
            station=placing.station,
            unit=placing.place,
            polling_day_id=shift.polling_day_id,
            election=placing.election,
            shift=shift,
            rate_class=placing.role.rate_class,
            state_at=self._at,
            appointed_at=self._at,
            appointed_by=self._by,
            order_number=normalise(placing.order_number),
        )
        mine.append(row)
        self._known[row.key] = row
        self.fresh.append(row)
        return row

    def _repeat(self, placing: Placing) -> Appointment | None:
        if placing.key and (known := self._known.get(placing.key)):
            if not _same(known, placing):
                raise WorkKeyReused(str(placing.key))
            return known
        mine = self._held.get(placing.person.pk, ())
        return next((row for row in mine if _same(row, placing)), None)


def _held_by(people: Sequence[int], shifts: Sequence[Shift]) -> dict[int, list[Appointment]]:
    """Appointments that bind these people around these shifts, of every election and day."""
    first = min(shift.starts_at for shift in shifts) - _AROUND
    last = max(shift.ends_at for shift in shifts) + _AROUND
    found: dict[int, list[Appointment]] = {}
    for batch in batches(people):
        rows = Appointment.objects.filter(
            person__in=batch,
            state__in=Appointment.HOLDING,
            shift__ends_at__gte=first,
            shift__starts_at__lte=last,
        )
        for row in rows.select_related("shift", "role", "station", "unit", "election"):
            found.setdefault(row.person_id, []).append(row)
    return found


def _same(row: Appointment, placing: Placing) -> bool:
    return (
        row.person_id == placing.person.pk
        and row.role_id == placing.role.pk
        and row.shift_id == placing.shift.pk
        and row.station_id == (placing.station.pk if placing.station else None)
        and row.unit_id == placing.place.pk
        and row.election_id == (placing.election.pk if placing.election else None)
    )


def _duty(row: Appointment) -> Duty:
    return Duty(row.shift.starts_at, row.shift.ends_at, label_of(row))


def label_of(row: Appointment) -> str:
    """What a refusal calls an appointment: role, place, shift and, where given, the election."""
    place = row.station.name if row.station else row.unit.name_fa
    parts = [row.role.name_fa, place, row.shift.name_fa]
    if row.election is not None:
        parts.append(row.election.name_fa)
    return " · ".join(parts)


def _refusal(placing: Placing, clash: Clash, limits: Limits) -> DutiesClash:
    wanted = Appointment(
        role=placing.role,
        station=placing.station,
        unit=placing.place,
        shift=placing.shift,
        election=placing.election,
    )
    limit = {
        Breach.OVERLAP: 0,
        Breach.REST: limits.rest_minutes,
        Breach.DAILY: limits.daily_minutes,
    }
    return DutiesClash(
        placing.person.name_fa,
        label_of(wanted),
        clash.other.label if clash.other else "",
        clash.breach.value,
        clash.minutes,
        limit[clash.breach],
    )


def _record(by: User, rows: Sequence[Appointment]) -> None:
    """One act, with the appointments' keys hashed where there are too many to name."""
    keys = [str(row.key) for row in rows]
    data: dict[str, object] = {
        "appointments": len(rows),
        "sha256": sha256_hex(canonical_json(keys)),
    }
    if len(rows) == 1:
        row = rows[0]
        data |= {"role": row.role.code, "shift": row.shift.code, "order": row.order_number}
    paths = {row.unit.path for row in rows}
    record_action(
        by=by,
        verb="workforce.appoint",
        target=rows[0] if len(rows) == 1 else None,
        unit_path=common_path(paths),
        data=data,
    )


def common_path(paths: set[str]) -> str:
    """The path of the lowest unit above all of these, or that unit itself."""
    first, last = min(paths), max(paths)
    step, end = Unit.steplen, 0
    while end + step <= len(first) and first[: end + step] == last[: end + step]:
        end += step
    return first[:end]


@transaction.atomic
def withdraw(*, by: User, appointment: Appointment, reason: str) -> Appointment:
    """Take an appointment back; the person's time is free again, the link answers no more.

    Raises:
        NotAllowed: the place is out of reach.
        ReasonMissing: no reason is given.
        AppointmentStateForbids: the person declined.
    """
    row = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("unit", "person")
        .get(pk=appointment.pk)
    )
    require(by, Permission.APPOINT, unit_path=row.unit.path, election_id=row.election_id)
    if row.state == Appointment.State.WITHDRAWN:
        return row
    if row.state == Appointment.State.DECLINED:
        raise AppointmentStateForbids(row.person.name_fa, row.state)
    if not normalise(reason):
        raise ReasonMissing
    row.state, row.state_at = Appointment.State.WITHDRAWN, now()
    row.reason = normalise(reason)[:300]
    row.save(update_fields=["state", "state_at", "reason"])
    Invitation.objects.filter(appointment=row, answered_at=None, revoked_at=None).update(
        revoked_at=row.state_at
    )
    announce_stations([row.station_id])
    record_action(
        by=by,
        verb="workforce.withdraw",
        target=row,
        unit_path=row.unit.path,
        data={"reason": row.reason},
    )
    return row


def batches(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """The items in pieces that every database takes as one list."""
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def follow_stations(station_ids: Sequence[int]) -> None:
    """Keep each appointment's unit that of its station, when stations move."""
    for batch in batches(list(station_ids)):
        rows = Appointment.objects.filter(station__in=batch).select_related("station")
        moved = [row for row in rows if row.unit_id != row.station.unit_id]  # type: ignore[union-attr]
        for row in moved:
            row.unit_id = row.station.unit_id  # type: ignore[union-attr]
        Appointment.objects.bulk_update(moved, ["unit"], batch_size=_BATCH)
