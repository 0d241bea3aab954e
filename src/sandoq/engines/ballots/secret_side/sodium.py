"""Secrets on Ed25519 through libsodium (PyNaCl): constant time in the scalars.

libsodium refuses scalar 0, and the identity as base or as result of a scalar multiplication; both
have their answer without arithmetic, so they are answered here.
"""

from collections.abc import Iterable

from nacl import bindings as sodium

from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.secret_side import RandomBytes

_BYTES = 32
_ZERO = bytes(_BYTES)
_IDENTITY = bytes([1]) + bytes(_BYTES - 1)
_TOP_BITS = 0x1F


class SodiumArithmetic:
    """Scalars are 32 little-endian bytes below q; elements are RFC 8032 codes."""

    def __init__(self, group: Group, random_bytes: RandomBytes) -> None:
        self.group = group
        self._random_bytes = random_bytes
        self._order = group.order.to_bytes(_BYTES, "little")

    def random_scalar(self) -> bytes:
        while True:
            drawn = bytearray(self._random_bytes(_BYTES))
            drawn[-1] &= _TOP_BITS
            candidate = bytes(drawn)
            if candidate[::-1] < self._order[::-1]:
                return candidate

    def scalar(self, value: int) -> bytes:
        return (value % self.group.order).to_bytes(_BYTES, "little")

    def value(self, scalar: bytes) -> int:
        return int.from_bytes(scalar, "little")

    def add(self, left: bytes, right: bytes) -> bytes:
        return bytes(sodium.crypto_core_ed25519_scalar_add(left, right))

    def subtract(self, left: bytes, right: bytes) -> bytes:
        return bytes(sodium.crypto_core_ed25519_scalar_sub(left, right))

    def times(self, left: bytes, right: bytes) -> bytes:
        return bytes(sodium.crypto_core_ed25519_scalar_mul(left, right))

    def load(self, text: str) -> bytes:
        return bytes.fromhex(text)[::-1]

    def text(self, code: bytes) -> str:
        return code[::-1].hex()

    def generator_power(self, scalar: bytes) -> bytes:
        if scalar == _ZERO:
            return _IDENTITY
        return bytes(sodium.crypto_scalarmult_ed25519_base_noclamp(scalar))

    def power(self, base: bytes, scalar: bytes) -> bytes:
        if scalar == _ZERO or base == _IDENTITY:
            return _IDENTITY
        return bytes(sodium.crypto_scalarmult_ed25519_noclamp(scalar, base))

    def multiply(self, left: bytes, right: bytes) -> bytes:
        return bytes(sodium.crypto_core_ed25519_add(left, right))

    def divide(self, left: bytes, right: bytes) -> bytes:
        return bytes(sodium.crypto_core_ed25519_sub(left, right))

    def product(self, codes: Iterable[bytes]) -> bytes:
        total = _IDENTITY
        for code in codes:
            total = self.multiply(total, code)
        return total
