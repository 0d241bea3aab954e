"""Status as computed from needs: kept per point, station and leaf unit so that a board is cheap.

Nothing here is typed by anybody; `sandoq manage verify_readiness` recomputes all of it.
"""

from django.db import models

from sandoq.apps.elections.models import Election, PollingDay
from sandoq.apps.territory.models import Area, Point, Station, StationKind, Unit


class State(models.TextChoices):
    """Readiness of a point or station. Unknown is not ready."""

    READY = "ready"
    ON_FALLBACK = "ready-on-fallback"
    NOT_READY = "not-ready"


class DayRevision(models.Model):
    """One row per polling day: grows with every change of its statuses.

    Whoever writes readiness locks it first, which puts the writers of a day in line: no status is
    ever computed from needs that another writer is changing. Caches are keyed by `number`.
    `checked_at` is when too old evidence was last looked for.
    """

    polling_day = models.OneToOneField(PollingDay, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)


class PointStatus(models.Model):
    """A point's readiness for one election; `gaps` are codes of uncovered blocking needs."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="statuses")
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=17, choices=State.choices)
    gaps = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "point"], name="point_status_once")
        ]


class StationStatus(models.Model):
    """A station's readiness for one election, with what a board filters and sorts by.

    `gaps` are [requirement's code, point's number or null]; `severity` sorts the worst first.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="statuses")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    unit_path = models.CharField(max_length=255)
    kind = models.CharField(max_length=6, choices=StationKind.choices)
    area = models.CharField(max_length=5, choices=Area.choices)
    electors = models.PositiveIntegerField()
    state = models.CharField(max_length=17, choices=State.choices)
    gaps = models.JSONField(default=list)
    gap_count = models.PositiveSmallIntegerField(default=0)
    severity = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "station"], name="station_status_once")
        ]
        indexes = [
            models.Index(fields=["election", "state", "-electors"], name="station_status_board"),
            models.Index(fields=["election", "severity", "-electors"], name="station_status_worst"),
            models.Index(
                fields=["election", "kind", "area", "severity", "-electors"],
                name="station_status_kind",
            ),
            models.Index(fields=["election", "-electors"], name="station_status_largest"),
            models.Index(fields=["election", "-changed_at"], name="station_status_latest"),
            models.Index(fields=["election", "unit_path"], name="station_status_area"),
        ]

    @property
    def codes(self) -> frozenset[str]:
        """The requirements the station lacks, each once."""
        return frozenset(code for code, _ in self.gaps)


class StationGap(models.Model):
    """A requirement that a station lacks uncovered, once however many points lack it.

    `unit_path` and `electors` are the station's, so that a list of them needs no sorting.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    status = models.ForeignKey(StationStatus, on_delete=models.CASCADE, related_name="lacks")
    code = models.CharField(max_length=40)
    unit_path = models.CharField(max_length=255)
    electors = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["status", "code"], name="station_gap_once")]
        indexes = [
            models.Index(fields=["election", "code", "-electors"], name="station_gap_by_code")
        ]


class AreaStatus(models.Model):
    """Counts of a leaf unit (the unit that stations belong to); larger areas are sums of these."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    unit_path = models.CharField(max_length=255)
    stations_ready = models.PositiveIntegerField(default=0)
    stations_on_fallback = models.PositiveIntegerField(default=0)
    stations_not_ready = models.PositiveIntegerField(default=0)
    electors_ready = models.PositiveBigIntegerField(default=0)
    electors_on_fallback = models.PositiveBigIntegerField(default=0)
    electors_not_ready = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "unit"], name="area_status_once")
        ]
        indexes = [models.Index(fields=["election", "unit_path"], name="area_status_path")]


class AreaGap(models.Model):
    """How many stations of a leaf unit lack a requirement, and the electors who vote there."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    unit_path = models.CharField(max_length=255)
    code = models.CharField(max_length=40)
    stations = models.PositiveIntegerField(default=0)
    electors = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["election", "unit", "code"], name="area_gap_once")
        ]
        indexes = [models.Index(fields=["election", "unit_path"], name="area_gap_path")]


class StatusChange(models.Model):
    """A station's part of the figures changed: what Today and the change bridge show.

    `before` is "" where the station entered the area or the election, `after` "" where it left.
    With `before` equal to `after` only its electors changed.
    """

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="+")
    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="+")
    unit_path = models.CharField(max_length=255)
    before = models.CharField(max_length=17, choices=State.choices, blank=True)
    after = models.CharField(max_length=17, choices=State.choices, blank=True)
    electors_before = models.PositiveIntegerField(default=0)
    electors_after = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["election", "at"], name="status_change_since")]
