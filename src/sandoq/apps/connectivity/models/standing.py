"""What readings and plans amount to, kept so that boards and maps need not compute it.

Only the services write here; everything can be computed again from readings and links.
"""

from django.db import models

from sandoq.apps.connectivity.models.readings import Operator
from sandoq.apps.territory.models import Point, Station, Unit


class PointGrade(models.Model):
    """One operator at one point, as last graded; no row where nothing was measured."""

    class State(models.TextChoices):
        VERIFIED = "verified"
        FAILING = "failing"
        UNPROVEN = "unproven"

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="+", db_index=False)
    operator = models.ForeignKey(
        Operator, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    state = models.CharField(max_length=8, choices=State.choices)
    attempts = models.PositiveIntegerField()
    successes = models.PositiveIntegerField()
    rsrp_dbm = models.SmallIntegerField(null=True)
    latest = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["operator", "state", "point"], name="grade_by_operator")]
        constraints = [
            models.UniqueConstraint(fields=["point", "operator"], name="grade_once_per_operator")
        ]


class PointLinks(models.Model):
    """What the links of one point amount to; a row for every point in force."""

    class State(models.TextChoices):
        READY = "ready"
        ON_FALLBACK = "ready-on-fallback"
        NOT_READY = "not-ready"

    point = models.OneToOneField(
        Point, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", db_index=False)
    unit_path = models.CharField(max_length=255)
    electors = models.PositiveIntegerField()  # of the whole station
    state = models.CharField(max_length=17, choices=State.choices)
    is_planned = models.BooleanField()
    has_link = models.BooleanField()  # any verified link
    has_fallback = models.BooleanField()  # a verified one independent of the primary
    until = models.DateTimeField(null=True)
    next_change = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit_path", "state"], name="point_links_by_place"),
            models.Index(fields=["next_change"], name="point_links_by_change"),
        ]


class StationLinks(models.Model):
    """What one station adds to its area's figures, so that a change can be taken back exactly."""

    station = models.OneToOneField(
        Station, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    electors = models.PositiveIntegerField(default=0)
    points = models.PositiveIntegerField(default=0)
    without_link = models.PositiveIntegerField(default=0)
    without_fallback = models.PositiveIntegerField(default=0)


class AreaLinks(models.Model):
    """Sums over the stations that belong directly to a unit.

    Electors count once a station: they are at a point without a link if any of its points is.
    """

    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+", primary_key=True)
    stations = models.IntegerField(default=0)
    points = models.IntegerField(default=0)
    electors = models.BigIntegerField(default=0)
    points_without_link = models.IntegerField(default=0)
    points_without_fallback = models.IntegerField(default=0)
    stations_without_link = models.IntegerField(default=0)
    stations_without_fallback = models.IntegerField(default=0)
    electors_without_link = models.BigIntegerField(default=0)
    electors_without_fallback = models.BigIntegerField(default=0)
