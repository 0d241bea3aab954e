"""Draws of re-inspection, their tasks, and what was refuted county by county."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import (
    Evidence,
    Need,
    Reinspection,
    ReinspectionItem,
    ReinspectionOutcome,
)
from sandoq.apps.readiness.rules.guards import may_verify
from sandoq.apps.readiness.rules.reinspection import in_order, wilson
from sandoq.apps.readiness.rules.sources import TOLD
from sandoq.apps.readiness.selectors.paths import below
from sandoq.apps.readiness.selectors.scope import require_view
from sandoq.apps.readiness.selectors.verifiers import units_of
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.common.errors import NotFound

_REFUTED = ReinspectionOutcome.Verdict.REFUTED


@dataclass(frozen=True, slots=True)
class CountyRate:
    """What re-inspection found in a county: `refuted` of `inspected`, of `drawn` tasks.

    `low` and `high` bound the rate, 0..1, with 95 % confidence (`rules.reinspection.wilson`).
    """

    county: Unit
    drawn: int
    inspected: int
    refuted: int

    @property
    def low(self) -> float:
        return wilson(self.refuted, self.inspected)[0]

    @property
    def high(self) -> float:
        return wilson(self.refuted, self.inspected)[1]


def candidates_of(day_id: int, unit: Unit, at: datetime) -> list[Sequence[Any]]:
    """Every verified need of a polling day below a unit, with the proof that holds longest.

    Rows as `rules.reinspection.COLUMNS`, in the frozen order. The caller holds the day's lock.
    """
    needs = Need.objects.filter(
        below("station__unit__path", unit.path),
        requirement__set__polling_day=day_id,
        requirement__set__state="published",
        station__retired_at=None,
        state=Need.State.VERIFIED,
        verified_until__gt=at,
        ended_at=None,
    ).exclude(requirement__source__in=TOLD)  # their rooms look again with readings and passes
    proofs = Evidence.objects.filter(need__in=needs, state=Evidence.State.VERIFIED)
    held = {
        need: (str(key), sha256)
        for need, key, sha256 in proofs.order_by("need", "taken_at", "pk").values_list(
            "need_id", "key", "sha256"
        )
    }
    rows = needs.values_list(
        "pk", "station__county__key", "station__key", "requirement__code", "point__seq"
    )
    found = [
        (str(county), str(station), need, code, point, *held[need])
        for need, county, station, code, point in rows.iterator(chunk_size=2000)
        if need in held
    ]
    return in_order(found)


def reinspections_of(user: User, election: Election, unit: Unit) -> QuerySet[Reinspection]:
    """Draws on the unit, on those above and on those below it; the latest first.

    Raises:
        NotFound: the person may not see the unit's readiness.
    """
    require_view(user, election, unit)
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path), Unit.steplen)]
    # The units above draw here too.
    near = Q(unit_path__in=above) | Q(unit_path__startswith=unit.path)
    rows = Reinspection.objects.filter(near, polling_day=election.polling_day_id)
    return rows.select_related("unit", "drawn", "committed_by__person").defer("packed")


def reinspection_of_key(user: User, key: UUID | str) -> Reinspection:
    """A draw that the person may see: it lies in a unit of theirs, or above one.

    Raises:
        NotFound: there is none with this key, or not for this person.
    """
    rows = Reinspection.objects.select_related(
        "unit", "polling_day", "drawn", "committed_by__person", "committed_under__post__unit"
    )
    found = rows.filter(key=key).first()
    grants = scope_of(user, Permission.READINESS_VIEW).grants
    if found is None or not any(_touch(grant.path, found.unit_path) for grant in grants):
        raise NotFound("reinspection", str(key))
    return found


def items_of(user: User, reinspection: Reinspection) -> QuerySet[ReinspectionItem]:
    """The tasks of a draw that lie where the person sees readiness, in the sample's order."""
    seen = scope_of(user, Permission.READINESS_VIEW).q("need__station__unit__path")
    return _with_context(ReinspectionItem.objects.filter(seen, reinspection=reinspection))


def tasks_for(user: User) -> QuerySet[ReinspectionItem]:
    """Drawn needs that this person may look at again, the oldest draw first.

    Never what they or a unit of theirs recorded or confirmed.
    """
    units = units_of(user, now())
    found = ReinspectionItem.objects.filter(_in_scope(user), outcome=None)
    found = found.exclude(evidence__author=user).exclude(evidence__author_unit__in=units)
    found = found.exclude(evidence__verification__verifier=user)
    found = found.exclude(evidence__verification__verifier_unit__in=units)
    return _with_context(found).order_by("reinspection__committed_at", "rank")


