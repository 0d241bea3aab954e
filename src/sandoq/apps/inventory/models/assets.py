"""Devices with a serial number, and what happened to each."""

import uuid

from django.db import models
from django.db.models import Q

from sandoq.apps.accounts.models import User
from sandoq.apps.inventory.models.catalogue import DeviceModel
from sandoq.apps.inventory.models.kits import Kit
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.territory.models import Station, Unit

_STATES = [(state.value, state.value) for state in AssetState]


class Asset(models.Model):
    """One device. Where it is and who answers for it says its open custody.

    `unit` is whose it is at present: the store's unit, or the station's while it serves there.
    `region` is the only unit whose stations it works for; None if it works everywhere.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    model = models.ForeignKey(DeviceModel, on_delete=models.PROTECT, related_name="assets")
    serial = models.CharField(max_length=64, db_index=True)
    firmware = models.CharField(max_length=60, blank=True)
    configuration_sha256 = models.CharField(max_length=64, blank=True)
    region = models.ForeignKey(
        Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=_STATES, default=AssetState.STOCK.value)
    state_since = models.DateTimeField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assets")
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.PROTECT, related_name="assets"
    )
    kit = models.ForeignKey(
        Kit, null=True, blank=True, on_delete=models.PROTECT, related_name="assets"
    )
    hardened_at = models.DateTimeField(null=True, blank=True)
    missing_since = models.DateTimeField(null=True, blank=True)
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["model", "serial", "pk"]
        indexes = [
            models.Index(fields=["unit", "state"], name="asset_by_unit_and_state"),
            models.Index(fields=["station", "state"], name="asset_by_station_and_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["model", "serial"], name="asset_serial_once_per_model")
        ]

    def __str__(self) -> str:
        return self.serial


class AssetEvent(models.Model):
    """One line of a device's history; written with the act, never changed."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=24)
    state_before = models.CharField(max_length=10, blank=True)
    state_after = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=300, blank=True)
    details = models.JSONField(default=dict)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]


class Seal(models.Model):
    """A numbered seal on one device or one kit, until it is broken."""

    number = models.CharField(max_length=64)
    asset = models.ForeignKey(Asset, null=True, on_delete=models.PROTECT, related_name="seals")
    kit = models.ForeignKey(Kit, null=True, on_delete=models.PROTECT, related_name="seals")
    applied_at = models.DateTimeField()
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    broken_at = models.DateTimeField(null=True)
    broken_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], name="seal_number_used_once"),
            models.UniqueConstraint(
                fields=["asset"], condition=Q(broken_at=None), name="seal_one_whole_per_asset"
            ),
            models.UniqueConstraint(
                fields=["kit"], condition=Q(broken_at=None), name="seal_one_whole_per_kit"
            ),
            models.CheckConstraint(
                condition=Q(asset=None, kit__isnull=False) | Q(asset__isnull=False, kit=None),
                name="seal_on_one_thing",
            ),
        ]


class HardeningCheck(models.Model):
    """A checklist worked through on one device: the steps done, and what it runs."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="hardening_checks")
    device_class = models.CharField(max_length=24)
    done = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    firmware = models.CharField(max_length=60, blank=True)
    configuration_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
