"""Why a station is not ready: every need of it, what proves it, what comes next and from whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import (
    Evidence,
    Need,
    ReinspectionItem,
    ReinspectionOutcome,
    StationStatus,
    StatusChange,
    Waiver,
)
from sandoq.apps.readiness.rules.needs import NeedState
from sandoq.apps.readiness.rules.requirements import EvidencePolicy, read_policy
from sandoq.apps.readiness.rules.sources import TOLD
from sandoq.apps.readiness.rules.status import (
    NO_POINT,
    NO_REQUIREMENT,
    NeedFacts,
    PointVerdict,
    StationVerdict,
    station_state,
)
from sandoq.apps.readiness.selectors.answers import Answer, answers_of
from sandoq.apps.readiness.selectors.queue import with_context
from sandoq.apps.readiness.selectors.verifiers import objection_to, units_of
from sandoq.apps.territory.models import Point, Station
from sandoq.common.clock import now
from sandoq.common.errors import NotFound

HISTORY = 60
"""Proofs shown at most, the latest first."""


_SECOND_LOOKS = Prefetch(
    "reinspections",
    ReinspectionItem.objects.exclude(outcome=None)
    .select_related("outcome__inspector__person", "outcome__inspector_unit")
    .order_by("outcome__at"),
    to_attr="second_looks",
)


class Next(StrEnum):
    """What a need waits for."""

    NOTHING = "nothing"  # it is verified
    RECORD = "record"  # somebody sees it and records proof
    VERIFY = "verify"  # another unit looks at the proof
    RENEW = "renew"  # the proof is too old
    CORRECT = "correct"  # the proof was refuted


_NEXT = {
    NeedState.MISSING: Next.RECORD,
    NeedState.ASSIGNED: Next.RECORD,
    NeedState.EVIDENCED: Next.VERIFY,
    NeedState.VERIFIED: Next.NOTHING,
    NeedState.STALE: Next.RENEW,
    NeedState.FAILED: Next.CORRECT,
    NeedState.WAIVED: Next.RECORD,
}


@dataclass(frozen=True, slots=True)
class NeedView:
    """One need as its station's page shows it.

    Attributes:
        state: as of now, whatever a job has written since.
        covered_by: code of the verified fallback that covers it at its place, or "".
        proof: the latest evidence.
        waiver: the waiver in force.
        may_verify: whether the reader may judge the pending proof.
        answer: what the room below that answers for it says; None where only people do.
        refuted_again: the re-inspection that failed it; None where the last verdict is another's.
    """

    need: Need
    policy: EvidencePolicy
    state: NeedState
    covered_by: str
    proof: Evidence | None
    waiver: Waiver | None
    may_verify: bool
    answer: Answer | None = None
    refuted_again: ReinspectionOutcome | None = None

    @property
    def is_told(self) -> bool:
        """Whether a room's word alone is its state, so that nobody records it."""
        return self.need.requirement.source in TOLD

    @property
    def next(self) -> Next:
        return _NEXT[self.state]

    @property
    def waived_through(self) -> datetime | None:
        """The last moment of the waiver in force."""
        return self.waiver.until - timedelta(microseconds=1) if self.waiver else None

    @property
    def is_blocking(self) -> bool:
        return self.need.requirement.criticality == "blocking"

    @property
    def is_gap(self) -> bool:
        """Whether it keeps its place from being ready."""
        return self.is_blocking and self.state != NeedState.VERIFIED and not self.covered_by


@dataclass(frozen=True, slots=True)
class RequirementRow:
    """A requirement and its needs: one of the station, or one per point in the points' order."""

    needs: tuple[NeedView, ...]

    @property
    def requirement(self) -> object:
        return self.needs[0].need.requirement

    @property
    def at_points(self) -> bool:
        return self.needs[0].need.point_id is not None


