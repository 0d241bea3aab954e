"""Status reports: what was known at one moment, kept so that nobody can change it afterwards."""

import uuid
import zlib

from django.db import models
from django.db.models import Q

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.models.fields import EncryptedTextField
from sandoq.apps.elections.models import Election
from sandoq.apps.territory.models import Unit


class SigningKey(models.Model):
    """An Ed25519 key of the platform (RFC 8032); the newest signs, all of them verify.

    `public` and `seed` are 64 hexadecimal digits; the seed is stored encrypted.
    """

    public = models.CharField(max_length=64, unique=True)
    seed = EncryptedTextField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-pk"]


class StatusReport(models.Model):
    """A unit's readiness for an election, frozen. The database refuses to change or delete a row.

    `packed` is the report's canonical JSON, compressed; `sha256` is of the canonical JSON.
    `number` counts the reports of one unit for one election. `frozen_by` is null, and `due_on`
    set, where the timer froze it: at most once for each day in Tehran.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=255)
    number = models.PositiveIntegerField()
    previous = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    frozen_under = models.ForeignKey(Tenure, null=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True)
    electors_not_ready = models.PositiveBigIntegerField()
    stations_not_ready = models.PositiveIntegerField()
    stations = models.PositiveIntegerField()
    packed = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-frozen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "unit", "number"], name="status_report_number_once"
            ),
            models.UniqueConstraint(
                fields=["election", "unit", "due_on"],
                condition=Q(due_on__isnull=False),
                name="status_report_once_a_day_by_timer",
            ),
        ]
        indexes = [models.Index(fields=["election", "unit_path"], name="status_report_place")]

    @property
    def canonical(self) -> bytes:
        """The bytes that the hash covers."""
        return zlib.decompress(bytes(self.packed))


class ReportSignature(models.Model):
    """The head's signature under a report; one, and never taken back.

    `statement` is the canonical JSON that was signed: the report's hash, who signed, under which
    post, and when. `signature` is 128 hexadecimal digits.
    """

    report = models.OneToOneField(StatusReport, on_delete=models.PROTECT, related_name="signature")
    signing_key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    statement = models.TextField()
    signature = models.CharField(max_length=128)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tenure = models.ForeignKey(Tenure, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
