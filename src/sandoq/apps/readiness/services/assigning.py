"""Binds things to a need by serial number before anybody has seen them there."""

from collections.abc import Sequence

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.services import record_action
from sandoq.apps.readiness.errors import NeedEnded, RoomAnswers
from sandoq.apps.readiness.models import Need
from sandoq.apps.readiness.rules.guards import normal_serial
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.rules.sources import ROOMS, Source
from sandoq.apps.readiness.selectors.days import load_day, name_of_row
from sandoq.apps.readiness.services.acting import Acting
from sandoq.apps.readiness.services.day_lock import lock_day
from sandoq.apps.readiness.services.serials import bind_serials
from sandoq.apps.readiness.services.standing import catch_up, restate
from sandoq.apps.readiness.services.status import recompute
from sandoq.common.clock import now


@transaction.atomic
def assign_serials(*, by: User, need: Need, serials: Sequence[str]) -> tuple[str, ...]:
    """Bind serial numbers to a need; binding them again changes nothing. In their one spelling.

    It proves nothing: the need stays a gap until the things are seen there and that is verified.

    Raises:
        NotAllowed: no post of the person records there.
        NeedEnded: it is no longer asked.
        RoomAnswers: custody, readings or the staffing plan say so, and nobody else.
        SerialAlreadyServes: a number serves another need of the day.
        BadInput: a number cannot be read.
    """
    need = Need.objects.select_related("station__unit", "requirement__set").get(pk=need.pk)
    at = now()
    lock_day(need.requirement.set.polling_day_id)
    day = load_day(need.requirement.set.polling_day_id)
    tenure = Acting(by, Permission.EVIDENCE_RECORD, day).tenure_at(need.station.unit.path)
    need.refresh_from_db(fields=["ended_at", "requirement"])
    if need.ended_at is not None or need.requirement_id not in day.rules:
        raise NeedEnded(name_of_row(need.requirement), need.station.name)
    if room := ROOMS.get(Source(day.rules[need.requirement_id].source)):
        raise RoomAnswers(name_of_row(need.requirement), room.value)
    wanted = tuple(dict.fromkeys(normal_serial(serial) for serial in serials))
    touched = catch_up(day, [need.pk], at)
    if bind_serials(((serial, need.pk) for serial in wanted), day_id=day.id, by=by, at=at):
        record_action(
            by=by,
            verb="readiness.assign-serials",
            target=need,
            unit_path=need.station.unit.path,
            under=tenure,
            data={"serials": list(wanted)},
        )
    restate(day, [need.pk], Event.ASSIGN, at)
    recompute(touched, day_id=day.id, at=at)
    return wanted
