"""Sharing whole numbers in proportion, exactly."""

from collections.abc import Sequence


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts of `total` in proportion to `weights`; they sum to it exactly.

    Each part is its quota rounded down; what is left goes, one each, to the largest remainders,
    earlier ones first among equals. Weight 0 receives nothing.

    Raises:
        ValueError: no positive weight while there is something to share.

    Source: Hamilton's method; Balinski and Young (1982), *Fair Representation*.
    """
    whole = sum(weights)
    if whole <= 0:
        if total:
            raise ValueError("nobody to share with")
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: -(total * weights[i] % whole))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def share_within(total: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """`share`, but no part above its cap: what overflows is shared among those with room.

    Once nobody with a weight has room, the room left serves as weight.

    Raises:
        ValueError: the caps together are below `total`.
    """
    if total > sum(caps):
        raise ValueError(f"{total} do not fit into {sum(caps)}")
    parts = [0] * len(weights)
    while left := total - sum(parts):
        room = [cap - part for cap, part in zip(caps, parts, strict=True)]
        usable = [w if r else 0 for w, r in zip(weights, room, strict=True)]
        more = share(left, usable if any(usable) else room)
        parts = [min(cap, p + m) for cap, p, m in zip(caps, parts, more, strict=True)]
    return parts
