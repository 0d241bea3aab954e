"""Needs set aside from above, by an order, until a date. They still do not count as ready."""

from datetime import datetime, timedelta

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.services import record_action
from sandoq.apps.readiness.errors import NeedAlreadyVerified, NeedEnded, WaiverRefused
from sandoq.apps.readiness.models import Need, Waiver
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.selectors.days import load_day, name_of_row
from sandoq.apps.readiness.services.acting import Acting
from sandoq.apps.readiness.services.day_lock import lock_day
from sandoq.apps.readiness.services.standing import catch_up, restate
from sandoq.apps.readiness.services.status import recompute
from sandoq.common.clock import TEHRAN, now


@transaction.atomic
def waive_need(*, by: User, need: Need, order_number: str, reason: str, until: datetime) -> Waiver:
    """Set a need aside until a moment not after polling day; the same order again changes nothing.

    Raises:
        NotAllowed: no post of the person waives there.
        WaiverRefused: reason `no-order`, `no-reason` or `bad-end`.
        NeedAlreadyVerified, NeedEnded: there is nothing to waive.
    """
    need = Need.objects.select_related("station__unit", "requirement__set__polling_day").get(
        pk=need.pk
    )
    polling_day = need.requirement.set.polling_day
    at = now()
    lock_day(polling_day.pk)
    need.refresh_from_db(fields=["state", "verified_until", "ended_at"])
    day = load_day(polling_day.pk)
    tenure = Acting(by, Permission.NEED_WAIVE, day).tenure_at(need.station.unit.path)
    if not order_number.strip():
        raise WaiverRefused("no-order")
    if not reason.strip():
        raise WaiverRefused("no-reason")
    last = datetime.combine(polling_day.date + timedelta(days=1), datetime.min.time(), TEHRAN)
    if not at < until <= max(last, at + timedelta(days=1)):
        raise WaiverRefused("bad-end")
    if need.ended_at is not None or need.requirement_id not in day.rules:
        raise NeedEnded(name_of_row(need.requirement), need.station.name)
    if need.state == Need.State.VERIFIED and need.verified_until and at < need.verified_until:
        raise NeedAlreadyVerified(name_of_row(need.requirement), need.station.name)
    same = Waiver.objects.filter(need=need, order_number=order_number.strip(), until__gt=at).first()
    if same is not None:
        return same
    touched = catch_up(day, [need.pk], at)
    waiver = Waiver.objects.create(
        need=need,
        order_number=order_number.strip(),
        reason=reason.strip(),
        since=at,
        until=until,
        by=by,
    )
    restate(day, [need.pk], Event.WAIVE, at)
    recompute(touched, day_id=day.id, at=at)
    record_action(
        by=by,
        verb="readiness.waive-need",
        target=need,
        unit_path=need.station.unit.path,
        under=tenure,
        data={"order": waiver.order_number, "reason": waiver.reason, "until": until.isoformat()},
    )
    return waiver
