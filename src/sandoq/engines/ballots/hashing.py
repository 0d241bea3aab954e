"""The three uses of SHA-256 in the protocol (docs, "Notation")."""

import base64
import hashlib
from collections.abc import Iterable


def challenge(order: int, prefix: str, elements: Iterable[str] = ()) -> int:
    """H(prefix, [e_1 … e_n]) = SHA-256(prefix ‖ e_1 ‖ "," ‖ … ‖ "," ‖ e_n), big endian, mod q."""
    digest = hashlib.sha256((prefix + ",".join(elements)).encode()).digest()
    return int.from_bytes(digest, "big") % order


def fingerprint(data: bytes) -> str:
    """b64(x): SHA-256 in standard Base64 without `=`, 43 characters."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def hexdigest(data: bytes) -> str:
    """hex(x): SHA-256 as 64 lowercase hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()
