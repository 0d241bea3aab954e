"""Random re-inspection: bound first, then the public seed, then the sample, then a second look.

Whoever draws cannot choose: the candidates, the size and the seed's source are frozen and their
hash published before the seed exists (`commit_reinspection`), and the sample follows from both
(`enter_seed`, `rules.reinspection`).
"""

import uuid
import zlib
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.readiness.errors import (
    AlreadyReinspected,
    CandidatesChanged,
    EvidenceFromTheFuture,
    FileRefused,
    InspectorNotIndependent,
    ReasonMissing,
    ReinspectionRefused,
    SeedAlreadyEntered,
)
from sandoq.apps.readiness.models import (
    Evidence,
    Reinspection,
    ReinspectionItem,
    ReinspectionOutcome,
    ReinspectionSeed,
    Verification,
)
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.rules.reinspection import (
    COLUMNS,
    FORMAT,
    draw,
    least_size,
    normal_seed,
)
from sandoq.apps.readiness.selectors.days import load_day, name_of_row
from sandoq.apps.readiness.selectors.photos import flag_of_photo
from sandoq.apps.readiness.selectors.reinspections import candidates_of, is_independent
from sandoq.apps.readiness.services.acting import Acting
from sandoq.apps.readiness.services.day_lock import lock_day
from sandoq.apps.readiness.services.findings import MEGABYTES, SKEW, attach
from sandoq.apps.readiness.services.standing import catch_up, restate
from sandoq.apps.readiness.services.status import recompute
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.common.hashing import canonical_json, sha256_hex

MOST_DRAWN = 100_000
KINDS = (Evidence.Kind.PHOTO, Evidence.Kind.DOCUMENT, Evidence.Kind.VISIT)
_Verdict = ReinspectionOutcome.Verdict


@dataclass(frozen=True, slots=True)
class Plan:
    """What is committed to.

    Attributes:
        size: how many needs are drawn.
        per_county: how many of each county at least, or all that it has.
        seed_source: from where the seed will come and who announces it.
        seed_due_at: the public moment of that, later than now.
        key: chosen by the sender, so that a repeat changes nothing.
    """

    size: int
    per_county: int
    seed_source: str
    seed_due_at: datetime
    key: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class SecondLook:
    """What an inspector found; a photo or document is attached, a visit is a statement."""

    verdict: str
    kind: str
    note: str
    seen_at: datetime
    file: "File[bytes] | None" = None


@transaction.atomic
def commit_reinspection(
    *, by: User, polling_day: PollingDay, unit: Unit, plan: Plan
) -> Reinspection:
    """Freeze the candidates and publish their hash; the same key again returns the first.

    Raises:
        NotAllowed: no post of the person draws there.
        ReinspectionRefused: the plan cannot be kept; its `reason` says why.
    """
    lock_day(polling_day.pk)
    day = load_day(polling_day.pk)
    tenure = Acting(by, Permission.REINSPECTION_DRAW, day).tenure_at(unit.path)
    key = plan.key or uuid.uuid4()
    if known := Reinspection.objects.filter(key=key, unit=unit, polling_day=polling_day).first():
        return known
    at, source = now(), plan.seed_source.strip()
    _check_plan(plan, source, at)
    rows = candidates_of(polling_day.pk, unit, at)
    if not rows:
        raise ReinspectionRefused("nothing-verified")
    least = least_size([row[0] for row in rows], plan.per_county)
    if plan.size < least:
        raise ReinspectionRefused("size-too-small", limit=least)
    counties = Unit.objects.filter(key__in={row[0] for row in rows}).order_by("path")
    body = {
        "format": FORMAT,
        "key": key,
        "polling_day": polling_day.date,
        "unit": {"unit": unit.key, "name_fa": unit.name_fa, "name_en": unit.name_en},
        "size": plan.size,
        "per_county": plan.per_county,
        "seed_source": source,
        "seed_due_at": plan.seed_due_at,
        "committed_at": at,
        "committed_by": {
            "name": by.display_name,
            "role": tenure.post.role,
            "unit": tenure.post.unit.name_fa,
        },
        "counties": {str(c.key): {"name_fa": c.name_fa, "name_en": c.name_en} for c in counties},
        "columns": COLUMNS,
        "candidates": rows,
    }
    canonical = canonical_json(body)
    made = Reinspection.objects.create(
        key=key,
        polling_day=polling_day,
        unit=unit,
        unit_path=unit.path,
        size=plan.size,
        per_county=plan.per_county,
        candidates=len(rows),
        seed_source=source,
        seed_due_at=plan.seed_due_at,
        committed_at=at,
        committed_by=by,
        committed_under=tenure,
        packed=zlib.compress(canonical, 6),
        sha256=sha256_hex(canonical),
    )
    record_action(
        by=by,
        verb="readiness.commit-reinspection",
        target=made,
        unit_path=unit.path,
        under=tenure,
        data={"sha256": made.sha256, "candidates": len(rows), "size": plan.size},
    )
    return made


