"""What is guessed where nobody measured: towers and terrain it rests on, and the guess itself.

Nothing here is evidence: no grade, verdict, need or report reads these tables.
"""

import uuid

from django.db import models
from django.db.models import Q

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.models.readings import Operator
from sandoq.apps.territory.models import Point, Unit


class TowerBatch(models.Model):
    """One import of an operator's tower list, from preview to undo; fields as `ReadingBatch`."""

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


class Tower(models.Model):
    """One carrier of an operator at one place, as its list says; belongs to the batch's unit.

    Coordinates are WGS 84 degrees, rounded to 0.00001. `height_m` of the antenna and `eirp_dbm` of
    the whole carrier are None where the list does not tell.
    """

    batch = models.ForeignKey(TowerBatch, on_delete=models.CASCADE, related_name="towers")
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="+")
    site = models.CharField(max_length=80, blank=True)
    lat = models.FloatField()
    lon = models.FloatField()
    band_mhz = models.PositiveSmallIntegerField()
    height_m = models.FloatField(null=True)
    eirp_dbm = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["lat", "lon"], name="tower_by_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "lat", "lon", "band_mhz"], name="tower_once_per_place_and_band"
            ),
            models.CheckConstraint(
                condition=Q(lat__range=(-90, 90), lon__range=(-180, 180)), name="tower_on_earth"
            ),
        ]


class TerrainTile(models.Model):
    """One degree of ground; its heights lie in the storage under `path`."""

    name = models.CharField(max_length=7, unique=True)  # N36E052
    path = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]


class EstimateRun(models.Model):
    """One estimate of the points at and below a unit; a later one takes over the rows there.

    `inputs_sha256` is of all towers, tiles, readings and points that went in. `operators` tells for
    each operator's code how many towers and measured points stood behind it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    method = models.CharField(max_length=60)
    threshold_dbm = models.SmallIntegerField()
    inputs_sha256 = models.CharField(max_length=64)
    operators = models.JSONField(default=dict)
    points = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]


class CoverageEstimate(models.Model):
    """What a reading of one operator would probably show at one point where there is none.

    `deviation_db` is calibrated: 90 % of readings are to lie within 1.645 of it. `beyond` are flags
    of `engines.coverage.propagation.Beyond`.
    """

    run = models.ForeignKey(EstimateRun, on_delete=models.CASCADE, related_name="estimates")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="+", db_index=False)
    operator = models.ForeignKey(Operator, on_delete=models.CASCADE, related_name="+")
    mean_dbm = models.FloatField()
    deviation_db = models.FloatField()
    probability = models.FloatField()
    tower_km = models.FloatField(null=True)
    beyond = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "operator"], name="estimate_once"),
            models.CheckConstraint(
                condition=Q(probability__range=(0, 1)), name="estimate_probability_is_one"
            ),
        ]


class SurveyTarget(models.Model):
    """A point to measure next, the most useful first; `electors_at_risk` as the engine tells."""

    run = models.ForeignKey(EstimateRun, on_delete=models.CASCADE, related_name="targets")
    point = models.OneToOneField(
        Point, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    electors_at_risk = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["-electors_at_risk", "point"], name="survey_by_risk")]
