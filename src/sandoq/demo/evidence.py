"""Lets the demo's counties record evidence, and their neighbours verify it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.readiness.models import Assignment, Evidence, Need
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.services import (
    Finding,
    record_inspections_bulk,
    refute_evidence,
    verify_bulk,
)
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.demo.shortages import DemoNeed, DemoProof, Outcome, county_grade, draw_proof

_NOT_SEEN = "در بازدید دیده نشد"


def gather(*, day: PollingDay, counties: Sequence[Unit], seed: int) -> Iterator[Unit]:
    """For each county: its representative records, the next county's verifies.

    Yields each county when it is done.
    """
    for county in counties:
        # Not a secret: the demo must be repeatable.
        rng = Random(f"{seed}/{county.name_en}/{county.path}")  # noqa: S311
        _record(_representative(county), day, county, rng)
        neighbour = _neighbour(county, counties)
        if neighbour is not None:
            _settle(_representative(neighbour), day, county, rng)
        yield county


def _record(author: User, day: PollingDay, county: Unit, rng: Random) -> None:
    grade = county_grade(rng)
    proofs = [
        proof for need in _needs(day, county) if (proof := draw_proof(need, grade, rng)) is not None
    ]
    record_inspections_bulk(by=author, rows=[_finding(proof) for proof in proofs])


def _finding(proof: DemoProof) -> Finding:
    return Finding(
        need=proof.need.id,
        kind=ProofKind(proof.kind),
        taken_at=now() - timedelta(days=proof.days_ago),
        serials=proof.serials,
        note=_MARK[proof.outcome],
    )


_MARK = {Outcome.VERIFIED: "", Outcome.RECORDED: "در نوبت بازدید", Outcome.REFUTED: "اعلام تلفنی"}


def _settle(verifier: User, day: PollingDay, county: Unit, rng: Random) -> None:  # noqa: ARG001
    pending = Evidence.objects.filter(
        need__requirement__set__polling_day=day,
        need__station__county=county,
        state=Evidence.State.PENDING,
    )
    confirmed = pending.filter(note=_MARK[Outcome.VERIFIED]).values_list("pk", flat=True)
    verify_bulk(by=verifier, evidence_ids=list(confirmed))
    for evidence in pending.filter(note=_MARK[Outcome.REFUTED]):
        refute_evidence(by=verifier, evidence=evidence, reason=_NOT_SEEN)


def _needs(day: PollingDay, county: Unit) -> Iterator[DemoNeed]:
    needs = Need.objects.filter(requirement__set__polling_day=day, station__county=county)
    rows = (
        needs.filter(requirement__source__in=["evidence", "equipment"])
        .order_by("station_id", "requirement__order", "point__seq")
        .values_list("pk", "requirement__code", "quantity", "station__area", "requirement__source")
    )
    bound = dict[int, list[str]]()
    for need, serial in Assignment.objects.filter(
        need__station__county=county, polling_day=day, released_at=None
    ).values_list("need_id", "serial"):
        bound.setdefault(need, []).append(serial)
    for pk, code, quantity, area, source in list(rows):
        held = tuple(sorted(bound.get(pk, ()))) if source == "equipment" else None
        yield DemoNeed(pk, code, quantity, area, held)


def _representative(county: Unit) -> User:
    return User.objects.get(
        person__tenures__post__unit=county,
        person__tenures__post__role=Role.COUNTY_IT,
        person__tenures__until=None,
    )


def _neighbour(county: Unit, counties: Sequence[Unit]) -> Unit | None:
    """The next county of the same province, the first after the last."""
    same = [unit for unit in counties if unit.path.startswith(county.path[: -Unit.steplen])]
    following = same[(same.index(county) + 1) % len(same)]
    return following if following != county else None
