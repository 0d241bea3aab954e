"""Lists of people as they were uploaded, before and after they were written."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.models.fields import EncryptedTextField
from sandoq.apps.territory.models import Unit


class PeopleBatch(models.Model):
    """One upload of files about the people of a unit: previewed, then applied once or discarded."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", _("waiting for approval")
        APPLIED = "applied", _("applied")
        DISCARDED = "discarded", _("discarded")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    files = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PREVIEWED)
    previewed_at = models.DateTimeField()
    previewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-previewed_at", "-pk"]


class PeopleRow(models.Model):
    """One row of a file and what becomes of it.

    `payload` is what will be written, encrypted JSON, emptied once applied or discarded.
    `reasons` name cells and show identifiers masked.
    """

    class Outcome(models.TextChoices):
        CREATED = "created", _("new")
        UPDATED = "updated", _("corrected")
        UNCHANGED = "unchanged", _("unchanged")
        MERGED = "merged", _("repeated in the file")
        QUARANTINED = "quarantined", _("held back")
        IGNORED = "ignored", _("not a person")

    batch = models.ForeignKey(PeopleBatch, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    file = models.CharField(max_length=160)
    sheet = models.CharField(max_length=80)
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=11, choices=Outcome.choices)
    name = models.CharField(max_length=120, blank=True)
    reasons = models.JSONField(default=list)
    payload = EncryptedTextField(blank=True)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="people_row_once")
        ]
