"""What an approved plan tells a store's keeper to send."""

import uuid

from django.db import models
from django.db.models import Q

from sandoq.apps.inventory.models import DeviceModel, HandOver, Store
from sandoq.apps.planning.models.scenarios import Scenario
from sandoq.apps.territory.models import Unit


class TransferOrder(models.Model):
    """So many devices of one model from one store to a unit's store.

    What became of it follows from custody alone: its hand-overs say what is offered and received
    (`selectors.orders`); only a cancellation is written here. `to_store` is None while the
    receiving unit has no store.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="orders")
    number = models.PositiveIntegerField()
    from_store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="orders_out")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    to_store = models.ForeignKey(
        Store, null=True, on_delete=models.PROTECT, related_name="orders_in"
    )
    model = models.ForeignKey(DeviceModel, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    km = models.FloatField(null=True)
    ordered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    hand_overs = models.ManyToManyField(HandOver, related_name="orders")

    class Meta:
        ordering = ["scenario_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "number"], name="order_number_once_per_plan"
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="order_of_something"),
        ]
        indexes = [
            models.Index(fields=["from_store", "cancelled_at"], name="order_by_store"),
            models.Index(fields=["to_unit", "cancelled_at"], name="order_by_receiver"),
        ]
