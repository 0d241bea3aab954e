"""Polling stations and the points where they stand. A station is not a place."""

import uuid

from django.db import models
from django.db.models import F, Q

from sandoq.apps.accounts.models import User
from sandoq.apps.territory.models.units import Unit


class StationKind(models.TextChoices):
    """A fixed station has one point, a mobile one an itinerary of points with times."""

    FIXED = "fixed"
    MOBILE = "mobile"


class Area(models.TextChoices):
    URBAN = "urban"
    RURAL = "rural"


class Station(models.Model):
    """A polling station of a district (or of a county that has no districts recorded).

    `number` is the station's number within its county. A station that leaves the register is
    retired by an order, never deleted: it left the denominator and the bridge shows it.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="stations")
    county = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(max_length=160)
    search_name = models.CharField(max_length=200, editable=False, db_index=True)
    kind = models.CharField(max_length=6, choices=StationKind.choices)
    area = models.CharField(max_length=5, choices=Area.choices)
    electors = models.PositiveIntegerField()
    address = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by_order = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["county_id", "number", "pk"]
        indexes = [models.Index(fields=["unit", "retired_at"], name="station_live_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "number"],
                condition=Q(retired_at=None),
                name="station_number_once_per_county",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None) | ~Q(retired_by_order=""),
                name="station_retired_by_an_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class StationCode(models.Model):
    """A code of a station in one scheme between two dates."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="codes")
    scheme = models.CharField(max_length=24)
    value = models.CharField(max_length=40)
    since = models.DateField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "scheme"],
                condition=Q(until=None),
                name="station_one_current_code_per_scheme",
            ),
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(until=None),
                name="station_code_current_once",
            ),
        ]


class LivePoints(models.Manager["Point"]):
    """Points of the itineraries in force, not those that left one."""

    def get_queryset(self) -> models.QuerySet["Point"]:
        return super().get_queryset().filter(retired_at=None)


class Point(models.Model):
    """A place where a station stands: all day, or between two times of polling day.

    Coverage and power belong to the point. `lon`, `lat` are WGS 84 degrees. A point that leaves
    an itinerary keeps its row, for evidence was recorded there: `objects` (and `station.points`)
    are the points in force, `ever` also those with `retired_at`. Joins through `points` see all.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="points")
    seq = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    address = models.CharField(max_length=300, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = LivePoints()
    ever = models.Manager["Point"]()

    class Meta:
        ordering = ["station_id", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["station", "seq"],
                condition=Q(retired_at=None),
                name="point_seq_once_per_station",
            ),
            models.CheckConstraint(
                condition=Q(lon=None, lat=None) | Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="point_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(opens=None) | Q(closes=None) | Q(closes__gt=F("opens")),
                name="point_closes_after_it_opens",
            ),
        ]


class StationChange(models.Model):
    """How the register changed: the lines of the bridge between two dates' denominators.

    `unit` is the station's unit after the change; a move also keeps the one before. `details`
    holds, by field, the value before and after. Revisions and points change no denominator.
    """

    class Kind(models.TextChoices):
        OPENED = "opened"
        RETIRED = "retired"
        RESTORED = "restored"
        ELECTORS = "electors"
        MOVED = "moved"
        REVISED = "revised"
        POINTS = "points"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="changes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    unit_before = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    electors_before = models.PositiveIntegerField(null=True)
    electors_after = models.PositiveIntegerField(null=True)
    order_number = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
