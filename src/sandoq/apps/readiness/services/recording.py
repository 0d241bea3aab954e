"""Records what people have seen at stations."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.services import record_action
from sandoq.apps.readiness.errors import EvidenceKeyReused, InspectionEmpty
from sandoq.apps.readiness.models import Evidence, Need
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.rules.sources import Source
from sandoq.apps.readiness.selectors.days import load_day
from sandoq.apps.readiness.selectors.photos import is_like_any, looks_of_day, used_photos
from sandoq.apps.readiness.selectors.rooms import rules_of
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.apps.readiness.services.acting import Acting
from sandoq.apps.readiness.services.day_lock import lock_day
from sandoq.apps.readiness.services.findings import Finding, draft, same_claim
from sandoq.apps.readiness.services.serials import bind_serials
from sandoq.apps.readiness.services.standing import catch_up, mark_evidenced, restate
from sandoq.apps.readiness.services.status import recompute
from sandoq.apps.readiness.services.supplying import claim
from sandoq.apps.territory.models import Station
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.common.hashing import sha256_hex


def record_evidence(*, by: User, finding: Finding) -> Evidence:
    """Record one proof; with the same key again, the first is returned and nothing changes.

    Raises:
        NotFound: there is no such need.
        NotAllowed: no post of the person may record there.
        EvidenceKeyReused: the key was used for another claim.
        SerialAlreadyServes: a serial number serves another need of the day.
        SerialNotHere: by custody a thing named for a need of equipment is not at the station.
        RoomAnswers: a room below answers for the need, by readings or appointments.
        DomainError: the requirement's policy does not accept it; see `findings.draft`.
    """
    station = Station.objects.filter(needs=finding.need).first()
    if station is None:
        raise NotFound("need", str(finding.need))
    return record_inspection(by=by, station=station, findings=[finding])[0]


@transaction.atomic
def record_inspection(
    *, by: User, station: Station, findings: Sequence[Finding], key: uuid.UUID | None = None
) -> list[Evidence]:
    """Record what one visit found of many needs of a station, all of it or nothing.

    Args:
        key: of the whole visit; findings without a key of their own get one made from it.

    Returns:
        The proofs in the order of the findings, also those that a repeat finds recorded.

    Raises:
        InspectionEmpty: nothing was found.
        NotFound: a need is not one of the station's.
        NotAllowed, EvidenceKeyReused, SerialAlreadyServes, DomainError: as `record_evidence`.
    """
    if not findings:
        raise InspectionEmpty
    if key is not None:
        findings = [
            replace(finding, key=finding.key or uuid.uuid5(key, str(finding.need)))
            for finding in findings
        ]
    desk = _Desk(by, findings[0].need)
    proofs, fresh = desk.record(findings, station=station)
    if fresh:
        record_action(
            by=by,
            verb="readiness.record-evidence",
            target=station,
            unit_path=station.unit.path,
            under=fresh[0].author_tenure,
            data={"evidence": [{"key": str(p.key), "sha256": p.sha256} for p in fresh]},
        )
    return proofs


@transaction.atomic
def record_inspections_bulk(*, by: User, rows: Iterable[Finding]) -> int:
    """Record very many proofs of one polling day in one act; how many were new.

    One entry of the audit trail holds their number and a SHA-256 over all their hashes.

    Raises:
        NotFound, NotAllowed, EvidenceKeyReused, SerialAlreadyServes, DomainError: as
            `record_evidence`, for the first that is refused; then nothing is written.
    """
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return 0
    desk = _Desk(by, first.need)
    digest, count = "", 0
    for block in blocks(chain([first], rows)):
        _, fresh = desk.record(block)
        count += len(fresh)
        digest = sha256_hex(digest + "".join(proof.sha256 for proof in fresh))
    if count:
        record_action(
            by=by,
            verb="readiness.record-evidence-bulk",
            data={"evidence": count, "sha256": digest},
        )
    return count


class _Desk:
    """Takes findings of one polling day from one person, under the day's lock."""

    def __init__(self, by: User, need_id: int) -> None:
        need = Need.objects.select_related("requirement__set").filter(pk=need_id).first()
        if need is None:
            raise NotFound("need", str(need_id))
        self._by = by
        self._at = now()
        lock_day(need.requirement.set.polling_day_id)
        self._day = load_day(need.requirement.set.polling_day_id)
        self._acting = Acting(by, Permission.EVIDENCE_RECORD, self._day)

    def record(
        self, findings: Sequence[Finding], station: Station | None = None
    ) -> tuple[list[Evidence], list[Evidence]]:
        """All proofs in the findings' order, and those that are new."""
        needs = self._needs(findings, station)
        drafts = [self._draft(finding, needs[finding.need]) for finding in findings]
        known = {
            proof.key: proof
            for proof in Evidence.objects.filter(key__in=[proof.key for proof in drafts])
        }
        for proof in drafts:
            if proof.key in known and not same_claim(proof, known[proof.key]):
                raise EvidenceKeyReused(str(proof.key))
        fresh = list({proof.key: proof for proof in drafts if proof.key not in known}.values())
        self._keep(fresh)
        known |= {proof.key: proof for proof in fresh}
        return [known[proof.key] for proof in drafts], fresh

    def _needs(self, findings: Sequence[Finding], station: Station | None) -> dict[int, Need]:
        wanted = {finding.need for finding in findings}
        rows = Need.objects.filter(pk__in=wanted).select_related("station__unit")
        needs = {
            need.pk: need
            for need in rows
            if need.requirement_id in self._day.rules
            and (station is None or need.station_id == station.pk)
        }
        for missing in sorted(wanted - set(needs)):
            raise NotFound("need", str(missing))
        return needs

    def _draft(self, finding: Finding, need: Need) -> Evidence:
        tenure = self._acting.tenure_at(need.station.unit.path)
        rule = self._day.rules[need.requirement_id]
        proof = draft(finding, need, rule, author_id=self._by.pk, at=self._at)
        proof.author_tenure, proof.author_unit_id = tenure, tenure.post.unit_id
        return proof

    def _keep(self, proofs: list[Evidence]) -> None:
        if not proofs:
            return
        self._flag(proofs)
        needs = {proof.need_id for proof in proofs}
        touched = catch_up(self._day, needs, self._at)
        supplied = rules_of(self._day, {Source.EQUIPMENT})
        typed = [proof for proof in proofs if proof.need.requirement_id not in supplied]
        scanned = [proof for proof in proofs if proof.need.requirement_id in supplied]
        gave = claim(self._day, scanned, by=self._by, at=self._at)
        bind_serials(
            ((serial, proof.need_id) for proof in typed for serial in proof.serials),
            day_id=self._day.id,
            by=self._by,
            at=self._at,
        )
        Evidence.objects.bulk_create(proofs)
        mark_evidenced(needs, self._at)
        touched |= restate(self._day, gave, Event.SUPPLY, self._at)
        recompute(touched, day_id=self._day.id, at=self._at)

    def _flag(self, proofs: list[Evidence]) -> None:
        """Mark photos that were used before, and those that only look so.

        Within one act a photo may show several needs of one place, and not two places.
        """
        photos = [proof for proof in proofs if proof.file]
        if not photos:
            return
        seen = used_photos({proof.sha256 for proof in photos})
        looks = looks_of_day(self._day.id)
        earlier: list[Evidence] = []
        for proof in photos:
            elsewhere = [other for other in earlier if not _is_one_place(other.need, proof.need)]
            if proof.sha256 in seen or proof.sha256 in {other.sha256 for other in elsewhere}:
                proof.flags = [Evidence.Flag.PHOTO_REUSED.value]
            elif is_like_any(proof.photo_hash, [*looks, *(p.photo_hash for p in elsewhere)]):
                proof.flags = [Evidence.Flag.PHOTO_SIMILAR.value]
            earlier.append(proof)


def _is_one_place(first: Need, second: Need) -> bool:
    """Whether two needs are of one point, or one of them of the whole station."""
    if first.station_id != second.station_id:
        return False
    return first.point_id == second.point_id or None in {first.point_id, second.point_id}
