"""Proof that a need is met: who saw what, where and when, and who else confirmed it."""

import uuid

from django.db import models
from django.db.models import Q

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.readiness.models.requirements import Need
from sandoq.apps.territory.models import Unit


class Assignment(models.Model):
    """A thing bound to a need, known by its serial number; nothing serves two needs at once.

    `assigned_by` is None where the equipment room's custody bound it.
    """

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="assignments")
    polling_day = models.ForeignKey(PollingDay, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=64)
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["polling_day", "serial"],
                condition=Q(released_at=None),
                name="serial_serves_one_need_a_day",
            )
        ]


class Evidence(models.Model):
    """One proof for one need. `key` is chosen by the sender, so that a repeat changes nothing.

    `author_unit` is the unit of the post under which it was recorded. `sha256` is of the
    attached file, or of the canonical statement where there is none. `serials` are the serial
    numbers seen, in their one spelling. `flags` are codes of `Flag`. The `photo_*` columns hold
    the photo's perceptual hash and what its own record said before it was removed.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo"
        SERIAL = "serial"
        TEST = "test"
        DOCUMENT = "document"
        VISIT = "visit"

    class State(models.TextChoices):
        PENDING = "pending"
        VERIFIED = "verified"
        REFUTED = "refuted"

    class Flag(models.TextChoices):
        PHOTO_REUSED = "photo-reused"
        PHOTO_SIMILAR = "photo-similar"

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    quantity = models.PositiveIntegerField(default=1)
    serials = models.JSONField(default=list)
    note = models.CharField(max_length=500, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    taken_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    author_tenure = models.ForeignKey(Tenure, on_delete=models.PROTECT, related_name="+")
    author_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="evidence/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    photo_hash = models.CharField(max_length=16, blank=True)
    photo_taken_at = models.DateTimeField(null=True)
    photo_lon = models.FloatField(null=True)
    photo_lat = models.FloatField(null=True)
    flags = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [
            models.Index(
                fields=["author_unit", "recorded_at"],
                condition=Q(state="pending"),
                name="evidence_pending",
            ),
            models.Index(
                fields=["recorded_at"],
                condition=Q(state="pending"),
                name="evidence_queue",
            ),
        ]


class Verification(models.Model):
    """Another person's verdict on a proof; one per proof."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed"
        REFUTED = "refuted"

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="verification")
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    reason = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    verifier = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verifier_tenure = models.ForeignKey(Tenure, on_delete=models.PROTECT, related_name="+")
    verifier_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")


class Waiver(models.Model):
    """A need set aside from above, by an order, until a date. It never makes a point ready."""

    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="waivers")
    order_number = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    since = models.DateTimeField()
    until = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("since")), name="waiver_ends_after_it_begins"
            )
        ]
