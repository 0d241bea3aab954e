"""Readings come in: from a phone, a file, another program. Nothing is counted twice."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require, scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.connectivity.errors import BadReading, ReadingKeyReused, ReasonMissing
from sandoq.apps.connectivity.models import Operator, Reading, ReadingBatch
from sandoq.apps.connectivity.rules.operators import OperatorKind
from sandoq.apps.connectivity.rules.readings import ReadingDraft, check_reading
from sandoq.apps.connectivity.services.refreshing import refresh_points
from sandoq.apps.territory.models import Point
from sandoq.apps.territory.services.fast_rows import insert_rows
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.common.text import normalise

_BLOCK = 2_000
_COLUMNS = (
    *("client_uuid", "point_id", "operator_id", "technology", "rsrp_dbm", "sinr_db", "is_indoor"),
    *("attempts", "successes", "p95_ms", "taken_at", "recorded_at", "surveyor_id", "source"),
    *("skew_seconds", "note", "withdrawn_reason", "batch_id"),
)
_SAME = ("point_id", "operator_id", "technology", "attempts", "successes", "rsrp_dbm")


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many readings were new, and how many were known already."""

    created: int
    known: int


@transaction.atomic
def record_reading(*, by: User, draft: ReadingDraft, source: str = "api") -> Reading:
    """Record one measurement; a second call with its key returns the first.

    Raises:
        NotFound: no point in force has this key in a place where the person records readings, or
            there is no such operator.
        BadReading: or the subclass that names what no measurement could have given.
        ReadingKeyReused: another reading has the key.
    """
    record_readings(by=by, drafts=[draft], source=source)
    return Reading.objects.get(client_uuid=draft.client_uuid)


@transaction.atomic
def record_readings(
    *,
    by: User,
    drafts: Sequence[ReadingDraft],
    source: str,
    permission: Permission = Permission.READING_RECORD,
    batch: ReadingBatch | None = None,
) -> Recorded:
    """Record measurements in one act, all or none; those known by their key are left alone.

    Raises:
        NotFound, BadReading, ReadingKeyReused: as `record_reading`, by the first that is refused.
    """
    at = now()
    unique = _unique(drafts)
    paths = _paths(by, {draft.point_id for draft in unique}, permission)
    offered = {operator.pk: operator for operator in Operator.objects.all()}
    for draft in unique:
        _check(draft, paths, offered, at)
    known = _known(unique)
    fresh = [draft for draft in unique if draft.client_uuid not in known]
    if fresh:
        insert_rows(Reading, _COLUMNS, [_row(draft, by, source, at, batch) for draft in fresh])
        touched = {draft.point_id for draft in fresh}
        refresh_points(touched, at=at)
        record_action(
            by=by,
            verb="connectivity.record-readings",
            unit_path=_common_path([paths[point] for point in touched]),
            data={"readings": len(fresh), "points": len(touched), "source": source},
        )
    return Recorded(len(fresh), len(drafts) - len(fresh))


@transaction.atomic
def withdraw_reading(*, by: User, reading: Reading, reason: str) -> Reading:
    """Take a wrong reading out of every grade; it stays to be seen. Harmless to repeat.

    Raises:
        NotAllowed: no post of the person records readings there.
        ReasonMissing: nobody could tell why.
    """
    held = (
        Reading.objects.select_for_update(of=("self",))
        .select_related("point__station__unit")
        .get(pk=reading.pk)
    )
    path = held.point.station.unit.path
    require(by, Permission.READING_RECORD, unit_path=path)
    told = normalise(reason)[:200]
    if not told:
        raise ReasonMissing("reason", "", "empty")
    if held.withdrawn_at is not None:
        return held
    at = now()
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = at, by, told
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    refresh_points([held.point_id], at=at)
    record_action(
        by=by,
        verb="connectivity.withdraw-reading",
        target=held,
        unit_path=path,
        data={"reading": held.client_uuid, "reason": told},
    )
    return held


def _unique(drafts: Iterable[ReadingDraft]) -> list[ReadingDraft]:
    """One draft for each key.

    Raises:
        ReadingKeyReused: two that differ share one.
    """
    found: dict[UUID, ReadingDraft] = {}
    for draft in drafts:
        first = found.setdefault(draft.client_uuid, draft)
        if any(getattr(first, name) != getattr(draft, name) for name in _SAME):
            raise ReadingKeyReused(str(draft.client_uuid))
    return list(found.values())


def _paths(by: User, point_ids: Collection[int], permission: Permission) -> dict[int, str]:
    """Path of the unit of each point in force where the person may record."""
    scope = scope_of(by, permission)
    found: dict[int, str] = {}
    ordered = sorted(point_ids)
    for first in range(0, len(ordered), _BLOCK):
        rows = Point.objects.filter(
            scope.q("station__unit__path"),
            pk__in=ordered[first : first + _BLOCK],
            station__retired_at=None,
        )
        found.update(rows.values_list("pk", "station__unit__path"))
    return found


def _check(
    draft: ReadingDraft, paths: Mapping[int, str], offered: Mapping[int, Operator], at: datetime
) -> None:
    if draft.point_id not in paths:
        raise NotFound("point", str(draft.point_id))
    operator = offered.get(draft.operator_id)
    if operator is None:
        raise NotFound("operator", str(draft.operator_id))
    if len(draft.note) > _LONGEST_NOTE:
        raise BadReading("note", draft.note[:40], "too-long")
    check_reading(draft, operator=operator.slug, operator_kind=OperatorKind(operator.kind), now=at)


_LONGEST_NOTE = 200


def _known(drafts: Sequence[ReadingDraft]) -> set[UUID]:
    """Keys recorded before.

    Raises:
        ReadingKeyReused: one of them with another content.
    """
    by_key = {draft.client_uuid: draft for draft in drafts}
    keys = list(by_key)
    found = set()
    for first in range(0, len(keys), _BLOCK):
        rows = Reading.objects.filter(client_uuid__in=keys[first : first + _BLOCK])
        for key, *values in rows.values_list("client_uuid", *_SAME):
            if values != [getattr(by_key[key], name) for name in _SAME]:
                raise ReadingKeyReused(str(key))
            found.add(key)
    return found


def _row(
    draft: ReadingDraft, by: User, source: str, at: datetime, batch: ReadingBatch | None
) -> tuple[object, ...]:
    return (
        *(draft.client_uuid, draft.point_id, draft.operator_id, draft.technology),
        *(draft.rsrp_dbm, draft.sinr_db, draft.is_indoor, draft.attempts, draft.successes),
        *(draft.p95_ms, draft.taken_at, at, by.pk, source, draft.skew_seconds),
        *(normalise(draft.note), "", batch.pk if batch else None),
    )


def _common_path(paths: Sequence[str]) -> str:
    """The smallest unit that holds them all."""
    first, last = min(paths), max(paths)
    shared = 0
    while shared < len(first) and first[shared : shared + 4] == last[shared : shared + 4]:
        shared += 4
    return first[:shared]
