"""What every trustee checks of the others in a key ceremony: no secret is needed (docs § 6.4)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandoq.engines.ballots.codec.json_text import Json, canonical
from sandoq.engines.ballots.codec.v1.trustees import (
    Certificate,
    CertificateContext,
    read_certificate,
    read_coefficients,
    signed_value,
)
from sandoq.engines.ballots.errors import CeremonyRefused, Malformed
from sandoq.engines.ballots.groups import Element, Group
from sandoq.engines.ballots.hashing import hexdigest
from sandoq.engines.ballots.model import Proof, Signed
from sandoq.engines.ballots.reference import decoded
from sandoq.engines.ballots.secret_side.sealing import Sealed
from sandoq.engines.ballots.verify.trustees import message_is_signed

_COMMIT = "sandoq/ballots/commit/v1"


@dataclass(frozen=True, slots=True)
class Seat:
    """What all trustees agree on before they begin, and this one's `index` from 1."""

    group: Group
    size: int
    threshold: int
    index: int


@dataclass(frozen=True, slots=True)
class Reveal:
    """Step 3: the signed powers, and one sealed share per trustee in order."""

    coefficients: Signed
    shares: tuple[Sealed, ...]


class Session:
    """A ceremony whose certificates are all published.

    Raises:
        CeremonyRefused: step `certify`, with the trustee whose certificate is wrong.
    """

    def __init__(self, seat: Seat, certificates: Sequence[Signed]) -> None:
        self.seat = seat
        self.certificates = tuple(certificates)
        self.public = read_certificates(seat, certificates)
        values: Json = [signed_value(certificate) for certificate in certificates]
        self._name = hexdigest(canonical(values))

    def commitment(self, index: int, message: str) -> str:
        """What trustee `index` commits to: the hash of the message with the own coefficients."""
        return f"{_COMMIT}|{self._name}|{index}|{hexdigest(message.encode())}"

    def label(self, sender: int, receiver: int) -> str:
        """What binds a sealed share to this ceremony and its two trustees."""
        return f"{self._name}|{sender}|{receiver}"

    def is_signed(self, index: int, message: str, signature: Proof) -> bool:
        """Whether trustee `index` signed the message."""
        key = self.seat.group.decode(self.public[index - 1].verification)
        return message_is_signed(self.seat.group, message, key, signature)

    def check_commitments(self, commitments: Sequence[Signed]) -> None:
        """Refuse unless every trustee has committed within this ceremony.

        Raises:
            CeremonyRefused: step `commit`.
        """
        if len(commitments) != self.seat.size:
            raise CeremonyRefused("commit", 0, "not-all-there")
        for index, commitment in enumerate(commitments, start=1):
            if not self.is_signed(index, commitment.message, commitment.signature):
                raise CeremonyRefused("commit", index, "signature")
            if not commitment.message.startswith(f"{_COMMIT}|{self._name}|{index}|"):
                raise CeremonyRefused("commit", index, "other-ceremony")

    def powers(self, sender: int, commitment: Signed, reveal: Reveal) -> list[Element]:
        """A_0 … A_(t-1) of a sender, as committed, signed and in the group.

        Raises:
            CeremonyRefused: step `reveal`.
        """
        signed, group = reveal.coefficients, self.seat.group
        if self.commitment(sender, signed.message) != commitment.message:
            raise CeremonyRefused("reveal", sender, "not-committed")
        if not self.is_signed(sender, signed.message, signed.signature):
            raise CeremonyRefused("reveal", sender, "signature")
        try:
            texts = read_coefficients(signed.message, group)
        except Malformed as error:
            raise CeremonyRefused("reveal", sender, "coefficients") from error
        found = [decoded(group, text) for text in texts]
        if len(found) != self.seat.threshold or None in found:
            raise CeremonyRefused("reveal", sender, "coefficients")
        return found


def read_certificates(seat: Seat, certificates: Sequence[Signed]) -> list[Certificate]:
    """All certificates of a ceremony, checked.

    Raises:
        CeremonyRefused: step `certify`.
    """
    if len(certificates) != seat.size:
        raise CeremonyRefused("certify", 0, "not-all-there")
    found = []
    for index, signed in enumerate(certificates, start=1):
        try:
            certificate = read_certificate(signed.message, seat.group)
        except Malformed as error:
            raise CeremonyRefused("certify", index, "form") from error
        context = CertificateContext(seat.group.description, seat.size, seat.threshold, index)
        key = decoded(seat.group, certificate.verification)
        is_known = decoded(seat.group, certificate.encryption) is not None
        if key is None or not is_known or certificate.context != context:
            raise CeremonyRefused("certify", index, "context")
        if not message_is_signed(seat.group, signed.message, key, signed.signature):
            raise CeremonyRefused("certify", index, "signature")
        found.append(certificate)
    if len({certificate.verification for certificate in found}) != seat.size:
        raise CeremonyRefused("certify", 0, "same-key-twice")
    return found