def _check_plan(plan: Plan, source: str, at: datetime) -> None:
    if not 1 <= plan.size <= MOST_DRAWN or not 0 <= plan.per_county <= MOST_DRAWN:
        raise ReinspectionRefused("bad-size")
    if not source:
        raise ReinspectionRefused("source-missing")
    if plan.seed_due_at <= at:
        raise ReinspectionRefused("moment-past")


@transaction.atomic
def enter_seed(
    *, by: User, reinspection: Reinspection, seed: str, announced: str
) -> ReinspectionSeed:
    """Enter the announced seed and draw the sample; the same seed again returns the first.

    Args:
        announced: where and by whom it was announced, for whoever wants to compare.

    Raises:
        NotAllowed: no post of the person draws there.
        ReinspectionRefused: the promised moment has not come, or the seed cannot be read.
        SeedAlreadyEntered: the draw has another seed.
        CandidatesChanged: the kept list is not the one that was published.
    """
    day_id = reinspection.polling_day_id
    lock_day(day_id)
    kept = Reinspection.objects.select_for_update().select_related("unit").get(pk=reinspection.pk)
    day = load_day(day_id)
    tenure = Acting(by, Permission.REINSPECTION_DRAW, day).tenure_at(kept.unit.path)
    wanted, at = normal_seed(seed), now()
    if known := ReinspectionSeed.objects.filter(reinspection=kept).first():
        if known.seed != wanted:
            raise SeedAlreadyEntered(known.seed)
        return known
    if not wanted:
        raise ReinspectionRefused("seed-unreadable")
    if at < kept.seed_due_at:
        raise ReinspectionRefused("seed-early", moment=kept.seed_due_at.isoformat())
    if not announced.strip():
        raise ReinspectionRefused("source-missing")
    entered = ReinspectionSeed.objects.create(
        reinspection=kept,
        seed=wanted,
        announced=announced.strip(),
        due_at=kept.seed_due_at,
        entered_at=at,
        entered_by=by,
        entered_under=tenure,
    )
    drawn = _draw_items(kept, wanted)
    record_action(
        by=by,
        verb="readiness.draw-reinspection",
        target=kept,
        unit_path=kept.unit_path,
        under=tenure,
        data={"seed": wanted, "sha256": kept.sha256, "drawn": drawn},
    )
    return entered


def _draw_items(kept: Reinspection, seed: str) -> int:
    canonical = kept.canonical
    found = sha256_hex(canonical)
    if found != kept.sha256:
        raise CandidatesChanged(kept.sha256, found)
    body = kept.body
    frozen = (body["size"], body["per_county"], len(body["candidates"]))
    if frozen != (kept.size, kept.per_county, kept.candidates):
        raise CandidatesChanged(kept.sha256, found)
    rows = body["candidates"]
    sample = draw(
        [row[0] for row in rows],
        commitment=kept.sha256,
        seed=seed,
        size=kept.size,
        per_county=kept.per_county,
    )
    chosen = [rows[index] for _, index in sample]
    counties = dict(
        Unit.objects.filter(key__in={row[0] for row in chosen}).values_list("key", "pk")
    )
    proofs: dict[uuid.UUID, int] = {}
    for start in range(0, len(chosen), 500):
        keys = [row[5] for row in chosen[start : start + 500]]
        proofs |= dict(Evidence.objects.filter(key__in=keys).values_list("key", "pk"))
    ReinspectionItem.objects.bulk_create(
        [
            ReinspectionItem(
                reinspection=kept,
                position=index,
                rank=rank,
                ticket=ticket,
                need_id=row[2],
                evidence_id=proofs[uuid.UUID(row[5])],
                county_id=counties[uuid.UUID(row[0])],
            )
            for rank, ((ticket, index), row) in enumerate(zip(sample, chosen, strict=True))
        ],
        batch_size=1000,
    )
    return len(sample)


