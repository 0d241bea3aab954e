"""Random re-inspection: what was committed to, the public seed, the sample, what was found."""

import json
import uuid
import zlib
from typing import Any

from django.db import models
from django.db.models import F, Q

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.readiness.models.evidence import Evidence
from sandoq.apps.readiness.models.requirements import Need
from sandoq.apps.territory.models import Unit


class Reinspection(models.Model):
    """A draw that somebody is bound to before its seed exists. The database refuses any change.

    `packed` is the commitment's canonical JSON, compressed: the ordered candidates, the size, the
    least per county, and the seed's source and moment. `sha256` is of that JSON and is published.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    polling_day = models.ForeignKey(PollingDay, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=255, db_index=True)
    size = models.PositiveIntegerField()
    per_county = models.PositiveIntegerField()
    candidates = models.PositiveIntegerField()
    seed_source = models.CharField(max_length=300)
    seed_due_at = models.DateTimeField()
    committed_at = models.DateTimeField()
    committed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    committed_under = models.ForeignKey(Tenure, on_delete=models.PROTECT, related_name="+")
    packed = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-committed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(seed_due_at__gt=F("committed_at")),
                name="reinspection_seed_after_commitment",
            )
        ]

    @property
    def canonical(self) -> bytes:
        """The bytes that the hash covers."""
        return zlib.decompress(bytes(self.packed))

    @property
    def body(self) -> dict[str, Any]:
        """The commitment, read."""
        found: dict[str, Any] = json.loads(self.canonical)
        return found


class ReinspectionSeed(models.Model):
    """The seed as it was announced; one per draw. `due_at` repeats the draw's promised moment."""

    reinspection = models.OneToOneField(
        Reinspection, on_delete=models.PROTECT, related_name="drawn"
    )
    seed = models.CharField(max_length=200)
    announced = models.CharField(max_length=300)
    due_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_under = models.ForeignKey(Tenure, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_at__gte=F("due_at")), name="reinspection_seed_not_early"
            )
        ]


class ReinspectionItem(models.Model):
    """A drawn need: a task for somebody of another unit than its author's and its verifier's.

    `position` is its place among the candidates, `rank` its place in the sample, both from 0.
    `evidence` is the confirmed proof that made it a candidate.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    reinspection = models.ForeignKey(Reinspection, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveIntegerField()
    rank = models.PositiveIntegerField()
    ticket = models.CharField(max_length=64)
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="reinspections")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="reinspections")
    county = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["reinspection", "position"], name="reinspection_draws_once"
            )
        ]


class ReinspectionOutcome(models.Model):
    """What the inspector found; one per task, never edited.

    `follows` is the latest verdict of the platform at that moment, so that a refutation has its
    place among the verdicts on the need. `sha256` is of the attached file, or of the statement.
    The `photo_*` columns are those of an `Evidence`.
    """

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed"
        REFUTED = "refuted"

    item = models.OneToOneField(ReinspectionItem, on_delete=models.PROTECT, related_name="outcome")
    verdict = models.CharField(max_length=9, choices=Verdict.choices)
    kind = models.CharField(max_length=8, choices=Evidence.Kind.choices)
    note = models.CharField(max_length=500)
    seen_at = models.DateTimeField()
    at = models.DateTimeField()
    inspector = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    inspector_tenure = models.ForeignKey(Tenure, on_delete=models.PROTECT, related_name="+")
    inspector_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="reinspections/%Y/%m/", blank=True)
    sha256 = models.CharField(max_length=64, db_index=True)
    photo_hash = models.CharField(max_length=16, blank=True)
    photo_taken_at = models.DateTimeField(null=True)
    photo_lon = models.FloatField(null=True)
    photo_lat = models.FloatField(null=True)
    flags = models.JSONField(default=list)
    follows = models.PositiveBigIntegerField(default=0)
