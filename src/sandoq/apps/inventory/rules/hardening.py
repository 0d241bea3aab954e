"""What must be done to a device before it is sealed, per class, and whether it was."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from sandoq.apps.inventory.rules.states import Refusal


class DeviceClass(StrEnum):
    """What a kind of equipment is, as far as rules differ."""

    SWITCH = "switch"
    ELECTION_COMPUTER = "election-computer"
    AUTHENTICATION_DEVICE = "authentication-device"
    SCANNER = "scanner"
    PRINTER = "printer"
    MODEM = "modem"
    SIM = "sim"
    UPS = "ups"
    CABLE = "cable"
    CONSUMABLE = "consumable"
    OTHER = "other"


CHECKLISTS: Mapping[DeviceClass, tuple[str, ...]] = {
    DeviceClass.SWITCH: (
        "default-passwords-changed",
        "unused-ports-off",
        "remote-management-off",
        "port-security-on",
        "logging-on",
        "firmware-read",
        "configuration-exported",
    ),
    DeviceClass.ELECTION_COMPUTER: (
        "reinstalled-from-image",
        "disk-encrypted",
        "boot-order-locked",
        "radio-off",
        "usb-storage-off",
        "clock-set",
        "firmware-read",
        "configuration-exported",
    ),
    DeviceClass.AUTHENTICATION_DEVICE: (
        "default-passwords-changed",
        "storage-encrypted",
        "previous-data-wiped",
        "reader-calibrated",
        "clock-set",
        "firmware-read",
        "configuration-exported",
    ),
}
"""The steps of each class by code, in the order of work; a class not named needs none."""


def missing_steps(device_class: DeviceClass, done: Collection[str]) -> tuple[str, ...]:
    """The steps of the class's checklist that are not done."""
    return tuple(step for step in CHECKLISTS.get(device_class, ()) if step not in done)


def hardening_refusal(
    device_class: DeviceClass,
    *,
    is_done: bool,
    firmware: str = "",
    configuration: str = "",
    wanted_firmware: str = "",
    wanted_configuration: str = "",
) -> Refusal | None:
    """Why the device's latest hardening does not let it be sealed; None if it does.

    Args:
        is_done: a checklist was completed since the device was last outside.
        firmware, configuration: as read from the device; `configuration` is a SHA-256.
        wanted_firmware, wanted_configuration: what the model must run; "" if nothing is set.
    """
    if device_class not in CHECKLISTS:
        return None
    if not is_done:
        return Refusal.NOT_HARDENED
    if wanted_firmware and firmware != wanted_firmware:
        return Refusal.FIRMWARE_DIFFERS
    if wanted_configuration and configuration != wanted_configuration:
        return Refusal.CONFIGURATION_DIFFERS
    return None