@dataclass(frozen=True, slots=True)
class Why:
    """A station's readiness, explained.

    Attributes:
        state: a `Readiness`, or "unknown" where nothing is asked.
        reasons: the needs that keep it from being ready, in the rules' order.
        rows: every requirement, in the rules' order.
        points: its points and their verdicts.
        evidence: proofs of all its needs of the day, the latest first.
        changes: how its status changed, the latest first.
    """

    station: Station
    election: Election
    status: StationStatus | None
    state: str
    is_pointless: bool
    reasons: tuple[NeedView, ...]
    rows: tuple[RequirementRow, ...]
    points: tuple[tuple[Point, PointVerdict], ...]
    evidence: Sequence[Evidence]
    changes: Sequence[StatusChange]
    may_record: bool
    may_waive: bool


def station_of_key(user: User, key: UUID | str) -> Station:
    """A station whose readiness the person may see.

    Raises:
        NotFound: there is none with this key, or not for this person.
    """
    scope = scope_of(user, Permission.READINESS_VIEW)
    try:
        rows = Station.objects.select_related("unit", "county").filter(key=key)
        station = rows.filter(scope.q("unit__path")).first()
    except (ValidationError, ValueError):
        station = None
    if station is None:
        raise NotFound("station", str(key))
    return station


def why(user: User, election: Election, station: Station) -> Why:
    """Explain a station's readiness in an election, in a constant number of queries.

    Raises:
        NotFound: the person may not see its readiness in this election.
    """
    if not scope_of(user, Permission.READINESS_VIEW).covers(station.unit.path, election.pk):
        raise NotFound("station", str(station.key))
    at = now()
    needs = _needs(election, station)
    points = list(Point.objects.filter(station=station))
    evidence = _evidence(needs)
    answers = answers_of(user, election.polling_day_id, station, needs, at)
    verdict = _verdict(needs, points, at)
    judge = _Judge(user, election, station, at)
    views = _views(needs, evidence, verdict, judge, answers)
    known = verdict.gaps != ((NO_REQUIREMENT, None),)
    return Why(
        station=station,
        election=election,
        status=StationStatus.objects.filter(election=election, station=station).first(),
        state=verdict.state.value if known else "unknown",
        is_pointless=(NO_POINT, None) in verdict.gaps,
        reasons=tuple(view for view in views if view.is_gap),
        rows=_rows(views),
        points=tuple((point, verdict.points[point.seq]) for point in points),
        evidence=evidence[:HISTORY],
        changes=list(StatusChange.objects.filter(election=election, station=station)[:HISTORY]),
        may_record=_covers(user, Permission.EVIDENCE_RECORD, election, station),
        may_waive=_covers(user, Permission.NEED_WAIVE, election, station),
    )


def needs_to_record(user: User, election: Election, station: Station) -> list[NeedView]:
    """The station's needs as an inspection form lists them: the unproven first.

    Raises:
        NotFound: the person may not see its readiness in this election.
    """
    explained = why(user, election, station)
    views = [view for row in explained.rows for view in row.needs if not view.is_told]
    return sorted(views, key=lambda view: view.state is NeedState.VERIFIED)


def _needs(election: Election, station: Station) -> list[Need]:
    rows = Need.objects.filter(
        station=station,
        ended_at=None,
        requirement__set__polling_day=election.polling_day_id,
        requirement__set__state="published",
    )
    rows = rows.select_related("requirement__set__unit", "point").prefetch_related(
        "requirement__fallbacks"
    )
    ordered = rows.order_by(
        "requirement__set__unit__path", "requirement__order", "requirement", "point__seq"
    )
    return [need for need in ordered if need.requirement.election_id in {None, election.pk}]


def _evidence(needs: Iterable[Need]) -> list[Evidence]:
    proofs = Evidence.objects.filter(need__in=[need.pk for need in needs])
    shown = with_context(proofs).prefetch_related(_SECOND_LOOKS)
    return list(shown.order_by("-recorded_at", "-pk"))


def _state(need: Need, at: datetime) -> NeedState:
    state = NeedState(need.state)
    is_over = need.verified_until is not None and at >= need.verified_until
    return NeedState.STALE if state is NeedState.VERIFIED and is_over else state


