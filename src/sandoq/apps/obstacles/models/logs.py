"""What is only ever added to an obstacle: owners, acknowledgements, escalations, its history.

The database refuses to change or delete a row of these.
"""

from django.db import models
from django.db.models import Q

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.obstacles.models.agencies import Agency
from sandoq.apps.obstacles.models.obstacles import Obstacle
from sandoq.apps.territory.models import Unit


class ObstacleOwner(models.Model):
    """Who answers for an obstacle: a unit's technology office, or an agency. Never erased."""

    class Reason(models.TextChoices):
        REPORTED = "reported"
        ASSIGNED = "assigned"
        ESCALATED = "escalated"
        DECIDED = "decided"
        MERGED = "merged"

    obstacle = models.ForeignKey(Obstacle, on_delete=models.PROTECT, related_name="owners")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, on_delete=models.PROTECT, related_name="owned")
    reason = models.CharField(max_length=9, choices=Reason.choices)
    since = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=False, agency=None) | Q(unit=None, agency__isnull=False),
                name="owner_is_a_unit_or_an_agency",
            ),
            models.UniqueConstraint(
                fields=["obstacle", "unit"],
                condition=Q(agency=None),
                name="owner_unit_once",
            ),
            models.UniqueConstraint(
                fields=["obstacle", "agency"],
                condition=Q(unit=None),
                name="owner_agency_once",
            ),
        ]


class Acknowledgement(models.Model):
    """An owner says: this is ours, we are at it; once a round."""

    owner = models.ForeignKey(
        ObstacleOwner, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    round = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    tenure = models.ForeignKey(Tenure, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "round"], name="acknowledged_once_a_round")
        ]


class Escalation(models.Model):
    """A due day passed and the next level was told: once per level, round and reason.

    `options` is the table as it stood then.
    """

    class Why(models.TextChoices):
        DECIDE = "decide"
        DELIVER = "deliver"

    obstacle = models.ForeignKey(Obstacle, on_delete=models.PROTECT, related_name="escalations")
    round = models.PositiveSmallIntegerField()
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=7, choices=Why.choices)
    due_on = models.DateField()
    at = models.DateTimeField()
    options = models.JSONField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["obstacle", "round", "why", "to_unit"], name="escalated_once_a_level"
            )
        ]
        indexes = [models.Index(fields=["to_unit", "at"], name="escalation_to_unit")]


class ObstacleEvent(models.Model):
    """One line of an obstacle's history; `by` is None for the platform's own acts."""

    obstacle = models.ForeignKey(Obstacle, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=12)
    before = models.CharField(max_length=8, blank=True)
    after = models.CharField(max_length=8)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
