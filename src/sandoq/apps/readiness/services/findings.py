"""What a person claims to have seen of needs, checked against each requirement's policy."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath

from django.core.files.base import ContentFile, File

from sandoq.apps.readiness.errors import (
    EvidenceFallsShort,
    EvidenceFromTheFuture,
    EvidenceKindRefused,
    EvidenceTooOld,
    FileRefused,
    NeedEnded,
    RoomAnswers,
    SerialsMissing,
)
from sandoq.apps.readiness.models import Evidence, Need, ReinspectionOutcome
from sandoq.apps.readiness.rules.guards import normal_serial
from sandoq.apps.readiness.rules.photos import (
    MOST_MEGAPIXELS,
    DamagedPhoto,
    HugePhoto,
    read_photo,
)
from sandoq.apps.readiness.rules.placement import Rule
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.rules.sources import ROOMS, TOLD, Source
from sandoq.common.hashing import canonical_json, sha256_hex

MEGABYTES = 8
SKEW = timedelta(minutes=10)
_SIGNATURES = {
    ".jpg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".webp": b"RIFF",
    ".pdf": b"%PDF-",
}
_NAMESPACE = uuid.UUID("6a1f4a52-6f1c-4b57-9a37-0d3f6d1f5a10")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing seen, for one need.

    Attributes:
        need: the need's key.
        quantity: how many were seen; None means all that are asked for.
        serials: as typed; any spelling.
        key: chosen by the sender so that a repeat changes nothing; made from the claim if None.
    """

    need: int
    kind: ProofKind
    taken_at: datetime
    quantity: int | None = None
    serials: tuple[str, ...] = ()
    note: str = ""
    file: "File[bytes] | None" = None
    lon: float | None = None
    lat: float | None = None
    key: uuid.UUID | None = None


def draft(finding: Finding, need: Need, rule: Rule, *, author_id: int, at: datetime) -> Evidence:
    """The unsaved evidence of a finding.

    Raises:
        NeedEnded, EvidenceKindRefused, EvidenceFallsShort, SerialsMissing, EvidenceTooOld,
        EvidenceFromTheFuture, FileRefused, RoomAnswers: the policy does not accept it.
        BadInput: a serial number cannot be read.
    """
    serials = tuple(dict.fromkeys(normal_serial(serial) for serial in finding.serials))
    evidence = Evidence(
        need=need,
        kind=finding.kind.value,
        quantity=need.quantity if finding.quantity is None else finding.quantity,
        serials=list(serials),
        note=finding.note.strip(),
        lon=finding.lon,
        lat=finding.lat,
        taken_at=finding.taken_at,
        recorded_at=at,
        author_id=author_id,
    )
    if finding.kind is ProofKind.PHOTO and finding.file is None:
        raise FileRefused("missing", MEGABYTES)
    _check(evidence, need, rule, at)
    claim = _claim(evidence)
    evidence.key = finding.key or uuid.uuid5(_NAMESPACE, claim.decode())
    evidence.sha256 = attach(evidence, finding.file) if finding.file else sha256_hex(claim)
    return evidence


def same_claim(first: Evidence, second: Evidence) -> bool:
    """Whether a repeat says what was said before."""
    return _claim(first) == _claim(second) and first.sha256 == second.sha256


def _claim(evidence: Evidence) -> bytes:
    """The canonical statement: what its hash covers where there is no file."""
    return canonical_json(
        {
            "need": evidence.need_id,
            "kind": evidence.kind,
            "quantity": evidence.quantity,
            "serials": evidence.serials,
            "note": evidence.note,
            "taken_at": evidence.taken_at,
            "author": evidence.author_id,
        }
    )


def _check(evidence: Evidence, need: Need, rule: Rule, at: datetime) -> None:
    policy = rule.policy
    kind = ProofKind(evidence.kind)
    named = len(evidence.serials)
    age = at - evidence.taken_at
    if need.ended_at is not None:
        raise NeedEnded(rule.name, need.station.name)
    if rule.source in TOLD:
        raise RoomAnswers(rule.name, ROOMS[Source(rule.source)].value)
    if kind not in policy.kinds:
        accepted = tuple(accepted.value for accepted in policy.kinds)
        raise EvidenceKindRefused(rule.name, kind.value, accepted)
    if evidence.quantity < need.quantity:
        raise EvidenceFallsShort(rule.name, need.quantity, evidence.quantity)
    if (policy.serials or kind is ProofKind.SERIAL) and named < need.quantity:
        raise SerialsMissing(rule.name, need.quantity, named)
    if age < -SKEW:
        raise EvidenceFromTheFuture(evidence.taken_at.isoformat())
    if age >= timedelta(days=policy.max_age_days):
        raise EvidenceTooOld(rule.name, age.days, policy.max_age_days)


def attach(evidence: Evidence | ReinspectionOutcome, file: "File[bytes]") -> str:
    """Attach the file under a name of its own; the SHA-256 of its bytes."""
    if (file.size or 0) > MEGABYTES * 1024 * 1024:
        raise FileRefused("too-large", MEGABYTES)
    file.seek(0)
    content = file.read()
    suffix = file_type(content)
    if suffix != ".pdf":
        content = _bare_photo(evidence, content)
    digest = sha256_hex(content)
    name = str(PurePath(f"{digest[:32]}{suffix}"))
    evidence.file = ContentFile(content, name=name)
    return digest


def _bare_photo(evidence: Evidence | ReinspectionOutcome, content: bytes) -> bytes:
    """Keep what the photo's own record says beside it; the photo upright, without that record."""
    try:
        photo = read_photo(content)
    except DamagedPhoto:
        raise FileRefused("damaged", MEGABYTES) from None
    except HugePhoto:
        raise FileRefused("too-many-pixels", MOST_MEGAPIXELS) from None
    evidence.photo_hash = photo.look
    evidence.photo_taken_at = photo.taken_at
    evidence.photo_lon, evidence.photo_lat = photo.lon, photo.lat
    return photo.content


def file_type(content: bytes) -> str:
    """The suffix that the bytes themselves deserve, whatever the file was called.

    Raises:
        FileRefused: neither a photo nor a PDF.
    """
    for suffix, signature in _SIGNATURES.items():
        if content.startswith(signature):
            if suffix == ".webp" and content[8:12] != b"WEBP":
                continue
            return suffix
    raise FileRefused("wrong-type", MEGABYTES)