def _verdict(needs: Iterable[Need], points: Sequence[Point], at: datetime) -> StationVerdict:
    """The verdict from the rows just read: the page never contradicts itself."""
    own: list[NeedFacts] = []
    by_point: dict[int, list[NeedFacts]] = {point.seq: [] for point in points}
    for need in needs:
        facts = NeedFacts(
            code=need.requirement.code,
            blocking=need.requirement.criticality == "blocking",
            state=NeedState(need.state),
            verified_until=need.verified_until,
            fallbacks=frozenset(fallback.code for fallback in need.requirement.fallbacks.all()),
        )
        (by_point[need.point.seq] if need.point else own).append(facts)
    return station_state(own, by_point, at)


def _views(
    needs: Sequence[Need],
    evidence: Sequence[Evidence],
    verdict: StationVerdict,
    judge: "_Judge",
    answers: Mapping[int, Answer],
) -> list[NeedView]:
    latest: dict[int, Evidence] = {}
    for proof in reversed(evidence):
        latest[proof.need_id] = proof
    again = _refuted_again(needs, evidence)
    in_force = Waiver.objects.filter(need__in=needs, since__lte=judge.at, until__gt=judge.at)
    waivers = {waiver.need_id: waiver for waiver in in_force.select_related("by__person")}
    return [
        NeedView(
            need=need,
            policy=read_policy(need.requirement.evidence_policy),
            state=_state(need, judge.at),
            covered_by=_cover(need, verdict),
            proof=latest.get(need.pk),
            waiver=waivers.get(need.pk),
            may_verify=judge.may_judge(latest.get(need.pk)),
            answer=answers.get(need.pk),
            refuted_again=again.get(need.pk),
        )
        for need in needs
    ]


def _refuted_again(
    needs: Iterable[Need], evidence: Iterable[Evidence]
) -> dict[int, ReinspectionOutcome]:
    """The re-inspections that failed needs, by need: no verdict on the need came after them."""
    failed = [need.pk for need in needs if need.state == NeedState.FAILED]
    judged: dict[int, int] = {}
    for proof in evidence:
        if proof.state != Evidence.State.PENDING:
            latest = max(judged.get(proof.need_id, 0), proof.verification.pk)
            judged[proof.need_id] = latest
    looks = ReinspectionOutcome.objects.filter(
        item__need__in=failed, verdict=ReinspectionOutcome.Verdict.REFUTED
    ).select_related("item", "inspector__person", "inspector_unit")
    return {
        look.item.need_id: look
        for look in looks.order_by("at", "pk")
        if look.follows >= judged.get(look.item.need_id, 0)
    }


class _Judge:
    """Whether the reader may judge proofs of one station, at one moment."""

    def __init__(self, user: User, election: Election, station: Station, at: datetime) -> None:
        self.at = at
        self._user = user
        self._covers = _covers(user, Permission.EVIDENCE_VERIFY, election, station)
        self._units = units_of(user, at) if self._covers else frozenset()

    def may_judge(self, proof: Evidence | None) -> bool:
        if proof is None or not self._covers or proof.state != Evidence.State.PENDING:
            return False
        return objection_to(proof, self._user, self._units) is None


def _cover(need: Need, verdict: StationVerdict) -> str:
    """The fallback that covers the need wherever it is asked, or ""."""
    places = [verdict.points[need.point.seq]] if need.point else list(verdict.points.values())
    covers = {dict(place.covered).get(need.requirement.code, "") for place in places}
    return "" if "" in covers else min(covers, default="")


def _rows(views: Iterable[NeedView]) -> tuple[RequirementRow, ...]:
    by_requirement: dict[int, list[NeedView]] = {}
    for view in views:
        by_requirement.setdefault(view.need.requirement_id, []).append(view)
    return tuple(RequirementRow(tuple(some)) for some in by_requirement.values())


def _covers(user: User, permission: Permission, election: Election, station: Station) -> bool:
    return scope_of(user, permission).covers(station.unit.path, election.pk)
