"""Obstacles, the stations and needs they concern, and the options to solve them."""

import uuid

from django.db import models
from django.db.models import F, Q

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Election
from sandoq.apps.obstacles.models.agencies import Agency
from sandoq.apps.obstacles.rules.states import State
from sandoq.apps.obstacles.rules.weight import Severity
from sandoq.apps.readiness.models import Need
from sandoq.apps.territory.models import Station, Unit


class Obstacle(models.Model):
    """Something that keeps stations from being ready; one cause is one obstacle over many.

    `unit` is the smallest unit that holds all its stations. `severity_told` is what people said;
    `severity`, `electors`, `stations_left`, `weight`, `needs_*` and `decide_by` are computed.
    `reached_depth` is the depth of the highest unit it was escalated to. `round` grows each time
    it is reopened. `source_key` says which gap, drill or meeting it came from.
    """

    class Kind(models.TextChoices):
        LINK = "link"
        POWER = "power"
        EQUIPMENT = "equipment"
        STAFF = "staff"
        PLACE = "place"
        SECURITY = "security"
        OTHER = "other"

    class Source(models.TextChoices):
        PERSON = "person"
        NEED = "need"
        DRILL = "drill"
        MEETING = "meeting"

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="obstacles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=255)
    title = models.CharField(max_length=160)
    description = models.TextField(max_length=2000, blank=True)
    search_text = models.TextField(editable=False)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in State], default=State.REPORTED.value
    )
    state_since = models.DateTimeField()
    source = models.CharField(max_length=7, choices=Source.choices, default=Source.PERSON)
    source_key = models.CharField(max_length=80, blank=True)
    severity_told = models.CharField(max_length=9, choices=[(s.value, s.value) for s in Severity])
    severity = models.CharField(max_length=9, choices=[(s.value, s.value) for s in Severity])
    stations_all = models.PositiveIntegerField(default=0)
    stations_left = models.PositiveIntegerField(default=0)
    electors = models.PositiveBigIntegerField(default=0)
    weight = models.PositiveBigIntegerField(default=0)
    needs_linked = models.PositiveIntegerField(default=0)
    needs_verified = models.PositiveIntegerField(default=0)
    slack_days = models.PositiveSmallIntegerField()
    decide_by = models.DateField()
    reached_depth = models.PositiveSmallIntegerField()
    round = models.PositiveSmallIntegerField(default=1)
    decided = models.ForeignKey(
        "obstacles.SolutionOption", null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    accepted_order = models.CharField(max_length=64, blank=True)
    accepted_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )
    reported_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["-weight", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["verified", "closed"])
                | Q(needs_linked__gt=0, needs_verified=F("needs_linked")),
                name="obstacle_closed_by_its_needs",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted")
                | (~Q(accepted_order="") & Q(accepted_unit__isnull=False)),
                name="obstacle_accepted_by_a_named_level",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="obstacle_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "doing", "claimed"]) | Q(decided__isnull=False),
                name="obstacle_decided_for_an_option",
            ),
            models.UniqueConstraint(
                fields=["election", "unit", "source_key"],
                condition=~Q(source_key=""),
                name="obstacle_once_per_source",
            ),
        ]
        indexes = [
            models.Index(fields=["election", "state", "-weight"], name="obstacle_board"),
            models.Index(fields=["election", "-weight"], name="obstacle_heaviest"),
            models.Index(fields=["election", "decide_by"], name="obstacle_by_date"),
            models.Index(fields=["election", "unit_path"], name="obstacle_place"),
        ]

    def __str__(self) -> str:
        return self.title


class ObstacleStation(models.Model):
    """A station that an obstacle concerns.

    `is_cleared`: its own linked needs are all verified. `is_live`: neither that, nor is the
    obstacle over. The other columns are the station's, so that a board joins nothing.
    """

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="links")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=255)
    electors = models.PositiveIntegerField()
    is_cleared = models.BooleanField(default=False)
    is_live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["obstacle", "station"], name="obstacle_once_per_station"
            )
        ]
        indexes = [
            models.Index(
                fields=["election", "unit_path", "station", "electors"],
                condition=Q(is_live=True),
                name="obstacle_live_stations",
            ),
        ]


class ObstacleNeed(models.Model):
    """A need that proves the obstacle solved once it is verified."""

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="needs")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obstacle", "need"], name="obstacle_need_once")
        ]


class ObstacleArea(models.Model):
    """What an obstacle amounts to in one leaf unit: rolled up to any area above it."""

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="areas")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    unit_path = models.CharField(max_length=255)
    stations = models.PositiveIntegerField()
    electors = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["obstacle", "unit_path"], name="obstacle_area_once")
        ]
        indexes = [
            models.Index(fields=["election", "unit_path", "obstacle"], name="obstacle_area_place")
        ]


class SolutionOption(models.Model):
    """One way to solve an obstacle; withdrawn, never deleted."""

    class Risk(models.TextChoices):
        LOW = "low"
        MEDIUM = "medium"
        HIGH = "high"

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    obstacle = models.ForeignKey(Obstacle, on_delete=models.PROTECT, related_name="options")
    title = models.CharField(max_length=160)
    description = models.TextField(max_length=2000, blank=True)
    agency = models.ForeignKey(
        Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cost_rial = models.PositiveBigIntegerField()
    lead_days = models.PositiveSmallIntegerField()
    verification_days = models.PositiveSmallIntegerField()
    residual_risk = models.CharField(max_length=6, choices=Risk.choices)
    decide_by = models.DateField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]


class ObstacleRevision(models.Model):
    """One row per election: grows with every change, so that maps are kept until then."""

    election = models.OneToOneField(Election, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveBigIntegerField(default=0)
