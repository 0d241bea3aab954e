"""The links a point is to use, in order."""

from django.db import models
from django.db.models import Q

from sandoq.apps.connectivity.models.readings import Operator
from sandoq.apps.territory.models import Point


class Link(models.Model):
    """One link of a point's plan; kinds are tried in the order of `Kind`.

    `tower`, `backhaul` and `feeder` name what the link hangs on; empty is unknown, which counts as
    shared with every other link.
    """

    class Kind(models.TextChoices):
        SIM_A = "sim-a"
        SIM_B = "sim-b"
        FIXED = "fixed"
        SATELLITE = "satellite"
        OFFLINE = "offline"

    point = models.ForeignKey(Point, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    operator = models.ForeignKey(Operator, null=True, on_delete=models.PROTECT, related_name="+")
    tower = models.CharField(max_length=60, blank=True)
    backhaul = models.CharField(max_length=60, blank=True)
    feeder = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["point", "kind"], name="link_kind_once_per_point"),
            models.CheckConstraint(
                condition=Q(kind="offline", operator=None)
                | (~Q(kind="offline") & Q(operator__isnull=False)),
                name="link_has_an_operator_unless_offline",
            ),
        ]
