"""Lists of equipment on their way into the register: nothing is written before approval."""

import uuid

from django.db import models

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.models.assets import Asset
from sandoq.apps.inventory.models.stores import Store
from sandoq.apps.territory.models import Unit


class EquipmentImport(models.Model):
    """One reading of files for one store. `counts` are rows by outcome; their sum is the rows.

    `files` are names and hashes; `proposed` the models the catalogue does not know.
    """

    class State(models.TextChoices):
        PREVIEWED = "previewed"
        APPLIED = "applied"
        DISCARDED = "discarded"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="imports")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PREVIEWED)
    files = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    proposed = models.JSONField(default=list)
    previewed_at = models.DateTimeField()
    previewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-previewed_at", "-pk"]


class EquipmentImportRow(models.Model):
    """One row of a file and what becomes of it."""

    class Outcome(models.TextChoices):
        CREATED = "created"
        UPDATED = "updated"
        MERGED = "merged"
        QUARANTINED = "quarantined"
        IGNORED = "ignored"

    batch = models.ForeignKey(EquipmentImport, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    place = models.JSONField(default=dict)  # file, sheet, row as the spreadsheet numbers it
    outcome = models.CharField(max_length=11, choices=Outcome.choices)
    reason = models.CharField(max_length=32, blank=True)
    cells = models.JSONField(default=dict)
    values = models.JSONField(default=dict)
    notices = models.JSONField(default=list)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="equipment_row_once")
        ]
