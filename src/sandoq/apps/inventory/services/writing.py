"""What every act on devices shares: locking, facts for the rules, state, custody, history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.inventory.models import (
    Asset,
    AssetEvent,
    Custody,
    DeviceModel,
    HandOver,
    HardeningCheck,
    Seal,
    Store,
    Swap,
)
from sandoq.apps.inventory.rules.hardening import CHECKLISTS, DeviceClass, hardening_refusal
from sandoq.apps.inventory.rules.states import AssetFacts, AssetState, Refusal
from sandoq.apps.inventory.services.announcing import announce

BLOCK = 500
"""Rows named in one query."""


def locked(assets: Iterable[Asset]) -> list[Asset]:
    """The devices, fresh and locked until the transaction ends, in one order for everybody."""
    pks = sorted({asset.pk for asset in assets})
    found: list[Asset] = []
    for start in range(0, len(pks), BLOCK):
        rows = Asset.objects.filter(pk__in=pks[start : start + BLOCK]).order_by("pk")
        if connection.features.has_select_for_update:
            rows = rows.select_for_update(of=("self",))
        found += rows.select_related("model__kind", "unit", "station__unit", "region")
    return found


def open_custodies(assets: Sequence[Asset]) -> dict[int, Custody]:
    """The open custody of each device, by the device's primary key."""
    found: dict[int, Custody] = {}
    pks = [asset.pk for asset in assets]
    for start in range(0, len(pks), BLOCK):
        rows = Custody.objects.filter(asset__in=pks[start : start + BLOCK], until=None)
        found.update({row.asset_id: row for row in rows.select_related("store__unit", "person")})
    return found


def facts_of(asset: Asset, hardening: Refusal | None = None) -> AssetFacts:
    """What the rules must know of a locked device."""
    return AssetFacts(
        serial=asset.serial,
        state=AssetState(asset.state),
        is_model_approved=asset.model.state == DeviceModel.State.APPROVED,
        is_missing=asset.missing_since is not None,
        region=asset.region.path if asset.region else "",
        hardening=hardening,
    )


def hardening_of(asset: Asset, check: HardeningCheck | None) -> Refusal | None:
    """What the device's latest hardening says about sealing it."""
    return hardening_refusal(
        DeviceClass(asset.model.kind.device_class),
        is_done=asset.hardened_at is not None and check is not None and not check.missing,
        firmware=check.firmware if check else "",
        configuration=check.configuration_sha256 if check else "",
        wanted_firmware=asset.model.firmware,
        wanted_configuration=asset.model.configuration_sha256,
    )


def latest_checks(assets: Sequence[Asset]) -> dict[int, HardeningCheck]:
    """The latest hardening of each device whose class needs one."""
    pks = [asset.pk for asset in assets if DeviceClass(asset.model.kind.device_class) in CHECKLISTS]
    found: dict[int, HardeningCheck] = {}
    for start in range(0, len(pks), BLOCK):
        rows = HardeningCheck.objects.filter(asset__in=pks[start : start + BLOCK])
        for row in rows.order_by("at", "pk"):
            found[row.asset_id] = row
    return found


class Journal:
    """Collects what an act does to devices and writes it at once."""

    def __init__(self, *, by: User, at: datetime) -> None:
        self.by = by
        self.at = at
        self._before_stations: set[int | None] = set()
        self._changed: dict[int, Asset] = {}
        self._events: list[AssetEvent] = []
        self._moves: list[Custody] = []

    def see(self, asset: Asset) -> None:
        """Remember where the device served before anything changes."""
        self._before_stations.add(asset.station_id)

    def note(
        self,
        asset: Asset,
        kind: str,
        *,
        state: AssetState | None = None,
        note: str = "",
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """One line of history; with `state` the device becomes that."""
        before = asset.state
        if state is not None and state.value != asset.state:
            asset.state, asset.state_since = state.value, self.at
        self._changed[asset.pk] = asset
        self._events.append(
            AssetEvent(
                asset=asset,
                kind=kind,
                state_before=before,
                state_after=asset.state,
                note=note[:300],
                details=dict(details or {}),
                at=self.at,
                by=self.by,
            )
        )

    def move(
        self,
        asset: Asset,
        *,
        person: Person | None = None,
        store: Store | None = None,
        hand_over: HandOver | None = None,
        swap: Swap | None = None,
    ) -> None:
        """Close the open custody and open one of this person or store."""
        self._changed[asset.pk] = asset
        self._moves.append(
            Custody(
                asset=asset,
                person=person,
                store=store,
                since=self.at,
                hand_over=hand_over,
                swap=swap,
            )
        )

    def write(self) -> None:
        """Write everything collected, and tell the rooms above."""
        moved = [move.asset_id for move in self._moves]
        for start in range(0, len(moved), BLOCK):
            Custody.objects.filter(asset__in=moved[start : start + BLOCK], until=None).update(
                until=self.at
            )
        Custody.objects.bulk_create(self._moves, batch_size=BLOCK)
        changed = list(self._changed.values())
        Asset.objects.bulk_update(changed, _WRITTEN, batch_size=200)
        AssetEvent.objects.bulk_create(self._events, batch_size=BLOCK)
        stations = self._before_stations | {asset.station_id for asset in changed}
        announce([asset.pk for asset in changed], list(stations))


_WRITTEN = [
    "state",
    "state_since",
    "unit",
    "station",
    "kit",
    "firmware",
    "configuration_sha256",
    "region",
    "hardened_at",
    "missing_since",
]


def break_seals(assets: Sequence[Asset], *, by: User, at: datetime) -> None:
    """The whole seals of these devices are broken."""
    pks = [asset.pk for asset in assets]
    for start in range(0, len(pks), BLOCK):
        Seal.objects.filter(asset__in=pks[start : start + BLOCK], broken_at=None).update(
            broken_at=at, broken_by=by
        )
