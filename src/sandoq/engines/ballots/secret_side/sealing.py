"""Sending a secret number from one trustee to another over a public channel (docs § 6.5).

Belenios leaves this channel out of the archive, and its versions differ; this one is ours: an
ephemeral Diffie–Hellman key, XChaCha20-Poly1305, and the sender's signature over all of it.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from nacl import bindings as sodium
from nacl.exceptions import CryptoError

from sandoq.engines.ballots.model import Proof
from sandoq.engines.ballots.secret_side import Scalar, SecretArithmetic
from sandoq.engines.ballots.secret_side.proving import sign

_DOMAIN = "sandoq/ballots/share/v1"
_NONCE = bytes(sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES)
"""The key is used once, so the nonce may be constant."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """α = g^r, the ciphertext in Base64, and the sender's signature of `sealed_message`."""

    alpha: str
    data: str
    signature: Proof


class CannotUnseal(Exception):
    """The ciphertext is not from this sender to this receiver, or was changed."""


def sealed_message(label: str, alpha: str, data: str) -> str:
    """What the sender signs; `label` names ceremony, sender and receiver."""
    return f"{_DOMAIN}|{label}|{alpha}|{data}"


def seal(
    arithmetic: SecretArithmetic, signing: Scalar, receiver: str, label: str, number: int
) -> Sealed:
    """Seal a number in [0, q) to the holder of the encryption key `receiver`."""
    r = arithmetic.random_scalar()
    alpha = arithmetic.text(arithmetic.generator_power(r))
    shared = arithmetic.text(arithmetic.power(arithmetic.load(receiver), r))
    plain = number.to_bytes(_length(arithmetic), "big")
    cipher = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plain, label.encode(), _NONCE, _key(label, alpha, shared)
    )
    data = base64.b64encode(cipher).decode()
    return Sealed(alpha, data, sign(arithmetic, signing, sealed_message(label, alpha, data)))


def unseal(arithmetic: SecretArithmetic, decryption: Scalar, label: str, sealed: Sealed) -> int:
    """The number inside; the caller has checked the signature and that α is in the group.

    Raises:
        CannotUnseal: any mismatch.
    """
    shared = arithmetic.text(arithmetic.power(arithmetic.load(sealed.alpha), decryption))
    try:
        cipher = base64.b64decode(sealed.data, validate=True)
        plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            cipher, label.encode(), _NONCE, _key(label, sealed.alpha, shared)
        )
    except (CryptoError, binascii.Error, ValueError) as error:
        raise CannotUnseal from error
    number = int.from_bytes(plain, "big")
    if len(plain) != _length(arithmetic) or number >= arithmetic.group.order:
        raise CannotUnseal
    return number


def _length(arithmetic: SecretArithmetic) -> int:
    return -(-arithmetic.group.order.bit_length() // 8)


def _key(label: str, alpha: str, shared: str) -> bytes:
    return hashlib.sha256(f"{_DOMAIN}|key|{label}|{alpha}|{shared}".encode()).digest()