def item_of_key(user: User, key: UUID | str) -> ReinspectionItem:
    """A task that the person may look at: to do it, or because they see the station.

    Raises:
        NotFound: there is none with this key, or not for this person.
    """
    seen = scope_of(user, Permission.READINESS_VIEW).q("need__station__unit__path")
    found = ReinspectionItem.objects.filter(seen | _in_scope(user), key=key)
    item = _with_context(found).first()
    if item is None:
        raise NotFound("reinspection-item", str(key))
    return item


def is_independent(item: ReinspectionItem, user: User) -> bool:
    """Whether neither the person nor any unit of theirs recorded or confirmed the proof."""
    proof = item.evidence
    verdict = proof.verification
    sides = (
        (proof.author_id, proof.author_unit_id),
        (verdict.verifier_id, verdict.verifier_unit_id),
    )
    return all(
        may_verify(person, theirs, user.pk, unit, True) is None  # noqa: FBT003 - always strict
        for person, theirs in sides
        for unit in units_of(user, now()) or {0}
    )


def county_rates(user: User, election: Election, unit: Unit) -> list[CountyRate]:
    """Refutation rates of the unit's counties that were drawn from, most refuted first.

    Raises:
        NotFound: the person may not see the unit's readiness.
    """
    require_view(user, election, unit)
    return rates_of(election, unit)


def rates_of(election: Election, unit: Unit) -> list[CountyRate]:
    """The same for whoever may: a county or what lies below it gives that county's whole rate."""
    depth = 3 * Unit.steplen
    rows = ReinspectionItem.objects.filter(
        below("county__path", unit.path[:depth]),
        reinspection__polling_day=election.polling_day_id,
    )
    counted = (
        rows.order_by()
        .values("county")
        .annotate(
            drawn=Count("pk"),
            inspected=Count("outcome"),
            refuted=Count("outcome", filter=Q(outcome__verdict=_REFUTED)),
        )
    )
    counties = Unit.objects.in_bulk([row["county"] for row in counted])
    rates = [
        CountyRate(counties[row["county"]], row["drawn"], row["inspected"], row["refuted"])
        for row in counted
    ]
    return sorted(rates, key=lambda rate: (-rate.low, -rate.refuted, rate.county.path))


def draw_file(reinspection: Reinspection, items: Iterable[ReinspectionItem]) -> dict[str, Any]:
    """A draw as it is published: enough to repeat it, and what was found so far."""
    seed = getattr(reinspection, "drawn", None)
    return {
        "commitment": reinspection.body,
        "sha256": reinspection.sha256,
        "seed": seed
        and {"seed": seed.seed, "announced": seed.announced, "entered_at": seed.entered_at},
        "sample": [
            {
                "index": item.position,
                "ticket": item.ticket,
                "outcome": _outcome(item),
            }
            for item in items
        ],
    }


def all_items(reinspection: Reinspection) -> QuerySet[ReinspectionItem]:
    """Every task of a draw, for its published file: the sample is public as a whole."""
    return ReinspectionItem.objects.filter(reinspection=reinspection).select_related("outcome")


def _outcome(item: ReinspectionItem) -> dict[str, Any] | None:
    outcome = getattr(item, "outcome", None)
    return outcome and {
        "verdict": outcome.verdict,
        "at": outcome.at,
        "sha256": outcome.sha256,
    }


def _with_context(items: QuerySet[ReinspectionItem]) -> QuerySet[ReinspectionItem]:
    return items.select_related(
        "reinspection",
        "county",
        "need__requirement__set",
        "need__point",
        "need__station__unit",
        "need__station__county",
        "evidence__author_unit",
        "evidence__verification__verifier_unit",
        "outcome__inspector__person",
        "outcome__inspector_unit",
    ).defer("reinspection__packed")


def _in_scope(user: User) -> Q:
    """Tasks at places where the person judges, for the elections of their posts."""
    found = Q(pk__in=[])
    for grant in scope_of(user, Permission.EVIDENCE_VERIFY).grants:
        inside = Q(need__station__unit__path__startswith=grant.path) if grant.path else ~found
        if grant.election_id is not None:
            days = Election.objects.filter(pk=grant.election_id).values("polling_day")
            inside &= Q(reinspection__polling_day__in=days)
        found |= inside
    return found


def _touch(first: str, second: str) -> bool:
    return first.startswith(second) or second.startswith(first)
