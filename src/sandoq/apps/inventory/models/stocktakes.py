"""Counting a store: a sheet, what was found, and another person who books the differences."""

import uuid

from django.db import models
from django.db.models import Q

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.models.assets import Asset
from sandoq.apps.inventory.models.lots import Lot
from sandoq.apps.inventory.models.stores import Store


class Stocktake(models.Model):
    """One count of one store; one is under way at a time."""

    class State(models.TextChoices):
        COUNTING = "counting"
        COUNTED = "counted"
        BOOKED = "booked"
        DISCARDED = "discarded"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="stocktakes")
    state = models.CharField(max_length=9, choices=State.choices, default=State.COUNTING)
    expected = models.PositiveIntegerField(default=0)  # devices in the store when it was counted
    found = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    counted_at = models.DateTimeField(null=True)
    counted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    booked_at = models.DateTimeField(null=True)
    booked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["store"],
                condition=Q(state__in=["counting", "counted"]),
                name="stocktake_one_under_way_per_store",
            ),
            models.CheckConstraint(
                condition=Q(booked_by=None) | ~Q(booked_by=models.F("counted_by")),
                name="stocktake_booked_by_another",
            ),
        ]


class StocktakeLine(models.Model):
    """One difference."""

    stocktake = models.ForeignKey(Stocktake, on_delete=models.CASCADE, related_name="lines")
    difference = models.CharField(max_length=9)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="+")
    serial = models.CharField(max_length=64, blank=True)
    lot = models.ForeignKey(Lot, null=True, on_delete=models.PROTECT, related_name="+")
    expected = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
