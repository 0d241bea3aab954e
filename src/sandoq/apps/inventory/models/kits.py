"""Kits: what goes to one station together."""

import uuid

from django.db import models
from django.db.models import Q

from sandoq.apps.inventory.models.catalogue import ItemKind
from sandoq.apps.territory.models import Station, Unit


class KitTemplate(models.Model):
    """What a kit of this sort holds."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_fa


class KitTemplateLine(models.Model):
    """So many of one kind."""

    template = models.ForeignKey(KitTemplate, on_delete=models.CASCADE, related_name="lines")
    kind = models.ForeignKey(ItemKind, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["kind__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["template", "kind"], name="kit_line_once_per_kind"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="kit_line_holds_something"),
        ]


class Kit(models.Model):
    """One kit; `label` is what its label says. Its devices travel together."""

    class State(models.TextChoices):
        PACKING = "packing"
        SEALED = "sealed"
        OPENED = "opened"
        DISSOLVED = "dissolved"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.ForeignKey(KitTemplate, on_delete=models.PROTECT, related_name="kits")
    label = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="kits")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PACKING)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label
