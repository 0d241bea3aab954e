"""Codes of units: they change with time, and may be passed from one unit to another."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.errors import CodeTaken, DatesOutOfOrder
from sandoq.apps.territory.models import Unit, UnitCode
from sandoq.apps.territory.services.units import require_past
from sandoq.common.errors import BadInput


def recode_unit(
    *, by: User, unit: Unit, scheme: str, value: str, since: date, at: datetime
) -> None:
    """Give one unit a new code from a day on; see `recode_units`."""
    recode_units(by=by, scheme=scheme, values={unit: value}, since=since, at=at)


@transaction.atomic
def recode_units(
    *, by: User, scheme: str, values: Mapping[Unit, str], since: date, at: datetime
) -> None:
    """Give units new codes of one scheme from a day on, all at once, so that codes may swap.

    ISO 3166-2:IR did so in 2020. Units that have the code already are left alone.

    Raises:
        NotAllowed: without the permission to edit one of the units.
        BadInput: an empty code.
        DayNotYetCome: the day has not come.
        DatesOutOfOrder: a present code began on that day or later.
        CodeTaken: the code is in force for a unit outside `values`.
    """
    require_past("since", since, at)
    for unit in values:
        require(by, Permission.UNIT_EDIT, unit_path=unit.path)
    wanted = {unit.pk: _code(value) for unit, value in values.items()}
    present = {
        code.unit_id: code
        for code in UnitCode.objects.select_for_update().filter(
            unit__in=wanted, scheme=scheme, until=None
        )
    }
    changed = {
        unit: wanted[unit.pk]
        for unit in values
        if unit.pk not in present or present[unit.pk].value != wanted[unit.pk]
    }
    for unit in changed:
        _end_code(present.get(unit.pk), since)
    for unit, value in changed.items():
        holder = UnitCode.objects.filter(scheme=scheme, value=value, until=None).first()
        if holder is not None:
            raise CodeTaken(scheme, value, holder.unit.name_fa)
        UnitCode.objects.create(unit=unit, scheme=scheme, value=value, since=since)
        before = present[unit.pk].value if unit.pk in present else ""
        record_action(
            by=by,
            verb="territory.recode-unit",
            target=unit,
            unit_path=unit.path,
            data={"scheme": scheme, "from": before, "to": value, "since": since.isoformat()},
        )


def _code(value: str) -> str:
    value = value.strip()
    if not value:
        raise BadInput("code", value, "empty")
    return value


def _end_code(code: UnitCode | None, since: date) -> None:
    if code is None:
        return
    if code.since is not None and since <= code.since:
        raise DatesOutOfOrder(since.isoformat(), code.since.isoformat())
    code.until = since
    code.save(update_fields=["until"])
