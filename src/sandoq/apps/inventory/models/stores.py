"""Where equipment lies, and how far that is from where it is needed."""

import uuid

from django.db import models
from django.db.models import Q

from sandoq.apps.territory.models import Unit


class Store(models.Model):
    """A store of a unit. Without coordinates of its own it lies at the unit's seat."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="stores")
    name = models.CharField(max_length=80)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["unit__path", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(closed_at=None), name="store_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ReachRule(models.Model):
    """How straight lines become minutes in a unit and below; the nearest unit's rule holds."""

    unit = models.OneToOneField(Unit, on_delete=models.PROTECT, related_name="+")
    road_factor = models.FloatField(default=1.4)
    speed_kmh = models.FloatField(default=45)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(road_factor__gte=1, speed_kmh__gt=0), name="reach_rule_is_possible"
            )
        ]
