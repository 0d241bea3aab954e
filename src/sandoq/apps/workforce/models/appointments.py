"""Who works, where, as what and when; how they were asked and what they answered."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.elections.models import Election, PollingDay
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.workforce.models.roles import Shift, WorkRole


class Worker(models.Model):
    """A person of whom a unit may ask work: the pool from which people are appointed.

    `unit` is where the person is listed, a county or district; `role` what they are proposed for.
    """

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="worker")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="workers")
    role = models.ForeignKey(WorkRole, null=True, on_delete=models.PROTECT, related_name="+")
    listed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["unit", "role"], name="worker_by_unit_and_role")]


class Appointment(models.Model):
    """One person in one role for one shift, at a station or, without one, in a unit.

    `unit` is the station's unit where there is a station, so that scope is always asked of it.
    `election` None: for every election of the polling day. `rate_class` is the role's on the day
    of appointment. It holds the person's time while its state is one of `HOLDING`.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        INVITED = "invited", _("invited")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")

    HOLDING = (State.PROPOSED, State.INVITED, State.ACCEPTED)

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.ForeignKey(WorkRole, on_delete=models.PROTECT, related_name="appointments")
    station = models.ForeignKey(
        Station, null=True, on_delete=models.PROTECT, related_name="appointments"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="appointments")
    polling_day = models.ForeignKey(
        PollingDay, on_delete=models.PROTECT, related_name="appointments"
    )
    election = models.ForeignKey(
        Election, null=True, on_delete=models.PROTECT, related_name="appointments"
    )
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="appointments")
    rate_class = models.SlugField(max_length=32)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    state_at = models.DateTimeField()
    appointed_at = models.DateTimeField()
    appointed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["polling_day", "unit", "state"], name="appointment_by_unit"),
            models.Index(fields=["station", "polling_day"], name="appointment_by_station"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "shift"],
                condition=Q(state__in=["proposed", "invited", "accepted"]),
                name="appointment_person_once_per_shift",
            )
        ]


class Invitation(models.Model):
    """A question put to a person without account; the link carries a signature of `key`.

    `sent_at` is when the link was handed to whoever sends it; `reminded_at` the last reminder.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted"
        DECLINED = "declined"

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="invitations"
    )
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["appointment"],
                condition=Q(answered_at=None, revoked_at=None),
                name="invitation_one_open_per_appointment",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("sent_at")), name="invitation_expires_after_sending"
            ),
        ]


class Attendance(models.Model):
    """A day on duty: claimed by somebody, then verified or refuted by another person.

    `key` is chosen by the sender, so that a phone may send it twice. `date` is the day in Tehran.
    Only verified attendance is paid.
    """

    class State(models.TextChoices):
        CLAIMED = "claimed", _("claimed")
        VERIFIED = "verified", _("verified")
        REFUTED = "refuted", _("refuted")

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    appointment = models.ForeignKey(
        Appointment, on_delete=models.PROTECT, related_name="attendances"
    )
    date = models.DateField()
    arrived_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.CLAIMED)
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    judged_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    judged_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["date", "pk"]
        indexes = [models.Index(fields=["state", "date"], name="attendance_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["appointment", "date"], name="attendance_once_per_day"),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("arrived_at")),
                name="attendance_leaves_after_arriving",
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", judged_by=None)
                | (Q(judged_by__isnull=False) & ~Q(judged_by=F("claimed_by"))),
                name="attendance_judged_by_another",
            ),
        ]
