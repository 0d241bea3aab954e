"""Whether a kit holds what its template asks for."""

from collections.abc import Mapping


def lacking(wanted: Mapping[str, int], held: Mapping[str, int]) -> dict[str, int]:
    """Quantities that are missing, by item code."""
    return {
        item: quantity - held.get(item, 0)
        for item, quantity in wanted.items()
        if quantity > held.get(item, 0)
    }


def has_room(wanted: Mapping[str, int], held: Mapping[str, int], item: str) -> bool:
    """Whether one more of the item belongs into the kit."""
    return held.get(item, 0) < wanted.get(item, 0)
