"""Polling days, elections, contests, constituencies and the rules that fill seats."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from sandoq.apps.territory.models import Unit


class PollingDay(models.Model):
    """One day on which one or more elections are held at the same stations: one check-in."""

    date = models.DateField(unique=True)
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["-date"]


class SeatRule(models.Model):
    """How votes become seats, as data.

    `rule` is checked by `elections.rules.seats.SeatRuleData`: threshold as an exact fraction of
    valid votes, winners by majority or plurality, and who goes into a run-off.
    """

    slug = models.SlugField(unique=True)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    legal_reference = models.CharField(max_length=200, blank=True)
    rule = models.JSONField()


class Election(models.Model):
    """One election, one round."""

    class Kind(models.TextChoices):
        PARLIAMENT = "parliament", _("Parliament")
        EXPERTS = "experts", _("Experts")
        PRESIDENT = "president", _("President")
        COUNCIL = "council", _("Council")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    polling_day = models.ForeignKey(PollingDay, on_delete=models.PROTECT, related_name="elections")
    round = models.PositiveSmallIntegerField(default=1)
    previous_round = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next_rounds"
    )
    previous_election = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="next_elections"
    )

    class Meta:
        ordering = ["-polling_day__date", "pk"]

    def __str__(self) -> str:
        return self.name_fa


class Contest(models.Model):
    """What is elected under one seat rule in an election: seats of parliament, a president."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="contests")
    slug = models.SlugField()
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    seat_rule = models.ForeignKey(SeatRule, on_delete=models.PROTECT, related_name="contests")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["election", "slug"], name="contest_once_per_election")
        ]


class Constituency(models.Model):
    """Units that together fill seats of one contest; it cuts across the administrative tree."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="constituencies")
    name_fa = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    seats = models.PositiveSmallIntegerField()
    units = models.ManyToManyField(Unit, related_name="constituencies")

    class Meta:
        verbose_name_plural = "constituencies"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(seats__gte=1), name="constituency_has_seats"),
            models.UniqueConstraint(fields=["contest", "name_fa"], name="constituency_named_once"),
        ]


class CalendarEntry(models.Model):
    """A dated step of an election, with its legal reference."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="calendar")
    name_fa = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160, blank=True)
    begins_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    legal_reference = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "calendar entries"
        ordering = ["begins_on", "pk"]
