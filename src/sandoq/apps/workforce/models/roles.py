"""What work there is on a polling day: roles, how many of each, shifts, limits, released builds.

All of it is data: the next election may know other roles.
"""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit


class WorkRole(models.Model):
    """A kind of work: operator, chief of the station, roaming IT expert.

    `place` says where one is appointed. `rate_class` is the class under which fees are paid.
    """

    class Place(models.TextChoices):
        STATION = "station", _("at a station")
        UNIT = "unit", _("in a unit")

    code = models.SlugField(max_length=32, unique=True)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    place = models.CharField(max_length=8, choices=Place.choices, default=Place.STATION)
    rate_class = models.SlugField(max_length=32)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.name_fa


class Substitution(models.Model):
    """Who may stand in for whom: `substitute` may do the work of `role`, the lowest rank first."""

    role = models.ForeignKey(WorkRole, on_delete=models.CASCADE, related_name="substitutions")
    substitute = models.ForeignKey(WorkRole, on_delete=models.CASCADE, related_name="+")
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["role", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["role", "substitute"], name="substitution_once"),
            models.CheckConstraint(
                condition=~Q(role=F("substitute")), name="substitution_by_another_role"
            ),
        ]


class RoleTraining(models.Model):
    """A role is trained on this device model, on the build released for the polling day."""

    role = models.ForeignKey(WorkRole, on_delete=models.CASCADE, related_name="trainings")
    device_model = models.CharField(max_length=64)

    class Meta:
        ordering = ["role", "device_model"]
        constraints = [
            models.UniqueConstraint(fields=["role", "device_model"], name="role_training_once")
        ]


class ReleasedBuild(models.Model):
    """The software that runs on a device model on a polling day; training counts on no other."""

    polling_day = models.ForeignKey(PollingDay, on_delete=models.PROTECT, related_name="builds")
    device_model = models.CharField(max_length=64)
    build = models.CharField(max_length=64)
    released_at = models.DateTimeField()

    class Meta:
        ordering = ["polling_day", "device_model"]
        constraints = [
            models.UniqueConstraint(
                fields=["polling_day", "device_model"], name="released_build_once_per_day"
            )
        ]


class StaffingRule(models.Model):
    """How many of a role a unit below `unit` needs; the rule of the nearest unit holds.

    At stations: `minimum`, and one for every begun `electors_per_person` if that is more. In
    units: `minimum`, and one for every begun `stations_per_person` if that is more. Empty
    `station_kind` and `area` mean any; a rule that names one wins over one that does not.
    """

    polling_day = models.ForeignKey(
        PollingDay, on_delete=models.PROTECT, related_name="staffing_rules"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(WorkRole, on_delete=models.PROTECT, related_name="rules")
    station_kind = models.CharField(max_length=6, blank=True)
    area = models.CharField(max_length=5, blank=True)
    minimum = models.PositiveSmallIntegerField(default=1)
    electors_per_person = models.PositiveIntegerField(null=True, validators=[MinValueValidator(1)])
    stations_per_person = models.PositiveIntegerField(null=True, validators=[MinValueValidator(1)])

    class Meta:
        ordering = ["polling_day", "role", "unit__path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["polling_day", "unit", "role", "station_kind", "area"],
                name="staffing_rule_once",
            ),
            models.CheckConstraint(
                condition=(Q(electors_per_person=None) | Q(electors_per_person__gte=1))
                & (Q(stations_per_person=None) | Q(stations_per_person__gte=1)),
                name="staffing_rule_divides",
            ),
        ]


class Shift(models.Model):
    """Hours of duty around a polling day, the same for every election held on it."""

    polling_day = models.ForeignKey(PollingDay, on_delete=models.PROTECT, related_name="shifts")
    code = models.SlugField(max_length=32)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["polling_day", "code"], name="shift_once_per_day"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return self.name_fa


class DutyLimits(models.Model):
    """How much one person may work around a polling day, over all elections held on it.

    Source of the concern: Indonesia 2019, deaths from exhaustion in simultaneous polls.
    """

    polling_day = models.OneToOneField(
        PollingDay, on_delete=models.CASCADE, related_name="duty_limits"
    )
    daily_minutes = models.PositiveSmallIntegerField(default=16 * 60)
    rest_minutes = models.PositiveSmallIntegerField(default=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(daily_minutes__range=(1, 24 * 60)), name="duty_limit_within_a_day"
            )
        ]
