"""The stage ladder: how electronic a contest is at a station, one step further each election."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models.elections import Contest
from sandoq.apps.territory.models import Station, Unit


class Stage(models.TextChoices):
    """A rung of the ladder."""

    S0 = "S0", _("paper")
    S1 = "S1", _("electronic check-in")
    S2 = "S2", _("electronic count of paper and transmission")
    S3 = "S3", _("electronic ballot with paper record")
    S4 = "S4", _("electronic ballot, verifiable tally and transmission")


class StageAssignment(models.Model):
    """The stage of a contest for a unit or one station; the nearest assignment holds.

    A station's stage is its own assignment, else that of its nearest unit upwards, else S0. A
    stage below the previous election's has a `reason`; the audit trail keeps earlier assignments.
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="stages")
    unit = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stage = models.CharField(max_length=2, choices=Stage.choices)
    fallback = models.CharField(max_length=2, choices=Stage.choices)
    order_number = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    assigned_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False, station=None)
                | models.Q(unit=None, station__isnull=False),
                name="stage_for_a_unit_or_a_station",
            ),
            models.UniqueConstraint(
                fields=["contest", "unit"],
                condition=models.Q(station=None),
                name="stage_once_per_unit",
            ),
            models.UniqueConstraint(
                fields=["contest", "station"],
                condition=models.Q(unit=None),
                name="stage_once_per_station",
            ),
            models.CheckConstraint(
                condition=models.Q(fallback__lt=models.F("stage"))
                | models.Q(stage="S0", fallback="S0"),
                name="stage_fallback_is_lower",
            ),
        ]
