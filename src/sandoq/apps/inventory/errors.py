"""What the inventory room refuses, and why.

Each refusal names the thing and a stable `reason`; the sentence and the next step are in the
template of its code.
"""

from sandoq.common.errors import BadInput, Conflict


class BadSerial(BadInput):
    """A serial number cannot be read; `reason` says why."""

    code = "bad-serial"


class AssetRefused(Conflict):
    """A device may not become `wanted` now; `reason` is one of `rules.states.Refusal`."""

    code = "asset-refused"

    def __init__(self, serial: str, state: str, wanted: str, reason: str) -> None:
        super().__init__(serial, state, wanted, reason)
        self.serial = serial
        self.state = state
        self.wanted = wanted
        self.reason = reason


class SerialTaken(Conflict):
    """A device of this model with this serial number is in the register."""

    code = "serial-taken"

    def __init__(self, serial: str, model: str) -> None:
        super().__init__(serial, model)
        self.serial = serial
        self.model = model


class CatalogueTaken(Conflict):
    """The catalogue has an entry of this name."""

    code = "catalogue-taken"

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(kind, name)
        self.kind = kind
        self.name = name


class HandOverRefused(Conflict):
    """A hand-over cannot be offered or answered; `serial` names the device, if it is one's."""

    code = "hand-over-refused"

    def __init__(self, reason: str, serial: str = "") -> None:
        super().__init__(reason, serial)
        self.reason = reason
        self.serial = serial


class SwapRefused(Conflict):
    """The spare may not take the place of the failed device."""

    code = "swap-refused"

    def __init__(self, reason: str, failed: str, spare: str) -> None:
        super().__init__(reason, failed, spare)
        self.reason = reason
        self.failed = failed
        self.spare = spare


class KitRefused(Conflict):
    """A kit cannot be packed, sealed or unpacked so."""

    code = "kit-refused"

    def __init__(self, reason: str, kit: str, item: str = "") -> None:
        super().__init__(reason, kit, item)
        self.reason = reason
        self.kit = kit
        self.item = item


class SealUsed(Conflict):
    """A seal's number is on another device or kit."""

    code = "seal-used"

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class LotRefused(Conflict):
    """Consumables of a lot cannot be received or moved so."""

    code = "lot-refused"

    def __init__(self, reason: str, lot: str, quantity: int = 0) -> None:
        super().__init__(reason, lot, quantity)
        self.reason = reason
        self.lot = lot
        self.quantity = quantity


class StocktakeRefused(Conflict):
    """A stocktake cannot be opened, counted or booked so."""

    code = "stocktake-refused"

    def __init__(self, reason: str, store: str) -> None:
        super().__init__(reason, store)
        self.reason = reason
        self.store = store


class ImportRefused(Conflict):
    """An import of equipment cannot be applied or discarded now."""

    code = "equipment-import-refused"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ActKeyReused(Conflict):
    """The sender's key was used for another act; nothing was done."""

    code = "act-key-reused"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key
