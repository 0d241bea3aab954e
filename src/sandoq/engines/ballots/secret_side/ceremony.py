"""The key ceremony of threshold trustees, step by step (docs § 6.4).

    1 certify    each publishes signing and encryption keys
    2 commit     each chooses a polynomial and publishes a signed hash of its coefficients' powers
    3 reveal     only when all hashes are there: the powers, and a sealed share to each other
    4 conclude   each checks all of it and publishes the own verification key
    5 assemble   anybody puts the public part together (`assemble`)

Step 2 is our hardening: without it the last trustee to publish can choose the polynomial after
seeing the others' and so bias the election's key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sandoq.engines.ballots.codec.v1.trustees import (
    Certificate,
    CertificateContext,
    agreement_message,
    read_coefficients,
    write_certificate,
    write_coefficients,
)
from sandoq.engines.ballots.errors import CeremonyRefused
from sandoq.engines.ballots.groups import Element, Group
from sandoq.engines.ballots.model import Pedersen, Proof, Signed, TrusteeKey
from sandoq.engines.ballots.reference import decoded
from sandoq.engines.ballots.secret_side import Scalar, SecretArithmetic
from sandoq.engines.ballots.secret_side.proving import sign, trustee_key
from sandoq.engines.ballots.secret_side.sealing import (
    CannotUnseal,
    seal,
    sealed_message,
    unseal,
)
from sandoq.engines.ballots.secret_side.session import Reveal, Seat, Session
from sandoq.engines.ballots.verify.trustees import PedersenCheck


@dataclass(frozen=True, slots=True)
class SeatKeys:
    """A trustee's two private keys within the ceremony."""

    signing: Scalar
    decryption: Scalar


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A trustee's secret coefficients a_0 … a_(t-1), and their powers, signed."""

    coefficients: tuple[Scalar, ...]
    signed: Signed


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Step 4: the signature of everything agreed, and the verification key."""

    agreement: Proof
    key: TrusteeKey


def certify(arithmetic: SecretArithmetic, seat: Seat) -> tuple[SeatKeys, Signed]:
    """Step 1: fresh keys, and the certificate to publish."""
    keys = SeatKeys(arithmetic.random_scalar(), arithmetic.random_scalar())
    public = [
        arithmetic.text(arithmetic.generator_power(key)) for key in (keys.signing, keys.decryption)
    ]
    context = CertificateContext(seat.group.description, seat.size, seat.threshold, seat.index)
    message = write_certificate(Certificate(public[0], public[1], context))
    return keys, Signed(message, sign(arithmetic, keys.signing, message))


class Ceremony:
    """Steps 2 to 4 for one trustee, once all certificates are published.

    Raises:
        CeremonyRefused: step `certify`; also where the own certificate is not in its place.
    """

    def __init__(
        self,
        arithmetic: SecretArithmetic,
        seat: Seat,
        keys: SeatKeys,
        certificates: Sequence[Signed],
    ) -> None:
        self._arithmetic = arithmetic
        self._seat = seat
        self._keys = keys
        self._session = Session(seat, certificates)
        own = arithmetic.text(arithmetic.generator_power(keys.signing))
        if self._session.public[seat.index - 1].verification != own:
            raise CeremonyRefused("certify", seat.index, "not-my-certificate")

    def commit(self) -> tuple[Polynomial, Signed]:
        """Step 2: a fresh polynomial, and the signed hash to publish."""
        a = self._arithmetic
        coefficients = tuple(a.random_scalar() for _ in range(self._seat.threshold))
        texts = [a.text(a.generator_power(coefficient)) for coefficient in coefficients]
        message = write_coefficients(texts)
        signed = Signed(message, sign(a, self._keys.signing, message))
        commitment = self._session.commitment(self._seat.index, message)
        return Polynomial(coefficients, signed), Signed(
            commitment, sign(a, self._keys.signing, commitment)
        )

    def reveal(self, polynomial: Polynomial, commitments: Sequence[Signed]) -> Reveal:
        """Step 3: refuses to reveal anything before every commitment is here and signed.

        Raises:
            CeremonyRefused: step `commit`.
        """
        session, own_index = self._session, self._seat.index
        session.check_commitments(commitments)
        own = session.commitment(own_index, polynomial.signed.message)
        if commitments[own_index - 1].message != own:
            raise CeremonyRefused("commit", own_index, "not-my-commitment")
        shares = [
            seal(
                self._arithmetic,
                self._keys.signing,
                certificate.encryption,
                session.label(own_index, receiver),
                self._value_at(polynomial, receiver),
            )
            for receiver, certificate in enumerate(session.public, start=1)
        ]
        return Reveal(polynomial.signed, tuple(shares))

    def _value_at(self, polynomial: Polynomial, point: int) -> int:
        """f(point), by Horner's rule."""
        a, x = self._arithmetic, self._arithmetic.scalar(point)
        total = a.scalar(0)
        for coefficient in reversed(polynomial.coefficients):
            total = a.add(a.times(total, x), coefficient)
        return a.value(total)

    def conclude(
        self, commitments: Sequence[Signed], reveals: Sequence[Reveal], name: str | None = None
    ) -> tuple[Scalar, Conclusion]:
        """Step 4: check what everyone revealed; the decryption key x, and what to publish.

        Raises:
            CeremonyRefused: step `commit` or `reveal`; a share that does not fit is a complaint
                against its sender, and the ceremony starts again without.
        """
        a, session = self._arithmetic, self._session
        session.check_commitments(commitments)
        if len(reveals) != self._seat.size:
            raise CeremonyRefused("reveal", 0, "not-all-there")
        share = a.scalar(0)
        for sender, (commitment, reveal) in enumerate(
            zip(commitments, reveals, strict=True), start=1
        ):
            powers = session.powers(sender, commitment, reveal)
            share = a.add(share, a.scalar(self._checked_share(sender, reveal, powers)))
        own = reveals[self._seat.index - 1].coefficients.message
        return share, self._conclusion(share, own, name)

    def _conclusion(self, share: Scalar, own: str, name: str | None) -> Conclusion:
        a, signing = self._arithmetic, self._keys.signing
        key = trustee_key(a, share, name)
        signed_key = replace(key, signature=sign(a, signing, key.public_key))
        coefficients = read_coefficients(own, self._seat.group)
        message = agreement_message(self._session.certificates, coefficients)
        return Conclusion(sign(a, signing, message), signed_key)

    def _checked_share(self, sender: int, reveal: Reveal, powers: Sequence[Element]) -> int:
        """The share from `sender`, with g^share = ∏ A_k^(j^k)."""
        a, group, own = self._arithmetic, self._seat.group, self._seat.index
        if len(reveal.shares) != self._seat.size:
            raise CeremonyRefused("reveal", sender, "shares")
        sealed, label = reveal.shares[own - 1], self._session.label(sender, own)
        message = sealed_message(label, sealed.alpha, sealed.data)
        is_sound = decoded(group, sealed.alpha) is not None
        if not is_sound or not self._session.is_signed(sender, message, sealed.signature):
            raise CeremonyRefused("reveal", sender, "share-signature")
        try:
            share = unseal(a, self._keys.decryption, label, sealed)
        except CannotUnseal as error:
            raise CeremonyRefused("reveal", sender, "share") from error
        left = group.decode(a.text(a.generator_power(a.scalar(share))))
        exponents = [own**k for k in range(len(powers))]
        if not group.equal(left, group.multi_power(powers, exponents)):
            raise CeremonyRefused("reveal", sender, "share")
        return share


def assemble(
    group: Group,
    threshold: int,
    certificates: Sequence[Signed],
    reveals: Sequence[Reveal],
    conclusions: Sequence[Conclusion],
) -> Pedersen:
    """Step 5: the item for the archive, checked as the verifier checks it.

    Raises:
        CeremonyRefused: step `conclude`, with the number of the first finding.
    """
    item = Pedersen(
        threshold=threshold,
        certificates=tuple(certificates),
        coefficients=tuple(reveal.coefficients for reveal in reveals),
        agreements=tuple(conclusion.agreement for conclusion in conclusions),
        keys=tuple(conclusion.key for conclusion in conclusions),
    )
    fault = next(PedersenCheck(group, item, 1).findings(legacy=False), None)
    if fault is not None:
        raise CeremonyRefused("conclude", fault.place.get("trustee", 0), fault.code)
    return item
