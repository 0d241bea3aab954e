"""Checking the trustees of an election (docs § 6)."""

from collections.abc import Iterator, Sequence

from sandoq.engines.ballots.codec.v1.trustees import (
    Certificate,
    agreement_message,
    read_certificate,
    read_coefficients,
)
from sandoq.engines.ballots.equations import schnorr_holds
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.findings import Finding, finding
from sandoq.engines.ballots.groups import Element, Group
from sandoq.engines.ballots.model import Pedersen, Proof, Signed, Trustee, TrusteeKey
from sandoq.engines.ballots.reference import decoded
from sandoq.engines.ballots.setup import quorums_and_keys


def trustee_findings(
    group: Group, trustees: Sequence[Trustee], election_key: Element, *, legacy: bool
) -> Iterator[Finding]:
    """What is wrong with the trustees, or with the election's key as their product."""
    _, keys = quorums_and_keys(trustees)
    if len(set(keys)) != len(keys):
        yield finding("trustee-duplicate")
    owner = 1
    product: Element | None = group.identity
    for trustee in trustees:
        if isinstance(trustee, Pedersen):
            check = PedersenCheck(group, trustee, owner)
            yield from check.findings(legacy=legacy)
            sub_key = check.sub_key()
            owner += len(trustee.keys)
        else:
            yield from key_findings(group, trustee.key, owner)
            sub_key = decoded(group, trustee.key.public_key)
            owner += 1
        both = product is not None and sub_key is not None
        product = group.multiply(product, sub_key) if both else None
    if product is not None and not group.equal(product, election_key):
        yield finding("trustee-election-key")


def key_findings(group: Group, key: TrusteeKey, owner: int) -> Iterator[Finding]:
    """Docs § 6.1: X in the group, not the identity, and the proof of knowing x."""
    place = {"trustee": owner}
    x = decoded(group, key.public_key)
    prefix = f"pok|{group.description}|{key.public_key}|"
    if x is None or group.equal(x, group.identity):
        yield finding("trustee-key-outside-group", place)
    elif not schnorr_holds(group, prefix, x, key.pok):
        yield finding("trustee-key-proof", place)


def message_is_signed(group: Group, message: str, key: Element, signature: Proof) -> bool:
    """Docs § 6.2: c = H("sigmsg|message|", [g^r vk^c])."""
    return schnorr_holds(group, f"sigmsg|{message}|", key, signature)


class PedersenCheck:
    """One item of threshold trustees, m in number; `first` is the first one's owner number."""

    def __init__(self, group: Group, item: Pedersen, first: int) -> None:
        self._group = group
        self._item = item
        self._first = first
        self._certificates = [_certificate(group, signed) for signed in item.certificates]
        self._coefficients = [self._coefficients_of(signed) for signed in item.coefficients]

    def _coefficients_of(self, signed: Signed) -> list[Element] | None:
        """A_0 … A_(t-1), None unless there are t elements of the group."""
        try:
            texts = read_coefficients(signed.message, self._group)
        except Malformed:
            return None
        elements = [decoded(self._group, text) for text in texts]
        is_whole = len(elements) == self._item.threshold and None not in elements
        return elements if is_whole else None

    @property
    def is_legacy(self) -> bool:
        """Whether this is, throughout, the form of belenios 2.0: no context, no signatures."""
        has_context = any(c is not None and c.context for c in self._certificates)
        has_signature = any(key.signature for key in self._item.keys)
        return not (has_context or has_signature or self._item.agreements)

    def sub_key(self) -> Element | None:
        """∏ A_i0, None where a polynomial is unreadable."""
        constants = [c[0] if c else None for c in self._coefficients]
        return None if None in constants else self._group.product(constants)

    def findings(self, *, legacy: bool) -> Iterator[Finding]:
        """Everything of docs § 6.3, trustee by trustee."""
        size = len(self._item.keys)
        if not 1 <= self._item.threshold <= size:
            yield finding("trustee-threshold", {"trustee": self._first})
            return
        signed = not (legacy and self.is_legacy)
        totals = self._coefficient_products()
        for i in range(size):
            place = {"trustee": self._first + i}
            yield from (f.at(**place) for f in self._message_findings(i, signed=signed))
            yield from key_findings(self._group, self._item.keys[i], self._first + i)
            if totals is not None and not self._is_share_key(i, totals):
                yield finding("trustee-share-key", place)

    def _message_findings(self, i: int, *, signed: bool) -> Iterator[Finding]:
        certificate = self._certificates[i]
        key = None if certificate is None else decoded(self._group, certificate.verification)
        if certificate is None or key is None or not self._is_certificate(i, certificate, key):
            yield finding("trustee-certificate")
        elif signed and not self._has_right_context(i, certificate):
            yield finding("trustee-certificate", reason="context")
        if key is None:
            return
        coefficients = self._item.coefficients[i]
        is_signed = message_is_signed(
            self._group, coefficients.message, key, coefficients.signature
        )
        if self._coefficients[i] is None or not is_signed:
            yield finding("trustee-polynomial")
        elif signed:
            yield from self._agreement_findings(i, key)

    def _is_certificate(self, i: int, certificate: Certificate, key: Element) -> bool:
        signed = self._item.certificates[i]
        return (
            decoded(self._group, certificate.encryption) is not None
            and not self._group.equal(key, self._group.identity)
            and message_is_signed(self._group, signed.message, key, signed.signature)
        )

    def _has_right_context(self, i: int, certificate: Certificate) -> bool:
        context, item = certificate.context, self._item
        return context is not None and (
            (context.group, context.size, context.threshold, context.index)
            == (self._group.description, len(item.keys), item.threshold, i + 1)
        )

    def _agreement_findings(self, i: int, key: Element) -> Iterator[Finding]:
        item = self._item
        coefficients = read_coefficients(item.coefficients[i].message, self._group)
        message = agreement_message(item.certificates, coefficients)
        agreement = item.agreements[i] if item.agreements else None
        if agreement is None or not message_is_signed(self._group, message, key, agreement):
            yield finding("trustee-agreement")
        own, share_key = item.keys[i].signature, item.keys[i].public_key
        if own is None or not message_is_signed(self._group, share_key, key, own):
            yield finding("trustee-key-signature")

    def _coefficient_products(self) -> list[Element] | None:
        """∏_i A_ik for each k."""
        known = [c for c in self._coefficients if c is not None]
        if len(known) != len(self._coefficients):
            return None
        return [self._group.product(column) for column in zip(*known, strict=True)]

    def _is_share_key(self, i: int, totals: Sequence[Element]) -> bool:
        """X_j = ∏_k (∏_i A_ik)^(j^k) with j = i + 1."""
        key = decoded(self._group, self._item.keys[i].public_key)
        powers = [(i + 1) ** k for k in range(len(totals))]
        return key is None or self._group.equal(key, self._group.multi_power(totals, powers))


def _certificate(group: Group, signed: Signed) -> Certificate | None:
    try:
        return read_certificate(signed.message, group)
    except Malformed:
        return None