@transaction.atomic
def record_reinspection(
    *, by: User, item: ReinspectionItem, look: SecondLook
) -> ReinspectionOutcome:
    """Record what a second look found; a refutation fails the need at once.

    The same finding by the same person again returns the first.

    Raises:
        NotAllowed: no post of the person inspects there.
        InspectorNotIndependent: the person or a unit of theirs recorded or confirmed the proof.
        AlreadyReinspected: another finding came first.
        ReasonMissing: it does not say what was seen.
        FileRefused, EvidenceFromTheFuture: the proof cannot be accepted.
    """
    day_id = item.reinspection.polling_day_id
    lock_day(day_id)
    day = load_day(day_id)
    item = ReinspectionItem.objects.select_related(
        "need__requirement", "need__station__unit", "evidence__verification"
    ).get(pk=item.pk)
    need, at = item.need, now()
    tenure = Acting(by, Permission.EVIDENCE_VERIFY, day).tenure_at(need.station.unit.path)
    if not is_independent(item, by):
        raise InspectorNotIndependent(name_of_row(need.requirement), need.station.name)
    known = ReinspectionOutcome.objects.select_related("inspector__person").filter(item=item)
    if first := known.first():
        if (first.inspector_id, first.verdict) != (by.pk, look.verdict):
            raise AlreadyReinspected(first.verdict, first.inspector.display_name)
        return first
    outcome = _outcome_of(item, look, at)
    outcome.inspector, outcome.inspector_tenure = by, tenure
    outcome.inspector_unit_id = tenure.post.unit_id
    outcome.follows = Verification.objects.aggregate(last=Max("pk"))["last"] or 0
    is_asked = need.requirement_id in day.rules and need.ended_at is None
    touched = catch_up(day, [need.pk], at) if is_asked else set()
    outcome.save()
    if is_asked and outcome.verdict == _Verdict.REFUTED:
        touched |= restate(day, [need.pk], Event.REFUTE, at, after_verdict=True)
    recompute(touched, day_id=day_id, at=at)
    record_action(
        by=by,
        verb="readiness.reinspect",
        target=item,
        unit_path=need.station.unit.path,
        under=tenure,
        data={"verdict": outcome.verdict, "sha256": outcome.sha256, "note": outcome.note},
    )
    return outcome


def _outcome_of(item: ReinspectionItem, look: SecondLook, at: datetime) -> ReinspectionOutcome:
    """The unsaved outcome, its proof attached."""
    note = look.note.strip()
    if not note:
        raise ReasonMissing
    if look.seen_at - at > SKEW:
        raise EvidenceFromTheFuture(look.seen_at.isoformat())
    if look.kind not in KINDS:
        raise FileRefused("wrong-type", MEGABYTES)
    if look.kind != Evidence.Kind.VISIT and look.file is None:
        raise FileRefused("missing", MEGABYTES)
    outcome = ReinspectionOutcome(
        item=item,
        verdict=_Verdict(look.verdict),
        kind=look.kind,
        note=note[:500],
        seen_at=look.seen_at,
        at=at,
    )
    if look.file is not None:
        outcome.sha256 = attach(outcome, look.file)
        outcome.flags = flag_of_photo(
            outcome.sha256, outcome.photo_hash, item.reinspection.polling_day_id
        )
    else:
        statement = {"item": item.key, "verdict": look.verdict, "note": note, "at": look.seen_at}
        outcome.sha256 = sha256_hex(canonical_json(statement))
    return outcome
