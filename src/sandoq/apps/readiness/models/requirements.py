"""Requirements are rules; a need is a requirement's instance at one station or point."""

from django.db import models
from django.db.models import Q

from sandoq.apps.elections.models import Election, PollingDay
from sandoq.apps.territory.models import Point, Station, Unit


class RequirementSet(models.Model):
    """Requirements of one polling day, issued by a unit for everything below it.

    A station is held to every published set of its unit and the units above: a province may
    add to the nation's requirements, never take away. At most one set per day and unit is
    published; publishing the next version supersedes it.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        SUPERSEDED = "superseded"

    polling_day = models.ForeignKey(
        PollingDay, on_delete=models.PROTECT, related_name="requirement_sets"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-polling_day__date", "unit__path", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["polling_day", "unit", "version"], name="requirement_set_version_once"
            ),
            models.UniqueConstraint(
                fields=["polling_day", "unit"],
                condition=Q(state="published"),
                name="requirement_set_published_once",
            ),
        ]


class Requirement(models.Model):
    """One rule of a set; `rules.requirements` checks the JSON columns and gives their meaning.

    `stages` and `station_kinds` say where it applies; `quantity` is a formula as data;
    `evidence_policy` says what proof is accepted, how old, and by whom verified.
    `election` limits it to one of the day's elections; without one it serves them all.
    `source` says who answers: people with evidence, or a room below that knows the thing called
    `item` there (a kind of equipment, a role).
    """

    class Place(models.TextChoices):
        STATION = "station"
        POINT = "point"

    class Criticality(models.TextChoices):
        BLOCKING = "blocking"
        IMPORTANT = "important"
        USEFUL = "useful"

    class Source(models.TextChoices):
        EVIDENCE = "evidence"
        PRIMARY_LINK = "primary-link"
        FALLBACK_LINK = "fallback-link"
        EQUIPMENT = "equipment"
        STAFF = "staff"

    set = models.ForeignKey(RequirementSet, on_delete=models.PROTECT, related_name="requirements")
    code = models.SlugField(max_length=40)
    item = models.SlugField(max_length=40)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    place = models.CharField(max_length=7, choices=Place.choices)
    criticality = models.CharField(max_length=9, choices=Criticality.choices)
    source = models.CharField(max_length=13, choices=Source.choices, default=Source.EVIDENCE)
    election = models.ForeignKey(Election, null=True, blank=True, on_delete=models.PROTECT)
    stages = models.JSONField(default=list)
    station_kinds = models.JSONField(default=list)
    quantity = models.JSONField(default=dict)
    evidence_policy = models.JSONField(default=dict)
    fallbacks = models.ManyToManyField("self", symmetrical=False, related_name="covers")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["set", "code"], name="requirement_code_once_per_set")
        ]


class Need(models.Model):
    """A requirement at one station, or at one of its points.

    `verified_until` is when the verified evidence becomes too old; a need past it is stale
    even before a job has written so. A need that is no longer asked has `ended_at` and keeps its
    row and its evidence, which count again if it is asked again.
    """

    class State(models.TextChoices):
        MISSING = "missing"
        ASSIGNED = "assigned"
        EVIDENCED = "evidenced"
        VERIFIED = "verified"
        STALE = "stale"
        FAILED = "failed"
        WAIVED = "waived"

    requirement = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="needs")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="needs")
    point = models.ForeignKey(Point, null=True, on_delete=models.PROTECT, related_name="needs")
    quantity = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State.choices, default=State.MISSING)
    state_since = models.DateTimeField()
    verified_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Two, because SQLite knows no NULLS NOT DISTINCT.
            models.UniqueConstraint(
                fields=["station", "requirement"],
                condition=Q(point=None),
                name="need_once_per_station",
            ),
            models.UniqueConstraint(
                fields=["station", "requirement", "point"],
                condition=Q(point__isnull=False),
                name="need_once_per_point",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(verified_until__isnull=False),
                name="need_verified_until_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["verified_until"],
                condition=Q(state="verified"),
                name="need_verified_expiry",
            ),
            models.Index(fields=["requirement", "state"], name="need_by_requirement"),
        ]
