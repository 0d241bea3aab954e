"""Links that need no account: genuine, expiring, telling nothing to whoever guesses."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from sandoq.apps.accounts.models import AuditEntry
from sandoq.apps.workforce.errors import (
    AppointmentStateForbids,
    InvitationAnswered,
    InvitationExpired,
)
from sandoq.apps.workforce.models import Appointment, Invitation
from sandoq.apps.workforce.selectors.links import token_of
from sandoq.apps.workforce.services import (
    answer_invitation,
    invite,
    note_reminders,
    staffing_written,
    withdraw,
)
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed, NotFound
from tests.workforce.scene import Scene, a_scene, accepted, an_appointment

pytestmark = pytest.mark.django_db


def invited(scene: Scene) -> tuple[Appointment, Invitation]:
    appointment = an_appointment(scene)
    return appointment, invite(by=scene.babol_it, appointments=[appointment])[0]


def test_whoever_holds_the_link_accepts_once() -> None:
    scene = a_scene()
    appointment, invitation = invited(scene)
    heard: list[int] = []
    staffing_written.append(heard.extend)

    try:
        for _ in range(2):
            answer_invitation(token=token_of(invitation), accepts=True)
    finally:
        staffing_written.remove(heard.extend)

    appointment.refresh_from_db()
    assert appointment.state == Appointment.State.ACCEPTED
    assert heard == [scene.station.pk]
    assert AuditEntry.objects.filter(verb="workforce.answer-invitation").count() == 1


def test_the_other_answer_afterwards_is_refused() -> None:
    scene = a_scene()
    _, invitation = invited(scene)
    answer_invitation(token=token_of(invitation), accepts=False, reason="سفر")
    with pytest.raises(InvitationAnswered):
        answer_invitation(token=token_of(invitation), accepts=True)


def test_a_forged_link_and_one_of_nobody_look_the_same() -> None:
    scene = a_scene()
    _, invitation = invited(scene)
    genuine = token_of(invitation)
    strange = Invitation(key=uuid4())
    refusals = set()
    for token in (genuine[:-1] + "x", "", "a:b", genuine.split(":")[0], token_of(strange)):
        with pytest.raises(NotFound) as refusal:
            answer_invitation(token=token, accepts=True)
        refusals.add((refusal.value.kind, refusal.value.key))
    assert refusals == {("invitation", "")}


def test_after_its_days_a_link_answers_no_more_and_a_new_one_does() -> None:
    scene = a_scene()
    appointment, invitation = invited(scene)
    with time_machine.travel(now() + timedelta(days=8)):
        with pytest.raises(InvitationExpired):
            answer_invitation(token=token_of(invitation), accepts=True)
        [fresh] = invite(by=scene.babol_it, appointments=[appointment])
        assert fresh.pk != invitation.pk
        answer_invitation(token=token_of(fresh), accepts=True)
    appointment.refresh_from_db()
    assert appointment.state == Appointment.State.ACCEPTED


def test_withdrawing_closes_the_link() -> None:
    scene = a_scene()
    appointment, invitation = invited(scene)
    withdraw(by=scene.babol_it, appointment=appointment, reason="جایگزین شد")
    with pytest.raises(InvitationExpired):
        answer_invitation(token=token_of(invitation), accepts=True)


def test_inviting_twice_opens_one_invitation() -> None:
    scene = a_scene()
    appointment, invitation = invited(scene)
    assert invite(by=scene.babol_it, appointments=[appointment]) == [invitation]
    assert Invitation.objects.count() == 1


def test_who_accepted_is_not_asked_again() -> None:
    scene = a_scene()
    appointment = accepted(scene)
    with pytest.raises(AppointmentStateForbids):
        invite(by=scene.babol_it, appointments=[appointment])


def test_a_county_invites_and_reminds_only_its_own() -> None:
    scene = a_scene()
    appointment, invitation = invited(scene)
    with pytest.raises(NotAllowed):
        invite(by=scene.amol_it, appointments=[appointment])
    with pytest.raises(NotAllowed):
        note_reminders(by=scene.amol_it, invitations=[invitation])


def test_a_reminder_is_counted_until_there_is_an_answer() -> None:
    scene = a_scene()
    _, invitation = invited(scene)
    assert note_reminders(by=scene.babol_it, invitations=[invitation]) == 1
    answer_invitation(token=token_of(invitation), accepts=True)
    assert note_reminders(by=scene.babol_it, invitations=[invitation]) == 0
    invitation.refresh_from_db()
    assert invitation.reminders == 1
