"""Agencies with a legal part in an election's technology, and the posts that speak for them."""

import uuid

from django.db import models

from sandoq.apps.accounts.models import Post
from sandoq.apps.territory.models import Unit


class Agency(models.Model):
    """An operator, a power company, a registry office… at a unit, for everything below it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="agencies")
    code = models.SlugField(max_length=40)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["unit__path", "name_fa", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="agency_code_once_per_unit")
        ]

    def __str__(self) -> str:
        return self.name_fa


class AgencySeat(models.Model):
    """A post whose holder speaks for an agency: one agency a post."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="seats")
    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="agency_seat")
    since = models.DateTimeField()
