"""Files of stations on their way into the register: nothing is written before approval."""

import uuid

from django.db import models

from sandoq.apps.accounts.models import User
from sandoq.apps.territory.models.stations import Station
from sandoq.apps.territory.models.units import Unit


class ColumnMapping(models.Model):
    """Which column of a known header means which field; found again by the header's signature.

    `columns` holds, by field, a list of column numbers from 0.
    """

    name = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    header_signature = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "header_signature"], name="mapping_once_per_header"
            )
        ]


class ImportBatch(models.Model):
    """One reading of one or more files, from preview to undo.

    `counts` are rows by outcome; `rows` is their sum. `reasons` are rows by "outcome/reason".
    `register_sha256` says which register the preview was compared with.
    """

    class State(models.TextChoices):
        PREVIEWED = "previewed"
        APPLIED = "applied"
        UNDONE = "undone"
        DISCARDED = "discarded"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    election = models.CharField(max_length=50, blank=True)  # slug of the election it is for
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEWED)
    files = models.JSONField(default=list)  # [{name, sha256, bytes, path}]
    mappings = models.JSONField(default=list)  # one `services.importing.gathering` table a sheet
    counts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    order_number = models.CharField(max_length=64, blank=True)  # allows electors to fall
    register_sha256 = models.CharField(max_length=64, blank=True)
    previewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    previewed_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-previewed_at", "-pk"]


class ImportRow(models.Model):
    """One row of a file and what becomes of it.

    `station` is the register's station it means, or opened; an undone import forgets it.
    `before` is the station as it was when the row was applied, for undo.
    """

    class Outcome(models.TextChoices):
        CREATED = "created"
        UPDATED = "updated"
        MERGED = "merged"
        QUARANTINED = "quarantined"
        IGNORED = "ignored"

    batch = models.ForeignKey(
        ImportBatch, on_delete=models.CASCADE, related_name="rows", db_index=False
    )  # found by the indexes below
    position = models.PositiveIntegerField()  # in the order of the files, from 0
    file = models.PositiveSmallIntegerField()
    sheet = models.CharField(max_length=64)
    row = models.PositiveIntegerField()  # as the spreadsheet numbers it, from 1
    outcome = models.CharField(max_length=11, choices=Outcome.choices)
    cells = models.JSONField(default=dict)  # what was read, by field
    corrections = models.JSONField(default=dict)  # what a person put in a cell's stead, by field
    values = models.JSONField(default=dict)  # what it means, normalised
    content = models.CharField(max_length=64, blank=True)  # SHA-256 of `values`
    problems = models.JSONField(default=list)  # [{field, column, value, reason, hint}]
    reasons = models.CharField(max_length=400, blank=True)  # " code code ", for finding rows
    changes = models.JSONField(default=dict)  # by field: before and after, of an update
    station = models.ForeignKey(Station, null=True, on_delete=models.SET_NULL, related_name="+")
    duplicate_of = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="duplicates"
    )
    likeness = models.JSONField(null=True)  # {name, metres, same_electors} of a proposed pair
    decision = models.CharField(max_length=10, blank=True)  # "same", "different" or not yet
    before = models.JSONField(null=True)

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["batch", "outcome", "position"], name="import_row_by_outcome"),
            models.Index(
                fields=["content"],
                condition=models.Q(station__isnull=False),
                name="import_row_by_content",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="import_row_once")
        ]
