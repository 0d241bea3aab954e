"""What an agency must deliver by law for an election, and what became of it."""

import uuid

from django.db import models
from django.db.models import Q

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Election
from sandoq.apps.obstacles.models.agencies import Agency
from sandoq.apps.obstacles.rules.duties import DutyState
from sandoq.apps.territory.models import Unit


class Duty(models.Model):
    """One deliverable of an agency, with its legal reference, its day and a deputy who answers."""

    key = models.UUIDField(default=uuid.uuid4, unique=True)
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="duties")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="duties")
    unit_path = models.CharField(max_length=255)
    deliverable = models.CharField(max_length=200)
    legal_reference = models.CharField(max_length=200)
    deputy = models.CharField(max_length=120)
    due_on = models.DateField()
    state = models.CharField(
        max_length=12,
        choices=[(s.value, s.value) for s in DutyState],
        default=DutyState.ASKED.value,
    )
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    delivered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "duties"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (
                    Q(delivered_by__isnull=False, confirmed_by__isnull=False)
                    & ~Q(delivered_by=models.F("confirmed_by"))
                ),
                name="duty_confirmed_by_another",
            )
        ]
        indexes = [models.Index(fields=["election", "due_on"], name="duty_by_day")]

    def __str__(self) -> str:
        return self.deliverable


class DutyEvent(models.Model):
    """One line of a duty's history; only ever added. Escalations name the unit that was told."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="events")
    act = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "to_unit"],
                condition=Q(act="escalate"),
                name="duty_escalated_once_a_level",
            )
        ]
