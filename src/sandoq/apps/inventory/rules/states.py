"""What a device may become next, and why not.

stock → tested → sealed → dispatched → installed → (failed → swapped) → returned → reconciled
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sandoq.apps.inventory.errors import AssetRefused


class AssetState(StrEnum):
    """Where a device stands between two polling days."""

    STOCK = "stock"
    TESTED = "tested"
    SEALED = "sealed"
    DISPATCHED = "dispatched"
    INSTALLED = "installed"
    FAILED = "failed"
    SWAPPED = "swapped"
    RETURNED = "returned"
    RECONCILED = "reconciled"


class Refusal(StrEnum):
    """Why a device may not become something."""

    WRONG_STATE = "wrong-state"
    MODEL_NOT_APPROVED = "model-not-approved"
    NOT_HARDENED = "not-hardened"
    FIRMWARE_DIFFERS = "firmware-differs"
    CONFIGURATION_DIFFERS = "configuration-differs"
    REGION_LOCKED = "region-locked"
    MISSING = "missing"


_S = AssetState
NEXT: Mapping[AssetState, frozenset[AssetState]] = {
    _S.STOCK: frozenset({_S.TESTED, _S.FAILED}),
    _S.TESTED: frozenset({_S.SEALED, _S.FAILED, _S.STOCK}),
    _S.SEALED: frozenset({_S.DISPATCHED, _S.TESTED}),  # tested: the seal was broken
    _S.DISPATCHED: frozenset({_S.INSTALLED, _S.FAILED, _S.RETURNED}),
    _S.INSTALLED: frozenset({_S.FAILED, _S.RETURNED}),
    _S.FAILED: frozenset({_S.SWAPPED, _S.RETURNED}),
    _S.SWAPPED: frozenset({_S.RETURNED}),
    _S.RETURNED: frozenset({_S.RECONCILED}),
    _S.RECONCILED: frozenset({_S.STOCK}),
}
"""What may follow what. A returned device is counted (reconciled) before it is stock again."""

OUT = frozenset({_S.DISPATCHED, _S.INSTALLED, _S.FAILED, _S.SWAPPED})
"""Outside every store: somebody answers for it and must give it back."""

SERVING = frozenset({_S.DISPATCHED, _S.INSTALLED})
"""At a station, or on the way to it, and working as far as anybody knows."""

SPARE = frozenset({_S.TESTED, _S.SEALED})
"""In a store and fit to be sent."""


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """What the rule must know of a device.

    Attributes:
        region: path of the unit the device is unlocked for; "" if everywhere.
        hardening: the refusal that its latest hardening gives; None if it passed or needs none.
    """

    serial: str
    state: AssetState
    is_model_approved: bool = True
    is_missing: bool = False
    region: str = ""
    hardening: Refusal | None = None


def refusal_of(
    facts: AssetFacts, wanted: AssetState, *, station_path: str | None = None
) -> Refusal | None:
    """Why the device may not become `wanted`; None if it may.

    Args:
        station_path: path of the unit of the station it would serve, if it is known.
    """
    if facts.is_missing:
        return Refusal.MISSING
    if wanted not in NEXT[facts.state]:
        return Refusal.WRONG_STATE
    if wanted in {AssetState.TESTED, AssetState.SEALED} and not facts.is_model_approved:
        return Refusal.MODEL_NOT_APPROVED
    if wanted is AssetState.SEALED and facts.hardening is not None:
        return facts.hardening
    goes_out = wanted in SERVING
    if goes_out and station_path is not None and not station_path.startswith(facts.region):
        return Refusal.REGION_LOCKED
    return None


def require_move(facts: AssetFacts, wanted: AssetState, *, station_path: str | None = None) -> None:
    """Refuse unless the device may become `wanted`.

    Raises:
        AssetRefused: it may not; `reason` is the `Refusal`.
    """
    if reason := refusal_of(facts, wanted, station_path=station_path):
        raise AssetRefused(facts.serial, facts.state.value, wanted.value, reason.value)


def state_after_hand_over(
    state: AssetState, *, leaves_store: bool, enters_store: bool
) -> AssetState:
    """What a hand-over makes of a device; the state itself if it only changes hands.

    From a store to a person it is dispatched; from a person to a store it is returned, unless it
    was never dispatched.
    """
    if leaves_store and not enters_store:
        return AssetState.DISPATCHED
    if enters_store and not leaves_store and state in OUT:
        return AssetState.RETURNED
    return state
