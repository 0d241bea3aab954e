"""What kinds of equipment there are, and which models of each."""

import uuid

from django.db import models

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.rules.hardening import DeviceClass


class ItemKind(models.Model):
    """A kind of equipment; `code` is what requirements name as their item.

    Kinds that are not serialised are consumables, kept by lot.
    """

    code = models.SlugField(max_length=40, unique=True)
    name_fa = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    device_class = models.CharField(
        max_length=24, choices=[(one.value, one.value) for one in DeviceClass]
    )
    is_serialised = models.BooleanField(default=True)
    is_critical = models.BooleanField(default=False)  # must come back, each one
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name_fa


class DeviceModel(models.Model):
    """A maker's model of a kind. A proposed one came with a file and waits for approval.

    `serial_digits` is the length of its serials if they are all of digits. `firmware` and
    `configuration_sha256` are what its devices must run; empty if nothing is set. `compatible`
    models may take its place.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.ForeignKey(ItemKind, on_delete=models.PROTECT, related_name="models")
    maker = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=80)
    search_name = models.CharField(max_length=150, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.APPROVED)
    is_region_locked = models.BooleanField(default=False)
    serial_digits = models.PositiveSmallIntegerField(null=True, blank=True)
    firmware = models.CharField(max_length=60, blank=True)
    configuration_sha256 = models.CharField(max_length=64, blank=True)
    compatible = models.ManyToManyField("self", symmetrical=True)
    proposed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind__order", "maker", "name"]

    def __str__(self) -> str:
        return f"{self.maker} {self.name}".strip()
