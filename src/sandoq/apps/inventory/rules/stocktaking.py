"""What a count of a store differs in from the register."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Difference(StrEnum):
    """How one thing differs."""

    MISSING = "missing"  # in the register here, not found
    ELSEWHERE = "elsewhere"  # found here, in the register somewhere else
    UNKNOWN = "unknown"  # found here, not in the register
    QUANTITY = "quantity"  # another quantity of a lot


@dataclass(frozen=True, slots=True)
class Counted:
    """One line: a device by its primary key, an unknown serial, or a lot with quantities."""

    difference: Difference
    asset: int | None = None
    serial: str = ""
    lot: int | None = None
    expected: int = 0
    found: int = 0


def differences(
    *,
    expected: Collection[int],
    found: Collection[int],
    unknown: Collection[str],
    lots_expected: Mapping[int, int],
    lots_found: Mapping[int, int],
) -> list[Counted]:
    """Every difference, devices first: missing, elsewhere, unknown, then lots.

    Args:
        expected: devices that the register has in this store.
        found: devices of the register that were counted here.
        lots_found: quantities of the lots that were counted; a lot left out was not found.
    """
    lines = [
        Counted(Difference.MISSING, asset=pk, expected=1)
        for pk in sorted(set(expected) - set(found))
    ]
    lines += [
        Counted(Difference.ELSEWHERE, asset=pk, found=1)
        for pk in sorted(set(found) - set(expected))
    ]
    lines += [
        Counted(Difference.UNKNOWN, serial=serial, found=1) for serial in sorted(set(unknown))
    ]
    for lot in sorted({*lots_expected, *lots_found}):
        before, after = lots_expected.get(lot, 0), lots_found.get(lot, 0)
        if before != after:
            lines.append(Counted(Difference.QUANTITY, lot=lot, expected=before, found=after))
    return lines
