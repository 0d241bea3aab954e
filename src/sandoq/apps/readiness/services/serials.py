"""Binds serial numbers to needs; nothing serves two needs of a day."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.readiness.errors import SerialAlreadyServes
from sandoq.apps.readiness.models import Assignment, Need
from sandoq.apps.readiness.rules.guards import clashes
from sandoq.apps.readiness.selectors.sites import blocks

Binding = tuple[str, int]
"""A serial number and the need it serves."""


def bind_serials(bindings: Iterable[Binding], *, day_id: int, by: User, at: datetime) -> int:
    """Bind each serial number to its need, unless it is already; how many were not.

    Raises:
        SerialAlreadyServes: a number serves another need of the day, or is wanted for two.
    """
    wanted = list(dict.fromkeys(bindings))
    held: dict[str, Hashable] = {}
    for block in blocks(sorted({serial for serial, _ in wanted})):
        held |= _live(day_id, block)
    if found := clashes(wanted, held):
        raise _refusal(by, *found[0])
    rows = [
        Assignment(
            need_id=need, polling_day_id=day_id, serial=serial, assigned_at=at, assigned_by=by
        )
        for serial, need in wanted
        if serial not in held
    ]
    try:
        with transaction.atomic():
            Assignment.objects.bulk_create(rows)
    except IntegrityError:
        # Another writer came between; the constraint is what holds, the check only names it.
        for block in blocks([row.serial for row in rows]):
            for serial, need in _live(day_id, block).items():
                raise _refusal(by, serial, need) from None
        raise
    return len(rows)


def _live(day_id: int, serials: Sequence[str]) -> dict[str, int]:
    rows = Assignment.objects.filter(polling_day=day_id, serial__in=serials, released_at=None)
    return dict(rows.values_list("serial", "need_id"))


def _refusal(by: User, serial: str, need_id: Any) -> SerialAlreadyServes:
    """Names the station that the number serves only to who may see it."""
    need = Need.objects.select_related("station__unit").get(pk=need_id)
    visible = scope_of(by, Permission.READINESS_VIEW).covers(need.station.unit.path)
    return SerialAlreadyServes(serial, need.station.name if visible else "")
