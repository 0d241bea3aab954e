"""Measurements of coverage at points, and the rule by which they count."""

import uuid

from django.db import models
from django.db.models import F, Q

from sandoq.apps.accounts.models import User
from sandoq.apps.territory.models import Point, Unit


class Operator(models.Model):
    """Who gives links: a mobile operator, the telecom company, a satellite provider."""

    class Kind(models.TextChoices):
        MOBILE = "mobile"
        FIXED = "fixed"
        SATELLITE = "satellite"

    slug = models.SlugField(max_length=24, unique=True)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    name_fa = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)
    network_code = models.CharField(max_length=8, blank=True)  # MCC-MNC of a mobile network
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name_fa


class GradingSettings(models.Model):
    """The grading rule from a moment on; the newest is in force, earlier ones stay.

    `band_starts` are the hours at which parts of the day begin in Tehran, ascending.
    """

    min_transactions = models.PositiveSmallIntegerField()
    min_bands = models.PositiveSmallIntegerField()
    max_age_days = models.PositiveSmallIntegerField()
    min_success_percent = models.PositiveSmallIntegerField()
    band_starts = models.JSONField()
    since = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-pk"]


class ReadingBatch(models.Model):
    """One import of files, from preview to undo.

    `counts` are rows by outcome, `reasons` rows held back by reason; `files` are as kept by the
    territory's import.
    """

    class State(models.TextChoices):
        PREVIEWED = "previewed"
        APPLIED = "applied"
        UNDONE = "undone"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PREVIEWED)
    files = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    previewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    previewed_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]


class Reading(models.Model):
    """One measurement of one operator at one point; never changed, only withdrawn.

    `client_uuid` was chosen where it was taken, so that sending it again doubles nothing.
    `taken_at` is corrected for the device's clock, which ran `skew_seconds` ahead.
    """

    class Source(models.TextChoices):
        PHONE = "phone"
        SPREADSHEET = "spreadsheet"
        XLSFORM = "xlsform"
        API = "api"

    class Technology(models.TextChoices):
        GSM = "2g"
        UMTS = "3g"
        LTE = "4g"
        NR = "5g"
        FIBRE = "fibre"
        ADSL = "adsl"
        SATELLITE = "satellite"

    client_uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+", db_index=False)
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="+")
    technology = models.CharField(max_length=9, choices=Technology.choices)
    rsrp_dbm = models.SmallIntegerField(null=True)
    sinr_db = models.FloatField(null=True)
    is_indoor = models.BooleanField(default=True)
    attempts = models.PositiveSmallIntegerField()
    successes = models.PositiveSmallIntegerField()
    p95_ms = models.PositiveIntegerField(null=True)
    taken_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    surveyor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=11, choices=Source.choices)
    batch = models.ForeignKey(
        ReadingBatch, null=True, on_delete=models.PROTECT, related_name="readings"
    )
    skew_seconds = models.IntegerField(null=True)
    note = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-taken_at", "-pk"]
        indexes = [models.Index(fields=["point", "operator", "taken_at"], name="reading_by_point")]
        constraints = [
            models.CheckConstraint(
                condition=Q(successes__lte=F("attempts")), name="reading_successes_within_attempts"
            ),
            models.CheckConstraint(
                condition=Q(rsrp_dbm=None) | Q(rsrp_dbm__range=(-156, -25)),
                name="reading_signal_level_possible",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
                name="reading_withdrawn_for_a_reason",
            ),
        ]
