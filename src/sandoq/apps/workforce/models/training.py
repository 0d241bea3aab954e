"""Training bound to a device model and a software build: courses, sessions, passes."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.territory.models import Unit


class Course(models.Model):
    """What is taught: one build on one device model, with a practical examination."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    device_model = models.CharField(max_length=64)
    build = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField(default=180)
    valid_days = models.PositiveSmallIntegerField(default=180)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["device_model", "-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["device_model", "build", "name_fa"], name="course_once")
        ]

    def __str__(self) -> str:
        return self.name_fa


class TrainingSession(models.Model):
    """A course given at a place and time. `code_secret` makes the rotating code on its screen."""

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="sessions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="training_sessions")
    place = models.CharField(max_length=160)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.PositiveSmallIntegerField()
    trainer = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="sessions_given"
    )
    code_secret = models.CharField(max_length=64, editable=False)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["unit", "starts_at"], name="session_by_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="session_has_room"),
        ]


class Enrolment(models.Model):
    """A person's seat in a session; a left seat is free again."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(
        TrainingSession, on_delete=models.PROTECT, related_name="enrolments"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="enrolments")
    enrolled_at = models.DateTimeField()
    enrolled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="enrolment_once")]


class Presence(models.Model):
    """That a trainee was there, by one way of seeing it; `client_uuid` makes a repeat harmless."""

    class Way(models.TextChoices):
        SESSION_CODE = "session-code", _("code on the session's screen")
        TRAINEE_CARD = "trainee-card", _("the trainee's card")
        LIST = "list", _("the trainer's list")

    client_uuid = models.UUIDField(unique=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="presences")
    way = models.CharField(max_length=12, choices=Way.choices)
    seen_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "way"], name="presence_once_per_way")
        ]


class PracticalResult(models.Model):
    """The verdict of an examiner, who is never the trainee; the newest of an enrolment counts."""

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="results")
    passed = models.BooleanField()
    examiner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    examined_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-examined_at", "-pk"]


class Qualification(models.Model):
    """What a person has passed: kept from attendance and the newest practical results.

    It counts for a role only while it is valid and `build` is the one released for the day.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="qualifications")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="qualifications")
    device_model = models.CharField(max_length=64)
    build = models.CharField(max_length=64)
    passed_at = models.DateTimeField()
    valid_until = models.DateTimeField()

    class Meta:
        ordering = ["-passed_at"]
        indexes = [models.Index(fields=["device_model", "build"], name="qualification_by_build")]
        constraints = [
            models.UniqueConstraint(fields=["person", "course"], name="qualification_once")
        ]
