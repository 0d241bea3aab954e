"""Uniform scalars from random bytes."""

from sandoq.engines.ballots.secret_side import RandomBytes


def uniform(order: int, random_bytes: RandomBytes) -> int:
    """A uniform integer in [0, order), by rejection: fewer than two draws on average."""
    bits = order.bit_length()
    size = -(-bits // 8)
    while True:
        candidate = int.from_bytes(random_bytes(size), "big") >> 8 * size - bits
        if candidate < order:
            return candidate
