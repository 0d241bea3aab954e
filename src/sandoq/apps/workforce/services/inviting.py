"""Asking people whether they will work, through a link that needs no account.

The link carries the invitation's key and its signature: nobody can make or guess another, and it
is never stored. It may be read aloud, sent by SMS, or printed.
"""

from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.workforce.errors import (
    AppointmentStateForbids,
    InvitationAnswered,
    InvitationExpired,
)
from sandoq.apps.workforce.models import Appointment, Invitation
from sandoq.apps.workforce.selectors.links import invitation_of_token
from sandoq.apps.workforce.services.announcing import announce_stations
from sandoq.apps.workforce.services.appointing import batches, common_path
from sandoq.common.clock import now
from sandoq.common.errors import BadInput, NotAllowed
from sandoq.common.text import normalise

DAYS = 7
_LONGEST_DAYS = 60
_BATCH = 500


@transaction.atomic
def invite(*, by: User, appointments: Sequence[Appointment], days: int = DAYS) -> list[Invitation]:
    """Open an invitation for each appointment not answered yet; an open one is returned again.

    An expired one is revoked and replaced. One entry of the audit trail stands for the call.

    Raises:
        NotAllowed: a place is out of reach; then nothing is written.
        BadInput: fewer than 1 or more than 60 days.
        AppointmentStateForbids: one was withdrawn or answered.
    """
    if not 1 <= days <= _LONGEST_DAYS:
        raise BadInput("days", str(days), "out-of-range")
    scope, at = scope_of(by, Permission.APPOINT), now()
    rows: dict[int, Appointment] = {}
    opened: dict[int, Invitation] = {}
    for batch in batches(sorted({one.pk for one in appointments})):
        found = Appointment.objects.select_for_update(of=("self",)).filter(pk__in=batch)
        rows |= {row.pk: row for row in found.select_related("unit", "person")}
        live = Invitation.objects.filter(appointment__in=batch, answered_at=None, revoked_at=None)
        opened |= {one.appointment_id: one for one in live}
    for row in rows.values():
        if not scope.covers(row.unit.path, row.election_id):
            raise NotAllowed(Permission.APPOINT.value, row.unit.name_fa)
        if row.state not in {Appointment.State.PROPOSED, Appointment.State.INVITED}:
            raise AppointmentStateForbids(row.person.name_fa, row.state)
    stale = [one.pk for one in opened.values() if one.expires_at <= at]
    for pks in batches(stale):
        Invitation.objects.filter(pk__in=pks).update(revoked_at=at)
    opened = {pk: one for pk, one in opened.items() if one.expires_at > at}
    fresh = [
        Invitation(appointment=row, sent_at=at, expires_at=at + timedelta(days=days))
        for pk, row in rows.items()
        if pk not in opened
    ]
    Invitation.objects.bulk_create(fresh, batch_size=_BATCH)
    for pks in batches([one.appointment_id for one in fresh]):
        Appointment.objects.filter(pk__in=pks, state=Appointment.State.PROPOSED).update(
            state=Appointment.State.INVITED, state_at=at
        )
    opened |= {one.appointment_id: one for one in fresh}
    if fresh:
        record_action(
            by=by,
            verb="workforce.invite",
            target=fresh[0].appointment if len(fresh) == 1 else None,
            unit_path=common_path({row.unit.path for row in rows.values()}),
            data={"invitations": len(fresh), "days": days},
        )
    return [opened[one.pk] for one in appointments]


@transaction.atomic
def note_reminders(*, by: User, invitations: Sequence[Invitation]) -> int:
    """Note that these people were reminded just now; how many still wait for an answer.

    Raises:
        NotAllowed: a place is out of reach.
    """
    at, scope = now(), scope_of(by, Permission.APPOINT)
    pks = [one.pk for one in invitations]
    found = [
        row
        for batch in batches(pks)
        for row in Invitation.objects.select_for_update(of=("self",))
        .select_related("appointment__unit")
        .filter(pk__in=batch, answered_at=None, revoked_at=None, expires_at__gt=at)
    ]
    for row in found:
        if not scope.covers(row.appointment.unit.path, row.appointment.election_id):
            raise NotAllowed(Permission.APPOINT.value, row.appointment.unit.name_fa)
        row.reminders, row.reminded_at = row.reminders + 1, at
    Invitation.objects.bulk_update(found, ["reminders", "reminded_at"], batch_size=_BATCH)
    if found:
        record_action(
            by=by,
            verb="workforce.remind",
            unit_path=common_path({row.appointment.unit.path for row in found}),
            data={"invitations": len(found)},
        )
    return len(found)


@transaction.atomic
def answer_invitation(*, token: str, accepts: bool, reason: str = "") -> Appointment:
    """Take the answer that the holder of a link gives; giving it twice is harmless.

    Raises:
        NotFound: the link is not ours; nothing tells whether there is such an appointment.
        InvitationExpired: it is too late, or the appointment was withdrawn.
        InvitationAnswered: the other answer was given; a change goes through the county.
    """
    known = invitation_of_token(token)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=known.pk)
    row = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=invitation.appointment_id)
    )
    wanted = Invitation.Answer.ACCEPTED if accepts else Invitation.Answer.DECLINED
    if invitation.answer:
        if invitation.answer != wanted:
            raise InvitationAnswered(invitation.answer)
        return row
    at = now()
    if invitation.revoked_at or invitation.expires_at <= at:
        raise InvitationExpired(invitation.revoked_at or invitation.expires_at)
    _settle(row, invitation, wanted, reason)
    record_action(
        by=None,
        verb="workforce.answer-invitation",
        target=row,
        unit_path=row.unit.path,
        data={"answer": wanted.value},
    )
    return row


def _settle(row: Appointment, invitation: Invitation, wanted: str, reason: str) -> None:
    at = now()
    invitation.answer, invitation.answered_at = wanted, at
    invitation.save(update_fields=["answer", "answered_at"])
    row.state = Appointment.State(wanted)
    row.state_at, row.reason = at, normalise(reason)[:300]
    row.save(update_fields=["state", "state_at", "reason"])
    announce_stations([row.station_id])


@transaction.atomic
def record_answers(*, by: User, accepted: Sequence[Appointment]) -> int:
    """Record acceptances given on paper or by telephone, in one act; how many were new.

    Raises:
        NotAllowed: a place is out of reach; then nothing is written.
    """
    scope, at = scope_of(by, Permission.APPOINT), now()
    rows = [
        row
        for batch in batches([one.pk for one in accepted])
        for row in Appointment.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(pk__in=batch, state__in=(Appointment.State.PROPOSED, Appointment.State.INVITED))
    ]
    for row in rows:
        if not scope.covers(row.unit.path, row.election_id):
            raise NotAllowed(Permission.APPOINT.value, row.unit.name_fa)
    for pks in batches([row.pk for row in rows]):
        Appointment.objects.filter(pk__in=pks).update(state=Appointment.State.ACCEPTED, state_at=at)
        Invitation.objects.filter(appointment__in=pks, answered_at=None, revoked_at=None).update(
            answer=Invitation.Answer.ACCEPTED, answered_at=at
        )
    if rows:
        announce_stations(row.station_id for row in rows)
        record_action(
            by=by,
            verb="workforce.record-answers",
            unit_path=common_path({row.unit.path for row in rows}),
            data={"accepted": len(rows)},
        )
    return len(rows)
