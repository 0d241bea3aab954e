"""Who answers for a device: exactly one person or store at any moment."""

import uuid

from django.db import models
from django.db.models import F, Q

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.inventory.models.assets import Asset
from sandoq.apps.inventory.models.kits import Kit
from sandoq.apps.inventory.models.stores import Store
from sandoq.apps.territory.models import Station, Unit

_TO_ONE = Q(to_person=None, to_store__isnull=False) | Q(to_person__isnull=False, to_store=None)
_FROM_ONE = Q(from_person=None, from_store__isnull=False) | Q(
    from_person__isnull=False, from_store=None
)


class DoneAct(models.Model):
    """What was done under a key chosen by the sender, so that a repeat does nothing."""

    client_uuid = models.UUIDField(unique=True)
    verb = models.CharField(max_length=40)
    content_sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    target = models.CharField(max_length=40, blank=True)


class HandOver(models.Model):
    """Devices offered by one side, and what the other answered. Nothing moves before that.

    `statement_sha256` is of the canonical statement of what was received, by whom, from whom.
    """

    class State(models.TextChoices):
        OFFERED = "offered"
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    from_store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    to_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    to_store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="+")
    kit = models.ForeignKey(Kit, null=True, on_delete=models.PROTECT, related_name="hand_overs")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OFFERED)
    note = models.CharField(max_length=300, blank=True)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    statement_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-offered_at", "-pk"]
        indexes = [
            models.Index(fields=["to_person", "state"], name="hand_over_by_receiver"),
            models.Index(fields=["from_person", "state"], name="hand_over_by_giver"),
        ]
        constraints = [
            models.CheckConstraint(condition=_TO_ONE, name="hand_over_to_one_side"),
            models.CheckConstraint(condition=_FROM_ONE, name="hand_over_from_one_side"),
        ]


class HandOverLine(models.Model):
    """One device of a hand-over. `is_open` while the offer waits; a device is offered once."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="lines")
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="hand_over_lines")
    seal = models.CharField(max_length=64, blank=True)
    is_open = models.BooleanField(default=True)
    is_received = models.BooleanField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=Q(is_open=True), name="asset_offered_once_at_a_time"
            ),
            models.UniqueConstraint(fields=["hand_over", "asset"], name="asset_once_per_hand_over"),
        ]


class Swap(models.Model):
    """On the day: a spare took a failed device's place; both custodies moved in one act."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    failed = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")
    spare = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="+")
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="swaps")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]


class Custody(models.Model):
    """A device in the keeping of one person or one store, from a moment until another.

    The open one says where the device is. The database allows one open custody per device.
    """

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="custodies")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="custodies"
    )
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="custodies")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    hand_over = models.ForeignKey(
        HandOver, null=True, on_delete=models.PROTECT, related_name="custodies"
    )
    swap = models.ForeignKey(Swap, null=True, on_delete=models.PROTECT, related_name="custodies")

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=Q(until=None), name="custody_one_open_per_asset"
            ),
            models.CheckConstraint(
                condition=Q(person=None, store__isnull=False) | Q(person__isnull=False, store=None),
                name="custody_of_one_side",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="custody_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["store"], condition=Q(until=None), name="custody_open_by_store"),
            models.Index(fields=["person"], condition=Q(until=None), name="custody_open_by_person"),
        ]
