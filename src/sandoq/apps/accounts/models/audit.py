"""The audit trail: an append-only hash chain of every service call that writes."""

from django.db import models

from sandoq.apps.accounts.models.people import User
from sandoq.common.hashing import GENESIS


class AuditHead(models.Model):
    """The chain's last link, one row; locking it puts writers in line."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)


class AuditEntry(models.Model):
    """One act: who, under which post, did what to which thing, and when.

    `hash` covers every other column and the previous entry's hash. The database refuses to
    change or delete a row (triggers).
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    tenure = models.ForeignKey(
        "accounts.Tenure", null=True, on_delete=models.PROTECT, related_name="+"
    )
    verb = models.CharField(max_length=64, db_index=True)
    target_kind = models.CharField(max_length=64, blank=True)
    target_key = models.CharField(max_length=64, blank=True)
    unit_path = models.CharField(max_length=255, blank=True, db_index=True)
    data = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-seq"]
        indexes = [models.Index(fields=["target_kind", "target_key"], name="audit_by_target")]
