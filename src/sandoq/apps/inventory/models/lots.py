"""Consumables by lot: a fault in one lot must reach everything that holds some of it."""

import uuid

from django.db import models
from django.db.models import Q

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.models.catalogue import ItemKind
from sandoq.apps.inventory.models.kits import Kit
from sandoq.apps.inventory.models.stores import Store


class Lot(models.Model):
    """A maker's lot of one kind. A recalled lot stays where it is, marked, and goes nowhere."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.ForeignKey(ItemKind, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=64)
    supplier = models.CharField(max_length=80, blank=True)
    recalled_at = models.DateTimeField(null=True)
    recalled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    recall_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["kind__order", "number"]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="lot_once_per_kind")]

    def __str__(self) -> str:
        return self.number


class LotHolding(models.Model):
    """How much of a lot lies in one store or one kit; `answered_at` after a recall: taken out."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="holdings")
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="lots")
    kit = models.ForeignKey(Kit, null=True, on_delete=models.PROTECT, related_name="lots")
    quantity = models.PositiveIntegerField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "store"], condition=Q(kit=None), name="lot_once_per_store"
            ),
            models.UniqueConstraint(
                fields=["lot", "kit"], condition=Q(store=None), name="lot_once_per_kit"
            ),
            models.CheckConstraint(
                condition=Q(store=None, kit__isnull=False) | Q(store__isnull=False, kit=None),
                name="lot_in_one_place",
            ),
        ]


class LotMovement(models.Model):
    """One movement of a lot; a place left empty is the outside."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="movements")
    from_store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    to_store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    to_kit = models.ForeignKey(Kit, null=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField()
    why = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
