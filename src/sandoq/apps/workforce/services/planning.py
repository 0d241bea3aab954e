"""Saying what work there is: roles, substitution, training asked for, builds, shifts, limits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.errors import ShiftInUse
from sandoq.apps.workforce.models import (
    Appointment,
    DutyLimits,
    ReleasedBuild,
    RoleTraining,
    Shift,
    StaffingRule,
    Substitution,
    WorkRole,
)
from sandoq.apps.workforce.services.announcing import announce_day
from sandoq.common.clock import now
from sandoq.common.errors import BadInput
from sandoq.common.text import normalise

_LONGEST_DAY = 24 * 60
_LONGEST_REST = 24 * 60
_MOST = 10_000


@transaction.atomic
def define_role(
    *,
    by: User,
    code: str,
    name_fa: str,
    name_en: str,
    place: str = WorkRole.Place.STATION,
    rate_class: str = "",
    rank: int = 0,
    substitutes: Sequence[str] = (),
    device_models: Sequence[str] = (),
) -> WorkRole:
    """Define a role of the whole country, or change it; saying the same again changes nothing.

    Args:
        rate_class: under which fees are paid; the code without one.
        substitutes: codes of the roles that may stand in, the preferred first.
        device_models: on which whoever has the role must be trained.

    Raises:
        NotAllowed: roles are national.
        BadInput: a name is empty, the place unknown, or a substitute unknown or the role itself.
    """
    require(by, Permission.STAFFING_EDIT, unit_path="")
    if place not in WorkRole.Place.values:
        raise BadInput("place", place, "unknown")
    if not normalise(name_fa):
        raise BadInput("name_fa", "", "empty")
    role = WorkRole.objects.select_for_update().filter(code=code).first() or WorkRole(code=code)
    before = _facts(role) if role.pk else None
    role.name_fa, role.name_en = normalise(name_fa), normalise(name_en)
    role.place, role.rate_class, role.rank = place, rate_class or code, rank
    role.save()
    _set_substitutes(role, substitutes)
    _set_training(role, device_models)
    if _facts(role) != before:
        for day in PollingDay.objects.filter(staffing_rules__role=role).distinct():
            announce_day(day.pk)
        record_action(by=by, verb="workforce.define-role", target=role, data=_facts(role))
    return role


def _facts(role: WorkRole) -> dict[str, Any]:
    stored = WorkRole.objects.get(pk=role.pk)
    return {
        "code": stored.code,
        "name_fa": stored.name_fa,
        "name_en": stored.name_en,
        "place": stored.place,
        "rate_class": stored.rate_class,
        "rank": stored.rank,
        "substitutes": list(role.substitutions.values_list("substitute__code", flat=True)),
        "device_models": list(role.trainings.values_list("device_model", flat=True)),
    }


def _set_substitutes(role: WorkRole, codes: Sequence[str]) -> None:
    known = {other.code: other for other in WorkRole.objects.filter(code__in=codes)}
    for code in codes:
        if code not in known or code == role.code:
            raise BadInput("substitutes", code, "unknown")
    if list(role.substitutions.values_list("substitute__code", flat=True)) != list(codes):
        role.substitutions.all().delete()
        Substitution.objects.bulk_create(
            Substitution(role=role, substitute=known[code], rank=rank)
            for rank, code in enumerate(codes)
        )


def _set_training(role: WorkRole, models: Sequence[str]) -> None:
    wanted = sorted({normalise(model) for model in models if normalise(model)})
    if list(role.trainings.values_list("device_model", flat=True)) != wanted:
        role.trainings.all().delete()
        RoleTraining.objects.bulk_create(
            RoleTraining(role=role, device_model=model) for model in wanted
        )


@transaction.atomic
def release_build(
    *, by: User, polling_day: PollingDay, device_model: str, build: str
) -> ReleasedBuild:
    """Say which build runs on a device model on a polling day; training on no other counts.

    Raises:
        NotAllowed: builds are national.
        BadInput: the model or the build is empty.
    """
    require(by, Permission.STAFFING_EDIT, unit_path="")
    model, version = normalise(device_model), normalise(build)
    for field, value in (("device_model", model), ("build", version)):
        if not value:
            raise BadInput(field, "", "empty")
    found = ReleasedBuild.objects.select_for_update().filter(
        polling_day=polling_day, device_model=model
    )
    released = found.first()
    if released is not None and released.build == version:
        return released
    before = released.build if released else ""
    released = released or ReleasedBuild(polling_day=polling_day, device_model=model)
    released.build, released.released_at = version, now()
    released.save()
    announce_day(polling_day.pk)
    record_action(
        by=by,
        verb="workforce.release-build",
        target=released,
        data={"device_model": model, "before": before, "build": version},
    )
    return released


@transaction.atomic
def set_shift(
    *,
    by: User,
    polling_day: PollingDay,
    code: str,
    name_fa: str,
    name_en: str,
    starts_at: datetime,
    ends_at: datetime,
) -> Shift:
    """Set the hours of a shift of a polling day, for all elections held on it.

    Raises:
        NotAllowed: shifts are national.
        BadInput: it does not end within a day after it starts.
        ShiftInUse: people hold it, and its hours would change.
    """
    require(by, Permission.STAFFING_EDIT, unit_path="")
    length = (ends_at - starts_at).total_seconds() / 60
    if not 0 < length <= _LONGEST_DAY:
        raise BadInput("ends_at", ends_at.isoformat(), "out-of-range")
    found = Shift.objects.select_for_update().filter(polling_day=polling_day, code=code).first()
    if found and (found.starts_at, found.ends_at) != (starts_at, ends_at):
        held = Appointment.objects.filter(shift=found, state__in=Appointment.HOLDING).count()
        if held:
            raise ShiftInUse(found.name_fa, held)
    shift = found or Shift(polling_day=polling_day, code=code)
    values = (normalise(name_fa), normalise(name_en), starts_at, ends_at)
    if found and (found.name_fa, found.name_en, found.starts_at, found.ends_at) == values:
        return found
    shift.name_fa, shift.name_en, shift.starts_at, shift.ends_at = values
    shift.save()
    record_action(
        by=by,
        verb="workforce.set-shift",
        target=shift,
        data={"code": code, "starts_at": starts_at, "ends_at": ends_at},
    )
    return shift


@transaction.atomic
def set_limits(
    *, by: User, polling_day: PollingDay, daily_minutes: int, rest_minutes: int
) -> DutyLimits:
    """Set how long one person may work around a polling day, over all its elections.

    Raises:
        NotAllowed: limits are national.
        BadInput: minutes that no day has.
    """
    require(by, Permission.STAFFING_EDIT, unit_path="")
    if not 1 <= daily_minutes <= _LONGEST_DAY:
        raise BadInput("daily_minutes", str(daily_minutes), "out-of-range")
    if not 0 <= rest_minutes <= _LONGEST_REST:
        raise BadInput("rest_minutes", str(rest_minutes), "out-of-range")
    limits, is_new = DutyLimits.objects.select_for_update().get_or_create(
        polling_day=polling_day,
        defaults={"daily_minutes": daily_minutes, "rest_minutes": rest_minutes},
    )
    if not is_new and (limits.daily_minutes, limits.rest_minutes) == (daily_minutes, rest_minutes):
        return limits
    limits.daily_minutes, limits.rest_minutes = daily_minutes, rest_minutes
    limits.save()
    record_action(
        by=by,
        verb="workforce.set-limits",
        target=limits,
        data={"daily_minutes": daily_minutes, "rest_minutes": rest_minutes},
    )
    return limits


@transaction.atomic
def set_quantity(
    *,
    by: User,
    polling_day: PollingDay,
    unit: Unit,
    role: WorkRole,
    minimum: int,
    station_kind: str = "",
    area: str = "",
    electors_per_person: int | None = None,
    stations_per_person: int | None = None,
) -> StaffingRule:
    """Say how many of a role are needed at each station below a unit, or in the unit itself.

    Raises:
        NotAllowed: the unit is out of reach.
        BadInput: a number is out of range.
    """
    require(by, Permission.STAFFING_EDIT, unit_path=unit.path)
    numbers = {
        "minimum": minimum,
        "electors_per_person": electors_per_person,
        "stations_per_person": stations_per_person,
    }
    for field, value in numbers.items():
        fewest = 0 if field == "minimum" else 1
        if value is not None and not fewest <= value <= _MOST:
            raise BadInput(field, str(value), "out-of-range")
    rule, is_new = StaffingRule.objects.select_for_update().get_or_create(
        polling_day=polling_day,
        unit=unit,
        role=role,
        station_kind=station_kind,
        area=area,
        defaults=numbers,
    )
    if not is_new and all(getattr(rule, field) == value for field, value in numbers.items()):
        return rule
    for field, value in numbers.items():
        setattr(rule, field, value)
    rule.save()
    announce_day(polling_day.pk)
    record_action(
        by=by,
        verb="workforce.set-quantity",
        target=rule,
        unit_path=unit.path,
        data={"role": role.code, "station_kind": station_kind, "area": area, **numbers},
    )
    return rule
