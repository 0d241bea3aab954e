"""The second pair of eyes: confirms or refutes what others recorded."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.services import record_action
from sandoq.apps.readiness.errors import (
    EvidenceAlreadyJudged,
    EvidenceTooOld,
    NeedEnded,
    ReasonMissing,
    VerifierFromSameUnit,
    VerifierIsAuthor,
)
from sandoq.apps.readiness.models import Evidence, Verification
from sandoq.apps.readiness.rules.guards import Objection
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.selectors.days import load_day, name_of_row
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.apps.readiness.selectors.verifiers import objection_to, units_of
from sandoq.apps.readiness.services.acting import Acting
from sandoq.apps.readiness.services.day_lock import lock_day
from sandoq.apps.readiness.services.standing import catch_up, restate
from sandoq.apps.readiness.services.status import recompute
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.common.hashing import sha256_hex

_Verdict = Verification.Verdict
_STATES = {
    _Verdict.CONFIRMED: Evidence.State.VERIFIED,
    _Verdict.REFUTED: Evidence.State.REFUTED,
}
_EVENTS = {_Verdict.CONFIRMED: Event.CONFIRM, _Verdict.REFUTED: Event.REFUTE}


def verify_evidence(*, by: User, evidence: Evidence) -> Verification:
    """Confirm a proof; confirming it again returns the first verdict.

    Raises:
        NotAllowed: no post of the person verifies there.
        VerifierIsAuthor, VerifierFromSameUnit: it is the person's own, or their unit's.
        EvidenceAlreadyJudged: somebody else came first, or it was refuted.
        EvidenceTooOld, NeedEnded: confirming it would prove nothing any more.
    """
    return _judge_one(by, evidence, _Verdict.CONFIRMED, "")


def refute_evidence(*, by: User, evidence: Evidence, reason: str) -> Verification:
    """Refute a proof with a reason; the need fails until a new proof is confirmed.

    Raises:
        ReasonMissing: the author must be told what is wrong.
        NotAllowed, VerifierIsAuthor, VerifierFromSameUnit, EvidenceAlreadyJudged: as above.
    """
    if not reason.strip():
        raise ReasonMissing
    return _judge_one(by, evidence, _Verdict.REFUTED, reason.strip())


@transaction.atomic
def verify_bulk(*, by: User, evidence_ids: Iterable[int]) -> int:
    """Confirm very many proofs of one polling day in one act; how many were not judged before.

    One entry of the audit trail holds their number and a SHA-256 over all their hashes.

    Raises:
        NotFound: a key is of no proof, or of another day's.
        NotAllowed, VerifierIsAuthor, VerifierFromSameUnit, EvidenceAlreadyJudged, EvidenceTooOld,
            NeedEnded: as `verify_evidence`, for the first that is refused; nothing is written.
    """
    wanted = sorted(set(evidence_ids))
    if not wanted:
        return 0
    first = Evidence.objects.select_related("need__requirement__set").filter(pk=wanted[0]).first()
    if first is None:
        raise NotFound("evidence", str(wanted[0]))
    bench = _Bench(by, first)
    digest, count = "", 0
    for block in blocks(wanted):
        judged = bench.judge(block, _Verdict.CONFIRMED, "")
        count += len(judged)
        digest = sha256_hex(digest + "".join(verdict.evidence.sha256 for verdict in judged))
    bench.close()
    if count:
        record_action(
            by=by, verb="readiness.verify-evidence-bulk", data={"evidence": count, "sha256": digest}
        )
    return count


@transaction.atomic
def _judge_one(by: User, evidence: Evidence, verdict: _Verdict, reason: str) -> Verification:
    evidence = Evidence.objects.select_related("need__requirement__set", "need__station__unit").get(
        pk=evidence.pk
    )
    bench = _Bench(by, evidence)
    judged = bench.judge([evidence.pk], verdict, reason)
    bench.close()
    for verification in judged:
        record_action(
            by=by,
            verb=f"readiness.{'verify' if verdict is _Verdict.CONFIRMED else 'refute'}-evidence",
            target=evidence,
            unit_path=evidence.need.station.unit.path,
            under=verification.verifier_tenure,
            data={"sha256": evidence.sha256} | ({"reason": reason} if reason else {}),
        )
    return Verification.objects.select_related("evidence").get(evidence=evidence)


class _Bench:
    """Judges proofs of one polling day for one person, under the day's lock."""

    def __init__(self, by: User, first: Evidence) -> None:
        self._by = by
        self._at = now()
        day_id = first.need.requirement.set.polling_day_id
        lock_day(day_id)
        self._day = load_day(day_id)
        self._acting = Acting(by, Permission.EVIDENCE_VERIFY, self._day)
        self._units = units_of(by, self._at)
        self._touched: set[int] = set()

    def judge(
        self, evidence_ids: Sequence[int], verdict: _Verdict, reason: str
    ) -> list[Verification]:
        """Write the verdict on those that have none yet."""
        made = []
        for proof in self._load(evidence_ids):
            tenure = self._acting.tenure_at(proof.need.station.unit.path)
            if not self._is_judged_so(proof, verdict):
                self._check(proof, verdict)
                made.append(self._verification(proof, verdict, reason, tenure))
        if not made:
            return []
        needs = {verification.evidence.need_id for verification in made}
        self._touched |= catch_up(self._day, needs, self._at)
        Verification.objects.bulk_create(made)
        judged = [verification.evidence_id for verification in made]
        Evidence.objects.filter(pk__in=judged).update(state=_STATES[verdict])
        self._touched |= restate(self._day, needs, _EVENTS[verdict], self._at, after_verdict=True)
        return made

    def close(self) -> None:
        """Recompute the stations whose verdict may have changed."""
        recompute(self._touched, day_id=self._day.id, at=self._at)

    def _load(self, evidence_ids: Sequence[int]) -> list[Evidence]:
        rows = Evidence.objects.filter(
            pk__in=evidence_ids, need__requirement__set__polling_day=self._day.id
        )
        rows = rows.select_related("need__station__unit", "need__requirement", "author_unit").only(
            *("need", "author", "author_unit__name_fa", "taken_at", "state", "sha256"),
            *("need__station__name", "need__station__unit__path", "need__ended_at"),
            *("need__requirement__code", "need__requirement__name_fa"),
            *("need__requirement__name_en", "need__requirement__criticality"),
            "need__requirement__evidence_policy",
        )
        found = list(rows.order_by("pk"))
        for missing in sorted(set(evidence_ids) - {proof.pk for proof in found}):
            raise NotFound("evidence", str(missing))
        return found

    def _is_judged_so(self, proof: Evidence, verdict: _Verdict) -> bool:
        """Whether the person has given this verdict already; another's verdict is refused."""
        if proof.state == Evidence.State.PENDING:
            return False
        known = Verification.objects.select_related("verifier__person").get(evidence=proof)
        if known.verifier_id == self._by.pk and known.verdict == verdict:
            return True
        raise EvidenceAlreadyJudged(known.verdict, known.verifier.display_name)

    def _check(self, proof: Evidence, verdict: _Verdict) -> None:
        need = proof.need
        name, station = name_of_row(need.requirement), need.station.name
        rule = self._day.rules.get(need.requirement_id)
        match objection_to(proof, self._by, self._units):
            case Objection.IS_AUTHOR:
                raise VerifierIsAuthor(name, station)
            case Objection.SAME_UNIT:
                raise VerifierFromSameUnit(name, station, proof.author_unit.name_fa)
        if rule is None or need.ended_at is not None:
            raise NeedEnded(name, station)
        age = self._at - proof.taken_at
        if verdict is _Verdict.CONFIRMED and age.days >= rule.policy.max_age_days:
            raise EvidenceTooOld(name, age.days, rule.policy.max_age_days)

    def _verification(
        self, proof: Evidence, verdict: _Verdict, reason: str, tenure: Tenure
    ) -> Verification:
        return Verification(
            evidence=proof,
            verdict=verdict,
            reason=reason,
            at=self._at,
            verifier=self._by,
            verifier_tenure=tenure,
            verifier_unit_id=tenure.post.unit_id,
        )
