"""The trustees and the messages of their key ceremony (docs § 6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandoq.engines.ballots.codec.json_text import Json, canonical, parse_canonical
from sandoq.engines.ballots.codec.shape import (
    element,
    elements,
    fields,
    items,
    proof,
    proofs,
    text,
    whole,
)
from sandoq.engines.ballots.errors import Malformed
from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.model import Pedersen, Proof, Signed, Single, Trustee, TrusteeKey

_PAIR = 2


@dataclass(frozen=True, slots=True)
class CertificateContext:
    """What a certificate was made for: m trustees, threshold t, this one's index from 1."""

    group: str
    size: int
    threshold: int
    index: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """The message inside a certificate; without context in the form of belenios 2.0."""

    verification: str
    encryption: str
    context: CertificateContext | None


def read_trustees(data: bytes, group: Group) -> tuple[Trustee, ...]:
    """A list of ["Single", key] and ["Pedersen", parameters]."""
    found = items(parse_canonical(data), "trustees")
    if not found:
        raise Malformed("trustees", "empty")
    return tuple(_trustee(item, f"trustees[{i}]", group) for i, item in enumerate(found))


def _trustee(value: Json, where: str, group: Group) -> Trustee:
    kind, inner = items(value, where, _PAIR)
    if kind == "Single":
        return Single(_key(inner, where, group))
    if kind == "Pedersen":
        return _pedersen(inner, where, group)
    raise Malformed(where, "unknown-kind")


def read_key(value: Json, group: Group) -> TrusteeKey:
    """One trustee's public key, as it travels before the setup."""
    return _key(value, "key", group)


def _key(value: Json, where: str, group: Group) -> TrusteeKey:
    found = fields(value, where, "pok public_key signature? name?")
    return TrusteeKey(
        public_key=element(found["public_key"], f"{where}.public_key", group),
        pok=proof(found["pok"], f"{where}.pok", group),
        signature=_optional_proof(found, where, group),
        name=text(found["name"], f"{where}.name") if "name" in found else None,
    )


def _optional_proof(found: dict[str, Json], where: str, group: Group) -> Proof | None:
    if "signature" not in found:
        return None
    return proof(found["signature"], f"{where}.signature", group)


def _pedersen(value: Json, where: str, group: Group) -> Pedersen:
    found = fields(value, where, "threshold certs coefexps signatures? verification_keys")
    certificates = items(found["certs"], f"{where}.certs")
    size = len(certificates)
    agreements: Sequence[Proof] = []
    if "signatures" in found:
        signed = items(found["signatures"], f"{where}.signatures", size)
        agreements = proofs(signed, f"{where}.signatures", group)
    keys = items(found["verification_keys"], f"{where}.verification_keys", size)
    return Pedersen(
        threshold=whole(found["threshold"], f"{where}.threshold"),
        certificates=_all_signed(certificates, f"{where}.certs", group),
        coefficients=_all_signed(
            items(found["coefexps"], f"{where}.coefexps", size), f"{where}.coefexps", group
        ),
        agreements=tuple(agreements),
        keys=tuple(_key(key, f"{where}.verification_keys", group) for key in keys),
    )


def _all_signed(values: Sequence[Json], where: str, group: Group) -> tuple[Signed, ...]:
    return tuple(read_signed(value, where, group) for value in values)


def read_signed(value: Json, where: str, group: Group) -> Signed:
    """{"message":m,"signature":{…}}."""
    found = fields(value, where, "message signature")
    signature = proof(found["signature"], f"{where}.signature", group)
    return Signed(text(found["message"], f"{where}.message"), signature)


def read_certificate(message: str, group: Group) -> Certificate:
    """The message of a certificate; its text is canonical JSON."""
    found = fields(parse_canonical(message.encode()), "cert", "context? verification encryption")
    return Certificate(
        verification=element(found["verification"], "cert.verification", group),
        encryption=element(found["encryption"], "cert.encryption", group),
        context=_context(found["context"]) if "context" in found else None,
    )


def context_of(message: str) -> CertificateContext:
    """The context of a certificate's message, whatever its group is.

    Raises:
        Malformed: the message is no certificate with a context.
    """
    form = "context verification encryption"
    return _context(fields(parse_canonical(message.encode()), "cert", form)["context"])


def _context(value: Json) -> CertificateContext:
    found = fields(value, "cert.context", "group size threshold index")
    return CertificateContext(
        group=text(found["group"], "cert.context.group"),
        size=whole(found["size"], "cert.context.size", 1),
        threshold=whole(found["threshold"], "cert.context.threshold", 1),
        index=whole(found["index"], "cert.context.index", 1),
    )


def write_certificate(certificate: Certificate) -> str:
    """See `read_certificate`."""
    value: dict[str, Json] = {}
    if context := certificate.context:
        value["context"] = {
            "group": context.group,
            "size": context.size,
            "threshold": context.threshold,
            "index": context.index,
        }
    value |= {"verification": certificate.verification, "encryption": certificate.encryption}
    return canonical(value).decode()


def read_coefficients(message: str, group: Group) -> list[str]:
    """The message {"coefexps":[A_0…A_(t-1)]}, as texts of an element's shape."""
    found = fields(parse_canonical(message.encode()), "coefexps", "coefexps")
    return elements(items(found["coefexps"], "coefexps"), "coefexps", group)


def write_coefficients(coefficients: Sequence[str]) -> str:
    """See `read_coefficients`."""
    return canonical({"coefexps": [*coefficients]}).decode()


def agreement_message(certificates: Sequence[Signed], coefficients: Sequence[str]) -> str:
    """What a trustee signs after the exchange: all certificates and the own coefficients."""
    certs: Json = [signed_value(certificate) for certificate in certificates]
    return "certs_sig|" + canonical({"certs": certs, "coefexps": [*coefficients]}).decode()


def write_trustees(trustees: Sequence[Trustee]) -> bytes:
    """See `read_trustees`."""
    return canonical([_trustee_value(trustee) for trustee in trustees])


def _trustee_value(trustee: Trustee) -> Json:
    if isinstance(trustee, Single):
        return ["Single", key_value(trustee.key)]
    value: dict[str, Json] = {
        "threshold": trustee.threshold,
        "certs": [signed_value(signed) for signed in trustee.certificates],
        "coefexps": [signed_value(signed) for signed in trustee.coefficients],
    }
    if trustee.agreements:
        value["signatures"] = [proof_value(signature) for signature in trustee.agreements]
    value["verification_keys"] = [key_value(key) for key in trustee.keys]
    return ["Pedersen", value]


def signed_value(signed: Signed) -> Json:
    """See `read_signed`."""
    return {"message": signed.message, "signature": proof_value(signed.signature)}


def proof_value(signature: Proof) -> Json:
    """{"challenge": …, "response": …}, decimal texts."""
    return {"challenge": str(signature.challenge), "response": str(signature.response)}


def key_value(key: TrusteeKey) -> Json:
    """See `read_key`."""
    value: dict[str, Json] = {"pok": proof_value(key.pok), "public_key": key.public_key}
    if key.signature is not None:
        value["signature"] = proof_value(key.signature)
    if key.name is not None:
        value["name"] = key.name
    return value
